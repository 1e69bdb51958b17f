package metric

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat"
)

// mixed are n codes of three independent sources, mixed by a matrix.
func mixed(n int, source func(rng *rand.Rand) float64) (z []float32, sources [][]float64) {
	rng := rand.New(rand.NewPCG(7, 0))
	mix := [3][3]float64{{2, 0.5, -1}, {0.3, 1, 0.8}, {-0.4, 1.2, 0.5}}
	sources = make([][]float64, 3)
	for range n {
		var row [3]float64
		for k := range sources {
			s := source(rng)
			sources[k] = append(sources[k], s)
			for j := range row {
				row[j] += mix[k][j] * s
			}
		}
		z = append(z, float32(row[0]+1), float32(row[1]), float32(row[2]-3))
	}
	return z, sources
}

// ICA finds flat and peaked sources again, varimax the peaked ones; PCA neither.
func TestAxesFindSources(t *testing.T) {
	flat := func(rng *rand.Rand) float64 { return rng.Float64() }
	peaked := func(rng *rand.Rand) float64 { return rng.ExpFloat64() * float64(1-2*rng.IntN(2)) }
	for _, c := range []struct {
		name   string
		source func(*rand.Rand) float64
		kind   AxesKind
		found  bool
	}{
		{"flat", flat, Independent, true}, {"peaked", peaked, Independent, true}, {"peaked", peaked, Varimax, true},
		{"flat", flat, Principal, false}, {"peaked", peaked, Principal, false},
	} {
		z, sources := mixed(20_000, c.source)
		axes, err := Axes(z, 3, c.kind)
		if err != nil {
			t.Fatal(err)
		}
		worst := 1.0 // over sources, of |r| with the axis that fits best
		for _, s := range sources {
			best := 0.0
			for _, a := range axes {
				best = max(best, math.Abs(stat.Correlation(a.Values(z), s, nil)))
			}
			worst = min(worst, best)
		}
		if (worst > 0.99) != c.found {
			t.Errorf("%s of %s sources: the worst is found with r = %.3f", c.kind, c.name, worst)
		}
	}
}

// Whatever the kind: uncorrelated, standard deviation 1, and steps that lead back.
func TestAxesAreWhite(t *testing.T) {
	z, _ := mixed(3000, func(rng *rand.Rand) float64 { return rng.ExpFloat64() })
	for _, kind := range []AxesKind{Principal, Independent, Varimax} {
		axes, err := Axes(z, 3, kind)
		if err != nil {
			t.Fatal(err)
		}
		var u [][]float64
		for _, a := range axes {
			u = append(u, a.Values(z))
		}
		for k := range u {
			for l := range u {
				want := 0.0
				if k == l {
					want = 1
				}
				if got := stat.Covariance(u[k], u[l], nil); math.Abs(got-want) > 1e-6 {
					t.Errorf("%s: covariance of %d and %d is %g", kind, k, l, got)
				}
			}
		}
		for j := range 3 { // z of one code from that of another, by the steps
			at := float64(z[j])
			for k, a := range axes {
				at += (u[k][1] - u[k][0]) * a.Step[j]
			}
			if math.Abs(at-float64(z[3+j])) > 1e-5 {
				t.Errorf("%s: number %d: the steps lead to %g, expected %g", kind, j, at, z[3+j])
			}
		}
	}
	principal, _ := Axes(z, 3, Principal)
	for k := range 2 {
		if a, b := length(principal[k].Step), length(principal[k+1].Step); a < b {
			t.Errorf("principal axis %d has standard deviation %g, the next %g", k, a, b)
		}
	}
}

func length(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}

func TestAxesErrors(t *testing.T) {
	good, _ := mixed(100, func(rng *rand.Rand) float64 { return rng.Float64() })
	flat := append([]float32(nil), good...)
	broken := append([]float32(nil), good...)
	broken[4] = float32(math.NaN())
	for i := range 100 {
		flat[3*i+1] = 2 * flat[3*i]
	}
	for _, kind := range []AxesKind{Principal, Varimax} {
		if axes, err := Axes(flat, 3, kind); err != nil || len(axes) != 2 {
			t.Errorf("%s of codes in a plane: %d axes, %v", kind, len(axes), err)
		}
	}
	for _, c := range []struct {
		z    []float32
		d    int
		kind AxesKind
		want string
	}{
		{good, 3, "best", "unknown kind"},
		{good[:9], 3, Principal, "3 codes of 3 numbers"},
		{good, 0, Principal, "0 codes of 0 numbers"},
		{good[:100], 3, Principal, "metric: Axes: "},
		{broken, 3, Principal, "NaN"},
		{make([]float32, 30), 3, Varimax, "all codes are the same"},
	} {
		if _, err := Axes(c.z, c.d, c.kind); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, expected %q", err, c.want)
		}
	}
}
