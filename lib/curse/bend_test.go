package curse

import (
	"math"
	"testing"
)

func TestBend(t *testing.T) {
	for _, c := range []struct {
		name      string
		n         [4]float64
		bend, err float64
	}{
		{"straight", [4]float64{10, 100, 1000, 1e4}, 0, 0},
		{"a parabola", [4]float64{10, 1e4, 1e9, 1e16}, 1, 0}, // log₁₀ n = d²
		// [0, 1, 1, 3] on [1, 2, 3, 4]: the orthogonal contrasts (1, −1, −1, 1)
		// and (−1, 3, −3, 1) give the bend 1/4 and the rest (3/√20)²; Σ u² is 4.
		{"neither", [4]float64{1, 10, 10, 1000}, 0.25, math.Sqrt(0.45 / 4)},
	} {
		g := growth([]int{1, 2, 3, 4}, [][]float64{{c.n[0]}, {c.n[1]}, {c.n[2]}, {c.n[3]}})
		got := g.Bend()
		if math.Abs(got.Value-c.bend) > 1e-9 || math.Abs(got.SE-c.err) > 1e-6 || got.N != 4 {
			t.Errorf("%s: %+v, expected %v ± %v", c.name, got, c.bend, c.err)
		}
	}
	if got := growth([]int{1, 2, 3}, [][]float64{{1}, {10}, {1000}}).Bend(); math.Abs(got.Value-0.5) > 1e-9 || !math.IsNaN(got.SE) {
		t.Errorf("of three dimensions: %+v, expected 0.5 ± NaN", got)
	}
}
