package plot

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		ticks []tick
		want  string
	}{
		{linearTicks(1, 20, 5, true), "5 10 15 20"},
		{linearTicks(0, 3, 8, true), "0 1 2 3"},
		{linearTicks(0, 3, 6, false), "0.0 0.5 1.0 1.5 2.0 2.5 3.0"},
		{linearTicks(-0.31, 0.29, 4, false), "−0.2 0.0 0.2"},
		{linearTicks(0, 60000, 3, true), "0 20,000 40,000 60,000"},
		{linearTicks(0, 3e6, 3, true), "0 10^{6} 2×10^{6} 3×10^{6}"},
		{linearTicks(-4e-5, 4e-5, 4, false), "−4×10^{−5} −2×10^{−5} 0 2×10^{−5} 4×10^{−5}"},
		{logTicks(1, 20, 8), "1 2 5 10 20"},
		{logTicks(0.9, 1100, 8), "1 10 100 1000"},
		{logTicks(0.5, 50, 8), "0.5 1 2 5 10 20 50"},
		{logTicks(0.5, 50, 5), "1 3 10 30"},
		{logTicks(0.15, 25, 6), "0.3 1 3 10"}, // 3·10⁻¹ is 0.30000000000000004
		{logTicks(0.0015, 0.5, 6), "0.003 0.01 0.03 0.1 0.3"},
		{logTicks(1e-9, 1e9, 6), "10^{−9} 10^{−6} 10^{−3} 10^{0} 10^{3} 10^{6} 10^{9}"},
		{logTicks(0.12, 0.28, 4), "0.15 0.20 0.25"},
	} {
		var texts []string
		for _, k := range c.ticks {
			texts = append(texts, k.text)
		}
		if got := strings.Join(texts, " "); got != c.want {
			t.Errorf("ticks %s, expected %s", got, c.want)
		}
	}
}

// TestTicksAreFew looks at random ranges: ticks lie inside, in order, and are
// neither too many nor too few.
func TestTicksAreFew(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		lo := r.NormFloat64() * math.Pow(10, 8*r.Float64()-4)
		hi := lo + math.Pow(10, 8*r.Float64()-4)*(math.Abs(lo)*0.01+1e-9)
		ticks := linearTicks(lo, hi, 5, false)
		if len(ticks) < 2 || len(ticks) > 9 {
			t.Fatalf("[%g, %g]: %d ticks for a wish of 5", lo, hi, len(ticks))
		}
		for i, k := range ticks {
			if slack := 1e-6 * (hi - lo); k.at < lo-slack || k.at > hi+slack || i > 0 && k.at <= ticks[i-1].at {
				t.Fatalf("[%g, %g]: tick %d at %g", lo, hi, i, k.at)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Number(-0.0001, 2), "0.00"},
		{Number(1234, 0), "1234"},
		{Number(-12345.678, 1), "−12,345.7"},
		{Number(1234567, -3), "1,234,567"},
		{power(2.5e-7), "2.5×10^{−7}"},
		{power(-1e6), "−10^{6}"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, expected %q", c.got, c.want)
		}
	}
}

// TestHistogramCounts checks that no value is lost and that edges are round.
func TestHistogramCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for n := 1; n < 3000; n *= 3 {
		q := Histogram{Samples: []Sample{{Values: make([]float64, n)}}}
		for i := range n {
			q.Samples[0].Values[i] = 10 * r.NormFloat64()
		}
		b := q.bins()
		sum := 0.0
		for _, c := range b.count(q.Samples[0].Values) {
			sum += c
		}
		if sum != float64(n) {
			t.Errorf("%d values, %g counted", n, sum)
		}
		if b.n > 100 {
			t.Errorf("%d values in %d bins", n, b.n)
		}
	}
	// A value on an edge belongs to the bin above it; 0.3/0.1 is below 3 in floating point.
	got := bins{0, 0.1, 4}.count([]float64{0, 0.1, 0.3, 0.3})
	if got[0] != 1 || got[1] != 1 || got[2] != 0 || got[3] != 2 {
		t.Errorf("counts %v, expected [1 1 0 2]", got)
	}
}

// TestHardValues draws what floating point makes hard: it must end, not panic,
// and stay on the page.
func TestHardValues(t *testing.T) {
	for name, y := range map[string][]float64{
		"same":      {3, 3, 3},
		"zeros":     {0, 0, 0},
		"one-ulp":   {1, math.Nextafter(1, 2), 1},
		"huge":      {-1e100, 1e100, 0},
		"tiny":      {0, 5e-324, 0},
		"far-apart": {1e-100, 1, 1e100},
		"big-steps": {1e15, 1e15 + 1, 1e15 + 2},
	} {
		lines := curvesOf(name)
		lines.Levels, lines.Lines = nil, []Line{{X: []float64{1, 2, 3}, Y: y}}
		cut := lines
		cut.YRange = [2]float64{0.5, 0.6}
		points := scatterOf(name, Cloud{X: y, Y: y, Class: []int{1, 2, 3}})
		space := spaceOf(name, Cloud{X: y, Y: y, Z: y, Class: []int{1, 2, 3}})
		bars := barsOf(name)
		bars.Values, bars.Low, bars.High, bars.Levels = y, nil, nil, nil
		across := bars
		across.Horizontal = true
		hist := histogramOf(name, 1)
		hist.Samples, hist.Marks = []Sample{{Values: y}}, nil
		drawings := []drawn{
			made(lines.Figure()), made(cut.Figure()), made(points.Figure()), made(space.Figure()),
			made(bars.Figure()), made(across.Figure()), made(hist.Figure()),
		}
		if y[0] > 0 {
			lines.LogY = true
			drawings = append(drawings, made(lines.Figure()))
		}
		for i, d := range drawings {
			if d.err != nil {
				t.Errorf("%s, drawing %d: %v", name, i, d.err)
				continue
			}
			if x, y, ok := edgeInk(raster(t, d.f)); ok {
				t.Errorf("%s, drawing %d: ink at (%d, %d), within 2 pixels of the edge", name, i, x, y)
			}
		}
	}
}
