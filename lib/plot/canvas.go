package plot

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

type inkColor = color.RGBA

// canvas is what figures draw on: lengths in points, the origin at the lower
// left. It is narrower than vg.Canvas, so that text, dots and images look the
// same in every format.
type canvas interface {
	// fill fills a path by the non-zero winding rule; alpha is the opacity.
	fill(p vg.Path, c inkColor, alpha float64)
	stroke(p vg.Path, width vg.Length, dash []vg.Length, c inkColor)
	dots(at []vg.Point, radius vg.Length, c inkColor)
	glyphs(f *face, marks []mark, c inkColor)
	// image fills the rectangle with the pixels of img, unsmoothed.
	image(r vg.Rectangle, img *image.Gray)
}

// vgCanvas draws on a raster of gonum/plot.
type vgCanvas struct{ *vgimg.Canvas }

func (c vgCanvas) fill(p vg.Path, ink inkColor, alpha float64) {
	c.SetColor(color.NRGBA{ink.R, ink.G, ink.B, uint8(math.Round(255 * alpha))})
	c.Fill(p)
}

func (c vgCanvas) stroke(p vg.Path, width vg.Length, dash []vg.Length, ink inkColor) {
	c.SetColor(ink)
	c.SetLineWidth(width)
	c.SetLineDash(dash, 0)
	c.Stroke(p)
}

func (c vgCanvas) dots(at []vg.Point, radius vg.Length, ink inkColor) {
	var p vg.Path
	for _, a := range at {
		p = append(p, disc(a, radius)...)
	}
	c.fill(p, ink, 1)
}

func (c vgCanvas) glyphs(f *face, marks []mark, ink inkColor) {
	var p vg.Path
	for _, m := range marks {
		o, _ := f.glyph(m.r)
		for _, comp := range o.path {
			comp.Pos = place(comp.Pos, m)
			ctl := make([]vg.Point, len(comp.Control))
			for i, q := range comp.Control {
				ctl[i] = place(q, m)
			}
			comp.Control = ctl
			p = append(p, comp)
		}
	}
	c.fill(p, ink, 1)
}

// place scales a point of a glyph from ems and moves it to its mark.
func place(p vg.Point, m mark) vg.Point {
	return vg.Point{X: m.at.X + m.size*p.X, Y: m.at.Y + m.size*p.Y}
}

func (c vgCanvas) image(r vg.Rectangle, img *image.Gray) {
	dst := c.Image()
	dot := func(l vg.Length) int { return int(math.Round(l.Dots(c.DPI()))) }
	h := dst.Bounds().Dy()
	resample(dst, image.Rect(dot(r.Min.X), h-dot(r.Max.Y), dot(r.Max.X), h-dot(r.Min.Y)), img)
}

// resample fills the rectangle r of dst with img by nearest neighbour.
func resample(dst draw.Image, r image.Rectangle, img *image.Gray) {
	b := img.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		sy := b.Min.Y + (y-r.Min.Y)*b.Dy()/r.Dy()
		for x := r.Min.X; x < r.Max.X; x++ {
			dst.Set(x, y, img.GrayAt(b.Min.X+(x-r.Min.X)*b.Dx()/r.Dx(), sy))
		}
	}
}

// disc is a circle of four cubic arcs.
func disc(at vg.Point, r vg.Length) vg.Path {
	const k = 0.5522847498 // 4/3·(√2−1)
	p := func(x, y vg.Length) vg.Point { return vg.Point{X: at.X + r*x, Y: at.Y + r*y} }
	var d vg.Path
	d.Move(p(1, 0))
	d.CubeTo(p(1, k), p(k, 1), p(0, 1))
	d.CubeTo(p(-k, 1), p(-1, k), p(-1, 0))
	d.CubeTo(p(-1, -k), p(-k, -1), p(0, -1))
	d.CubeTo(p(k, -1), p(1, -k), p(1, 0))
	d.Close()
	return d
}

// polygon is a closed path through the points.
func polygon(pts ...vg.Point) vg.Path {
	p := polyline(pts...)
	p.Close()
	return p
}

// polyline is an open path through the points.
func polyline(pts ...vg.Point) vg.Path {
	var p vg.Path
	for i, q := range pts {
		if i == 0 {
			p.Move(q)
			continue
		}
		p.Line(q)
	}
	return p
}

// rectangle is a closed path around r.
func rectangle(r vg.Rectangle) vg.Path {
	return polygon(r.Min, vg.Point{X: r.Max.X, Y: r.Min.Y}, r.Max, vg.Point{X: r.Min.X, Y: r.Max.Y})
}

// unit is one pixel of a notebook's PNG (192 dpi) in points; straight lines lie
// on its multiples, so that they are crisp.
const unit = 72.0 / 192

func snap(l vg.Length) vg.Length { return vg.Length(math.Round(float64(l)/unit)) * unit }
