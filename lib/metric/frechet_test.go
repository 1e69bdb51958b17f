package metric_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"seminar.example/lib/metric"
)

// frechetPoints are those of testdata/make_frechet.py.
type frechetPoints struct {
	N                  int
	Turn, Scale, Shift float64
	Rank               int
}

func (p frechetPoints) rows(d int) (x []float32) {
	for i := range p.N {
		for j := range d {
			sum := 0.0
			for k := range p.Rank {
				sum += math.Sin(0.7*float64(i*(k+1))+p.Turn) * math.Cos(0.3*float64((k+1)*(j+1)))
			}
			x = append(x, float32(p.Scale*sum+p.Shift*float64(j)))
		}
	}
	return x
}

// Distances by scipy's sqrtm of the product, of full and of low rank.
func TestFrechetIsScipys(t *testing.T) {
	text, err := os.ReadFile("testdata/frechet.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			D        int
			A, B     frechetPoints
			Distance float64
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 4 {
		t.Fatalf("%d cases, expected 4", len(file.Cases))
	}
	for _, c := range file.Cases {
		a, b := c.A.rows(c.D), c.B.rows(c.D)
		for _, pair := range [][2][]float32{{a, b}, {b, a}} { // it is symmetric
			got, err := metric.Frechet(pair[0], pair[1], c.D)
			if err != nil {
				t.Fatal(err)
			}
			// Where covariances are singular a root of rounding is left: 1e-7 of the sum.
			if !(math.Abs(got-c.Distance) <= 2e-6*max(1, c.Distance)) {
				t.Errorf("d = %d: %.9f, scipy %.9f", c.D, got, c.Distance)
			}
		}
		same, err := metric.Frechet(a, a, c.D)
		if err != nil || same > 1e-6 {
			t.Errorf("d = %d: a set is %g from itself, %v", c.D, same, err)
		}
	}
}

// Of Gaussians with diagonal covariances it is Σ (μ−ν)² + (s−r)², and turning
// both sets changes nothing.
func TestFrechetOfGaussians(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	const n, d = 40000, 3
	want := 0.0
	a, b := make([]float32, n*d), make([]float32, n*d)
	for j := range d {
		mu, s, r := float64(j), 1+0.5*float64(j), 2-0.5*float64(j)
		want += mu*mu + (s-r)*(s-r)
		for i := range n {
			a[i*d+j], b[i*d+j] = float32(s*rng.NormFloat64()), float32(mu+r*rng.NormFloat64())
		}
	}
	got, err := metric.Frechet(a, b, d)
	if err != nil || math.Abs(got-want) > 0.1 { // sampling: SD about 0.02
		t.Errorf("%g, expected about %g (%v)", got, want, err)
	}
	turn := func(x []float32) []float32 {
		y, s, c := make([]float32, len(x)), float32(math.Sin(1)), float32(math.Cos(1))
		for i := 0; i < len(x); i += d {
			y[i], y[i+1], y[i+2] = c*x[i]-s*x[i+1], s*x[i]+c*x[i+1], x[i+2]
		}
		return y
	}
	turned, err := metric.Frechet(turn(a), turn(b), d)
	if err != nil || math.Abs(turned-got) > 1e-4 {
		t.Errorf("turned by one radian: %g, before %g (%v)", turned, got, err)
	}
}

func TestFrechetErrors(t *testing.T) {
	good := []float32{1, 2, 3, 4}
	for word, c := range map[string]struct {
		a, b []float32
		d    int
	}{
		"n×2":     {good[:3], good, 2},
		"least 2": {good[:2], good, 2},
		"n×0":     {good, good, 0},
		"finite":  {good, []float32{1, 2, float32(math.Inf(1)), 4}, 2},
	} {
		if _, err := metric.Frechet(c.a, c.b, c.d); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
}

func ExampleFrechet() {
	// Two sets of one shape, 2 apart: the squared distance of their means.
	a := []float32{0, 0, 1, 0, 0, 1, 1, 1}
	b := []float32{2, 0, 3, 0, 2, 1, 3, 1}
	distance, err := metric.Frechet(a, b, 2)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f\n", distance)
	// Output: 4.000
}
