package metric

import (
	"fmt"
	"math"
)

// CrossEntropy returns the cross-entropy of y where x is right, the mean over all
// numbers, in nats.
//
//	CE = −1/m Σ xᵢ log yᵢ + (1 − xᵢ) log(1 − yᵢ)
//
// x and y have the same length m > 0 and lie in [0,1]. The logarithm is infinite at
// 0, so y is kept between 10⁻⁷ and 1 − 10⁻⁷, as in ae.CrossEntropy. With y = x it
// is the least value that y can reach: 0 only where each xᵢ is 0 or 1.
// It fails if the lengths differ or are 0. NaN in the data gives NaN.
// Introduced in notebook 03.
func CrossEntropy(x, y []float32) (float64, error) {
	if err := sameLength(x, y); err != nil {
		return 0, fmt.Errorf("metric: CrossEntropy: %w", err)
	}
	sum := 0.0
	for i, v := range y {
		p := min(max(float64(v), 1e-7), 1-1e-7)
		sum -= float64(x[i])*math.Log(p) + (1-float64(x[i]))*math.Log1p(-p)
	}
	return sum / float64(len(x)), nil
}
