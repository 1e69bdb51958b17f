package plot

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"image"
	"math"
	"reflect"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"seminar.example/lib/say"
)

// Figure is one finished figure. It draws the same as PNG and as SVG, and the
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
// 70 to 170 ms at 192 dpi.
func (f *Figure) PNG(dpi int) ([]byte, error) {
	img, err := f.raster(dpi)
	if err != nil {
		return nil, err
	}
	return encodePNG(img)
}

// raster draws the figure on white.
func (f *Figure) raster(dpi int) (*image.RGBA, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if dpi < 36 || dpi > 1200 {
		return nil, say.Errorf("plot: figure %q: PNG at %d dpi, expected 36 to 1200; take 192 for a notebook, 300 for print", f.Name, dpi)
	}
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(f.w)*px, vg.Length(f.h)*px), vgimg.UseDPI(dpi))
	f.draw(vgCanvas{c})
	img, ok := c.Image().(*image.RGBA)
	if !ok {
		return nil, say.Errorf("plot: figure %q: raster of type %T, expected *image.RGBA", f.Name, c.Image())
	}
	return img, nil
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
		return nil, say.Errorf("plot: figure %q: %w", f.Name, c.err)
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

// CSV gives the numbers behind the figure in long form: a header, then one row
// for each observation.
func (f *Figure) CSV() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(f.table); err != nil {
		return nil, say.Errorf("plot: figure %q: %w", f.Name, err)
	}
	return b.Bytes(), nil
}

func (f *Figure) check() error {
	if f == nil || f.draw == nil {
		return say.Errorf("plot: empty figure; make it by the method Figure of Curves, Scatter, Clouds3D, Images, Bars, Histogram, Matrix or Dots")
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
		if err := h.fits(say.T("name of an axis"), name, regular(), s.w-2*marginX); err != nil {
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

// cellAt writes the i-th number into a table, or nothing where there are none.
func cellAt(values []float64, i int) string {
	if values == nil {
		return ""
	}
	return cell(values[i])
}

// places is the number of decimals that a field Decimals asks for.
func places(asked, otherwise int) int {
	if asked == 0 {
		return otherwise
	}
	return max(asked, 0)
}

// clone copies a figure with all its slices, so that what was checked stays as it
// was when the caller changes the data.
func clone[T any](q T) T {
	copySlices(reflect.ValueOf(&q).Elem())
	return q
}

func copySlices(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			copySlices(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		old := v.Slice(0, v.Len())
		v.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		reflect.Copy(v, old)
		if k := v.Type().Elem().Kind(); k == reflect.Slice || k == reflect.Struct {
			for i := range v.Len() {
				copySlices(v.Index(i))
			}
		}
	}
}
