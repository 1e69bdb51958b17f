package plot

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// Matrix draws a table of numbers as coloured cells with the numbers in them,
// the first row at the top: a correlation of each measure with each axis, an
// error of each model under each noise.
//
// The colour says how far a value lies from Middle: white there, blue above it,
// striped orange below, so that the side is seen in grey too.
type Matrix struct {
	Name, Title, Alt, Note string

	Rows, Columns []string
	Row, Column   string      // what they are, as "measure" and "axis of the code"; may be empty
	Values        [][]float64 // a slice for each row, with a value for each column; NaN leaves a gap
	// Low and High are intervals that hold the values; both, or neither. They are
	// written under them.
	Low, High [][]float64

	ValueLabel string  // what is in the cells, with the unit: "r (no unit)"
	Middle     float64 // the value of white cells
	// Reach is the distance from Middle at which the colour is full; 0: the
	// largest of all. Values beyond it have the full colour.
	Reach    float64
	Decimals int // of the numbers; 0: 2

	Width, Height float64 // cm; 0: 16 wide, as high as the rows need
}

const maxCells = 400

// Figure checks the input and gives the figure. It returns an error when a text
// is missing, lengths differ, a value is infinite or outside its interval, all
// are NaN, there are no or too many (400) cells, or a text does not fit into
// its cell.
func (q Matrix) Figure() (*Figure, error) {
	h := head{"matrix", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	if q.Reach == 0 {
		q.Reach = q.farthest()
	}
	w := pixels(q.Width, defaultWidth)
	g, err := q.layout(h, vg.Length(w)*px)
	if err != nil {
		return nil, err
	}
	note := joinNotes(q.Note, q.colours())
	ht := pageHeight(q.Title, note, w, g.top+g.high*vg.Length(len(q.Rows))+4)
	if q.Height != 0 {
		ht = max(ht, pixels(q.Height, 0))
	}
	s := newSheet(q.Title, note, w, ht)
	return h.figure(w, ht, q.table(), func(c canvas) {
		s.draw(c)
		q.draw(c, g, snap(s.top))
	}), nil
}

func (q Matrix) rules() []rule {
	n := len(q.Rows) * len(q.Columns)
	fits := func(field string, m [][]float64) rule {
		return allOf(same(field, len(m), "Rows", len(q.Rows)), each(field, len(m), func(row string, r int) []rule {
			return []rule{same(row, len(m[r]), "Columns", len(q.Columns))}
		}))
	}
	filled := func(v float64) bool { return v == v }
	drawable := func(v float64) bool { return v != v || isFinite(v) }
	return []rule{
		writable(slices.Concat(q.Rows, q.Columns, []string{q.Row, q.Column, q.ValueLabel})...),
		given("ValueLabel", q.ValueLabel, say.T("say what is in the cells, with the unit, as \"r (no unit)\"")),
		that(n > 0 && n <= maxCells, "%d Rows and %d Columns, expected 1 to %d cells", len(q.Rows), len(q.Columns), maxCells),
		that(q.Reach >= 0 && q.Reach <= largest, "Reach is %g, expected a distance above 0, or 0 for the largest", q.Reach),
		number("Middle", q.Middle),
		decimalled(q.Decimals),
		fits("Values", q.Values),
		each("Values", len(q.Values), func(row string, r int) []rule {
			return []rule{all(row, q.Values[r], drawable, say.Sprintf("%s, or NaN for a gap", expectFinite()))}
		}),
		that(slices.ContainsFunc(q.Values, func(row []float64) bool { return slices.ContainsFunc(row, filled) }),
			"all Values are NaN; give at least one number"),
		paired("Low and High", q.Low != nil, q.High != nil),
		when(q.Low != nil, fits("Low", q.Low), fits("High", q.High),
			each("Values", len(q.Values), func(row string, r int) []rule {
				return []rule{holding(row, q.Low[r], q.Values[r], q.High[r])}
			})),
	}
}

// farthest is the largest distance of a value from Middle.
func (q Matrix) farthest() float64 {
	most := 0.0
	for _, row := range q.Values {
		for _, v := range row {
			if d := math.Abs(v - q.Middle); d > most { // not with NaN
				most = d
			}
		}
	}
	return most
}

// texts are what stands in a cell: its number, and its interval or "".
func (q Matrix) texts(r, c int) (number, interval string) {
	if math.IsNaN(q.Values[r][c]) {
		return "", ""
	}
	d := places(q.Decimals, 2)
	if q.Low != nil {
		interval = decimal(q.Low[r][c], d) + " to " + decimal(q.High[r][c], d)
	}
	return decimal(q.Values[r][c], d), interval
}

// table has one row for each cell with a number.
func (q Matrix) table() [][]string {
	t := [][]string{{"row", "column", "value", "low", "high"}}
	for r, row := range q.Values {
		for c, v := range row {
			if math.IsNaN(v) {
				continue
			}
			line := []string{q.Rows[r], q.Columns[c], cell(v), "", ""}
			if q.Low != nil {
				line[3], line[4] = cell(q.Low[r][c]), cell(q.High[r][c])
			}
			t = append(t, line)
		}
	}
	return t
}
