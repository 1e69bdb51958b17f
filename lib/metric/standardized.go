package metric

import (
	"fmt"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

// Standardized returns codes whose axes all have mean 0 and standard deviation 1;
// a constant axis becomes 0.
//
// z is n×d, row-major. Where the scale of an axis means nothing, as in the code of
// an autoencoder, this takes it away. It fails if z is no whole rows, n is below 2,
// or z holds NaN or infinity.
func Standardized(z []float32, d int) ([]float32, error) {
	n := len(z) / max(d, 1)
	if err := checkRows(z, n, d); err != nil {
		return nil, fmt.Errorf("metric: Standardized: %w", err)
	}
	if n < 2 {
		return nil, say.Errorf("metric: Standardized: one row has no standard deviation")
	}
	x, _, _ := standardized(z, n, d)
	s := make([]float32, n*d)
	for i := range n {
		for j, v := range x.RawRowView(i) {
			s[i*d+j] = float32(v)
		}
	}
	return s, nil
}

// standardized returns z in standard deviations from the mean; std is 1 where an
// axis is constant.
func standardized(z []float32, n, d int) (x *mat.Dense, mean, std []float64) {
	x, mean, std = mat.NewDense(n, d, nil), make([]float64, d), make([]float64, d)
	column := make([]float64, n)
	for j := range d {
		for i := range column {
			column[i] = float64(z[i*d+j])
		}
		mean[j], std[j] = stat.PopMeanStdDev(column, nil)
		if constant(column) {
			mean[j], std[j] = column[0], 1
		}
		for i, v := range column {
			x.Set(i, j, (v-mean[j])/std[j])
		}
	}
	return x, mean, std
}
