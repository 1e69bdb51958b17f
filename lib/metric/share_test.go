package metric

import (
	"math"
	"strings"
	"testing"
)

func TestShareOf(t *testing.T) {
	for _, c := range []struct {
		hits, n               int
		confidence, low, high float64 // statsmodels 0.15.0, proportion_confint(method="wilson")
	}{
		{81, 263, 0.95, 0.2552885198782742, 0.36620957698280004}, // Newcombe 1998, table I: 0.2553 to 0.3662
		{15, 148, 0.95, 0.06238639953073628, 0.16048724172330803},
		{0, 20, 0.95, 0, 0.1611251580528194},
		{1, 29, 0.95, 0.006113214292762667, 0.17175521879320294},
		{29, 29, 0.95, 0.8830302015002592, 1},
		{17, 20, 0.95, 0.639581135259243, 0.9476312541037833},
		{17, 20, 0.8, 0.7215521343756915, 0.9253269802467733},
	} {
		s, err := ShareOf(c.hits, c.n, c.confidence)
		if err != nil || math.Abs(s.Low-c.low) > 1e-12 || math.Abs(s.High-c.high) > 1e-12 {
			t.Errorf("%d of %d: %v to %v, %v; expected %v to %v", c.hits, c.n, s.Low, s.High, err, c.low, c.high)
		}
		if s.Low > s.Value || s.Value > s.High || s.Value != float64(c.hits)/float64(c.n) {
			t.Errorf("%d of %d: %v is not within %v to %v", c.hits, c.n, s.Value, s.Low, s.High)
		}
		other, err := ShareOf(c.n-c.hits, c.n, c.confidence)
		if err != nil || math.Abs(other.Low-(1-s.High)) > 1e-12 || math.Abs(other.High-(1-s.Low)) > 1e-12 {
			t.Errorf("%d of %d: misses %v to %v, %v; expected the mirror image", c.hits, c.n, other.Low, other.High, err)
		}
	}
	for _, c := range []struct {
		hits, n    int
		confidence float64
		want       string
	}{
		{0, 0, 0.95, "at least one trial"}, {-1, 3, 0.95, "-1 hits"}, {4, 3, 0.95, "4 hits in 3"},
		{1, 3, 0, "confidence 0"}, {1, 3, 1, "confidence 1"}, {1, 3, math.NaN(), "confidence NaN"},
	} {
		if _, err := ShareOf(c.hits, c.n, c.confidence); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d of %d at %v: %v; expected %q", c.hits, c.n, c.confidence, err, c.want)
		}
	}
}
