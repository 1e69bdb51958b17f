package plot_test

import (
	"fmt"
	"strings"

	"seminar.example/lib/plot"
)

// show prints the size of a figure and the head of its table.
func show(f *plot.Figure, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	w, h := f.Size()
	fmt.Printf("%s: %d×%d px\n", f.Name, w, h)
	table, err := f.CSV()
	if err != nil {
		fmt.Println(err)
		return
	}
	lines := strings.SplitAfter(string(table), "\n")
	fmt.Print(strings.Join(lines[:min(3, len(lines))], ""))
}

func ExampleCurves() {
	epoch := []float64{1, 2, 3, 4, 5}
	show(plot.Curves{
		Name:   "04-loss",
		Title:  "Test error passes PCA-3 in the second epoch",
		Alt:    "Train and test error fall together from 0.26 to 0.15 in five epochs and cross the line of PCA-3 at 0.2064.",
		Note:   "60,000 training and 10,000 test images · seed 1",
		XLabel: "epoch",
		YLabel: "mean squared error, scale [−1,1] (no unit)",
		Lines: []plot.Line{
			{Label: "train", X: epoch, Y: []float64{.258, .212, .184, .164, .151}},
			{Label: "test", X: epoch, Y: []float64{.259, .214, .186, .166, .152}},
		},
		Levels: []plot.Level{{Label: "PCA-3 0.2064", Value: .2064}},
	}.Figure())
	// Output:
	// 04-loss: 605×340 px
	// line,x,y,low,high
	// train,1,0.258,,
	// train,2,0.212,,
}

func ExampleScatter() {
	show(plot.Scatter{
		Name:   "04-code-2d",
		Title:  "Zeros and ones part",
		Alt:    "Two groups of points: zeros at the right, ones at the left.",
		Note:   "4 images",
		XLabel: "z_{1} (no unit)",
		YLabel: "z_{2} (no unit)",
		Clouds: []plot.Cloud{
			{Title: "epoch 1", X: []float64{-1, 1}, Y: []float64{0, .5}, Class: []int{1, 0}},
			{Title: "epoch 2", X: []float64{-3, 4}, Y: []float64{1, .5}, Class: []int{1, 0}},
		},
	}.Figure())
	// Output:
	// 04-code-2d: 605×340 px
	// panel,point,class,x,y
	// epoch 1,0,1,-1,0
	// epoch 1,1,0,1,0.5
}

func ExampleClouds3D() {
	show(plot.Clouds3D{
		Name:   "04-code-3d",
		Title:  "Zeros and ones part",
		Alt:    "Two points in a box: a zero at the far right, a one at the near left.",
		Note:   "2 images",
		XLabel: "z_{1} (no unit)",
		YLabel: "z_{2} (no unit)",
		ZLabel: "z_{3} (no unit)",
		Clouds: []plot.Cloud{{X: []float64{-1, 1}, Y: []float64{0, 2}, Z: []float64{3, 4}, Class: []int{1, 0}}},
		Height: 10,
	}.Figure())
	// Output:
	// 04-code-3d: 605×378 px
	// panel,point,class,x,y,z
	// ,0,1,-1,0,3
	// ,1,0,1,2,4
}

func ExampleImages() {
	cross := []float32{0, 1, 0, 1, 1, 1, 0, 1, 0}
	blurred := []float32{.2, .7, .2, .7, 1, .7, .2, .7, .2}
	f, err := plot.Images{
		Name:  "04-reconstructions",
		Title: "The cross comes back blurred",
		Alt:   "A cross of five black pixels; below it the same cross with grey corners.",
		Note:  "number: mean squared error, scale [0,1]",
		Rows: []plot.ImageRow{
			{Label: "original", Images: [][]float32{cross}},
			{Label: "AE-3", Images: [][]float32{blurred}, Numbers: []float64{.0577}},
		},
		W: 3, H: 3,
	}.Figure()
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := f.CSV()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(table))
	// Output:
	// row,column,number,p0,p1,p2,p3,p4,p5,p6,p7,p8
	// original,0,,0,1,0,1,1,1,0,1,0
	// AE-3,0,0.0577,0.2,0.7,0.2,0.7,1,0.7,0.2,0.7,0.2
}

func ExampleStrips() {
	f, err := plot.Strips{
		Name:    "05a-axis",
		Title:   "The point moves to the right",
		Alt:     "A black point at the left, in the middle, at the right.",
		Note:    "three steps",
		Measure: "place",
		Strips: []plot.Strip{{Label: "AE-1", Moves: "z_{1}", Start: 1, Steps: []plot.Step{
			{Image: []float32{1, 0, 0}, At: -1, Measure: 0, Off: true},
			{Image: []float32{0, 1, 0}, At: 0, Measure: 1},
			{Image: []float32{0, 0, 1}, At: 1, Measure: 2, Sign: "7"},
		}}},
		W: 3, H: 1,
	}.Figure()
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := f.CSV()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(table))
	// Output:
	// strip,moves,step,at,measure,sign,off the data,start,p0,p1,p2
	// AE-1,z_{1},0,-1,0,,true,false,1,0,0
	// AE-1,z_{1},1,0,1,,false,true,0,1,0
	// AE-1,z_{1},2,1,2,7,false,false,0,0,1
}

func ExampleBars() {
	show(plot.Bars{
		Name:     "04-error-by-digit",
		Title:    "Ones are rebuilt best",
		Alt:      "The error of the ones, 0.058, is half of that of the zeros, 0.121.",
		Note:     "10,000 test images · seed 1",
		Category: "digit",
		Value:    "mean squared error, scale [−1,1] (no unit)",
		Labels:   []string{"0", "1"},
		Values:   []float64{.121, .058},
		Levels:   []plot.Level{{Label: "all digits 0.132", Value: .132}},
	}.Figure())
	// Output:
	// 04-error-by-digit: 605×340 px
	// category,value,low,high
	// 0,0.121,,
	// 1,0.058,,
}

func ExampleHistogram() {
	show(plot.Histogram{
		Name:    "01-distances",
		Title:   "Distances gather around 2",
		Alt:     "A histogram with its peak at 2.",
		Note:    "6 distances",
		XLabel:  "distance (no unit)",
		Samples: []plot.Sample{{Values: []float64{1.1, 1.9, 2.0, 2.1, 2.2, 3.4}}},
		Bins:    5,
	}.Figure())
	// Output:
	// 01-distances: 605×340 px
	// sample,bin_low,bin_high,height
	// ,1,1.5,1
	// ,1.5,2,1
}

func ExampleDots() {
	show(plot.Dots{
		Name:   "05b-known",
		Title:  "The code knows the slant, no axis does",
		Alt:    "For AE-3 the mark of the whole code lies at 0.88, that of the best axis at 0.2.",
		Note:   "5 seeds",
		Value:  "R² (no unit)",
		Rows:   []string{"PCA-3", "AE-3"},
		Series: []string{"the whole code", "the best axis"},
		Panels: []plot.DotPanel{{Title: "slant", Values: [][]float64{{.68, .88}, {.5, .2}}}},
	}.Figure())
	// Output:
	// 05b-known: 605×218 px
	// panel,row,series,value,low,high
	// slant,PCA-3,the whole code,0.68,,
	// slant,AE-3,the whole code,0.88,,
}

func ExampleMatrix() {
	show(plot.Matrix{
		Name:       "05-axes",
		Title:      "Slant goes with the first axis",
		Alt:        "Slant correlates with axis 1 by −0.81, with axis 2 by 0.12.",
		Note:       "100 images",
		Rows:       []string{"slant", "thickness"},
		Columns:    []string{"axis 1", "axis 2"},
		Row:        "measure",
		Column:     "axis of the code",
		ValueLabel: "r (no unit)",
		Values:     [][]float64{{-.81, .12}, {.33, .41}},
		Low:        [][]float64{{-.85, .02}, {.25, .33}},
		High:       [][]float64{{-.76, .22}, {.41, .49}},
		Reach:      1,
	}.Figure())
	// Output:
	// 05-axes: 605×196 px
	// row,column,value,low,high
	// slant,axis 1,-0.81,-0.85,-0.76
	// slant,axis 2,0.12,0.02,0.22
}

func ExampleNumber() {
	fmt.Println(plot.Number(-1234.5, 1), plot.Number(60000, 0), plot.Number(0.2064, 4))
	// Output: −1234.5 60,000 0.2064
}

func ExampleClassColor() {
	fmt.Println(plot.Hex(plot.ClassColor(0)))
	// Output: #0072b2
}
