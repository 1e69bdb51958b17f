package plot

import (
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
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
// NaN or infinite, or a class is not in 0…61.
func (q Clouds3D) Figure() (*Figure, error) {
	h := head{"clouds3d", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	t := tile(len(q.Clouds), q.Cols)
	ax := make([][3]axis, len(q.Clouds))
	for i := range ax {
		ax[i] = q.axes(i)
	}
	span := spans(ax[0])
	if q.Middle > 0 {
		span = say.Sprintf("each box: middle %s %% of its points along each axis", decimal(100*q.Middle, 0))
	}
	note := joinNotes(q.Note, newShade(q.Clouds).note(q.ValueLabel), span, thinned(q.Clouds, maxDots3D))
	w := pixels(q.Width, defaultWidth)
	ht := pageHeight(q.Title, note, w, q.bodyHeight(vg.Length(w)*px, t))
	if q.Height != 0 {
		ht = pixels(q.Height, 0)
	}
	s := newSheet(q.Title, note, w, ht)
	views := q.views(s, t)
	names := []string{q.XLabel, q.YLabel, q.ZLabel}
	for i, n := range names {
		names[i], _, _ = strings.Cut(n, " (")
	}
	pics := make([]cloudPicture, len(views))
	for i, v := range views {
		if err := v.checkRoom(h, s, q.Clouds[i].Title, names); err != nil {
			return nil, err
		}
		pics[i] = q.picture(v, ax[i], q.Clouds[i], maxDots3D/len(q.Clouds), t)
	}
	return h.figure(w, ht, cloudTable(q.Clouds, true), func(c canvas) {
		s.draw(c)
		for i, v := range views {
			v.drawBox(c, names)
			pics[i].draw(c)
			at := vg.Point{X: v.rect.Min.X, Y: v.rect.Max.Y - 0.8*sizeLabel}
			drawText(c, bold(), q.Clouds[i].Title, sizeLabel, at, left, inkText)
		}
	}), nil
}

func (q Clouds3D) rules() []rule {
	return append([]rule{
		axisName("XLabel", q.XLabel), axisName("YLabel", q.YLabel), axisName("ZLabel", q.ZLabel),
		writable(q.XLabel, q.YLabel, q.ZLabel),
		that(q.Middle >= 0 && q.Middle < 1, "Middle is %v, expected a share such as 0.98, or 0", q.Middle),
		number("Azimuth", q.Azimuth), number("Elevation", q.Elevation),
	}, rulesOfClouds(q.Clouds, q.ValueLabel, true)...)
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
