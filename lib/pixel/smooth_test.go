package pixel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"seminar.example/lib/metric"
	"seminar.example/lib/pixel"
)

// It is Pearson's correlation of neighbours in a row; neighbours across the end of a
// row do not count.
func TestSmoothness(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	const rows, cols = 5, 4
	var x []float32
	for i := range 3 * rows * cols {
		x = append(x, 1000+float32(i%cols)+rng.Float32())
	}
	var a, b []float64
	for at := 0; at < len(x); at += cols {
		for c := range cols - 1 {
			a, b = append(a, float64(x[at+c])), append(b, float64(x[at+c+1]))
		}
	}
	want, err := metric.Pearson(a, b)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pixel.Smoothness(x, rows, cols)
	if err != nil || math.Abs(got-want) > 1e-9 {
		t.Errorf("smoothness %g, %v, expected %g", got, err, want)
	}
}

// A blur makes noise smooth: independent pixels have 0, blurred ones nearly 1.
func TestSmoothnessOfNoise(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	x := make([]float32, 20*28*28)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	last := -1.0
	for _, c := range []struct{ width, low, high float64 }{
		{0, -0.04, 0.04}, // 5 standard errors of 15 120 pairs
		// exp(−1/(4·width²)), the correlation of a blurred white noise one pixel on
		{1, 0.74, 0.82},
		{2, 0.92, 0.96},
	} {
		y, err := pixel.Gaussian(x, 28, 28, c.width)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pixel.Smoothness(y, 28, 28)
		if err != nil || got < c.low || got > c.high || got <= last {
			t.Errorf("width %g: smoothness %.3f, %v, expected %g to %g", c.width, got, err, c.low, c.high)
		}
		last = got
	}
}

func TestSmoothnessErrors(t *testing.T) {
	for name, c := range map[string]struct {
		x          []float32
		rows, cols int
		words      string
	}{
		"ragged":     {make([]float32, 5), 2, 2, "whole images"},
		"none":       {nil, 2, 2, "at least one image"},
		"one column": {make([]float32, 4), 4, 1, "two columns"},
		"constant":   {make([]float32, 4), 2, 2, "all the same"},
	} {
		_, err := pixel.Smoothness(c.x, c.rows, c.cols)
		if err == nil || !strings.HasPrefix(err.Error(), "pixel: ") || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: error %v, expected one with %q", name, err, c.words)
		}
	}
}

func ExampleSmoothness() {
	strokes := []float32{0, 0, 1, 1, 0, 0, 1, 1} // two lines of four pixels
	s, err := pixel.Smoothness(strokes, 2, 4)
	fmt.Printf("%.2f %v\n", s, err)
	// Output: 0.50 <nil>
}
