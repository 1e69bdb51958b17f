package metric

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// ByClass is a mean for each of the ten digits.
type ByClass struct {
	Mean  [10]float64 // NaN for a class without members
	Count [10]int
}

// MeanByClass returns the mean of the values of every class.
//
// values and labels have the same length, labels are 0..9. A class without
// members has Count 0 and the mean NaN. It fails if the lengths differ or a
// label is above 9. Introduced in notebook 04: the error by digit.
func MeanByClass(values []float64, labels []uint8) (ByClass, error) {
	var c ByClass
	if len(values) != len(labels) {
		return c, fmt.Errorf("metric: MeanByClass: %d values and %d labels, expected one label each", len(values), len(labels))
	}
	for i, v := range values {
		label := labels[i]
		if label > 9 {
			return ByClass{}, fmt.Errorf("metric: MeanByClass: label %d is %d, expected 0..9", i, label)
		}
		c.Mean[label] += v
		c.Count[label]++
	}
	for label, count := range c.Count {
		c.Mean[label] /= float64(count) // 0/0 is NaN
	}
	return c, nil
}

// Spread says how a figure varies over repeated runs, as over seeds.
type Spread struct {
	N         int
	Mean, Std float64 // Std is the sample's, divided by n−1; NaN if N is 1
	Min, Max  float64
}

// SpreadOf returns mean, sample standard deviation, least and greatest of values.
//
// It fails if there are none. NaN among the values gives NaN.
// Introduced in notebook 04: five seeds.
func SpreadOf(values []float64) (Spread, error) {
	if len(values) == 0 {
		return Spread{}, errors.New("metric: SpreadOf: no values")
	}
	s := Spread{N: len(values), Min: slices.Min(values), Max: slices.Max(values)}
	s.Mean, s.Std = stat.MeanStdDev(values, nil)
	if s.N == 1 {
		s.Std = math.NaN() // one run says nothing about the spread
	}
	return s, nil
}

// String returns a line such as "0.1323 ± 0.0012 (0.1310 to 0.1340, n = 5)".
func (s Spread) String() string {
	if s.N < 2 {
		return fmt.Sprintf("%.4g (n = %d)", s.Mean, s.N)
	}
	return fmt.Sprintf("%.4g ± %.2g (%.4g to %.4g, n = %d)", s.Mean, s.Std, s.Min, s.Max, s.N)
}
