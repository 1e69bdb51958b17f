package pixel_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"seminar.example/lib/pixel"
)

// picture is 8×9 numbers in [0,1] without a pattern to the eye.
func picture() []float32 {
	x := make([]float32, 72)
	for i := range x {
		x[i] = float32((i*37+11)%64) / 63
	}
	return x
}

var places = []int{0, 8, 31, 40, 63, 71} // corners, edges, inside

// The wanted numbers are those of scipy.ndimage 1.17.1, with mode="nearest":
// median_filter(size=3) and gaussian_filter(sigma). They have six digits.
func TestAsSciPy(t *testing.T) {
	for _, c := range []struct {
		name  string
		width float64 // of the blur; below 0: the median
		want  []float64
	}{
		{"median", -1, []float64{0.380952, 0.428571, 0.52381, 0.52381, 0.603175, 0.222222}},
		{"Gaussian", 0.5, []float64{0.25921, 0.672198, 0.288861, 0.398399, 0.54706, 0.245995}},
		{"Gaussian", 1, []float64{0.387944, 0.513768, 0.49359, 0.500793, 0.509211, 0.301723}},
		{"Gaussian", 2.3, []float64{0.438505, 0.508279, 0.500428, 0.502845, 0.537138, 0.36764}},
	} {
		x := slices.Concat(picture(), make([]float32, 72)) // a second image must not mix in
		y, err := pixel.Median(x, 8, 9)
		if c.width >= 0 {
			y, err = pixel.Gaussian(x, 8, 9, c.width)
		}
		if err != nil {
			t.Fatal(err)
		}
		for k, i := range places {
			if math.Abs(float64(y[i])-c.want[k]) > 1e-6 {
				t.Errorf("%s %g at %d: %.6f, scipy has %.6f", c.name, c.width, i, y[i], c.want[k])
			}
		}
		for i, v := range y[72:] {
			if v != 0 {
				t.Fatalf("%s %g: pixel %d of a black image became %g", c.name, c.width, i, v)
			}
		}
	}
}

// An even grey stays as it is, and a width of 0 changes nothing.
func TestLimits(t *testing.T) {
	grey := make([]float32, 28*28)
	for i := range grey {
		grey[i] = 0.3
	}
	m, err := pixel.Median(grey, 28, 28)
	if err != nil || !slices.Equal(m, grey) {
		t.Errorf("the median changed an even grey, %v", err)
	}
	g, err := pixel.Gaussian(grey, 28, 28, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range g {
		if math.Abs(float64(v)-0.3) > 1e-6 {
			t.Fatalf("the blur made %g of an even 0.3", v)
		}
	}
	x := picture()
	y, err := pixel.Gaussian(x, 8, 9, 0)
	if err != nil || !slices.Equal(x, y) {
		t.Errorf("a width of 0 changed the picture, %v", err)
	}
}

func TestRefuses(t *testing.T) {
	for _, width := range []float64{-1, math.NaN(), 1000} {
		if _, err := pixel.Gaussian(picture(), 8, 9, width); err == nil {
			t.Errorf("a width of %g was taken", width)
		}
	}
	if _, err := pixel.Median(picture()[:71], 8, 9); err == nil {
		t.Error("71 numbers were taken for images of 8×9")
	}
	if _, err := pixel.Gaussian(nil, 0, 9, 1); err == nil {
		t.Error("images without rows were taken")
	}
}

func ExampleMedian() {
	y, err := pixel.Median([]float32{
		0, 0, 0,
		0, 1, 0, // one bright pixel: noise
		0, 0, 0}, 3, 3)
	fmt.Println(y[4], err)
	// Output: 0 <nil>
}

func ExampleGaussian() {
	y, err := pixel.Gaussian([]float32{0, 0, 1, 0, 0}, 1, 5, 0.5)
	fmt.Printf("%.3f %v\n", y, err)
	// Output: [0.000 0.106 0.787 0.106 0.000] <nil>
}
