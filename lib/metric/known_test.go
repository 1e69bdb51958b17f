package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// What is in the code, along a direction and on an axis, where it is known.
func TestKnownOf(t *testing.T) {
	z, y, _ := turnedAxes(4000, 0, 1)
	bend := make([]float64, len(y)) // of one axis, and even: no straight reading sees it
	for i := range bend {
		bend[i] = float64(z[3*i+2]) * float64(z[3*i+2])
	}
	known, err := KnownOf(z, 3, []Factor{{Values: y}, {Values: bend}})
	if err != nil {
		t.Fatal(err)
	}
	// y = (z₁ + z₂)/√2: an axis has r² = ½ of it, the direction all.
	if k := known[0]; k.Code < 0.99 || k.Direction < 0.999 || math.Abs(k.Axis-0.5) > 0.05 {
		t.Errorf("a turned axis: %+v, expected 1, 1, 0.5", k)
	}
	// The best straight line along which z₃² is read is chance: a fitted direction
	// knows little of it, the axis all.
	if k := known[1]; k.Code < 0.9 || k.Direction > 0.9 || k.Axis < 0.98 {
		t.Errorf("a bend of an axis: %+v, expected 1, less, 1", k)
	}
	local, err := LocalR2(z, 3, Factor{Values: y}, planeOf)
	if err != nil || local != known[0].Code {
		t.Errorf("LocalR2 says %v, %v, expected Code, %v", local, err, known[0].Code)
	}
}

// Chance tells nothing, however many axes there are to choose from; the factor
// itself tells all. So do classes and angles on axes of their own.
func TestKnownLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 0))
	const n, d = 1000, 30
	z, y, class, angle := make([]float32, n*d), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range z {
		z[i] = float32(rng.NormFloat64())
	}
	for i := range y {
		y[i], class[i], angle[i] = rng.NormFloat64(), float64(rng.IntN(3)), 2*math.Pi*rng.Float64()
	}
	factors := []Factor{{Values: y}, {Values: class, Class: true}, {Values: angle, Circular: true}, {Values: make([]float64, n)}}
	known, err := KnownOf(z, d, factors)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range known[:3] {
		// A line through 50 has −2/48 on average, standard error 0.03; a plane −31/19, less by its ridge.
		if k.Axis > 0.05 || k.Axis < -0.13 || k.Direction > 0.05 || k.Direction < -0.13 || k.Code > -0.7 || k.Code < -1.7 {
			t.Errorf("factor %d of chance: %+v, expected nothing", i, k)
		}
	}
	if k := known[3]; !math.IsNaN(k.Code) || !math.IsNaN(k.Direction) || !math.IsNaN(k.Axis) {
		t.Errorf("a constant factor: %+v, expected NaN", k)
	}
	for i := range n {
		z[i*d+17], z[i*d+5] = float32(math.Exp(y[i]/2)), float32(class[i]-1)
		z[i*d+2], z[i*d+3] = float32(math.Cos(angle[i])), float32(math.Sin(angle[i]))
	}
	if known, err = KnownOf(z, d, factors); err != nil {
		t.Fatal(err)
	}
	// Of a uniform angle an axis tells its cosine, ½; and of (cos, sin) no more.
	for i, want := range []float64{1, 1, 0.5} {
		if k := known[i]; math.Abs(k.Axis-want) > 0.05 || k.Direction < 0.85 && i != 1 {
			t.Errorf("factor %d on an axis: %+v, expected %v", i, k, want)
		}
	}
}

// Within classes the class is known already.
func TestKnownWithin(t *testing.T) {
	z, y, labels := turnedAxes(3000, 0, 5)
	for i, l := range labels {
		y[i] += 10 * float64(l)
	}
	of := []Factor{{Values: y}}
	pooled, err := KnownOf(z, 3, of)
	if err != nil {
		t.Fatal(err)
	}
	within, err := KnownWithin(z, 3, of, labels)
	if err != nil {
		t.Fatal(err)
	}
	if pooled[0].Code > 0.1 || within[0].Code < 0.95 || within[0].Direction < 0.99 {
		t.Errorf("pooled %+v, within %+v: expected little, then all", pooled, within)
	}
	one, err := KnownWithin(z, 3, of, make([]uint8, len(labels)))
	if err != nil || one[0] != pooled[0] {
		t.Errorf("one class: %+v, %v, expected %+v", one, err, pooled)
	}
}

func TestKnownErrors(t *testing.T) {
	z, y, labels := turnedAxes(240, 1, 1)
	for words, call := range map[string]func() error{
		"KnownOf: 199 points":          func() error { _, err := KnownOf(z[:597], 3, []Factor{{Values: y[:199]}}); return err },
		"KnownOf: no factors":          func() error { _, err := KnownOf(z, 3, nil); return err },
		"KnownOf: factor 1":            func() error { _, err := KnownOf(z, 3, []Factor{{Values: y}, {Values: y[1:]}}); return err },
		"KnownWithin: 239 labels":      func() error { _, err := KnownWithin(z, 3, []Factor{{Values: y}}, labels[1:]); return err },
		"KnownWithin: class 0: 84 poi": func() error { _, err := KnownWithin(z, 3, []Factor{{Values: y}}, labels); return err },
	} {
		wantError(t, call(), words)
	}
}
