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
// each other, within [lo, hi]: isotonic regression by pooling neighbours.
func spread(tags []tag, lo, hi vg.Length) {
	sort.SliceStable(tags, func(i, j int) bool { return tags[i].end.Y < tags[j].end.Y })
	type block struct {
		sum vg.Length
		n   int
	}
	offset := make([]vg.Length, len(tags))
	var blocks []block
	for i, t := range tags {
		if i > 0 {
			offset[i] = offset[i-1] + (tags[i-1].height()+t.height())/2
		}
		blocks = append(blocks, block{t.end.Y - offset[i], 1})
		for n := len(blocks); n > 1; n = len(blocks) {
			a, b := blocks[n-2], blocks[n-1]
			if a.sum/vg.Length(a.n) <= b.sum/vg.Length(b.n) {
				break
			}
			blocks = append(blocks[:n-2], block{a.sum + b.sum, a.n + b.n})
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.n {
			first, last := lo+tags[0].height()/2, hi-tags[len(tags)-1].height()/2-offset[len(tags)-1]
			tags[i].mid = offset[i] + max(first, min(b.sum/vg.Length(b.n), last))
			i++
		}
	}
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
