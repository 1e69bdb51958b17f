package plot

import (
	"math"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Margins of a page in points.
const (
	marginX = 9.0
	marginY = 8.0
)

// sheet is the page of a figure: title above, note below, the body between.
type sheet struct {
	w, h        vg.Length
	title, note []string
	top, bottom vg.Length // of the body
}

// newSheet lays out a page of w×h CSS pixels.
func newSheet(title, note string, w, h int) *sheet {
	s := &sheet{w: vg.Length(w) * px, h: vg.Length(h) * px}
	s.title = bold().wrap(title, sizeTitle, s.w-2*marginX)
	s.note = regular().wrap(note, sizeNote, s.w-2*marginX)
	s.top = s.h - marginY - titleHeight(len(s.title))
	s.bottom = marginY + noteHeight(len(s.note))
	return s
}

func titleHeight(lines int) vg.Length {
	return vg.Length(lines)*leading*sizeTitle + 4
}

func noteHeight(lines int) vg.Length {
	if lines == 0 {
		return 0
	}
	return vg.Length(lines)*leading*sizeNote + 3
}

// pageHeight is the height in CSS pixels of a page w wide whose body is
// body high.
func pageHeight(title, note string, w int, body vg.Length) int {
	s := newSheet(title, note, w, w)
	return int(math.Ceil(float64((body + s.h - s.top + s.bottom) / px)))
}

func (s *sheet) draw(c canvas) {
	y := s.h - marginY - 0.78*sizeTitle
	for _, line := range s.title {
		drawText(c, bold(), line, sizeTitle, vg.Point{X: marginX, Y: y}, left, inkText)
		y -= leading * sizeTitle
	}
	y = marginY + 0.22*sizeNote
	for i := len(s.note) - 1; i >= 0; i-- {
		drawText(c, regular(), s.note[i], sizeNote, vg.Point{X: marginX, Y: y}, left, inkSoft)
		y += leading * sizeNote
	}
}

// axis is one axis of a plot.
type axis struct {
	label  string
	lo, hi float64
	log    bool
	whole  bool // all data are integers: so are the ticks
	ticks  []tick
}

// newAxis spans the values with a margin of the share pad on either side.
func newAxis(label string, log bool, pad float64, values ...[]float64) axis {
	a := axis{label: label, log: log, whole: !log, lo: math.Inf(1), hi: math.Inf(-1)}
	for _, vs := range values {
		for _, v := range vs {
			a.lo, a.hi = min(a.lo, v), max(a.hi, v)
			a.whole = a.whole && v == math.Trunc(v)
		}
	}
	return a.padded(pad)
}

// padded widens an axis; one value alone, or values that floating point barely
// tells apart, get a range around them.
func (a axis) padded(pad float64) axis {
	one := a.hi-a.lo <= max(1e-9*max(math.Abs(a.lo), math.Abs(a.hi)), 1e-200)
	if a.log {
		f := math.Pow(a.hi/a.lo, pad)
		if one {
			f = 2
		}
		a.lo, a.hi = a.lo/f, a.hi*f
		return a
	}
	d := (a.hi - a.lo) * pad
	if one {
		d = max(math.Abs(a.lo)/10, 0.5)
	}
	a.lo, a.hi = a.lo-d, a.hi+d
	return a
}

// setTicks puts at most about n ticks.
func (a *axis) setTicks(n int) {
	if a.log {
		a.ticks = logTicks(a.lo, a.hi, n)
		return
	}
	a.ticks = linearTicks(a.lo, a.hi, n, a.whole)
}

func (a axis) texts() []string {
	var t []string
	for _, k := range a.ticks {
		t = append(t, k.text)
	}
	return t
}

// share is the place of v on the axis, 0 at lo and 1 at hi.
func (a axis) share(v float64) float64 {
	if a.log {
		return math.Log(v/a.lo) / math.Log(a.hi/a.lo)
	}
	return (v - a.lo) / (a.hi - a.lo)
}

// holds reports whether v lies on the axis.
func (a axis) holds(v float64) bool { return v >= a.lo && v <= a.hi }

// axes is a plot area with its two axes.
type axes struct {
	rect vg.Rectangle
	x, y axis
}

func (a axes) px(x float64) vg.Length {
	return a.rect.Min.X + vg.Length(a.x.share(x))*(a.rect.Max.X-a.rect.Min.X)
}

func (a axes) py(y float64) vg.Length {
	return a.rect.Min.Y + vg.Length(a.y.share(y))*(a.rect.Max.Y-a.rect.Min.Y)
}

func (a axes) at(x, y float64) vg.Point { return vg.Point{X: a.px(x), Y: a.py(y)} }

// Space around a plot area.
const (
	tickGap   = 5.0                              // between plot area and tick labels
	underTick = tickGap + capHeight*sizeTick + 4 // height of a row of tick labels
	underX    = leading*sizeLabel + 2            // height of the name of the x axis
	overY     = leading*sizeLabel + 5            // height of the name of the y axis
)

// fit lays out one plot area in the body of a sheet. The right margin is at
// least right wide and otherwise as wide as the last tick label needs.
func (a *axes) fit(s *sheet, right vg.Length) {
	a.rect.Max.Y = snap(s.top - overY)
	a.rect.Min.Y = snap(s.bottom + underTick + underX)
	if a.y.ticks == nil {
		a.y.setTicks(int((a.rect.Max.Y - a.rect.Min.Y) / 34))
	}
	a.rect.Min.X = snap(marginX + regular().widest(a.y.texts(), sizeTick) + tickGap)
	a.rect.Max.X = snap(s.w - marginX - right)
	if a.x.ticks == nil {
		a.x.setTicks(int((a.rect.Max.X - a.rect.Min.X) / 58))
	}
	for _, t := range a.x.ticks {
		half := regular().width(t.text, sizeTick) / 2
		if over := a.px(t.at) + half - (s.w - marginX); over > 0 {
			a.rect.Max.X = snap(a.rect.Max.X - over)
		}
		if over := marginX - a.px(t.at) + half; over > 0 {
			a.rect.Min.X = snap(a.rect.Min.X + over)
		}
	}
}

// grid draws the grid lines: vertical ones at the ticks of x, horizontal ones
// at those of y.
func (a axes) grid(c canvas, vertical, horizontal bool) {
	if vertical {
		for _, t := range a.x.ticks {
			x := snap(a.px(t.at))
			c.stroke(polyline(vg.Point{X: x, Y: a.rect.Min.Y}, vg.Point{X: x, Y: a.rect.Max.Y}), 2*unit, nil, inkGrid)
		}
	}
	if horizontal {
		for _, t := range a.y.ticks {
			y := snap(a.py(t.at))
			c.stroke(polyline(vg.Point{X: a.rect.Min.X, Y: y}, vg.Point{X: a.rect.Max.X, Y: y}), 2*unit, nil, inkGrid)
		}
	}
}

// xTicks and yTicks write the tick labels.
func (a axes) xTicks(c canvas) {
	for _, t := range a.x.ticks {
		at := vg.Point{X: a.px(t.at), Y: a.rect.Min.Y - tickGap - capHeight*sizeTick}
		drawText(c, regular(), t.text, sizeTick, at, centre, inkSoft)
	}
}

func (a axes) yTicks(c canvas) {
	for _, t := range a.y.ticks {
		drawMid(c, regular(), t.text, sizeTick, vg.Point{X: a.rect.Min.X - tickGap, Y: a.py(t.at)}, right, inkSoft)
	}
}

// names writes the names of the axes of a single plot: that of y above it, flush
// with the title, that of x below it in the middle.
func (a axes) names(c canvas, s *sheet) {
	drawText(c, regular(), a.y.label, sizeLabel, vg.Point{X: marginX, Y: s.top - 0.85*sizeLabel}, left, inkText)
	mid := (a.rect.Min.X + a.rect.Max.X) / 2
	half := regular().width(a.x.label, sizeLabel) / 2
	mid = max(marginX+half, min(mid, s.w-marginX-half))
	drawText(c, regular(), a.x.label, sizeLabel, vg.Point{X: mid, Y: s.bottom + 0.25*sizeLabel + 2}, centre, inkText)
}

// joinNotes puts what a figure says of itself behind the author's note.
func joinNotes(notes ...string) string {
	var parts []string
	for _, n := range notes {
		if n != "" {
			parts = append(parts, n)
		}
	}
	return strings.Join(parts, " · ")
}

// frame draws the page, the grid, the ticks and the names of a single plot.
func (a axes) frame(c canvas, s *sheet) {
	s.draw(c)
	a.grid(c, false, true)
	a.xTicks(c)
	a.yTicks(c)
	a.names(c, s)
}

// drawAcross draws a horizontal line at the height y.
func drawAcross(c canvas, a axes, y float64, width vg.Length, dash []vg.Length, ink inkColor) {
	at := snap(a.py(y))
	c.stroke(polyline(vg.Point{X: a.rect.Min.X, Y: at}, vg.Point{X: a.rect.Max.X, Y: at}), width, dash, ink)
}

// drawUp draws a vertical line at x.
func drawUp(c canvas, a axes, x float64, width vg.Length, dash []vg.Length, ink inkColor) {
	at := snap(a.px(x))
	c.stroke(polyline(vg.Point{X: at, Y: a.rect.Min.Y}, vg.Point{X: at, Y: a.rect.Max.Y}), width, dash, ink)
}
