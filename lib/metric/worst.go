package metric

import (
	"cmp"
	"slices"
)

// Worst returns the indices of the k greatest values, the greatest first; of
// equal values the earlier one. If there are fewer than k, it returns all.
// NaN counts as less than any number. Introduced in notebook 04.
func Worst(values []float64, k int) []int {
	at := make([]int, len(values))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(a, b int) int { return cmp.Compare(values[b], values[a]) })
	return at[:max(0, min(k, len(at)))]
}
