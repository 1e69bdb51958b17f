package plot

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// Each panel's box spans the middle of its own points: a far outlier changes
// neither box, and is not drawn.
func TestClouds3DMiddle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	cloud := func(scale float64) Cloud {
		c := Cloud{Title: "cloud", X: []float64{1e6}, Y: []float64{0}, Z: []float64{0}, Class: []int{7}}
		for range 999 {
			c.X = append(c.X, scale*r.NormFloat64())
			c.Y = append(c.Y, scale*r.NormFloat64())
			c.Z = append(c.Z, scale*r.NormFloat64())
			c.Class = append(c.Class, 3)
		}
		return c
	}
	q := Clouds3D{Name: "99-middle", Title: "t", Alt: "a", XLabel: "x", YLabel: "y", ZLabel: "z",
		Clouds: []Cloud{cloud(1), cloud(10)}, Middle: 0.98}
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if len(svg) == 0 {
		t.Fatal("no drawing")
	}
	for i, scale := range []float64{1, 10} {
		ax := q.axes(i)
		if hi := ax[0].hi / scale; hi < 2 || hi > 3.2 { // the 99 % quantile of a normal is 2.33
			t.Errorf("panel %d: x ends at %.2f standard deviations, expected about 2.4", i, hi)
		}
		in := inside(q.Clouds[i], ax)
		if in[0] == 0 || len(in) < 920 || len(in) > 999 {
			t.Errorf("panel %d: %d points inside, the first is %d: expected about 950 without the outlier", i, len(in), in[0])
		}
	}
	csv, err := f.CSV()
	if err != nil || strings.Count(string(csv), "\n") != 2001 {
		t.Errorf("CSV of %d lines, %v: expected all points", strings.Count(string(csv), "\n"), err)
	}
	for _, bad := range []float64{-0.1, 1, 2} {
		q.Middle = bad
		if _, err := q.Figure(); err == nil || !strings.Contains(err.Error(), "0.98") {
			t.Errorf("Middle %v: %v", bad, err)
		}
	}
}
