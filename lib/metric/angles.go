package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/say"
)

// PrincipalAngles returns the angles between two subspaces, in radians, 0..π/2,
// the greatest first: 0 throughout says that they are the same.
//
//	cos θᵢ = σᵢ(QᵀP),  θ₁ ≥ θ₂ ≥ …
//
// with the orthonormal bases Q of a's span and P of b's, from their QR
// decompositions. Small angles are taken from their sines, the singular values
// of P − QQᵀP, since a cosine near 1 hides them.
//
// a and b each hold k vectors of d numbers, row by row, which need not be
// orthogonal or of length 1; 1 ≤ k ≤ d. It fails if lengths do not agree, the
// data holds NaN or infinity, or the vectors of one are linearly dependent: then
// they span less than k dimensions. Cost: d²·k.
//
// Source: Björck and Golub, Numerical methods for computing angles between linear
// subspaces, Mathematics of Computation 27 (1973). Introduced in notebook 03.
func PrincipalAngles(a, b []float64, d int) ([]float64, error) {
	q, err := basis(a, d)
	if err != nil {
		return nil, fmt.Errorf("metric: PrincipalAngles: a: %w", err)
	}
	p, err := basis(b, d)
	if err != nil {
		return nil, fmt.Errorf("metric: PrincipalAngles: b: %w", err)
	}
	if len(a) != len(b) {
		return nil, say.Errorf("metric: PrincipalAngles: %d and %d vectors, expected as many", len(a)/d, len(b)/d)
	}
	var common, within, rest mat.Dense
	common.Mul(q.T(), p)
	within.Mul(q, &common)
	rest.Sub(p, &within)
	cosines, sines := singular(&common), singular(&rest)
	if cosines == nil || sines == nil {
		return nil, say.Errorf("metric: PrincipalAngles: the singular values did not converge")
	}
	k := len(cosines)
	angles := make([]float64, k)
	for i := range angles {
		cos, sin := min(1, cosines[k-1-i]), min(1, sines[i]) // cosines descend as the angles rise
		if angles[i] = math.Acos(cos); cos*cos > 0.5 {
			angles[i] = math.Asin(sin)
		}
	}
	return angles, nil
}

// basis returns an orthonormal basis of the span of x's rows, in columns, d×k.
func basis(x []float64, d int) (*mat.Dense, error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 || len(x) > d*d {
		return nil, say.Errorf("%d numbers, expected 1 to d vectors of d = %d numbers", len(x), d)
	}
	for i, v := range x {
		if v-v != 0 {
			return nil, say.Errorf("number %d is %v, expected finite numbers", i, v)
		}
	}
	k := len(x) / d
	var qr mat.QR
	qr.Factorize(mat.NewDense(k, d, x).T())
	var r, q mat.Dense
	qr.RTo(&r)
	least, greatest := math.Inf(1), 0.0
	for i := range k {
		least, greatest = min(least, math.Abs(r.At(i, i))), max(greatest, math.Abs(r.At(i, i)))
	}
	if least <= 1e-12*greatest {
		return nil, say.Errorf("the %d vectors are linearly dependent: they span fewer than %d dimensions", k, k)
	}
	qr.QTo(&q)
	return mat.DenseCopyOf(q.Slice(0, d, 0, k)), nil
}

// singular returns the singular values of m, the greatest first; nil where they
// do not converge.
func singular(m mat.Matrix) []float64 {
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDNone) {
		return nil
	}
	return svd.Values(nil)
}
