package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A share of the test codes lies beyond the limit, and so do others of the same
// kind; a code far out does.
func TestSupport(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	cloud := func(n int) []float32 {
		z := make([]float32, 2*n)
		for i := range z {
			z[i] = float32(rng.NormFloat64())
		}
		return z
	}
	train, test, fresh := cloud(5000), cloud(4000), cloud(4000)
	for _, share := range []float64{0.5, 0.9, 0.99, 1} {
		s, err := NewSupport(train, test, 2, share)
		if err != nil {
			t.Fatal(err)
		}
		for i, z := range [][]float32{test, fresh} {
			far, beyond := 0, 0.0
			distances, err := s.Distances(z)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range distances {
				if d > s.Limit {
					far++
				}
			}
			beyond = float64(far) / 4000
			eps := []float64{1.0 / 4000, 5*math.Sqrt(share*(1-share)/4000) + 0.002}[i] // of the test codes but for rounding
			if math.Abs(beyond-(1-share)) > eps {
				t.Errorf("share %v: %v lie beyond, expected %v ± %v", share, beyond, 1-share, eps)
			}
		}
		d, err := s.Distances(append([]float32{30, 40}, train[:2]...))
		if err != nil || !(d[0] > s.Limit) || math.Abs(d[0]-50) > 5 || d[1] != 0 {
			t.Errorf("distances %v, %v: expected about 50, and 0 at a training code", d, err)
		}
	}
	for words, call := range map[string]func() error{
		"share of 0":  func() error { _, err := NewSupport(train, test, 2, 0); return err },
		"share of 99": func() error { _, err := NewSupport(train, test, 2, 99); return err },
		"train":       func() error { _, err := NewSupport(nil, test, 2, 0.9); return err },
		"test":        func() error { _, err := NewSupport(train, test[1:], 2, 0.9); return err },
		"Distances": func() error {
			s, _ := NewSupport(train, test, 2, 0.9)
			_, err := s.Distances(test[:1])
			return err
		},
	} {
		wantError(t, call(), words)
	}
}
