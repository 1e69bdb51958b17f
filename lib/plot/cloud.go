package plot

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/plot/vg"
)

// Cloud is a set of n labelled points: one panel of [Scatter] or [Clouds3D].
type Cloud struct {
	Title string    // "epoch 1"; may be empty where there is one cloud only
	X, Y  []float64 // n values each
	Z     []float64 // n values in Clouds3D, none in Scatter
	Class []int     // n classes in 0…9, or none: then all points are alike
	Value []float64 // n numbers that colour the points from dark to light, instead of Class; or none
	// A line over the points of a Scatter, through its own points in their order,
	// such as a fit; or none.
	LineX, LineY []float64
	// U and V are an arrow at each point of a Scatter, from (X, Y) to (X+U, Y+V),
	// instead of a dot: a vector field; or none.
	U, V []float64
}

// The most points of a figure that are drawn, in the plane and in space: more
// cover each other, and the file grows beyond 60 kB.
const (
	maxDots   = 2000
	maxDots3D = 2000
)

// thin gives the indices of the points that are drawn where n are given and
// most fit: all, or most of them at even distances.
func thin(n, most int) []int {
	drawn := make([]int, min(n, most))
	for i := range drawn {
		drawn[i] = i * n / len(drawn)
	}
	return drawn
}

// thinned says how many points are drawn where it is not all.
func thinned(clouds []Cloud, most int) string {
	n, shown := 0, 0
	for _, cl := range clouds {
		n += len(cl.X)
		shown += min(len(cl.X), most/len(clouds))
	}
	if shown == n {
		return ""
	}
	return fmt.Sprintf("%s of %s points drawn", Number(float64(shown), 0), Number(float64(n), 0))
}

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
	for k := range classColors {
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
		drawMid(c, bold(), digit(b.class), 1.5*b.radius, b.at, centre, textColor(ink))
	}
}

func digit(k int) string { return string(rune('0' + k)) }

func median(v []float64) float64 {
	s := append([]float64(nil), v...)
	sort.Float64s(s)
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
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

// check refuses clouds that cannot be drawn.
func checkClouds(h head, clouds []Cloud, solid bool) error {
	if len(clouds) == 0 {
		return h.errorf("no Clouds; give at least one")
	}
	if len(clouds) > 12 {
		return h.errorf("%d Clouds, at most 12 fit; draw several figures", len(clouds))
	}
	for i, cl := range clouds {
		field := func(s string) string { return fmt.Sprintf("Clouds[%d].%s", i, s) }
		if len(cl.X) == 0 {
			return h.errorf("%s is empty; give the cloud at least one point", field("X"))
		}
		if cl.Title == "" && len(clouds) > 1 {
			return h.errorf("%s is empty; with several panels each needs a title", field("Title"))
		}
		if !solid && cl.Z != nil {
			return h.errorf("%s is given, but a Scatter is flat; use Clouds3D", field("Z"))
		}
		coords := [][]float64{cl.X, cl.Y, cl.Z}
		if !solid {
			coords = coords[:2]
		}
		for k, v := range coords {
			name := field("XYZ"[k : k+1])
			if err := h.same(name, len(v), field("X"), len(cl.X)); err != nil {
				return err
			}
			if err := h.finite(name, v); err != nil {
				return err
			}
		}
		if solid && cl.LineX != nil {
			return h.errorf("%s is given, but only a Scatter draws lines", field("LineX"))
		}
		if err := checkArrows(h, cl, solid, field); err != nil {
			return err
		}
		if err := h.same(field("LineY"), len(cl.LineY), field("LineX"), len(cl.LineX)); err != nil {
			return err
		}
		if err := h.finite(field("LineX"), cl.LineX); err != nil {
			return err
		}
		if err := h.finite(field("LineY"), cl.LineY); err != nil {
			return err
		}
		if cl.Class == nil {
			continue
		}
		if err := h.same(field("Class"), len(cl.Class), field("X"), len(cl.X)); err != nil {
			return err
		}
		for j, k := range cl.Class {
			if k < 0 || k > 9 {
				return h.errorf("%s[%d] is %d, expected a class in 0…9", field("Class"), j, k)
			}
		}
	}
	return nil
}

// cloudTable is the table of all points, drawn or not.
func cloudTable(clouds []Cloud, solid bool) [][]string {
	head := []string{"panel", "point", "class", "x", "y"}
	if solid {
		head = append(head, "z")
	}
	valued := slices.ContainsFunc(clouds, func(cl Cloud) bool { return cl.Value != nil })
	if valued {
		head = append(head, "value")
	}
	arrowed := slices.ContainsFunc(clouds, func(cl Cloud) bool { return cl.U != nil })
	if arrowed {
		head = append(head, "u", "v")
	}
	t := [][]string{head}
	for _, cl := range clouds {
		for i := range cl.X {
			row := []string{cl.Title, fmt.Sprint(i), "", cell(cl.X[i]), cell(cl.Y[i])}
			if cl.Class != nil {
				row[2] = fmt.Sprint(cl.Class[i])
			}
			if solid {
				row = append(row, cell(cl.Z[i]))
			}
			if cl.Value != nil {
				row = append(row, cell(cl.Value[i]))
			} else if valued {
				row = append(row, "")
			}
			if cl.U != nil {
				row = append(row, cell(cl.U[i]), cell(cl.V[i]))
			} else if arrowed {
				row = append(row, "", "")
			}
			t = append(t, row)
		}
		for i := range cl.LineX {
			row := make([]string, len(head))
			copy(row, []string{cl.Title, fmt.Sprintf("line %d", i), "", cell(cl.LineX[i]), cell(cl.LineY[i])})
			t = append(t, row)
		}
	}
	return t
}

// tiling arranges n panels in rows on a page.
type tiling struct{ rows, cols int }

func tile(n, cols int) tiling {
	if cols <= 0 {
		cols = map[int]int{1: 1, 2: 2, 3: 3, 4: 2}[n]
	}
	if cols <= 0 {
		cols = 3
		if n > 9 {
			cols = 4
		}
	}
	cols = min(cols, n)
	return tiling{(n + cols - 1) / cols, cols}
}
