package manifold

import (
	"fmt"

	"gonum.org/v1/gonum/blas/blas64"

	"seminar.example/lib/say"
)

// Clip returns y with every number below low raised to low, and every number
// above high lowered to high.
//
// A linear code's reconstruction may leave the range of the pixels, where no
// image lies. A network that ends in tanh or sigmoid cannot. A comparison of the
// two is fair only if both keep to the range, so every picture and every error of
// a linear reconstruction in the lessons is clipped, here or in [PCA.Errors]. No
// number then gets farther from any image in the range: the error can only fall.
//
// Used in notebooks 02, 03, 04, 06 and 07.
func Clip(y []float32, low, high float32) []float32 {
	clipped := make([]float32, len(y))
	for i, v := range y {
		clipped[i] = min(max(v, low), high)
	}
	return clipped
}

// Errors returns the mean squared errors of reconstructions with 1, 2, …, K
// numbers, each clipped to [low, high] as by [Clip].
//
//	x    n×d, row-major
//	mse  K numbers; number k−1 is the mean of (clip(y) − x)² over rows and pixels,
//	     with y the reconstruction with k numbers
//
// It fails if x is no whole rows, or low is not below high.
// Cost: 2·n·d·K, one component after the other; 10 000 images of MNIST with
// K = 154 take about a second on two cores. Used in notebooks 02 and 03.
func (p *PCA) Errors(x []float32, low, high float32) (mse []float64, err error) {
	n, err := p.rows(x, p.D, p.K)
	if err != nil {
		return nil, fmt.Errorf("manifold: PCA.Errors: x: %w", err)
	}
	if !(low < high) {
		return nil, say.Errorf("manifold: PCA.Errors: range %g to %g: expected the least, then the greatest value of a pixel", low, high)
	}
	perRow := make([]float64, n*p.K)
	p.perBlock(n, p.K, func(lo, hi int, points, codes blas64.General) {
		p.center(points, x[lo*p.D:hi*p.D])
		p.encode(points, codes)
		y := make([]float64, p.D)
		for i := range hi - lo {
			copy(y, p.Mean)
			row := x[(lo+i)*p.D : (lo+i+1)*p.D]
			for k, z := range codes.Data[i*p.K : (i+1)*p.K] {
				perRow[(lo+i)*p.K+k] = addClipped(y, z, p.Components[k*p.D:(k+1)*p.D], row, float64(low), float64(high))
			}
		}
	})
	mse = make([]float64, p.K)
	for i := range n { // in the order of the rows, so that the sum is always the same
		for k := range mse {
			mse[k] += perRow[i*p.K+k] / float64(n*p.D)
		}
	}
	return mse, nil
}

// addClipped adds z·w to y and returns the squared distance of y, clipped, to x.
func addClipped(y []float64, z float64, w []float64, x []float32, low, high float64) (sum float64) {
	for j, v := range w {
		y[j] += z * v
		e := min(max(y[j], low), high) - float64(x[j])
		sum += e * e
	}
	return sum
}
