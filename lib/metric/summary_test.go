package metric

import (
	"math"
	"slices"
	"testing"
)

func TestMeanByClass(t *testing.T) {
	got, err := MeanByClass([]float64{1, 2, 3, 10}, []uint8{0, 9, 9, 4})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Count, []int{0: 1, 4: 1, 9: 2}) || got.Mean[0] != 1 || got.Mean[4] != 10 || got.Mean[9] != 2.5 {
		t.Errorf("%+v", got)
	}
	if !math.IsNaN(got.Mean[1]) {
		t.Errorf("a class without members has the mean %v, expected NaN", got.Mean[1])
	}
	_, err = MeanByClass([]float64{1}, nil)
	wantError(t, err, "1 values and 0 labels")
	got, err = MeanByClass([]float64{1, 2, 4}, []uint8{46, 255, 46})
	if err != nil || len(got.Mean) != 256 || got.Mean[46] != 2.5 || got.Count[46] != 2 || got.Mean[255] != 2 {
		t.Errorf("labels of any number: %v, %v", got, err)
	}
}

func TestSpreadOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Spread // numpy 2.4.6: mean, std(ddof=1), min, max
		text   string
	}{
		{[]float64{.1310, .1340, .1323, .1319, .1331}, Spread{5, .13246, .0011458621208504992, .1310, .1340},
			"0.1325 ± 0.0011 (0.131 to 0.134, n = 5)"},
		{[]float64{3, 3, 3}, Spread{3, 3, 0, 3, 3}, "3 ± 0 (3 to 3, n = 3)"},
		{[]float64{-1, 1}, Spread{2, 0, math.Sqrt2, -1, 1}, "0 ± 1.4 (-1 to 1, n = 2)"},
		{[]float64{2}, Spread{1, 2, math.NaN(), 2, 2}, "2 (n = 1)"},
	} {
		got, err := SpreadOf(c.values)
		if err != nil {
			t.Fatal(err)
		}
		if got.N != c.want.N || got.Min != c.want.Min || got.Max != c.want.Max ||
			math.Abs(got.Mean-c.want.Mean) > 1e-15 || math.Abs(got.Std-c.want.Std) > 1e-15 || math.IsNaN(got.Std) != math.IsNaN(c.want.Std) {
			t.Errorf("SpreadOf(%v) = %+v, expected %+v", c.values, got, c.want)
		}
		if got.String() != c.text {
			t.Errorf("SpreadOf(%v) is %q, expected %q", c.values, got, c.text)
		}
	}
	_, err := SpreadOf(nil)
	wantError(t, err, "no values")
	if s, err := SpreadOf([]float64{1, math.NaN()}); err != nil || !math.IsNaN(s.Mean) || !math.IsNaN(s.Min) {
		t.Errorf("with NaN: %+v, %v, expected NaN", s, err)
	}
}

func TestSpreads(t *testing.T) {
	got, err := Spreads([][]float64{{1, 10}, {2, 20}, {6, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Mean != 3 || math.Abs(got[0].Std-math.Sqrt(7)) > 1e-12 || got[1].Min != 0 || got[1].Max != 20 || got[1].N != 3 {
		t.Errorf("%v", got)
	}
	for _, rows := range [][][]float64{nil, {{1, 2}, {1}}, {{1}, {1, 2}}} {
		if _, err := Spreads(rows); err == nil {
			t.Errorf("%v: no error", rows)
		}
	}
}
