package metric

import (
	"math"
	"testing"
)

func TestFollow(t *testing.T) {
	to := []float64{0, 1, 2}
	for _, c := range []struct {
		name    string
		values  []float64
		r, span float64
	}{
		{"all rise", []float64{0, 5, 10, 1, 2, 3, 0, 1, 2}, 1, 2},
		{"all fall: the other way round", []float64{3, 2, 1, 9, 5, 1, 2, 1, 0}, 1, 2},
		{"one stays, two rise", []float64{4, 4, 4, 0, 1, 2, 0, 2, 4}, 2. / 3, 2},
		{"one against two", []float64{2, 1, 0, 0, 1, 2, 0, 2, 4}, 1. / 3, 2},
		{"a bend", []float64{0, 1, 0}, 0, 0},
	} {
		r, span, err := Follow(to, c.values)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(r-c.r) > 1e-12 || math.Abs(span-c.span) > 1e-12 {
			t.Errorf("%s: r %g, span %g, expected %g, %g", c.name, r, span, c.r, c.span)
		}
	}
	for _, values := range [][]float64{nil, {1, 2}, {1, 2, math.NaN()}} {
		if _, _, err := Follow(to, values); err == nil {
			t.Errorf("%v: no error", values)
		}
	}
	if _, _, err := Follow([]float64{1}, []float64{1}); err == nil {
		t.Error("one place: no error")
	}
}
