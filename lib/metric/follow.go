package metric

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

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
		return 0, 0, say.Errorf("metric: Follow: %d values along %d places, expected as many for each traversal, and at least two places", len(values), n)
	}
	var rs, spans []float64
	for row := range slices.Chunk(values, n) {
		one := 0.0
		for _, v := range row {
			if v-v != 0 {
				return 0, 0, say.Errorf("metric: Follow: a value is NaN or infinite")
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
