package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestPrincipalAngles(t *testing.T) {
	for _, c := range []struct {
		name string
		d    int
		a, b []float64
		want []float64 // scipy 1.17.1, linalg.subspace_angles
	}{
		{"planes in 4-D", 4, []float64{1, 2, 0, 1, 0, 1, 1, -1}, []float64{2, 1, 1, 0, 1, -1, 3, 2},
			[]float64{1.4987280089306163, 0.6711494665592894}},
		{"a common direction", 5, []float64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9}, []float64{2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4},
			[]float64{1.2722238530181957, 0.0967107737271914, 0}},
		{"1e-9 apart", 3, []float64{1, 0, 0, 0, 1, 0}, []float64{1, 0, 0, 0, 1, 1e-9}, []float64{1e-9, 0}},
		{"a right angle", 3, []float64{1, 0, 0, 0, 1, 0}, []float64{0, 0, 1, 1, 1, 0}, []float64{math.Pi / 2, 0}},
		{"two lines", 3, []float64{1, 1, 0}, []float64{1, 0, 0}, []float64{math.Pi / 4}},
		{"the same plane by other vectors", 3, []float64{1, 0, 0, 0, 1, 0}, []float64{2, 5, 0, -3, 1, 0}, []float64{0, 0}},
	} {
		got, err := PrincipalAngles(c.a, c.b, c.d)
		if err != nil || !near(got, c.want) {
			t.Errorf("%s: %v, %v; expected %v", c.name, got, err, c.want)
		}
		back, err := PrincipalAngles(c.b, c.a, c.d)
		if err != nil || !near(back, c.want) {
			t.Errorf("%s, the other way: %v, %v; expected %v", c.name, back, err, c.want)
		}
	}
}

// near allows for the rounding of float64, a few times over.
func near(got, want []float64) bool {
	if len(got) != len(want) {
		return false
	}
	for i, v := range got {
		if !(math.Abs(v-want[i]) <= 1e-13) {
			return false
		}
	}
	return true
}

// A turn by a known angle, out of a random plane of 784 dimensions.
func TestPrincipalAnglesTurn(t *testing.T) {
	const d = 784
	rng := rand.New(rand.NewPCG(1, 0))
	var all []float64
	for range 3 * d {
		all = append(all, rng.NormFloat64())
	}
	unit, err := basis(all, d)
	if err != nil {
		t.Fatal(err)
	}
	column := func(j int) (c []float64) {
		for i := range d {
			c = append(c, unit.At(i, j))
		}
		return c
	}
	for _, angle := range []float64{1e-8, 0.3, 1, 1.5} {
		turned := column(0)
		for i := range turned {
			turned[i] = math.Cos(angle)*turned[i] + math.Sin(angle)*unit.At(i, 2)
		}
		got, err := PrincipalAngles(slices.Concat(column(0), column(1)), slices.Concat(turned, column(1)), d)
		if err != nil || !near(got, []float64{angle, 0}) {
			t.Errorf("turned by %v: %v, %v", angle, got, err)
		}
	}
}

func TestPrincipalAnglesErrors(t *testing.T) {
	for _, c := range []struct {
		a, b []float64
		d    int
		want string
	}{
		{[]float64{1, 0, 0}, []float64{1, 0}, 2, "a: 3 numbers"},
		{[]float64{1, 0}, nil, 2, "b: 0 numbers"},
		{[]float64{1, 0}, []float64{1, 0}, 0, "d = 0"},
		{[]float64{1, 0}, []float64{1, 0, 0, 1}, 2, "1 and 2 vectors"},
		{[]float64{1, 0, 0, 1, 1, 1}, []float64{1, 0, 0, 1, 1, 1}, 2, "6 numbers, expected 1 to d vectors"},
		{[]float64{1, math.NaN()}, []float64{1, 0}, 2, "number 1 is NaN"},
		{[]float64{1, 2, 3, 2, 4, 6}, []float64{1, 0, 0, 0, 1, 0}, 3, "a: the 2 vectors are linearly dependent"},
		{[]float64{1, 0}, []float64{0, 0}, 2, "b: the 1 vectors are linearly dependent"},
	} {
		if _, err := PrincipalAngles(c.a, c.b, c.d); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, %v: %v; expected %q", c.a, c.b, err, c.want)
		}
	}
}
