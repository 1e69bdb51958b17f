package knn

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"seminar.example/datasets"
)

// clusters returns n points around ten centres.
func clusters(rng *rand.Rand, n, d int) []float32 {
	centres := make([]float64, 10*d)
	same := rand.New(rand.NewPCG(7, 7))
	for i := range centres {
		centres[i] = same.NormFloat64()
	}
	x := make([]float32, n*d)
	for i := range n {
		centre := rng.IntN(10) * d
		for j := range d {
			x[i*d+j] = float32(centres[centre+j] + 0.7*rng.NormFloat64())
		}
	}
	return x
}

// BenchmarkSearch finds ten neighbours of 10 000 points among 60 000, by both
// ways: treeDims is where the second becomes the faster.
func BenchmarkSearch(b *testing.B) {
	for _, d := range []int{3, 10, 12, 14, 16, 64} {
		rng := rand.New(rand.NewPCG(1, uint64(d)))
		x, q := clusters(rng, 60000, d), clusters(rng, 10000, d)
		what := query{q: q, self: -1, k: 10}
		b.Run(fmt.Sprintf("d=%d/tree", d), func(b *testing.B) {
			for b.Loop() {
				newTree(x, d).find(what, func(int, []Neighbor) {})
			}
		})
		b.Run(fmt.Sprintf("d=%d/panels", d), func(b *testing.B) {
			for b.Loop() {
				newPanels(x, d).find(what, func(int, []Neighbor) {})
			}
		})
	}
}

// BenchmarkSearchPixels does so with MNIST's images, where four of five numbers
// are 0, and with as many random numbers, where none is; and of 1000 only.
func BenchmarkSearchPixels(b *testing.B) {
	train, err := datasets.MNIST(datasets.Train)
	if err != nil {
		b.Fatal(err)
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	uniform := func(n int) []float32 {
		x := make([]float32, n*784)
		for i := range x {
			x[i] = rng.Float32()
		}
		return x
	}
	for _, c := range []struct {
		name string
		x, q []float32
	}{{"MNIST", train.X, test.X}, {"MNIST, 1000", train.X, test.X[:1000*784]}, {"uniform", uniform(60000), uniform(10000)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s, err := NewSet(c.x, 784)
				if err != nil {
					b.Fatal(err)
				}
				if err := s.SearchEach(c.q, 10, func(int, []Neighbor) {}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
