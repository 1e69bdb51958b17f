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

func TestCorrelationInterval(t *testing.T) {
	for _, c := range []struct {
		r          float64
		n          int
		confidence float64
		low, high  float64
	}{
		// scipy 1.17.1, stats.norm.ppf in the equation; the last is stats.pearsonr's confidence_interval.
		{0.5, 28, 0.95, 0.15602836252908606, 0.7358184794439376},
		{0.5, 28, 0.99, 0.0341270256342021, 0.7873694359039428},
		{-0.9, 103, 0.95, -0.931315412137388, -0.8554753591059971},
		{0.03, 10000, 0.95, 0.010406048776407162, 0.04957092219577351},
		{0.8214285714285715, 7, 0.95, 0.1792540505148308, 0.9727559513431969},
		{1, 10, 0.95, 1, 1},
	} {
		low, high, err := CorrelationInterval(c.r, c.n, c.confidence)
		if err != nil || math.Abs(low-c.low) > 1e-9 || math.Abs(high-c.high) > 1e-9 {
			t.Errorf("%+v: %v to %v, %v", c, low, high, err)
		}
	}
	// Of 1000 samples of correlation 0.6 about 95 % have it in their interval:
	// standard deviation 0.7 %, times 4.
	rng := rand.New(rand.NewPCG(2, 0))
	held := 0
	for range 1000 {
		var a, b []float64
		for range 50 {
			x := rng.NormFloat64()
			a, b = append(a, x), append(b, 0.6*x+0.8*rng.NormFloat64())
		}
		r, err := Pearson(a, b)
		if err != nil {
			t.Fatal(err)
		}
		if low, high, _ := CorrelationInterval(r, 50, 0.95); low <= 0.6 && 0.6 <= high {
			held++
		}
	}
	if held < 922 || held > 978 {
		t.Errorf("%d of 1000 intervals hold the truth, expected about 950", held)
	}
	for _, c := range []struct {
		r          float64
		n          int
		confidence float64
		want       string
	}{{0.5, 3, 0.95, "n = 3"}, {0.5, 10, 1, "confidence 1"}, {0.5, 10, math.NaN(), "confidence NaN"}, {1.1, 10, 0.95, "r = 1.1"}} {
		_, _, err := CorrelationInterval(c.r, c.n, c.confidence)
		wantError(t, err, c.want)
	}
}
