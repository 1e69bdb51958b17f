package manifold

import (
	"math"
	"slices"
	"testing"
)

// makers are the generators with what each one's points must obey.
var makers = []struct {
	name     string
	d, k     int
	make     func(n int, noise float64, seed uint64) (*Points, error)
	least    []float64 // of the coordinates; they are evenly spread but where even says no
	most     []float64
	uneven   bool
	residual func(x, coord []float64) float64 // 0 on the manifold at these coordinates
}{
	{"ring", 2, 1, Ring, []float64{0}, []float64{2 * math.Pi}, false, func(x, c []float64) float64 {
		return math.Hypot(x[0]-math.Cos(c[0]), x[1]-math.Sin(c[0]))
	}},
	{"spiral", 2, 1, Spiral, []float64{0}, []float64{6.321865977990882}, false, func(x, c []float64) float64 {
		t := math.Hypot(x[0], x[1]) * rollEnd
		return math.Hypot(math.Atan2(x[1], x[0])-math.Remainder(t, 2*math.Pi), c[0]-(spiralLength(t)-spiralLength(rollStart))/rollEnd)
	}},
	{"Swiss roll", 3, 2, SwissRoll, []float64{0, 0}, []float64{89.37327471045933, 21}, false, func(x, c []float64) float64 {
		t := math.Hypot(x[0], x[2])
		return math.Hypot(math.Atan2(x[2], x[0])-math.Remainder(t, 2*math.Pi), c[0]-(spiralLength(t)-spiralLength(rollStart))) + math.Abs(x[1]-c[1])
	}},
	{"sphere", 3, 2, func(n int, noise float64, seed uint64) (*Points, error) { return Sphere(n, 2, noise, seed) },
		[]float64{0, -math.Pi}, []float64{math.Pi, math.Pi}, true, func(x, c []float64) float64 {
			sin, cos := math.Sincos(c[0])
			return math.Hypot(x[0]-cos, math.Hypot(x[1]-sin*math.Cos(c[1]), x[2]-sin*math.Sin(c[1])))
		}},
	{"circle as sphere", 2, 1, func(n int, noise float64, seed uint64) (*Points, error) { return Sphere(n, 1, noise, seed) },
		[]float64{-math.Pi}, []float64{math.Pi}, false, func(x, c []float64) float64 {
			return math.Hypot(x[0]-math.Cos(c[0]), x[1]-math.Sin(c[0]))
		}},
	{"cube", 5, 5, func(n int, noise float64, seed uint64) (*Points, error) { return Cube(n, 5, noise, seed) },
		make([]float64, 5), []float64{1, 1, 1, 1, 1}, false, func(x, c []float64) float64 {
			return math.Hypot(math.Hypot(x[0]-c[0], x[2]-c[2]), x[4]-c[4])
		}},
}

func TestSynthetic(t *testing.T) {
	const n = 4000
	for _, m := range makers {
		p, err := m.make(n, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		if p.N != n || p.D != m.d || p.K != m.k || len(p.X) != n*m.d || len(p.Coord) != n*m.k || len(p.Names) != m.k {
			t.Fatalf("%s: %d points of %d numbers with %d coordinates %q", m.name, p.N, p.D, p.K, p.Names)
		}
		x, c := make([]float64, m.d), make([]float64, m.k)
		for i := range n {
			for j := range x {
				x[j] = p.Axis(j)[i]
			}
			for j := range c {
				c[j] = p.Coordinate(j)[i]
			}
			if r := m.residual(x, c); !(r < 3e-5) { // float32, times a radius of 14
				t.Fatalf("%s: point %d, %v, is %v off its coordinates %v", m.name, i, x, r, c)
			}
			if i > 200 { // columns are cut anew at every point
				break
			}
		}
		for j := range m.k {
			column := slices.Sorted(slices.Values(p.Coordinate(j)))
			width := m.most[j] - m.least[j]
			if column[0] < m.least[j]-1e-5 || column[n-1] > m.most[j]+1e-5 || column[n-1]-column[0] < .9*width {
				t.Errorf("%s: coordinate %d is %v..%v, expected %v..%v", m.name, j, column[0], column[n-1], m.least[j], m.most[j])
			}
			if m.uneven {
				continue
			}
			for i, v := range column { // Kolmogorov and Smirnov's statistic, at 10⁻⁵
				if gap := math.Abs((v-m.least[j])/width - (float64(i)+.5)/n); gap > 2.5/math.Sqrt(n) {
					t.Errorf("%s: coordinate %d is uneven: %v at place %d of %d", m.name, j, v, i, n)
					break
				}
			}
		}
		noisy, err := m.make(n, .1, 1)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(noisy.Coord, p.Coord) {
			t.Errorf("%s: noise changes the coordinates", m.name)
		}
		var sum float64
		for i, v := range noisy.X {
			sum += float64(v-p.X[i]) * float64(v-p.X[i])
		}
		if sd := math.Sqrt(sum / float64(len(p.X))); math.Abs(sd-.1) > .003 {
			t.Errorf("%s: noise of standard deviation %v, expected 0.1", m.name, sd)
		}
		if other, _ := m.make(n, 0, 2); slices.Equal(other.X, p.X) {
			t.Errorf("%s: another seed gives the same points", m.name)
		}
	}
}

// TestSphereEven: on the sphere the height is even (Archimedes), as is any
// coordinate's square in the mean.
func TestSphereEven(t *testing.T) {
	p, err := Sphere(4000, 2, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	for j := range 3 {
		column := slices.Sorted(slices.Values(p.Axis(j)))
		for i, v := range column {
			if gap := math.Abs((v+1)/2 - (float64(i)+.5)/4000); gap > 2.5/math.Sqrt(4000) {
				t.Fatalf("axis %d: %v at place %d of 4000", j, v, i)
			}
		}
	}
}

// TestEmbed keeps all distances but for float32, and adds the noise everywhere.
func TestEmbed(t *testing.T) {
	p, err := SwissRoll(60, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	e, err := p.Embed(50, 0, 7)
	if err != nil {
		t.Fatal(err)
	}
	distance := func(p *Points, a, b int) float64 {
		var sum float64
		for j := range p.D {
			gap := float64(p.X[a*p.D+j]) - float64(p.X[b*p.D+j])
			sum += gap * gap
		}
		return math.Sqrt(sum)
	}
	for a := range p.N {
		for b := range a {
			if was, is := distance(p, a, b), distance(e, a, b); math.Abs(was-is) > 1e-5 {
				t.Fatalf("distance of %d and %d is %v, was %v", a, b, is, was)
			}
		}
	}
	noisy, err := p.Embed(50, .5, 7)
	if err != nil {
		t.Fatal(err)
	}
	if d := distance(&Points{D: 3000, X: append(slices.Clone(noisy.X), e.X...)}, 0, 1); math.Abs(d/.5/math.Sqrt(3000)-1) > .06 {
		t.Errorf("noise of length %v in 3000 numbers, expected %v", d, .5*math.Sqrt(3000))
	}
}

func TestSyntheticErrors(t *testing.T) {
	for _, m := range makers {
		_, err := m.make(0, 0, 1)
		wantError(t, err, "n = 0, expected at least 1")
		_, err = m.make(1, -1, 1)
		wantError(t, err, "noise = -1, expected")
		_, err = m.make(1, math.NaN(), 1)
		wantError(t, err, "noise = NaN")
	}
	_, err := Sphere(1, 0, 0, 1)
	wantError(t, err, "Sphere: k = 0")
	_, err = Cube(1, 0, 0, 1)
	wantError(t, err, "Cube: k = 0")
	p, err := Ring(3, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Embed(1, 0, 1)
	wantError(t, err, "d = 1, expected at least 2")
	_, err = p.Embed(2, -1, 1)
	wantError(t, err, "noise = -1")
}
