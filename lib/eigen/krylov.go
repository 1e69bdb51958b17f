package eigen

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/say"
)

// krylov finds the leading eigenvectors within the space that b spans out of a
// few random vectors V: V, bV, b²V, … Several at once find eigenvalues that
// occur more than once too, as those of a ring do.
//
// The eigenvectors of b within that space (Rayleigh and Ritz) are good once
// b·y − λy is 10⁻⁹ of λ₁ for each. Source: Saad, Numerical Methods for Large
// Eigenvalue Problems, 2nd ed. (2011), sections 6.2 and 6.7.
func krylov(b *mat.Dense, l, k int) (values []float64, vectors [][]float64, err error) {
	const most, close = 60, 1e-9 // blocks
	width := k + 6
	rng := rand.New(rand.NewPCG(1, uint64(l)))
	var basis, image [][]float64 // orthonormal, and b times each
	next := make([][]float64, width)
	for i := range next {
		next[i] = make([]float64, l)
		for j := range next[i] {
			next[i][j] = rng.NormFloat64()
		}
	}
	for range most {
		begin := len(basis)
		for _, v := range next {
			if v, ok := orthonormal(v, basis); ok {
				basis = append(basis, v)
			}
		}
		complete := len(basis) == begin // b leads nowhere else
		if !complete {
			next = multiply(b, basis[begin:])
			for _, v := range next {
				image = append(image, slices.Clone(v)) // next is made orthogonal in place
			}
		}
		values, vectors, err := ritz(basis, image, k)
		if err != nil {
			return nil, nil, err
		}
		if complete || worst(values, vectors, basis, image) <= close*math.Abs(values[0]) {
			return values, combine(vectors, basis), nil
		}
	}
	return nil, nil, say.Errorf("the leading eigenvectors did not converge")
}

// orthonormal returns what v has beyond the basis, of length 1; false if that is
// nothing but rounding.
func orthonormal(v []float64, basis [][]float64) ([]float64, bool) {
	was := floats.Norm(v, 2)
	for range 2 { // once more: the first time leaves what rounding made
		for _, q := range basis {
			floats.AddScaled(v, -floats.Dot(q, v), q)
		}
	}
	is := floats.Norm(v, 2)
	if is <= 1e-12*was || is == 0 {
		return nil, false
	}
	floats.Scale(1/is, v)
	return v, true
}

// multiply returns b times each vector.
func multiply(b *mat.Dense, vectors [][]float64) [][]float64 {
	l, _ := b.Dims()
	columns := mat.NewDense(l, len(vectors), nil)
	for j, v := range vectors {
		columns.SetCol(j, v)
	}
	var product mat.Dense
	product.Mul(b, columns)
	out := make([][]float64, len(vectors))
	for j := range out {
		out[j] = mat.Col(nil, j, &product)
	}
	return out
}

// ritz returns the k leading eigenvalues of b within the span of the basis, and
// their eigenvectors as coefficients of it.
func ritz(basis, image [][]float64, k int) (values []float64, coefficients [][]float64, err error) {
	m := len(basis)
	small := make([]float64, m*m)
	for i := range m {
		for j := i; j < m; j++ {
			small[i*m+j] = floats.Dot(basis[i], image[j])
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(mat.NewSymDense(m, small), true) {
		return nil, nil, say.Errorf("the eigenvectors within a subspace did not converge")
	}
	all := eig.Values(nil)
	var columns mat.Dense
	eig.VectorsTo(&columns)
	for j := range min(k, m) {
		values = append(values, all[m-1-j])
		coefficients = append(coefficients, mat.Col(nil, m-1-j, &columns))
	}
	return values, coefficients, nil
}

// worst returns the greatest length of b·y − λy.
func worst(values []float64, coefficients, basis, image [][]float64) (most float64) {
	for j, c := range coefficients {
		rest := make([]float64, len(basis[0]))
		for i, factor := range c {
			floats.AddScaled(rest, factor, image[i])
			floats.AddScaled(rest, -factor*values[j], basis[i])
		}
		most = max(most, floats.Norm(rest, 2))
	}
	return most
}

// combine returns the eigenvectors themselves.
func combine(coefficients, basis [][]float64) [][]float64 {
	vectors := make([][]float64, len(coefficients))
	for j, c := range coefficients {
		vectors[j] = make([]float64, len(basis[0]))
		for i, factor := range c {
			floats.AddScaled(vectors[j], factor, basis[i])
		}
	}
	return vectors
}
