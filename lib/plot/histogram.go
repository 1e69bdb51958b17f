package plot

import (
	"slices"

	"seminar.example/lib/say"
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
		q.YLabel = say.T("values per bin")
		if q.Share {
			q.YLabel = say.T("% of the values per bin")
		}
	}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	b := q.bins()
	heights := b.heights(q.Samples, q.Share)
	for i, hs := range heights {
		if top := slices.Max(hs); q.YMax > 0 && top > q.YMax {
			return nil, h.errorf("a bin of Samples[%d] is %g high, above YMax %g; raise it", i, top, q.YMax)
		}
	}
	w, ht := pixels(q.Width, defaultWidth), pixels(q.Height, defaultHeight)
	s := newSheet(q.Title, joinNotes(q.Note, say.Sprintf("bins of %s", decimal(b.width, decimals(b.width)))), w, ht)
	a := q.axes(s, heights, b)
	if err := h.room(s, a, a.rect); err != nil {
		return nil, err
	}
	if err := h.checkMarks(a, q.Marks); err != nil {
		return nil, err
	}
	return h.figure(w, ht, q.table(heights, b), func(c canvas) {
		a.frame(c, s)
		if len(heights) == 1 {
			b.drawBars(c, a, heights[0])
		} else {
			b.drawOutlines(c, a, heights)
			q.drawLabels(c, a, heights, b)
		}
		drawMarks(c, a, q.Marks)
	}), nil
}

func (q Histogram) rules() []rule {
	inside := func(v float64) bool { return !q.ranged() || v >= q.XRange[0] && v <= q.XRange[1] }
	return []rule{
		axisName("XLabel", q.XLabel), writable(q.XLabel, q.YLabel),
		counted("Samples", len(q.Samples), 1, len(lineColors)),
		that(q.Bins >= 0 && q.Bins <= 500, "Bins is %d, expected 0 to 500", q.Bins),
		ranged("XRange", q.XRange),
		that(q.YMax >= 0 && q.YMax <= largest, "YMax is %g, expected 0 or more", q.YMax),
		each("Samples", len(q.Samples), func(sample string, i int) []rule {
			s := q.Samples[i]
			return []rule{
				that(len(s.Values) > 0, "%s.Values is empty; give at least one value", sample),
				that(s.Label != "" || len(q.Samples) == 1, "%s.Label is empty; with several samples each needs a label", sample),
				writable(s.Label), finite(sample+".Values", s.Values),
				all(sample+".Values", s.Values, inside, say.Sprintf("a value in XRange %v; widen the range", q.XRange)),
			}
		}),
		levelled("Marks", q.Marks),
	}
}

// ranged reports whether XRange is given.
func (q Histogram) ranged() bool { return q.XRange != [2]float64{} }

func (q Histogram) axes(s *sheet, heights [][]float64, b bins) axes {
	a := axes{
		x: newAxis(q.XLabel, false, 0, []float64{b.first, b.first + float64(b.n)*b.width}),
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

func (q Histogram) table(heights [][]float64, b bins) [][]string {
	t := [][]string{{"sample", "bin_low", "bin_high", "height"}}
	for i, hs := range heights {
		for k, v := range hs {
			t = append(t, []string{q.Samples[i].Label, cell(b.edge(k)), cell(b.edge(k + 1)), cell(v)})
		}
	}
	for _, m := range q.Marks {
		t = append(t, []string{m.Label, cell(m.Value), cell(m.Value), ""})
	}
	return t
}
