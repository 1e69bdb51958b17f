package manifold

import (
	"math"

	"seminar.example/lib/say"
)

// RingScore returns the score of the noisy unit circle at points of the plane:
// the gradient of the logarithm of its density, which points to where points
// are denser. The density is that of uniform points of the circle plus Gaussian
// noise; at distance r from the centre its score points along the radius and is
//
//	−r/σ² + I₁(r/σ²) / (σ²·I₀(r/σ²))
//
// with the modified Bessel functions I₀ and I₁.
//
//	x      n×2
//	sigma  σ, standard deviation of the noise in each direction
//	score  n×2
//
// Errors: x is not n×2; σ is not above 0.
// Source: the density is that of S. O. Rice, Bell System Technical Journal 24
// (1945), equation 3.10-11, divided by the circle's length. Notebook 06.
func RingScore(x []float32, sigma float64) (score []float32, err error) {
	if len(x)%2 != 0 {
		return nil, say.Errorf("manifold: RingScore: %d numbers, expected n×2", len(x))
	}
	if !(sigma > 0) {
		return nil, say.Errorf("manifold: RingScore: a noise of %g, expected σ above 0", sigma)
	}
	v := sigma * sigma
	for i := 0; i < len(x); i += 2 {
		a, b := float64(x[i]), float64(x[i+1])
		r := math.Hypot(a, b)
		along := (besselRatio(r/v) - r) / v
		if r == 0 { // no direction, and by symmetry no score
			along, r = 0, 1
		}
		score = append(score, float32(along*a/r), float32(along*b/r))
	}
	return score, nil
}

// besselRatio is I₁(x)/I₀(x) for x ≥ 0, 0 … 1, by the continued fraction
//
//	I₁/I₀ = 1/(2/x + 1/(4/x + 1/(6/x + …)))
//
// taken from so far within that the rest is below rounding. Source: NIST Digital
// Library of Mathematical Functions, 10.33.1.
func besselRatio(x float64) float64 {
	if x == 0 {
		return 0
	}
	terms := int(20 + 2*math.Sqrt(x)*8)
	f := 0.0
	for k := terms; k >= 1; k-- {
		f = 1 / (2*float64(k)/x + f)
	}
	return f
}
