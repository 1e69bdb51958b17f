package metric

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Axis is number k of a code of d numbers, 0 ≤ k < d, as a direction: it reads that
// number and moves it alone. Introduced in notebook 09.
func Axis(k, d int) Direction {
	a := Direction{Weights: make([]float64, d), Step: make([]float64, d)}
	a.Weights[k], a.Step[k] = 1, 1
	return a
}

// Places returns n places along the direction, evenly from the 1st to the 99th
// percentile of what the codes z have. z is m×d, m ≥ 1; n ≥ 2. It panics where z has
// no code. Introduced in notebook 09.
func (l Direction) Places(z []float32, n int) []float64 {
	v := slices.Sorted(slices.Values(l.Values(z)))
	low, high := v[len(v)/100], v[len(v)*99/100]
	to := make([]float64, n)
	for i := range to {
		to[i] = low + (high-low)*float64(i)/float64(n-1)
	}
	return to
}

// Move takes one code, d numbers, to each of the places along the direction: by
// Step, until its value is the place's. The result is places×d, a latent traversal.
// Introduced in notebook 09.
func (l Direction) Move(z []float32, to []float64) []float32 {
	at := l.Values(z)[0]
	var moved []float32
	for _, v := range to {
		for j, old := range z {
			moved = append(moved, old+float32((v-at)*l.Step[j]))
		}
	}
	return moved
}

// Follow says how a quantity of the pictures follows traversals: the mean over the
// traversals of its correlation with the place, and the median of how much it differs
// between the last place and the first. One that stays the same has correlation 0.
//
// A direction has no sign of its own: where the median correlation is below 0, both
// results are those of the opposite direction.
//
// to are the places, at least two, values those of one traversal after the other. It
// fails if lengths do not fit or a value is NaN or infinite. Introduced in notebook 09.
func Follow(to, values []float64) (r, span float64, err error) {
	n := len(to)
	if n < 2 || len(values) == 0 || len(values)%n != 0 {
		return 0, 0, fmt.Errorf("metric: Follow: %d values along %d places, expected as many for each traversal, and at least two places", len(values), n)
	}
	var rs, spans []float64
	for row := range slices.Chunk(values, n) {
		one := 0.0
		for _, v := range row {
			if v-v != 0 {
				return 0, 0, errors.New("metric: Follow: a value is NaN or infinite")
			}
		}
		if !constant(row) {
			one = stat.Correlation(to, row, nil)
		}
		rs, spans = append(rs, one), append(spans, row[n-1]-row[0])
	}
	slices.Sort(rs)
	slices.Sort(spans)
	sign := math.Copysign(1, rs[len(rs)/2])
	return sign * stat.Mean(rs, nil), sign * spans[len(spans)/2], nil
}
