package pixel

import (
	"math"
	"slices"
	"testing"

	"seminar.example/datasets"
)

func TestInk(t *testing.T) {
	x := []float32{0, 0.05, 0.1, 0.5, 1}
	if got, want := Ink(x, 0.1), []float32{0, 0, 0.1, 0.5, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, expected %v", got, want)
	}
	if x[1] != 0.05 {
		t.Error("the image itself was changed")
	}
}

// Haze hides the slant of a bar, and Ink brings it back; the slant of MNIST's images
// is what it was.
func TestInkMakesSlantRobust(t *testing.T) {
	for _, degrees := range []float64{-30, -10, 10, 30} {
		hazy := bar(3, 18, degrees*math.Pi/180)
		for i := range hazy {
			hazy[i] = max(hazy[i], 0.05)
		}
		if got := 180 / math.Pi * shapeOf(t, hazy).Slant; math.Abs(got) > 0.7*math.Abs(degrees) {
			t.Errorf("bar at %v° under haze: %.2f°, expected far less: else Ink is not needed", degrees, got)
		}
		if got := 180 / math.Pi * shapeOf(t, Ink(hazy, 0.1)).Slant; math.Abs(got-degrees) > 0.6 { // as TestShapesDrawn, and the bar's own soft edge
			t.Errorf("bar at %v° under haze, its ink: %.2f°", degrees, got)
		}
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	x := test.X[:200*784]
	plain, err := Shapes(x, 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	ink, err := Shapes(Ink(x, 0.1), 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	for i := range plain {
		if off := 180 / math.Pi * math.Abs(plain[i].Slant-ink[i].Slant); off > 0.35 {
			t.Errorf("image %d: the slant of its ink is %.2f° off", i, off)
		}
	}
}
