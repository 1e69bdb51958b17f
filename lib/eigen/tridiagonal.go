package eigen

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// reduced is a symmetric matrix as Q·T·Qᵀ with T tridiagonal and Q the product
// H₀·H₁·… of reflections Hᵢ = I − τᵢ·v·vᵀ.
type reduced struct {
	m             int
	diagonal, off []float64 // T: m, and the m−1 beside them
	tau           []float64 // m−1
	rows          []float64 // v of Hᵢ in row i, from column i+1
	stride        int       // of rows
}

// tridiagonal reduces the symmetric matrix whose upper triangle is a's (m×m).
//
// Step i makes row i that of T by the reflection A ← HᵢAHᵢ = A − v·wᵀ − w·vᵀ with
// p = τAv and w = p − τ/2·(pᵀv)·v. The matrix is read and written once in a step:
// when its elements are brought up to date they are multiplied by the next v too.
//
// Cost: 4/3·m³. Source: Golub and Van Loan, Matrix Computations, 4th ed.,
// algorithm 8.3.1; both in one pass: Howell et al., Cache efficient
// bidiagonalization using BLAS 2.5 operators, ACM TOMS 34 (2008).
func tridiagonal(a []float64, m int) *reduced {
	stride := (m + 7) &^ 7
	t := &reduced{m: m, diagonal: make([]float64, m), off: make([]float64, m-1), tau: make([]float64, m-1),
		rows: make([]float64, stride*stride), stride: stride}
	for i := range m { // all of the squares of 8×8 on the diagonal, and what is right of them
		copy(t.rows[i*stride+i:], a[i*m+i:(i+1)*m])
		for j := i &^ 7; j < i; j++ {
			t.rows[i*stride+j] = a[j*m+i]
		}
	}
	v, w, next, product := make([]float64, stride), make([]float64, stride), make([]float64, stride), make([]float64, stride)
	for i := range m - 1 {
		row := t.rows[i*stride : i*stride+m]
		floats.AddScaled(row[i:], -v[i], w[i:m])
		floats.AddScaled(row[i:], -w[i], v[i:m])
		t.diagonal[i] = row[i]
		t.off[i], t.tau[i] = householder(row[i+1:])
		v[i], w[i], next[i] = 0, 0, 0 // rows up to this one are done
		copy(next[i+1:], row[i+1:])
		clear(product)
		for r := (i + 1) &^ 1; r < stride; r += 2 {
			sweep(t.rows, stride, r, v, w, next, product)
		}
		floats.Scale(t.tau[i], product)
		clear(product[:i+1])
		floats.AddScaled(product, -t.tau[i]/2*floats.Dot(product, next), next)
		v, next, w, product = next, v, product, w
	}
	last := m - 1 // the last reflection, of one number, is none
	t.diagonal[last] = t.rows[last*stride+last]
	return t
}

// householder turns x into the v, with v₀ = 1, whose reflection makes x (β, 0, 0, …),
// and returns β and τ. Source: LAPACK's dlarfg.
func householder(x []float64) (beta, tau float64) {
	rest := floats.Norm(x[1:], 2)
	if rest == 0 {
		beta, x[0] = x[0], 1
		return beta, 0
	}
	beta = -math.Copysign(math.Hypot(x[0], rest), x[0])
	tau = (beta - x[0]) / beta
	floats.Scale(1/(x[0]-beta), x[1:])
	x[0] = 1
	return beta, tau
}

// sweep is replaced where the machine has vector instructions for it.
var sweep = plainSweep

// plainSweep takes rows r and r+1 of a, r even: it subtracts v·wᵀ + w·vᵀ from them
// and adds what they contribute to the product of the whole matrix with u: as rows
// and, for what is right of the diagonal's square of 8×8, as columns.
func plainSweep(a []float64, stride, r int, v, w, u, product []float64) {
	for _, r := range []int{r, r + 1} {
		square := r&^7 + 8
		row := a[r*stride : (r+1)*stride]
		sum := 0.
		for j := r &^ 7; j < stride; j++ {
			x := row[j] - v[r]*w[j] - w[r]*v[j]
			row[j] = x
			sum += x * u[j]
			if j >= square {
				product[j] += x * u[r]
			}
		}
		product[r] += sum
	}
}

// back returns Q·z, z in place.
func (t *reduced) back(z []float64) {
	for i := t.m - 2; i >= 0; i-- {
		v := t.rows[i*t.stride+i+1 : i*t.stride+t.m]
		floats.AddScaled(z[i+1:], -t.tau[i]*floats.Dot(v, z[i+1:]), v)
	}
}
