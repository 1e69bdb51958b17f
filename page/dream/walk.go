package dream

import (
	"errors"
	"math"
	"math/rand/v2"
)

// Config is a choice of what to draw, and how.
type Config struct {
	Label   int     // 0 to 9, or NoLabel
	Lean    float64 // 1 to 10: how far to go from the answer without a label to that with it; 1: as far
	Steps   int     // 2 to 100
	Highest float64 // the noise level of the start, 0.05 to 20
	Euler   bool    // follow the slope; else ancestral steps, which put noise back
	Seed    uint64  // of all noise; the same for all labels
	Drawing []byte  // the noise is added to it: 28×28, 0 to 255 ink; nil: to grey
}

func (c Config) check() error {
	switch {
	case c.Label < 0 || c.Label > NoLabel:
		return errors.New("dream: expected a digit, or 10 for any")
	case !(c.Lean >= 1) || !(c.Lean <= 10):
		return errors.New("dream: expected to lean by 1 to 10")
	case c.Steps < 2 || c.Steps > 100:
		return errors.New("dream: expected 2 to 100 steps")
	case !(c.Highest >= 0.05) || !(c.Highest <= 20):
		return errors.New("dream: expected a noise level of 0.05 to 20")
	case c.Drawing != nil && len(c.Drawing) != pixels:
		return errors.New("dream: expected a drawing of 784 pixels")
	}
	return nil
}

// lowest is the last noise level of a walk.
const lowest = 0.02

// Walk is a way from noise to a digit: the steps of lib/diffusion's Sampler, one
// at a time.
type Walk struct {
	net    *Net
	config Config
	x      []float32
	at     int
	rng    *rand.Rand
}

// Start begins a walk.
//
// Errors: numbers out of the ranges of [Config].
func (n *Net) Start(c Config) (*Walk, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	w := &Walk{net: n, config: c, x: make([]float32, pixels), rng: rand.New(rand.NewPCG(c.Seed, 0))}
	for i := range w.x {
		w.x[i] = float32(c.Highest * w.rng.NormFloat64())
		if c.Drawing != nil {
			w.x[i] += float32(c.Drawing[i])/127.5 - 1
		}
	}
	return w, nil
}

// level is the noise level of step i, as lib/diffusion's Sampler.Levels has it.
func (c Config) level(i int) float64 {
	if i >= c.Steps {
		return 0
	}
	const rho = 7
	top, bottom := math.Pow(c.Highest, 1./rho), math.Pow(lowest, 1./rho)
	return math.Pow(top+float64(i)/float64(c.Steps-1)*(bottom-top), rho)
}

// Moment is what there is to see before a step.
type Moment struct {
	Sigma        float64
	State, Clean []float32 // x with noise of Sigma, and the net's answer to it
}

// Step takes a step; after the last one it returns the same as before.
func (w *Walk) Step() (m Moment, last bool) {
	sigma, next := w.config.level(w.at), w.config.level(w.at+1)
	if sigma == 0 {
		return Moment{0, w.x, w.x}, true
	}
	m = Moment{sigma, w.x, w.net.Denoise(w.x, sigma, w.config.Label)}
	if w.config.Lean > 1 && w.config.Label != NoLabel { // lib/diffusion's Guided
		for i, v := range w.net.Denoise(w.x, sigma, NoLabel) {
			m.Clean[i] = v + float32(w.config.Lean)*(m.Clean[i]-v)
		}
	}
	up := 0.0
	if !w.config.Euler {
		up = next * math.Sqrt(sigma*sigma-next*next) / sigma
	}
	part := float32(math.Sqrt(next*next-up*up) / sigma)
	w.x = make([]float32, pixels)
	for i := range w.x {
		w.x[i] = m.Clean[i] + part*(m.State[i]-m.Clean[i])
	}
	if up > 0 {
		for i := range w.x {
			w.x[i] += float32(up * w.rng.NormFloat64())
		}
	}
	w.at++
	return m, false
}

// Grey turns an image on [-1,1] with noise of sigma into ink, 0 to 255. Noise above
// 1 is shown smaller, so that it can be seen.
func Grey(x []float32, sigma float64) []byte {
	b, scale := make([]byte, len(x)), float32(127.5/max(1, sigma))
	for i, v := range x {
		b[i] = byte(max(0, min(255, 127.5+scale*v)) + 0.5)
	}
	return b
}
