package plot

import (
	"sort"

	"gonum.org/v1/plot/vg"
)

// tag is a label in the column at the right of a plot.
type tag struct {
	lines []string
	x, y  float64  // what it names, in units of the data
	end   vg.Point // the same on the page
	ink   inkColor
	mid   vg.Length // the height at which it is put
}

func (t tag) height() vg.Length { return vg.Length(len(t.lines)) * 1.16 * sizeLabel }

// spread puts the tags as near to their ends as they can be without touching
// each other, within [lo, hi].
func spread(tags []tag, lo, hi vg.Length) {
	sort.SliceStable(tags, func(i, j int) bool { return tags[i].end.Y < tags[j].end.Y })
	want, size := make([]vg.Length, len(tags)), make([]vg.Length, len(tags))
	for i, t := range tags {
		want[i], size[i] = t.end.Y, t.height()
	}
	for i, mid := range pool(want, size, lo, hi) {
		tags[i].mid = mid
	}
}

// pool gives places for the middles of things of the given sizes, as near in
// the least-squares sense to the places wanted, which rise, as they can be
// without touching each other (isotonic regression by pooling neighbours), and
// then within [lo, hi] if they fit.
func pool(want, size []vg.Length, lo, hi vg.Length) []vg.Length {
	n := len(want)
	if n == 0 {
		return nil
	}
	type block struct {
		sum vg.Length
		n   int
	}
	offset := make([]vg.Length, n)
	var blocks []block
	for i := range want {
		if i > 0 {
			offset[i] = offset[i-1] + (size[i-1]+size[i])/2
		}
		blocks = append(blocks, block{want[i] - offset[i], 1})
		for k := len(blocks); k > 1; k = len(blocks) {
			a, b := blocks[k-2], blocks[k-1]
			if a.sum/vg.Length(a.n) <= b.sum/vg.Length(b.n) {
				break
			}
			blocks = append(blocks[:k-2], block{a.sum + b.sum, a.n + b.n})
		}
	}
	first, last := lo+size[0]/2, hi-size[n-1]/2-offset[n-1]
	at := make([]vg.Length, 0, n)
	for _, b := range blocks {
		for range b.n {
			at = append(at, offset[len(at)]+max(first, min(b.sum/vg.Length(b.n), last)))
		}
	}
	return at
}

// tagGap is the space between a plot and the labels at its right.
const tagGap = 8.0

// tagColumn gives the width that a column of tags takes, the texts wrapped to a
// third of the page at most.
func tagColumn(tags []tag, page vg.Length) vg.Length {
	w := vg.Length(0)
	for i, t := range tags {
		tags[i].lines = bold().wrap(t.lines[0], sizeLabel, page*0.3)
		w = max(w, bold().widest(tags[i].lines, sizeLabel))
	}
	if w == 0 {
		return 0
	}
	return w + tagGap
}

// drawTags writes the tags right of x, with a fine line to what lies elsewhere.
func drawTags(c canvas, tags []tag, x vg.Length) {
	for _, t := range tags {
		if d := t.mid - t.end.Y; x-t.end.X > 2 || d > 3 || d < -3 {
			from := vg.Point{X: t.end.X + 2, Y: t.end.Y}
			c.stroke(polyline(from, vg.Point{X: x + tagGap - 2, Y: t.mid}), 0.6, nil, tint(t.ink, 0.4))
		}
		step := vg.Length(1.16 * sizeLabel)
		y := t.mid + step*vg.Length(len(t.lines)-1)/2
		for _, line := range t.lines {
			drawMid(c, bold(), line, sizeLabel, vg.Point{X: x + tagGap, Y: y}, left, textColor(t.ink))
			y -= step
		}
	}
}

// drawMarks draws vertical reference lines with their labels on top, nudged
// apart.
func drawMarks(c canvas, a axes, marks []Level) {
	marks = append([]Level(nil), marks...)
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].Value < marks[j].Value })
	want, size := make([]vg.Length, len(marks)), make([]vg.Length, len(marks))
	for i, l := range marks {
		want[i], size[i] = snap(a.px(l.Value)), bold().width(l.Label, sizeLabel)+6
		c.stroke(polyline(vg.Point{X: want[i], Y: a.rect.Min.Y}, vg.Point{X: want[i], Y: a.rect.Max.Y}), levelWidth, levelDash, inkText)
	}
	for i, x := range pool(want, size, a.rect.Min.X, a.rect.Max.X) {
		drawText(c, bold(), marks[i].Label, sizeLabel, vg.Point{X: x, Y: a.rect.Max.Y + 3.5}, centre, inkSoft)
	}
}
