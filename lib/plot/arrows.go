package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// The head of an arrow, in points; it is shorter on arrows that are short.
const (
	headLength = 4.5
	headWidth  = 3.2
	shaftWidth = 0.9
)

// arrow is an arrow on the page.
type arrow struct{ from, to vg.Point }

// arrows are those of a cloud that has them.
func arrows(a axes, cl Cloud, shown []int) (all []arrow) {
	for _, i := range shown {
		all = append(all, arrow{
			vg.Point{X: a.px(cl.X[i]), Y: a.py(cl.Y[i])},
			vg.Point{X: a.px(cl.X[i] + cl.U[i]), Y: a.py(cl.Y[i] + cl.V[i])}})
	}
	return all
}

// draw draws the shaft and, at its end, the head: a filled triangle.
func (w arrow) draw(c canvas, ink inkColor) {
	dx, dy := float64(w.to.X-w.from.X), float64(w.to.Y-w.from.Y)
	length := math.Hypot(dx, dy)
	if length < 0.3 { // a dot: there is no direction to see
		c.fill(disc(w.from, shaftWidth/2), ink, 1)
		return
	}
	dx, dy = dx/length, dy/length
	head := math.Min(headLength, 0.6*length)
	half := head / headLength * headWidth / 2
	at := func(along, aside float64) vg.Point {
		return vg.Point{X: w.from.X + vg.Length(along*dx-aside*dy), Y: w.from.Y + vg.Length(along*dy+aside*dx)}
	}
	c.stroke(polyline(w.from, at(length-head, 0)), shaftWidth, nil, ink)
	triangle := polyline(at(length-head, half), w.to, at(length-head, -half))
	triangle.Close()
	c.fill(triangle, ink, 1)
}

// tips are the ends of a cloud's arrows, which the axes span too.
func (cl Cloud) tips() (x, y []float64) {
	for i := range cl.U {
		x, y = append(x, cl.X[i]+cl.U[i]), append(y, cl.Y[i]+cl.V[i])
	}
	return x, y
}
