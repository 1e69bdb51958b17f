package curse

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestBand(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Band
		text   string
	}{
		{[]float64{7}, Band{7, 7, 7}, "7 (7 to 7)"},
		{[]float64{4, 1}, Band{1.3, 2.5, 3.7}, "2.5 (1.3 to 3.7)"},
		// numpy 2.4.6, quantile([5, 1, 2, 9, 4, 100], [.1, .5, .9])
		{[]float64{5, 1, 2, 9, 4, 100}, Band{1.5, 4.5, 54.5}, "4.5 (1.5 to 54.5)"},
	} {
		before := slices.Clone(c.values)
		got, err := BandOf(c.values)
		for _, off := range []float64{got.Low - c.want.Low, got.Median - c.want.Median, got.High - c.want.High} {
			if math.Abs(off) > 1e-12 {
				err = errors.New("a quantile is off")
			}
		}
		if err != nil || got.String() != c.text {
			t.Errorf("band of %v: %v, %v, expected %v", c.values, got, err, c.want)
		}
		if !slices.Equal(before, c.values) {
			t.Errorf("%v were put in order", before)
		}
	}
	_, err := BandOf(nil)
	wantError(t, err, "no values")
	_, err = BandOf([]float64{1, math.Inf(1)})
	wantError(t, err, "value 1 is +Inf")
}
