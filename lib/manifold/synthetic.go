package manifold

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/say"
)

// Points are n points on or near a manifold of k dimensions in a space of d,
// with the coordinates that each has on it.
type Points struct {
	N, D, K int
	X       []float32 // n×d, row-major: the points, noise included
	Coord   []float32 // n×k, row-major: the true coordinates, without noise
	Names   []string  // k: what the coordinates are
}

// Axis returns column j of X, n numbers: what a figure takes. As with a slice, j
// outside 0..D-1 panics. Introduced in notebook 02.
func (p *Points) Axis(j int) []float64 { return Column(p.X, p.D, j) }

// Coordinate returns the true coordinate j of all points, n numbers. As with a
// slice, j outside 0..K-1 panics. Introduced in notebook 02.
func (p *Points) Coordinate(j int) []float64 { return Column(p.Coord, p.K, j) }

// Column returns column j of x, which is n×d, row-major. Rows that are not whole
// are left out; as with a slice, j outside 0..d-1 panics.
// Introduced in notebook 02.
func Column(x []float32, d, j int) []float64 {
	column := make([]float64, len(x)/d)
	for i := range column {
		column[i] = float64(x[i*d : (i+1)*d][j])
	}
	return column
}

// Ring returns n points on the unit circle in the plane, plus Gaussian noise of
// the given standard deviation. The coordinate is the angle, 0..2π.
//
// n ≥ 1, noise ≥ 0. The same seed gives the same coordinates whatever the noise;
// so do all generators here. Introduced in notebook 02.
func Ring(n int, noise float64, seed uint64) (*Points, error) {
	return sheet("Ring", n, 2, noise, seed, []string{"angle"}, func(rng *rand.Rand, x, coord []float64) {
		angle := 2 * math.Pi * rng.Float64()
		coord[0] = angle
		x[1], x[0] = math.Sincos(angle)
	})
}

// The Swiss roll and the spiral wind from the angle rollStart to rollEnd.
const rollStart, rollEnd = 1.5 * math.Pi, 4.5 * math.Pi

// rollHeight is the width of the sheet that the Swiss roll is rolled from.
const rollHeight = 21

// Spiral returns n points on a spiral of Archimedes in the plane, evenly along
// it, plus Gaussian noise: one and a half turns from the radius 1/3 to 1.
//
//	x = t/4.5π · (cos t, sin t),  1.5π ≤ t ≤ 4.5π
//
// The coordinate is the length along the spiral from its inner end, 0..6.3.
// n ≥ 1, noise ≥ 0. Introduced in notebook 03.
func Spiral(n int, noise float64, seed uint64) (*Points, error) {
	return sheet("Spiral", n, 2, noise, seed, []string{"length"}, func(rng *rand.Rand, x, coord []float64) {
		t, length := alongRoll(rng)
		sin, cos := math.Sincos(t)
		x[0], x[1] = t/rollEnd*cos, t/rollEnd*sin
		coord[0] = length / rollEnd
	})
}

// SwissRoll returns n points on a rolled-up rectangle in space, evenly over it,
// plus Gaussian noise.
//
//	x = (t cos t, h, t sin t),  1.5π ≤ t ≤ 4.5π,  0 ≤ h ≤ 21
//
// The coordinates are those of the flat rectangle: the length along the spiral,
// 0..89.4, and the height h. Distances between them are distances within the
// sheet. n ≥ 1, noise ≥ 0.
//
// scikit-learn's make_swiss_roll has the same surface but takes the angle t
// evenly, which puts more points at the inside, and returns t.
// Source: Tenenbaum, de Silva, Langford, "A global geometric framework for
// nonlinear dimensionality reduction", Science 290 (2000), figure 3.
// Introduced in notebook 02.
func SwissRoll(n int, noise float64, seed uint64) (*Points, error) {
	return sheet("SwissRoll", n, 3, noise, seed, []string{"length", "height"}, func(rng *rand.Rand, x, coord []float64) {
		t, length := alongRoll(rng)
		sin, cos := math.Sincos(t)
		height := rollHeight * rng.Float64()
		x[0], x[1], x[2] = t*cos, height, t*sin
		coord[0], coord[1] = length, height
	})
}

// alongRoll draws a place evenly along the spiral with radius t at the angle t:
// the angle, and the length from the inner end.
func alongRoll(rng *rand.Rand) (t, length float64) {
	start, end := spiralLength(rollStart), spiralLength(rollEnd)
	length = (end - start) * rng.Float64()
	t = math.Sqrt(2 * (start + length)) // the length is about t²/2
	for range 5 {                       // Newton; three steps reach float64's limit
		t -= (spiralLength(t) - start - length) / math.Hypot(1, t)
	}
	return t, length
}

// spiralLength returns the length of the spiral with radius t from the centre to
// the angle t.
func spiralLength(t float64) float64 { return (t*math.Hypot(1, t) + math.Asinh(t)) / 2 }

// Sphere returns n points on the unit sphere of k dimensions, in k+1 dimensions,
// evenly over it, plus Gaussian noise. Sphere(n, 2, …) is the surface of a ball.
//
// The coordinates are the k angles: of the first axis to the point, of the second
// to what is left of it, and so on, 0..π; the last one −π..π. n, k ≥ 1,
// noise ≥ 0. Introduced in notebook 02.
func Sphere(n, k int, noise float64, seed uint64) (*Points, error) {
	if k < 1 {
		return nil, say.Errorf("manifold: Sphere: k = %d, expected at least 1", k)
	}
	names := make([]string, k)
	for j := range names {
		names[j] = fmt.Sprintf("angle %d", j+1)
	}
	return sheet("Sphere", n, k+1, noise, seed, names, func(rng *rand.Rand, x, coord []float64) {
		var norm float64
		for norm == 0 {
			for j := range x {
				x[j] = rng.NormFloat64()
				norm = math.Hypot(norm, x[j])
			}
		}
		rest := 0.0 // the norm of the coordinates after j
		for j := k; j >= 0; j-- {
			x[j] /= norm
			if j < k {
				coord[j] = math.Atan2(rest, x[j])
			}
			rest = math.Hypot(rest, x[j])
		}
		coord[k-1] = math.Atan2(x[k], x[k-1])
	})
}

// Cube returns n points that are uniform in the unit cube of k dimensions, plus
// Gaussian noise. The coordinates are the points without noise. n, k ≥ 1,
// noise ≥ 0. [Points.Embed] puts it into a space of more dimensions.
// Introduced in notebook 02.
func Cube(n, k int, noise float64, seed uint64) (*Points, error) {
	if k < 1 {
		return nil, say.Errorf("manifold: Cube: k = %d, expected at least 1", k)
	}
	names := make([]string, k)
	for j := range names {
		names[j] = fmt.Sprintf("x%d", j+1)
	}
	return sheet("Cube", n, k, noise, seed, names, func(rng *rand.Rand, x, coord []float64) {
		for j := range x {
			x[j] = rng.Float64()
			coord[j] = x[j]
		}
	})
}

// sheet draws n points of d dimensions by the function draw, which fills one
// point and its coordinates, and adds noise.
func sheet(what string, n, d int, noise float64, seed uint64, names []string, draw func(rng *rand.Rand, x, coord []float64)) (*Points, error) {
	if n < 1 {
		return nil, say.Errorf("manifold: %s: n = %d, expected at least 1", what, n)
	}
	if err := checkNoise(noise); err != nil {
		return nil, fmt.Errorf("manifold: %s: %w", what, err)
	}
	k := len(names)
	p := &Points{N: n, D: d, K: k, X: make([]float32, n*d), Coord: make([]float32, n*k), Names: names}
	rng, noiseRNG := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))
	x, coord := make([]float64, d), make([]float64, k)
	for i := range n {
		draw(rng, x, coord)
		for j, v := range x {
			p.X[i*d+j] = float32(v + noise*noiseRNG.NormFloat64())
		}
		for j, v := range coord {
			p.Coord[i*k+j] = float32(v)
		}
	}
	return p, nil
}

func checkNoise(noise float64) error {
	if !(noise >= 0) || math.IsInf(noise, 1) {
		return say.Errorf("noise = %v, expected a standard deviation of 0 or more", noise)
	}
	return nil
}

// Embed returns the points in a space of d dimensions: turned by a random
// rotation, plus Gaussian noise in all d directions. Distances stay, so does what
// the points know of their manifold.
//
// d ≥ D, noise ≥ 0. Cost: n·D·d. Introduced in notebook 02.
func (p *Points) Embed(d int, noise float64, seed uint64) (*Points, error) {
	if d < p.D {
		return nil, say.Errorf("manifold: Points.Embed: d = %d, expected at least %d, the dimensions of the points", d, p.D)
	}
	if err := checkNoise(noise); err != nil {
		return nil, fmt.Errorf("manifold: Points.Embed: %w", err)
	}
	rng := rand.New(rand.NewPCG(seed, 3))
	random := mat.NewDense(d, p.D, nil)
	for i := range d {
		for j := range p.D {
			random.Set(i, j, rng.NormFloat64())
		}
	}
	var qr mat.QR
	qr.Factorize(random)
	var q mat.Dense
	qr.QTo(&q) // its first D columns are orthonormal
	e := &Points{N: p.N, D: d, K: p.K, X: make([]float32, p.N*d), Coord: p.Coord, Names: p.Names}
	for i := range p.N {
		x := p.X[i*p.D : (i+1)*p.D]
		for j := range d {
			sum := noise * rng.NormFloat64()
			for c, v := range x {
				sum += q.At(j, c) * float64(v)
			}
			e.X[i*d+j] = float32(sum)
		}
	}
	return e, nil
}
