package plot

import "fmt"

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

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, lengths differ, a value is NaN or infinite, x
// falls, or a value on a logarithmic axis is not positive.
func (q Curves) Figure() (*Figure, error) {
	h := head{"curves", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
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
	return h.figure(w, ht, q.table(), func(c canvas) {
		a.frame(c, s)
		for _, l := range q.Levels {
			drawAcross(c, a, l.Value, levelWidth, levelDash, inkSoft)
		}
		for i, l := range q.Lines {
			l.drawBand(c, a, l.style(i))
		}
		for i, l := range q.Lines {
			l.draw(c, a, l.style(i))
		}
		drawTags(c, tags, a.rect.Max.X)
	}), nil
}

func (q Curves) rules() []rule {
	return []rule{
		axisName("XLabel", q.XLabel), axisName("YLabel", q.YLabel), writable(q.XLabel, q.YLabel),
		counted("Lines", len(q.Lines), 1, len(lineColors)),
		ranged("YRange", q.YRange),
		that(!q.LogY || !q.cut() || q.YRange[0] > 0, "YRange %v, expected numbers above 0 on a logarithmic axis", q.YRange),
		each("Lines", len(q.Lines), q.lineRules),
		levelled("Levels", q.Levels),
		each("Levels", len(q.Levels), func(level string, i int) []rule {
			v := q.Levels[i].Value
			return []rule{
				positive(level+".Value", []float64{v}, q.LogY),
				that(!q.cut() || v >= q.YRange[0] && v <= q.YRange[1],
					"%s.Value %g lies outside YRange %v; widen the range or leave the level out", level, v, q.YRange),
			}
		}),
	}
}

func (q Curves) lineRules(line string, i int) []rule {
	l, n := q.Lines[i], len(q.Lines[i].X)
	return []rule{
		that(n > 0, "%s.X is empty; give the line at least one point", line),
		that(l.Label != "" || len(q.Lines) == 1, "%s.Label is empty; with several lines each needs a label", line),
		writable(l.Label),
		that(l.Style >= 0, "%s.Style is %d, expected 0, or 1 and above", line, l.Style),
		finite(line+".X", l.X), positive(line+".X", l.X, q.LogX), rising(line+".X", l.X),
		series(line+".Y", l.Y, "X", n), positive(line+".Y", l.Y, q.LogY),
		paired(line+".Low and High", l.Low != nil, l.High != nil),
		when(l.Low != nil,
			series(line+".Low", l.Low, "X", n), positive(line+".Low", l.Low, q.LogY),
			series(line+".High", l.High, "X", n), positive(line+".High", l.High, q.LogY),
			below(line+".Low", l.Low, "High", l.High)),
	}
}

// cut reports whether YRange is given.
func (q Curves) cut() bool { return q.YRange != [2]float64{} }

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
	if q.cut() {
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
	return append(tags, levelTags(q.Levels, q.xAxis().hi)...)
}

func (q Curves) table() [][]string {
	t := [][]string{{"line", "x", "y", "low", "high"}}
	for i, l := range q.Lines {
		name := l.Label
		if name == "" {
			name = fmt.Sprintf("line %d", i+1)
		}
		for k := range l.X {
			t = append(t, []string{name, cell(l.X[k]), cell(l.Y[k]), cellAt(l.Low, k), cellAt(l.High, k)})
		}
	}
	for _, l := range q.Levels {
		t = append(t, []string{l.Label, "", cell(l.Value), "", ""})
	}
	return t
}
