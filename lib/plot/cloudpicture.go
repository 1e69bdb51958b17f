package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// cloudPicture is what is drawn of a cloud: groups of dots, the line, arrows, then
// digits.
type cloudPicture struct {
	radius vg.Length
	dots   []dotGroup
	arrows []arrow
	line   []vg.Point
	digits []digitGroup
	badges []badge
}

type dotGroup struct {
	at  []vg.Point
	ink inkColor
}

type digitGroup struct {
	marks []mark
	ink   inkColor
}

func (p cloudPicture) draw(c canvas) {
	for _, g := range p.dots {
		c.dots(g.at, p.radius, g.ink)
	}
	if len(p.line) > 1 {
		c.stroke(polyline(p.line...), lineWidth, nil, inkRed)
	}
	for _, w := range p.arrows {
		w.draw(c, inkBlue)
	}
	for _, g := range p.digits {
		c.glyphs(bold(), g.marks, g.ink)
	}
	drawBadges(c, p.badges)
}

// addDot and addDigit put a mark on top, into the last group of its colour that
// is recent enough to keep the order of depth roughly.
func (p *cloudPicture) addDot(at vg.Point, ink inkColor) {
	const recent = 40
	for k := len(p.dots) - 1; k >= 0 && k >= len(p.dots)-recent; k-- {
		if p.dots[k].ink == ink {
			p.dots[k].at = append(p.dots[k].at, at)
			return
		}
	}
	p.dots = append(p.dots, dotGroup{[]vg.Point{at}, ink})
}

func (p *cloudPicture) addDigit(m mark, ink inkColor) {
	for k := range p.digits {
		if p.digits[k].ink == ink {
			p.digits[k].marks = append(p.digits[k].marks, m)
			return
		}
	}
	p.digits = append(p.digits, digitGroup{[]mark{m}, ink})
}

// dotGroups gathers the dots by colour, a few hundred at a time, so that no
// class always lies on top.
func dotGroups(at []vg.Point, class []int, shown []int) []dotGroup {
	const batch = 250
	var groups []dotGroup
	for len(shown) > 0 {
		now := shown[:min(batch, len(shown))]
		shown = shown[len(now):]
		for k := range len(ClassSigns) {
			g := dotGroup{ink: tint(ClassColor(k), 0.4)}
			for _, i := range now {
				if class[i] == k {
					g.at = append(g.at, at[i])
				}
			}
			if g.at != nil {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// digitMark is the sign of class k centred on a point.
func digitMark(k int, at vg.Point, size vg.Length) mark {
	r := rune(ClassSigns[k])
	o, _ := bold().glyph(r)
	return mark{r, vg.Point{X: snap(at.X - size*vg.Length(o.advance)/2), Y: snap(at.Y - capHeight/2*size)}, size}
}

// apart picks, in the given order, the points whose digits do not cover the
// digit of a point picked before, and gives the rest as well. size gives the height of point i's digit.
func apart(at []vg.Point, order []int, size func(i int) vg.Length) (picked, rest []int) {
	type key struct{ x, y int }
	widest := vg.Length(0)
	for _, i := range order {
		widest = max(widest, size(i))
	}
	cell := max(widest*1.1, 1) // at least the reach of a digit
	taken := map[key][]int{}
	for _, i := range order {
		x, y := int(math.Floor(float64(at[i].X/cell))), int(math.Floor(float64(at[i].Y/cell)))
		free := true
		for _, dx := range []int{-1, 0, 1} {
			for _, dy := range []int{-1, 0, 1} {
				for _, j := range taken[key{x + dx, y + dy}] {
					s := (size(i) + size(j)) / 2
					ox, oy := at[i].X-at[j].X, at[i].Y-at[j].Y
					free = free && (ox > 0.85*s || ox < -0.85*s || oy > 1.1*s || oy < -1.1*s)
				}
			}
		}
		if !free {
			rest = append(rest, i)
			continue
		}
		taken[key{x, y}] = append(taken[key{x, y}], i)
		picked = append(picked, i)
	}
	return picked, rest
}
