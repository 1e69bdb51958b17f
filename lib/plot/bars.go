package plot

import "gonum.org/v1/plot/vg"

// Bars draws one bar for each category, in the order given, with its value.
type Bars struct {
	Name, Title, Alt, Note string
	Category, Value        string // names of the axes: "digit", "mean squared error (no unit)"

	Labels     []string  // of the categories
	Values     []float64 // as many
	Low, High  []float64 // error bars, as many; or none
	Levels     []Level   // reference values
	Decimals   int       // of the value labels; 0: what the ticks have and one more
	HideValues bool      // no value labels
	Horizontal bool      // for long labels

	Width, Height float64 // cm; 0: 16 wide, 9 high or as the horizontal bars need
}

const maxBars = 40

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, lengths differ, a value is NaN or infinite, an
// error bar does not hold its value, or there are no or too many (40) bars.
func (q Bars) Figure() (*Figure, error) {
	h := head{"bars", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	w := pixels(q.Width, defaultWidth)
	ht := pixels(q.Height, defaultHeight)
	if q.Horizontal && q.Height == 0 {
		ht = pageHeight(q.Title, q.Note, w, vg.Length(len(q.Labels))*19+overY+underTick+underX+leading*sizeLabel*vg.Length(min(len(q.Levels), 1)))
	}
	s := newSheet(q.Title, q.Note, w, ht)
	a, draw, err := q.layout(h, s)
	if err != nil {
		return nil, err
	}
	if err := h.room(s, a, a.rect); err != nil {
		return nil, err
	}
	return h.figure(w, ht, q.table(), draw), nil
}

func (q Bars) rules() []rule {
	n := len(q.Values)
	return []rule{
		axisName("Category", q.Category), axisName("Value", q.Value),
		writable(append([]string{q.Category, q.Value}, q.Labels...)...),
		decimalled(q.Decimals),
		counted("Values", n, 1, maxBars), finite("Values", q.Values),
		same("Labels", len(q.Labels), "Values", n),
		paired("Low and High", q.Low != nil, q.High != nil),
		when(q.Low != nil,
			series("Low", q.Low, "Values", n), series("High", q.High, "Values", n),
			holding("Values", q.Low, q.Values, q.High)),
		levelled("Levels", q.Levels),
	}
}

func (q Bars) table() [][]string {
	t := [][]string{{"category", "value", "low", "high"}}
	for i, l := range q.Labels {
		t = append(t, []string{l, cell(q.Values[i]), cellAt(q.Low, i), cellAt(q.High, i)})
	}
	for _, l := range q.Levels {
		t = append(t, []string{l.Label, cell(l.Value), "", ""})
	}
	return t
}

// valueAxis starts at zero: the length of a bar is its value.
func (q Bars) valueAxis() axis {
	vs := [][]float64{{0}, q.Values, q.Low, q.High}
	for _, l := range q.Levels {
		vs = append(vs, []float64{l.Value})
	}
	a := newAxis(q.Value, false, 0, vs...)
	if a.lo == a.hi {
		a.hi = a.lo + 1
	}
	d := 0.08 * (a.hi - a.lo)
	if a.lo < 0 {
		a.lo -= 1.4 * d
	}
	if a.hi > 0 {
		a.hi += d
	}
	return a
}

// text is the value label of bar i.
func (q Bars) text(a axis, i int) string {
	if q.HideValues {
		return ""
	}
	fine := 0
	if len(a.ticks) > 1 && !a.whole {
		fine = decimals(a.ticks[1].at-a.ticks[0].at) + 1
	}
	return decimal(q.Values[i], places(q.Decimals, fine))
}

func (q Bars) layout(h head, s *sheet) (axes, func(canvas), error) {
	if q.Horizontal {
		a, draw := q.horizontal(s)
		return a, draw, h.checkMarks(a, q.Levels)
	}
	a, tags, draw := q.vertical(s)
	return a, draw, h.spread(tags, s.bottom, s.top-2)
}
