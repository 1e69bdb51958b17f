package manifold_test

import (
	"math"
	"testing"
	"time"

	"seminar.example/datasets"
	"seminar.example/lib/manifold"
)

// TestMNIST fits 60 000 images and reconstructs 10 000 others.
func TestMNIST(t *testing.T) {
	if testing.Short() {
		t.Skip("fits all of MNIST")
	}
	train, err := datasets.MNIST(datasets.Train)
	if err != nil {
		t.Fatal(err)
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	p, err := manifold.FitPCA(train.X, train.N, 784, 64)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("fit in %v", time.Since(start).Round(time.Millisecond))
	if got := p.Needed(0.95); got != 154 {
		t.Errorf("95 %% of the variance needs %d components, expected 154", got)
	}
	for _, c := range []struct {
		k   int
		mse float64 // scikit-learn 1.9.1, decomposition.PCA(svd_solver="full"), float64
	}{{2, .05567}, {3, .05161}, {10, .03407}, {30, .01770}, {64, .00905}} {
		y, err := p.Reconstruct(test.X, c.k)
		if err != nil {
			t.Fatal(err)
		}
		if got := mse(test.X, y); math.Abs(got-c.mse) > 1e-4 {
			t.Errorf("k = %d: test MSE %.5f, expected %.5f ± 0.0001", c.k, got, c.mse)
		} else {
			t.Logf("%v %v", c.k, got)
		}
	}
}

func mse(x, y []float32) float64 {
	var sum float64
	for i, v := range x {
		d := float64(v) - float64(y[i])
		sum += d * d
	}
	return sum / float64(len(x))
}
