package plot

import (
	"sort"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// Level is a reference value: a dashed line across the plot with its label.
type Level struct {
	Label string // "PCA-3 0.2064"
	Value float64
}

// levelTags makes the labels of levels whose lines end at x, not placed yet.
func levelTags(levels []Level, x float64) []tag {
	var tags []tag
	for _, l := range levels {
		tags = append(tags, tag{lines: []string{l.Label}, x: x, y: l.Value, ink: inkSoft})
	}
	return tags
}

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
// each other, within [lo, hi], and refuses tags that take more.
func (h head) spread(tags []tag, lo, hi vg.Length) error {
	sort.SliceStable(tags, func(i, j int) bool { return tags[i].end.Y < tags[j].end.Y })
	want, size := make([]vg.Length, len(tags)), make([]vg.Length, len(tags))
	for i, t := range tags {
		want[i], size[i] = t.end.Y, t.height()
	}
	for i, mid := range pool(want, size, lo, hi) {
		tags[i].mid = mid
	}
	return h.stacked(say.T("labels at the right"), size, hi-lo)
}

// stacked refuses labels that do not fit into their place one after another.
func (h head) stacked(what string, size []vg.Length, place vg.Length) error {
	sum := vg.Length(0)
	for _, s := range size {
		sum += s
	}
	if sum > place {
		return h.errorf("the %s take %.0f points, their place has %.0f; shorten or leave out some, or enlarge the figure", what, sum, place)
	}
	return nil
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

// byPlace gives reference values by size, and the widths of their labels.
func byPlace(marks []Level) (sorted []Level, size []vg.Length) {
	sorted = append(sorted, marks...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Value < sorted[j].Value })
	for _, l := range sorted {
		size = append(size, bold().width(l.Label, sizeLabel)+6)
	}
	return sorted, size
}

// drawMarks draws vertical reference lines with their labels on top, nudged
// apart.
func drawMarks(c canvas, a axes, marks []Level) {
	marks, size := byPlace(marks)
	want := make([]vg.Length, len(marks))
	for i, l := range marks {
		want[i] = snap(a.px(l.Value))
		drawUp(c, a, l.Value, levelWidth, levelDash, inkText)
	}
	for i, x := range pool(want, size, a.rect.Min.X, a.rect.Max.X) {
		drawText(c, bold(), marks[i].Label, sizeLabel, vg.Point{X: x, Y: a.rect.Max.Y + 3.5}, centre, inkSoft)
	}
}

// checkMarks refuses reference lines whose labels have no room side by side.
func (h head) checkMarks(a axes, marks []Level) error {
	_, size := byPlace(marks)
	return h.stacked(say.T("labels of the reference lines"), size, a.rect.Size().X)
}

// drawBacked draws a value on white, so that no line runs through it.
func drawBacked(c canvas, text string, size vg.Length, at vg.Point, a align) {
	w := regular().width(text, size)
	x := at.X - vg.Length(a)*w
	c.fill(rectangle(vg.Rectangle{
		Min: vg.Point{X: x - 1, Y: at.Y - 1.5},
		Max: vg.Point{X: x + w + 1, Y: at.Y + capHeight*size + 1.5},
	}), inkWhite, 1)
	drawText(c, regular(), text, size, at, a, inkText)
}
