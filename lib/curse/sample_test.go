package curse

import (
	"math"
	"runtime"
	"testing"
)

// TestSamples repeats every experiment with 30 seeds: the closed form lies off by
// one standard error on the root mean square, and their mean agrees with it.
//
// The bounds hold with a chance of error below 10⁻⁴; a standard error that is
// wrong by half, or a bias of a standard error, is found.
func TestSamples(t *testing.T) {
	const seeds = 30
	nearest := func(n, d float64) float64 { return math.Pow(1-math.Pow(.5, 1/n), 1/d) }
	for _, c := range []struct {
		name  string
		exact float64
		run   func(seed uint64) (Estimate, error)
	}{
		{"filled d=1", Filled(5, 10, 1), func(s uint64) (Estimate, error) { return SampleFilled(5, 10, 1, 300, s) }},
		{"filled d=2", Filled(60, 10, 2), func(s uint64) (Estimate, error) { return SampleFilled(60, 10, 2, 300, s) }},
		{"edge d=1", math.Pow(.1, 1./1), func(s uint64) (Estimate, error) { return SampleEdge(.1, 1, 4000, s) }},
		{"edge d=10", math.Pow(.01, 1./10), func(s uint64) (Estimate, error) { return SampleEdge(.01, 10, 10000, s) }},
		{"shell d=3", Shell(.1, 3), func(s uint64) (Estimate, error) { return SampleShell(.1, 3, 1000, s) }},
		{"shell d=100", Shell(.01, 100), func(s uint64) (Estimate, error) { return SampleShell(.01, 100, 1000, s) }},
		{"ball d=2", math.Pow(10, Log10BallInCube(2)), func(s uint64) (Estimate, error) { return SampleBallInCube(2, 1000, s) }},
		{"ball d=5", math.Pow(10, Log10BallInCube(5)), func(s uint64) (Estimate, error) { return SampleBallInCube(5, 1000, s) }},
		{"nearest d=1", nearest(3, 1), func(s uint64) (Estimate, error) { return SampleMedianNearest(3, 1, 1000, s) }},
		{"nearest d=10", nearest(500, 10), func(s uint64) (Estimate, error) { return SampleMedianNearest(500, 10, 300, s) }},
	} {
		var sum, squares float64
		for seed := range uint64(seeds) {
			e, err := c.run(seed)
			if err != nil {
				t.Fatal(err)
			}
			off := e.Off(c.exact)
			sum += off / seeds
			squares += off * off / seeds
		}
		if rms := math.Sqrt(squares); rms < 0.6 || rms > 1.55 {
			t.Errorf("%s: off by %.2f standard errors (root mean square of %d), expected about 1", c.name, rms, seeds)
		}
		if math.Abs(sum) > 0.75 {
			t.Errorf("%s: off by %.2f standard errors in the mean of %d, expected about 0", c.name, sum, seeds)
		}
	}
}

// TestSeeds: the same seed gives the same result on any number of cores, another
// one another.
func TestSeeds(t *testing.T) {
	run := func(seed uint64) [4]float64 {
		a, _ := SampleMedianNearest(20, 3, 300, seed)
		b, _ := SampleShell(.1, 5, 1000, seed)
		c, _ := SamplesNeeded(Learning{Dims: []int{1, 2, 3}, Tests: 200, Repeats: 2, Seed: seed})
		d, _ := BallsNeeded(Covering{Dims: []int{2, 3, 4}, Tests: 200, Repeats: 2, Seed: seed})
		return [4]float64{a.Value, b.Value, c.N[2], d.N[2]}
	}
	many := run(1)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if one := run(1); one != many {
		t.Errorf("%v on one core, %v on several", one, many)
	}
	other := run(2)
	for i := range many {
		if other[i] == many[i] {
			t.Errorf("result %d is %v for both seeds", i, other[i])
		}
	}
}

func TestFilledBy(t *testing.T) {
	for _, c := range []struct {
		x     []float32
		d     int
		share float64
		cells int
	}{
		{[]float32{.05, .25, .45, .65, .85}, 1, .5, 5},
		{[]float32{.05, .1, .25, .1, .45, .1, .65, .1, .85, .1}, 2, .05, 5},
		{[]float32{0, .05, .09999, 1}, 1, .2, 2}, // 1 belongs to the last cell
	} {
		share, cells, err := FilledBy(c.x, c.d, 10)
		if err != nil || math.Abs(share-c.share) > 1e-15 || cells != c.cells {
			t.Errorf("FilledBy(%v, %d) = %v, %d, %v, expected %v, %d", c.x, c.d, share, cells, err, c.share, c.cells)
		}
	}
	_, _, err := FilledBy([]float32{.1, 1.5}, 2, 10)
	wantError(t, err, "number 1 of row 0 is 1.5, expected 0..1")
	_, _, err = FilledBy([]float32{.1}, 1, 0)
	wantError(t, err, "bins = 0")
	_, _, err = FilledBy([]float32{.1, .2, .3}, 2, 10)
	wantError(t, err, "3 numbers, expected whole rows of d = 2")
}

func TestSampleErrors(t *testing.T) {
	for _, c := range []struct {
		run   func() (Estimate, error)
		words string
	}{
		{func() (Estimate, error) { return SampleFilled(0, 1, 1, 1, 1) }, "SampleFilled: n = 0"},
		{func() (Estimate, error) { return SampleFilled(1, 1, 0, 1, 1) }, "d = 0"},
		{func() (Estimate, error) { return SampleEdge(0, 1, 1, 1) }, "share = 0, expected between 0 and 1"},
		{func() (Estimate, error) { return SampleEdge(math.NaN(), 1, 1, 1) }, "share = NaN"},
		{func() (Estimate, error) { return SampleEdge(.1, 0, 1, 1) }, "d = 0"},
		{func() (Estimate, error) { return SampleShell(1, 1, 1, 1) }, "eps = 1"},
		{func() (Estimate, error) { return SampleShell(.1, 1, -1, 1) }, "n = -1"},
		{func() (Estimate, error) { return SampleBallInCube(0, 1, 1) }, "d = 0"},
		{func() (Estimate, error) { return SampleMedianNearest(1, 1, 0, 1) }, "repeats = 0"},
		{func() (Estimate, error) { return SampleMaxMin(1, 3, 1, 1) }, "n-1 = 0"},
	} {
		_, err := c.run()
		wantError(t, err, c.words)
	}
	// Without a single hit the standard error is not 0.
	if e, err := SampleBallInCube(30, 1000, 1); err != nil || e.Value != 0 || !(e.SE > 1e-5) {
		t.Errorf("ball in 30 dimensions: %v, %v", e, err)
	}
}
