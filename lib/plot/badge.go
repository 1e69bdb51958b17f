package plot

import (
	"math"
	"sort"

	"gonum.org/v1/plot/vg"
)

// badge is a big digit on a white disc, at the median of a class.
type badge struct {
	class  int
	at     vg.Point
	radius vg.Length
}

// badges gives the classes' medians on the page, moved apart where they would
// cover each other; classes without points have none.
func badges(at []vg.Point, class []int, radius vg.Length, inside vg.Rectangle) []badge {
	var bs []badge
	for k := range len(ClassSigns) {
		var xs, ys []float64
		for i, c := range class {
			if c == k {
				xs, ys = append(xs, float64(at[i].X)), append(ys, float64(at[i].Y))
			}
		}
		if len(xs) > 0 {
			bs = append(bs, badge{k, vg.Point{X: vg.Length(median(xs)), Y: vg.Length(median(ys))}, radius})
		}
	}
	for range 50 {
		for i := range bs {
			for j := range i {
				repel(&bs[i], &bs[j])
			}
		}
	}
	for i := range bs {
		bs[i].at.X = max(inside.Min.X+radius, min(bs[i].at.X, inside.Max.X-radius))
		bs[i].at.Y = max(inside.Min.Y+radius, min(bs[i].at.Y, inside.Max.Y-radius))
	}
	return bs
}

// badgeRadius is the radius of a badge where there is one panel.
const badgeRadius = 7.0

// repel moves two badges apart, half of what is missing to a small gap.
func repel(a, b *badge) {
	dx, dy := float64(a.at.X-b.at.X), float64(a.at.Y-b.at.Y)
	d := math.Hypot(dx, dy)
	miss := float64(a.radius+b.radius) + 1.5 - d
	if miss <= 0 {
		return
	}
	if d < 1e-6 {
		dx, dy, d = 1, 0, 1
	}
	step := vg.Length(miss / 2 / d)
	a.at.X, a.at.Y = a.at.X+step*vg.Length(dx), a.at.Y+step*vg.Length(dy)
	b.at.X, b.at.Y = b.at.X-step*vg.Length(dx), b.at.Y-step*vg.Length(dy)
}

func drawBadges(c canvas, bs []badge) {
	for _, b := range bs {
		ink := ClassColor(b.class)
		c.fill(disc(b.at, b.radius), ink, 1)
		c.fill(disc(b.at, b.radius-1.1), inkWhite, 1)
		drawMid(c, bold(), ClassSigns[b.class:b.class+1], 1.5*b.radius, b.at, centre, textColor(ink))
	}
}

func median(v []float64) float64 {
	s := append([]float64(nil), v...)
	sort.Float64s(s)
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}
