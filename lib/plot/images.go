package plot

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// ImageRow is one row of [Images].
type ImageRow struct {
	Label   string      // "AE-3", at the left; may be empty
	Images  [][]float32 // each W·H values in [0,1], row by row from the top; nil leaves a gap
	Numbers []float64   // under the images, such as their errors; or none
}

// Images draws a grid of grey images: black is 1, white is 0, one square for
// each pixel, a hairline around each image.
type Images struct {
	Name, Title, Alt, Note string

	Rows    []ImageRow
	Columns []string // at the top of the columns; or none
	W, H    int      // pixels of an image; 0: 28
	// Decimals of the numbers; 0: 3.
	Decimals int

	Width, Height float64 // cm; 0: 16 wide, as high as the rows need
}

// Figure checks the input and gives the figure. It returns an error when a text
// is missing, there is no image, rows differ in length, an image has another
// size than W·H, a pixel is outside [0,1] by more than 1e-3 or NaN, or the images
// do not fit into the width.
func (q Images) Figure() (*Figure, error) {
	h := head{"images", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
	if q.W == 0 {
		q.W = 28
	}
	if q.H == 0 {
		q.H = 28
	}
	if q.Decimals == 0 {
		q.Decimals = 3
	}
	if err := q.check(h); err != nil {
		return nil, err
	}
	w := pixels(q.Width, defaultWidth)
	g := q.layout(vg.Length(w) * px)
	if g.dot < unit {
		return nil, h.errorf("%d columns of %d pixels do not fit into %.3g cm; give fewer, or a larger Width",
			g.cols, q.W, float64(w)*2.54/96)
	}
	for _, name := range q.Columns {
		if err := h.fits("label of a column", name, bold(), g.dot*vg.Length(q.W+g.gapX)); err != nil {
			return nil, err
		}
	}
	ht := pageHeight(q.Title, q.Note, w, g.height)
	if q.Height != 0 {
		ht = max(ht, pixels(q.Height, 0))
	}
	s := newSheet(q.Title, q.Note, w, ht)
	pic, table := q.composite(g), q.table()
	q = q.clone()
	draw := func(c canvas) {
		s.draw(c)
		q.draw(c, g, snap(s.top), pic)
	}
	return h.figure(w, ht, table, draw), nil
}

// clone copies what is drawn beside the pixels, so that a finished figure stays
// as it was checked.
func (q Images) clone() Images {
	q.Rows, q.Columns = slices.Clone(q.Rows), slices.Clone(q.Columns)
	for i, r := range q.Rows {
		r.Images, r.Numbers = slices.Clone(r.Images), slices.Clone(r.Numbers)
		q.Rows[i] = r
	}
	return q
}

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
// and fewer make small files.
const greys = 64

// composite puts all images into one, white between them.
func (q Images) composite(g imageGrid) *image.Gray {
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
				text := decimal(row.Numbers[k], q.Decimals)
				size := min(sizeTick, 0.95*g.dot*vg.Length(q.W+g.gapX)/regular().width(text, 1))
				drawText(c, regular(), text, size, at, centre, inkSoft)
			}
		}
	}
}

func (q Images) check(h head) error {
	texts := append([]string(nil), q.Columns...)
	for _, r := range q.Rows {
		texts = append(texts, r.Label)
	}
	if err := h.check(texts...); err != nil {
		return err
	}
	if q.W < 1 || q.H < 1 || q.Decimals < 0 {
		return h.errorf("W %d, H %d, Decimals %d, expected none below 0", q.W, q.H, q.Decimals)
	}
	if len(q.Rows) == 0 || len(q.Rows[0].Images) == 0 {
		return h.errorf("no images; give Rows with at least one")
	}
	n := len(q.Rows[0].Images)
	if len(q.Columns) > 0 {
		if err := h.same("Columns", len(q.Columns), "Rows[0].Images", n); err != nil {
			return err
		}
	}
	for i, r := range q.Rows {
		field := fmt.Sprintf("Rows[%d].", i)
		if err := h.same(field+"Images", len(r.Images), "Rows[0].Images", n); err != nil {
			return err
		}
		if r.Numbers != nil {
			if err := h.same(field+"Numbers", len(r.Numbers), "Images", n); err != nil {
				return err
			}
			if err := h.finite(field+"Numbers", r.Numbers); err != nil {
				return err
			}
		}
		for k, img := range r.Images {
			if err := q.checkImage(h, fmt.Sprintf("%sImages[%d]", field, k), img); err != nil {
				return err
			}
		}
	}
	return nil
}

func (q Images) checkImage(h head, what string, img []float32) error {
	if img == nil {
		return nil
	}
	if len(img) != q.W*q.H {
		return h.errorf("%s has %d pixels, expected W·H = %d·%d", what, len(img), q.W, q.H)
	}
	for i, v := range img {
		if !(v >= -1e-3 && v <= 1+1e-3) {
			return h.errorf("%s[%d] is %g, expected [0,1]; scale from [-1,1] by (x+1)/2 and clamp first", what, i, v)
		}
	}
	return nil
}

// table has one row for each image: its place, its number, its pixels.
func (q Images) table() [][]string {
	head := []string{"row", "column", "number"}
	for p := range q.W * q.H {
		head = append(head, fmt.Sprintf("p%d", p))
	}
	t := [][]string{head}
	for r, row := range q.Rows {
		name := row.Label
		if name == "" {
			name = strconv.Itoa(r)
		}
		for k, img := range row.Images {
			if img == nil {
				continue
			}
			line := []string{name, strconv.Itoa(k), ""}
			if len(q.Columns) > 0 {
				line[1] = q.Columns[k]
			}
			if row.Numbers != nil {
				line[2] = cell(row.Numbers[k])
			}
			for _, v := range img {
				line = append(line, strconv.FormatFloat(float64(v), 'g', 4, 32))
			}
			t = append(t, line)
		}
	}
	return t
}
