package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The direction of a plane is found, on any scale of the axes; Weights reads, Step
// moves. In a correlated cloud they differ.
func TestFitDirection(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 0))
	const n = 3000
	var z []float32
	var y []float64
	for range n {
		v, other := rng.NormFloat64(), rng.NormFloat64()
		z = append(z, float32(100*(v+other)), float32(other), 7) // axis 2 tells nothing alone
		y = append(y, v+4)
	}
	l, err := FitDirection(z, 3, y)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.01, -1, 0} {
		if math.Abs(l.Weights[i]-want) > 1e-4*math.Abs(want)+1e-9 {
			t.Errorf("weight %d: %v, expected %v", i, l.Weights[i], want)
		}
	}
	for i, want := range []float64{100, 0, 0} { // as the code moves with y
		if math.Abs(l.Step[i]-want) > 0.06*max(want, 1) {
			t.Errorf("step %d: %v, expected %v", i, l.Step[i], want)
		}
	}
	for i, v := range l.Values(z) {
		if math.Abs(v-y[i]) > 1e-3 {
			t.Fatalf("point %d: %v, expected %v", i, v, y[i])
		}
	}
}

// The strength of the ridge is that of leaving each point out, done here one by one.
func TestRidgeIsThatOfLeavingOut(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 0))
	const n, d = 25, 6
	z, y := make([]float32, n*d), make([]float64, n)
	for i := range z {
		z[i] = float32(rng.NormFloat64())
	}
	for i := range y {
		y[i] = float64(z[i*d]) + 2*rng.NormFloat64()
	}
	got, err := FitDirection(z, d, y)
	if err != nil {
		t.Fatal(err)
	}
	x, _, _ := standardized(z, n, d)
	best, least := 0.0, math.Inf(1)
	for _, share := range ridges {
		sum := 0.0
		for out := range n { // gradient descent to the minimum, with the mean free
			w, b := make([]float64, d), 0.0
			for range 4000 {
				gw, gb := make([]float64, d), 0.0
				for i := range n {
					if i == out {
						continue
					}
					e := b - y[i]
					for j := range d {
						e += w[j] * x.At(i, j)
					}
					gb += e
					for j := range d {
						gw[j] += e * x.At(i, j)
					}
				}
				rate := 0.5 / (n * (1 + share))
				b -= rate * gb
				for j := range d {
					w[j] -= rate * (gw[j] + share*n*w[j])
				}
			}
			e := b - y[out]
			for j := range d {
				e += w[j] * x.At(out, j)
			}
			sum += e * e
		}
		if sum < least {
			best, least = share, sum
		}
	}
	if got.Ridge != best {
		t.Errorf("ridge %v, by leaving each out %v", got.Ridge, best)
	}
}

// More labels tell more, all of them as much as DirectionR; the draw does not depend
// on the code.
func TestFewLabelsDirection(t *testing.T) {
	z, y, _ := turnedAxes(2000, 0.5, 9)
	f := Factor{Values: y}
	all, err := DirectionR(z, 3, f)
	if err != nil {
		t.Fatal(err)
	}
	mean := func(n int) (m float64) {
		r, err := FewLabelsDirection(z, 3, f, n, 20, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r {
			m += v / 20
		}
		return m
	}
	few, some, most := mean(4), mean(20), mean(1000)
	if !(few < some && some < most) || math.Abs(most-all) > 1e-9 {
		t.Errorf("r of 4, 20 and all labels %.3f, %.3f, %.3f, and %.3f: expected them to rise to the last", few, some, most, all)
	}
	scaled := make([]float32, len(z))
	for i := range z {
		scaled[i] = 8 * z[i]
	}
	a, _ := FewLabelsDirection(z, 3, f, 20, 3, 1)
	b, _ := FewLabelsDirection(scaled, 3, f, 20, 3, 1)
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-9 {
			t.Errorf("draw %d: r %v, of the scaled code %v", i, a[i], b[i])
		}
	}
}

func TestStandardized(t *testing.T) {
	s, err := Standardized([]float32{1, 5, -2, 3, 5, 2}, 3) // two rows
	want := []float32{-1, 0, -1, 1, 0, 1}
	if err != nil || len(s) != len(want) {
		t.Fatal(s, err)
	}
	for i := range want {
		if s[i] != want[i] {
			t.Errorf("number %d is %v, expected %v", i, s[i], want[i])
		}
	}
}

// The opposite reads the negative, and its step still moves what it reads.
func TestOpposite(t *testing.T) {
	l := Direction{Weights: []float64{2, -1}, Offset: 3, Step: []float64{0.25, -0.5}}
	o, z := l.Opposite(), []float32{1, 4}
	if a, b := l.Values(z)[0], o.Values(z)[0]; a != 1 || b != -1 {
		t.Errorf("values %v and %v, expected 1 and -1", a, b)
	}
	moved := []float32{z[0] + float32(o.Step[0]), z[1] + float32(o.Step[1])}
	if got := o.Values(moved)[0] - o.Values(z)[0]; got != 1 {
		t.Errorf("a step changes the value by %v, expected 1", got)
	}
}
