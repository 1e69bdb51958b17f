package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

const (
	widestCell = 112.0 // points
	cellPad    = 3.0   // at either side of the text in a cell
	leastText  = 6.0   // points
)

// matrixGrid is the layout of a Matrix, measured from the upper left of the
// body.
type matrixGrid struct {
	left, top  vg.Length // of the cells
	wide, high vg.Length // of one cell
	columns    [][]string
	size       vg.Length // of the numbers
	small      vg.Length // of the intervals
}

func (q Matrix) layout(h head, page vg.Length) (matrixGrid, error) {
	g := matrixGrid{high: 25, left: snap(marginX + bold().widest(q.Rows, sizeLabel) + 8)}
	g.left = max(g.left, snap(marginX+regular().width(q.Row, sizeLabel)+10))
	g.wide = min(widestCell, snap((page-g.left-marginX)/vg.Length(len(q.Columns))))
	lines := 1
	for _, name := range q.Columns {
		wrapped := bold().wrap(name, sizeLabel, g.wide-2)
		for _, line := range wrapped {
			if err := h.fits(say.T("label of a column"), line, bold(), g.wide-2); err != nil {
				return g, err
			}
		}
		g.columns, lines = append(g.columns, wrapped), max(lines, len(wrapped))
	}
	g.top = snap(vg.Length(lines)*leading*sizeLabel + 4)
	if q.Column != "" {
		g.top += snap(underX)
		place := page - g.left - marginX
		if err := h.fits("Column", q.Column, regular(), place); err != nil {
			return g, err
		}
	}
	var numbers, intervals []string
	for r := range q.Rows {
		for c := range q.Columns {
			number, interval := q.texts(r, c)
			numbers, intervals = append(numbers, number), append(intervals, interval)
		}
	}
	room := g.wide - 2*cellPad
	g.size = min(sizeLabel, room/max(0.1, regular().widest(numbers, 1)))
	g.small = min(sizeNote-0.5, room/max(0.1, regular().widest(intervals, 1)))
	if q.Low != nil {
		g.high = 33
	}
	if least := min(g.size, g.small); least < leastText {
		return g, h.errorf("texts of %d columns would be %.1f points high, expected at least %g; give fewer Decimals or columns, or a larger Width",
			len(q.Columns), least, leastText)
	}
	return g, nil
}

// color is the colour of a value, and whether it lies below the middle.
func (q Matrix) color(v float64) (ink inkColor, below bool) {
	share := 0.0
	if q.Reach > 0 {
		share = min(math.Abs(v-q.Middle)/q.Reach, 1)
	}
	step := math.Round(share*shadeSteps) / shadeSteps
	if v < q.Middle {
		return tint(inkOrange, 1-step), true
	}
	return tint(inkBlue, 1-step), false
}

// colours says what the colours stand for.
func (q Matrix) colours() string {
	above, below := "", ""
	for _, row := range q.Values {
		for _, v := range row {
			if v > q.Middle {
				above = say.T(", blue above")
			} else if v < q.Middle {
				below = say.T(", striped orange below")
			}
		}
	}
	return say.Sprintf("colour: %s, white at %s%s%s", q.ValueLabel, minus(strconv.FormatFloat(q.Middle, 'g', 4, 64)), above, below)
}

func (q Matrix) draw(c canvas, g matrixGrid, top vg.Length) {
	y0 := top - g.top // upper edge of the cells
	if q.Column != "" {
		drawText(c, regular(), q.Column, sizeLabel, vg.Point{X: g.left, Y: top - 0.85*sizeLabel}, left, inkText)
	}
	drawText(c, regular(), q.Row, sizeLabel, vg.Point{X: marginX, Y: y0 + 5}, left, inkText)
	for k, lines := range g.columns {
		at := vg.Point{X: g.left + g.wide*(vg.Length(k)+0.5), Y: y0 + 5 + vg.Length(len(lines)-1)*leading*sizeLabel}
		for _, line := range lines {
			drawText(c, bold(), line, sizeLabel, at, centre, inkText)
			at.Y -= leading * sizeLabel
		}
	}
	for r, name := range q.Rows {
		upper := y0 - g.high*vg.Length(r)
		drawMid(c, bold(), name, sizeLabel, vg.Point{X: marginX, Y: upper - g.high/2}, left, inkText)
		for k := range q.Columns {
			x := g.left + g.wide*vg.Length(k)
			q.drawCell(c, g, r, k, vg.Rectangle{
				Min: vg.Point{X: x, Y: upper - g.high},
				Max: vg.Point{X: x + g.wide, Y: upper},
			})
		}
	}
}

func (q Matrix) drawCell(c canvas, g matrixGrid, r, k int, place vg.Rectangle) {
	v := q.Values[r][k]
	if math.IsNaN(v) {
		return
	}
	ink, below := q.color(v)
	inner := vg.Rectangle{Min: vg.Point{X: place.Min.X + 1, Y: place.Min.Y + 1}, Max: vg.Point{X: place.Max.X - 1, Y: place.Max.Y - 1}}
	c.fill(rectangle(inner), ink, 1)
	if below {
		drawStripes(c, inner, tint(ink, 0.45))
	}
	c.stroke(rectangle(inner), unit, nil, inkGrid)
	text := inkText
	if luminance(ink) < 0.213 { // white is told apart better than black
		text = inkWhite
	}
	number, interval := q.texts(r, k)
	at := vg.Point{X: (place.Min.X + place.Max.X) / 2, Y: (place.Min.Y + place.Max.Y) / 2}
	if q.Low != nil {
		drawMid(c, regular(), interval, g.small, vg.Point{X: at.X, Y: at.Y - 7}, centre, text)
		at.Y += 6
	}
	drawMid(c, bold(), number, g.size, at, centre, text)
}

// drawStripes draws diagonal lines within a rectangle.
func drawStripes(c canvas, r vg.Rectangle, ink inkColor) {
	const step = 5.0
	size := r.Size()
	for d := vg.Length(step); d < size.X+size.Y; d += step {
		// From the left or the upper edge to the lower or the right one.
		from := vg.Point{X: r.Min.X + max(0, d-size.Y), Y: r.Min.Y + min(d, size.Y)}
		to := vg.Point{X: r.Min.X + min(d, size.X), Y: r.Min.Y + max(0, d-size.X)}
		c.stroke(polyline(from, to), 1, nil, ink)
	}
}
