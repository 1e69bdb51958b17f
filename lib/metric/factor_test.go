package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// bent are n points of a spiral of two turns in two axes, and a third axis of noise
// alone; y is the place along the spiral.
func bent(n int, seed uint64) (z []float32, y []float64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for range n {
		t := 4 * math.Pi * (1 + rng.Float64())
		y = append(y, t)
		z = append(z, float32(t*math.Cos(t)), float32(t*math.Sin(t)), float32(rng.NormFloat64()))
	}
	return z, y
}

// turnedAxes are points whose factors are axes turned by 45°: y = (z₁ + z₂)/√2.
func turnedAxes(n int, noise float64, seed uint64) (z []float32, y []float64, labels []uint8) {
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range n {
		a, b := rng.NormFloat64(), rng.NormFloat64()
		z = append(z, float32(a), float32(b), float32(rng.NormFloat64()))
		y = append(y, (a+b)/math.Sqrt2+noise*rng.NormFloat64())
		labels = append(labels, uint8(i/7%3))
	}
	return z, y, labels
}

// What is in the code, on an axis and along a direction, where it is known.
func TestReading(t *testing.T) {
	z, y, _ := turnedAxes(4000, 0, 1)
	r, err := Read(z, 3, Factor{Values: y})
	if err != nil {
		t.Fatal(err)
	}
	// An axis is one of two equal parts of y: r = 1/√2, standard error 0.01.
	if math.Abs(r.Axis-math.Sqrt2/2) > 0.03 || math.Abs(r.Direction-1) > 1e-6 || r.Neighbors < 0.95 || r.Neighbors > 1 {
		t.Errorf("a turned axis: %+v, expected 1, 0.71, 1", r)
	}
	noisy, y1, _ := turnedAxes(4000, 1, 2)
	r, err = Read(noisy, 3, Factor{Values: y1})
	if err != nil {
		t.Fatal(err)
	}
	// Half of the variance is noise: r = 1/√2 along the direction, 1/2 on an axis;
	// R² ½ but for the noise of 20 neighbours, 1/40, and their spread.
	if math.Abs(r.Axis-0.5) > 0.04 || math.Abs(r.Direction-math.Sqrt2/2) > 0.03 || r.Neighbors > 0.5 || r.Neighbors < 0.42 {
		t.Errorf("half noise: %+v, expected 0.46, 0.5, 0.71", r)
	}
	z, y = bent(4000, 3)
	r, err = Read(z, 3, Factor{Values: y})
	if err != nil {
		t.Fatal(err)
	}
	// The sine of the spiral has 6π/√(4π²/3 · 56π²/3) = 0.38 with y, by integrals.
	if math.Abs(r.Direction-0.38) > 0.04 {
		t.Errorf("a bent code: %+v, expected 0.38 along a direction", r)
	}
	plain, err := NeighborR2(firstTwo(z), 2, Factor{Values: y}, 20) // without the axis of noise
	if err != nil {
		t.Fatal(err)
	}
	if plain < 0.99 || r.Neighbors > plain {
		t.Errorf("a bent code: R² %.4f by neighbours, %.4f with an axis of noise, expected above 0.99, and less", plain, r.Neighbors)
	}
}

// firstTwo keeps the first two of three columns.
func firstTwo(z []float32) (two []float32) {
	for i := 0; i < len(z); i += 3 {
		two = append(two, z[i], z[i+1])
	}
	return two
}

// At the limits: the factor itself is read wholly, chance not at all, however many
// axes there are to choose from.
func TestReadingLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	const n, d = 400, 30
	z, y := make([]float32, n*d), make([]float64, n)
	for i := range z {
		z[i] = float32(rng.NormFloat64())
	}
	for i := range y {
		y[i] = rng.NormFloat64()
	}
	r, err := Read(z, d, Factor{Values: y})
	if err != nil {
		t.Fatal(err)
	}
	// Standard errors of r 0.05; R² is −1/k = −0.05 on average, standard error 0.02.
	if math.Abs(r.Axis) > 0.15 || math.Abs(r.Direction) > 0.15 || r.Neighbors > 0.01 || r.Neighbors < -0.15 {
		t.Errorf("chance: %+v, expected nothing", r)
	}
	flattering, err := MultipleCorrelation(z, d, y)
	if err != nil || flattering < 0.2 {
		t.Errorf("R of the same points %v, %v: expected √(30/400) = 0.27, which the halves guard against", flattering, err)
	}
	for i := range n {
		z[i*d+17] = float32(-3*y[i] + 5)
	}
	r, err = Read(z, d, Factor{Values: y})
	if err != nil {
		t.Fatal(err)
	}
	_, axis, err := AxisR(z, d, Factor{Values: y})
	if err != nil || axis != 17 || math.Abs(r.Axis-1) > 1e-9 || math.Abs(r.Direction-1) > 1e-6 {
		t.Errorf("an axis that is the factor: %+v, axis %d, %v; expected r = 1 and axis 17", r, axis, err)
	}
}

// Within classes, where the class is what the code tells: pooled it looks known.
func TestReadWithin(t *testing.T) {
	z, y, labels := turnedAxes(3000, 0, 5)
	for i, l := range labels {
		y[i] = 10*float64(l) + 0.1*y[i]
		z[3*i+2] += 10 * float32(l)
		z[3*i], z[3*i+1] = z[3*i+1]*0, float32(math.Mod(float64(z[3*i]), 1)) // what told y within goes
	}
	pooled, err := Read(z, 3, Factor{Values: y})
	if err != nil {
		t.Fatal(err)
	}
	within, err := ReadWithin(z, 3, Factor{Values: y}, labels)
	if err != nil {
		t.Fatal(err)
	}
	if pooled.Axis < 0.95 || pooled.Neighbors < 0.95 || within.Axis > 0.7 || within.Neighbors > 0.5 {
		t.Errorf("pooled %+v, within %+v: expected the class alone to be known", pooled, within)
	}
	one := make([]uint8, len(labels)) // one class: within it is all there is
	same, err := ReadWithin(z, 3, Factor{Values: y}, one)
	if err != nil || same != pooled {
		t.Errorf("one class: %+v, %v, expected %+v", same, err, pooled)
	}
}

// A turn on a ring is known by its neighbours to their spacing, by no axis, and by
// a pair of directions; the zero of the angle does not matter.
func TestReadingOfAngles(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	const n = 2000
	z, a := make([]float32, 2*n), make([]float64, n)
	for i := range a {
		a[i] = 2 * math.Pi * rng.Float64()
		z[2*i], z[2*i+1] = float32(3*math.Cos(a[i]+1)), float32(3*math.Sin(a[i]+1))
	}
	for _, turn := range []float64{0, 2, -30} {
		turned := make([]float64, n)
		for i := range a {
			turned[i] = a[i] + turn
		}
		r, err := Read(z, 2, Factor{Values: turned, Circular: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Neighbors < 0.99 || math.Abs(r.Direction-1) > 1e-6 || math.Abs(r.Axis-math.Sqrt2/2) > 0.02 {
			t.Errorf("turned by %v: %+v, expected 1, 0.71, 1", turn, r)
		}
		off, err := NeighborAngleError(z, 2, turned, 1)
		// The nearer of two neighbours at exponential gaps of mean 2π/1000: half of that.
		if want := math.Pi / (n / 2); err != nil || math.Abs(off-want) > 0.1*want {
			t.Errorf("turned by %v: %.5f rad off, %v; expected %.5f", turn, off, err, want)
		}
	}
	for i := range z {
		z[i] = float32(rng.NormFloat64())
	}
	if off, err := NeighborAngleError(z, 2, a, 20); err != nil || math.Abs(off-math.Pi/2) > 0.08 { // standard error 0.02
		t.Errorf("chance: %.3f rad off, %v; expected π/2", off, err)
	}
	straight, err := NeighborR2(z, 2, Factor{Values: a, Circular: true}, 20)
	if err != nil || straight > 0.01 || straight < -0.1 {
		t.Errorf("chance: R² %.3f, %v; expected −1/20", straight, err)
	}
}

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

func TestReadingErrors(t *testing.T) {
	z, y, labels := turnedAxes(60, 1, 1)
	f := Factor{Values: y}
	flat := Factor{Values: make([]float64, 60)}
	nan := Factor{Values: append([]float64{math.NaN()}, y[1:]...)}
	for words, call := range map[string]func() error{
		"k = 31":             func() error { _, err := NeighborR2(z, 3, f, 31); return err },
		"k = 0":              func() error { _, err := NeighborAngleError(z, 3, y, 0); return err },
		"179 numbers":        func() error { _, _, err := AxisR(z[1:], 3, f); return err },
		"value 0 of the fac": func() error { _, err := DirectionR(z, 3, nan); return err },
		"2 labels":           func() error { _, err := FewLabelsDirection(z, 3, f, 2, 1, 1); return err },
		"59 labels":          func() error { _, err := ReadWithin(z, 3, f, labels[1:]); return err },
		"class 0":            func() error { _, err := ReadWithin(z, 3, f, labels); return err }, // 20 of each: 20 neighbours of 10
		"y is constant":      func() error { _, err := FitDirection(z, 3, flat.Values); return err },
		"expected at least 3": func() error {
			_, err := FitDirection(z[:6], 3, y[:2])
			return err
		},
		"one row": func() error { _, err := Standardized(z[:3], 3); return err },
	} {
		wantError(t, call(), words)
	}
	r, err := Read(z, 3, flat)
	if err != nil || !math.IsNaN(r.Neighbors) || !math.IsNaN(r.Axis) || !math.IsNaN(r.Direction) {
		t.Errorf("a constant factor: %+v, %v, expected NaN", r, err)
	}
}
