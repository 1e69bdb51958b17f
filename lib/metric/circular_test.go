package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestUniformCircularCorrelation(t *testing.T) {
	a := []float64{6.2, .4, 1.1, .2, 5.9, .8, 1.5, 6.0}
	b := []float64{.1, .9, 1.3, .3, 6.1, 1.0, 2.2, 6.2}
	var c, d []float64 // spread over the whole circle
	for i := range 40 {
		x := float64(i)
		c = append(c, 2*math.Pi*x/40+.2*math.Sin(x))
		d = append(d, c[i]+1.3+.3*math.Cos(3*x))
	}
	for _, v := range []struct {
		name string
		a, b []float64
		want float64
		eps  float64
	}{
		{"near", a, b, 0.9543525116494406, 1e-12}, // the equation in numpy 2.4
		{"round", c, d, 0.9747656328505795, 1e-10},
		{"itself", a, a, 1, 0.03}, // it is 1 for uniform angles only
	} {
		for _, turn := range []float64{0, 1, -2.5, 20 * math.Pi} { // zeros do not matter
			for _, sign := range []float64{1, -1} {
				other := make([]float64, len(v.b))
				for i := range other {
					other[i] = sign*v.b[i] + turn
				}
				r, err := UniformCircularCorrelation(v.a, other)
				if err != nil || math.Abs(r-sign*v.want) > v.eps {
					t.Errorf("%s, turned by %v, sign %v: %v, %v; expected %v", v.name, turn, sign, r, err, sign*v.want)
				}
			}
		}
	}
}

// At the limits: a turn known up to its zero and sense, one not known, one
// that goes round twice.
func TestUniformCircularCorrelationLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	const n = 10000
	turn, shifted, back, twice, other := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		turn[i] = 2 * math.Pi * rng.Float64()
		shifted[i], back[i], twice[i] = math.Mod(turn[i]+2, 2*math.Pi), 1-turn[i], 2*turn[i]
		other[i] = 2 * math.Pi * rng.Float64()
	}
	for _, c := range []struct {
		name      string
		b         []float64
		want, eps float64
	}{
		{"shifted", shifted, 1, 0.02}, {"back", back, -1, 0.02}, // 1/√n: angles are not quite uniform
		{"twice", twice, 0, 0.04}, {"other", other, 0, 0.04},
	} {
		if r, err := UniformCircularCorrelation(turn, c.b); err != nil || math.Abs(r-c.want) > c.eps {
			t.Errorf("%s: %v, %v; expected %v", c.name, r, err, c.want)
		}
	}
}

// A ring in the code, off the origin and stretched in no way, gives its angles.
func TestAngles(t *testing.T) {
	var z []float32
	var want []float64
	for i := range 12 {
		want = append(want, math.Pi*float64(2*i-11)/12) // −π..π
		z = append(z, float32(5+2*math.Cos(want[i])), float32(-3+2*math.Sin(want[i])))
	}
	got, err := Angles(z)
	if err != nil || len(got) != 12 {
		t.Fatal(got, err)
	}
	for i := range got {
		if math.Abs(got[i]-want[i]) > 1e-6 { // float32
			t.Errorf("code %d: angle %v, expected %v", i, got[i], want[i])
		}
	}
	for _, c := range []struct {
		z    []float32
		want string
	}{{nil, "0 numbers"}, {z[:3], "3 numbers"}, {[]float32{1, 2, 3, float32(math.NaN())}, "NaN"}} {
		_, err := Angles(c.z)
		wantError(t, err, c.want)
	}
}

func TestCircularErrors(t *testing.T) {
	_, err := UniformCircularCorrelation([]float64{1, 2}, []float64{1})
	wantError(t, err, "UniformCircularCorrelation")
	_, err = UniformCircularCorrelation([]float64{1}, []float64{1})
	wantError(t, err, "fewer than two")
	for _, a := range [][]float64{{1, 1, 1}, {1, 2, math.NaN()}, {1, 2, math.Inf(1)}} {
		if r, err := UniformCircularCorrelation(a, []float64{1, 2, 3}); err != nil || !math.IsNaN(r) {
			t.Errorf("%v: %v, %v; expected NaN", a, r, err)
		}
	}
}
