package plot

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Line is one line of [Curves]. X must rise or stay; Low and High, where given,
// are a band around it, such as the spread over seeds.
type Line struct {
	Label     string
	X, Y      []float64
	Low, High []float64
	Markers   bool // a dot at every point
	// Style picks colour and dashes: 1 for those of the first line, and so on;
	// 0 for those of the line's place in the figure.
	Style int
}

// Level is a reference value: a dashed line across the plot with its label.
type Level struct {
	Label string // "PCA-3 0.2064"
	Value float64
}

// Curves draws lines over x. Every line is labelled at its end, in its colour;
// labels are nudged apart.
type Curves struct {
	Name, Title, Alt, Note string
	XLabel, YLabel         string // quantity and unit

	Lines      []Line
	Levels     []Level // reference levels of y
	LogX, LogY bool    // logarithmic axes: all values must be positive
	// YRange cuts the y axis to {low, high}; {0, 0} takes what the data span.
	YRange [2]float64

	Width, Height float64 // cm; 0: 16×9
}

const (
	lineWidth  = 1.8
	levelWidth = 0.9
)

var levelDash = []vg.Length{3.5, 2.5}

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, lengths differ, a value is NaN or infinite, x
// falls, or a value on a logarithmic axis is not positive.
func (q Curves) Figure() (*Figure, error) {
	h := head{"curves", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := q.check(h); err != nil {
		return nil, err
	}
	q = q.clone()
	w, ht := pixels(q.Width, defaultWidth), pixels(q.Height, defaultHeight)
	s := newSheet(q.Title, q.Note, w, ht)
	a := axes{x: q.xAxis(), y: q.yAxis()}
	tags := q.tags()
	a.fit(s, tagColumn(tags, s.w))
	for i, t := range tags {
		tags[i].end = a.at(t.x, max(a.y.lo, min(t.y, a.y.hi)))
	}
	if err := h.spread(tags, s.bottom, s.top-2); err != nil {
		return nil, err
	}
	if err := h.room(s, a, a.rect); err != nil {
		return nil, err
	}
	draw := func(c canvas) {
		s.draw(c)
		a.grid(c, false, true)
		a.xTicks(c)
		a.yTicks(c)
		a.names(c, s)
		for _, l := range q.Levels {
			y := snap(a.py(l.Value))
			c.stroke(polyline(vg.Point{X: a.rect.Min.X, Y: y}, vg.Point{X: a.rect.Max.X, Y: y}), levelWidth, levelDash, inkSoft)
		}
		for i, l := range q.Lines {
			l.drawBand(c, a, l.style(i))
		}
		for i, l := range q.Lines {
			l.draw(c, a, l.style(i))
		}
		drawTags(c, tags, a.rect.Max.X)
	}
	return h.figure(w, ht, q.table(), draw), nil
}

// clone copies the data, so that a finished figure stays as it was checked.
func (q Curves) clone() Curves {
	q.Lines, q.Levels = slices.Clone(q.Lines), slices.Clone(q.Levels)
	for i, l := range q.Lines {
		l.X, l.Y, l.Low, l.High = slices.Clone(l.X), slices.Clone(l.Y), slices.Clone(l.Low), slices.Clone(l.High)
		q.Lines[i] = l
	}
	return q
}

// style is the index of a line's colour and dashes.
func (l Line) style(i int) int {
	if l.Style > 0 {
		i = l.Style - 1
	}
	return i % len(lineColors)
}

func (q Curves) xAxis() axis {
	var xs [][]float64
	for _, l := range q.Lines {
		xs = append(xs, l.X)
	}
	return newAxis(q.XLabel, q.LogX, 0.012, xs...)
}

func (q Curves) yAxis() axis {
	var ys [][]float64
	for _, l := range q.Lines {
		ys = append(ys, l.Y, l.Low, l.High)
	}
	for _, l := range q.Levels {
		ys = append(ys, []float64{l.Value})
	}
	a := newAxis(q.YLabel, q.LogY, 0.04, ys...)
	if q.YRange != [2]float64{} {
		a.lo, a.hi = q.YRange[0], q.YRange[1]
	}
	return a
}

// tags makes the labels of the lines and levels, not placed yet.
func (q Curves) tags() []tag {
	var tags []tag
	for i, l := range q.Lines {
		if n := len(l.X) - 1; l.Label != "" {
			tags = append(tags, tag{lines: []string{l.Label}, x: l.X[n], y: l.Y[n], ink: lineColors[l.style(i)]})
		}
	}
	end := q.xAxis().hi
	for _, l := range q.Levels {
		tags = append(tags, tag{lines: []string{l.Label}, x: end, y: l.Value, ink: inkSoft})
	}
	return tags
}

func (l Line) drawBand(c canvas, a axes, style int) {
	if l.Low == nil {
		return
	}
	var band []vg.Point
	clamp := func(y float64) float64 { return max(a.y.lo, min(y, a.y.hi)) }
	for i, x := range l.X {
		band = append(band, a.at(x, clamp(l.High[i])))
	}
	for i := len(l.X) - 1; i >= 0; i-- {
		band = append(band, a.at(l.X[i], clamp(l.Low[i])))
	}
	c.fill(polygon(band...), lineColors[style], 0.2)
}

func (l Line) draw(c canvas, a axes, style int) {
	ink := lineColors[style]
	var run, dots []vg.Point
	flush := func() {
		if len(run) > 1 {
			c.stroke(polyline(run...), lineWidth, lineDashes[style], ink)
		}
		run = nil
	}
	for i := range l.X {
		if i > 0 {
			p, q, ok := clip(a, l.X[i-1], l.Y[i-1], l.X[i], l.Y[i])
			if !ok || len(run) > 0 && run[len(run)-1] != p {
				flush()
			}
			if ok && len(run) == 0 {
				run = append(run, p)
			}
			if ok {
				run = append(run, q)
			}
		}
		if l.Y[i] >= a.y.lo && l.Y[i] <= a.y.hi {
			dots = append(dots, a.at(l.X[i], l.Y[i]))
		}
	}
	flush()
	if l.Markers || len(l.X) == 1 {
		c.dots(dots, 3.4, inkWhite)
		c.dots(dots, 2.5, ink)
	}
}

func (q Curves) check(h head) error {
	texts := []string{q.XLabel, q.YLabel}
	for _, l := range q.Lines {
		texts = append(texts, l.Label)
	}
	for _, l := range q.Levels {
		texts = append(texts, l.Label)
	}
	if err := h.check(texts...); err != nil {
		return err
	}
	if err := h.axisNames([]string{"XLabel", "YLabel"}, []string{q.XLabel, q.YLabel}); err != nil {
		return err
	}
	if len(q.Lines) == 0 {
		return h.errorf("no Lines; give at least one")
	}
	if len(q.Lines) > len(lineColors) {
		return h.errorf("%d Lines, at most %d can be told apart; draw several figures", len(q.Lines), len(lineColors))
	}
	if err := q.checkRange(h); err != nil {
		return err
	}
	for i, l := range q.Lines {
		if err := q.checkLine(h, i, l); err != nil {
			return err
		}
	}
	for i, l := range q.Levels {
		if err := q.checkValues(h, fmt.Sprintf("Levels[%d].Value", i), []float64{l.Value}, q.LogY); err != nil {
			return err
		}
		if l.Label == "" {
			return h.errorf("Levels[%d].Label is empty; say what the level is", i)
		}
	}
	return nil
}

func (q Curves) checkRange(h head) error {
	lo, hi := q.YRange[0], q.YRange[1]
	if lo == 0 && hi == 0 {
		return nil
	}
	if err := h.finite("YRange", q.YRange[:]); err != nil {
		return err
	}
	if !(hi-lo > 1e-9*max(math.Abs(lo), math.Abs(hi))) || q.LogY && lo <= 0 {
		return h.errorf("YRange %v, expected {low, high} with low below high, and above 0 on a logarithmic axis", q.YRange)
	}
	for i, l := range q.Levels {
		if l.Value < lo || l.Value > hi {
			return h.errorf("Levels[%d].Value %g lies outside YRange %v; widen the range or leave the level out", i, l.Value, q.YRange)
		}
	}
	return nil
}

func (q Curves) checkLine(h head, i int, l Line) error {
	field := func(s string) string { return fmt.Sprintf("Lines[%d].%s", i, s) }
	if len(l.X) == 0 {
		return h.errorf("%s is empty; give the line at least one point", field("X"))
	}
	if l.Label == "" && len(q.Lines) > 1 {
		return h.errorf("%s is empty; with several lines each needs a label", field("Label"))
	}
	if l.Style < 0 {
		return h.errorf("%s is %d, expected 0, or 1 and above", field("Style"), l.Style)
	}
	if (l.Low == nil) != (l.High == nil) {
		return h.errorf("%s and High: one is given, the other is not; a band needs both", field("Low"))
	}
	parts := []struct {
		name   string
		values []float64
		log    bool
	}{{"X", l.X, q.LogX}, {"Y", l.Y, q.LogY}, {"Low", l.Low, q.LogY}, {"High", l.High, q.LogY}}
	for _, p := range parts {
		if p.values == nil && p.name != "Y" {
			continue
		}
		if err := h.same(field(p.name), len(p.values), "X", len(l.X)); err != nil {
			return err
		}
		if err := q.checkValues(h, field(p.name), p.values, p.log); err != nil {
			return err
		}
	}
	for k := range l.X {
		if k > 0 && l.X[k] < l.X[k-1] {
			return h.errorf("%s falls at %d, from %g to %g; sort the points by x", field("X"), k, l.X[k-1], l.X[k])
		}
		if l.Low != nil && l.Low[k] > l.High[k] {
			return h.errorf("%s[%d] is %g, above High %g", field("Low"), k, l.Low[k], l.High[k])
		}
	}
	return nil
}

func (q Curves) checkValues(h head, what string, values []float64, log bool) error {
	if err := h.finite(what, values); err != nil {
		return err
	}
	for i, v := range values {
		if log && v <= 0 {
			return h.errorf("%s[%d] is %g, expected a positive number on a logarithmic axis", what, i, v)
		}
	}
	return nil
}

func (q Curves) table() [][]string {
	t := [][]string{{"line", "x", "y", "low", "high"}}
	for i, l := range q.Lines {
		name := l.Label
		if name == "" {
			name = fmt.Sprintf("line %d", i+1)
		}
		for k := range l.X {
			row := []string{name, cell(l.X[k]), cell(l.Y[k]), "", ""}
			if l.Low != nil {
				row[3], row[4] = cell(l.Low[k]), cell(l.High[k])
			}
			t = append(t, row)
		}
	}
	for _, l := range q.Levels {
		t = append(t, []string{l.Label, "", cell(l.Value), "", ""})
	}
	return t
}
