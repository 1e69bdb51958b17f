package curse

import (
	"fmt"
	"math"
	"math/rand/v2"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Uniform returns n points that are uniform in the unit cube of d dimensions,
// n×d, row-major. It fails if n or d is below 1. Introduced in notebook 01.
func Uniform(n, d int, seed uint64) ([]float32, error) {
	return draw("Uniform", n, d, seed, func(rng *rand.Rand) float32 { return rng.Float32() })
}

// Gaussian returns n points with d standard normal coordinates, n×d, row-major.
// It fails if n or d is below 1. Introduced in notebook 01.
func Gaussian(n, d int, seed uint64) ([]float32, error) {
	return draw("Gaussian", n, d, seed, func(rng *rand.Rand) float32 { return float32(rng.NormFloat64()) })
}

func draw(what string, n, d int, seed uint64, number func(*rand.Rand) float32) ([]float32, error) {
	if err := atLeast1(what, []string{"n", "d"}, n, d); err != nil {
		return nil, err
	}
	x := make([]float32, n*d)
	trials(n, seed, func() struct{} { return struct{}{} }, func(rng *rand.Rand, i int, _ struct{}) {
		for j := range d {
			x[i*d+j] = number(rng)
		}
	})
	return x, nil
}

// Ball returns n points that are uniform in the unit ball of d dimensions, n×d,
// row-major. It fails if n or d is below 1. Cost: n·d. Introduced in notebook 01.
func Ball(n, d int, seed uint64) ([]float32, error) {
	if err := atLeast1("Ball", []string{"n", "d"}, n, d); err != nil {
		return nil, err
	}
	x := make([]float32, n*d)
	trials(n, seed, func() []float64 { return make([]float64, d+2) }, func(rng *rand.Rand, i int, p []float64) {
		ball(rng, p)
		norm := math.Sqrt(squares(p))
		for j := range d {
			x[i*d+j] = float32(p[j] / norm)
		}
	})
	return x, nil
}

// PairDistances returns the Euclidean distances of all pairs of points, n(n−1)/2
// of them: 0–1, 0–2, …, 1–2, ….
//
// x is n×d, row-major, n ≥ 2. Sums run in float64. It fails if x is no whole
// rows, has a single one or holds NaN or infinity. Cost: n²·d/2 on all cores;
// 1000 points in 784 dimensions take 0.2 s on two. Introduced in notebook 01.
func PairDistances(x []float32, d int) ([]float64, error) {
	if err := checkRows(x, d); err != nil {
		return nil, fmt.Errorf("curse: PairDistances: %w", err)
	}
	n := len(x) / d
	if n < 2 {
		return nil, say.Errorf("curse: PairDistances: one point, expected at least two")
	}
	all := make([]float64, n*(n-1)/2)
	parallel.Do(n-1, func(i int) {
		first := i*(n-1) - i*(i-1)/2 // of the pairs i–(i+1), i–(i+2), …
		a := x[i*d : (i+1)*d]
		for j := i + 1; j < n; j++ {
			all[first+j-i-1] = distance(a, x[j*d:(j+1)*d])
		}
	})
	return all, nil
}

// Extremes are the least and the greatest of distances.
type Extremes struct{ Min, Max float64 }

// ExtremesOf returns the least and the greatest distance. It fails if there are
// none or one is NaN or negative. Introduced in notebook 01.
func ExtremesOf(distances []float64) (Extremes, error) {
	if len(distances) == 0 {
		return Extremes{}, say.Errorf("curse: ExtremesOf: no distances")
	}
	e := Extremes{math.Inf(1), 0}
	for i, v := range distances {
		if !(v >= 0) {
			return Extremes{}, say.Errorf("curse: ExtremesOf: distance %d is %v, expected 0 or more", i, v)
		}
		e.Min, e.Max = min(e.Min, v), max(e.Max, v)
	}
	return e, nil
}

// Ratio returns Max/Min, +Inf if Min is 0, NaN if both are.
func (e Extremes) Ratio() float64 { return e.Max / e.Min }

// Contrast returns the relative contrast (Max − Min)/Min: how much farther the
// farthest is than the nearest. It is +Inf if Min is 0 and NaN if both are.
func (e Extremes) Contrast() float64 { return (e.Max - e.Min) / e.Min }

// SampleMaxMin estimates the ratio of the greatest to the least distance between
// n points with d standard normal coordinates, as the median over repeats: in few
// dimensions the least distance is now and then tiny, and decides a mean.
//
// n ≥ 2; d, repeats ≥ 1. Cost: repeats·n²·d/2; ten repeats of 1000 points in 1000
// dimensions take 3 s on two cores. Introduced in notebook 01.
func SampleMaxMin(n, d, repeats int, seed uint64) (Estimate, error) {
	if err := atLeast1("SampleMaxMin", []string{"n-1", "d", "repeats"}, n-1, d, repeats); err != nil {
		return Estimate{}, err
	}
	ratios := make([]float64, repeats)
	for r := range ratios {
		x, err := Gaussian(n, d, generator(seed, uint64(r)).Uint64())
		if err != nil {
			return Estimate{}, err
		}
		distances, err := PairDistances(x, d)
		if err != nil {
			return Estimate{}, err
		}
		e, err := ExtremesOf(distances)
		if err != nil {
			return Estimate{}, err
		}
		ratios[r] = e.Ratio()
	}
	return quantile(ratios, 0.5), nil
}

// Contrast returns the relative contrast of a data set, one number for each query
// point of q, as their median with the band that holds four of five:
//
//	(D_max − D_min) / D_min
//
// where D_max and D_min are the distances of a query to the farthest and to the
// nearest point of x. Where it is small, "nearest" means little.
//
// x is n×d and q m×d, row-major. The queries should be drawn like x but not be
// among its points. More points in x give more contrast, so compare data sets of
// equal n. The band says how queries differ, not how sure the median is: for that
// draw x and q several times.
//
// It fails if x or q is no whole rows or holds NaN or infinity, and if a query is
// one of the points. Cost: n·m·d on all cores; 10 000 × 100 × 784 take 0.5 s on two.
// Source: Beyer, Goldstein, Ramakrishnan, Shaft, "When is nearest neighbor
// meaningful?" (ICDT 1999), theorem 1; Aggarwal, Hinneburg, Keim, "On the
// surprising behavior of distance metrics in high dimensional space" (ICDT
// 2001), definition 2. Introduced in notebook 01.
func Contrast(x, q []float32, d int) (Band, error) {
	for _, set := range []struct {
		name string
		x    []float32
	}{{"x", x}, {"q", q}} {
		if err := checkRows(set.x, d); err != nil {
			return Band{}, fmt.Errorf("curse: Contrast: %s: %w", set.name, err)
		}
	}
	contrasts := make([]float64, len(q)/d)
	parallel.Do(len(contrasts), func(i int) {
		e := Extremes{math.Inf(1), 0}
		for j := 0; j < len(x); j += d {
			v := distance(q[i*d:(i+1)*d], x[j:j+d])
			e.Min, e.Max = min(e.Min, v), max(e.Max, v)
		}
		contrasts[i] = e.Contrast()
	})
	for i, v := range contrasts {
		if v-v != 0 { // a least distance of 0
			return Band{}, say.Errorf("curse: Contrast: query %d is one of the points: it has no contrast", i)
		}
	}
	return BandOf(contrasts)
}

// distance returns the Euclidean distance of two points. It adds up four sums,
// since each addition waits for the one before.
func distance(a, b []float32) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	j := 0
	for ; j+4 <= len(a); j += 4 {
		g0, g1 := float64(a[j])-float64(b[j]), float64(a[j+1])-float64(b[j+1])
		g2, g3 := float64(a[j+2])-float64(b[j+2]), float64(a[j+3])-float64(b[j+3])
		s0, s1, s2, s3 = s0+g0*g0, s1+g1*g1, s2+g2*g2, s3+g3*g3
	}
	for ; j < len(a); j++ {
		gap := float64(a[j]) - float64(b[j])
		s0 += gap * gap
	}
	return math.Sqrt(s0 + s1 + (s2 + s3))
}

// checkRows reports whether x is whole rows of d finite numbers, at least one.
func checkRows(x []float32, d int) error {
	switch {
	case d < 1:
		return say.Errorf("d = %d, expected at least 1", d)
	case len(x) == 0 || len(x)%d != 0:
		return say.Errorf("%d numbers, expected whole rows of d = %d", len(x), d)
	}
	for i, v := range x {
		if v-v != 0 { // NaN or ±Inf
			return say.Errorf("number %d of row %d is %v, expected finite numbers", i%d, i/d, v)
		}
	}
	return nil
}
