package diffusion_test

import (
	"math/rand/v2"
	"testing"

	"seminar.example/lib/diffusion"
)

// BenchmarkStep takes training steps of a batch of 128 images.
func BenchmarkStep(b *testing.B) {
	for _, net := range []diffusion.UNet{diffusion.Large, diffusion.Small} {
		b.Run(net.String(), func(b *testing.B) {
			m, err := diffusion.New(open(b), net, make([]float32, 784), 0.6, 1)
			ok(b, err)
			trainer, err := diffusion.NewTrainer(m)
			ok(b, err)
			rng := rand.New(rand.NewPCG(1, 1))
			x, noise, sigma := make([]float32, 128*784), make([]float32, 128*784), make([]float32, 128)
			for i := range x {
				x[i], noise[i] = float32(rng.NormFloat64()), float32(rng.NormFloat64())
			}
			for i := range sigma {
				sigma[i] = 0.5
			}
			for b.Loop() {
				_, err := trainer.Step(1e-3, x, noise, sigma, nil)
				ok(b, err)
			}
		})
	}
}
