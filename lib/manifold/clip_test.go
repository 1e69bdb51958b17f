package manifold_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"seminar.example/lib/manifold"
)

func TestClip(t *testing.T) {
	y := []float32{-2, -1, 0.25, 1, 1.5}
	if got, want := manifold.Clip(y, -1, 1), []float32{-1, -1, 0.25, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, expected %v", got, want)
	}
	if y[0] != -2 {
		t.Error("the reconstruction itself was changed")
	}
}

// Errors are those of Reconstruct and Clip; in an endless range those of
// Reconstruct alone; and what is clipped is never farther from data in the range.
func TestErrorsAreThoseOfClippedReconstructions(t *testing.T) {
	const n, d, k = 700, 12, 5 // more than a block of rows
	rng := rand.New(rand.NewPCG(1, 0))
	x := make([]float32, n*d)
	for i := range x { // most pixels at an end of the range, as in images
		x[i] = float32(math.Tanh(4 * rng.NormFloat64()))
	}
	p := fitted(t, x, n, d, k)
	for _, c := range []struct{ low, high float32 }{{-1, 1}, {-1e9, 1e9}} {
		got, err := p.Errors(x, c.low, c.high)
		if err != nil {
			t.Fatal(err)
		}
		for j := range k {
			y, err := p.Reconstruct(x, j+1)
			if err != nil {
				t.Fatal(err)
			}
			free, want := 0., 0.
			clipped := manifold.Clip(y, c.low, c.high)
			for i := range x {
				free += math.Pow(float64(y[i]-x[i]), 2) / (n * d)
				want += math.Pow(float64(clipped[i]-x[i]), 2) / (n * d)
			}
			if math.Abs(got[j]-want) > 1e-6*want { // Reconstruct rounds to float32
				t.Errorf("range %g to %g, %d numbers: %.9f, expected %.9f", c.low, c.high, j+1, got[j], want)
			}
			if want > free {
				t.Errorf("%d numbers: %.9f clipped, %.9f not: clipping cannot add to the error", j+1, want, free)
			}
		}
	}
}

func TestErrorsOfBadInput(t *testing.T) {
	p := fitted(t, []float32{1, 2, 3, 4, 5, 7}, 3, 2, 1)
	for name, f := range map[string]func() error{
		"ragged":     func() error { _, err := p.Errors([]float32{1, 2, 3}, 0, 1); return err },
		"nothing":    func() error { _, err := p.Errors(nil, 0, 1); return err },
		"turned":     func() error { _, err := p.Errors([]float32{1, 2}, 1, 0); return err },
		"no numbers": func() error { _, err := p.Errors([]float32{1, 2}, float32(math.NaN()), 1); return err },
	} {
		if f() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func fitted(t *testing.T, x []float32, n, d, k int) *manifold.PCA {
	t.Helper()
	p, err := manifold.FitPCA(x, d, k)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
