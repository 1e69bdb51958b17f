package diffusion_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"seminar.example/lib/diffusion"
	"seminar.example/lib/manifold"
)

// Of many points of a circle it is the denoiser of the circle, whose score has a
// closed form; of two points it is their mean weighted by the logistic function.
func TestExact(t *testing.T) {
	circle, err := manifold.Ring(20000, 0, 1)
	ok(t, err)
	denoise, err := diffusion.Exact(circle.X, 2)
	ok(t, err)
	x := []float32{0.4, 0, 1.2, -0.3, 0, 2}
	for _, sigma := range []float64{0.3, 1, 5} {
		y, err := denoise(x, sigma)
		ok(t, err)
		score, err := manifold.RingScore(x, sigma)
		ok(t, err)
		for i := range x {
			want := float64(x[i]) + sigma*sigma*float64(score[i])
			if math.Abs(float64(y[i])-want) > 0.025 { // 20 000 random points: three standard errors
				t.Errorf("σ = %g, number %d: %.4f, of the circle %.4f", sigma, i, y[i], want)
			}
		}
	}
	two, err := diffusion.Exact([]float32{-1, 1}, 1)
	ok(t, err)
	y, err := two([]float32{0.2}, 0.5)
	ok(t, err)
	if want := math.Tanh(0.2 / 0.25); math.Abs(float64(y[0])-want) > 1e-6 {
		t.Errorf("between two points: %.6f, expected tanh(x/σ²) = %.6f", y[0], want)
	}
	// Far from all points and with next to no noise, the nearest one is left.
	y, err = two([]float32{-50}, 1e-3)
	ok(t, err)
	if y[0] != -1 {
		t.Errorf("far away: %v, expected -1", y[0])
	}
}

func TestExactErrors(t *testing.T) {
	good, err := diffusion.Exact([]float32{0, 1}, 2)
	ok(t, err)
	for word, try := range map[string]func() error{
		"n×2": func() error { _, err := diffusion.Exact([]float32{1}, 2); return err },
		"n×0": func() error { _, err := diffusion.Exact([]float32{1}, 0); return err },
		"σ =": func() error { _, err := good([]float32{1, 2}, 0); return err },
		"at noise": func() error {
			_, err := diffusion.Sampler{}.Sample(good, 1, 3, rand.New(rand.NewPCG(1, 1)))
			return err
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
}
