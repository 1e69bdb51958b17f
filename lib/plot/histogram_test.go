package plot

import (
	"strings"
	"testing"
)

// TestHistogramRange: two figures of different data have the same axes and bins.
func TestHistogramRange(t *testing.T) {
	var axesOf []axes
	for _, values := range [][]float64{{0, 1, 1, 2, 10}, {4, 4.1}} {
		q := Histogram{Name: "99-a", Title: "A", Alt: "A.", XLabel: "x", Bins: 20, Share: true, YMax: 100,
			XRange: [2]float64{0, 10}, Samples: []Sample{{Values: values}}}
		if _, err := q.Figure(); err != nil {
			t.Fatal(err)
		}
		b := q.bins()
		if b != (bins{0, 0.5, 20}) {
			t.Errorf("%d bins of %v from %v, expected 20 of 0.5 from 0", b.n, b.width, b.first)
		}
		if c := b.count(values); values[len(values)-1] == 10 && c[19] != 1 {
			t.Errorf("the value at the right end is not in the last bin: %v", c)
		}
		axesOf = append(axesOf, q.axes(newSheet(q.Title, q.Note, 605, 340), [][]float64{make([]float64, b.n)}, b))
	}
	a, b := axesOf[0], axesOf[1]
	if a.x.lo != b.x.lo || a.x.hi != b.x.hi || a.y.hi != 100 || b.y.hi != 100 || a.rect != b.rect {
		t.Errorf("axes %+v and %+v differ", a, b)
	}
}

func TestHistogramRangeErrors(t *testing.T) {
	for _, c := range []struct {
		xRange [2]float64
		yMax   float64
		want   string
	}{
		{[2]float64{2, 1}, 0, "expected {low, high}"},
		{[2]float64{0, 3}, 0, "Samples[0].Values[1] is 4, expected a value in XRange"},
		{[2]float64{2, 9}, 0, "Samples[0].Values[0] is 1, expected a value in XRange"},
		{[2]float64{0, 9}, -1, "0 or more"},
		{[2]float64{0, 9}, 0.5, "a bin of Samples[0] is 1 high, above YMax 0.5"},
	} {
		_, err := Histogram{Name: "99-a", Title: "A", Alt: "A.", XLabel: "x", XRange: c.xRange, YMax: c.yMax,
			Samples: []Sample{{Values: []float64{1, 4}}}}.Figure()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %v: %v, expected %q", c.xRange, c.yMax, err, c.want)
		}
	}
}
