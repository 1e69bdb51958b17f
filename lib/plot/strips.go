package plot

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// Step is one picture of a [Strip].
type Step struct {
	Image   []float32 // W·H values in [0,1], row by row from the top
	At      float64   // the number that moves, under the picture
	Measure float64   // what is measured on the picture, under that; NaN: nothing
	Sign    string    // in a corner, such as the digit that a classifier reads; or ""
	Off     bool      // the code lies off the data: a dark corner
}

// Strip is one latent traversal: what a decoder draws along a way through the code.
type Strip struct {
	Label string // "AE-3", at the left of the pictures
	Moves string // "z_{1}", at the left of the numbers Step.At
	Steps []Step
	Start int // the step that the traversal starts from: boxed
}

// Strips draws latent traversals below each other: pictures, black is 1 and white
// is 0, and under each the number that moves and what is measured on it.
type Strips struct {
	Name, Title, Alt, Note string

	Strips  []Strip
	Measure string // "slant, °", at the left of the measures; "": none are written
	Sign    string // what the signs mean, for the note: "read as"
	W, H    int    // pixels of a picture; 0: 28

	Decimals        int // of the numbers that move; 0: 1
	MeasureDecimals int // of the measures; 0: none

	Width, Height float64 // cm; 0: 16 wide, as high as the strips need
}

// Figure checks the input and gives the figure. It returns an error when a text is
// missing, there is no step, strips differ in length, a picture has another size
// than W·H, a pixel is outside [0,1] by more than 1e-3 or NaN, a start is not among
// the steps, or the pictures do not fit into the width.
func (q Strips) Figure() (*Figure, error) {
	h := head{"strips", q.Name, q.Title, q.Alt, q.Note, q.Width, q.Height}
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
		return nil, h.errorf("%d steps of %d pixels do not fit into %.3g cm; give fewer, or a larger Width",
			g.cols, q.W, float64(w)*2.54/96)
	}
	note := joinNotes(q.Note, q.legend())
	ht := pageHeight(q.Title, note, w, g.height)
	if q.Height != 0 {
		ht = max(ht, pixels(q.Height, 0))
	}
	s := newSheet(q.Title, note, w, ht)
	return h.figure(w, ht, q.table(), func(c canvas) {
		s.draw(c)
		q.draw(c, g, snap(s.top))
	}), nil
}

func (q Strips) rules() []rule {
	n := 0 // steps of a strip
	if len(q.Strips) > 0 {
		n = len(q.Strips[0].Steps)
	}
	inked := func(v float32) bool { return v >= -1e-3 && v <= 1+1e-3 }
	return []rule{
		writable(q.Measure, q.Sign),
		that(q.W > 0 && q.H > 0, "W %d and H %d, expected numbers of pixels, or 0 for 28", q.W, q.H),
		decimalled(q.Decimals), decimalled(q.MeasureDecimals),
		that(n > 0, "no steps; give Strips with at least one"),
		each("Strips", len(q.Strips), func(strip string, i int) []rule {
			r := q.Strips[i]
			return []rule{
				writable(r.Label, r.Moves),
				same(strip+".Steps", len(r.Steps), "Strips[0].Steps", n),
				that(r.Start >= 0 && r.Start < n, "%s.Start is %d, expected 0 to %d, one of its steps", strip, r.Start, n-1),
				each(strip+".Steps", len(r.Steps), func(step string, k int) []rule {
					f := r.Steps[k]
					return []rule{
						that(len(f.Image) == q.W*q.H, "%s.Image has %d pixels, expected W·H = %d·%d", step, len(f.Image), q.W, q.H),
						all(step+".Image", f.Image, inked, say.T("[0,1]; scale from [-1,1] by (x+1)/2 and clamp first")),
						number(step+".At", f.At),
						that(f.Measure != f.Measure || isFinite(f.Measure), "%s.Measure is %g, expected %s, or NaN", step, f.Measure, expectFinite()),
						writable(f.Sign),
					}
				}),
			}
		}),
	}
}

// legend says what the marks mean that are there.
func (q Strips) legend() string {
	off, signed := "", ""
	for _, strip := range q.Strips {
		for _, f := range strip.Steps {
			if f.Off {
				off = say.T("corner: off the data")
			}
			if f.Sign != "" && q.Sign != "" {
				signed = say.Sprintf("sign: %s", q.Sign)
			}
		}
	}
	return joinNotes(say.T("box: the start"), off, signed)
}

// images are the pictures as those of a figure [Images], whose raster serves.
func (q Strips) images() Images {
	grid := Images{W: q.W, H: q.H}
	for _, strip := range q.Strips {
		row := ImageRow{Label: strip.Label}
		for _, f := range strip.Steps {
			row.Images = append(row.Images, f.Image)
		}
		grid.Rows = append(grid.Rows, row)
	}
	return grid
}

// Heights under a picture: from it to the first line, and from line to line.
const (
	underFrame = capHeight*sizeTick + 4
	nextLine   = 1.12 * sizeTick
)

// lines is how many lines of numbers a strip has.
func (q Strips) lines() int {
	if q.Measure == "" {
		return 1
	}
	return 2
}

// layout is that of Images, with room for what stands at the left of the numbers and
// under the pictures.
func (q Strips) layout(page vg.Length) imageGrid {
	grid := q.images()
	names := []string{q.Measure}
	for i, strip := range q.Strips {
		names = append(names, strip.Moves)
		grid.Rows[i].Numbers = make([]float64, len(strip.Steps))
	}
	narrow := grid.layout(page).left - marginX // what the labels take
	more := max(0, regular().widest(names, sizeTick)+8-narrow)
	g := grid.layout(page - more)
	g.left = snap(g.left + more)
	g.rows = nil
	under := int(math.Ceil(float64((underFrame + nextLine*vg.Length(q.lines()-1) + 7) / g.dot)))
	at := 0
	for range q.Strips {
		g.rows = append(g.rows, at)
		at += q.H + under
	}
	g.rows = append(g.rows, at-under)
	g.height = g.top + g.dot*vg.Length(at)
	return g
}

func (q Strips) draw(c canvas, g imageGrid, top vg.Length) {
	grid := q.images()
	y0 := top - g.top // upper edge of the raster
	pic := grid.composite(g, stripGreys)
	b := pic.Bounds()
	c.image(vg.Rectangle{
		Min: vg.Point{X: g.left, Y: y0 - g.dot*vg.Length(b.Dy())},
		Max: vg.Point{X: g.left + g.dot*vg.Length(b.Dx()), Y: y0},
	}, pic)
	for r, strip := range q.Strips {
		upper := y0 - g.dot*vg.Length(g.rows[r])
		lower := upper - g.dot*vg.Length(q.H)
		first, second := lower-underFrame, lower-underFrame-nextLine
		drawMid(c, bold(), strip.Label, sizeLabel, vg.Point{X: marginX, Y: (upper + lower) / 2}, left, inkText)
		drawText(c, regular(), strip.Moves, sizeTick, vg.Point{X: marginX, Y: first}, left, inkSoft)
		drawText(c, regular(), q.Measure, sizeTick, vg.Point{X: marginX, Y: second}, left, inkText)
		for k, f := range strip.Steps {
			x := g.left + g.dot*vg.Length(k*(q.W+g.gapX))
			box := vg.Rectangle{Min: vg.Point{X: x, Y: lower}, Max: vg.Point{X: x + g.dot*vg.Length(q.W), Y: upper}}
			f.draw(c, box, k == strip.Start)
			place := g.dot * vg.Length(q.W+g.gapX)
			q.write(c, decimal(f.At, places(q.Decimals, 1)), vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: first}, place, inkSoft)
			if q.Measure != "" && f.Measure == f.Measure {
				q.write(c, decimal(f.Measure, places(q.MeasureDecimals, 0)), vg.Point{X: (box.Min.X + box.Max.X) / 2, Y: second}, place, inkText)
			}
		}
	}
}

// write centres a number in its place, smaller where it is too wide.
func (q Strips) write(c canvas, text string, at vg.Point, place vg.Length, ink inkColor) {
	size := min(sizeTick, 0.95*place/regular().width(text, 1))
	drawText(c, regular(), text, size, at, centre, ink)
}

// draw draws what is around and over a picture.
func (f Step) draw(c canvas, box vg.Rectangle, start bool) {
	grown := func(by vg.Length) vg.Rectangle {
		return vg.Rectangle{Min: vg.Point{X: box.Min.X - by, Y: box.Min.Y - by}, Max: vg.Point{X: box.Max.X + by, Y: box.Max.Y + by}}
	}
	c.stroke(rectangle(grown(unit/2)), unit, nil, inkAxis)
	if f.Off {
		const size = 9.0
		c.fill(polygon(vg.Point{X: box.Max.X - size, Y: box.Max.Y}, box.Max, vg.Point{X: box.Max.X, Y: box.Max.Y - size}), inkRed, 1)
	}
	if f.Sign != "" {
		const size = 8.0
		w := bold().width(f.Sign, size) + 4
		tag := vg.Rectangle{Min: vg.Point{X: box.Min.X, Y: box.Max.Y - capHeight*size - 4}, Max: vg.Point{X: box.Min.X + w, Y: box.Max.Y}}
		c.fill(rectangle(tag), inkBlue, 1)
		drawText(c, bold(), f.Sign, size, vg.Point{X: tag.Min.X + 2, Y: tag.Min.Y + 2}, left, inkWhite)
	}
	if start {
		c.stroke(rectangle(grown(3*unit)), 5*unit, nil, inkText)
	}
}

// table has one row for each step: what is written about it, and its pixels.
func (q Strips) table() [][]string {
	head := []string{"strip", "moves", "step", "at", "measure", "sign", "off the data", "start"}
	for p := range q.W * q.H {
		head = append(head, fmt.Sprintf("p%d", p))
	}
	t := [][]string{head}
	for r, strip := range q.Strips {
		name := strip.Label
		if name == "" {
			name = strconv.Itoa(r)
		}
		for k, f := range strip.Steps {
			line := []string{name, strip.Moves, strconv.Itoa(k), cell(f.At), "", f.Sign,
				strconv.FormatBool(f.Off), strconv.FormatBool(k == strip.Start)}
			if f.Measure == f.Measure {
				line[4] = cell(f.Measure)
			}
			for _, v := range f.Image {
				line = append(line, strconv.FormatFloat(float64(v), 'g', 4, 32))
			}
			t = append(t, line)
		}
	}
	return t
}
