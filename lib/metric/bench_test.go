package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"seminar.example/datasets"
)

// BenchmarkTrustworthiness compares images with three sums of their pixels, as
// bench/ours does: the sizes of bench/rows.py and of its quick run.
func BenchmarkTrustworthiness(b *testing.B) {
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{2000, 10000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			x, z := test.X[:n*784], make([]float32, 3*n)
			for i := range z {
				sum := 0.
				for k, v := range x[i/3*784 : (i/3+1)*784] {
					sum += float64(v) * math.Cos(float64(k*(i%3+1)))
				}
				z[i] = float32(sum)
			}
			for b.Loop() {
				if _, err := Trustworthiness(x, 784, z, 3, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

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
