package plot

import (
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// view projects the cube [-1,1]³ into a panel.
type view struct {
	rect                   vg.Rectangle
	mid                    vg.Point
	scale                  vg.Length
	sinA, cosA, sinE, cosE float64
}

// distance of the eye from the middle of the cube, in half edges.
const distance = 7.0

// project gives the place of p on the page and its depth, which grows away from
// the eye, about -1.7 to 1.7.
func (v view) project(p [3]float64) (at vg.Point, depth float64) {
	x := p[0]*v.cosA - p[1]*v.sinA
	y := p[0]*v.sinA + p[1]*v.cosA
	up := p[2]*v.cosE + y*v.sinE
	depth = y*v.cosE - p[2]*v.sinE
	f := distance / (distance + depth)
	return vg.Point{X: v.mid.X + v.scale*vg.Length(x*f), Y: v.mid.Y + v.scale*vg.Length(up*f)}, depth
}

// Space between panels, and around a cube for the names of its axes.
const (
	viewGap   = 8.0
	viewSide  = 16.0
	viewBelow = 6.0
	viewAbove = 12.0
)

// span is the extent of the cube on a page at scale 1.
func (v view) span() (lo, hi vg.Point) {
	v.scale, v.mid = 1, vg.Point{}
	lo, hi = vg.Point{X: 99, Y: 99}, vg.Point{X: -99, Y: -99}
	for _, k := range corners() {
		at, _ := v.project(k)
		lo = vg.Point{X: min(lo.X, at.X), Y: min(lo.Y, at.Y)}
		hi = vg.Point{X: max(hi.X, at.X), Y: max(hi.Y, at.Y)}
	}
	return lo, hi
}

// fit makes the cube as large as the panel allows under a title over high.
func (v *view) fit(over vg.Length) {
	lo, hi := v.span()
	room := v.rect
	room.Min.X, room.Max.X = room.Min.X+viewSide, room.Max.X-viewSide
	room.Min.Y, room.Max.Y = room.Min.Y+viewBelow, room.Max.Y-viewAbove-over
	size := room.Size()
	v.scale = min(size.X/(hi.X-lo.X), size.Y/(hi.Y-lo.Y))
	v.mid = vg.Point{
		X: (room.Min.X+room.Max.X)/2 - v.scale*(lo.X+hi.X)/2,
		Y: (room.Min.Y+room.Max.Y)/2 - v.scale*(lo.Y+hi.Y)/2,
	}
}

func corners() [][3]float64 {
	var c [][3]float64
	for k := range 8 {
		c = append(c, [3]float64{float64(k&1*2 - 1), float64(k>>1&1*2 - 1), float64(k>>2*2 - 1)})
	}
	return c
}

// drawBox draws the three far walls of the cube with a light grid, the floor's
// near edges, and the names of the axes at their far ends.
func (v view) drawBox(c canvas, names []string) {
	far := [3]float64{-1, -1, -1}
	for k := range far {
		p, q := [3]float64{}, [3]float64{}
		p[k], q[k] = -1, 1
		_, a := v.project(p)
		_, b := v.project(q)
		if b > a {
			far[k] = 1
		}
	}
	lines := []float64{-1, -0.5, 0, 0.5, 1}
	if v.rect.Size().X < 300 {
		lines = []float64{-1, 0, 1}
	}
	for k := range far {
		u, w := (k+1)%3, (k+2)%3
		for _, t := range lines {
			v.segment(c, far, k, u, w, t)
			v.segment(c, far, k, w, u, t)
		}
	}
	v.drawNames(c, far, names)
}

// segment draws the line of wall k on which coordinate u is t and w runs.
func (v view) segment(c canvas, far [3]float64, k, u, w int, t float64) {
	p := [3]float64{}
	p[k], p[u], p[w] = far[k], t, -1
	a, _ := v.project(p)
	p[w] = 1
	b, _ := v.project(p)
	c.stroke(polyline(a, b), 2*unit, nil, inkGrid)
}

// drawNames draws the edges that stand for the axes, with an arrow head at the
// high end, and their names.
func (v view) drawNames(c canvas, far [3]float64, names []string) {
	for k, name := range names {
		p := [3]float64{-far[0], -far[1], -1}
		if k == 2 {
			p = v.leftmost(far)
		} else {
			p[1-k] = -far[1-k]
		}
		p[k] = -1
		lo, _ := v.project(p)
		p[k] = 1
		hi, _ := v.project(p)
		c.stroke(polyline(lo, hi), 0.9, nil, inkSoft)
		c.fill(arrowHead(lo, hi), inkSoft, 1)
		mid := vg.Point{X: (lo.X + hi.X) / 2, Y: (lo.Y + hi.Y) / 2}
		if k == 2 {
			half := regular().width(name, sizeLabel) / 2
			x := max(v.rect.Min.X+half, hi.X)
			drawText(c, regular(), name, sizeLabel, vg.Point{X: x, Y: hi.Y + 6}, centre, inkText)
			continue
		}
		side := right
		if mid.X > v.mid.X {
			side = left
		}
		drawText(c, regular(), name, sizeLabel, vg.Point{X: mid.X + 4*vg.Length(1-2*side), Y: mid.Y - 10}, side, inkText)
	}
}

// leftmost is the foot of the upright edge of the cube that is leftmost on the
// page and not the nearest one.
func (v view) leftmost(far [3]float64) [3]float64 {
	a, b := [3]float64{far[0], -far[1], -1}, [3]float64{-far[0], far[1], -1}
	pa, _ := v.project(a)
	pb, _ := v.project(b)
	if pa.X < pb.X {
		return a
	}
	return b
}

// arrowHead is a small triangle at the end of the line from lo to hi.
func arrowHead(lo, hi vg.Point) vg.Path {
	d := vg.Length(math.Hypot(float64(hi.X-lo.X), float64(hi.Y-lo.Y)))
	u := vg.Point{X: (hi.X - lo.X) / d, Y: (hi.Y - lo.Y) / d}
	at := func(along, across vg.Length) vg.Point {
		return vg.Point{X: hi.X + along*u.X - across*u.Y, Y: hi.Y + along*u.Y + across*u.X}
	}
	return polygon(at(3, 0), at(-3, 2.2), at(-3, -2.2))
}

// spans says what the edges of the box stand for, with the units that have no
// place at the edges.
func spans(ax [3]axis) string {
	text := ""
	for k, a := range ax {
		d := decimals(niceStep(a.hi-a.lo, 20))
		name, unit, _ := strings.Cut(a.label, " (")
		text += say.Sprintf("%s %s to %s", name, decimal(a.lo, d), decimal(a.hi, d))
		if next := ax[min(k+1, 2)].label; unit != "" && (k == 2 || !strings.HasSuffix(next, " ("+unit)) {
			text += " (" + unit
		}
		if k < 2 {
			text += ", "
		}
	}
	return say.Sprintf("box: %s", text)
}

// paleness is how much of its colour a point loses with depth, in three steps.
func paleness(depth float64) float64 {
	t := max(0, min((depth+1.2)/2.4, 1))
	return math.Round(2*t) / 4
}
