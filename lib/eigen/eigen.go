// Package eigen finds eigenvalues and eigenvectors of symmetric matrices.
//
// [Spectrum] returns all eigenvalues and as many eigenvectors as are asked for: PCA
// needs all variances. [Leading] returns the greatest eigenvalues only, of matrices
// of thousands of rows too: Isomap needs two or three of them.
//
// There are two ways inside, because neither serves both. All eigenvalues take a
// tridiagonal matrix, whose computation costs m³. Some vectors that the matrix
// multiplies again and again cost m² each time, but give only the greatest
// eigenvalues, and these to 10⁻⁹ only.
package eigen

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/say"
)

// fewFrom is the size of a matrix from which a few eigenvectors are computed
// sooner by themselves than with all others.
const fewFrom = 50

// directUpTo is the size of a matrix up to which Leading takes Spectrum.
const directUpTo = 1000

// Spectrum returns all m eigenvalues of a symmetric matrix, descending, and the
// eigenvectors of the k greatest, each of length 1.
//
//	A v = λ v,  λ₁ ≥ λ₂ ≥ … ≥ λ_m
//
// a is m×m, row-major, of which only the upper triangle is read; 1 ≤ k ≤ m. The
// sign of an eigenvector is not fixed; those of equal eigenvalues are orthogonal,
// but any of their plane. ‖Av − λv‖ is at most about 10⁻¹³ of the greatest |λ|.
//
// Rows and columns of zeros are left aside: their eigenvectors are known, and the
// images of a digit have many such pixels.
//
// It fails if a is not square, k is out of range or a holds NaN or infinity.
// Cost: 4/3·m³ on one core, ten times as much where k is above m/2; 784×784 with
// k = 64 in 0.06 s. Source: Golub and Van Loan, Matrix Computations, 4th ed.,
// sections 8.2 and 8.3.
func Spectrum(a []float64, k int) (values []float64, vectors [][]float64, err error) {
	m, err := check(a, k)
	if err != nil {
		return nil, nil, fmt.Errorf("eigen: Spectrum: %w", err)
	}
	used, empty := rowsOf(a, m)
	n := len(used)
	part := make([]float64, n*n)
	for i, r := range used {
		for j, c := range used[i:] {
			part[i*n+i+j] = a[r*m+c]
		}
	}
	var found [][]float64
	if n > 0 {
		if values, found, err = dense(part, n, min(k, n)); err != nil {
			return nil, nil, fmt.Errorf("eigen: Spectrum: %w", err)
		}
	}
	// The zeros of the empty rows come after the positive eigenvalues.
	positive := n
	for positive > 0 && values[positive-1] < 0 {
		positive--
	}
	values = slices.Insert(values, positive, make([]float64, len(empty))...)
	var units [][]float64
	for _, r := range empty {
		unit := make([]float64, m)
		unit[r] = 1
		units = append(units, unit)
	}
	for _, v := range found {
		w := make([]float64, m)
		for i, r := range used {
			w[r] = v[i]
		}
		vectors = append(vectors, w)
	}
	return values, slices.Insert(vectors, min(positive, len(vectors)), units...)[:k], nil
}

// Leading returns the k greatest eigenvalues of a symmetric matrix, descending,
// and their eigenvectors, each of length 1.
//
// a is m×m, row-major, both triangles; 1 ≤ k ≤ m. Up to 1000 rows, and where k is
// more than a quarter of them, they are those of [Spectrum]. Beyond, ‖Av − λv‖ is
// at most 10⁻⁹ of λ₁.
//
// It fails as Spectrum does, and if eigenvalues lie so near to each other that the
// eigenvectors are not told apart in 60 passes. Cost: beyond 1000 rows about five
// passes of (k+6)·m² on all cores; 5000×5000 with k = 2 in 0.4 s, where Spectrum
// takes a minute. Source: Saad, Numerical Methods for Large Eigenvalue Problems,
// 2nd ed. (2011), sections 6.2 and 6.7.
func Leading(a []float64, k int) (values []float64, vectors [][]float64, err error) {
	m, err := check(a, k)
	if err != nil {
		return nil, nil, fmt.Errorf("eigen: Leading: %w", err)
	}
	if m <= directUpTo || 4*k >= m {
		values, vectors, err = Spectrum(a, k)
		return values[:min(k, len(values))], vectors, err
	}
	if values, vectors, err = krylov(mat.NewDense(m, m, a), m, k); err != nil {
		return nil, nil, fmt.Errorf("eigen: Leading: %w", err)
	}
	return values, vectors, nil
}

// check returns the number of rows of the square matrix a.
func check(a []float64, k int) (m int, err error) {
	m = int(math.Round(math.Sqrt(float64(len(a)))))
	switch {
	case m == 0 || m*m != len(a):
		return 0, say.Errorf("%d numbers, expected a square matrix of at least one", len(a))
	case k < 1 || k > m:
		return 0, say.Errorf("k = %d, expected 1..%d, the number of rows", k, m)
	}
	for i := range m {
		for j := i; j < m; j++ {
			if v := a[i*m+j]; v-v != 0 { // NaN or ±Inf
				return 0, say.Errorf("element (%d, %d) is %v, expected finite numbers", i, j, v)
			}
		}
	}
	return m, nil
}

// rowsOf lists the rows of the symmetric matrix whose upper triangle is a's (m×m)
// that hold a number other than 0, and those that hold none.
func rowsOf(a []float64, m int) (used, empty []int) {
	any := make([]bool, m)
	for i := range m {
		for j := i; j < m; j++ {
			if a[i*m+j] != 0 {
				any[i], any[j] = true, true
			}
		}
	}
	for i, yes := range any {
		if yes {
			used = append(used, i)
		} else {
			empty = append(empty, i)
		}
	}
	return used, empty
}

// dense is Spectrum of a matrix without empty rows.
func dense(a []float64, m, k int) (values []float64, vectors [][]float64, err error) {
	if m >= fewFrom && 2*k <= m {
		if values, vectors, ok := few(a, m, k); ok {
			return values, vectors, nil
		}
	}
	return whole(a, m, k)
}

// whole is dense by all eigenvectors.
func whole(a []float64, m, k int) (values []float64, vectors [][]float64, err error) {
	var eig mat.EigenSym
	if !eig.Factorize(mat.NewSymDense(m, a), true) {
		return nil, nil, say.Errorf("the eigenvectors did not converge")
	}
	values = eig.Values(nil)
	slices.Reverse(values)
	var columns mat.Dense
	eig.VectorsTo(&columns) // the least eigenvalue first
	for j := range k {
		vectors = append(vectors, mat.Col(nil, m-1-j, &columns))
	}
	return values, vectors, nil
}
