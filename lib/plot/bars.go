package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// Bars draws one bar for each category, in the order given, with its value.
type Bars struct {
	Name, Title, Alt, Note string
	Category, Value        string // names of the axes: "digit", "mean squared error (no unit)"

	Labels    []string  // of the categories
	Values    []float64 // as many
	Low, High []float64 // error bars, as many; or none
	Levels    []Level   // reference values
	// Decimals of the value labels; 0: what the ticks have and one more;
	// negative: no value labels.
	Decimals   int
	Horizontal bool // for long labels

	Width, Height float64 // cm; 0: 16 wide, 9 high or as the horizontal bars need
}

const maxBars = 40

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, lengths differ, a value is NaN or infinite, an
// error bar does not hold its value, or there are no or too many (40) bars.
func (q Bars) Figure() (*Figure, error) {
	h := head{"bars", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := q.check(h); err != nil {
		return nil, err
	}
	// A finished figure stays as it was checked.
	q.Labels, q.Values, q.Levels = slices.Clone(q.Labels), slices.Clone(q.Values), slices.Clone(q.Levels)
	q.Low, q.High = slices.Clone(q.Low), slices.Clone(q.High)
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
	d := q.Decimals
	if d < 0 {
		return ""
	}
	if d == 0 && len(a.ticks) > 1 && !a.whole {
		d = decimals(a.ticks[1].at-a.ticks[0].at) + 1
	}
	return decimal(q.Values[i], d)
}

func (q Bars) tags(a axis) []tag {
	var tags []tag
	for _, l := range q.Levels {
		tags = append(tags, tag{lines: []string{l.Label}, y: l.Value, ink: inkSoft})
	}
	return tags
}

// slots is the axis of the categories: bar i lies at i, from i-0.5 to i+0.5.
func (q Bars) slots() axis {
	a := axis{label: q.Category, lo: -0.5, hi: float64(len(q.Labels)) - 0.5}
	for i, l := range q.Labels {
		a.ticks = append(a.ticks, tick{float64(i), l})
	}
	return a
}

const (
	barShare = 0.72 // width of a bar in slots
	whisker  = 1.1  // width of an error bar in points
)

// inkBar is lighter than a line's blue, so that error bars show on it.
var inkBar = tint(inkBlue, 0.25)

func (q Bars) layout(h head, s *sheet) (axes, func(canvas), error) {
	if q.Horizontal {
		a, draw := q.horizontal(s)
		return a, draw, h.checkMarks(a, q.Levels)
	}
	a, tags, draw := q.vertical(s)
	return a, draw, h.spread(tags, s.bottom, s.top-2)
}

func (q Bars) vertical(s *sheet) (axes, []tag, func(canvas)) {
	a := axes{x: q.slots(), y: q.valueAxis()}
	tags := q.tags(a.y)
	a.fit(s, tagColumn(tags, s.w))
	step := a.px(1) - a.px(0)
	size := min(sizeTick, 0.94*step/max(0.1, regular().widest(q.texts(a.y), 1)))
	lines := q.wrapLabels(step)
	most := 1
	for _, l := range lines {
		most = max(most, len(l))
	}
	a.rect.Min.Y = snap(a.rect.Min.Y + vg.Length(most-1)*leading*sizeTick)
	for i, t := range tags {
		tags[i].end = vg.Point{X: a.rect.Max.X, Y: a.py(t.y)}
	}
	return a, tags, func(c canvas) {
		s.draw(c)
		a.grid(c, false, true)
		a.yTicks(c)
		a.names(c, s)
		for i, v := range q.Values {
			x0, x1 := snap(a.px(float64(i)-barShare/2)), snap(a.px(float64(i)+barShare/2))
			c.fill(rectangle(vg.Rectangle{Min: vg.Point{X: x0, Y: snap(a.py(0))}, Max: vg.Point{X: x1, Y: snap(a.py(v))}}), inkBar, 1)
			if q.Low != nil {
				c.stroke(polyline(vg.Point{X: (x0 + x1) / 2, Y: a.py(q.Low[i])}, vg.Point{X: (x0 + x1) / 2, Y: a.py(q.High[i])}), whisker, nil, inkText)
			}
			y := a.rect.Min.Y - tickGap - capHeight*sizeTick
			for _, line := range lines[i] {
				drawText(c, regular(), line, sizeTick, vg.Point{X: (x0 + x1) / 2, Y: y}, centre, inkText)
				y -= leading * sizeTick
			}
		}
		drawAcross(c, a, 0, 2*unit, nil, inkAxis)
		for _, l := range q.Levels {
			drawAcross(c, a, l.Value, levelWidth, levelDash, inkText)
		}
		for i := range q.Values {
			q.drawValue(c, a, i, size)
		}
		drawTags(c, tags, a.rect.Max.X)
	}
}

// drawAcross draws a horizontal line at the height y.
func drawAcross(c canvas, a axes, y float64, width vg.Length, dash []vg.Length, ink inkColor) {
	at := snap(a.py(y))
	c.stroke(polyline(vg.Point{X: a.rect.Min.X, Y: at}, vg.Point{X: a.rect.Max.X, Y: at}), width, dash, ink)
}

// drawValue writes the value of an upright bar beyond its end.
func (q Bars) drawValue(c canvas, a axes, i int, size vg.Length) {
	text := q.text(a.y, i)
	if text == "" {
		return
	}
	lo, hi := q.Values[i], q.Values[i]
	if q.Low != nil {
		lo, hi = q.Low[i], q.High[i]
	}
	at := vg.Point{X: a.px(float64(i)), Y: a.py(hi) + 3.5}
	if q.Values[i] < 0 {
		at.Y = a.py(lo) - 3.5 - capHeight*size
	}
	drawBacked(c, text, size, at, centre)
}

// drawBacked draws a value on white, so that no line runs through it.
func drawBacked(c canvas, text string, size vg.Length, at vg.Point, a align) {
	w := regular().width(text, size)
	x := at.X - vg.Length(a)*w
	c.fill(rectangle(vg.Rectangle{
		Min: vg.Point{X: x - 1, Y: at.Y - 1.5},
		Max: vg.Point{X: x + w + 1, Y: at.Y + capHeight*size + 1.5},
	}), inkWhite, 1)
	drawText(c, regular(), text, size, at, a, inkText)
}

func (q Bars) texts(a axis) []string {
	var t []string
	for i := range q.Values {
		t = append(t, q.text(a, i))
	}
	return t
}

// wrapLabels breaks the labels of the categories to the width of a slot.
func (q Bars) wrapLabels(step vg.Length) [][]string {
	lines := make([][]string, len(q.Labels))
	for i, l := range q.Labels {
		lines[i] = regular().wrap(l, sizeTick, step-3)
	}
	return lines
}

func (q Bars) horizontal(s *sheet) (axes, func(canvas)) {
	a := axes{x: q.valueAxis(), y: q.slots()}
	a.y.label = q.Category
	a.fit(s, 0)
	if len(q.Levels) > 0 {
		a.rect.Max.Y = snap(a.rect.Max.Y - leading*sizeLabel)
	}
	// The first bar is the upper one.
	a.y.lo, a.y.hi = a.y.hi, a.y.lo
	over := vg.Length(0) // a value label beyond the end of the plot
	for i, v := range q.Values {
		if q.High != nil {
			v = q.High[i]
		}
		over = max(over, a.px(v)+5+regular().width(q.text(a.x, i), sizeTick)-(s.w-marginX))
	}
	a.rect.Max.X = snap(a.rect.Max.X - over)
	return a, func(c canvas) {
		s.draw(c)
		a.grid(c, true, false)
		a.xTicks(c)
		a.names(c, s)
		ends := make([]vg.Point, len(q.Values)) // of the bars: there stand the values
		for i, v := range q.Values {
			y0, y1 := snap(a.py(float64(i)-barShare/2)), snap(a.py(float64(i)+barShare/2))
			c.fill(rectangle(vg.Rectangle{Min: vg.Point{X: snap(a.px(0)), Y: y1}, Max: vg.Point{X: a.px(v), Y: y0}}), inkBar, 1)
			mid, end := (y0+y1)/2, max(v, 0)
			if q.Low != nil {
				c.stroke(polyline(vg.Point{X: a.px(q.Low[i]), Y: mid}, vg.Point{X: a.px(q.High[i]), Y: mid}), whisker, nil, inkText)
				end = max(q.High[i], 0)
			}
			ends[i] = vg.Point{X: a.px(end) + 5, Y: mid - capHeight/2*sizeTick}
			drawMid(c, regular(), q.Labels[i], sizeTick, vg.Point{X: a.rect.Min.X - tickGap, Y: mid}, right, inkText)
		}
		zero := snap(a.px(0))
		c.stroke(polyline(vg.Point{X: zero, Y: a.rect.Min.Y}, vg.Point{X: zero, Y: a.rect.Max.Y}), 2*unit, nil, inkAxis)
		drawMarks(c, a, q.Levels)
		for i, at := range ends {
			if text := q.text(a.x, i); text != "" {
				drawBacked(c, text, sizeTick, at, left)
			}
		}
	}
}

func (q Bars) check(h head) error {
	texts := append([]string{q.Category, q.Value}, q.Labels...)
	for _, l := range q.Levels {
		texts = append(texts, l.Label)
	}
	if err := h.check(texts...); err != nil {
		return err
	}
	if err := h.axisNames([]string{"Category", "Value"}, texts[:2]); err != nil {
		return err
	}
	if n := len(q.Values); n == 0 || n > maxBars {
		return h.errorf("%d Values, expected 1 to %d", n, maxBars)
	}
	if err := h.same("Labels", len(q.Labels), "Values", len(q.Values)); err != nil {
		return err
	}
	if (q.Low == nil) != (q.High == nil) {
		return h.errorf("of Low and High one is given, the other is not; error bars need both")
	}
	for _, p := range []struct {
		name   string
		values []float64
	}{{"Values", q.Values}, {"Low", q.Low}, {"High", q.High}} {
		if p.values == nil {
			continue
		}
		if err := h.same(p.name, len(p.values), "Values", len(q.Values)); err != nil {
			return err
		}
		if err := h.finite(p.name, p.values); err != nil {
			return err
		}
	}
	for i, v := range q.Values {
		if q.Low != nil && !(q.Low[i] <= v && v <= q.High[i]) {
			return h.errorf("the error bar %g to %g at %d does not hold its value %g; give both ends, not lengths", q.Low[i], q.High[i], i, v)
		}
	}
	return checkLevels(h, "Levels", q.Levels)
}

func (q Bars) table() [][]string {
	t := [][]string{{"category", "value", "low", "high"}}
	for i, l := range q.Labels {
		row := []string{l, cell(q.Values[i]), "", ""}
		if q.Low != nil {
			row[2], row[3] = cell(q.Low[i]), cell(q.High[i])
		}
		t = append(t, row)
	}
	for _, l := range q.Levels {
		t = append(t, []string{l.Label, cell(l.Value), "", ""})
	}
	return t
}
