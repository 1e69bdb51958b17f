package plot

import (
	"fmt"
	"math"
	"slices"
)

func (q Matrix) check(h head) error {
	if err := h.check(slices.Concat(q.Rows, q.Columns, []string{q.Row, q.Column, q.ValueLabel})...); err != nil {
		return err
	}
	if q.ValueLabel == "" {
		return h.errorf("ValueLabel is empty; say what is in the cells, with the unit, as \"r (no unit)\"")
	}
	if n := len(q.Rows) * len(q.Columns); n == 0 || n > maxCells {
		return h.errorf("%d Rows and %d Columns, expected 1 to %d cells", len(q.Rows), len(q.Columns), maxCells)
	}
	if !(q.Reach >= 0 && q.Reach <= largest) {
		return h.errorf("Reach is %g, expected a distance above 0, or 0 for the largest", q.Reach)
	}
	if err := h.finite("Middle", []float64{q.Middle}); err != nil {
		return err
	}
	if (q.Low == nil) != (q.High == nil) {
		return h.errorf("of Low and High one is given, the other is not; intervals need both")
	}
	for _, m := range []struct {
		field string
		of    [][]float64
	}{{"Values", q.Values}, {"Low", q.Low}, {"High", q.High}} {
		if m.of == nil && m.field != "Values" {
			continue
		}
		if err := h.same(m.field, len(m.of), "Rows", len(q.Rows)); err != nil {
			return err
		}
		for r, row := range m.of {
			if err := h.same(fmt.Sprintf("%s[%d]", m.field, r), len(row), "Columns", len(q.Columns)); err != nil {
				return err
			}
		}
	}
	return q.checkValues(h)
}

func (q Matrix) checkValues(h head) error {
	empty := true
	for r, row := range q.Values {
		for c, v := range row {
			if math.IsNaN(v) {
				continue
			}
			empty = false
			if math.Abs(v) > largest {
				return h.errorf("Values[%d][%d] is %g, expected a number of at most ±%g, or NaN for a gap", r, c, v, largest)
			}
			if q.Low != nil && !(q.Low[r][c] <= v && v <= q.High[r][c]) {
				return h.errorf("the interval %g to %g at [%d][%d] does not hold its value %g; give both ends, not lengths",
					q.Low[r][c], q.High[r][c], r, c, v)
			}
		}
	}
	if empty {
		return h.errorf("all Values are NaN; give at least one number")
	}
	return nil
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
