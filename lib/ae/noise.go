package ae

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"seminar.example/lib/say"
)

// NoiseKind names a way to damage data.
type NoiseKind string

// The kinds of noise of notebook 06.
const (
	Gaussian      NoiseKind = "Gaussian"        // adds a normal number of standard deviation Level
	Masking       NoiseKind = "masking"         // sets a share Level of the numbers to the lowest value
	SaltAndPepper NoiseKind = "salt and pepper" // sets a share Level of the numbers to the lowest or the highest value, either as likely
)

// Noise damages data, number by number and independently. Its zero value does
// nothing.
//
// Gaussian noise is not cut off at the ends of the scale: clean data plus noise
// is what the theory of denoising speaks of (Alain and Bengio 2014).
//
// Source: P. Vincent et al., JMLR 11 (2010), section 4.1. Slide 13; introduced
// in notebook 06.
type Noise struct {
	Kind  NoiseKind `json:"kind"`
	Level float64   `json:"level"` // Gaussian: standard deviation, on the scale of the data; else a share, 0 to 1

	// Low and High are the ends of the data's scale; both zero: -1 and 1.
	Low  float32 `json:"low"`
	High float32 `json:"high"`
}

// String is short, as in tables: "Gaussian 0.5".
func (n Noise) String() string {
	if n.Kind == "" {
		return "none"
	}
	return fmt.Sprintf("%s %g", n.Kind, n.Level)
}

// Check is an error for a noise that makes no sense.
func (n Noise) Check() error {
	switch {
	case n.Kind == "":
		if n != (Noise{}) {
			return say.Errorf("ae: noise of level %g without a kind: use one of %q", n.Level, kinds)
		}
	case !slices.Contains(kinds, n.Kind):
		return say.Errorf("ae: unknown noise %q: use one of %q", string(n.Kind), kinds)
	case !(n.Level >= 0) || n.Kind != Gaussian && n.Level > 1:
		return say.Errorf("ae: %s noise of level %g: expected a standard deviation of 0 or more, or a share from 0 to 1", n.Kind, n.Level)
	case n.Low > n.High:
		return say.Errorf("ae: noise on a scale from %g to %g: Low must not exceed High", n.Low, n.High)
	}
	return nil
}

// Ends are the lowest and the highest value that the noise sets numbers to.
func (n Noise) Ends() (low, high float32) {
	if n.Low == 0 && n.High == 0 {
		return -1, 1
	}
	return n.Low, n.High
}

var kinds = []NoiseKind{Gaussian, Masking, SaltAndPepper}

// Moments tell what the noise makes of a number x on average:
//
//	E[x̃ | x]  = keep·x + mean
//	E[x̃² | x] = keep·x² + square
//
// They are all that the best linear denoiser must know of it
// (manifold.BestLinear).
//
// Errors: those of Check. Introduced in notebook 06.
func (n Noise) Moments() (keep, mean, square float64, err error) {
	if err := n.Check(); err != nil {
		return 0, 0, 0, err
	}
	lowest, highest := n.Ends()
	low, high := float64(lowest), float64(highest)
	switch n.Kind {
	case Gaussian:
		return 1, 0, n.Level * n.Level, nil
	case Masking:
		return 1 - n.Level, n.Level * low, n.Level * low * low, nil
	case SaltAndPepper:
		return 1 - n.Level, n.Level * (low + high) / 2, n.Level * (low*low + high*high) / 2, nil
	}
	return 1, 0, 0, nil
}

// Add returns a damaged copy of x, drawn from rng number after number: the same
// state of rng gives the same noise, whatever backend computes with it. It takes no
// seed, unlike what makes whole data sets, since it draws within a longer stream: a
// training takes noise at each step.
//
// Errors: those of Check. Cost: 10 000 images of Gaussian noise in about 0.1 s.
func (n Noise) Add(x []float32, rng *rand.Rand) ([]float32, error) {
	if err := n.Check(); err != nil {
		return nil, err
	}
	y := slices.Clone(x)
	low, high := n.Ends()
	switch n.Kind {
	case Gaussian:
		for i := range y {
			y[i] += float32(n.Level * rng.NormFloat64())
		}
	case Masking:
		for i := range y {
			if rng.Float64() < n.Level {
				y[i] = low
			}
		}
	case SaltAndPepper:
		for i := range y {
			switch u := rng.Float64(); {
			case u < n.Level/2:
				y[i] = low
			case u < n.Level:
				y[i] = high
			}
		}
	}
	return y, nil
}
