package curse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"seminar.example/lib/parallel"
)

// Estimate is the result of an experiment with chance in it.
type Estimate struct {
	Value float64
	SE    float64 // standard error: of 20 repetitions 19 lie within ±2 SE of the truth
	N     int     // number of trials
}

// String returns a line such as "0.5178 ± 0.0004 (n = 10000)".
func (e Estimate) String() string {
	if !(e.SE > 0) || math.IsInf(e.SE, 0) || math.IsNaN(e.Value) {
		return fmt.Sprintf("%.4g ± %.2g (n = %d)", e.Value, e.SE, e.N)
	}
	decimals := max(0, 1-int(math.Floor(math.Log10(e.SE)))) // two digits of SE
	return fmt.Sprintf("%.*f ± %.*f (n = %d)", decimals, e.Value, decimals, e.SE, e.N)
}

// Off returns how many standard errors the estimate lies above the exact value;
// below it is negative. Within ±2 is to be expected, beyond ±4 one of the two is
// wrong. Introduced in notebook 01.
func (e Estimate) Off(exact float64) float64 { return (e.Value - exact) / e.SE }

// share returns the estimate of a probability from hits in n trials. Its
// standard error is that of (hits+1)/(n+2) (Laplace), so that no hit at all is
// not taken for certainty.
func share(hits, n int) Estimate {
	p := (float64(hits) + 1) / (float64(n) + 2)
	return Estimate{float64(hits) / float64(n), math.Sqrt(p * (1 - p) / float64(n)), n}
}

// mean returns the mean of the values with its standard error, NaN for a single
// value.
func mean(values []float64) Estimate {
	n := float64(len(values))
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	for _, v := range values {
		squares += (v - sum/n) * (v - sum/n)
	}
	return Estimate{sum / n, math.Sqrt(squares / (n - 1) / n), len(values)}
}

// quantile returns the p-quantile of the values, which it sorts, with its
// standard error: half the distance of the order statistics one standard
// deviation of their number away (a confidence interval without assumptions).
//
// The quantile is scikit-learn's and R's default, type 7 of Hyndman and Fan.
func quantile(values []float64, p float64) Estimate {
	slices.Sort(values)
	n := float64(len(values))
	at := func(place float64) float64 {
		place = max(0, min(place, n-1))
		low := int(place)
		high := min(low+1, len(values)-1)
		return values[low] + (place-float64(low))*(values[high]-values[low])
	}
	place, sd := p*(n-1), math.Sqrt(n*p*(1-p))
	return Estimate{at(place), (at(place+sd) - at(place-sd)) / 2, len(values)}
}

// chunk is the number of trials that share a random generator.
const chunk = 64

// generator returns the random generator number i of a seed. Seeds are mixed,
// since those of a PCG that differ in a bit or two give streams that start alike
// (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
func generator(seed, i uint64) *rand.Rand {
	mix := func(z uint64) uint64 {
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return z ^ z>>31
	}
	first := mix(seed + 0x9e3779b97f4a7c15)
	return rand.New(rand.NewPCG(first, mix(first+i*0x9e3779b97f4a7c15)))
}

// trials runs n trials on all cores. Every chunk of them has a generator of its
// own, from the seed and the chunk's number, and one state made by start: so the
// result does not depend on the number of cores.
func trials[State any](n int, seed uint64, start func() State, do func(rng *rand.Rand, trial int, s State)) {
	parallel.Do((n+chunk-1)/chunk, func(c int) {
		rng := generator(seed, uint64(c))
		s := start()
		for trial := c * chunk; trial < min((c+1)*chunk, n); trial++ {
			do(rng, trial, s)
		}
	})
}
