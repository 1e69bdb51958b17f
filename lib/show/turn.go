package show

import (
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

// turnMax is the most points that turn, of all clouds together: more cover each
// other, and the notebook grows by 10 bytes a point.
const turnMax = 4000

// Turn shows a cloud in space that is turned by hand: by dragging, or by the
// arrow keys after a click; Home turns it back. Several clouds turn together.
//
//	must.M(show.Figure(q.Figure())) // the same from one side: show it first
//	must.M(show.Turn(q))
//
// The first view, the box and the colours are the figure's; points with classes
// are digits. Of more than 4000 points as many are taken, at even distances in
// their order, and the line below says so. Places are kept to 1/65535 of the
// box.
//
// The points lie in the notebook, which needs neither kernel nor network then.
// Without scripts, as in a notebook that is not trusted, a sentence says what
// would be there. Nothing goes into $SEMINAR_FIGURES.
//
// Errors: those of [plot.Clouds3D.Figure]; a lost connection to the notebook.
// Cost: 10 bytes a point, at most 50 kB. Introduced in notebook 02.
func Turn(q plot.Clouds3D) error {
	t, err := newTurn(q)
	if err != nil {
		return err
	}
	page, err := t.html()
	if err != nil {
		return err
	}
	return showPage(page, t.sentence())
}

// turn is what the script gets, as JSON.
type turn struct {
	Alt                string
	Names              [3]string // of the axes
	Colors             []string
	Digits             bool    // points are drawn as the signs of their classes
	Signs              string  // of the classes
	Azimuth, Elevation float64 // degrees, as in plot.Clouds3D
	Shown, All         int     // points
	Clouds             []turnCloud
}

type turnCloud struct {
	Title  string
	Places []byte // base64 in JSON: x, y, z of each point, 0..65535 of the box, little-endian
	Ink    []byte // base64 in JSON: the number of each point's colour
}

func newTurn(q plot.Clouds3D) (*turn, error) {
	if _, err := q.Figure(); err != nil { // refuses what cannot be drawn
		return nil, err
	}
	t := &turn{Alt: q.Alt, Names: [3]string{plain(q.XLabel), plain(q.YLabel), plain(q.ZLabel)},
		Azimuth: q.Azimuth, Elevation: q.Elevation}
	if q.Azimuth == 0 && q.Elevation == 0 {
		t.Azimuth, t.Elevation = -55, 22
	}
	t.palette(q.Clouds)
	value := spanOf(1, q.Clouds, func(c plot.Cloud) []float64 { return c.Value })
	for i, c := range q.Clouds {
		t.All += len(c.X)
		boxed, middle := q.Clouds, 1.0
		if q.Middle > 0 {
			boxed, middle = q.Clouds[i:i+1], q.Middle
		}
		box := [3]span{
			spanOf(middle, boxed, func(c plot.Cloud) []float64 { return c.X }),
			spanOf(middle, boxed, func(c plot.Cloud) []float64 { return c.Y }),
			spanOf(middle, boxed, func(c plot.Cloud) []float64 { return c.Z }),
		}
		t.add(c, box, value, turnMax/len(q.Clouds))
	}
	return t, nil
}

// plain writes lib/plot's subscripts and superscripts of digits, such as z_{1},
// in characters of their own, and takes the braces off others.
func plain(text string) string {
	const low, high = "₀₁₂₃₄₅₆₇₈₉₋", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
	return script.ReplaceAllStringFunc(text, func(s string) string {
		signs := []rune(low)
		if s[0] == '^' {
			signs = []rune(high)
		}
		var b strings.Builder
		for _, r := range s[2 : len(s)-1] {
			switch {
			case r >= '0' && r <= '9':
				r = signs[r-'0']
			case r == '-' || r == '−':
				r = signs[10]
			}
			b.WriteRune(r)
		}
		return b.String()
	})
}

var script = regexp.MustCompile(`[_^]\{[^}]*\}`)

// shades is the number of colours that values get.
const shades = 32

// palette takes the colours of values where a cloud has them, else those of
// classes.
func (t *turn) palette(clouds []plot.Cloud) {
	hex := func(i int) string {
		c := plot.ClassColor(i)
		if !t.Digits {
			c = plot.ShadeColor(float64(i) / (shades - 1))
		}
		return plot.Hex(c)
	}
	n := shades
	if !slices.ContainsFunc(clouds, func(c plot.Cloud) bool { return c.Value != nil }) {
		n, t.Digits = 10, true
		for _, c := range clouds {
			for _, k := range c.Class {
				n = max(n, k+1)
			}
		}
		t.Signs = plot.ClassSigns[:n]
	}
	for i := range n {
		t.Colors = append(t.Colors, hex(i))
	}
	t.Digits = t.Digits && slices.ContainsFunc(clouds, func(c plot.Cloud) bool { return c.Class != nil })
}

// add puts a cloud's points into their box.
func (t *turn) add(c plot.Cloud, box [3]span, value span, most int) {
	var in []int
	for i := range c.X {
		if box[0].holds(c.X[i]) && box[1].holds(c.Y[i]) && box[2].holds(c.Z[i]) {
			in = append(in, i)
		}
	}
	n := min(len(in), most)
	cloud := turnCloud{Title: c.Title}
	for k := range n {
		i := in[k*len(in)/n]
		for j, v := range [3]float64{c.X[i], c.Y[i], c.Z[i]} {
			cloud.Places = binary.LittleEndian.AppendUint16(cloud.Places, uint16(math.Round(65535*box[j].share(v))))
		}
		ink := 0
		switch {
		case c.Value != nil:
			ink = int(math.Round((shades - 1) * value.share(c.Value[i])))
		case c.Class != nil:
			ink = c.Class[i]
		}
		cloud.Ink = append(cloud.Ink, byte(ink))
	}
	t.Shown += n
	t.Clouds = append(t.Clouds, cloud)
}

// span is a range of numbers.
type span struct{ lo, hi float64 }

// spanOf is the range of the middle share of what of gives for the clouds.
func spanOf(middle float64, clouds []plot.Cloud, of func(plot.Cloud) []float64) span {
	var all []float64
	for _, c := range clouds {
		all = append(all, of(c)...)
	}
	if len(all) == 0 {
		return span{}
	}
	slices.Sort(all)
	cut := int((1 - middle) / 2 * float64(len(all)))
	return span{all[cut], all[len(all)-1-cut]}
}

func (s span) holds(v float64) bool { return v >= s.lo && v <= s.hi }

// share is where in the range v lies, 0..1; ½ if the range has no extent.
func (s span) share(v float64) float64 {
	if s.hi == s.lo {
		return 0.5
	}
	return max(0, min(1, (v-s.lo)/(s.hi-s.lo)))
}

// points says how many turn.
func (t *turn) points() string {
	if t.Shown < t.All {
		return say.Sprintf("%s of %s points", plot.Number(float64(t.Shown), 0), plot.Number(float64(t.All), 0))
	}
	return say.Sprintf("%s points", plot.Number(float64(t.All), 0))
}

// sentence stands where nothing turns.
func (t *turn) sentence() string {
	return say.Sprintf("A cloud to turn by hand, %s: %s", t.points(), t.Alt) + needsScripts()
}

// html is the cloud.
func (t *turn) html() (string, error) {
	caption := t.points() + say.T(". Drag the cloud, or click it and use the arrow keys; Home turns it back.")
	page, err := newPage(t.sentence(), []value{{"t", t}, {"caption", caption}}, "bytes.js", "turn.js")
	if err != nil {
		return "", fmt.Errorf("show: turn: %w", err)
	}
	return page, nil
}
