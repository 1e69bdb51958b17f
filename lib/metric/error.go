// Package metric measures reconstructions and codes: errors on the scales
// [0,1] and [-1,1], PSNR, the accuracy of nearest neighbours in a code, how far
// neighbours are kept (trustworthiness, continuity), correlations of numbers and
// of angles, the error by class and the spread over seeds. What measures images as
// images is in package pixel.
//
// X is n×d, row-major, as everywhere in the seminar. Sums run in float64.
package metric

import (
	"fmt"
	"math"

	"seminar.example/lib/say"
)

// MSE returns the mean squared error of y against x, the mean over all numbers.
//
//	MSE = 1/m Σ (xᵢ − yᵢ)²
//
// x and y have the same length m > 0; sums run in float64. It fails if the
// lengths differ or are 0. NaN in the data gives NaN.
// Introduced in notebook 03.
func MSE(x, y []float32) (float64, error) {
	if err := sameLength(x, y); err != nil {
		return 0, fmt.Errorf("metric: MSE: %w", err)
	}
	return squares(x, y) / float64(len(x)), nil
}

// MSEByRow returns the mean squared error of every row of y against that of x.
//
// x and y are n×d, row-major; the result has n numbers, whose mean is [MSE].
// It fails if the lengths differ, are 0 or no multiple of d.
// Introduced in notebook 04: the error by digit, the ten worst.
func MSEByRow(x, y []float32, d int) ([]float64, error) {
	if err := sameLength(x, y); err != nil {
		return nil, fmt.Errorf("metric: MSEByRow: %w", err)
	}
	if d < 1 || len(x)%d != 0 {
		return nil, say.Errorf("metric: MSEByRow: %d numbers are no whole rows of d = %d", len(x), d)
	}
	mse := make([]float64, len(x)/d)
	for i := range mse {
		mse[i] = squares(x[i*d:(i+1)*d], y[i*d:(i+1)*d]) / float64(d)
	}
	return mse, nil
}

// UnitMSE returns the MSE on the scale [0,1] of an MSE on [-1,1]: a quarter,
// since every difference is half as large.
//
// It is exact where no value was clamped. Introduced in notebook 00.
func UnitMSE(signedMSE float64) float64 { return signedMSE / 4 }

// SignedMSE returns the MSE on the scale [-1,1] of an MSE on [0,1]: four times
// as much. It is the inverse of [UnitMSE]. Introduced in notebook 03.
func SignedMSE(unitMSE float64) float64 { return 4 * unitMSE }

// PSNR returns the peak signal-to-noise ratio in dB.
//
//	PSNR = 10 log₁₀(peak² / MSE)
//
// peak is the width of the scale: 1 for data in [0,1], 2 for data in [-1,1];
// the same pictures then have the same PSNR on both scales. An mse of 0 gives
// +Inf, a negative one or a peak that is not positive NaN.
// Introduced in notebook 06.
func PSNR(mse, peak float64) float64 {
	if mse < 0 || !(peak > 0) {
		return math.NaN()
	}
	return 10 * math.Log10(peak*peak/mse)
}

// squares returns Σ (xᵢ − yᵢ)².
func squares(x, y []float32) float64 {
	var sum float64
	for i, v := range x {
		d := float64(v) - float64(y[i])
		sum += d * d
	}
	return sum
}

func sameLength(x, y []float32) error {
	if len(x) != len(y) {
		return say.Errorf("x has %d numbers and y %d, expected the same length", len(x), len(y))
	}
	if len(x) == 0 {
		return say.Errorf("no data")
	}
	return nil
}
