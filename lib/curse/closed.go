// Package curse shows why high-dimensional data is hard: closed forms for cubes,
// balls, neighbours and distances in d dimensions, and beside each an experiment
// with random points that must agree with it.
//
// Volumes are computed as logarithms, so that nothing overflows or vanishes in
// 784 dimensions. A closed form gives NaN where it has no meaning, as for d = 0.
// The functions whose names begin with Sample are the experiments: they return
// an [Estimate] with its standard error, the same one for the same seed on any
// number of cores.
package curse

import (
	"fmt"
	"math"
)

// Log10Cells returns the decimal logarithm of the number of cells in a grid of
// bins cells along each of d axes.
//
//	log₁₀ binsᵈ = d · log₁₀ bins
//
// bins ≥ 1, d ≥ 1. The logarithm, since 2⁷⁸⁴ ≈ 10²³⁶ black and white images of
// 28×28 pixels are near the end of float64, and 256⁷⁸⁴ is far beyond.
// [PowerOfTen] writes it out. Introduced in notebook 01.
func Log10Cells(bins, d int) float64 {
	if bins < 1 || d < 1 {
		return math.NaN()
	}
	return float64(d) * math.Log10(float64(bins))
}

// PowerOfTen writes the number 10^log10, as "1.02·10^236"; numbers from 0.001 to
// a million are written plainly. Introduced in notebook 01.
func PowerOfTen(log10 float64) string {
	if math.IsNaN(log10) || math.IsInf(log10, 0) {
		return fmt.Sprint(math.Pow(10, log10))
	}
	if log10 >= -3 && log10 <= 6 {
		return fmt.Sprintf("%.6g", math.Pow(10, log10))
	}
	exponent := math.Floor(log10)
	mantissa := math.Pow(10, log10-exponent)
	if mantissa >= 9.995 { // would be written as 10.00
		mantissa, exponent = mantissa/10, exponent+1
	}
	return fmt.Sprintf("%.2f·10^%.0f", mantissa, exponent)
}

// Filled returns the share, 0..1, of a grid's cells in which at least one of n
// points lies, on average over points that are uniform in the cube.
//
//	(1 − (1 − 1/c)ⁿ),  c = binsᵈ
//
// n ≥ 0, bins ≥ 1, d ≥ 1. [FilledBy] counts the cells of given points.
// Introduced in notebook 01.
func Filled(n, bins, d int) float64 {
	if n < 0 || bins < 1 || d < 1 {
		return math.NaN()
	}
	if n == 0 {
		return 0
	}
	cell := math.Exp(-float64(d) * math.Log(float64(bins)))
	return -math.Expm1(float64(n) * math.Log1p(-cell))
}

// Shell returns the share, 0..1, of a cube's or a ball's volume that lies below
// its surface by at most eps of its half-width.
//
//	1 − (1 − eps)ᵈ
//
// eps is 0..1, d ≥ 1. It is the same for every convex body that shrinks about a
// point inside it. Source: Bishop, Pattern Recognition and Machine Learning,
// equation 1.76. Introduced in notebook 01.
func Shell(eps float64, d int) float64 {
	if !(eps >= 0 && eps <= 1) || d < 1 {
		return math.NaN()
	}
	return -math.Expm1(float64(d) * math.Log1p(-eps))
}

// LogBallVolume returns the natural logarithm of the volume of the unit ball in
// d dimensions.
//
//	V = π^(d/2) / Γ(d/2 + 1)
//
// d ≥ 0; V is 1 for d = 0. The volume itself is below the least float64 from
// d = 453 on. Source: NIST Digital Library of Mathematical Functions, 5.19.4.
func LogBallVolume(d int) float64 {
	if d < 0 {
		return math.NaN()
	}
	half := float64(d) / 2
	gamma, _ := math.Lgamma(half + 1)
	return half*math.Log(math.Pi) - gamma
}

// Log10BallInCube returns the decimal logarithm of the share, 0..1, of a cube's
// volume that the ball inside it has, which touches its faces.
//
//	V / 2ᵈ
//
// V as in [LogBallVolume], d ≥ 1. The share is 0.785 of the square and 0.0025 of
// the cube in ten dimensions; the rest is in the corners. From d = 453 on it is
// below the least float64. Introduced in notebook 01.
func Log10BallInCube(d int) float64 {
	if d < 1 {
		return math.NaN()
	}
	return (LogBallVolume(d) - float64(d)*math.Ln2) / math.Ln10
}

// GaussianDistance returns the mean and the standard deviation of the distance
// between two points whose d coordinates are standard normal.
//
//	mean = 2 Γ((d+1)/2) / Γ(d/2),  sd² = 2d − mean²
//
// d ≥ 1. The mean grows as √(2d), the standard deviation tends to 1: distances
// become alike. Source: the distance is √2 times a χ variable with d degrees of
// freedom. Introduced in notebook 01.
func GaussianDistance(d int) (mean, sd float64) {
	if d < 1 {
		return math.NaN(), math.NaN()
	}
	half := float64(d) / 2
	if d > 1000 { // by the series in 1/h: the difference below would lose its digits
		s := 1 / half
		variance := 1 - s/8 - s*s/32 + s*s*s*5/512
		return math.Sqrt(2*float64(d) - variance), math.Sqrt(variance)
	}
	above, _ := math.Lgamma(half + 0.5)
	below, _ := math.Lgamma(half)
	mean = 2 * math.Exp(above-below)
	return mean, math.Sqrt(2*float64(d) - mean*mean)
}
