package curse

import (
	"math"
	"testing"
)

func TestSampleNearest(t *testing.T) {
	get := func(n, d, queries int, noise float64) Nearest {
		v, err := SampleNearest(n, d, queries, noise, 1)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	// Without noise the nearest stays the nearest; with nothing but noise either of
	// two points is the nearest, by symmetry.
	if v := get(50, 3, 200, 0); v.Kept.Value != 1 || v.Lost.Value != 0 {
		t.Errorf("no noise: %+v", v)
	}
	if v := get(2, 2, 20000, 1e6); math.Abs(v.Kept.Off(0.5)) > 4 || math.Abs(v.Lost.Off(0.5)) > 4 {
		t.Errorf("nothing but noise, 2 points: %+v, expected 1/2 each", v)
	}
	// A program that keeps all points of a set for 200 queries, three seeds: .000,
	// .039 ± .001 and .940 ± .007 of the points (SD); lost 13 % and 0.
	low, middle, high := get(1000, 2, 100, 1), get(1000, 100, 100, 1), get(1000, 1000, 50, 1)
	for _, c := range []struct {
		name        string
		e           Estimate
		least, most float64
	}{
		{"within, d = 2", low.Within, 0, .002},
		{"within, d = 100", middle.Within, .03, .05},
		{"within, d = 1000", high.Within, .90, .97},
		{"lost, d = 2", low.Lost, .05, .25},
		{"lost, d = 1000", high.Lost, 0, .03},
	} {
		if !(c.e.Value >= c.least && c.e.Value <= c.most) {
			t.Errorf("%s: %v, expected %v..%v", c.name, c.e, c.least, c.most)
		}
	}
	if high.Kept.Value < 2*low.Kept.Value {
		t.Errorf("kept: %v in 2 dimensions, %v in 1000", low.Kept, high.Kept)
	}
	_, err := SampleNearest(1, 2, 3, 1, 1)
	wantError(t, err, "SampleNearest: n-1 = 0")
}
