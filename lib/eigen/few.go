package eigen

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/lapack/gonum"

	"seminar.example/lib/parallel"
)

// few returns all eigenvalues of the symmetric matrix whose upper triangle is a's
// (m×m), descending, and the eigenvectors of the k greatest: those of a tridiagonal
// matrix, turned back. ok is false if they are not good to rounding.
func few(a []float64, m, k int) (values []float64, vectors [][]float64, ok bool) {
	t := tridiagonal(a, m)
	values = slices.Clone(t.diagonal)
	if !(gonum.Implementation{}).Dsterf(m, values, slices.Clone(t.off)) {
		return nil, nil, false
	}
	slices.Reverse(values)
	if vectors, ok = t.inverse(values[:k]); !ok {
		return nil, nil, false
	}
	parallel.Do(k, func(i int) { t.back(vectors[i]) })
	return values, vectors, true
}

// inverse returns the eigenvectors of T for the eigenvalues, the greatest first,
// by inverse iteration: z ← (T − λ)⁻¹z from a random z, which multiplies what z has
// of the eigenvector by 1/rounding. Each is kept orthogonal to those before, which
// finds several where eigenvalues are equal or near.
// Source: Golub and Van Loan, Matrix Computations, 4th ed., section 8.2.2.
func (t *reduced) inverse(values []float64) (vectors [][]float64, ok bool) {
	rng := rand.New(rand.NewPCG(1, uint64(t.m)))
	size := t.size()
	for _, value := range values {
		z := make([]float64, t.m)
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		for range 3 {
			if ok = t.solve(value, size, z); ok {
				z, ok = orthonormal(z, vectors)
			}
			if !ok {
				return nil, false
			}
		}
		if !(t.residual(value, z) <= 1e-13*size) {
			return nil, false
		}
		vectors = append(vectors, z)
	}
	return vectors, true
}

// size returns the greatest sum of the magnitudes in a row of T.
func (t *reduced) size() (most float64) {
	for i, v := range t.diagonal {
		sum := math.Abs(v)
		if i > 0 {
			sum += math.Abs(t.off[i-1])
		}
		if i < t.m-1 {
			sum += math.Abs(t.off[i])
		}
		most = max(most, sum)
	}
	return most
}

// solve sets z to (T − λ)⁻¹z. Where that divides by 0 it takes λ a little greater.
func (t *reduced) solve(value, size float64, z []float64) (ok bool) {
	for away := range 8 {
		diagonal, right := slices.Clone(t.diagonal), slices.Clone(z)
		floats.AddConst(float64(away)*0x1p-53*size-value, diagonal)
		if (gonum.Implementation{}).Dgtsv(t.m, 1, slices.Clone(t.off), diagonal, slices.Clone(t.off), right, 1) {
			copy(z, right)
			return true
		}
	}
	return false
}

// residual returns the length of Tz − λz.
func (t *reduced) residual(value float64, z []float64) float64 {
	rest := make([]float64, t.m)
	for i, v := range z {
		rest[i] = (t.diagonal[i] - value) * v
		if i > 0 {
			rest[i] += t.off[i-1] * z[i-1]
		}
		if i < t.m-1 {
			rest[i] += t.off[i] * z[i+1]
		}
	}
	return floats.Norm(rest, 2)
}
