package pixel

import (
	"math"
	"strings"
	"testing"

	"seminar.example/datasets"
)

// The tangents of slant and angle add up: a bar becomes the bar of that slant.
func TestShear(t *testing.T) {
	var x []float32
	var angles, want []float64
	for _, slant := range []float64{-0.3, 0, 0.2} {
		for _, angle := range []float64{-0.5, -0.1, 0, 0.25, 0.5} {
			x = append(x, bar(4, 16, slant)...)
			angles = append(angles, angle)
			want = append(want, math.Atan(math.Tan(slant)+math.Tan(angle)))
		}
	}
	y, err := Shear(x, 28, 28, angles, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range want {
		image := y[i*784 : (i+1)*784]
		if got := shapeOf(t, image).Slant; math.Abs(got-w) > 0.02 { // of pixels: a degree
			t.Errorf("sheared by %.2f to slant %.3f: measures %.3f", angles[i], w, got)
		}
		if before, after := sum(x[i*784:(i+1)*784]), sum(image); math.Abs(after-before) > 1e-3*before {
			t.Errorf("ink %.3f became %.3f, though none left the image", before, after)
		}
	}
}

func sum(x []float32) (s float64) {
	for _, v := range x {
		s += float64(v)
	}
	return s
}

// Quarters of a turn move pixels, clockwise as seen, and four of them are none.
func TestTurn(t *testing.T) {
	im, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	x := datasets.Signed(im.Image(0))
	for quarters := range 5 {
		y, err := Turn(x, 28, 28, []float64{float64(quarters) * math.Pi / 2}, -1)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range y {
			r, c := i/28, i%28
			for range quarters { // what is at (r, c) stood at the place a quarter back
				r, c = 27-c, r
			}
			if want := x[r*28+c]; math.Abs(float64(got-want)) > 1e-6 {
				t.Fatalf("%d quarters: pixel %d is %v, expected %v", quarters, i, got, want)
			}
		}
	}
}

// Between pixels both are linear, and beyond the edge is the ground. By hand: the
// lower row of a 2×2 image, half a pixel below the middle, shows what is half of
// tan(a) to its right, the upper one what is as far to its left.
func TestWarpByHand(t *testing.T) {
	for _, c := range []struct {
		name  string
		warp  func([]float32, int, int, []float64, float32) ([]float32, error)
		angle float64
		want  []float32
	}{
		{"sheared by nothing", Shear, 0, []float32{1, 2, 3, 4}},
		{"sheared by half a pixel each way", Shear, math.Pi / 4, []float32{0, 1.5, 3.5, 1.5}},
		{"turned a quarter", Turn, math.Pi / 2, []float32{3, 1, 4, 2}},
		{"sheared out of sight", Shear, math.Atan(10), []float32{-1, -1, -1, -1}},
	} {
		y, err := c.warp([]float32{1, 2, 3, 4}, 2, 2, []float64{c.angle}, -1)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if math.Abs(float64(y[i]-want)) > 1e-6 {
				t.Errorf("%s: %v, expected %v", c.name, y, c.want)
				break
			}
		}
	}
}

func TestWarpErrors(t *testing.T) {
	x := make([]float32, 2*784)
	for _, c := range []struct {
		warp   func([]float32, int, int, []float64, float32) ([]float32, error)
		x      []float32
		angles []float64
		want   string
	}{
		{Shear, x[1:], []float64{0, 0}, "pixel: "},
		{Shear, x, []float64{0}, "1 angles for 2 images"},
		{Turn, x, []float64{0, math.NaN()}, "Turn: angle 1 is NaN"},
		{Shear, x, []float64{0, math.NaN()}, "Shear: angle 1 is NaN"},
		{Shear, x, []float64{2, 0}, "between −π/2 and π/2"},
	} {
		if _, err := c.warp(c.x, 28, 28, c.angles, 0); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, expected %q", err, c.want)
		}
	}
}
