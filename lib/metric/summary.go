package metric

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

// ByClass is a mean for each class, from 0 to the greatest label.
type ByClass struct {
	Mean  []float64 // NaN for a class without members
	Count []int
}

// MeanByClass returns the mean of the values of every class.
//
// values and labels have the same length; a label is any number. A class without
// members has Count 0 and the mean NaN. It fails if the lengths differ.
// Introduced in notebook 04: the error by digit.
func MeanByClass(values []float64, labels []uint8) (ByClass, error) {
	if len(values) != len(labels) {
		return ByClass{}, say.Errorf("metric: MeanByClass: %d values and %d labels, expected one label each", len(values), len(labels))
	}
	classes := 0
	for _, label := range labels {
		classes = max(classes, int(label)+1)
	}
	c := ByClass{make([]float64, classes), make([]int, classes)}
	for i, v := range values {
		c.Mean[labels[i]] += v
		c.Count[labels[i]]++
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
		return Spread{}, say.Errorf("metric: SpreadOf: no values")
	}
	s := Spread{N: len(values), Min: slices.Min(values), Max: slices.Max(values)}
	s.Mean, s.Std = stat.MeanStdDev(values, nil)
	if s.N == 1 {
		s.Std = math.NaN() // one run says nothing about the spread
	}
	return s, nil
}

// Spreads returns the spread of each column of rows, as of the numbers that each seed gave.
//
// It fails if there is no row, or a row has another length than the first.
// Introduced in notebook 09.
func Spreads(rows [][]float64) ([]Spread, error) {
	if len(rows) == 0 {
		return nil, say.Errorf("metric: Spreads: no rows")
	}
	all := make([]Spread, len(rows[0]))
	for k := range all {
		column := make([]float64, len(rows))
		for i, row := range rows {
			if len(row) != len(all) {
				return nil, say.Errorf("metric: Spreads: row %d has %d numbers, the first %d", i, len(row), len(all))
			}
			column[i] = row[k]
		}
		all[k], _ = SpreadOf(column) // its error: no values
	}
	return all, nil
}

// String returns a line such as "0.1323 ± 0.0012 (0.1310 to 0.1340, n = 5)".
func (s Spread) String() string {
	if s.N < 2 {
		return fmt.Sprintf("%.4g (n = %d)", s.Mean, s.N)
	}
	return say.Sprintf("%.4g ± %.2g (%.4g to %.4g, n = %d)", s.Mean, s.Std, s.Min, s.Max, s.N)
}
