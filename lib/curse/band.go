package curse

import (
	"math"
	"slices"

	"seminar.example/lib/say"
)

// Band is the middle of some values: their median, and the deciles between which
// four of five values lie. It describes skewed values better than a mean does.
type Band struct{ Low, Median, High float64 }

// BandOf returns the median and the deciles of the values, which stay as they are.
//
// Quantiles are scikit-learn's and R's default, type 7 of Hyndman and Fan. It
// fails if there are no values or one is not finite. Introduced in notebook 01.
func BandOf(values []float64) (Band, error) {
	if len(values) == 0 {
		return Band{}, say.Errorf("curse: BandOf: no values")
	}
	for i, v := range values {
		if v-v != 0 { // NaN or ±Inf
			return Band{}, say.Errorf("curse: BandOf: value %d is %v, expected finite numbers", i, v)
		}
	}
	sorted := slices.Sorted(slices.Values(values))
	at := func(p float64) float64 {
		low, share := math.Modf(p * float64(len(sorted)-1))
		i := int(low)
		return sorted[i] + share*(sorted[min(i+1, len(sorted)-1)]-sorted[i])
	}
	return Band{at(0.1), at(0.5), at(0.9)}, nil
}

// String returns a line such as "1.98 (1.27 to 4.75)".
func (b Band) String() string {
	return say.Sprintf("%.3g (%.3g to %.3g)", b.Median, b.Low, b.High)
}
