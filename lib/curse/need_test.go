package curse

import (
	"math"
	"testing"
)

// TestGrowth lays the line through numbers that lie on one, and through some
// that do not.
func TestGrowth(t *testing.T) {
	g := growth([]int{1, 2, 4}, [][]float64{{30, 30}, {300, 300}, {3e4, 3e4}})
	if math.Abs(g.Slope.Value-1) > 1e-12 || math.Abs(g.Factor()-10) > 1e-10 || g.Slope.SE > 1e-12 || math.Abs(g.R2-1) > 1e-12 {
		t.Errorf("straight line: %+v", g)
	}
	if n := g.Line(3); math.Abs(n-3000) > 1e-8 {
		t.Errorf("line at 3: %v, expected 3000", n)
	}
	// scipy 1.17.1, stats.linregress of [0, 1, 1, 2] on [1, 2, 3, 4].
	g = growth([]int{1, 2, 3, 4}, [][]float64{{1}, {10}, {10}, {100}})
	if math.Abs(g.Slope.Value-.6) > 1e-12 || math.Abs(g.Slope.SE-0.14142135623730953) > 1e-12 || math.Abs(g.R2-.9) > 1e-12 {
		t.Errorf("bent line: %+v", g)
	}
	// Repeats of 10 and 1000: geometric mean 100, SE of log₁₀ n 1.
	g = growth([]int{1, 2, 3}, [][]float64{{10, 1000}, {5, 5}, {5, 5}})
	if math.Abs(g.N[0]-100) > 1e-9 || math.Abs(g.Low[0]-1) > 1e-9 || math.Abs(g.High[0]-1e4) > 1e-6 {
		t.Errorf("repeats: %+v", g)
	}
}

// TestSamplesNeeded: the claim itself, and its closed form.
func TestSamplesNeeded(t *testing.T) {
	g, err := SamplesNeeded(Learning{Dims: []int{2, 3, 4, 5, 6}, Repeats: 3, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range g.D {
		predicted := Log10SamplesPredicted(.5, int(d))
		if ratio := g.N[i] / math.Pow(10, predicted); ratio < .65 || ratio > 1.4 {
			t.Errorf("d = %v: %v samples, predicted %v", d, g.N[i], math.Pow(10, predicted))
		}
	}
	if g.Factor() < 2.8 || g.Factor() > 3.7 || g.R2 < .99 {
		t.Errorf("factor %v for a dimension, R² %v, expected about 3.2 on a straight line", g.Factor(), g.R2)
	}
	strict, err := SamplesNeeded(Learning{Dims: []int{1, 2, 3}, Error: .3, Repeats: 3, Seed: 3})
	if err != nil || strict.N[1] < 2*g.N[0] {
		t.Errorf("error 0.3 in 2 dimensions: %+v, %v, expected more than %v", strict, err, 2*g.N[0])
	}
}

func TestLearningCurve(t *testing.T) {
	rms, err := LearningCurve(1, []int{1, 10, 100, 10000}, 2000, 1)
	if err != nil {
		t.Fatal(err)
	}
	// Of one example everywhere the error is that of two independent values: √2 at
	// most or so; in one dimension it then falls as 2π/(n√2) (see the closed form).
	if rms[0] < .9 || rms[0] > 1.8 || rms[3] > 3*4.44/10000 {
		t.Errorf("errors %v", rms)
	}
	for i := range rms[1:] {
		if rms[i+1] >= rms[i] {
			t.Errorf("errors %v do not fall", rms)
		}
	}
	_, err = LearningCurve(1, []int{10, 10}, 100, 1)
	wantError(t, err, "expected rising numbers")
	_, err = LearningCurve(1, []int{0}, 100, 1)
	wantError(t, err, "expected rising numbers")
	_, err = LearningCurve(0, []int{1}, 100, 1)
	wantError(t, err, "d = 0")
}

// TestSmooth: variance 1 and mean squared gradient 4π² in every dimension.
func TestSmooth(t *testing.T) {
	for _, d := range []int{1, 3, 20} {
		x, err := Uniform(20000, d, 9)
		if err != nil {
			t.Fatal(err)
		}
		var square, slope float64
		p := make([]float64, d)
		for i := 0; i < len(x); i += d {
			for j := range p {
				p[j] = float64(x[i+j])
			}
			f := smooth(p)
			square += f * f / 20000
			for j := range p {
				const h = 1e-6
				p[j] += h
				g := (smooth(p) - f) / h
				p[j] -= h
				slope += g * g / 20000
			}
		}
		if math.Abs(square-1) > .05 || math.Abs(slope/(4*math.Pi*math.Pi)-1) > .05 {
			t.Errorf("d = %d: variance %v, mean squared gradient %v", d, square, slope)
		}
	}
}

func TestBallsNeeded(t *testing.T) {
	g, err := BallsNeeded(Covering{Dims: []int{1, 2, 3, 4, 5, 6, 7}, Repeats: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range g.D {
		low, high := Log10CoverBounds(.5, int(d))
		if n := math.Log10(g.N[i]); n < low+math.Log10(.95) || d >= 2 && n > high+math.Log10(1.5) { // it is greedy, not optimal
			t.Errorf("d = %v: %v balls, bounds 10^%v, 10^%v", d, g.N[i], low, high)
		}
	}
	if g.Factor() < 2 || g.Factor() > 2.7 {
		t.Errorf("factor %v for a dimension, expected 2.3", g.Factor())
	}
	one, err := BallsNeeded(Covering{Dims: []int{1, 2, 3}, Radius: 2, Repeats: 2})
	if err != nil || one.N[0] != 1 || one.N[2] != 1 {
		t.Errorf("balls greater than the cube: %+v, %v, expected one", one, err)
	}
}

func TestNeedErrors(t *testing.T) {
	three := []int{1, 2, 3}
	for _, c := range []struct {
		o     Learning
		words string
	}{
		{Learning{Dims: []int{1, 2}}, "2 dimensions in Dims, expected at least 3"},
		{Learning{Dims: []int{0, 1, 2}}, "expected rising numbers"},
		{Learning{Dims: []int{1, 3, 2}}, "expected rising numbers"},
		{Learning{Dims: three, Error: 1}, "Error = 1"},
		{Learning{Dims: three, Error: math.NaN()}, "Error = NaN"},
		{Learning{Dims: three, Tests: -1}, "Tests = -1"},
		{Learning{Dims: three, Max: 50}, "in 3 dimensions the error is"},
	} {
		_, err := SamplesNeeded(c.o)
		wantError(t, err, c.words)
	}
	for _, c := range []struct {
		o     Covering
		words string
	}{
		{Covering{Dims: []int{}}, "0 dimensions in Dims"},
		{Covering{Dims: three, Radius: -1}, "Radius = -1"},
		{Covering{Dims: three, Share: 1}, "Share = 1"},
		{Covering{Dims: three, Repeats: -2}, "Repeats = -2"},
		{Covering{Dims: three, Radius: .1, Max: 20}, "20 balls in 3 dimensions cover"},
	} {
		_, err := BallsNeeded(c.o)
		wantError(t, err, c.words)
	}
}
