// Package manifold finds the few dimensions near which high-dimensional data
// lies: straight ones by principal component analysis, bent ones by Isomap, and
// their number by two estimates of intrinsic dimension. Where the answer must be
// known it draws points on rings, rolls, spheres and cubes.
//
// X is n×d and codes Z are n×k, row-major, in float32; what is computed from them
// is computed in float64.
package manifold

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/eigen"
	"seminar.example/lib/say"
)

// PCA holds the principal components of a data set: the orthogonal directions
// in which it varies most.
type PCA struct {
	D, K       int
	Mean       []float64 // d
	Components []float64 // k×d, row-major: unit vectors, the greatest variance first
	Variance   []float64 // d: the variances along all d components, descending
	Total      float64   // their sum
	Data       string    // files.Fingerprint of the points, from StoredPCA; "" where nobody said it
}

// blockRows is the number of rows that are computed with at a time.
const blockRows = 256

// FitPCA returns the first k principal components of points in d dimensions.
//
//	C = 1/(n−1) Σ (xᵢ − x̄)(xᵢ − x̄)ᵀ,  C w = λ w,  λ₁ ≥ λ₂ ≥ …
//
// x is n×d, row-major; n ≥ 2 and 1 ≤ k ≤ d. Components are the w of the k
// greatest λ, Variance all d of the λ. The sign of w is fixed: its entry of
// greatest magnitude, the first of equals, is positive, as in scikit-learn.
// The data is centred but not scaled to unit variance.
//
// It fails if lengths do not agree or the data holds NaN or infinity.
//
// Cost: n·d² for the covariance, on all cores, where zeros cost nothing after
// each column's least value is taken off (so MNIST's background is free on
// either scale), and d³ for the eigenvalues; ten times as long for these where k is
// above d/2. MNIST's 60 000×784 with k = 64 on two cores: 0.12 s with AVX-512, 0.2
// with AVX2, 0.8 without. Memory: about a dozen d×d matrices of float64; x is not
// copied. The last bits depend on the processor's vectors, not on its cores.
// Source: Bishop, Pattern Recognition and Machine Learning, 12.1.
// Introduced in notebook 02.
func FitPCA(x []float32, d, k int) (*PCA, error) {
	if err := checkSizes(x, d, k); err != nil {
		return nil, fmt.Errorf("manifold: FitPCA: %w", err)
	}
	n := len(x) / d
	mean, cov := covariance(x, n, d)
	if sum := floats.Sum(mean); sum-sum != 0 { // NaN or ±Inf
		return nil, fmt.Errorf("manifold: FitPCA: %w", checkFinite(x, d))
	}
	values, vectors, err := eigen.Spectrum(cov, k)
	if err != nil {
		return nil, say.Errorf("manifold: FitPCA: covariance: %w", err)
	}
	p := &PCA{D: d, K: k, Mean: mean, Variance: values}
	for i, v := range values {
		p.Variance[i] = max(v, 0) // rounding leaves tiny negative ones where data is flat
	}
	p.Total = floats.Sum(p.Variance)
	for _, w := range vectors {
		fixSign(w)
		p.Components = append(p.Components, w...)
	}
	return p, nil
}

// Share returns the share, 0..1, of the total variance that the first k
// components hold. k is cut to 0..d; data without variance gives NaN.
// The benchmarks compare it with scikit-learn's.
func (p *PCA) Share(k int) float64 {
	return floats.Sum(p.Variance[:max(0, min(k, p.D))]) / p.Total
}

// Needed returns the least number of components that hold the share of the
// total variance, at most d. Introduced in notebook 02: 154 for 95 % of MNIST.
func (p *PCA) Needed(share float64) int {
	var sum float64
	for k, v := range p.Variance {
		if sum >= share*p.Total {
			return k
		}
		sum += v
	}
	return p.D
}

// checkFit reports what is wrong with the arguments of FitPCA.
func checkFit(x []float32, d, k int) error {
	if err := checkSizes(x, d, k); err != nil {
		return err
	}
	return checkFinite(x, d)
}

func checkSizes(x []float32, d, k int) error {
	switch {
	case d < 1:
		return say.Errorf("d = %d, expected at least one dimension", d)
	case len(x)%d != 0 || len(x) < 2*d:
		return say.Errorf("x has %d numbers, expected whole rows of %d, at least two", len(x), d)
	case k < 1 || k > d:
		return say.Errorf("k = %d, expected 1..%d", k, d)
	}
	return nil
}

func checkFinite(x []float32, d int) error {
	for i, v := range x {
		if v-v != 0 { // NaN or ±Inf
			return say.Errorf("number %d of row %d is %v, expected finite numbers", i%d, i/d, v)
		}
	}
	return nil
}

// fixSign turns w so that its entry of greatest magnitude is positive.
func fixSign(w []float64) {
	var top float64
	for _, v := range w {
		if math.Abs(v) > math.Abs(top) {
			top = v
		}
	}
	if top < 0 {
		for j := range w {
			w[j] = -w[j]
		}
	}
}
