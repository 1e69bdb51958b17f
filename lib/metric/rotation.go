package metric

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Rotation draws a rotation of d ≥ 1 dimensions, or one with a reflection: d rows of d
// numbers, orthogonal. It is that which the Gram-Schmidt method makes of normal numbers,
// so the first axis goes anywhere with equal chance, up to its sign.
// Introduced in notebook 09.
func Rotation(d int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0))
	noise := mat.NewDense(d, d, nil)
	noise.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, noise)
	var qr mat.QR
	qr.Factorize(noise)
	var m mat.Dense
	qr.QTo(&m)
	q := make([][]float64, d)
	for k := range q {
		q[k] = mat.Row(nil, k, &m)
	}
	return q
}

// Turn returns codes turned, q·z for each row z of n×d. q is d×d; as with a slice, a
// shorter row of q panics. Introduced in notebook 09.
func Turn(z []float32, q [][]float64) []float32 {
	d := len(q)
	turned := make([]float32, len(z))
	for i := range turned {
		sum := 0.0
		for j := range d {
			sum += q[i%d][j] * float64(z[i/d*d+j])
		}
		turned[i] = float32(sum)
	}
	return turned
}
