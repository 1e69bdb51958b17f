package plot

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"
)

// drawn is a figure or the error of its making.
type drawn struct {
	f   *Figure
	err error
}

func made(f *Figure, err error) drawn { return drawn{f, err} }

// cloudOf gives n points in ten overlapping groups, as a code of MNIST has.
func cloudOf(title string, n int, solid bool) Cloud {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	c := Cloud{Title: title}
	for i := range n {
		k := i % 10
		at := func(f float64) float64 { return 3*math.Cos(f*float64(k)) + r.NormFloat64() }
		c.X, c.Y, c.Class = append(c.X, at(0.6)), append(c.Y, at(1.7)), append(c.Class, k)
		if solid {
			c.Z = append(c.Z, at(2.9))
		}
	}
	return c
}

// blob is a smooth grey image, the worst case for the size of a PNG.
func blob(i int) []float32 {
	img := make([]float32, 28*28)
	for p := range img {
		x, y := float64(p%28)-13.5, float64(p/28)-13.5
		v := math.Exp(-(x*x+y*y)/80) * (0.6 + 0.4*math.Sin(float64(i)+x/3+y/(2+float64(i%4))))
		img[p] = float32(max(0, min(v, 1)))
	}
	return img
}

func imageRows(rows, cols int) []ImageRow {
	var out []ImageRow
	for r := range rows {
		row := ImageRow{Label: fmt.Sprintf("epoch %d", r+1)}
		for c := range cols {
			row.Images = append(row.Images, blob(r*cols+c))
			row.Numbers = append(row.Numbers, float64(c)/100)
		}
		out = append(out, row)
	}
	return out
}

func curvesOf(name string) Curves {
	q := Curves{
		Name: name, Title: "Errors fall", Alt: "Two falling lines.", Note: "seed 1",
		XLabel: "epoch", YLabel: "mean squared error (no unit)",
		Levels: []Level{{"PCA-3 0.2064", .2064}, {"PCA-10 0.1363", .1363}},
		Lines:  []Line{{Label: "train"}, {Label: "test"}},
	}
	for e := 1; e <= 20; e++ {
		y := 0.13 + 0.2*math.Exp(-float64(e)/2)
		for i := range q.Lines {
			q.Lines[i].X = append(q.Lines[i].X, float64(e))
			q.Lines[i].Y = append(q.Lines[i].Y, y+0.0005*float64(i))
		}
		q.Lines[0].Low, q.Lines[0].High = append(q.Lines[0].Low, y-.01), append(q.Lines[0].High, y+.01)
	}
	return q
}

func scatterOf(name string, clouds ...Cloud) Scatter {
	return Scatter{
		Name: name, Title: "Ten groups", Alt: "Ten groups of points.", Note: "seed 1",
		XLabel: "z_{1} (no unit)", YLabel: "z_{2} (no unit)", Clouds: clouds, Badges: true,
	}
}

func spaceOf(name string, clouds ...Cloud) Clouds3D {
	return Clouds3D{
		Name: name, Title: "Ten groups", Alt: "Ten groups of points.", Note: "seed 1",
		XLabel: "z_{1} (no unit)", YLabel: "z_{2} (no unit)", ZLabel: "z_{3} (no unit)", Clouds: clouds, Badges: true,
	}
}

func imagesOf(name string, rows, cols int) Images {
	return Images{Name: name, Title: "Blobs", Alt: "Grey blobs.", Note: "number: error", Rows: imageRows(rows, cols)}
}

func stripsOf(name string, strips, steps int) Strips {
	q := Strips{Name: name, Title: "Blobs move", Alt: "Grey blobs.", Note: "seed 1", Measure: "slant, °", Sign: "read as"}
	for r := range strips {
		strip := Strip{Label: fmt.Sprintf("AE-%d", r+1), Moves: "z_{1}", Start: steps / 2}
		for k := range steps {
			s := Step{Image: blob(r*steps + k), At: float64(k) - 2.5, Measure: float64(-20 + 7*k), Off: k == 0}
			if k == steps-1 {
				s.Sign, s.Measure = "9", math.NaN()
			}
			strip.Steps = append(strip.Steps, s)
		}
		q.Strips = append(q.Strips, strip)
	}
	return q
}

// tiled is a scatter with pictures behind its points.
func tiled(name string) Scatter {
	q := scatterOf(name, cloudOf("", 300, false))
	q.Behind = Mosaic{Cols: 3, Rows: 2, X: [2]float64{-3, 3}, Y: [2]float64{-2, 2}}
	for i := range 6 {
		q.Behind.Images = append(q.Behind.Images, blob(i))
	}
	q.Behind.Images[4] = nil
	return q
}

func barsOf(name string) Bars {
	return Bars{
		Name: name, Title: "Ones are rebuilt best", Alt: "Ones lowest.", Note: "5 seeds",
		Category: "digit", Value: "error (no unit)", Labels: []string{"0", "1", "2"},
		Values: []float64{.12, .06, .16}, Low: []float64{.11, .05, .15}, High: []float64{.13, .08, .17},
		Levels: []Level{{"all 0.13", .13}},
	}
}

func histogramOf(name string, samples int) Histogram {
	q := Histogram{
		Name: name, Title: "Distances gather", Alt: "A peak.", Note: "seed 1", XLabel: "distance (no unit)",
		Marks: []Level{{"median", 2}, {"mean", 2.05}},
	}
	r := rand.New(rand.NewPCG(2, 2))
	for s := range samples {
		v := make([]float64, 1000)
		for i := range v {
			v[i] = 2 + float64(s) + r.NormFloat64()
		}
		q.Samples = append(q.Samples, Sample{fmt.Sprintf("d = %d", s), v})
	}
	return q
}

func matrixOf(name string) Matrix {
	return Matrix{
		Name: name, Title: "Slant goes with one axis", Alt: "A table.", Note: "n = 100",
		Rows: []string{"slant", "thickness"}, Columns: []string{"axis 1", "axis 2", "the best combination of the three"},
		Row: "measure", Column: "axis of the code", ValueLabel: "r (no unit)",
		Values: [][]float64{{-.8, .1, .81}, {.3, 0, -.2}},
		Low:    [][]float64{{-.9, .0, .7}, {.2, -.1, -.3}}, High: [][]float64{{-.7, .2, .9}, {.4, .1, -.1}},
	}
}

func dotsOf(name string) Dots {
	panel := func(title string, shift float64) DotPanel {
		p := DotPanel{Title: title}
		for k := range 3 {
			var v, lo, hi []float64
			for r := range 4 {
				x := 0.9 - 0.2*float64(k) - 0.1*float64(r) + shift
				v, lo, hi = append(v, x), append(lo, x-.05), append(hi, x+.03)
			}
			p.Values, p.Low, p.High = append(p.Values, v), append(p.Low, lo), append(p.High, hi)
		}
		return p
	}
	return Dots{
		Name: name, Title: "Codes know, axes do not", Alt: "Rows of marks.", Note: "5 seeds", Value: "R² (no unit)",
		Rows: []string{"pixels", "PCA-3", "AE-3", "AE-10"}, Series: []string{"the whole code", "the best direction", "the best axis"},
		Panels: []DotPanel{panel("slant", 0), panel("thickness", -.05), panel("area", .05)},
	}
}

// epochs gives clouds with the titles of small multiples.
func epochs(n, points int, solid bool) []Cloud {
	var cs []Cloud
	for i := range n {
		cs = append(cs, cloudOf(fmt.Sprintf("epoch %d", i+1), points, solid))
	}
	return cs
}

// samples gives every kind of figure, plain and strained.
func samples(t testing.TB) []*Figure {
	t.Helper()
	long := curvesOf("curves-long")
	long.Title = "A title that is much too long for one line and therefore has to be broken into two of them, or even three, without being cut"
	long.Note = long.Title
	long.Lines[1].Label = "a label that takes more than a third of the page when it is set in one line"
	logs := curvesOf("curves-log")
	logs.LogX, logs.LogY, logs.Lines[1].Markers = true, true, true
	point := curvesOf("curves-point")
	point.Lines, point.Levels = []Line{{X: []float64{3}, Y: []float64{1e-7}}}, nil
	across := barsOf("bars-across")
	across.Horizontal, across.Labels = true, []string{"mean image", "PCA-3", "an autoencoder with three numbers"}
	below := barsOf("bars-below")
	below.Values, below.Low, below.High = []float64{-.4, .3, -.01}, nil, nil
	wide := imagesOf("images-wide", 2, 16)
	bare := matrixOf("matrix-bare")
	bare.Low, bare.High, bare.Row, bare.Column = nil, nil, "", ""
	bare.Values[1][2], bare.Middle, bare.Decimals = math.NaN(), -2, -1
	equal := scatterOf("scatter-equal", cloudOf("", 9000, false))
	equal.Equal = true
	round := scatterOf("scatter-round", valued(false))
	round.ValueLabel, round.Period = "angle (rad)", 100
	gaps := dotsOf("dots-gaps")
	gaps.Panels = gaps.Panels[:1]
	gaps.Panels[0].Low, gaps.Panels[0].High, gaps.Range = nil, nil, [2]float64{0, 1}
	for k := range 3 {
		gaps.Panels[0].Values[k][2] = math.NaN()
	}
	var out []*Figure
	for _, d := range []drawn{
		made(curvesOf("curves").Figure()), made(long.Figure()), made(logs.Figure()), made(point.Figure()),
		made(scatterOf("scatter", cloudOf("", 2000, false)).Figure()), made(equal.Figure()),
		made(scatterOf("scatter-panels", epochs(5, 1000, false)...).Figure()),
		made(spaceOf("space", cloudOf("", 2000, true)).Figure()),
		made(spaceOf("space-panels", epochs(5, 1000, true)...).Figure()),
		made(imagesOf("images", 5, 10).Figure()), made(imagesOf("images-few", 1, 2).Figure()), made(wide.Figure()),
		made(stripsOf("strips", 3, 11).Figure()), made(stripsOf("strips-few", 1, 2).Figure()), made(tiled("scatter-tiled").Figure()),
		made(barsOf("bars").Figure()), made(across.Figure()), made(below.Figure()),
		made(matrixOf("matrix").Figure()), made(bare.Figure()),
		made(dotsOf("dots").Figure()), made(gaps.Figure()), made(round.Figure()),
		made(histogramOf("histogram", 1).Figure()), made(histogramOf("histogram-three", 3).Figure()),
	} {
		if d.err != nil {
			t.Fatal(d.err)
		}
		out = append(out, d.f)
	}
	return out
}

// raster draws a figure at 192 dpi and decodes it again.
func raster(t testing.TB, f *Figure) image.Image {
	t.Helper()
	b, err := f.PNG(192)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return img
}

// inkAt is the colour of a pixel.
func inkAt(img image.Image, x, y int) inkColor {
	r, g, b, _ := img.At(x, y).RGBA()
	return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xff}
}

// edgeInk looks for a pixel that is not white within 2 pixels of the edge.
func edgeInk(img image.Image) (x, y int, ok bool) {
	b := img.Bounds()
	for y := range b.Dy() {
		for x := range b.Dx() {
			edge := x < 2 || y < 2 || x >= b.Dx()-2 || y >= b.Dy()-2
			if edge && inkAt(img, x, y) != inkWhite {
				return x, y, true
			}
		}
	}
	return 0, 0, false
}
