package manifold

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/eigen"
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
	p, err := FitPCA(train.X, 784, 154)
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Needed(0.95); got != 154 { // explained_variance_ratio_: 0.94975 for 153, 0.95020 for 154
		t.Errorf("95 %% of the variance needs %d components, expected 154", got)
	}
	for _, c := range []struct {
		k   int
		mse float64 // on [0,1]; scikit-learn 1.9.1, PCA(svd_solver="covariance_eigh"), float64
	}{
		{2, 0.0556694920539412}, {3, 0.05160897517449629}, {10, 0.03407381633582358},
		{30, 0.01768656390486946}, {64, 0.009046796433659039},
	} {
		y, err := p.Reconstruct(test.X, c.k)
		if err != nil {
			t.Fatal(err)
		}
		if got := mse(test.X, y); math.Abs(got-c.mse) > 1e-8 { // float32 in and out
			t.Errorf("k = %d: test MSE %.9f, expected %.9f", c.k, got, c.mse)
		}
	}
	_, cov := covariance(train.X, train.N, 784)
	want, _, err := eigen.Spectrum(cov, 784) // with all vectors: by gonum
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range want {
		if math.Abs(p.Variance[i]-max(v, 0)) > 1e-13*want[0] {
			t.Errorf("variance %d is %v, expected %v", i, p.Variance[i], v)
		}
	}
	for i := range p.K {
		if rest := residual(cov, 784, p.Variance[i], p.Components[i*784:(i+1)*784]); rest > 1e-13*want[0] {
			t.Errorf("component %d is off by %v", i, rest)
		}
	}
	path := filepath.Join(t.TempDir(), "mnist.pca")
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() > 1e6 {
		t.Errorf("154 components of MNIST in a file of %d bytes, expected below 1 MB: %v", info.Size(), err)
	}

	// On [-1,1] everything is twice as large.
	signed, err := FitPCA(datasets.Signed(train.X), 784, 10)
	if err != nil {
		t.Fatal(err)
	}
	x := datasets.Signed(test.X)
	for k, want := range map[int]float64{3: 4 * 0.05160897517449629, 10: 4 * 0.03407381633582358} {
		y, err := signed.Reconstruct(x, k)
		if err != nil {
			t.Fatal(err)
		}
		if got := mse(x, y); math.Abs(got-want) > 1e-7 {
			t.Errorf("k = %d: test MSE on [-1,1] %.8f, expected %.8f", k, got, want)
		}
	}
}
