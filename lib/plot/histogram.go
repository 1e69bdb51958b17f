package plot

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"gonum.org/v1/plot/vg"
)

// Sample is one set of values of a [Histogram].
type Sample struct {
	Label  string
	Values []float64
}

// Histogram draws how often values fall into bins of equal width with round
// edges; a value on an edge belongs to the bin above it. The note states the
// width of the bins. Several samples share the bins and are drawn as outlines,
// labelled where they peak.
type Histogram struct {
	Name, Title, Alt, Note string
	XLabel                 string // quantity and unit
	YLabel                 string // "": "values per bin", or with Share "% of the values per bin"

	Samples []Sample
	Bins    int  // about as many; 0: by the rule of Freedman and Diaconis, 8 to 60
	Share   bool // percent of each sample, for samples of different size
	Marks   []Level

	// XRange is what the bins span, and YMax the top of the y axis, so that
	// several figures have the same axes; zeros take what the data span.
	XRange [2]float64
	YMax   float64

	Width, Height float64 // cm; 0: 16×9
}

// Figure checks the input and gives the figure. It returns an error when a text
// or the name of x is missing, a sample is empty, a value is NaN or infinite or
// outside XRange, a bin is higher than YMax, or Bins is negative or above 500.
func (q Histogram) Figure() (*Figure, error) {
	h := head{"histogram", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if q.YLabel == "" {
		q.YLabel = "values per bin"
		if q.Share {
			q.YLabel = "% of the values per bin"
		}
	}
	if err := q.check(h); err != nil {
		return nil, err
	}
	// A finished figure stays as it was checked.
	q.Samples, q.Marks = slices.Clone(q.Samples), slices.Clone(q.Marks)
	first, width, n := q.bins()
	heights := make([][]float64, len(q.Samples))
	for i, s := range q.Samples {
		heights[i] = count(s.Values, first, width, n)
		if q.Share {
			for k := range heights[i] {
				heights[i][k] *= 100 / float64(len(s.Values))
			}
		}
	}
	if err := q.checkTop(h, heights); err != nil {
		return nil, err
	}
	w, ht := pixels(q.Width, defaultWidth), pixels(q.Height, defaultHeight)
	s := newSheet(q.Title, joinNotes(q.Note, "bins of "+decimal(width, decimals(width))), w, ht)
	a := q.axes(s, heights, first, width, n)
	if err := h.room(s, a, a.rect); err != nil {
		return nil, err
	}
	if err := h.checkMarks(a, q.Marks); err != nil {
		return nil, err
	}
	edge := func(k int) float64 { return first + float64(k)*width }
	draw := func(c canvas) {
		s.draw(c)
		a.grid(c, false, true)
		a.xTicks(c)
		a.yTicks(c)
		a.names(c, s)
		for i := range heights {
			drawSteps(c, a, heights[i], edge, LineColor(i), len(heights) == 1)
		}
		for i := range heights {
			if len(heights) > 1 {
				c.stroke(outlineOf(a, heights[i], edge), 1.5, nil, LineColor(i))
			}
		}
		drawAcross(c, a, 0, 2*unit, nil, inkAxis)
		q.drawLabels(c, a, heights, edge)
		drawMarks(c, a, q.Marks)
	}
	return h.figure(w, ht, q.table(heights, edge), draw), nil
}

// bins gives the lower edge of the first bin, the width and the number of bins.
func (q Histogram) bins() (first, width float64, n int) {
	lo, hi := math.Inf(1), math.Inf(-1)
	want := 8.0
	for _, s := range q.Samples {
		v := append([]float64(nil), s.Values...)
		sort.Float64s(v)
		lo, hi = min(lo, v[0]), max(hi, v[len(v)-1])
		iqr := v[len(v)*3/4] - v[len(v)/4]
		if fd := 2 * iqr / math.Cbrt(float64(len(v))); fd > 0 {
			want = max(want, (v[len(v)-1]-v[0])/fd)
		}
	}
	if q.Bins > 0 {
		want = float64(q.Bins)
	}
	ranged := q.XRange != [2]float64{}
	if ranged {
		lo, hi = q.XRange[0], q.XRange[1]
	}
	span := hi - lo
	if span <= max(1e-9*max(math.Abs(lo), math.Abs(hi)), 1e-200) {
		span = max(math.Abs(lo)/10, 1)
	}
	width = niceStep(span, int(min(want, 500)))
	if q.Bins == 0 {
		width = max(width, niceStep(span, 60))
	}
	first = math.Floor(lo/width+1e-9) * width
	n = int(math.Floor((hi-first)/width+1e-9)) + 1
	if ranged {
		n = int(math.Ceil((hi-first)/width - 1e-9))
	}
	return first, width, n
}

// count counts the values of every bin.
func count(values []float64, first, width float64, n int) []float64 {
	c := make([]float64, n)
	for _, v := range values {
		k := int(math.Floor((v-first)/width + 1e-9))
		c[max(0, min(k, n-1))]++
	}
	return c
}

func (q Histogram) axes(s *sheet, heights [][]float64, first, width float64, n int) axes {
	a := axes{
		x: newAxis(q.XLabel, false, 0, []float64{first, first + float64(n)*width}),
		y: newAxis(q.YLabel, false, 0, append(heights, []float64{0})...),
	}
	for _, m := range q.Marks {
		a.x.lo, a.x.hi = min(a.x.lo, m.Value), max(a.x.hi, m.Value)
	}
	a.x = a.x.padded(0.01)
	a.x.whole = false
	a.y.hi *= 1.06
	if len(heights) > 1 {
		a.y.hi *= 1.06
	}
	if q.YMax > 0 {
		a.y.hi = q.YMax
	}
	a.fit(s, 0)
	if len(q.Marks) > 0 {
		a.rect.Max.Y = snap(a.rect.Max.Y - leading*sizeLabel)
	}
	return a
}

// outlineOf is the path over the tops of the bins, from the first that is not
// empty to the last.
func outlineOf(a axes, heights []float64, edge func(int) float64) vg.Path {
	first, last := 0, len(heights)
	for heights[first] == 0 {
		first++
	}
	for heights[last-1] == 0 {
		last--
	}
	pts := []vg.Point{{X: a.px(edge(first)), Y: a.py(0)}}
	for k := first; k < last; k++ {
		pts = append(pts, a.at(edge(k), heights[k]), a.at(edge(k+1), heights[k]))
	}
	return polyline(append(pts, vg.Point{X: a.px(edge(last)), Y: a.py(0)})...)
}

// drawSteps fills the bins: one sample in full with white gaps, several palely.
func drawSteps(c canvas, a axes, heights []float64, edge func(int) float64, ink inkColor, alone bool) {
	if !alone {
		c.fill(outlineOf(a, heights, edge), ink, 0.18)
		return
	}
	for k, v := range heights {
		r := vg.Rectangle{
			Min: vg.Point{X: snap(a.px(edge(k))) + unit, Y: snap(a.py(0))},
			Max: vg.Point{X: snap(a.px(edge(k + 1))), Y: snap(a.py(v))},
		}
		c.fill(rectangle(r), inkBar, 1)
	}
}

// drawLabels names the samples over their highest bins, higher where another
// label is in the way.
func (q Histogram) drawLabels(c canvas, a axes, heights [][]float64, edge func(int) float64) {
	if len(heights) == 1 {
		return
	}
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
		x := (a.px(edge(best)) + a.px(edge(best+1)) - w) / 2
		x = max(a.rect.Min.X, min(x, a.rect.Max.X-w))
		y := a.py(hs[best]) + 4
		for _, b := range placed {
			if x < b.hi+4 && b.lo < x+w+4 && math.Abs(float64(y-b.y)) < sizeLabel*1.16 {
				y = b.y + sizeLabel*1.16
			}
		}
		placed = append(placed, box{x, x + w, y})
		drawText(c, bold(), q.Samples[i].Label, sizeLabel, vg.Point{X: x, Y: y}, left, textColor(LineColor(i)))
	}
}

func (q Histogram) check(h head) error {
	texts := []string{q.XLabel, q.YLabel}
	for _, s := range q.Samples {
		texts = append(texts, s.Label)
	}
	for _, m := range q.Marks {
		texts = append(texts, m.Label)
	}
	if err := h.check(texts...); err != nil {
		return err
	}
	if err := h.axisNames([]string{"XLabel"}, texts[:1]); err != nil {
		return err
	}
	if len(q.Samples) == 0 || len(q.Samples) > len(lineColors) {
		return h.errorf("%d Samples, expected 1 to %d", len(q.Samples), len(lineColors))
	}
	if q.Bins < 0 || q.Bins > 500 {
		return h.errorf("Bins is %d, expected 0 to 500", q.Bins)
	}
	lo, hi := q.XRange[0], q.XRange[1]
	ranged := lo != 0 || hi != 0
	if err := h.finite("XRange and YMax", []float64{lo, hi, q.YMax}); err != nil {
		return err
	}
	if ranged && !(hi-lo > 1e-9*max(math.Abs(lo), math.Abs(hi))) || q.YMax < 0 {
		return h.errorf("XRange %v and YMax %g, expected {low, high} with low below high, and 0 or more", q.XRange, q.YMax)
	}
	for i, s := range q.Samples {
		if len(s.Values) == 0 {
			return h.errorf("Samples[%d].Values is empty; give at least one value", i)
		}
		if s.Label == "" && len(q.Samples) > 1 {
			return h.errorf("Samples[%d].Label is empty; with several samples each needs a label", i)
		}
		if err := h.finite(fmt.Sprintf("Samples[%d].Values", i), s.Values); err != nil {
			return err
		}
		for k, v := range s.Values {
			if ranged && (v < lo || v > hi) {
				return h.errorf("Samples[%d].Values[%d] is %g, outside XRange %v; widen the range", i, k, v, q.XRange)
			}
		}
	}
	return checkLevels(h, "Marks", q.Marks)
}

// checkTop reports a bin that YMax would cut.
func (q Histogram) checkTop(h head, heights [][]float64) error {
	for i, hs := range heights {
		if top := slices.Max(hs); q.YMax > 0 && top > q.YMax {
			return h.errorf("a bin of Samples[%d] is %g high, above YMax %g; raise it", i, top, q.YMax)
		}
	}
	return nil
}

func (q Histogram) table(heights [][]float64, edge func(int) float64) [][]string {
	t := [][]string{{"sample", "bin_low", "bin_high", "height"}}
	for i, hs := range heights {
		for k, v := range hs {
			t = append(t, []string{q.Samples[i].Label, cell(edge(k)), cell(edge(k + 1)), cell(v)})
		}
	}
	for _, m := range q.Marks {
		t = append(t, []string{m.Label, cell(m.Value), cell(m.Value), ""})
	}
	return t
}
