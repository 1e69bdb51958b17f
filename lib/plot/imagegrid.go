package plot

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"
)

// imageGrid is the layout of Images, measured from the upper left of the body.
// Everything within the grid is a whole number of dots, so that all images are
// one raster.
type imageGrid struct {
	cols      int
	left, top vg.Length // of the raster
	dot       vg.Length // side of a pixel
	gapX      int       // dots between columns
	rows      []int     // upper edge of each row in dots, and the lower edge of the last
	height    vg.Length // of the body
}

func (q Images) layout(page vg.Length) imageGrid {
	var labels []string
	g := imageGrid{left: marginX, top: 2}
	for _, r := range q.Rows {
		labels = append(labels, r.Label)
		g.cols = max(g.cols, len(r.Images))
	}
	if w := bold().widest(labels, sizeLabel); w > 0 {
		g.left = snap(marginX + w + 8)
	}
	if len(q.Columns) > 0 {
		g.top = snap(leading*sizeLabel + 3)
	}
	room := page - g.left - marginX
	const gap = 2
	g.dot = vg.Length(math.Floor(float64(room)/float64(g.cols*(q.W+gap)-gap)/unit)) * unit
	// A few images are not blown up beyond all measure.
	g.dot = min(g.dot, 8*unit)
	if g.dot < unit {
		return g
	}
	if g.cols > 1 {
		spare := int(float64(room/g.dot)) - g.cols*q.W
		g.gapX = max(gap, min(spare/(g.cols-1), q.W/4))
	}
	at, gapY := 0, 0
	for _, r := range q.Rows {
		at += gapY
		g.rows = append(g.rows, at)
		at += q.H
		gapY = int(math.Ceil(5 / float64(g.dot)))
		if r.Numbers != nil {
			gapY = int(math.Ceil((capHeight*sizeTick + 11) / float64(g.dot)))
		}
	}
	g.rows = append(g.rows, at)
	g.height = g.top + g.dot*vg.Length(at+gapY)
	return g
}

// greys is the number of greys of a picture: more cannot be seen at this size,
// and fewer make small files. Strips have many pictures that differ little, and fewer.
const greys, stripGreys = 64, 16

// composite puts all images into one, white between them.
func (q Images) composite(g imageGrid, greys float64) *image.Gray {
	pic := image.NewGray(image.Rect(0, 0, g.cols*(q.W+g.gapX)-g.gapX, g.rows[len(q.Rows)]))
	for i := range pic.Pix {
		pic.Pix[i] = 0xff
	}
	for r, row := range q.Rows {
		for k, img := range row.Images {
			for i, v := range img {
				x, y := k*(q.W+g.gapX)+i%q.W, g.rows[r]+i/q.W
				ink := math.Round((greys - 1) * max(0, min(float64(v), 1)))
				pic.Pix[y*pic.Stride+x] = 255 - uint8(math.Round(ink*255/(greys-1)))
			}
		}
	}
	return pic
}

// text is the number under an image.
func (q Images) text(v float64) string { return decimal(v, places(q.Decimals, 3)) }

func (q Images) draw(c canvas, g imageGrid, top vg.Length, pic *image.Gray) {
	y0 := top - g.top // upper edge of the raster
	b := pic.Bounds()
	c.image(vg.Rectangle{
		Min: vg.Point{X: g.left, Y: y0 - g.dot*vg.Length(b.Dy())},
		Max: vg.Point{X: g.left + g.dot*vg.Length(b.Dx()), Y: y0},
	}, pic)
	for k, name := range q.Columns {
		x := g.left + g.dot*(vg.Length(k*(q.W+g.gapX))+vg.Length(q.W)/2)
		drawText(c, bold(), name, sizeLabel, vg.Point{X: x, Y: y0 + 5}, centre, inkText)
	}
	for r, row := range q.Rows {
		upper := y0 - g.dot*vg.Length(g.rows[r])
		lower := upper - g.dot*vg.Length(q.H)
		drawMid(c, bold(), row.Label, sizeLabel, vg.Point{X: marginX, Y: (upper + lower) / 2}, left, inkText)
		for k, img := range row.Images {
			if img == nil {
				continue
			}
			x := g.left + g.dot*vg.Length(k*(q.W+g.gapX))
			frame := vg.Rectangle{
				Min: vg.Point{X: x - unit/2, Y: lower - unit/2},
				Max: vg.Point{X: x + g.dot*vg.Length(q.W) + unit/2, Y: upper + unit/2},
			}
			c.stroke(rectangle(frame), unit, nil, inkAxis)
			if row.Numbers != nil {
				at := vg.Point{X: x + g.dot*vg.Length(q.W)/2, Y: lower - capHeight*sizeTick - 3}
				text := q.text(row.Numbers[k])
				size := min(sizeTick, 0.95*g.dot*vg.Length(q.W+g.gapX)/regular().width(text, 1))
				drawText(c, regular(), text, size, at, centre, inkSoft)
			}
		}
	}
}
