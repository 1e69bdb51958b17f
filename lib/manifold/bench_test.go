package manifold

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/knn"
)

// The sizes are those of bench/rows.py, the smaller ones those of its quick run:
// both, so that the growth shows. MLE and TwoNN of all 60 000 images take a minute
// there; here they end at a third of them.

// pixels returns the first n of MNIST's training images.
func pixels(b *testing.B, n int) []float32 {
	b.Helper()
	train, err := datasets.MNIST(datasets.Train)
	if err != nil {
		b.Fatal(err)
	}
	return train.X[:n*784]
}

// BenchmarkFitPCA fits MNIST, four fifths of which are background, and as many
// numbers without a single equal one: the slowest case.
func BenchmarkFitPCA(b *testing.B) {
	const n, d = 60000, 784
	rng := rand.New(rand.NewPCG(1, 1))
	uniform := make([]float32, n*d)
	for i := range uniform {
		uniform[i] = rng.Float32()
	}
	for _, c := range []struct {
		name string
		x    []float32
		k    int
	}{{"MNIST/k=64", pixels(b, n), 64}, {"MNIST/k=784", pixels(b, n), d}, {"uniform/k=64", uniform, 64}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := FitPCA(c.x, d, c.k); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkDimension estimates the dimension of images, the search for the
// neighbours included.
func BenchmarkDimension(b *testing.B) {
	for _, c := range []struct {
		name     string
		k        int
		estimate func(near [][]knn.Neighbor) (*Dimension, error)
	}{
		{"MLE", 20, func(near [][]knn.Neighbor) (*Dimension, error) { return LevinaBickel(near, 20) }},
		{"TwoNN", 2, TwoNN},
	} {
		for _, n := range []int{5000, 20000} {
			b.Run(fmt.Sprintf("%s/n=%d", c.name, n), func(b *testing.B) {
				x := pixels(b, n)
				for b.Loop() {
					set, err := knn.NewSet(x, 784)
					if err != nil {
						b.Fatal(err)
					}
					near, err := set.Others(c.k)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := c.estimate(near); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkIsomap unrolls the Swiss roll, every point a landmark.
func BenchmarkIsomap(b *testing.B) {
	for _, n := range []int{1500, 5000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			roll, err := SwissRoll(n, 0, 1)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := Isomap(roll.X, 3, 2, IsomapOptions{Neighbors: 10, Landmarks: n}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
