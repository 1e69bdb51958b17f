package pixel

import (
	"math"
	"slices"
	"strings"
	"testing"

	"seminar.example/datasets"
)

// sampled draws where ink is, by 16×16 samples a pixel: 28×28, seen from the
// image's centre, y downwards.
func sampled(ink func(x, y float64) bool) []float32 {
	const sub = 16
	image := make([]float32, 28*28)
	for i := range image {
		n := 0
		for s := range sub * sub {
			x := float64(i%28) + (float64(s%sub)+0.5)/sub - 14
			y := float64(i/28) + (float64(s/sub)+0.5)/sub - 14
			if ink(x, y) {
				n++
			}
		}
		image[i] = float32(n) / (sub * sub)
	}
	return image
}

// bar is a bar of the width and height that leans to the right by the slant.
func bar(width, height, slant float64) []float32 {
	return sampled(func(x, y float64) bool {
		return math.Abs(x+y*math.Tan(slant)) <= width/2 && math.Abs(y) <= height/2
	})
}

// shapeNames are those of the measures in the order of Shape.Values.
var shapeNames = []string{"area", "length", "thickness", "slant", "width", "height"}

func shapeOf(t *testing.T, image []float32) Shape {
	t.Helper()
	s, err := Shapes(image, 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	return s[0]
}

// What is drawn is what is measured.
func TestShapesDrawn(t *testing.T) {
	for _, width := range []float64{2, 3, 4, 6} {
		for _, degrees := range []float64{-30, -20, -10, 0, 5, 15, 25, 35} {
			slant := degrees * math.Pi / 180
			s := shapeOf(t, bar(width, 18, slant))
			near := func(what string, got, want, eps float64) {
				if !(math.Abs(got-want) <= eps) {
					t.Errorf("bar of %v pixels at %v°: %s %.3f, expected %.3f ± %.3f", width, degrees, what, got, want, eps)
				}
			}
			near("slant", 180/math.Pi*s.Slant, degrees, 0.5) // smoothing makes it a little less
			near("height", s.Height, 0.98*18, 0.5)           // 2 % of the ink lie beyond
			near("width", s.Width, 0.98*width+1.2, 0.7)      // soft edges count
			near("area", s.Area, 18*width, 0.03*18*width+2)  // smoothing rounds the corners
		}
	}
	// Strokes of a round pen, whose medial axis is their middle.
	for _, thick := range []float64{2, 3, 4, 6} {
		for _, angle := range []float64{0, 0.4, 0.8, 1.2, 1.6, 2.5} {
			sin, cos := math.Sincos(angle)
			s := shapeOf(t, sampled(func(x, y float64) bool {
				along := max(-7, min(7, x*cos+y*sin))
				return math.Hypot(x-along*cos, y-along*sin) <= thick/2
			}))
			// The bands are those of scikit-image's medial axis on the same strokes.
			if s.Thickness < 0.84*thick || s.Thickness > 1.07*thick {
				t.Errorf("stroke of %v pixels, turned by %v: thickness %.3f", thick, angle, s.Thickness)
			}
			if s.Length < 12.5 || s.Length > 22 {
				t.Errorf("stroke of %v pixels, turned by %v: length %.2f, expected 14", thick, angle, s.Length)
			}
		}
	}
	for _, radius := range []float64{4, 7, 10} {
		s := shapeOf(t, sampled(func(x, y float64) bool { return math.Hypot(x, y) <= radius }))
		if area := math.Pi * radius * radius; math.Abs(s.Area-area) > 0.01*area || math.Abs(s.Slant) > 1e-9 {
			t.Errorf("disc: area %.2f, expected %.2f; slant %v, expected 0", s.Area, area, s.Slant)
		}
		if math.Abs(s.Width-s.Height) > 0.3 { // Morpho-MNIST's columns are half a fine pixel off
			t.Errorf("disc: %.3f wide, %.3f high", s.Width, s.Height)
		}
	}
	// A ring's stroke is as long as the circle of its middle; a chain of pixels
	// is up to 1/cos 22.5° = 1.08 times longer.
	s := shapeOf(t, sampled(func(x, y float64) bool { return math.Abs(math.Hypot(x, y)-8) <= 1.5 }))
	if around := 16 * math.Pi; s.Length < 0.98*around || s.Length > 1.1*around || math.Abs(s.Thickness-3) > 0.15 {
		t.Errorf("ring: length %.2f, expected %.2f and up to a tenth more; thickness %.3f, expected 3", s.Length, around, s.Thickness)
	}
}

// morpho are measures of MNIST's images by another program, with the medial
// axis of scikit-image 0.26.0 (mean of ten orders of equal pixels), scipy
// 1.17.1's Gauss filter and Keys' interpolation as a matrix in numpy 2.4.6.
var morpho = []struct {
	image int // of the test images
	want  Shape
}{
	{0, Shape{71.3125, 35.8494, 2.1171, 0.0702, 15.1255, 19.5536}},
	{1, Shape{113.0625, 44.2875, 2.6493, -0.1737, 17.5860, 19.8463}},
	{2, Shape{39.2500, 22.8970, 1.8627, 0.2904, 3.6797, 19.7047}},
	{3, Shape{146.8125, 45.4384, 3.4788, 0.0724, 14.7127, 19.0331}},
	{4, Shape{75.2500, 43.8311, 1.9497, -0.1288, 14.9195, 18.7916}},
	{7, Shape{83.5000, 40.0912, 2.4204, -0.5162, 10.9246, 18.8235}},
	{8, Shape{121.1250, 41.2437, 3.1105, 0.2641, 17.2079, 18.4846}},
	{18, Shape{138.4375, 52.9572, 2.7387, -0.5046, 15.7999, 18.6170}},
	{61, Shape{127.9375, 55.1248, 2.5787, 0.4698, 14.9743, 15.9793}},
	{115, Shape{67.0625, 34.7182, 2.1095, 0.0520, 9.9900, 19.3560}},
	{247, Shape{88.2500, 43.5687, 2.3861, 0.3631, 13.3444, 19.0467}},
	{582, Shape{68.3125, 41.8050, 1.8500, 0.2016, 12.3293, 19.5706}},
}

func mnist(t testing.TB, split datasets.Split) *datasets.Images {
	t.Helper()
	im, err := datasets.MNIST(split)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

func TestShapesOfMNIST(t *testing.T) {
	test := mnist(t, datasets.Test)
	var x []float32
	for _, m := range morpho {
		x = append(x, test.Image(m.image)...)
	}
	got, err := Shapes(x, 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range morpho {
		// Printed to four places; length and thickness depend on the order of
		// equal pixels, which the other program draws.
		for j, eps := range []float64{1e-4, 0.04 * m.want.Length, 0.01 * m.want.Thickness, 1e-4, 1e-4, 1e-4} {
			if g, w := got[i].Values()[j], m.want.Values()[j]; !(math.Abs(g-w) <= eps) {
				t.Errorf("test image %d: %s %.4f, expected %.4f ± %.4f", m.image, shapeNames[j], g, w, eps)
			}
		}
	}
}

// The measures that Morpho-MNIST publishes for the first training image
// (original/train-morpho.csv; quoted in the tests of its program).
func TestShapesPublished(t *testing.T) {
	s := shapeOf(t, mnist(t, datasets.Train).Image(0))
	want := Shape{107.3125, 50.26650429449552, 2.4606583773939543, 0.23107446620980754, 14.539571782767355, 19.849053691610763}
	for j, eps := range []float64{0, 0.02 * want.Length, 0.005 * want.Thickness, 1e-12, 1e-12, 1e-12} {
		if g, w := s.Values()[j], want.Values()[j]; !(math.Abs(g-w) <= eps) {
			t.Errorf("%s %.15g, published %.15g ± %.4g", shapeNames[j], g, w, eps)
		}
	}
}

// Moving an image changes nothing, mirroring it turns the slant around.
func TestShapesSymmetry(t *testing.T) {
	test := mnist(t, datasets.Test)
	for i := range 20 {
		image := test.Image(i)
		mirrored, moved := make([]float32, 784), make([]float32, 784)
		for p, v := range image {
			mirrored[p/28*28+27-p%28] = v
			if p%28 > 0 {
				moved[p-1] = v
			}
		}
		s, m, v := shapeOf(t, image), shapeOf(t, mirrored), shapeOf(t, moved)
		for j := range shapeNames {
			eps := 1e-3            // beyond the edge ink is mirrored
			switch shapeNames[j] { // the shuffle of equal pixels is another one
			case "length":
				eps = 0.05 * s.Length
			case "thickness":
				eps = 0.02 * s.Thickness
			}
			if a, b := s.Values()[j], v.Values()[j]; math.Abs(a-b) > eps {
				t.Errorf("image %d moved by a pixel: %s %v, before %v", i, shapeNames[j], b, a)
			}
		}
		// Mirrored, columns lie half a fine pixel off, and levels round down.
		if math.Abs(s.Slant+m.Slant) > 1e-3 || math.Abs(s.Width-m.Width) > 0.2 || math.Abs(s.Area-m.Area) > 0.01*s.Area {
			t.Errorf("image %d: %+v, mirrored %+v", i, s, m)
		}
	}
}

// All images at once are each as if alone, and sizes other than MNIST's work.
func TestShapesMany(t *testing.T) {
	test := mnist(t, datasets.Test)
	all, err := Shapes(test.X[:50*784], 28, 28)
	if err != nil || len(all) != 50 {
		t.Fatal(len(all), err)
	}
	for i := range all {
		if one := shapeOf(t, test.Image(i)); one != all[i] {
			t.Errorf("image %d: %+v alone, %+v among others", i, one, all[i])
		}
	}
	wide := make([]float32, 20*40) // a bar of 4×10 pixels
	for y := 5; y < 15; y++ {
		for x := 30; x < 34; x++ {
			wide[y*40+x] = 1
		}
	}
	s, err := Shapes(wide, 20, 40)
	if err != nil || math.Abs(s[0].Area-40) > 2 || math.Abs(s[0].Height-9.8) > 0.6 || math.Abs(s[0].Slant) > 1e-9 {
		t.Errorf("%+v, %v; expected 4×10 pixels, upright", s, err)
	}
}

func TestShapesErrors(t *testing.T) {
	image := bar(3, 18, 0)
	bad := slices.Clone(image)
	bad[5] = float32(math.NaN())
	for _, c := range []struct {
		x          []float32
		rows, cols int
		want       string
	}{
		{nil, 28, 28, "0 numbers"}, {image[:783], 28, 28, "783 numbers"}, {image, 0, 28, "images of 0×28"},
		{image, 28, 3, "images of 28×3"}, {bad, 28, 28, "image 0 holds NaN"},
	} {
		_, err := Shapes(c.x, c.rows, c.cols)
		if err == nil || !strings.HasPrefix(err.Error(), "pixel: Shapes: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected pixel: Shapes: … %s", err, c.want)
		}
	}
	for name, grey := range map[string]float32{"black": 0, "grey": 0.5, "white": 1, "below": -1} {
		blank := slices.Repeat([]float32{grey}, 784)
		for j, v := range shapeOf(t, blank).Values() {
			if !math.IsNaN(v) {
				t.Errorf("%s: %s %v, expected NaN", name, shapeNames[j], v)
			}
		}
	}
	for name, change := range map[string]func([]float32){ // odd, but no reason to fail
		"faint": func(x []float32) { x[400] = 1e-3 }, "one pixel": func(x []float32) { x[400] = 1 }, "corner": func(x []float32) { x[0] = 1 },
		"too bright": func(x []float32) { x[400], x[401] = 7, 0.5 }, "one row": func(x []float32) { x[390], x[391] = 1, 1 },
	} {
		x := make([]float32, 784)
		change(x)
		if s := shapeOf(t, x); s.Area == 0 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func BenchmarkShapes(b *testing.B) {
	x := mnist(b, datasets.Test).X[:100*784]
	for b.Loop() {
		if _, err := Shapes(x, 28, 28); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/100, "µs/image")
}
