package manifold

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkFitPCA fits data of MNIST's size without a single equal number: the
// slowest case.
func BenchmarkFitPCA(b *testing.B) {
	const n, d = 60000, 784
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, n*d)
	for i := range x {
		x[i] = rng.Float32()
	}
	for b.Loop() {
		if _, err := FitPCA(x, n, d, 64); err != nil {
			b.Fatal(err)
		}
	}
}
