package main

import (
	"fmt"
	"math"
	"slices"

	"seminar.example/datasets"
	"seminar.example/lib/knn"
	"seminar.example/lib/manifold"
	"seminar.example/lib/metric"
)

// classical prepares the contenders that need no network, for n points,
// queries (neighbours) or embedded points (trustworthiness, isomap, landmarks).
var classical = map[string]func(n int) (once func() (proof, error), err error){
	"pca":             pca,
	"neighbours":      func(n int) (func() (proof, error), error) { return neighbours(60000, n) },
	"among":           func(n int) (func() (proof, error), error) { return neighbours(n, 1000) },
	"others":          others,
	"tree":            tree,
	"trustworthiness": trustworthiness,
	"mle":             mle,
	"twonn":           twoNN,
	"isomap":          func(n int) (func() (proof, error), error) { return isomap(n, n) },
	"landmarks":       func(n int) (func() (proof, error), error) { return isomap(n, 300) },
}

// moved are how many places the pixels of a picture go on, of the first copy of
// MNIST, the second, and so on: by up to two columns and rows.
var moved = []int{0, 1, -1, 28, -28, 29, -29, 27, -27, 2, -2, 56, -56, 30}

// images are n of MNIST's on [0, 1]; where n is more than there are, all once more
// with their pixels moved, so that no two are equal.
func images(split datasets.Split, n int) ([]float32, error) {
	im, err := datasets.MNIST(split)
	if err != nil {
		return nil, err
	}
	if n > len(moved)*im.N {
		return nil, fmt.Errorf("%d images, expected at most %d", n, len(moved)*im.N)
	}
	x := slices.Grow(im.X[:min(n, im.N)*784], max(0, n-im.N)*784)
	for i := im.N; i < n; i++ {
		picture, by := im.Image(i%im.N), (moved[i/im.N]+784)%784
		x = append(x, picture[784-by:]...)
		x = append(x, picture[:784-by]...)
	}
	return x, nil
}

func pca(n int) (func() (proof, error), error) {
	x, err := images(datasets.Train, n)
	return func() (proof, error) {
		p, err := manifold.FitPCA(x, 784, 64)
		if err != nil {
			return nil, err
		}
		return proof{"share": p.Share(64)}, nil
	}, err
}

// neighbours are the ten nearest of n images to m others.
func neighbours(n, m int) (func() (proof, error), error) {
	x, err := images(datasets.Train, n)
	if err != nil {
		return nil, err
	}
	q, err := images(datasets.Test, m)
	return func() (proof, error) {
		set, err := knn.NewSet(x, 784)
		if err != nil {
			return nil, err
		}
		near, err := set.Search(q, 10)
		return distance(near), err
	}, err
}

// others are the ten nearest of each of n images among the rest.
func others(n int) (func() (proof, error), error) {
	x, err := images(datasets.Train, n)
	return near(x, 784), err
}

// tree are those of n points in three dimensions.
func tree(n int) (func() (proof, error), error) { return near(roll(n), 3), nil }

func near(x []float32, d int) func() (proof, error) {
	return func() (proof, error) {
		set, err := knn.NewSet(x, d)
		if err != nil {
			return nil, err
		}
		near, err := set.Others(10)
		return distance(near), err
	}
}

// distance is the mean distance of neighbours.
func distance(near [][]knn.Neighbor) proof {
	sum, n := 0., 0
	for _, list := range near {
		for _, v := range list {
			sum += v.Distance
		}
		n += len(list)
	}
	return proof{"distance": sum / float64(n)}
}

func trustworthiness(n int) (func() (proof, error), error) {
	x, err := images(datasets.Test, n)
	if err != nil {
		return nil, err
	}
	z := make([]float32, 0, len(x)/784*3)
	for i := 0; i < len(x); i += 784 {
		for j := 1.; j <= 3; j++ { // any projection
			sum := 0.
			for k, v := range x[i : i+784] {
				sum += float64(v) * math.Cos(float64(k)*j)
			}
			z = append(z, float32(sum))
		}
	}
	return func() (proof, error) {
		t, err := metric.Trustworthiness(x, 784, z, 3, 10)
		return proof{"trust": t}, err
	}, nil
}

func mle(n int) (func() (proof, error), error) {
	return dimension(n, 20, func(near [][]knn.Neighbor) (*manifold.Dimension, error) {
		return manifold.LevinaBickel(near, 20)
	})
}

func twoNN(n int) (func() (proof, error), error) { return dimension(n, 2, manifold.TwoNN) }

// dimension estimates from k neighbours of each of n images.
func dimension(n, k int, estimate func([][]knn.Neighbor) (*manifold.Dimension, error)) (func() (proof, error), error) {
	x, err := images(datasets.Train, n)
	return func() (proof, error) {
		set, err := knn.NewSet(x, 784)
		if err != nil {
			return nil, err
		}
		near, err := set.Others(k)
		if err != nil {
			return nil, err
		}
		d, err := estimate(near)
		if err != nil {
			return nil, err
		}
		return proof{"dimension": d.Value}, nil
	}, err
}

// roll is a Swiss roll that other programs can make too: no chance is in it, and no
// two points are equal.
func roll(n int) []float32 {
	x := make([]float32, 0, 3*n)
	for i := range n {
		_, along := math.Modf(float64(i) * 0.6180339887498949)
		_, across := math.Modf(float64(i) * 0.7548776662466927)
		t := 1.5 * math.Pi * (1 + 2*along)
		x = append(x, float32(t*math.Cos(t)), float32(21*across), float32(t*math.Sin(t)))
	}
	return x
}

// isomap unrolls a Swiss roll of n points.
func isomap(n, landmarks int) (func() (proof, error), error) {
	x := roll(n)
	return func() (proof, error) {
		e, err := manifold.Isomap(x, 3, 2, manifold.IsomapOptions{Neighbors: 10, Landmarks: landmarks})
		if err != nil {
			return nil, err
		}
		return proof{"spread 1": spread(e.Axis(0)), "spread 2": spread(e.Axis(1))}, nil
	}, nil
}

// spread is the standard deviation.
func spread(x []float64) float64 {
	mean, sum := 0., 0.
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sum += (v - mean) * (v - mean)
	}
	return math.Sqrt(sum / float64(len(x)))
}
