package pixel

import (
	"math"
	"slices"
	"testing"

	"seminar.example/datasets"
)

// Slants are those of Shapes but for its finer grid.
func TestSlants(t *testing.T) {
	im, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	x := im.X[:1000*784]
	shapes, err := Shapes(x, 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	slants, err := Slants(x, 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	var apart []float64
	for i, s := range shapes {
		apart = append(apart, math.Abs(slants[i]-s.Slant)*180/math.Pi)
	}
	slices.Sort(apart)
	if median, most := apart[500], apart[999]; !(median < 0.1 && most < 0.7) {
		t.Errorf("apart by %.2f degrees in the median and %.2f at most, expected 0.1 and 0.7", median, most)
	} else {
		t.Logf("%.3f, %.3f degrees apart", median, most)
	}
	// By hand: a stroke of two pixels, the upper one to the right, leans by 45 degrees.
	hand, err := Slants([]float32{0, 1, 1, 0, 0, 0, 0, 0}, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(hand[0]-math.Pi/4) > 1e-12 || !math.IsNaN(hand[1]) {
		t.Errorf("slants %v, expected π/4 and NaN", hand)
	}
	if _, err := Slants(x[1:], 28, 28); err == nil {
		t.Error("no whole images: no error")
	}
}
