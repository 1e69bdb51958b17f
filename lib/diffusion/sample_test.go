package diffusion_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/diffusion"
)

// gaussian is the denoiser of normal data around 0 with a deviation of 0.5.
func gaussian(x []float32, sigma float64) ([]float32, error) {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = float32(float64(v) * 0.25 / (0.25 + sigma*sigma))
	}
	return y, nil
}

// Without noise on the way a point of normal data moves along a known line: at
// level σ it is proportional to √(s²+σ²). Twice the steps: half Euler's error, a
// quarter of Heun's. Source of the orders: Karras et al. (2022), section 3.
func TestOrderOfTheSteps(t *testing.T) {
	for kind, order := range map[diffusion.Kind]float64{diffusion.Euler: 1, diffusion.Heun: 2} {
		var wrong []float64
		for _, steps := range []int{40, 80} {
			s := diffusion.Sampler{Kind: kind, Steps: steps}
			y, err := s.From(gaussian, []float32{20}, nil)
			ok(t, err)
			// The last step, from 0.02 to 0, is Euler's in both: it goes to the answer.
			atLowest := 20 * math.Sqrt((0.25+0.02*0.02)/(0.25+400))
			wrong = append(wrong, math.Abs(float64(y[0])-atLowest*0.25/(0.25+0.02*0.02)))
		}
		if got := math.Log2(wrong[0] / wrong[1]); math.Abs(got-order) > 0.25 {
			t.Errorf("%s: errors %.2g and %.2g: order %.2f, expected %g", kind, wrong[0], wrong[1], got, order)
		}
	}
}

// Ancestral steps draw normal data with its deviation, whatever the start.
func TestAncestralOfGaussians(t *testing.T) {
	const n = 20000
	x, err := diffusion.Sampler{Steps: 200}.Sample(gaussian, n, 1, rand.New(rand.NewPCG(1, 1)))
	ok(t, err)
	sum, square := 0.0, 0.0
	for _, v := range x {
		sum += float64(v) / n
		square += float64(v) * float64(v) / n
	}
	if math.Abs(sum) > 0.015 || math.Abs(math.Sqrt(square)-0.5) > 0.02 { // four standard errors, and the steps' bias
		t.Errorf("mean %.3f, deviation %.3f, expected 0 and 0.5", sum, math.Sqrt(square))
	}
}

// Where all data is one point, every sampler ends there.
func TestOnePoint(t *testing.T) {
	point := func(x []float32, sigma float64) ([]float32, error) {
		return slices.Repeat([]float32{3, -1}, len(x)/2), nil
	}
	for _, kind := range []diffusion.Kind{diffusion.Euler, diffusion.Heun, diffusion.Ancestral} {
		var seen []float64
		s := diffusion.Sampler{Kind: kind, Steps: 5, Highest: 2, Lowest: 0.1,
			Watch: func(sigma float64, x, clean []float32) { seen = append(seen, sigma) }}
		start := []float32{1, 1}
		x, err := s.From(point, start, rand.New(rand.NewPCG(2, 2)))
		ok(t, err)
		if math.Abs(float64(x[0]-3)) > 1e-6 || math.Abs(float64(x[1]+1)) > 1e-6 {
			t.Errorf("%s ends at %v", kind, x)
		}
		if start[0] != 1 {
			t.Errorf("%s changed its start", kind)
		}
		levels, err := s.Levels()
		ok(t, err)
		if !slices.Equal(seen, levels[:5]) || math.Abs(levels[0]-2) > 1e-12 || math.Abs(levels[4]-0.1) > 1e-12 || levels[5] != 0 {
			t.Errorf("%s: levels %v, watched %v", kind, levels, seen)
		}
	}
}

func TestSamplerErrors(t *testing.T) {
	fails := func(x []float32, sigma float64) ([]float32, error) { return nil, errors.New("broken denoiser") }
	for word, try := range map[string]func() ([]float32, error){
		"unknown sampler": func() ([]float32, error) {
			return diffusion.Sampler{Kind: "leap"}.Sample(gaussian, 1, 1, rand.New(rand.NewPCG(1, 1)))
		},
		"2 steps": func() ([]float32, error) {
			return diffusion.Sampler{Steps: 1}.Sample(gaussian, 1, 1, rand.New(rand.NewPCG(1, 1)))
		},
		"above 0": func() ([]float32, error) {
			return diffusion.Sampler{Lowest: -1}.Sample(gaussian, 1, 1, rand.New(rand.NewPCG(1, 1)))
		},
		"levels that fall": func() ([]float32, error) {
			return diffusion.Sampler{Highest: 1, Lowest: 2}.Sample(gaussian, 1, 1, rand.New(rand.NewPCG(1, 1)))
		},
		"0 samples": func() ([]float32, error) {
			return diffusion.Sampler{}.Sample(gaussian, 0, 1, rand.New(rand.NewPCG(1, 1)))
		},
		"broken denoiser": func() ([]float32, error) { return diffusion.Sampler{}.Sample(fails, 1, 1, rand.New(rand.NewPCG(1, 1))) },
	} {
		if _, err := try(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
}

// Guidance of strength 1 is the plain answer, of 0 the one without labels, and
// of 2 lies as far beyond the plain one as that is from the one without.
func TestGuided(t *testing.T) {
	m, err := diffusion.New(open(t), diffusion.MLP{Size: 2, Hidden: 8}, []float32{0, 0}, 0.5, 1)
	ok(t, err)
	x, labels := []float32{0.3, -1, 0.7, 0.2}, []uint8{3, 8}
	answer := func(d diffusion.Denoiser) []float32 {
		y, err := d(x, 0.8)
		ok(t, err)
		return y
	}
	with, without := answer(m.For(labels)), answer(m.For(nil))
	if slices.Equal(with, without) {
		t.Fatal("labels change nothing")
	}
	for _, w := range []float64{0, 1, 2} {
		for i, got := range answer(m.Guided(labels, w)) {
			if want := float64(without[i]) + w*float64(with[i]-without[i]); math.Abs(float64(got)-want) > 1e-6 {
				t.Errorf("strength %g: number %d is %g, expected %g", w, i, got, want)
			}
		}
	}
	if _, err := m.Guided([]uint8{3}, 1.5)(x, 0.8); err == nil {
		t.Error("one label for two rows is taken")
	}
}
