package plot

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// bins are n intervals of equal width, one after another.
type bins struct {
	first, width float64 // first: the lower edge of the first
	n            int
}

func (b bins) edge(k int) float64 { return b.first + float64(k)*b.width }

// bins chooses the bins: as many as asked, or as the spread of the values tells,
// with round edges.
func (q Histogram) bins() bins {
	lo, hi := math.Inf(1), math.Inf(-1)
	want := 8.0
	for _, s := range q.Samples {
		v := slices.Sorted(slices.Values(s.Values))
		lo, hi = min(lo, v[0]), max(hi, v[len(v)-1])
		iqr := v[len(v)*3/4] - v[len(v)/4]
		if fd := 2 * iqr / math.Cbrt(float64(len(v))); fd > 0 {
			want = max(want, (v[len(v)-1]-v[0])/fd)
		}
	}
	if q.Bins > 0 {
		want = float64(q.Bins)
	}
	if q.ranged() {
		lo, hi = q.XRange[0], q.XRange[1]
	}
	span := hi - lo
	if span <= max(1e-9*max(math.Abs(lo), math.Abs(hi)), 1e-200) {
		span = max(math.Abs(lo)/10, 1)
	}
	width := niceStep(span, int(min(want, 500)))
	if q.Bins == 0 {
		width = max(width, niceStep(span, 60))
	}
	first := math.Floor(lo/width+1e-9) * width
	n := int(math.Floor((hi-first)/width+1e-9)) + 1
	if q.ranged() {
		n = int(math.Ceil((hi-first)/width - 1e-9))
	}
	return bins{first, width, n}
}

// count counts the values of every bin.
func (b bins) count(values []float64) []float64 {
	c := make([]float64, b.n)
	for _, v := range values {
		k := int(math.Floor((v-b.first)/b.width + 1e-9))
		c[max(0, min(k, b.n-1))]++
	}
	return c
}

// heights counts the values of every sample, as percent of the sample with share.
func (b bins) heights(samples []Sample, share bool) [][]float64 {
	heights := make([][]float64, len(samples))
	for i, s := range samples {
		heights[i] = b.count(s.Values)
		for k := range heights[i] {
			if share {
				heights[i][k] *= 100 / float64(len(s.Values))
			}
		}
	}
	return heights
}

// outline is the path over the tops of the bins, from the first that is not
// empty to the last.
func (b bins) outline(a axes, heights []float64) vg.Path {
	first, last := 0, len(heights)
	for heights[first] == 0 {
		first++
	}
	for heights[last-1] == 0 {
		last--
	}
	pts := []vg.Point{{X: a.px(b.edge(first)), Y: a.py(0)}}
	for k := first; k < last; k++ {
		pts = append(pts, a.at(b.edge(k), heights[k]), a.at(b.edge(k+1), heights[k]))
	}
	return polyline(append(pts, vg.Point{X: a.px(b.edge(last)), Y: a.py(0)})...)
}

// drawBars fills the bins of a sample that is alone, with white gaps.
func (b bins) drawBars(c canvas, a axes, heights []float64) {
	for k, v := range heights {
		c.fill(rectangle(vg.Rectangle{
			Min: vg.Point{X: snap(a.px(b.edge(k))) + unit, Y: snap(a.py(0))},
			Max: vg.Point{X: snap(a.px(b.edge(k + 1))), Y: snap(a.py(v))},
		}), inkBar, 1)
	}
	drawAcross(c, a, 0, 2*unit, nil, inkAxis)
}

// drawOutlines draws several samples: pale areas, and the outlines on top.
func (b bins) drawOutlines(c canvas, a axes, heights [][]float64) {
	for i, hs := range heights {
		c.fill(b.outline(a, hs), lineColor(i), 0.18)
	}
	for i, hs := range heights {
		c.stroke(b.outline(a, hs), 1.5, nil, lineColor(i))
	}
	drawAcross(c, a, 0, 2*unit, nil, inkAxis)
}

// drawLabels names the samples over their highest bins, higher where another
// label is in the way.
func (q Histogram) drawLabels(c canvas, a axes, heights [][]float64, b bins) {
	type box struct{ lo, hi, y vg.Length }
	var placed []box
	for i, hs := range heights {
		best := 0
		for k, v := range hs {
			if v > hs[best] {
				best = k
			}
		}
		w := bold().width(q.Samples[i].Label, sizeLabel)
		x := (a.px(b.edge(best)) + a.px(b.edge(best+1)) - w) / 2
		x = max(a.rect.Min.X, min(x, a.rect.Max.X-w))
		y := a.py(hs[best]) + 4
		for _, p := range placed {
			if x < p.hi+4 && p.lo < x+w+4 && math.Abs(float64(y-p.y)) < sizeLabel*1.16 {
				y = p.y + sizeLabel*1.16
			}
		}
		placed = append(placed, box{x, x + w, y})
		drawText(c, bold(), q.Samples[i].Label, sizeLabel, vg.Point{X: x, Y: y}, left, textColor(lineColor(i)))
	}
}
