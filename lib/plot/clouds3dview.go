package plot

import (
	"math"
	"sort"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// checkRoom refuses a panel that is too small for its cube or its texts.
func (v view) checkRoom(h head, s *sheet, title string, names []string) error {
	if err := h.room(s, axes{}, v.rect); err != nil {
		return err
	}
	if err := h.fits(say.T("title of a cloud"), title, bold(), v.rect.Size().X); err != nil {
		return err
	}
	for _, name := range names {
		if err := h.fits(say.T("name of an axis"), name, regular(), v.rect.Size().X/2); err != nil {
			return err
		}
	}
	return nil
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
