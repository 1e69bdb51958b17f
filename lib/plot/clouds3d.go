package plot

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"gonum.org/v1/plot/vg"
)

// Clouds3D draws labelled points in space, seen from a fixed place in
// perspective, in one panel or in several that share axes and view. As in
// [Scatter] a point is a digit where that covers no nearer digit, and a dot
// elsewhere; what is far is smaller and paler. Of more points than fit
// (2000 in the figure, shared by its panels) as many are drawn, at even distances
// in their order, and the note says so. The three axes are scaled to the same
// length; CSV holds all points.
type Clouds3D struct {
	Name, Title, Alt, Note string
	XLabel, YLabel, ZLabel string // quantity and unit; Z points up
	ValueLabel             string // of Cloud.Value, for the note; where there is one

	Clouds []Cloud
	Badges bool // a big digit at the median of each class
	Cols   int  // panels in a row; 0: 1 to 4 by their number

	// Middle gives each panel axes of its own, which span this share of its
	// points along each axis, such as 0.98; what lies outside is not drawn, and
	// the note says so. 0: the panels share axes that span all points.
	Middle float64

	// Azimuth and Elevation turn the view, in degrees; 0, 0 is a view from the
	// front right and above, {-55, 22}.
	Azimuth, Elevation float64

	Width, Height float64 // cm; 0: 16 wide, as high as the panels need
}

// Figure checks the input and gives the figure. It returns an error when a text
// or an axis name is missing, there is no point, lengths differ, a coordinate is
// NaN or infinite, or a class is not in 0…9.
func (q Clouds3D) Figure() (*Figure, error) {
	h := head{"clouds3d", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	names := []string{q.XLabel, q.YLabel, q.ZLabel}
	texts := append([]string{q.ValueLabel}, names...)
	for _, cl := range q.Clouds {
		texts = append(texts, cl.Title)
	}
	if err := h.check(texts...); err != nil {
		return nil, err
	}
	if err := h.axisNames([]string{"XLabel", "YLabel", "ZLabel"}, names); err != nil {
		return nil, err
	}
	if err := checkClouds(h, q.Clouds, true); err != nil {
		return nil, err
	}
	if err := checkValues(h, q.Clouds, q.ValueLabel); err != nil {
		return nil, err
	}
	if err := h.finite("Azimuth, Elevation", []float64{q.Azimuth, q.Elevation}); err != nil {
		return nil, err
	}
	q.Clouds = slices.Clone(q.Clouds) // a finished figure stays as it was checked
	t := tile(len(q.Clouds), q.Cols)
	if !(q.Middle >= 0 && q.Middle < 1) {
		return nil, h.errorf("Middle is %v, expected a share such as 0.98, or 0", q.Middle)
	}
	ax := make([][3]axis, len(q.Clouds))
	for i := range ax {
		ax[i] = q.axes(i)
	}
	span := spans(ax[0])
	if q.Middle > 0 {
		span = fmt.Sprintf("each box: middle %s %% of its points along each axis", decimal(100*q.Middle, 0))
	}
	note := joinNotes(q.Note, newShade(q.Clouds).note(q.ValueLabel), span, thinned(q.Clouds, maxDots3D))
	w := pixels(q.Width, defaultWidth)
	ht := pageHeight(q.Title, note, w, q.bodyHeight(vg.Length(w)*px, t))
	if q.Height != 0 {
		ht = pixels(q.Height, 0)
	}
	s := newSheet(q.Title, note, w, ht)
	views := q.views(s, t)
	for i, n := range names {
		names[i], _, _ = strings.Cut(n, " (")
	}
	if err := q.checkRoom(h, s, views, names); err != nil {
		return nil, err
	}
	pics := make([]cloudPicture, len(views))
	for i, v := range views {
		pics[i] = q.picture(v, ax[i], q.Clouds[i], maxDots3D/len(q.Clouds), t)
	}
	draw := func(c canvas) {
		s.draw(c)
		for i, v := range views {
			v.drawBox(c, names)
			pics[i].draw(c)
			at := vg.Point{X: v.rect.Min.X, Y: v.rect.Max.Y - 0.8*sizeLabel}
			drawText(c, bold(), q.Clouds[i].Title, sizeLabel, at, left, inkText)
		}
	}
	return h.figure(w, ht, cloudTable(q.Clouds, true), draw), nil
}

// checkRoom refuses panels too small for their cube or their texts.
func (q Clouds3D) checkRoom(h head, s *sheet, views []view, names []string) error {
	for i, v := range views {
		if err := h.room(s, axes{}, v.rect); err != nil {
			return err
		}
		if err := h.fits("title of a cloud", q.Clouds[i].Title, bold(), v.rect.Size().X); err != nil {
			return err
		}
		for _, name := range names {
			if err := h.fits("name of an axis", name, regular(), v.rect.Size().X/2); err != nil {
				return err
			}
		}
	}
	return nil
}

// axes gives the three axes of panel i.
func (q Clouds3D) axes(i int) [3]axis {
	shown := q.Clouds
	if q.Middle > 0 {
		shown = q.Clouds[i : i+1]
	}
	var v [3][][]float64
	for _, cl := range shown {
		for k, x := range [][]float64{cl.X, cl.Y, cl.Z} {
			v[k] = append(v[k], q.middle(x))
		}
	}
	return [3]axis{
		newAxis(q.XLabel, false, 0.02, v[0]...),
		newAxis(q.YLabel, false, 0.02, v[1]...),
		newAxis(q.ZLabel, false, 0.02, v[2]...),
	}
}

// middle gives the values without as many of the least as of the greatest.
func (q Clouds3D) middle(x []float64) []float64 {
	if q.Middle == 0 {
		return x
	}
	sorted := slices.Sorted(slices.Values(x))
	cut := int((1 - q.Middle) / 2 * float64(len(x)))
	return sorted[cut : len(x)-cut]
}

// inside gives the points that lie within all three axes.
func inside(cl Cloud, ax [3]axis) []int {
	var in []int
	for i := range cl.X {
		if ax[0].holds(cl.X[i]) && ax[1].holds(cl.Y[i]) && ax[2].holds(cl.Z[i]) {
			in = append(in, i)
		}
	}
	return in
}

// newView turns the cube as the figure asks.
func (q Clouds3D) newView() view {
	az, el := q.Azimuth, q.Elevation
	if az == 0 && el == 0 {
		az, el = -55, 22
	}
	v := view{scale: 1}
	v.sinA, v.cosA = math.Sincos(-(az + 90) * math.Pi / 180)
	v.sinE, v.cosE = math.Sincos(el * math.Pi / 180)
	return v
}

func (q Clouds3D) over() vg.Length {
	for _, cl := range q.Clouds {
		if cl.Title != "" {
			return leading * sizeLabel
		}
	}
	return 0
}

// bodyHeight is the height that cubes as wide as their panels need.
func (q Clouds3D) bodyHeight(page vg.Length, t tiling) vg.Length {
	lo, hi := q.newView().span()
	wide := (page-2*marginX-viewGap*vg.Length(t.cols-1))/vg.Length(t.cols) - 2*viewSide
	cube := min(wide*(hi.Y-lo.Y)/(hi.X-lo.X), 250)
	return vg.Length(t.rows)*(cube+viewBelow+viewAbove+q.over()+viewGap) - viewGap
}

// views lays out the panels.
func (q Clouds3D) views(s *sheet, t tiling) []view {
	wide := (s.w - 2*marginX - viewGap*vg.Length(t.cols-1)) / vg.Length(t.cols)
	high := (s.top - s.bottom - viewGap*vg.Length(t.rows-1)) / vg.Length(t.rows)
	var vs []view
	for i := range q.Clouds {
		v := q.newView()
		v.rect.Min.X = marginX + vg.Length(i%t.cols)*(wide+viewGap)
		v.rect.Max.X = v.rect.Min.X + wide
		v.rect.Max.Y = s.top - vg.Length(i/t.cols)*(high+viewGap)
		v.rect.Min.Y = v.rect.Max.Y - high
		v.fit(q.over())
		vs = append(vs, v)
	}
	return vs
}

// paleness is how much of its colour a point loses with depth, in three steps.
func paleness(depth float64) float64 {
	t := max(0, min((depth+1.2)/2.4, 1))
	return math.Round(2*t) / 4
}

// picture works out where the dots and digits of a cloud go: the far ones first.
func (q Clouds3D) picture(v view, ax [3]axis, cl Cloud, most int, t tiling) cloudPicture {
	n := len(cl.X)
	at, depth := make([]vg.Point, n), make([]float64, n)
	for i := range at {
		at[i], depth[i] = v.project([3]float64{
			2*ax[0].share(cl.X[i]) - 1, 2*ax[1].share(cl.Y[i]) - 1, 2*ax[2].share(cl.Z[i]) - 1,
		})
		at[i] = vg.Point{X: snap(at[i].X), Y: snap(at[i].Y)}
	}
	size, big := 8.2, vg.Length(badgeRadius)
	p := cloudPicture{radius: 0.9}
	if t.cols > 1 {
		size, big, p.radius = 7.4, 5.5, 0.75
	}
	in := inside(cl, ax)
	near := thin(len(in), most)
	for k, i := range near {
		near[k] = in[i]
	}
	sort.SliceStable(near, func(i, j int) bool { return depth[near[i]] < depth[near[j]] })
	if cl.Value != nil {
		s := newShade(q.Clouds)
		p.radius = 1.5
		for k := len(near) - 1; k >= 0; k-- {
			i := near[k]
			p.addDot(at[i], tint(s.color(cl.Value[i]), 0.6*paleness(depth[i])))
		}
		return p
	}
	var picked []int
	rest := near
	sizeOf := func(i int) vg.Length { return vg.Length(size * (1.1 - 0.5*paleness(depth[i]))) }
	if cl.Class != nil {
		picked, rest = apart(at, near, sizeOf)
	}
	class := func(i int) int {
		if cl.Class == nil {
			return 0
		}
		return cl.Class[i]
	}
	for k := len(rest) - 1; k >= 0; k-- {
		i := rest[k]
		p.addDot(at[i], tint(ClassColor(class(i)), 0.375+paleness(depth[i])/2))
	}
	for k := len(picked) - 1; k >= 0; k-- {
		i := picked[k]
		p.addDigit(digitMark(class(i), at[i], sizeOf(i)), tint(ClassColor(class(i)), paleness(depth[i])))
	}
	if q.Badges && cl.Class != nil {
		p.badges = badges(at, cl.Class, big, v.rect)
	}
	return p
}

// addDot and addDigit put a mark on top, into the last group of its colour that
// is recent enough to keep the order of depth roughly.
func (p *cloudPicture) addDot(at vg.Point, ink inkColor) {
	const recent = 40
	for k := len(p.dots) - 1; k >= 0 && k >= len(p.dots)-recent; k-- {
		if p.dots[k].ink == ink {
			p.dots[k].at = append(p.dots[k].at, at)
			return
		}
	}
	p.dots = append(p.dots, dotGroup{[]vg.Point{at}, ink})
}

func (p *cloudPicture) addDigit(m mark, ink inkColor) {
	for k := range p.digits {
		if p.digits[k].ink == ink {
			p.digits[k].marks = append(p.digits[k].marks, m)
			return
		}
	}
	p.digits = append(p.digits, digitGroup{[]mark{m}, ink})
}
