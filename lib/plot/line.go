package plot

import (
	"gonum.org/v1/plot/vg"
)

// Line is one line of [Curves]. X must rise or stay; Low and High, where given,
// are a band around it, such as the spread over seeds.
type Line struct {
	Label     string
	X, Y      []float64
	Low, High []float64
	Markers   bool // a dot at every point
	// Style picks colour and dashes: 1 for those of the first line, and so on;
	// 0 for those of the line's place in the figure.
	Style int
}

const (
	lineWidth  = 1.8
	levelWidth = 0.9
)

var levelDash = []vg.Length{3.5, 2.5}

// style is the index of a line's colour and dashes.
func (l Line) style(i int) int {
	if l.Style > 0 {
		i = l.Style - 1
	}
	return i % len(lineColors)
}

func (l Line) drawBand(c canvas, a axes, style int) {
	if l.Low == nil {
		return
	}
	var band []vg.Point
	clamp := func(y float64) float64 { return max(a.y.lo, min(y, a.y.hi)) }
	for i, x := range l.X {
		band = append(band, a.at(x, clamp(l.High[i])))
	}
	for i := len(l.X) - 1; i >= 0; i-- {
		band = append(band, a.at(l.X[i], clamp(l.Low[i])))
	}
	c.fill(polygon(band...), lineColors[style], 0.2)
}

func (l Line) draw(c canvas, a axes, style int) {
	ink := lineColors[style]
	var run, dots []vg.Point
	flush := func() {
		if len(run) > 1 {
			c.stroke(polyline(run...), lineWidth, lineDashes[style], ink)
		}
		run = nil
	}
	for i := range l.X {
		if i > 0 {
			p, q, ok := clip(a, l.X[i-1], l.Y[i-1], l.X[i], l.Y[i])
			if !ok || len(run) > 0 && run[len(run)-1] != p {
				flush()
			}
			if ok && len(run) == 0 {
				run = append(run, p)
			}
			if ok {
				run = append(run, q)
			}
		}
		if l.Y[i] >= a.y.lo && l.Y[i] <= a.y.hi {
			dots = append(dots, a.at(l.X[i], l.Y[i]))
		}
	}
	flush()
	if l.Markers || len(l.X) == 1 {
		c.dots(dots, 3.4, inkWhite)
		c.dots(dots, 2.5, ink)
	}
}

// clip cuts a segment to the range of y; ok is false if nothing is left.
func clip(a axes, x0, y0, x1, y1 float64) (p, q vg.Point, ok bool) {
	p, q = a.at(x0, y0), a.at(x1, y1)
	lo, hi := a.rect.Min.Y, a.rect.Max.Y
	if p.Y < lo && q.Y < lo || p.Y > hi && q.Y > hi {
		return p, q, false
	}
	cut := func(u, v vg.Point) vg.Point {
		edge := max(lo, min(u.Y, hi))
		if edge == u.Y {
			return u
		}
		return vg.Point{X: u.X + (v.X-u.X)*(edge-u.Y)/(v.Y-u.Y), Y: edge}
	}
	return cut(p, q), cut(q, p), true
}
