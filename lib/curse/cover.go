package curse

import (
	"fmt"
	"math"
	"math/rand/v2"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Log10CoverBounds returns decimal logarithms of two numbers: fewer balls of the
// radius than low cannot cover the unit cube in d dimensions, and high balls can.
//
//	low = 1 / (V radiusᵈ),  high = ⌈√d / (2 radius)⌉ᵈ
//
// V as in [LogBallVolume]: the balls must have the cube's volume, and the cubes
// of a grid fit into balls as large as their diagonals. low is at least 1 ball.
// radius > 0, d ≥ 1. Source: Shalev-Shwartz, Ben-David, Understanding Machine
// Learning, section 19.2 (the grid). Introduced in notebook 01.
func Log10CoverBounds(radius float64, d int) (low, high float64) {
	if !(radius > 0) || d < 1 {
		return math.NaN(), math.NaN()
	}
	volume := LogBallVolume(d) + float64(d)*math.Log(radius)
	cells := math.Ceil(math.Sqrt(float64(d)) / (2 * radius))
	return max(0, -volume/math.Ln10), float64(d) * math.Log10(cells)
}

// Covering describes the experiment of [BallsNeeded]. Zero values stand for the
// number in brackets.
type Covering struct {
	Dims    []int   // (1 … 10)
	Radius  float64 // of the balls; the cube's edge is 1 (0.5)
	Share   float64 // of the cube that is to be covered (0.95)
	Tests   int     // points by which the share is measured (1000)
	Repeats int     // with other points each (5)
	Max     int     // balls at which it gives up (50 000)
	Seed    uint64
}

// BallsNeeded finds by experiment how many balls cover a share of the unit cube,
// in each of several dimensions.
//
// It draws points uniformly; a point that no ball covers yet becomes the centre
// of the next. n is the number of balls when Share of other random points are
// covered. It lies above Share times the low bound of [Log10CoverBounds].
//
// It fails if Dims does not rise from 1, has fewer than three entries, Radius is
// not positive, Share not between 0 and 1, or Max balls are not enough.
// Cost: the defaults take 1.5 s on two cores. Introduced in notebook 01.
func BallsNeeded(o Covering) (*Growth, error) {
	if o.Dims == nil {
		o.Dims = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	}
	if o.Radius == 0 {
		o.Radius = 0.5
	}
	if o.Share == 0 {
		o.Share = 0.95
	}
	o.Tests, o.Repeats, o.Max = or(o.Tests, 1000), or(o.Repeats, 5), or(o.Max, 50_000)
	if err := checkDims("BallsNeeded", o.Dims); err != nil {
		return nil, err
	}
	if !(o.Radius > 0) || math.IsInf(o.Radius, 1) {
		return nil, say.Errorf("curse: BallsNeeded: Radius = %v, expected a positive number", o.Radius)
	}
	if err := inUnit("BallsNeeded", "Share", o.Share); err != nil {
		return nil, err
	}
	if err := atLeast1("BallsNeeded", []string{"Tests", "Repeats", "Max"}, o.Tests, o.Repeats, o.Max); err != nil {
		return nil, err
	}
	needed := make([][]float64, len(o.Dims))
	failed := make([]error, len(o.Dims)*o.Repeats)
	for i := range needed {
		needed[i] = make([]float64, o.Repeats)
	}
	parallel.Do(len(failed), func(job int) {
		i, r := len(o.Dims)-1-job/o.Repeats, job%o.Repeats // the longest first
		rng := generator(o.Seed, uint64(o.Dims[i])<<32+uint64(r))
		needed[i][r], failed[job] = cover(o, o.Dims[i], rng)
	})
	for _, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("curse: BallsNeeded: %w", err)
		}
	}
	return growth(o.Dims, needed), nil
}

// cover returns the number of balls that it takes to cover the share.
func cover(o Covering, d int, rng *rand.Rand) (float64, error) {
	bare := make([]float64, o.Tests*d) // the test points that are not covered yet
	uniform(rng, bare)
	allowed := int(math.Floor((1 - o.Share) * float64(o.Tests)))
	var centers []float64
	p := make([]float64, d)
	for len(bare)/d > allowed {
		uniform(rng, p)
		if within(p, centers, o.Radius) {
			continue
		}
		if len(centers)/d == o.Max {
			return 0, say.Errorf("%d balls in %d dimensions cover %.2f of the cube, expected %.2f: take fewer dimensions, a greater radius or more balls",
				o.Max, d, 1-float64(len(bare)/d)/float64(o.Tests), o.Share)
		}
		centers = append(centers, p...)
		left := bare[:0]
		for i := 0; i < len(bare); i += d {
			if !within(bare[i:i+d], p, o.Radius) {
				left = append(left, bare[i:i+d]...)
			}
		}
		bare = left
	}
	return float64(len(centers) / d), nil
}

// within reports whether one of the centres is at most the radius away from p.
func within(p, centers []float64, radius float64) bool {
	d := len(p)
	for i := 0; i < len(centers); i += d {
		c := centers[i : i+d]
		var r float64
		for j, v := range p {
			r += (v - c[j]) * (v - c[j])
		}
		if r <= radius*radius {
			return true
		}
	}
	return false
}
