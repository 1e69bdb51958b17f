package plot

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// What is marked is drawn: the box of the start, the corner off the data, the sign; and
// nowhere else. The note says what the marks mean that are there.
func TestStripsMarks(t *testing.T) {
	q := stripsOf("marks", 1, 3)
	for k := range q.Strips[0].Steps {
		q.Strips[0].Steps[k].Image = make([]float32, 28*28) // white: what is dark is a mark
	}
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	q.W, q.H = 28, 28
	g := q.layout(vg.Length(f.w) * px)
	s := newSheet(q.Title, joinNotes(q.Note, q.legend()), f.w, f.h)
	img := raster(t, f)
	dots := int(g.dot/unit + 0.5)
	y0 := 2*f.h - int(snap(s.top)/unit+0.5) + int(g.top/unit+0.5)
	for k := range 3 {
		x0 := int(g.left/unit+0.5) + k*dots*(28+g.gapX)
		side := 28 * dots
		has := func(what string, x, y int, ink inkColor, want bool) {
			if got := inkAt(img, x, y) == ink; got != want {
				t.Errorf("step %d: %s is %v, expected %v (%s)", k, what, got, want, Hex(inkAt(img, x, y)))
			}
		}
		has("the box", x0-5, y0+side/2, inkText, k == 1)
		has("the corner", x0+side-4, y0+3, inkRed, k == 0)
		has("the sign", x0+2, y0+2, inkBlue, k == 2)
	}
	if got, want := q.legend(), "box: the start · corner: off the data · sign: read as"; got != want {
		t.Errorf("legend %q, expected %q", got, want)
	}
	for k := range q.Strips[0].Steps {
		q.Strips[0].Steps[k].Off, q.Strips[0].Steps[k].Sign = false, ""
	}
	if got, want := q.legend(), "box: the start"; got != want {
		t.Errorf("legend without marks %q, expected %q", got, want)
	}
}

// Names at the left of the numbers are not drawn over: the pictures begin behind them.
func TestStripsNamesHaveRoom(t *testing.T) {
	q := stripsOf("names", 1, 3)
	q.W, q.H = 28, 28
	for _, name := range []string{"", "z", "thickness of the stroke, pixels"} {
		q.Measure = name
		g := q.layout(605 * px)
		if room, need := g.left, marginX+regular().width(name, sizeTick); room < need {
			t.Errorf("%q needs %.0f points, the pictures begin at %.0f", name, need, room)
		}
		if end := g.left + g.dot*vg.Length(3*28+2*g.gapX); end > 605*px-marginX/2 {
			t.Errorf("%q: the pictures end at %.0f of %.0f points", name, end, 605*px)
		}
	}
}

// A mosaic lies where it is said to: the first picture at the upper left.
func TestMosaicPlace(t *testing.T) {
	q := scatterOf("mosaic", Cloud{X: []float64{9}, Y: []float64{9}, Class: []int{1}})
	black := make([]float32, 28*28)
	for i := range black {
		black[i] = 1
	}
	q.Badges = false
	q.Behind = Mosaic{Cols: 2, Rows: 2, X: [2]float64{0, 4}, Y: [2]float64{0, 4}, Images: [][]float32{black, nil, nil, nil}}
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	img := raster(t, f)
	grey := mix(inkBlack, inkWhite, behind)
	s := newSheet(q.Title, strings.TrimSpace(q.Note), f.w, f.h)
	a := q.panels(s, tile(1, 0))[0]
	for _, c := range []struct {
		x, y float64
		dark bool
	}{{1, 3, true}, {3, 3, false}, {1, 1, false}, {3, 1, false}, {5, 3, false}} {
		p := a.at(c.x, c.y)
		got := inkAt(img, int(p.X/unit), 2*f.h-int(p.Y/unit))
		if dark := got.R < 200 && got.R >= grey.R-2; dark != c.dark {
			t.Errorf("at (%v, %v) is %s, expected dark %v", c.x, c.y, Hex(got), c.dark)
		}
	}
}
