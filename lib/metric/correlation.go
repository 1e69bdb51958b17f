package metric

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

// Pearson returns the correlation of two columns, −1..1: how far one is a linear
// function of the other.
//
//	r = Σ (aᵢ − ā)(bᵢ − b̄) / √(Σ (aᵢ − ā)² Σ (bᵢ − b̄)²)
//
// a and b have the same length n ≥ 2, else it fails. A constant column gives NaN,
// as do NaN and infinity. Introduced in notebook 02.
func Pearson(a, b []float64) (float64, error) {
	if err := sameColumns(a, b); err != nil {
		return 0, fmt.Errorf("metric: Pearson: %w", err)
	}
	if constant(a) || constant(b) {
		return math.NaN(), nil // rounding would make something of it
	}
	return max(-1, min(1, stat.Correlation(a, b, nil))), nil
}

// PearsonWithin returns the mean over the classes of |r|, [Pearson]'s correlation of two
// columns among the rows of one class: what they share beside what the class tells of
// both. Its sign may differ from class to class.
//
// labels are n, of any value; each class counts alike, and one in which a column is
// constant makes it NaN. It fails as Pearson does, if there are no rows, and if a class
// has one alone. Introduced in notebook 09.
func PearsonWithin(a, b []float64, labels []uint8) (float64, error) {
	if len(a) != len(labels) || len(b) != len(labels) || len(labels) == 0 {
		return 0, say.Errorf("metric: PearsonWithin: %d and %d values, %d labels: expected as many of each, and some", len(a), len(b), len(labels))
	}
	var of, to [256][]float64
	for i, label := range labels {
		of[label], to[label] = append(of[label], a[i]), append(to[label], b[i])
	}
	sum, classes := 0.0, 0.0
	for label := range of {
		if of[label] == nil {
			continue
		}
		r, err := Pearson(of[label], to[label])
		if err != nil {
			return 0, say.Errorf("metric: PearsonWithin: class %d: %w", label, err)
		}
		sum, classes = sum+math.Abs(r), classes+1
	}
	return sum / classes, nil
}

// Spearman returns the rank correlation of two columns, −1..1: how far one rises
// with the other, on a line or not.
//
// It is [Pearson]'s correlation of the ranks, where equal numbers share the mean
// of their ranks, as in scipy's spearmanr. Errors as there; NaN among the numbers
// gives NaN. Introduced in notebook 03.
func Spearman(a, b []float64) (float64, error) {
	if err := sameColumns(a, b); err != nil {
		return 0, fmt.Errorf("metric: Spearman: %w", err)
	}
	if floats.HasNaN(a) || floats.HasNaN(b) {
		return math.NaN(), nil
	}
	return Pearson(ranks(a), ranks(b))
}

// MultipleCorrelation returns the correlation, 0..1, of y with that linear
// function of the columns of z that fits it best: whether a code knows a
// coordinate, whichever way the code is turned.
//
//	R² = 1 − min over w, w₀ of Σ (yᵢ − w·zᵢ − w₀)² / Σ (yᵢ − ȳ)²
//
// z is n×d, row-major, y has n numbers; n > d+1, or any y would fit. Columns of z
// that are constant or follow from others are left out. A constant y gives NaN. It
// fails if lengths do not agree or the data holds NaN or infinity.
// Cost: n·d². Introduced in notebook 02: PCA and Isomap against the true
// coordinates of the Swiss roll.
func MultipleCorrelation(z []float32, d int, y []float64) (float64, error) {
	n := len(y)
	if err := checkRows(z, n, d); err != nil {
		return 0, fmt.Errorf("metric: MultipleCorrelation: z: %w", err)
	}
	if n <= d+1 {
		return 0, say.Errorf("metric: MultipleCorrelation: %d points for d = %d, expected more than d+1: any y would fit", n, d)
	}
	for i, v := range y {
		if v-v != 0 {
			return 0, say.Errorf("metric: MultipleCorrelation: y: number %d is %v, expected finite numbers", i, v)
		}
	}
	if constant(y) {
		return math.NaN(), nil
	}
	target := centered(slices.Clone(y))
	total := floats.Dot(target, target)
	var basis [][]float64 // orthonormal, of the span of z's columns
	var explained float64
	for j := range d {
		column := make([]float64, n)
		for i := range column {
			column[i] = float64(z[i*d+j])
		}
		before := floats.Norm(centered(column), 2)
		for range 2 { // Gram and Schmidt; once leaves rounding behind
			for _, b := range basis {
				floats.AddScaled(column, -floats.Dot(b, column), b)
			}
		}
		if norm := floats.Norm(column, 2); norm > 1e-6*before { // z is float32
			floats.Scale(1/norm, column)
			basis = append(basis, column)
			along := floats.Dot(column, target)
			explained += along * along
		}
	}
	return math.Sqrt(min(1, explained/total)), nil
}

// centered takes the mean off the column.
func centered(column []float64) []float64 {
	floats.AddConst(-stat.Mean(column, nil), column)
	return column
}

// ranks returns the ranks 1..n of the numbers, the mean of them for equal ones.
func ranks(a []float64) []float64 {
	order := make([]int, len(a))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(a[i], a[j]) })
	rank := make([]float64, len(a))
	for lo := 0; lo < len(order); {
		hi := lo + 1
		for hi < len(order) && a[order[hi]] == a[order[lo]] {
			hi++
		}
		for _, i := range order[lo:hi] {
			rank[i] = float64(lo+hi+1) / 2
		}
		lo = hi
	}
	return rank
}

func constant(a []float64) bool { return slices.Min(a) == slices.Max(a) }

// sameColumns reports columns of different length, or too short ones.
func sameColumns(a, b []float64) error {
	if len(a) != len(b) {
		return say.Errorf("columns of %d and %d numbers, expected the same length", len(a), len(b))
	}
	if len(a) < 2 {
		return say.Errorf("fewer than two numbers: no correlation")
	}
	return nil
}
