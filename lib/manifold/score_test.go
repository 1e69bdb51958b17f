package manifold

import (
	"fmt"
	"math"
	"testing"
)

// scipy 1.17.1, i1e(x)/i0e(x).
func TestBesselRatio(t *testing.T) {
	for x, want := range map[float64]float64{
		0: 0, 0.01: 0.00499993750104165, 0.5: 0.24249961258080202, 2: 0.6977746579640082,
		10: 0.9485998259548459, 100: 0.9949873730051687, 1000: 0.9994998748748043,
	} {
		if got := besselRatio(x); math.Abs(got-want) > 1e-12 {
			t.Errorf("I₁/I₀ at %g: %.15f, scipy has %.15f", x, got, want)
		}
	}
}

// The score is the slope of the density's logarithm, which is summed up here
// over 2000 points of the circle.
func TestRingScore(t *testing.T) {
	logDensity := func(a, b, sigma float64) float64 {
		sum := 0.0
		for k := range 2000 {
			s, c := math.Sincos(2 * math.Pi * float64(k) / 2000)
			sum += math.Exp(-((a-c)*(a-c) + (b-s)*(b-s)) / (2 * sigma * sigma))
		}
		return math.Log(sum)
	}
	const h = 1e-5
	for _, sigma := range []float64{0.2, 0.3, 1} {
		for _, p := range [][2]float64{{0, 0}, {0.3, 0}, {0, -1}, {-1.2, 1.2}, {0.6, 0.8}} {
			got, err := RingScore([]float32{float32(p[0]), float32(p[1])}, sigma)
			if err != nil {
				t.Fatal(err)
			}
			a, b := float64(float32(p[0])), float64(float32(p[1]))
			want := [2]float64{
				(logDensity(a+h, b, sigma) - logDensity(a-h, b, sigma)) / (2 * h),
				(logDensity(a, b+h, sigma) - logDensity(a, b-h, sigma)) / (2 * h),
			}
			for k := range want {
				if math.Abs(float64(got[k])-want[k]) > 1e-4*(1+math.Abs(want[k])) {
					t.Errorf("σ = %g at %v: score %v, the density's slope is %v", sigma, p, got, want)
				}
			}
		}
	}
	for _, sigma := range []float64{0, -1, math.NaN()} {
		if _, err := RingScore([]float32{0, 0}, sigma); err == nil {
			t.Errorf("σ = %g was taken", sigma)
		}
	}
	if _, err := RingScore([]float32{0}, 1); err == nil {
		t.Error("one number was taken for a point of the plane")
	}
}

func ExampleRingScore() {
	score, err := RingScore([]float32{0.5, 0, 1.5, 0}, 0.3)
	fmt.Printf("inside %+.2f, outside %+.2f, %v\n", score[0], score[2], err)
	// Output: inside +4.50, outside -5.89, <nil>
}
