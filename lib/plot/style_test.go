package plot

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// lightness gives CIE 1976 L* of a colour, 0 for black and 100 for white: the
// grey that is left when a figure is printed without colour.
func lightness(c color.RGBA) float64 {
	y := luminance(c)
	if y <= 216.0/24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

func TestLightness(t *testing.T) {
	for _, c := range []struct {
		ink  inkColor
		want float64 // CIE 1976 L*, D65: 116·(Y/Yn)^(1/3) − 16, by hand
	}{
		{inkBlack, 0},
		{inkWhite, 100},
		{color.RGBA{0x77, 0x77, 0x77, 0xff}, 50.03}, // Y = 0.1845
		{color.RGBA{0x05, 0x05, 0x05, 0xff}, 1.37},  // the linear part: Y = 0.001518
	} {
		if got := lightness(c.ink); math.Abs(got-c.want) > 0.02 {
			t.Errorf("lightness(%s) = %.3f, expected %.2f", Hex(c.ink), got, c.want)
		}
	}
}

func TestNeighboursDifferInGrey(t *testing.T) {
	const least = 12 // L* units; 2.3 is a just noticeable difference
	for name, inks := range map[string][]inkColor{"lines": lineColors, "classes": classColors[:]} {
		for i := range inks[1:] {
			if d := math.Abs(lightness(inks[i]) - lightness(inks[i+1])); d < least {
				t.Errorf("%s %d and %d differ by %.1f in lightness, expected at least %d", name, i, i+1, d, least)
			}
		}
	}
	for i, ink := range append(classColors[:], lineColors...) {
		if c := 1.05 / (luminance(textColor(ink)) + 0.05); c < 4.5 {
			t.Errorf("text in colour %d has contrast %.2f, expected 4.5", i, c)
		}
	}
	if len(lineColors) != len(lineDashes) {
		t.Errorf("%d colours of lines, %d dash patterns; expected as many", len(lineColors), len(lineDashes))
	}
	if ClassColor(-3) != ClassColor(0) || ClassColor(13) != ClassColor(3) || lineColor(7) != lineColor(0) {
		t.Error("colours outside the range do not wrap as documented")
	}
}

func TestEveryClassColourOccurs(t *testing.T) {
	for _, d := range []drawn{
		made(scatterOf("flat", cloudOf("", 2000, false)).Figure()),
		made(spaceOf("space", cloudOf("", 2000, true)).Figure()),
	} {
		if d.err != nil {
			t.Fatal(d.err)
		}
		img := raster(t, d.f)
		seen := map[inkColor]int{}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				seen[inkAt(img, x, y)]++
			}
		}
		for k, ink := range classColors {
			if seen[ink] < 20 {
				t.Errorf("%s: %d pixels of class %d's colour %s, expected at least 20", d.f.Name, seen[ink], k, Hex(ink))
			}
		}
	}
}

// Sets with more than ten classes lose no point, and each class has a sign.
func TestManyClasses(t *testing.T) {
	var at []vg.Point
	var class, all []int
	for i := range 620 {
		at, class, all = append(at, vg.Point{X: vg.Length(i), Y: vg.Length(i % 62)}), append(class, i%62), append(all, i)
	}
	dots := 0
	for _, g := range dotGroups(at, class, all) {
		dots += len(g.at)
	}
	if bs := badges(at, class, 7, vg.Rectangle{Max: vg.Point{X: 620, Y: 62}}); dots != 620 || len(bs) != 62 {
		t.Errorf("%d of 620 dots, %d of 62 badges", dots, len(bs))
	}
	for k, want := range map[int]rune{0: '0', 9: '9', 10: 'A', 35: 'Z', 36: 'a', 61: 'z'} {
		if got := digitMark(k, at[0], 9).r; got != want {
			t.Errorf("class %d is drawn as %q, expected %q", k, got, want)
		}
	}
	for _, solid := range []bool{false, true} {
		c := cloudOf("", 620, solid)
		c.Class = class
		d := made(scatterOf("many", c).Figure())
		if solid {
			d = made(spaceOf("many", c).Figure())
		}
		if d.err != nil {
			t.Fatal(d.err)
		}
		raster(t, d.f)
	}
}

// TestLabelsOfCloseLinesDoNotOverlap looks for the rows of pixels in which each
// label has ink, right of the plot.
func TestLabelsOfCloseLinesDoNotOverlap(t *testing.T) {
	q := curvesOf("close")
	q.Levels = nil
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	img := raster(t, f)
	b := img.Bounds()
	rows := func(ink inkColor) (lo, hi int) {
		lo, hi = b.Dy(), -1
		for y := range b.Dy() {
			for x := b.Dx() * 94 / 100; x < b.Dx(); x++ {
				if inkAt(img, x, y) == ink {
					lo, hi = min(lo, y), max(hi, y)
				}
			}
		}
		return lo, hi
	}
	trainLo, trainHi := rows(textColor(lineColors[0]))
	testLo, testHi := rows(textColor(lineColors[1]))
	if trainHi < 0 || testHi < 0 {
		t.Fatalf("label not found: rows %d–%d and %d–%d", trainLo, trainHi, testLo, testHi)
	}
	if testHi >= trainLo {
		t.Errorf("labels overlap: test in rows %d–%d, train below in rows %d–%d", testLo, testHi, trainLo, trainHi)
	}
}

func TestPool(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 12 {
		want, size := make([]vg.Length, n), make([]vg.Length, n)
		at := vg.Length(0)
		for i := range want {
			at += vg.Length(r.Float64() * 12)
			want[i], size[i] = at, vg.Length(5+10*r.Float64())
		}
		got := pool(want, size, -20, 220)
		for i := range got {
			if got[i]-size[i]/2 < -20-1e-9 || got[i]+size[i]/2 > 220+1e-9 {
				t.Errorf("n %d: %d lies at %.2f, outside the place", n, i, got[i])
			}
			if i > 0 && got[i]-got[i-1] < (size[i]+size[i-1])/2-1e-9 {
				t.Errorf("n %d: %d and %d overlap", n, i-1, i)
			}
		}
	}
	apart := []vg.Length{10, 50, 90}
	for i, at := range pool(apart, []vg.Length{10, 10, 10}, 0, 100) {
		if at != apart[i] {
			t.Errorf("a label with room was moved from %g to %g", apart[i], at)
		}
	}
}

func TestApart(t *testing.T) {
	cl := cloudOf("", 3000, false)
	at := make([]vg.Point, len(cl.X))
	order := make([]int, len(at))
	for i := range at {
		at[i], order[i] = vg.Point{X: vg.Length(20 * cl.X[i]), Y: vg.Length(20 * cl.Y[i])}, i
	}
	const size = 6.5
	cover := func(i, j int) bool {
		return math.Abs(float64(at[i].X-at[j].X)) <= 0.85*size && math.Abs(float64(at[i].Y-at[j].Y)) <= 1.1*size
	}
	picked, rest := apart(at, order, func(int) vg.Length { return size })
	if len(picked)+len(rest) != len(at) || len(picked) < 100 || len(rest) < 100 {
		t.Fatalf("%d picked and %d left of %d", len(picked), len(rest), len(at))
	}
	for a, i := range picked {
		for _, j := range picked[:a] {
			if cover(i, j) {
				t.Fatalf("digits %d and %d cover each other", i, j)
			}
		}
	}
	for _, i := range rest {
		hidden := false
		for _, j := range picked {
			hidden = hidden || j < i && cover(i, j)
		}
		if !hidden {
			t.Fatalf("point %d was left out though its digit covers no earlier one", i)
		}
	}
}

func TestPixelsOfImagesAreSquares(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	q := imagesOf("squares", 1, 2)
	for _, img := range q.Rows[0].Images {
		for p := range img {
			img[p] = float32(r.IntN(2))
		}
	}
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	q.W, q.H = 28, 28
	g := q.layout(vg.Length(f.w) * px)
	s := newSheet(q.Title, q.Note, f.w, f.h)
	dots := int(math.Round(float64(g.dot / unit)))
	x0, y0 := int(math.Round(float64(g.left/unit))), 2*f.h-int(math.Round(float64((snap(s.top)-g.top)/unit)))
	img := raster(t, f)
	for p, v := range q.Rows[0].Images[0] {
		want := inkWhite
		if v == 1 {
			want = inkBlack
		}
		cell := image.Rect(0, 0, dots, dots).Add(image.Pt(x0+dots*(p%28), y0+dots*(p/28)))
		if p%28 == 0 || p%28 == 27 || p/28 == 0 || p/28 == 27 {
			continue // the frame touches these
		}
		for y := cell.Min.Y; y < cell.Max.Y; y++ {
			for x := cell.Min.X; x < cell.Max.X; x++ {
				if got := inkAt(img, x, y); got != want {
					t.Fatalf("pixel %d at (%d, %d) is %s, expected %s throughout", p, x, y, Hex(got), Hex(want))
				}
			}
		}
	}
}

func TestThin(t *testing.T) {
	for _, c := range []struct {
		n, most int
		want    string
	}{
		{5, 9, "[0 1 2 3 4]"},
		{9, 9, "[0 1 2 3 4 5 6 7 8]"},
		{10, 4, "[0 2 5 7]"},
	} {
		if got := fmt.Sprint(thin(c.n, c.most)); got != c.want {
			t.Errorf("thin(%d, %d) = %s, expected %s", c.n, c.most, got, c.want)
		}
	}
	q := scatterOf("many", cloudOf("", 9000, false))
	p := q.picture(axes{
		rect: vg.Rectangle{Max: vg.Point{X: 400, Y: 200}},
		x:    newAxis("", false, 0, q.Clouds[0].X), y: newAxis("", false, 0, q.Clouds[0].Y),
	}, q.Clouds[0], maxDots, tiling{1, 1})
	drawn := 0
	for _, g := range p.dots {
		drawn += len(g.at)
	}
	for _, g := range p.digits {
		drawn += len(g.marks)
	}
	if want := "2000 of 9000 points drawn"; drawn != 2000 || thinned(q.Clouds, maxDots) != want {
		t.Errorf("%d points drawn and the note says %q, expected 2000 and %q", drawn, thinned(q.Clouds, maxDots), want)
	}
}

func TestMarkup(t *testing.T) {
	f := regular()
	marks, w := f.typeset("z_{1}=10^{-3}a}", 10)
	text, small := "", ""
	for _, m := range marks {
		text += string(m.r)
		if m.size < 10 {
			small += string(m.r)
		}
	}
	if text != "z1=10-3a}" || small != "1-3" {
		t.Errorf("drawn %q with %q small, expected \"z1=10-3a}\" with \"1-3\" small", text, small)
	}
	if marks[1].at.Y >= 0 || marks[5].at.Y <= 0 || marks[7].at.Y != 0 {
		t.Errorf("heights %v, %v, %v of 1, - and a; expected low, high, on the line", marks[1].at.Y, marks[5].at.Y, marks[7].at.Y)
	}
	if plain := f.width("z1=10-3a}", 10); w >= plain || w < plain/2 {
		t.Errorf("width %v, expected a little less than %v", w, plain)
	}
	for _, width := range []vg.Length{20, 60, 200, 1000} {
		lines := f.wrap("the quick brown fox jumps over the lazy dog", 10, width)
		for _, l := range lines {
			if f.width(l, 10) > width && strings.Contains(l, " ") {
				t.Errorf("line %q is wider than %v", l, width)
			}
		}
		if strings.Join(lines, " ") != "the quick brown fox jumps over the lazy dog" {
			t.Errorf("wrapped to %v: %q lost a word", width, lines)
		}
	}
}
