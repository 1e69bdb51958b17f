package plot

import (
	"fmt"
	"strconv"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
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

	Rows     []ImageRow
	Columns  []string // at the top of the columns; or none
	W, H     int      // pixels of an image; 0: 28
	Decimals int      // of the numbers; 0: 3

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
	if err := h.check(q.rules()); err != nil {
		return nil, err
	}
	q = clone(q)
	w := pixels(q.Width, defaultWidth)
	g := q.layout(vg.Length(w) * px)
	if g.dot < unit {
		return nil, h.errorf("%d columns of %d pixels do not fit into %.3g cm; give fewer, or a larger Width",
			g.cols, q.W, float64(w)*2.54/96)
	}
	for _, name := range q.Columns {
		if err := h.fits(say.T("label of a column"), name, bold(), g.dot*vg.Length(q.W+g.gapX)); err != nil {
			return nil, err
		}
	}
	ht := pageHeight(q.Title, q.Note, w, g.height)
	if q.Height != 0 {
		ht = max(ht, pixels(q.Height, 0))
	}
	s := newSheet(q.Title, q.Note, w, ht)
	pic := q.composite(g, greys)
	return h.figure(w, ht, q.table(), func(c canvas) {
		s.draw(c)
		q.draw(c, g, snap(s.top), pic)
	}), nil
}

func (q Images) rules() []rule {
	n := 0 // images of a row
	if len(q.Rows) > 0 {
		n = len(q.Rows[0].Images)
	}
	inked := func(v float32) bool { return v >= -1e-3 && v <= 1+1e-3 }
	return []rule{
		writable(q.Columns...),
		that(q.W > 0 && q.H > 0, "W %d and H %d, expected numbers of pixels, or 0 for 28", q.W, q.H),
		decimalled(q.Decimals),
		that(n > 0, "no images; give Rows with at least one"),
		when(len(q.Columns) > 0, same("Columns", len(q.Columns), "Rows[0].Images", n)),
		each("Rows", len(q.Rows), func(row string, i int) []rule {
			r := q.Rows[i]
			return []rule{
				writable(r.Label),
				same(row+".Images", len(r.Images), "Rows[0].Images", n),
				when(r.Numbers != nil, series(row+".Numbers", r.Numbers, "Images", n)),
				each(row+".Images", len(r.Images), func(image string, k int) []rule {
					img := r.Images[k]
					return []rule{
						that(img == nil || len(img) == q.W*q.H, "%s has %d pixels, expected W·H = %d·%d", image, len(img), q.W, q.H),
						all(image, img, inked, say.T("[0,1]; scale from [-1,1] by (x+1)/2 and clamp first")),
					}
				}),
			}
		}),
	}
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
