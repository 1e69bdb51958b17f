package metric

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkKNNAccuracy runs at the size of MNIST: 60 000 × 10 000 points.
func BenchmarkKNNAccuracy(b *testing.B) {
	for _, d := range []int{3, 10, 64} {
		b.Run(fmt.Sprintf("d=%d", d), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, uint64(d)))
			train, trainLabels := clusters(rng, 60000, d)
			test, testLabels := clusters(rng, 10000, d)
			for b.Loop() {
				if _, err := KNNAccuracy(train, trainLabels, test, testLabels, d, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// clusters returns n points around ten centres, labelled by centre.
func clusters(rng *rand.Rand, n, d int) ([]float32, []uint8) {
	centres := make([]float64, 10*d)
	same := rand.New(rand.NewPCG(7, 7))
	for i := range centres {
		centres[i] = same.NormFloat64()
	}
	x, labels := make([]float32, n*d), make([]uint8, n)
	for i := range labels {
		labels[i] = uint8(rng.IntN(10))
		for j := range d {
			x[i*d+j] = float32(centres[int(labels[i])*d+j] + 0.7*rng.NormFloat64())
		}
	}
	return x, labels
}
