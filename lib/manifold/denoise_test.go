package manifold_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/manifold"
)

// damages are noises of MNIST on [-1,1] with their moments, and what the best linear
// map of 20 000 training images makes of them: PSNR of 2000 test images in dB,
// clipped, by the equation in numpy 2.4.6 with another draw of the noise.
var damages = []struct {
	name               string
	hit                func(x float32, rng *rand.Rand) float32
	keep, mean, square float64
	psnr               float64
}{
	{"Gaussian 1", func(x float32, rng *rand.Rand) float32 { return x + float32(rng.NormFloat64()) }, 1, 0, 1, 17.458},
	{"Gaussian 0.5", func(x float32, rng *rand.Rand) float32 { return x + float32(0.5*rng.NormFloat64()) }, 1, 0, 0.25, 20.774},
	{"masking 0.5", func(x float32, rng *rand.Rand) float32 {
		if rng.Float64() < 0.5 {
			return -1
		}
		return x
	}, 0.5, -0.5, 0.5, 17.614},
	{"salt and pepper 0.3", func(x float32, rng *rand.Rand) float32 {
		switch u := rng.Float64(); {
		case u < 0.15:
			return -1
		case u < 0.3:
			return 1
		}
		return x
	}, 0.7, 0, 0.3, 17.399},
}

func damaged(x []float32, hit func(float32, *rand.Rand) float32, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = hit(v, rng)
	}
	return y
}

func psnr(x, y []float32) float64 {
	sum := 0.0
	for i, v := range manifold.Clip(y, -1, 1) {
		sum += float64(v-x[i]) * float64(v-x[i])
	}
	return 10 * math.Log10(4*float64(len(x))/sum)
}

// TestLinearDenoisersOfMNIST fits the three linear denoisers to 20 000 images.
//
// Two draws of the noise on these images differ by up to 0.03 dB.
func TestLinearDenoisersOfMNIST(t *testing.T) {
	if testing.Short() {
		t.Skip("fits 20 000 images")
	}
	clean, test := images(t, datasets.Train, 20000), images(t, datasets.Test, 2000)
	p := fitted(t, clean, 20000, 784, 784)
	for i, c := range damages {
		noisy := damaged(test, c.hit, 1)
		best, err := manifold.BestLinear(clean, 784, c.keep, c.mean, c.square)
		if err != nil {
			t.Fatal(err)
		}
		y := applied(t, best, noisy)
		if got := psnr(test, y); math.Abs(got-c.psnr) > 0.04 {
			t.Errorf("%s: BestLinear %.3f dB, expected %.2f", c.name, got, c.psnr)
		}
		if c.keep == 1 { // Gaussian: shrinkage of the components is the same map
			w, err := p.Wiener(noisy, math.Sqrt(c.square))
			if err != nil {
				t.Fatal(err)
			}
			for j := range w {
				if math.Abs(float64(w[j]-y[j])) > 1e-4 { // the millionth on the diagonal, float32
					t.Fatalf("%s: number %d is %v by Wiener's shrinkage, %v by BestLinear", c.name, j, w[j], y[j])
				}
			}
		}
		if i != 3 { // FitLinear is slow
			continue
		}
		l, err := manifold.FitLinear(damaged(clean, c.hit, 2), clean, 784)
		if err != nil {
			t.Fatal(err)
		}
		// numpy: 17.27 with a ridge of 0.03, 17.24 with 0.1
		if got := psnr(test, applied(t, l, noisy)); math.Abs(got-17.255) > 0.04 {
			t.Errorf("%s: FitLinear %.3f dB, expected 17.24 to 17.27", c.name, got)
		}
	}
}

func images(t *testing.T, split datasets.Split, n int) []float32 {
	t.Helper()
	m, err := datasets.MNIST(split)
	if err != nil {
		t.Fatal(err)
	}
	return datasets.Signed(m.X[:784*n])
}

func applied(t *testing.T, l *manifold.Linear, x []float32) []float32 {
	t.Helper()
	y, err := l.Apply(x)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// spread are n points in five dimensions whose numbers go together.
func spread(n int, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	var x []float32
	for range n {
		a, b := rng.NormFloat64(), rng.NormFloat64()
		for j := range 5 {
			x = append(x, float32(a*float64(j+1)/3+b*float64(2-j)+0.1*rng.NormFloat64()+float64(j)))
		}
	}
	return x
}

// One number: the closed forms of the textbook. A number that never varies stays.
func TestBestLinearOfOneNumber(t *testing.T) {
	x := []float32{2, 4, 6, 8} // mean 5, variance 20/3
	for _, c := range []struct {
		name               string
		keep, mean, square float64
		slope, at          float64 // of y about its mean, and the mean of the damaged
	}{
		{"Gaussian of variance 5", 1, 0, 5, 20. / 3 / (20./3 + 5), 5},
		{"nothing", 1, 0, 0, 1, 5},
		// Half are 0: E x̃ = 2.5, E x̃² = (20/3+25)/2, cov = 10/3.
		{"masked by 0", 0.5, 0, 0, 10. / 3 / ((20./3+25)/2 - 6.25), 2.5},
	} {
		l, err := manifold.BestLinear(x, 1, c.keep, c.mean, c.square)
		if err != nil {
			t.Fatal(err)
		}
		y := applied(t, l, []float32{0, 3})
		for i, v := range []float64{0, 3} {
			if want := 5 + c.slope*(v-c.at); math.Abs(float64(y[i])-want) > 1e-4 {
				t.Errorf("%s: %v becomes %v, expected %v", c.name, v, y[i], want)
			}
		}
	}
	l, err := manifold.BestLinear([]float32{-1, 0, -1, 2, -1, 1}, 2, 0.5, -0.5, 0.5) // the first always -1
	if err != nil {
		t.Fatal(err)
	}
	if y := applied(t, l, []float32{-1, -1}); math.Abs(float64(y[0])+1) > 1e-6 {
		t.Errorf("a number that is always -1 becomes %v", y[0])
	}
}

// Many examples give the map of the moments, for each kind of damage; and no other
// linear map does better.
func TestFitLinearIsBestLinear(t *testing.T) {
	x := spread(100000, 1)
	for _, c := range damages {
		noisy := damaged(x, c.hit, 2)
		best, err := manifold.BestLinear(x, 5, c.keep, c.mean, c.square)
		if err != nil {
			t.Fatal(err)
		}
		fit, err := manifold.FitLinear(noisy, x, 5)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range best.Weights {
			if math.Abs(v-fit.Weights[i]) > 0.02 { // 1/√n, times a few
				t.Errorf("%s: weight %d is %.4f of the moments, %.4f of examples", c.name, i, v, fit.Weights[i])
			}
		}
		test := spread(20000, 3)
		again := damaged(test, c.hit, 4)
		least := mse(test, applied(t, best, again))
		for i := range best.Weights {
			for _, by := range []float64{-0.05, 0.05} {
				other := *best
				other.Weights = slices.Clone(best.Weights)
				other.Weights[i] += by
				if mse(test, applied(t, &other, again)) < least {
					t.Errorf("%s: weight %d changed by %v is better", c.name, i, by)
				}
			}
		}
	}
}

func mse(x, y []float32) (sum float64) {
	for i := range x {
		sum += float64(x[i]-y[i]) * float64(x[i]-y[i]) / float64(len(x))
	}
	return sum
}

// Few examples need a strong ridge, many a weak one, and without any the map would
// be worse than doing nothing.
func TestFitLinearChoosesARidge(t *testing.T) {
	hit := damages[0].hit
	few := spread(40, 5)
	weak, err := manifold.FitLinear(damaged(spread(50000, 6), hit, 7), spread(50000, 6), 5)
	if err != nil {
		t.Fatal(err)
	}
	strong, err := manifold.FitLinear(damaged(few, hit, 8), few, 5)
	if err != nil {
		t.Fatal(err)
	}
	if weak.Ridge > 1e-2 || strong.Ridge < weak.Ridge {
		t.Errorf("ridges %v of many examples and %v of few", weak.Ridge, strong.Ridge)
	}
}

func TestDenoiserErrors(t *testing.T) {
	x := spread(30, 1)
	nan := slices.Clone(x)
	nan[7] = float32(math.NaN())
	p := fitted(t, x, 30, 5, 2)
	l, err := manifold.BestLinear(x, 5, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for words, call := range map[string]func() error{
		"noise of -1":        func() error { _, err := p.Wiener(x, -1); return err },
		"Wiener: x":          func() error { _, err := p.Wiener(x[1:], 1); return err },
		"first above 0":      func() error { _, err := manifold.BestLinear(x, 5, 0, 0, 1); return err },
		"negative variance":  func() error { _, err := manifold.BestLinear(x, 5, 1, 9, 0); return err },
		"number 2 of row 1":  func() error { _, err := manifold.BestLinear(nan, 5, 1, 0, 1); return err },
		"Apply: 4 numbers":   func() error { _, err := l.Apply(x[:4]); return err },
		"30 damaged and 29":  func() error { _, err := manifold.FitLinear(x, x[5:], 5); return err },
		"at least 20":        func() error { _, err := manifold.FitLinear(x[:50], x[:50], 5); return err },
		"FitLinear: y: numb": func() error { _, err := manifold.FitLinear(x, nan, 5); return err },
		"all the same":       func() error { _, err := manifold.FitLinear(make([]float32, 150), x, 5); return err },
	} {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), "manifold: ") || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, expected one with %q", err, words)
		}
	}
}
