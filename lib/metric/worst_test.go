package metric_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"seminar.example/lib/metric"
)

func TestWorst(t *testing.T) {
	v := []float64{1, 5, math.NaN(), 5, -2}
	for k, want := range map[int][]int{-1: {}, 0: {}, 1: {1}, 3: {1, 3, 0}, 9: {1, 3, 0, 4, 2}} {
		if got := metric.Worst(v, k); !slices.Equal(got, want) {
			t.Errorf("the %d worst of %v: %v, expected %v", k, v, got, want)
		}
	}
}

func ExampleWorst() {
	fmt.Println(metric.Worst([]float64{0.1, 0.5, 0.3}, 2))
	// Output: [1 2]
}
