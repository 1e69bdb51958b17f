package plot

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"
)

// fitted is a cloud on the line from (0, 0) to (9, 9), and a line that leaves it.
func fitted() Cloud {
	c := Cloud{LineX: []float64{0, 20, 20}, LineY: []float64{0, 0, 9}}
	for i := range 10 {
		c.X, c.Y = append(c.X, float64(i)), append(c.Y, float64(i))
	}
	return c
}

// A line is drawn within the axes, which span it too, and stands in the CSV.
func TestScatterLine(t *testing.T) {
	q := scatterOf("99-line", fitted())
	red := func() (n int) {
		f, err := q.Figure()
		if err != nil {
			t.Fatal(err)
		}
		data, err := f.PNG(96)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		want := tint(inkRed, 0)
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, g, b, _ := img.At(x, y).RGBA()
				if math.Abs(float64(r>>8)-float64(want.R)) < 20 && math.Abs(float64(g>>8)-float64(want.G)) < 20 && b>>8 < 30 {
					n++
				}
			}
		}
		return n
	}
	if n := red(); n < 600 {
		t.Errorf("%d pixels in the line's colour, expected its two legs of some hundred pixels", n)
	}
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	table, err := f.CSV()
	if err != nil || !strings.Contains(string(table), "line 1,,20,0\n") {
		t.Errorf("CSV %q, %v: expected the line's points", table, err)
	}
	q.Clouds[0].LineX, q.Clouds[0].LineY = nil, nil
	if n := red(); n > 0 {
		t.Errorf("%d pixels in the line's colour without a line", n)
	}
}

func TestScatterLineErrors(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Cloud)
	}{
		{"Clouds[0].LineY has 2 values", func(c *Cloud) { c.LineY = c.LineY[1:] }},
		{"Clouds[0].LineY has 3 values", func(c *Cloud) { c.LineX = nil }},
		{"Clouds[0].LineX[1] is NaN", func(c *Cloud) { c.LineX[1] = math.NaN() }},
		{"Clouds[0].LineY[2] is +Inf", func(c *Cloud) { c.LineY[2] = math.Inf(1) }},
	} {
		cloud := fitted()
		c.change(&cloud)
		if _, err := scatterOf("99-line", cloud).Figure(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v; expected %q", err, c.want)
		}
	}
	solid := fitted()
	solid.Z = solid.X
	q := Clouds3D{Name: "99-line", Title: "t", Alt: "a", XLabel: "x", YLabel: "y", ZLabel: "z", Clouds: []Cloud{solid}}
	if _, err := q.Figure(); err == nil || !strings.Contains(err.Error(), "only a Scatter draws lines") {
		t.Errorf("%v; expected that only a Scatter draws lines", err)
	}
}

// Figures of the same spans have the same axes, whatever their points.
func TestScatterSpan(t *testing.T) {
	axesOf := func(scale float64, span [2]float64) (x, y axis) {
		c := fitted()
		for i := range c.LineX {
			c.LineX[i] *= scale
		}
		q := scatterOf("99-span", c)
		q.XSpan, q.YSpan = span, span
		a := q.panels(newSheet("t", "n", 605, 340), tile(1, 0))[0]
		return a.x, a.y
	}
	for _, scale := range []float64{0.1, 0.5, 1} {
		x, y := axesOf(scale, [2]float64{-30, 30})
		if x.lo > -30 || x.lo < -33 || x.hi < 30 || x.hi > 33 || y.lo != x.lo || y.hi != x.hi {
			t.Errorf("scale %v: axes %v to %v and %v to %v, expected a little more than -30 to 30", scale, x.lo, x.hi, y.lo, y.hi)
		}
	}
	if x, _ := axesOf(1, [2]float64{}); x.lo < -2 || x.hi > 22 {
		t.Errorf("without a span %v to %v, expected that of the data, 0 to 20", x.lo, x.hi)
	}
	q := scatterOf("99-span", fitted())
	q.YSpan[1] = math.NaN()
	if _, err := q.Figure(); err == nil || !strings.Contains(err.Error(), "YSpan[1] is NaN") {
		t.Errorf("%v; expected that YSpan is refused", err)
	}
}
