package ae_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"seminar.example/lib/ae"
)

// The share of damaged numbers and the moments of Gaussian noise lie within
// three standard errors of what they should be.
func TestNoiseStatistics(t *testing.T) {
	const n = 200_000
	x := make([]float32, n) // 0: inside the scale, so that every hit shows
	for _, seed := range []uint64{1, 2, 3} {
		for _, level := range []float64{0, 0.1, 0.5, 1} {
			for _, noise := range []ae.Noise{
				{Kind: ae.Masking, Level: level}, {Kind: ae.SaltAndPepper, Level: level},
				{Kind: ae.Masking, Level: level, Low: -0.25, High: 3}, {Kind: ae.SaltAndPepper, Level: level, Low: -2, High: 3},
			} {
				y, err := noise.Add(x, rand.New(rand.NewPCG(seed, 0)))
				ok(t, err)
				low, high := -1., 1.
				if noise.High != 0 {
					low, high = float64(noise.Low), float64(noise.High)
				}
				count := map[float64]int{}
				for _, v := range y {
					count[float64(v)]++
				}
				wantLow, wantHigh := level, 0.
				if noise.Kind == ae.SaltAndPepper {
					wantLow, wantHigh = level/2, level/2
				}
				for value, share := range map[float64]float64{low: wantLow, high: wantHigh, 0: 1 - level} {
					got := float64(count[value]) / n
					if d := math.Abs(got - share); d > 3*math.Sqrt(share*(1-share)/n) {
						t.Errorf("%v, seed %d: a share %.4f is %g, expected %.4f", noise, seed, got, value, share)
					}
				}
				if len(count) > 3 {
					t.Errorf("%v: %d different values", noise, len(count))
				}
			}
			y, err := ae.Noise{Kind: ae.Gaussian, Level: level}.Add(x, rand.New(rand.NewPCG(seed, 0)))
			ok(t, err)
			sum, square := 0., 0.
			for _, v := range y {
				sum += float64(v)
				square += float64(v) * float64(v)
			}
			if mean := sum / n; math.Abs(mean) > 3*level/math.Sqrt(n) {
				t.Errorf("Gaussian %g, seed %d: mean %g", level, seed, mean)
			}
			if sigma := math.Sqrt(square / n); math.Abs(sigma-level) > 3*level/math.Sqrt(2*n) {
				t.Errorf("Gaussian %g, seed %d: standard deviation %g", level, seed, sigma)
			}
		}
	}
}

// Gaussian noise is added to the data and not cut off; the data stays.
func TestNoiseAdds(t *testing.T) {
	x := []float32{5, -5}
	y, err := ae.Noise{Kind: ae.Gaussian, Level: 0.1}.Add(x, rand.New(rand.NewPCG(1, 1)))
	ok(t, err)
	if x[0] != 5 || x[1] != -5 {
		t.Error("the data was changed")
	}
	if math.Abs(float64(y[0]-5)) > 1 || math.Abs(float64(y[1]+5)) > 1 || y[0] == 5 {
		t.Errorf("%v became %v", x, y)
	}
	same, err := ae.Noise{}.Add(x, nil)
	ok(t, err)
	if same[0] != 5 || same[1] != -5 {
		t.Errorf("no noise changed %v to %v", x, same)
	}
}

func TestNoiseRefuses(t *testing.T) {
	for _, n := range []ae.Noise{
		{Level: 0.5}, {Kind: "pink"}, {Kind: ae.Gaussian, Level: -1}, {Kind: ae.Masking, Level: 1.5},
		{Kind: ae.SaltAndPepper, Level: math.NaN()}, {Kind: ae.Masking, Level: 0.5, Low: 1, High: -1},
	} {
		if _, err := n.Add([]float32{1}, rand.New(rand.NewPCG(1, 1))); err == nil {
			t.Errorf("%+v was taken", n)
		}
	}
}

func ExampleNoise_Add() {
	x := []float32{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}
	noise := ae.Noise{Kind: ae.Masking, Level: 0.3}
	y, err := noise.Add(x, rand.New(rand.NewPCG(1, 0)))
	fmt.Println(noise, err)
	fmt.Println(y)
	// Output:
	// masking 0.3 <nil>
	// [-1 1 -1 1 1 1 -1 -1 1 -1]
}

// Moments are those of the damage that Add draws, for a number anywhere on the scale.
func TestNoiseMoments(t *testing.T) {
	const n = 200_000
	for _, noise := range []ae.Noise{
		{}, {Kind: ae.Gaussian, Level: 0.7}, {Kind: ae.Masking, Level: 0.3}, {Kind: ae.SaltAndPepper, Level: 0.4},
		{Kind: ae.Masking, Level: 0.3, Low: 0, High: 1}, {Kind: ae.SaltAndPepper, Level: 0.4, Low: -2, High: 3},
	} {
		keep, mean, square, err := noise.Moments()
		ok(t, err)
		for _, x := range []float64{-1, 0.25, 1} {
			clean := make([]float32, n)
			for i := range clean {
				clean[i] = float32(x)
			}
			y, err := noise.Add(clean, rand.New(rand.NewPCG(5, 0)))
			ok(t, err)
			first, second, fourth := 0., 0., 0.
			for _, v := range y {
				v := float64(v)
				first, second, fourth = first+v/n, second+v*v/n, fourth+v*v*v*v/n
			}
			if want, off := keep*x+mean, math.Sqrt(max(0, second-first*first)/n); math.Abs(first-want) > 4*off+1e-9 {
				t.Errorf("%v of %v: mean %v, expected %v", noise, x, first, want)
			}
			if want, off := keep*x*x+square, math.Sqrt(max(0, fourth-second*second)/n); math.Abs(second-want) > 4*off+1e-9 {
				t.Errorf("%v of %v: mean square %v, expected %v", noise, x, second, want)
			}
		}
	}
	if _, _, _, err := (ae.Noise{Kind: ae.Masking, Level: 2}).Moments(); err == nil {
		t.Error("a share of 2: no error")
	}
}

func ExampleNoise_Moments() {
	keep, mean, square, err := ae.Noise{Kind: ae.Masking, Level: 0.5}.Moments()
	fmt.Println(keep, mean, square, err)
	// Output: 0.5 -0.5 0.5 <nil>
}
