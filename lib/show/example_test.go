package show_test

import (
	"fmt"
	"math"

	"seminar.example/lib/plot"
	"seminar.example/lib/show"
)

func ExampleFigure() {
	err := show.Figure(plot.Curves{
		Name: "99-growth", Title: "Squares grow", Alt: "A curve that grows faster and faster.",
		XLabel: "n (no unit)", YLabel: "n² (no unit)",
		Lines: []plot.Line{{Label: "n²", X: []float64{0, 1, 2}, Y: []float64{0, 1, 4}}},
	}.Figure())
	fmt.Println(err)
	// Output:
	// figure 99-growth: Squares grow
	// <nil>
}

func ExampleCheck() {
	show.Check("test MSE [-1,1]", 0.1323, 0.125, 0.140)
	// Output: ✓ test MSE [-1,1]  0.1323  expected 0.125–0.14
}

func ExampleExercise() {
	show.Exercise("4.1", "The code has 3 numbers, expected 2.")
	// Output: … exercise 4.1: not yet. The code has 3 numbers, expected 2.
}

func ExampleTable() {
	err := show.Table([]string{"code", "test MSE"}, []string{"PCA-3", "0.2064"}, []string{"AE-3", "0.1323"})
	fmt.Println(err)
	// Output:
	// code   test MSE
	// PCA-3    0.2064
	// AE-3     0.1323
	// <nil>
}

func ExampleSlider() {
	err := show.Slider("power p", []float64{1, 2, 3}, func(p float64) (*plot.Figure, error) {
		return plot.Curves{
			Name: "99-power", Title: "Higher powers rise later", Alt: "A curve through (0, 0) and (1, 1).",
			XLabel: "x (no unit)", YLabel: "x^p (no unit)",
			Lines: []plot.Line{{X: []float64{0, 0.5, 1}, Y: []float64{0, math.Pow(0.5, p), 1}}},
		}.Figure()
	})
	fmt.Println(err)
	// Output:
	// A slider with 3 figures: power p = 1, 2, 3. It needs scripts: trust the notebook, or run the cell.
	// <nil>
}

func ExampleTurn() {
	q := plot.Clouds3D{
		Name: "99-square", Title: "A square stands upright", Alt: "A square that stands upright.",
		XLabel: "x (no unit)", YLabel: "y (no unit)", ZLabel: "z (no unit)",
		Clouds: []plot.Cloud{{X: []float64{0, 0, 1, 1}, Y: []float64{0, 0, 1, 1}, Z: []float64{0, 1, 1, 0}}},
	}
	fmt.Println(show.Figure(q.Figure()))
	fmt.Println(show.Turn(q))
	// Output:
	// figure 99-square: A square stands upright
	// <nil>
	// A cloud to turn by hand, 4 points: A square that stands upright. It needs scripts: trust the notebook, or run the cell.
	// <nil>
}

func ExampleTraverse() {
	err := show.Traverse(show.Traversal{
		Alt: "Two pixels that follow one number, one rises as the other falls.",
		Models: []show.Decoder{{
			Weights: [][]float32{{1, -1}}, Biases: [][]float32{{0, 0}}, Activations: []string{"tanh"},
			Z: []float32{-2, -1, 0, 1, 2}, DZ: 1,
		}}, Rows: 1, Cols: 2,
	})
	fmt.Println(err)
	// Output:
	// Latent traversals to try by hand, with the code z₁: Two pixels that follow one number, one rises as the other falls. It needs scripts: trust the notebook, or run the cell.
	// <nil>
}
