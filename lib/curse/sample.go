package curse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync/atomic"

	"seminar.example/lib/say"
)

// uniform sets p to a point of the unit cube.
func uniform(rng *rand.Rand, p []float64) {
	for j := range p {
		p[j] = rng.Float64()
	}
}

// gaussian sets p to a point with standard normal coordinates.
func gaussian(rng *rand.Rand, p []float64) {
	for j := range p {
		p[j] = rng.NormFloat64()
	}
}

// ball returns the norm of a point that is uniform in the unit ball of d
// dimensions, where p has room for d+2 numbers: of a point that is uniform on
// the sphere in d+2 dimensions the first d coordinates are uniform in the ball.
//
// It does not draw the radius by the formula that the experiment is to test.
// Source: Voelker, Gosmann, Stewart, "Efficiently sampling vectors and
// coordinates from the n-sphere and n-ball" (2017).
func ball(rng *rand.Rand, p []float64) float64 {
	gaussian(rng, p)
	d := len(p) - 2
	inside := squares(p[:d])
	return math.Sqrt(inside / (inside + squares(p[d:])))
}

func squares(p []float64) float64 {
	var sum float64
	for _, v := range p {
		sum += v * v
	}
	return sum
}

// atLeast1 reports the first of the named numbers that is below 1.
func atLeast1(what string, names []string, values ...int) error {
	for i, v := range values {
		if v < 1 {
			return say.Errorf("curse: %s: %s = %d, expected at least 1", what, names[i], v)
		}
	}
	return nil
}

// inUnit reports a number that is not between 0 and 1.
func inUnit(what, name string, v float64) error {
	if !(v > 0 && v < 1) {
		return say.Errorf("curse: %s: %s = %v, expected between 0 and 1", what, name, v)
	}
	return nil
}

// count returns the share of n trials that hit, each with a point of width
// numbers to fill.
func count(n, width int, seed uint64, hit func(rng *rand.Rand, p []float64) bool) Estimate {
	var hits atomic.Int64
	trials(n, seed, func() []float64 { return make([]float64, width) }, func(rng *rand.Rand, _ int, p []float64) {
		if hit(rng, p) {
			hits.Add(1)
		}
	})
	return share(int(hits.Load()), n)
}

// SampleFilled estimates [Filled]: it throws n points into the cube, counts the
// cells that are not empty, and repeats that.
//
// n, bins, d, repeats ≥ 1. Cost: repeats·n·d. Memory: no cells but those that
// are filled. Introduced in notebook 01.
func SampleFilled(n, bins, d, repeats int, seed uint64) (Estimate, error) {
	if err := atLeast1("SampleFilled", []string{"n", "bins", "d", "repeats"}, n, bins, d, repeats); err != nil {
		return Estimate{}, err
	}
	shares := make([]float64, repeats)
	cells := math.Exp(float64(d) * math.Log(float64(bins)))
	trials(repeats, seed, func() []byte { return make([]byte, 0, 8*d) }, func(rng *rand.Rand, trial int, cell []byte) {
		filled := map[string]bool{}
		for range n {
			cell = cell[:0]
			for range d {
				cell = appendInt(cell, rng.IntN(bins))
			}
			filled[string(cell)] = true
		}
		shares[trial] = float64(len(filled)) / cells
	})
	return mean(shares), nil
}

func appendInt(b []byte, v int) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// FilledBy returns the share, 0..1, of a grid's cells in which points of the
// unit cube lie, and their number.
//
// x is n×d, row-major, in [0,1]; bins cells along each axis, bins ≥ 1. It fails
// if x is no whole rows or leaves the cube. Introduced in notebook 01: the same
// five points in one, two and three dimensions.
func FilledBy(x []float32, d, bins int) (share float64, cells int, err error) {
	if err := checkRows(x, d); err != nil {
		return 0, 0, fmt.Errorf("curse: FilledBy: %w", err)
	}
	if err := atLeast1("FilledBy", []string{"bins"}, bins); err != nil {
		return 0, 0, err
	}
	filled := map[string]bool{}
	cell := make([]byte, 0, 4*d)
	for i := 0; i < len(x); i += d {
		cell = cell[:0]
		for j, v := range x[i : i+d] {
			if v < 0 || v > 1 {
				return 0, 0, say.Errorf("curse: FilledBy: number %d of row %d is %v, expected 0..1", j, i/d, v)
			}
			cell = appendInt(cell, min(int(float64(v)*float64(bins)), bins-1))
		}
		filled[string(cell)] = true
	}
	return float64(len(filled)) / math.Pow(10, Log10Cells(bins, d)), len(filled), nil
}

// SampleEdge estimates the edge of the cube that holds the share of the volume of
// the unit cube in d dimensions.
//
//	e = share^(1/d)
//
// Of n points that are uniform in the unit cube it takes the edge of the cube from
// the origin that holds the share of them. In ten dimensions the neighbourhood of
// 1 % of the data is 0.631 of the whole width.
//
// share is between 0 and 1; d, n ≥ 1. Cost: n·d. Source: Hastie, Tibshirani,
// Friedman, The Elements of Statistical Learning, 2nd ed., section 2.5.
// Introduced in notebook 01.
func SampleEdge(share float64, d, n int, seed uint64) (Estimate, error) {
	if err := inUnit("SampleEdge", "share", share); err != nil {
		return Estimate{}, err
	}
	if err := atLeast1("SampleEdge", []string{"d", "n"}, d, n); err != nil {
		return Estimate{}, err
	}
	edges := make([]float64, n)
	trials(n, seed, func() struct{} { return struct{}{} }, func(rng *rand.Rand, trial int, _ struct{}) {
		for range d {
			edges[trial] = max(edges[trial], rng.Float64())
		}
	})
	return quantile(edges, share), nil
}

// SampleShell estimates [Shell] as the share of n points, uniform in the cube,
// that lie within eps of its half-width below its surface.
//
// eps is between 0 and 1; d, n ≥ 1. Cost: n·d. Introduced in notebook 01.
func SampleShell(eps float64, d, n int, seed uint64) (Estimate, error) {
	if err := inUnit("SampleShell", "eps", eps); err != nil {
		return Estimate{}, err
	}
	if err := atLeast1("SampleShell", []string{"d", "n"}, d, n); err != nil {
		return Estimate{}, err
	}
	return count(n, d, seed, func(rng *rand.Rand, p []float64) bool {
		uniform(rng, p)
		for _, v := range p {
			if math.Abs(2*v-1) >= 1-eps {
				return true
			}
		}
		return false
	}), nil
}

// SampleBallInCube estimates the share that [Log10BallInCube] is of, as that of n
// points, uniform in the cube, that lie in the ball.
//
// d, n ≥ 1. Cost: n·d. Beyond d = 15 or so hardly any point hits: the standard
// error then says that nothing is known but an upper bound.
// Introduced in notebook 01.
func SampleBallInCube(d, n int, seed uint64) (Estimate, error) {
	if err := atLeast1("SampleBallInCube", []string{"d", "n"}, d, n); err != nil {
		return Estimate{}, err
	}
	return count(n, d, seed, func(rng *rand.Rand, p []float64) bool {
		uniform(rng, p)
		for j, v := range p {
			p[j] = 2*v - 1
		}
		return squares(p) <= 1
	}), nil
}

// SampleMedianNearest estimates the median distance from the centre of the unit
// ball in d dimensions to the nearest of n points that are uniform in the ball.
//
//	(1 − (1/2)^(1/n))^(1/d)
//
// It draws n points, notes the norm of the nearest, repeats that and takes the
// median. With n = 500, d = 10 it is 0.518: more than half way to the edge.
//
// n, d, repeats ≥ 1. Cost: repeats·n·d; 200 repeats of 500 points in 784
// dimensions take 0.5 s on two cores. Source: Hastie, Tibshirani, Friedman, The
// Elements of Statistical Learning, 2nd ed., equation 2.24.
// Introduced in notebook 01.
func SampleMedianNearest(n, d, repeats int, seed uint64) (Estimate, error) {
	if err := atLeast1("SampleMedianNearest", []string{"n", "d", "repeats"}, n, d, repeats); err != nil {
		return Estimate{}, err
	}
	nearest := make([]float64, repeats)
	trials(repeats, seed, func() []float64 { return make([]float64, d+2) }, func(rng *rand.Rand, trial int, p []float64) {
		nearest[trial] = math.Inf(1)
		for range n {
			nearest[trial] = min(nearest[trial], ball(rng, p))
		}
	})
	return quantile(nearest, 0.5), nil
}
