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
	if math.Abs(r.Axis) > 0.15 || math.Abs(r.Direction) > 0.15 || r.Neighbors > 0.01 || r.Neighbors < -0.15 || r.Local > 0 {
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

// In ten dimensions the mean of neighbours misses a plane, and a local plane does
// not; on a spiral both find the place. Where nothing is told both say so, also where
// all codes are the same.
func TestLocalR2(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 0))
	const n, d = 1000, 10
	z, y, other := make([]float32, n*d), make([]float64, n), make([]float64, n)
	for i := range y {
		for j := range d {
			v := rng.NormFloat64()
			z[i*d+j] = float32(v)
			y[i] += v * float64(j)
		}
		other[i] = rng.NormFloat64()
	}
	local := func(z []float32, d int, y []float64, k int) float64 {
		r2, err := LocalR2(z, d, Factor{Values: y}, k)
		if err != nil {
			t.Fatal(err)
		}
		return r2
	}
	mean, err := NeighborR2(z, d, Factor{Values: y}, 20)
	if plane := local(z, d, y, 50); err != nil || plane < 0.97 || mean > 0.8 {
		t.Errorf("a plane in ten dimensions: R² %.3f by the mean, %.3f by a plane, %v; expected far less, and nearly 1", mean, plane, err)
	}
	spiral, place := bent(4000, 3)
	if got := local(firstTwo(spiral), 2, place, 20); got < 0.999 {
		t.Errorf("a spiral: R² %.4f, expected 1", got)
	}
	if got := local(z, d, other, 100); got > 0.02 || got < -0.25 { // (d+1)/k = 0.11, standard error 0.04
		t.Errorf("chance: R² %.3f, expected about −0.11", got)
	}
	if got := local(make([]float32, n*d), d, other, 20); math.Abs(got) > 0.2 {
		t.Errorf("all codes the same: R² %.3f, expected that of a mean of 20", got)
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

func TestReadingErrors(t *testing.T) {
	z, y, labels := turnedAxes(60, 1, 1)
	all, constant, _ := turnedAxes(200, 1, 1)
	f := Factor{Values: y}
	flat := Factor{Values: make([]float64, 60)}
	nan := Factor{Values: append([]float64{math.NaN()}, y[1:]...)}
	for words, call := range map[string]func() error{
		"k = 31":             func() error { _, err := NeighborR2(z, 3, f, 31); return err },
		"k = 0":              func() error { _, err := NeighborAngleError(z, 3, y, 0); return err },
		"LocalR2: k = 40":    func() error { _, err := LocalR2(z, 3, f, 40); return err },
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
	clear(constant)
	r, err := Read(all, 3, Factor{Values: constant})
	if err != nil || !math.IsNaN(r.Neighbors) || !math.IsNaN(r.Local) || !math.IsNaN(r.Axis) || !math.IsNaN(r.Direction) {
		t.Errorf("a constant factor: %+v, %v, expected NaN", r, err)
	}
}
