package plot

import "gonum.org/v1/plot/vg"

const (
	barShare = 0.72 // width of a bar in slots
	whisker  = 1.1  // width of an error bar in points
)

// inkBar is lighter than a line's blue, so that error bars show on it.
var inkBar = tint(inkBlue, 0.25)

// slots is the axis of the categories: bar i lies at i, from i-0.5 to i+0.5.
func (q Bars) slots() axis {
	a := axis{label: q.Category, lo: -0.5, hi: float64(len(q.Labels)) - 0.5}
	for i, l := range q.Labels {
		a.ticks = append(a.ticks, tick{float64(i), l})
	}
	return a
}

func (q Bars) vertical(s *sheet) (axes, []tag, func(canvas)) {
	a := axes{x: q.slots(), y: q.valueAxis()}
	tags := levelTags(q.Levels, 0)
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
		drawUp(c, a, 0, 2*unit, nil, inkAxis)
		drawMarks(c, a, q.Levels)
		for i, at := range ends {
			if text := q.text(a.x, i); text != "" {
				drawBacked(c, text, sizeTick, at, left)
			}
		}
	}
}
