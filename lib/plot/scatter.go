package plot

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// Scatter draws labelled points in the plane, in one panel or in several that
// share their axes (small multiples). A class is told by its colour and by its
// digit: a point is a digit where that covers no earlier digit, and a dot
// elsewhere. Of more points than fit (2000 in the figure, shared by its
// panels) as many are drawn, at even distances in their order, and the note says
// so; the axes span all points, and CSV holds all of them.
type Scatter struct {
	Name, Title, Alt, Note string
	XLabel, YLabel         string // quantity and unit
	ValueLabel             string // of Cloud.Value, for the note; where there is one

	Clouds []Cloud
	Badges bool // a big digit at the median of each class
	Equal  bool // one unit is as long on x as on y
	// XSpan and YSpan, {low, high}, are spanned by the axes too, so that several
	// figures have the same; {0, 0}: what the points and lines span.
	XSpan, YSpan [2]float64

	Cols int // panels in a row; 0: 1 to 4 by their number

	Width, Height float64 // cm; 0: 16 wide, 9 high, more with rows of panels
}

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, there is no point, lengths differ, a coordinate is
// NaN or infinite, or a class is not in 0…9.
func (q Scatter) Figure() (*Figure, error) {
	h := head{"scatter", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	texts := []string{q.XLabel, q.YLabel, q.ValueLabel}
	for _, cl := range q.Clouds {
		texts = append(texts, cl.Title)
	}
	if err := h.check(texts...); err != nil {
		return nil, err
	}
	if err := h.axisNames([]string{"XLabel", "YLabel"}, texts[:2]); err != nil {
		return nil, err
	}
	if err := checkClouds(h, q.Clouds, false); err != nil {
		return nil, err
	}
	for i, span := range [][2]float64{q.XSpan, q.YSpan} {
		if err := h.finite("XY"[i:i+1]+"Span", span[:]); err != nil {
			return nil, err
		}
	}
	if err := checkValues(h, q.Clouds, q.ValueLabel); err != nil {
		return nil, err
	}
	q.Clouds = slices.Clone(q.Clouds) // a finished figure stays as it was checked
	t := tile(len(q.Clouds), q.Cols)
	w, ht := pixels(q.Width, defaultWidth), pixels(q.Height, defaultHeight+4.2*float64(t.rows-1))
	s := newSheet(q.Title, joinNotes(q.Note, newShade(q.Clouds).note(q.ValueLabel), thinned(q.Clouds, maxDots)), w, ht)
	panels := q.panels(s, t)
	for i, a := range panels {
		if err := h.room(s, a, a.rect); err != nil {
			return nil, err
		}
		if err := h.fits("title of a cloud", q.Clouds[i].Title, bold(), a.rect.Size().X); err != nil {
			return nil, err
		}
	}
	pics := make([]cloudPicture, len(panels))
	for i, a := range panels {
		pics[i] = q.picture(a, q.Clouds[i], maxDots/len(q.Clouds), t)
	}
	draw := func(c canvas) {
		s.draw(c)
		for i, a := range panels {
			a.grid(c, true, true)
			if i%t.cols == 0 {
				a.yTicks(c)
			}
			if i+t.cols >= len(panels) {
				a.xTicks(c)
			}
			at := vg.Point{X: a.rect.Min.X, Y: a.rect.Max.Y + 4}
			drawText(c, bold(), q.Clouds[i].Title, sizeLabel, at, left, inkText)
			pics[i].draw(c)
		}
		last := panels[(t.rows-1)*t.cols]
		last.rect.Max.X = panels[t.cols-1].rect.Max.X
		last.names(c, s)
	}
	return h.figure(w, ht, cloudTable(q.Clouds, false), draw), nil
}

// panels lays out the plot areas, which share both axes.
func (q Scatter) panels(s *sheet, t tiling) []axes {
	var xs, ys [][]float64
	titled := false
	for _, cl := range q.Clouds {
		tx, ty := cl.tips()
		xs, ys = append(xs, cl.X, cl.LineX, tx), append(ys, cl.Y, cl.LineY, ty)
		titled = titled || cl.Title != ""
	}
	if q.XSpan != [2]float64{} {
		xs = append(xs, q.XSpan[:])
	}
	if q.YSpan != [2]float64{} {
		ys = append(ys, q.YSpan[:])
	}
	a := axes{x: newAxis(q.XLabel, false, 0.04, xs...), y: newAxis(q.YLabel, false, 0.04, ys...)}
	const gap = 12.0
	over := vg.Length(0)
	if titled {
		over = leading*sizeLabel + 1
	}
	width := (s.w - 2*marginX - 30 - gap*vg.Length(t.cols-1)) / vg.Length(t.cols)
	height := (s.top - s.bottom - overY - underTick - underX - (over+gap)*vg.Length(t.rows-1) - over) / vg.Length(t.rows)
	if q.Equal {
		equalise(&a, float64(width), float64(height))
	}
	a.y.setTicks(max(2, int(height/34)))
	a.x.setTicks(max(2, int(width/50)))
	a.fit(s, 0)
	a.rect.Max.Y -= over
	width = (a.rect.Max.X - a.rect.Min.X - gap*vg.Length(t.cols-1)) / vg.Length(t.cols)
	height = (a.rect.Max.Y - a.rect.Min.Y - (over+gap)*vg.Length(t.rows-1)) / vg.Length(t.rows)
	var panels []axes
	for i := range q.Clouds {
		p := a
		p.rect.Min.X = snap(a.rect.Min.X + vg.Length(i%t.cols)*(width+gap))
		p.rect.Max.X = snap(p.rect.Min.X + width)
		p.rect.Max.Y = snap(a.rect.Max.Y - vg.Length(i/t.cols)*(height+over+gap))
		p.rect.Min.Y = snap(p.rect.Max.Y - height)
		panels = append(panels, p)
	}
	return panels
}

// equalise widens one of the axes so that their units are equally long.
func equalise(a *axes, width, height float64) {
	perX, perY := (a.x.hi-a.x.lo)/width, (a.y.hi-a.y.lo)/height
	grow := func(x *axis, f float64) {
		mid, half := (x.lo+x.hi)/2, (x.hi-x.lo)/2*f
		x.lo, x.hi = mid-half, mid+half
	}
	if perX < perY {
		grow(&a.x, perY/perX)
		return
	}
	grow(&a.y, perX/perY)
}

// cloudPicture is what is drawn of a cloud: groups of dots, the line, arrows, then
// digits.
type cloudPicture struct {
	radius vg.Length
	dots   []dotGroup
	arrows []arrow
	line   []vg.Point
	digits []digitGroup
	badges []badge
}

type dotGroup struct {
	at  []vg.Point
	ink inkColor
}

type digitGroup struct {
	marks []mark
	ink   inkColor
}

func (p cloudPicture) draw(c canvas) {
	for _, g := range p.dots {
		c.dots(g.at, p.radius, g.ink)
	}
	if len(p.line) > 1 {
		c.stroke(polyline(p.line...), lineWidth, nil, inkRed)
	}
	for _, w := range p.arrows {
		w.draw(c, inkBlue)
	}
	for _, g := range p.digits {
		c.glyphs(bold(), g.marks, g.ink)
	}
	drawBadges(c, p.badges)
}

// picture works out where the dots and digits of a cloud go.
func (q Scatter) picture(a axes, cl Cloud, most int, t tiling) cloudPicture {
	at := make([]vg.Point, len(cl.X))
	for i := range at {
		// On whole pixels equal digits are equal rasters, and the PNG is smaller.
		at[i] = vg.Point{X: snap(a.px(cl.X[i])), Y: snap(a.py(cl.Y[i]))}
	}
	size, big := vg.Length(7.5), vg.Length(badgeRadius)
	p := cloudPicture{radius: 0.9}
	for i := range cl.LineX {
		p.line = append(p.line, vg.Point{X: a.px(cl.LineX[i]), Y: a.py(cl.LineY[i])})
	}
	if t.cols > 1 {
		size, big, p.radius = 6.8, 5.5, 0.75
	}
	shown := thin(len(at), most)
	if cl.U != nil {
		p.arrows = arrows(a, cl, shown)
		return p
	}
	if cl.Value != nil {
		s := newShade(q.Clouds)
		p.radius = 1.4
		for _, i := range shown {
			p.addDot(at[i], s.color(cl.Value[i]))
		}
		return p
	}
	if cl.Class == nil {
		g := dotGroup{ink: mix(inkBlue, inkWhite, 0.15)}
		if p.line != nil { // paler, for the line to stand out in grey too
			g.ink = tint(inkBlue, 0.5)
		}
		for _, i := range shown {
			g.at = append(g.at, at[i])
		}
		p.dots, p.radius = []dotGroup{g}, 1.4
		return p
	}
	picked, rest := apart(at, shown, func(int) vg.Length { return size })
	p.dots = dotGroups(at, cl.Class, rest)
	for k := range classColors {
		g := digitGroup{ink: ClassColor(k)}
		for _, i := range picked {
			if cl.Class[i] == k {
				g.marks = append(g.marks, digitMark(k, at[i], size))
			}
		}
		if g.marks != nil {
			p.digits = append(p.digits, g)
		}
	}
	if q.Badges {
		p.badges = badges(at, cl.Class, big, a.rect)
	}
	return p
}

// dotGroups gathers the dots by colour, a few hundred at a time, so that no
// class always lies on top.
func dotGroups(at []vg.Point, class []int, shown []int) []dotGroup {
	const batch = 250
	var groups []dotGroup
	for len(shown) > 0 {
		now := shown[:min(batch, len(shown))]
		shown = shown[len(now):]
		for k := range classColors {
			g := dotGroup{ink: tint(ClassColor(k), 0.5)}
			for _, i := range now {
				if class[i] == k {
					g.at = append(g.at, at[i])
				}
			}
			if g.at != nil {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// digitMark is the digit k centred on a point.
func digitMark(k int, at vg.Point, size vg.Length) mark {
	r := rune('0' + k)
	o, _ := bold().glyph(r)
	return mark{r, vg.Point{X: snap(at.X - size*vg.Length(o.advance)/2), Y: snap(at.Y - capHeight/2*size)}, size}
}
