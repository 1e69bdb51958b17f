package curse

import (
	"math"
	"math/rand/v2"
)

// Nearest says what the nearest of n points is worth to a query.
type Nearest struct {
	Within Estimate // share of the other points that are at most 10 % farther away: mean over queries
	Kept   Estimate // share of the queries for which it stays the nearest when the query gets noise
	Lost   Estimate // share of the queries for which it then is in the farther half
}

// SampleNearest measures that for n points and a query with d standard normal
// coordinates each. The noise adds normal numbers of the standard deviation noise
// to every coordinate of the query. Each query has n points of its own.
//
// n ≥ 2; d, queries ≥ 1; noise ≥ 0. Cost: queries·n·d normal numbers; 200 queries
// in 1000 dimensions take a second on two cores. Source of the first measure: the
// unstable query of Beyer, Goldstein, Ramakrishnan, Shaft, "When is nearest
// neighbor meaningful?" (ICDT 1999), definition 1, with ε = 0.1.
// Introduced in notebook 01.
func SampleNearest(n, d, queries int, noise float64, seed uint64) (Nearest, error) {
	if err := atLeast1("SampleNearest", []string{"n-1", "d", "queries"}, n-1, d, queries); err != nil {
		return Nearest{}, err
	}
	type room struct{ query, noisy, point, clean, moved []float64 }
	start := func() room {
		return room{make([]float64, d), make([]float64, d), make([]float64, d), make([]float64, n), make([]float64, n)}
	}
	within, kept, lost := make([]float64, queries), make([]bool, queries), make([]bool, queries)
	trials(queries, seed, start, func(rng *rand.Rand, trial int, r room) {
		gaussian(rng, r.query)
		for j, v := range r.query {
			r.noisy[j] = v + noise*rng.NormFloat64()
		}
		nearest := 0
		for i := range n {
			gaussian(rng, r.point)
			r.clean[i], r.moved[i] = squaredGap(r.point, r.query), squaredGap(r.point, r.noisy)
			if r.clean[i] < r.clean[nearest] {
				nearest = i
			}
		}
		near, nearer := 0, 0
		for i := range n {
			if i != nearest && math.Sqrt(r.clean[i]) <= 1.1*math.Sqrt(r.clean[nearest]) {
				near++
			}
			if r.moved[i] < r.moved[nearest] {
				nearer++
			}
		}
		within[trial] = float64(near) / float64(n-1)
		kept[trial], lost[trial] = nearer == 0, 2*nearer >= n
	})
	return Nearest{mean(within), share(countTrue(kept), queries), share(countTrue(lost), queries)}, nil
}

// squaredGap returns the squared distance of two points.
func squaredGap(a, b []float64) (sum float64) {
	for j, v := range a {
		sum += (v - b[j]) * (v - b[j])
	}
	return sum
}

func countTrue(all []bool) (n int) {
	for _, v := range all {
		if v {
			n++
		}
	}
	return n
}
