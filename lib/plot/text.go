package plot

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	"seminar.example/lib/plot/hangul"
)

// Sizes of text in points, made for a figure 16 cm wide.
const (
	sizeTitle = 12.0
	sizeLabel = 9.5
	sizeTick  = 9.0
	sizeNote  = 8.0
	leading   = 1.22 // baseline to baseline, in text sizes
	capHeight = 0.70 // height of capitals and digits, in text sizes
)

// face is one weight of Liberation Sans with the outlines used so far; Hangul,
// which that lacks, is Pretendard's.
type face struct {
	id     string // names its glyphs in SVG
	font   *sfnt.Font
	hangul func() *sfnt.Font
	mu     sync.Mutex
	seen   map[rune]*outline
}

// outline is a glyph in units of its em: y upwards, baseline at 0.
type outline struct {
	font    *sfnt.Font
	index   sfnt.GlyphIndex
	path    vg.Path
	advance float64
}

var regular, bold = sync.OnceValue(func() *face { return loadFace(font.WeightNormal, "r", hangul.Regular) }),
	sync.OnceValue(func() *face { return loadFace(font.WeightBold, "b", hangul.Bold) })

func loadFace(w font.Weight, id string, hangul func() *sfnt.Font) *face {
	f := &face{id: id, hangul: hangul, seen: map[rune]*outline{}}
	for _, l := range liberation.Collection() {
		if l.Font.Variant == "Sans" && l.Font.Style == font.StyleNormal && l.Font.Weight == w {
			f.font = l.Face
		}
	}
	return f
}

// glyph gives the outline of a rune; ok is false where the font lacks it.
func (f *face) glyph(r rune) (o *outline, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if o, ok := f.seen[r]; ok {
		return o, o.index != 0
	}
	var buf sfnt.Buffer
	o = &outline{font: f.font}
	o.index, _ = f.font.GlyphIndex(&buf, r)
	if o.index == 0 && unicode.Is(unicode.Hangul, r) {
		o.font = f.hangul()
		o.index, _ = o.font.GlyphIndex(&buf, r)
	}
	em := fixed.Int26_6(o.font.UnitsPerEm())
	if adv, err := o.font.GlyphAdvance(&buf, o.index, em, font.HintingNone); err == nil {
		o.advance = float64(adv) / float64(em)
	}
	if segs, err := o.font.LoadGlyph(&buf, o.index, em, nil); err == nil {
		o.path = outlinePath(segs, float64(em))
	}
	f.seen[r] = o
	return o, o.index != 0
}

// outlinePath turns font segments (y downwards) into a path in ems.
func outlinePath(segs sfnt.Segments, em float64) vg.Path {
	at := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: vg.Length(float64(p.X) / em), Y: vg.Length(-float64(p.Y) / em)}
	}
	var p vg.Path
	for _, s := range segs {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(p) > 0 {
				p.Close()
			}
			p.Move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			p.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			p.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			p.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(p) > 0 {
		p.Close()
	}
	return p
}

// mark is one glyph to draw: the rune with its baseline's left end at At.
type mark struct {
	r    rune
	at   vg.Point
	size vg.Length
}

// typeset places the glyphs of a line of text that starts at the origin, and
// gives its width. Runs in _{…} and ^{…} are set small, low or high.
func (f *face) typeset(s string, size vg.Length) (marks []mark, width vg.Length) {
	var shift vg.Length
	now := size
	var prev *outline // the glyph before, where both are set alike
	var buf sfnt.Buffer
	for s != "" {
		switch {
		case strings.HasPrefix(s, "_{"):
			now, shift, s, prev = 0.72*size, -0.16*size, s[2:], nil
			continue
		case strings.HasPrefix(s, "^{"):
			now, shift, s, prev = 0.72*size, 0.36*size, s[2:], nil
			continue
		case s[0] == '}' && now != size:
			now, shift, s, prev = size, 0, s[1:], nil
			continue
		}
		var r rune
		for _, r = range s {
			break
		}
		s = s[len(string(r)):]
		o, _ := f.glyph(r)
		if prev != nil && prev.font == o.font {
			em := fixed.Int26_6(o.font.UnitsPerEm())
			if k, err := o.font.Kern(&buf, prev.index, o.index, em, font.HintingNone); err == nil {
				width += now * vg.Length(float64(k)/float64(em))
			}
		}
		marks = append(marks, mark{r, vg.Point{X: width, Y: shift}, now})
		width += now * vg.Length(o.advance)
		prev = o
	}
	return marks, width
}

// width is the width of a line of text.
func (f *face) width(s string, size vg.Length) vg.Length {
	_, w := f.typeset(s, size)
	return w
}

// wrap breaks text between words into lines no wider than width; a single word
// that is wider stays whole.
func (f *face) wrap(s string, size, width vg.Length) []string {
	var lines []string
	for _, part := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(part) {
			if line != "" && f.width(line+" "+word, size) > width {
				lines = append(lines, line)
				line = word
				continue
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// widest is the width of the widest of the texts.
func (f *face) widest(texts []string, size vg.Length) vg.Length {
	w := vg.Length(0)
	for _, s := range texts {
		w = max(w, f.width(s, size))
	}
	return w
}

// align says which point of a line of text lies at the given place.
type align float64

const (
	left   align = 0
	centre align = 0.5
	right  align = 1
)

// drawText draws one line of text whose baseline runs through at.
func drawText(c canvas, f *face, s string, size vg.Length, at vg.Point, a align, ink inkColor) {
	marks, w := f.typeset(s, size)
	for i := range marks {
		marks[i].at.X += at.X - vg.Length(a)*w
		marks[i].at.Y += at.Y
	}
	c.glyphs(f, marks, ink)
}

// drawMid draws one line of text whose capitals are centred on the height at.Y.
func drawMid(c canvas, f *face, s string, size vg.Length, at vg.Point, a align, ink inkColor) {
	at.Y -= capHeight / 2 * size
	drawText(c, f, s, size, at, a, ink)
}
