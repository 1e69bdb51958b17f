package curse

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Growth says how many points were needed in 1, 2, 3, … dimensions, and the
// straight line through their logarithms.
//
//	log₁₀ n ≈ Intercept + Slope · d
type Growth struct {
	D         []float64 // dimensions
	N         []float64 // points needed: the geometric mean over repeats
	Low, High []float64 // N divided and multiplied by 10^(2 SE of log₁₀ n)
	Slope     Estimate  // of log₁₀ n per dimension, by least squares
	Intercept float64
	R2        float64 // share of the variance of log₁₀ n that the line explains
}

// Factor returns how many times more points each further dimension takes:
// 10^Slope.
func (g *Growth) Factor() float64 { return math.Pow(10, g.Slope.Value) }

// Line returns the line's value n at d dimensions.
func (g *Growth) Line(d float64) float64 { return math.Pow(10, g.Intercept+g.Slope.Value*d) }

// growth fits the line to the numbers needed in each dimension, one for every
// repeat.
func growth(dims []int, needed [][]float64) *Growth {
	g := &Growth{}
	logs := make([]float64, len(dims))
	for i, repeats := range needed {
		l := make([]float64, len(repeats))
		for r, n := range repeats {
			l[r] = math.Log10(n)
		}
		e := mean(l)
		logs[i] = e.Value
		g.D = append(g.D, float64(dims[i]))
		g.N = append(g.N, math.Pow(10, e.Value))
		g.Low = append(g.Low, math.Pow(10, e.Value-2*e.SE))
		g.High = append(g.High, math.Pow(10, e.Value+2*e.SE))
	}
	g.Intercept, g.Slope.Value = stat.LinearRegression(g.D, logs, nil, false)
	g.R2 = stat.RSquared(g.D, logs, nil, g.Intercept, g.Slope.Value)
	var rest, spread float64
	center := stat.Mean(g.D, nil)
	for i, d := range g.D {
		gap := logs[i] - g.Intercept - g.Slope.Value*d
		rest += gap * gap
		spread += (d - center) * (d - center)
	}
	g.Slope.N = len(dims)
	g.Slope.SE = math.Sqrt(rest / float64(len(dims)-2) / spread)
	return g
}

// checkDims reports dimensions that no line can be laid through.
func checkDims(what string, dims []int) error {
	if len(dims) < 3 {
		return say.Errorf("curse: %s: %d dimensions in Dims, expected at least 3 for a slope with its error", what, len(dims))
	}
	for i, d := range dims {
		if d < 1 || i > 0 && d <= dims[i-1] {
			return say.Errorf("curse: %s: Dims = %v, expected rising numbers from 1 on", what, dims)
		}
	}
	return nil
}

// Learning describes the experiment of [SamplesNeeded]. Zero values stand for
// the number in brackets.
type Learning struct {
	Dims    []int   // (1 … 8)
	Error   float64 // root mean squared error to be reached; predicting the mean has 1 (0.5)
	Tests   int     // test points (1000)
	Repeats int     // with other points each (5)
	Max     int     // points at which it gives up (300 000)
	Seed    uint64
}

// SamplesNeeded finds by experiment how many examples the nearest-neighbour
// regression needs to learn a smooth function to a fixed error, in each of
// several dimensions.
//
// The function is as smooth in every dimension, with variance 1 over the unit
// cube and the mean squared gradient 4π²:
//
//	f(x) = √(2/d) Σ_j sin(2π x_j)
//
// Examples arrive one after the other, uniform in the cube; the prediction at a
// test point is the value of its nearest example. n is the first number of
// examples on a grid of 24 a decade, between grid points by the line in log n,
// with which the error is small enough.
//
// It fails if Dims does not rise from 1, has fewer than three entries, the error
// is not between 0 and 1, or Max examples are not enough.
//
// Cost: n·Tests·d for each repeat, on all cores; the defaults take a second on
// two. Source of the claim: Hastie, Tibshirani, Friedman, The Elements of
// Statistical Learning, 2nd ed., section 2.5 and figure 2.7.
// Introduced in notebook 01.
func SamplesNeeded(o Learning) (*Growth, error) {
	if o.Dims == nil {
		o.Dims = []int{1, 2, 3, 4, 5, 6, 7, 8}
	}
	if o.Error == 0 {
		o.Error = 0.5
	}
	o.Tests, o.Repeats, o.Max = or(o.Tests, 1000), or(o.Repeats, 5), or(o.Max, 300_000)
	if err := checkDims("SamplesNeeded", o.Dims); err != nil {
		return nil, err
	}
	if err := inUnit("SamplesNeeded", "Error", o.Error); err != nil {
		return nil, err
	}
	if err := atLeast1("SamplesNeeded", []string{"Tests", "Repeats", "Max"}, o.Tests, o.Repeats, o.Max); err != nil {
		return nil, err
	}
	needed := make([][]float64, len(o.Dims))
	for i, d := range o.Dims {
		needed[i] = make([]float64, o.Repeats)
		for r := range needed[i] {
			c := newClass(d, o.Tests, generator(o.Seed, uint64(d)<<32+uint64(r)))
			n, err := c.until(o.Error, o.Max)
			if err != nil {
				return nil, fmt.Errorf("curse: SamplesNeeded: %w", err)
			}
			needed[i][r] = n
		}
	}
	return growth(o.Dims, needed), nil
}

// Log10SamplesPredicted returns the decimal logarithm of the number of examples
// that [SamplesNeeded] should find, from the mean squared distance to the nearest
// of n points and the function's mean squared gradient.
//
//	n = (4π² Γ(1 + 2/d) / (d · rms²))^(d/2) / V
//
// V as in [LogBallVolume]; rms > 0, d ≥ 1. It is of first order in the distance
// and leaves out the cube's boundary. These two errors nearly cancel: from d = 2
// to 9 the experiment at rms = 0.5 differs by less than a third.
// Introduced in notebook 01.
func Log10SamplesPredicted(rms float64, d int) float64 {
	if !(rms > 0) || d < 1 {
		return math.NaN()
	}
	dim := float64(d)
	gamma, _ := math.Lgamma(1 + 2/dim)
	base := math.Log(4*math.Pi*math.Pi/dim) + gamma - 2*math.Log(rms)
	return (dim/2*base - LogBallVolume(d)) / math.Ln10
}

// or returns v, or the default if v is 0.
func or(v, standard int) int {
	if v == 0 {
		return standard
	}
	return v
}

// LearningCurve returns the root mean squared test error of the nearest-neighbour
// regression of [SamplesNeeded] after each of the numbers of examples.
//
// d and tests ≥ 1; n rises from at least 1. The examples of a smaller n are the
// first ones of a greater. Cost as there. Introduced in notebook 01.
func LearningCurve(d int, n []int, tests int, seed uint64) ([]float64, error) {
	if err := atLeast1("LearningCurve", []string{"d", "tests"}, d, tests); err != nil {
		return nil, err
	}
	c := newClass(d, tests, generator(seed, uint64(d)<<32))
	rms := make([]float64, len(n))
	for i, upTo := range n {
		if upTo <= c.n {
			return nil, say.Errorf("curse: LearningCurve: n = %v, expected rising numbers from 1 on", n)
		}
		c.learn(upTo)
		rms[i] = c.rms()
	}
	return rms, nil
}

// class learns a function from examples: for every test point it keeps the
// nearest example so far.
type class struct {
	d, n    int
	rng     *rand.Rand
	test    []float64 // m×d
	truth   []float64 // m
	nearest []float64 // m squared distances
	guess   []float64 // m
}

func newClass(d, tests int, rng *rand.Rand) *class {
	c := &class{d: d, rng: rng, test: make([]float64, tests*d), truth: make([]float64, tests),
		nearest: make([]float64, tests), guess: make([]float64, tests)}
	uniform(rng, c.test)
	for i := range c.truth {
		c.truth[i] = smooth(c.test[i*d : (i+1)*d])
		c.nearest[i] = math.Inf(1)
	}
	return c
}

// smooth is the function to be learned.
func smooth(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += math.Sin(2 * math.Pi * v)
	}
	return math.Sqrt(2/float64(len(x))) * sum
}

// learn draws examples until there are n.
func (c *class) learn(n int) {
	const height = 1024 // examples at a time
	examples := make([]float64, height*c.d)
	values := make([]float64, height)
	for c.n < n {
		rows := min(height, n-c.n)
		uniform(c.rng, examples[:rows*c.d])
		for i := range rows {
			values[i] = smooth(examples[i*c.d : (i+1)*c.d])
		}
		const part = 100 // test points a job
		parallel.Do((len(c.truth)+part-1)/part, func(job int) {
			for t := job * part; t < min((job+1)*part, len(c.truth)); t++ {
				c.see(t, examples[:rows*c.d], values)
			}
		})
		c.n += rows
	}
}

// see keeps the nearest of the examples for test point t.
func (c *class) see(t int, examples, values []float64) {
	p := c.test[t*c.d : (t+1)*c.d]
	for i := range len(examples) / c.d {
		e := examples[i*c.d:][:len(p)]
		var r float64
		for j, v := range p {
			r += (v - e[j]) * (v - e[j])
		}
		if r < c.nearest[t] {
			c.nearest[t], c.guess[t] = r, values[i]
		}
	}
}

// rms returns the root mean squared error over the test points.
func (c *class) rms() float64 {
	var sum float64
	for t, truth := range c.truth {
		sum += (c.guess[t] - truth) * (c.guess[t] - truth)
	}
	return math.Sqrt(sum / float64(len(c.truth)))
}

// until learns until the error is at most the target, and returns the number of
// examples.
func (c *class) until(target float64, most int) (float64, error) {
	before, errBefore := 0.0, math.Inf(1)
	for step := 0; ; step++ {
		n := int(math.Round(math.Pow(10, float64(step)/24)))
		if n <= c.n {
			continue
		}
		if n > most {
			return 0, say.Errorf("in %d dimensions the error is %.3f after %d examples, expected %.3f: take fewer dimensions, a greater error or more examples",
				c.d, errBefore, c.n, target)
		}
		c.learn(n)
		err := c.rms()
		if err <= target {
			if math.IsInf(errBefore, 1) {
				return float64(n), nil
			}
			share := (errBefore - target) / (errBefore - err)
			return before * math.Pow(float64(n)/before, share), nil
		}
		before, errBefore = float64(n), err
	}
}
