package diffusion

import (
	"math"

	"seminar.example/lib/say"
)

// Denoiser answers with the mean of the clean points that noisy ones may stand
// for, E[x₀ | x₀ + σ·noise = x]. By Tweedie's formula it knows the score, the
// direction in which noisy points are denser:
//
//	∇ log p_σ(x) = (D(x; σ) − x)/σ²
//
//	x      n×d → n×d
//	sigma  σ > 0, the standard deviation of the noise in x
//
// Source: Vincent (2011); B. Efron, "Tweedie's formula and selection bias", JASA
// 106 (2011), equation 1.4.
type Denoiser func(x []float32, sigma float64) ([]float32, error)

// Kind is how a [Sampler] goes from one noise level to the next.
type Kind string

// The kinds of steps, from level σ to the lower level τ, with the slope
// k = (x − D(x; σ))/σ:
const (
	// Euler follows the slope: x + (τ−σ)·k. It needs one answer of the denoiser.
	Euler Kind = "Euler"
	// Heun follows the mean of the slopes here and where Euler arrives: two
	// answers, except for the last step.
	Heun Kind = "Heun"
	// Ancestral goes below τ and adds noise back, up to τ: one answer. The noise
	// takes errors of earlier steps away, which the two others keep.
	Ancestral Kind = "ancestral"
)

// Sampler turns noise into data by steps down the noise levels. Its zero value
// takes 20 ancestral steps from 20 down to 0.02.
//
// The levels are those of Karras et al. (2022), equation 5, with ρ = 7, and 0 after
// them:
//
//	σᵢ = (Highest^{1/ρ} + i/(Steps−1)·(Lowest^{1/ρ} − Highest^{1/ρ}))^ρ
//
// Source: Karras et al. (2022), algorithm 1 (Euler, Heun); Song et al. (2021),
// appendix F (ancestral sampling of the variance exploding process).
type Sampler struct {
	Kind            Kind    // "": Ancestral
	Steps           int     // 0: 20; at least 2
	Highest, Lowest float64 // the first and the last noise level; 0: 20, 0.02

	// Watch is told of each step: its noise level, the points before it and the
	// denoiser's answer for them. It must not change them. nil: nobody.
	Watch func(sigma float64, x, clean []float32)
}

func (s Sampler) withDefaults() Sampler {
	if s.Kind == "" {
		s.Kind = Ancestral
	}
	if s.Steps == 0 {
		s.Steps = 20
	}
	if s.Highest == 0 {
		s.Highest = 20
	}
	if s.Lowest == 0 {
		s.Lowest = 0.02
	}
	return s
}

// Levels returns the noise levels of the steps, descending, and 0 after them:
// Steps+1 numbers.
//
// Errors: an unknown kind, fewer than 2 steps, levels that do not fall from
// Highest to Lowest above 0.
func (s Sampler) Levels() ([]float64, error) {
	s = s.withDefaults()
	switch {
	case s.Kind != Euler && s.Kind != Heun && s.Kind != Ancestral:
		return nil, say.Errorf("diffusion: unknown sampler %q: use diffusion.Euler, Heun or Ancestral", string(s.Kind))
	case s.Steps < 2 || !(s.Lowest > 0) || !(s.Highest > s.Lowest):
		return nil, say.Errorf("diffusion: %d steps from noise %g to %g: expected at least 2 steps, and levels that fall but stay above 0",
			s.Steps, s.Highest, s.Lowest)
	}
	const rho = 7
	levels := make([]float64, s.Steps+1)
	top, bottom := math.Pow(s.Highest, 1.0/rho), math.Pow(s.Lowest, 1.0/rho)
	for i := range s.Steps {
		levels[i] = math.Pow(top+float64(i)/float64(s.Steps-1)*(bottom-top), rho)
	}
	return levels, nil
}

// Normal draws standard normal numbers; *rand.Rand of math/rand/v2 does.
type Normal interface{ NormFloat64() float64 }

// Sample draws n points of d numbers: it starts from noise of the highest level.
//
// Errors: those of Levels and of the denoiser; n or d below 1.
// Cost: Steps answers of the denoiser, for Heun 2·Steps−1.
func (s Sampler) Sample(denoise Denoiser, n, d int, rng Normal) ([]float32, error) {
	if n < 1 || d < 1 {
		return nil, say.Errorf("diffusion: %d samples of %d numbers: expected at least 1 of each", n, d)
	}
	s = s.withDefaults()
	x := make([]float32, n*d)
	for i := range x {
		x[i] = float32(s.Highest * rng.NormFloat64())
	}
	return s.From(denoise, x, rng)
}

// From is Sample from given points: x, n×d, is data with noise of the level
// Highest, such as a drawing with noise added. x itself is not changed.
//
// Errors: those of Levels and of the denoiser.
func (s Sampler) From(denoise Denoiser, x []float32, rng Normal) ([]float32, error) {
	s = s.withDefaults()
	levels, err := s.Levels()
	if err != nil {
		return nil, err
	}
	for i, sigma := range levels[:s.Steps] {
		clean, err := denoise(x, sigma)
		if err != nil {
			return nil, err
		}
		if s.Watch != nil {
			s.Watch(sigma, x, clean)
		}
		next := levels[i+1]
		switch {
		case s.Kind == Ancestral:
			x = ancestral(x, clean, sigma, next, rng)
		case s.Kind == Heun && next > 0:
			if x, err = heun(denoise, x, clean, sigma, next); err != nil {
				return nil, err
			}
		default:
			x = euler(x, clean, sigma, next)
		}
	}
	return x, nil
}

// euler follows the slope (x−D)/σ from level σ to another: at 0 it is at D.
func euler(x, clean []float32, sigma, next float64) []float32 {
	y := make([]float32, len(x))
	part := float32(next / sigma)
	for i := range x {
		y[i] = clean[i] + part*(x[i]-clean[i])
	}
	return y
}

func heun(denoise Denoiser, x, clean []float32, sigma, next float64) ([]float32, error) {
	y := euler(x, clean, sigma, next)
	then, err := denoise(y, next)
	if err != nil {
		return nil, err
	}
	h := (next - sigma) / 2
	for i := range y {
		slope := float64(x[i]-clean[i])/sigma + float64(y[i]-then[i])/next
		y[i] = x[i] + float32(h*slope)
	}
	return y, nil
}

// ancestral goes down to the level √(τ²−up²) and adds noise of up, so that the
// noise has τ again: up² = τ²(σ²−τ²)/σ² is the variance that the noise at τ has
// where the noisy and the clean point are known.
func ancestral(x, clean []float32, sigma, next float64, rng Normal) []float32 {
	up := next * math.Sqrt(sigma*sigma-next*next) / sigma
	y := euler(x, clean, sigma, math.Sqrt(next*next-up*up))
	if up > 0 {
		for i := range y {
			y[i] += float32(up * rng.NormFloat64())
		}
	}
	return y
}
