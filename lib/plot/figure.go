package plot

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"image"
	"math"
	"regexp"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// Figure is one finished figure. It draws the same as PNG, SVG and PDF, and the
// same input gives the same bytes.
type Figure struct {
	Name  string // "04-loss": by it the figure's files are named
	Title string // what is seen
	Alt   string // what a reader who cannot see the figure needs

	w, h  int // CSS pixels
	draw  func(canvas)
	table [][]string // header and rows
}

// px is a CSS pixel in points.
const px = 72.0 / 96

// Size gives the size at which the figure is shown, in CSS pixels: half as many
// as a PNG of 192 dpi has.
func (f *Figure) Size() (widthPx, heightPx int) { return f.w, f.h }

// PNG gives the figure as a PNG image with a white background. A notebook takes
// 192 dpi and shows it at half its pixel size, [Figure.Size]; print takes 300.
// The resolution must lie in 36–1200 dpi. A figure of 605×340 CSS pixels costs
// 15 to 40 ms at 192 dpi.
func (f *Figure) PNG(dpi int) ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if dpi < 36 || dpi > 1200 {
		return nil, fmt.Errorf("plot: figure %q: PNG at %d dpi, expected 36 to 1200; take 192 for a notebook, 300 for print", f.Name, dpi)
	}
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(f.w)*px, vg.Length(f.h)*px), vgimg.UseDPI(dpi))
	f.draw(vgCanvas{Canvas: c, raster: c})
	img, ok := c.Image().(*image.RGBA)
	if !ok {
		return nil, fmt.Errorf("plot: figure %q: raster of type %T, expected *image.RGBA", f.Name, c.Image())
	}
	return encodePNG(img)
}

// SVG gives the figure as SVG, with title and alt text inside. Text is drawn as
// outlines and images keep their pixels, so it looks as the PNG does.
func (f *Figure) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c := &svgCanvas{defined: map[string]bool{}, h: vg.Length(f.h) * px}
	f.draw(c)
	if c.err != nil {
		return nil, fmt.Errorf("plot: figure %q: %w", f.Name, c.err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `+
		`width="%d" height="%d" viewBox="0 0 %s %s" role="img">`+"\n",
		f.w, f.h, num(vg.Length(f.w)*px), num(vg.Length(f.h)*px))
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(f.Title), html.EscapeString(f.Alt))
	fmt.Fprintf(&b, "<defs>\n%s</defs>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n", c.defs.Bytes())
	b.Write(c.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes(), nil
}

// pdfDate matches the dates that fpdf writes into a document.
var pdfDate = regexp.MustCompile(`\(D:\d{14}\)`)

// PDF gives the figure as a PDF page of its size. Text is drawn as outlines; the
// dates inside are set to 2000-01-01, so that the same figure gives the same
// bytes.
func (f *Figure) PDF() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	c := vgpdf.New(vg.Length(f.w)*px, vg.Length(f.h)*px)
	f.draw(vgCanvas{Canvas: c})
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("plot: figure %q: %w", f.Name, err)
	}
	return pdfDate.ReplaceAll(b.Bytes(), []byte("(D:20000101000000)")), nil
}

// CSV gives the numbers behind the figure in long form: a header, then one row
// for each observation.
func (f *Figure) CSV() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(f.table); err != nil {
		return nil, fmt.Errorf("plot: figure %q: %w", f.Name, err)
	}
	return b.Bytes(), nil
}

func (f *Figure) check() error {
	if f == nil || f.draw == nil {
		return errors.New("plot: empty figure; make it by the method Figure of Curves, Scatter, Clouds3D, Images, Bars, Histogram or Matrix")
	}
	return nil
}

// head is what every kind of figure says about itself.
type head struct {
	kind, name, title, alt, note string
	width, height                float64 // cm; 0: the default
}

// The default size of a figure in centimetres.
const (
	defaultWidth  = 16.0
	defaultHeight = 9.0
)

var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// check looks at the texts that no figure does without, and at the size.
func (h head) check(texts ...string) error {
	switch {
	case h.name == "":
		return h.errorf("Name is empty; give one such as \"04-loss\"")
	case !validName.MatchString(h.name):
		return h.errorf("Name has other characters than a–z, 0–9 and single hyphens; it names the figure's files, as \"04-loss\" does")
	case h.title == "":
		return h.errorf("Title is empty; say in it what is seen")
	case h.alt == "":
		return h.errorf("Alt is empty; say in it what a reader who cannot see the figure needs")
	}
	for _, l := range []float64{h.width, h.height} {
		if l != 0 && !(l >= 4 && l <= 60) {
			return h.errorf("size %g cm, expected 4 to 60 cm, or 0 for the default", l)
		}
	}
	if err := checkText(append(texts, h.title, h.note)...); err != nil {
		return h.errorf("%w", err)
	}
	return nil
}

func (h head) errorf(format string, args ...any) error {
	return fmt.Errorf("plot: "+h.kind+" %q: "+format, append([]any{h.name}, args...)...)
}

// largest is the largest magnitude that figures take, far from overflow.
const largest = 1e100

// finite refuses NaN and infinite values, and values beyond largest.
func (h head) finite(what string, values []float64) error {
	for i, v := range values {
		if !(math.Abs(v) <= largest) {
			return h.errorf("%s[%d] is %g, expected a finite number of at most ±%g", what, i, v, largest)
		}
	}
	return nil
}

// same refuses a slice whose length differs from that of the slice it goes with.
func (h head) same(what string, n int, with string, m int) error {
	if n != m {
		return h.errorf("%s has %d values, %s has %d; expected as many", what, n, with, m)
	}
	return nil
}

// axisNames refuses axes without a name.
func (h head) axisNames(fields, names []string) error {
	for i, n := range names {
		if n == "" {
			return h.errorf("%s is empty; name the axis' quantity and unit, as \"epoch\" or \"distance (no unit)\"", fields[i])
		}
	}
	return nil
}

// fits refuses a label that is wider than its place.
func (h head) fits(what, text string, f *face, place vg.Length) error {
	if w := f.width(text, sizeLabel); w > place {
		return h.errorf("%s %q takes %.0f points, its place has %.0f; shorten it or widen the figure", what, text, w, place)
	}
	return nil
}

// room refuses a layout that leaves no place to draw, or names of axes that
// would be cut at the edge.
func (h head) room(s *sheet, a axes, r vg.Rectangle) error {
	const least = 36
	if size := r.Size(); size.X < least || size.Y < least {
		return h.errorf("texts leave %.0f×%.0f points to draw, expected at least %d×%d; shorten them or enlarge the figure",
			size.X, size.Y, least, least)
	}
	for _, name := range []string{a.x.label, a.y.label} {
		if err := h.fits("name of an axis", name, regular(), s.w-2*marginX); err != nil {
			return err
		}
	}
	return nil
}

// pixels turns centimetres into whole CSS pixels.
func pixels(cm, otherwise float64) int {
	if cm == 0 {
		cm = otherwise
	}
	return int(math.Round(cm / 2.54 * 96))
}

// figure makes the finished figure.
func (h head) figure(w, height int, table [][]string, draw func(canvas)) *Figure {
	return &Figure{Name: h.name, Title: h.title, Alt: h.alt, w: w, h: height, draw: draw, table: table}
}

// cell writes a number into a table, in full.
func cell(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
