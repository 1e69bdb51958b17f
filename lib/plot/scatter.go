package plot

import (
	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
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
	// Period above 0 says that values which differ by it are the same, as 2π for an
	// angle: their colours go round; see RoundColor.
	Period float64

	Clouds []Cloud
	Badges bool // a big digit at the median of each class
	Equal  bool // one unit is as long on x as on y
	// XSpan and YSpan, {low, high}, are spanned by the axes too, so that several
	// figures have the same; {0, 0}: what the points and lines span.
	XSpan, YSpan [2]float64
	// Behind is drawn behind the points of every panel; without Images nothing is.
	Behind Mosaic

	Cols int // panels in a row; 0: 1 to 4 by their number

	Width, Height float64 // cm; 0: 16 wide, 9 high, more with rows of panels
}

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, there is no point, lengths differ, a coordinate is
// NaN or infinite, or a class is not in 0…61.
func (q Scatter) Figure() (*Figure, error) {
	h := head{"scatter", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	t := tile(len(q.Clouds), q.Cols)
	w, ht := pixels(q.Width, defaultWidth), pixels(q.Height, defaultHeight+4.2*float64(t.rows-1))
	s := newSheet(q.Title, joinNotes(q.Note, q.shade().note(q.ValueLabel), thinned(q.Clouds, maxDots)), w, ht)
	panels := q.panels(s, t)
	pics := make([]cloudPicture, len(panels))
	for i, a := range panels {
		if err := h.room(s, a, a.rect); err != nil {
			return nil, err
		}
		if err := h.fits(say.T("title of a cloud"), q.Clouds[i].Title, bold(), a.rect.Size().X); err != nil {
			return nil, err
		}
		pics[i] = q.picture(a, q.Clouds[i], maxDots/len(q.Clouds), t)
	}
	return h.figure(w, ht, cloudTable(q.Clouds, false), func(c canvas) {
		s.draw(c)
		for i, a := range panels {
			framePanel(c, t, panels, i)
			if q.Behind.Images != nil {
				q.Behind.draw(c, a)
			}
			at := vg.Point{X: a.rect.Min.X, Y: a.rect.Max.Y + 4}
			drawText(c, bold(), q.Clouds[i].Title, sizeLabel, at, left, inkText)
			pics[i].draw(c)
		}
		namePanels(c, s, t, panels)
	}), nil
}

func (q Scatter) rules() []rule {
	return append([]rule{
		axisName("XLabel", q.XLabel), axisName("YLabel", q.YLabel), writable(q.XLabel, q.YLabel),
		that(q.Period >= 0 && q.Period <= largest, "Period is %g, expected a number above 0, or 0 for none", q.Period),
		finite("XSpan", q.XSpan[:]), finite("YSpan", q.YSpan[:]),
		allOf(q.Behind.rules()...),
	}, rulesOfClouds(q.Clouds, q.ValueLabel, false)...)
}

// shade gives the colours of the values.
func (q Scatter) shade() shade {
	s := newShade(q.Clouds)
	s.period = q.Period
	return s
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
	if q.Behind.Images != nil {
		xs, ys = append(xs, q.Behind.X[:]), append(ys, q.Behind.Y[:])
	}
	if q.XSpan != [2]float64{} {
		xs = append(xs, q.XSpan[:])
	}
	if q.YSpan != [2]float64{} {
		ys = append(ys, q.YSpan[:])
	}
	a := axes{x: newAxis(q.XLabel, false, 0.04, xs...), y: newAxis(q.YLabel, false, 0.04, ys...)}
	return panels(s, a, t, len(q.Clouds), titled, q.Equal)
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
		size, big, p.radius = 6.8, 5.5, 1
	}
	shown := thin(len(at), most)
	if cl.U != nil {
		p.arrows = arrows(a, cl, shown)
		return p
	}
	if cl.Value != nil {
		s := q.shade()
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
	for k := range len(ClassSigns) {
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
