package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// Dots draws rows of marks over one axis of values, in panels that share it: for each
// row and each series a mark at its value. A line joins the marks of a row, so that
// their distance is seen. The first row is at the top. Series are told by the form of
// their marks, which a key above the panels names: a disc, a diamond, an upright bar.
type Dots struct {
	Name, Title, Alt, Note string
	Value                  string   // quantity and unit of the axis
	Rows                   []string // what the rows are, as "AE-3"
	Series                 []string // what the marks are, 1 to 3, as "the whole code"
	Panels                 []DotPanel
	Range                  [2]float64 // cuts the axis; {0, 0}: what the values span
	Cols                   int        // panels in a row; 0: by their number, as in [Scatter]
	Width, Height          float64    // cm; 0: 16 wide, as high as the rows need
}

// DotPanel is one panel of [Dots].
type DotPanel struct {
	Title  string
	Values [][]float64 // for each series a value for each row; NaN leaves a gap
	// Low and High are intervals that hold the values, drawn as thin lines; both, or
	// neither.
	Low, High [][]float64
}

const (
	maxRows   = 20
	rowHeight = 11.5 // points, of a row
)

// dotInks are the colours of the series' marks, from dark to light.
var dotInks = []inkColor{inkBlue, inkGreen, inkOrange}

// Figure checks the input and gives the figure. It returns an error when a text is
// missing, there are no or too many rows (20), series (3) or panels (12), lengths
// differ, a value is infinite, outside its interval or outside Range.
func (q Dots) Figure() (*Figure, error) {
	h := head{"dots", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	t := tile(len(q.Panels), q.Cols)
	w := pixels(q.Width, defaultWidth)
	body := vg.Length(t.rows)*(rowHeight*vg.Length(max(4, len(q.Rows)))+leading*sizeLabel+13) + overY + underTick + underX
	ht := pageHeight(q.Title, q.Note, w, body)
	if q.Height != 0 {
		ht = pixels(q.Height, 0)
	}
	s := newSheet(q.Title, q.Note, w, ht)
	places := panels(s, axes{x: q.axis(), y: q.slots()}, t, len(q.Panels), true, false)
	for i := range places {
		places[i].y.lo, places[i].y.hi = places[i].y.hi, places[i].y.lo // the first row is the upper one
		if err := h.room(s, places[i], places[i].rect); err != nil {
			return nil, err
		}
		if err := h.fits(say.T("title of a panel"), q.Panels[i].Title, bold(), places[i].rect.Size().X); err != nil {
			return nil, err
		}
	}
	if wide := q.key(nil, s); wide > s.w-2*marginX {
		return nil, h.errorf("the names of the series take %.0f points, their place has %.0f; shorten them or widen the figure", wide, s.w-2*marginX)
	}
	return h.figure(w, ht, q.table(), func(c canvas) {
		s.draw(c)
		q.key(c, s)
		for i, a := range places {
			framePanel(c, t, places, i)
			drawText(c, bold(), q.Panels[i].Title, sizeLabel, vg.Point{X: a.rect.Min.X, Y: a.rect.Max.Y + 4}, left, inkText)
			q.Panels[i].draw(c, a)
		}
		namePanels(c, s, t, places)
	}), nil
}

func (q Dots) rules() []rule {
	const most = 12
	inside := func(v float64) bool {
		return v != v || isFinite(v) && (q.Range == [2]float64{} || v >= q.Range[0] && v <= q.Range[1])
	}
	filled := func(v float64) bool { return v == v }
	return []rule{
		axisName("Value", q.Value),
		writable(slices.Concat(q.Rows, q.Series, []string{q.Value})...),
		counted("Rows", len(q.Rows), 1, maxRows), counted("Series", len(q.Series), 1, len(dotInks)), counted("Panels", len(q.Panels), 1, most),
		ranged("Range", q.Range),
		each("Panels", len(q.Panels), func(panel string, i int) []rule {
			p := q.Panels[i]
			matrix := func(field string, m [][]float64) rule {
				return allOf(same(field, len(m), "Series", len(q.Series)), each(field, len(m), func(series string, k int) []rule {
					return []rule{same(series, len(m[k]), "Rows", len(q.Rows)),
						all(series, m[k], inside, say.T("a finite number within Range, or NaN for a gap"))}
				}))
			}
			return []rule{
				given(panel+".Title", p.Title, say.T("say what its values are of")), writable(p.Title),
				matrix(panel+".Values", p.Values),
				that(slices.ContainsFunc(p.Values, func(v []float64) bool { return slices.ContainsFunc(v, filled) }),
					"%s.Values are all NaN; give at least one number", panel),
				paired(panel+".Low and High", p.Low != nil, p.High != nil),
				when(p.Low != nil, matrix(panel+".Low", p.Low), matrix(panel+".High", p.High),
					each(panel+".Values", len(p.Values), func(series string, k int) []rule {
						return []rule{holding(series, p.Low[k], p.Values[k], p.High[k])}
					})),
			}
		}),
	}
}

// axis is that of the values.
func (q Dots) axis() axis {
	var vs [][]float64
	for _, p := range q.Panels {
		for _, m := range [][][]float64{p.Values, p.Low, p.High} {
			for _, row := range m {
				vs = append(vs, slices.DeleteFunc(slices.Clone(row), func(v float64) bool { return v != v }))
			}
		}
	}
	a := newAxis(q.Value, false, 0.04, vs...)
	if q.Range != [2]float64{} {
		a.lo, a.hi = q.Range[0], q.Range[1]
	}
	return a
}

// slots is the axis of the rows: row i lies at i.
func (q Dots) slots() axis {
	a := axis{lo: -0.5, hi: float64(len(q.Rows)) - 0.5}
	for i, l := range q.Rows {
		a.ticks = append(a.ticks, tick{float64(i), l})
	}
	return a
}

// key names the marks above the panels, and gives the width that it takes; where c
// is nil it only measures.
func (q Dots) key(c canvas, s *sheet) vg.Length {
	x := vg.Length(marginX)
	y := s.top - 0.85*sizeLabel
	for k, name := range q.Series {
		if c != nil {
			drawDot(c, k, vg.Point{X: x + 4, Y: y + capHeight/2*sizeLabel})
			drawText(c, regular(), name, sizeLabel, vg.Point{X: x + 11, Y: y}, left, inkText)
		}
		x += 11 + regular().width(name, sizeLabel) + 14
	}
	return x - 14
}

func (p DotPanel) draw(c canvas, a axes) {
	rows := len(p.Values[0])
	for r := range rows {
		y := a.py(float64(r))
		lo, hi, found := vg.Length(0), vg.Length(0), false
		for k := range p.Values {
			v := p.Values[k][r]
			if v != v {
				continue
			}
			if x := a.px(v); !found {
				lo, hi, found = x, x, true
			} else {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
		if found {
			c.stroke(polyline(vg.Point{X: lo, Y: y}, vg.Point{X: hi, Y: y}), 0.8, nil, inkAxis)
		}
	}
	for k := len(p.Values) - 1; k >= 0; k-- { // the first series on top
		for r, v := range p.Values[k] {
			if v != v {
				continue
			}
			at := a.at(v, float64(r))
			if p.Low != nil {
				c.stroke(polyline(vg.Point{X: a.px(p.Low[k][r]), Y: at.Y}, vg.Point{X: a.px(p.High[k][r]), Y: at.Y}), 1.8, nil, tint(dotInks[k], 0.35))
			}
			drawDot(c, k, at)
		}
	}
}

// drawDot draws the mark of series k.
func drawDot(c canvas, k int, at vg.Point) {
	corner := func(dx, dy vg.Length) vg.Point { return vg.Point{X: at.X + dx, Y: at.Y + dy} }
	switch k {
	case 0:
		c.dots([]vg.Point{at}, 3, dotInks[0])
	case 1:
		c.fill(polygon(corner(0, 3.7), corner(3.7, 0), corner(0, -3.7), corner(-3.7, 0)), dotInks[1], 1)
	default:
		c.fill(rectangle(vg.Rectangle{Min: corner(-1.3, -4), Max: corner(1.3, 4)}), dotInks[2], 1)
	}
}

// table has a row for each mark.
func (q Dots) table() [][]string {
	t := [][]string{{"panel", "row", "series", "value", "low", "high"}}
	for _, p := range q.Panels {
		for k, values := range p.Values {
			for r, v := range values {
				if v != v {
					continue
				}
				line := []string{p.Title, q.Rows[r], q.Series[k], cell(v), "", ""}
				if p.Low != nil {
					line[4], line[5] = cell(p.Low[k][r]), cell(p.High[k][r])
				}
				t = append(t, line)
			}
		}
	}
	return t
}
