package plot

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// svgCanvas writes SVG 1.1. Every glyph is defined once and used by reference,
// and images carry image-rendering: pixelated; gonum's vgsvg does neither.
type svgCanvas struct {
	body, defs bytes.Buffer
	defined    map[string]bool
	h          vg.Length
	err        error
}

// num writes a number with at most two decimals.
func num(v vg.Length) string {
	s := strconv.FormatFloat(float64(v), 'f', 2, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *svgCanvas) xy(p vg.Point) string { return num(p.X) + " " + num(c.h-p.Y) }

// pathData writes the commands of a path; at gives the coordinates of a point.
func pathData(p vg.Path, at func(vg.Point) string) string {
	var b strings.Builder
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			b.WriteString("M" + at(s.Pos))
		case vg.LineComp:
			b.WriteString("L" + at(s.Pos))
		case vg.CurveComp:
			cmd := "Q"
			if len(s.Control) == 2 {
				cmd = "C"
			}
			b.WriteString(cmd)
			for _, q := range s.Control {
				b.WriteString(at(q) + " ")
			}
			b.WriteString(at(s.Pos))
		case vg.CloseComp:
			b.WriteString("Z")
		}
	}
	return b.String()
}

func (c *svgCanvas) fill(p vg.Path, ink inkColor, alpha float64) {
	opacity := ""
	if alpha < 1 {
		opacity = fmt.Sprintf(` fill-opacity="%.3g"`, alpha)
	}
	fmt.Fprintf(&c.body, "<path d=\"%s\" fill=\"%s\"%s/>\n", pathData(p, c.xy), Hex(ink), opacity)
}

func (c *svgCanvas) stroke(p vg.Path, width vg.Length, dash []vg.Length, ink inkColor) {
	dashes := ""
	if len(dash) > 0 {
		var d []string
		for _, l := range dash {
			d = append(d, num(l))
		}
		dashes = fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(d, " "))
	}
	fmt.Fprintf(&c.body, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\" stroke-linejoin=\"round\"%s/>\n",
		pathData(p, c.xy), Hex(ink), num(width), dashes)
}

func (c *svgCanvas) dots(at []vg.Point, radius vg.Length, ink inkColor) {
	fmt.Fprintf(&c.body, "<path stroke=\"%s\" stroke-width=\"%s\" stroke-linecap=\"round\" d=\"", Hex(ink), num(2*radius))
	for _, p := range at {
		c.body.WriteString("M" + c.xy(p) + "h0")
	}
	c.body.WriteString("\"/>\n")
}

// perEm is the number of units of an em in the definitions of glyphs.
const perEm = 1000

func (c *svgCanvas) glyphs(f *face, marks []mark, ink inkColor) {
	fmt.Fprintf(&c.body, "<g fill=\"%s\">\n", Hex(ink))
	for _, m := range marks {
		o, _ := f.glyph(m.r)
		if len(o.path) == 0 {
			continue
		}
		id := fmt.Sprintf("%s%x", f.id, m.r)
		if !c.defined[id] {
			c.defined[id] = true
			fmt.Fprintf(&c.defs, "<path id=\"%s\" d=\"%s\"/>\n", id, pathData(o.path, func(p vg.Point) string {
				return fmt.Sprintf("%.0f %.0f", perEm*p.X, -perEm*p.Y)
			}))
		}
		fmt.Fprintf(&c.body, "<use xlink:href=\"#%s\" transform=\"translate(%s)scale(%.4g)\"/>\n",
			id, c.xy(m.at), float64(m.size)/perEm)
	}
	c.body.WriteString("</g>\n")
}

func (c *svgCanvas) image(r vg.Rectangle, img *image.Gray) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		c.err = err
		return
	}
	fmt.Fprintf(&c.body, "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\" "+
		"style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,%s\"/>\n",
		num(r.Min.X), num(c.h-r.Max.Y), num(r.Max.X-r.Min.X), num(r.Max.Y-r.Min.Y),
		base64.StdEncoding.EncodeToString(b.Bytes()))
}
