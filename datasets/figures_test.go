package datasets_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"seminar.example/datasets"
)

func drawL(t *testing.T, l datasets.L) []float32 {
	t.Helper()
	image, err := l.Draw()
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// moments are the ink of an image, and its centroid from the image's centre.
func moments(image []float32) (ink, x, y float64) {
	for i, p := range image {
		ink += float64(p)
		x += float64(p) * (float64(i%28) - 13.5)
		y += float64(p) * (float64(i/28) - 13.5)
	}
	return ink, x / ink, y / ink
}

func farthest(a, b []float32) (far float64) {
	for i := range a {
		far = max(far, math.Abs(float64(a[i]-b[i])))
	}
	return far
}

// Turns are a group, and those by a quarter move pixels to pixels.
func TestLTurns(t *testing.T) {
	l := datasets.L{Rotation: 0.3, Thickness: 3}
	image := drawL(t, l)
	turned := func(by float64) []float32 {
		m := l
		m.Rotation += by
		return drawL(t, m)
	}
	if far := farthest(image, turned(2*math.Pi)); far > 1e-6 { // rounding of float32
		t.Errorf("turned twice by 180°: a pixel differs by %v", far)
	}
	quarter := make([]float32, len(image)) // counter-clockwise: what was right is up
	for i := range image {
		row, col := i/28, i%28
		quarter[(27-col)*28+row] = image[i]
	}
	if far := farthest(quarter, turned(math.Pi/2)); far > 1e-6 {
		t.Errorf("turned by 90°: a pixel differs by %v from the turned image", far)
	}
	for k := 1; k < 12; k++ { // no turn maps the L onto itself
		if far := farthest(image, turned(float64(k)*math.Pi/6)); far < 0.9 {
			t.Errorf("turned by %d°: no pixel differs by more than %v", 30*k, far)
		}
	}
	mirrored := make([]float32, len(image))
	for k := range 360 {
		other := turned(float64(k) * math.Pi / 180)
		for i := range other {
			mirrored[i] = other[i/28*28+27-i%28]
		}
		if far := farthest(image, mirrored); far < 0.5 {
			t.Errorf("mirrored and turned by %d°: no pixel differs by more than %v", k, far)
		}
	}
}

// The upright L: a long arm at the left, a foot to the right.
func TestLUpright(t *testing.T) {
	image := drawL(t, datasets.L{Thickness: 2})
	var rows, cols [28]float64
	for i, p := range image {
		rows[i/28] += float64(p)
		cols[i%28] += float64(p)
	}
	foot := slices.Index(rows[:], slices.Max(rows[:]))
	arm := slices.Index(cols[:], slices.Max(cols[:]))
	if foot < 16 || arm > 12 {
		t.Errorf("foot in row %d, arm in column %d: expected the foot below and the arm left of the centre", foot, arm)
	}
}

func TestLFactors(t *testing.T) {
	before := 0.0
	for thickness := 1.5; thickness <= 4; thickness += 0.25 {
		for turn := range 8 {
			l := datasets.L{Rotation: float64(turn) * 0.9, Thickness: thickness}
			ink, x, y := moments(drawL(t, l))
			// Both strokes with round ends, less what they share at the corner, a
			// quarter of a square and three of a disc; 2 % for the sampling.
			want := 19*thickness + thickness*thickness*(math.Pi*5/16-0.25)
			if math.Abs(ink-want) > 0.02*want {
				t.Errorf("%+v: ink %.2f, expected %.2f", l, ink, want)
			}
			if turn == 0 && ink <= before {
				t.Errorf("%+v: ink %.2f, no more than that of a thinner pen, %.2f", l, ink, before)
			}
			if turn == 0 {
				before = ink
			}
			if math.Hypot(x, y) > 0.5 { // round ends weigh more, the corner less
				t.Errorf("%+v: centroid (%.2f, %.2f), expected the centre", l, x, y)
			}
			for _, by := range [][2]float64{{2.3, 0}, {0, -1.7}, {-1, 2}} {
				m := l
				m.X, m.Y = by[0], by[1]
				_, mx, my := moments(drawL(t, m))
				if math.Abs(mx-x-by[0]) > 0.12 || math.Abs(my-y-by[1]) > 0.12 { // an eighth of a pixel: a thin pen, sampled once a pixel
					t.Errorf("%+v: centroid moved by (%.3f, %.3f), expected %v", m, mx-x, my-y, by)
				}
			}
		}
	}
}

// A small step of a factor is a small step of every pixel: no jumps.
func TestLSmooth(t *testing.T) {
	l := datasets.L{Rotation: 1, Thickness: 3}
	m := l
	m.Rotation += 0.01
	// The farthest point is 9 pixels from the middle: it moves by 0.09.
	if far := farthest(drawL(t, l), drawL(t, m)); far == 0 || far > 0.1 {
		t.Errorf("a hundredth of a radian changes a pixel by %v", far)
	}
}

func TestGenerate(t *testing.T) {
	const n = 2000
	g, err := datasets.Generate(n, datasets.AllFactors, 1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := datasets.Generate(n, datasets.AllFactors, 1)
	if err != nil {
		t.Fatal(err)
	}
	if g.N != n || len(g.X) != n*28*28 || !slices.Equal(g.X, again.X) {
		t.Errorf("%d images, %d numbers; the same from the same seed: %t", g.N, len(g.X), slices.Equal(g.X, again.X))
	}
	if slices.Min(g.X) != 0 || slices.Max(g.X) != 1 {
		t.Errorf("pixels from %v to %v, expected 0 to 1", slices.Min(g.X), slices.Max(g.X))
	}
	for _, f := range g.Factors {
		var mean float64
		for _, v := range f.Values {
			mean += v / n
		}
		// The mean of n uniform numbers: standard deviation width/√(12 n), times 4.
		if off := math.Abs(mean - (f.Low+f.High)/2); off > 4*(f.High-f.Low)/math.Sqrt(12*n) {
			t.Errorf("%s: mean %.3f, off by %.3f", f.Name, mean, off)
		}
		if slices.Min(f.Values) < f.Low || slices.Max(f.Values) > f.High {
			t.Errorf("%s leaves its range %v", f.Name, f.Range)
		}
	}
	i := 17
	f := g.Factors
	own := drawL(t, datasets.L{Rotation: f[0].Values[i], Thickness: f[1].Values[i], X: f[2].Values[i], Y: f[3].Values[i]})
	if !slices.Equal(g.Image(i), own) {
		t.Error("an image is not what its factors draw")
	}
}

// The greatest L of the ranges fits at every turn.
func TestRangesFit(t *testing.T) {
	for _, r := range []datasets.Ranges{datasets.OnlyRotation, datasets.AllFactors} {
		for k := range 360 {
			for _, x := range []float64{r.X.Low, r.X.High} {
				for _, y := range []float64{r.Y.Low, r.Y.High} {
					drawL(t, datasets.L{Rotation: float64(k) * math.Pi / 180, Thickness: r.Thickness.High, X: x, Y: y})
				}
			}
		}
	}
}

func TestGenerateErrors(t *testing.T) {
	all := datasets.AllFactors
	far, thin, turned, none := all, all, all, all
	far.X = datasets.Range{Low: 13, High: 14}
	thin.Thickness = datasets.Range{Low: 0.1, High: 0.1}
	turned.Y = datasets.Range{Low: 1, High: -1}
	none.Rotation = datasets.Range{Low: math.NaN(), High: 1}
	for _, c := range []struct {
		n    int
		r    datasets.Ranges
		want string
	}{
		{0, all, "0 images"},
		{1, far, "over the edge"},
		{1, thin, "expected 1.5 to 6"},
		{1, datasets.Ranges{}, "thickness 0"},
		{1, turned, "y from 1 to -1"},
		{1, none, "rotation from NaN"},
	} {
		if _, err := datasets.Generate(c.n, c.r, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
	if _, err := (datasets.L{Rotation: math.Inf(1), Thickness: 2}).Draw(); err == nil {
		t.Error("an infinite turn is no error")
	}
}

func ExampleGenerate() {
	g, err := datasets.Generate(3, datasets.OnlyRotation, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	turn := g.Factors[0]
	fmt.Printf("%d images, %s %.2f to %.2f %s: %.2f\n", g.N, turn.Name, turn.Low, turn.High, turn.Unit, turn.Values)
	// Output:
	// 3 images, rotation 0.00 to 6.28 rad: [1.50 4.71 4.84]
}

func ExampleL_Draw() {
	image, err := datasets.L{Thickness: 2}.Draw()
	if err != nil {
		fmt.Println(err)
		return
	}
	for row := range 13 {
		line := ""
		for _, p := range image[(row+6)*28+9 : (row+6)*28+20] {
			line += string(" .:#"[int(3*p)])
		}
		fmt.Println("|" + line + "|")
	}
	// Output:
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   #:      |
	// |   ########|
	// |   ::::::::|
}
