package eigen

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestLeading takes matrices Q·diag(λ)·Qᵀ, whose eigenvalues are known, above and
// below the size from which few eigenvectors are found in another way. Q is a
// Householder reflection I − 2u·uᵀ, so column j of Q is the eigenvector of λ_j.
func TestLeading(t *testing.T) {
	for _, c := range []struct {
		name   string
		l      int
		lambda []float64 // the rest are 0
	}{
		{"small", 50, []float64{5, 3, 1, -7}},
		{"middle", 2 * fewFrom, []float64{5, 5, 1, -7}},
		{"large", directUpTo + 50, []float64{5, 3, 1, -4}},
		{"twice the same, as of a ring", directUpTo + 50, []float64{5, 5, 1}},
		{"rank 1", directUpTo + 50, []float64{5}},
		{"slowly falling", directUpTo + 50, []float64{5, 4.9, 4.8, 4.7, 4.6, 4.5, 4.4, 4.3, 4.2, 4.1, 4, 3.9, 3.8}},
	} {
		rng := rand.New(rand.NewPCG(2, uint64(c.l)))
		u, norm := make([]float64, c.l), 0.
		for i := range u {
			u[i] = rng.NormFloat64()
			norm += u[i] * u[i]
		}
		q := func(i, j int) float64 {
			v := -2 * u[i] * u[j] / norm
			if i == j {
				v++
			}
			return v
		}
		b := make([]float64, c.l*c.l)
		for i := range c.l {
			for j := range c.l {
				for at, lambda := range c.lambda {
					b[i*c.l+j] += lambda * q(i, at) * q(j, at)
				}
			}
		}
		const k = 2
		values, vectors, err := Leading(b, k)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for j := range k {
			want := 0.
			if j < len(c.lambda) {
				want = c.lambda[j]
			}
			if math.Abs(values[j]-want) > 1e-9 {
				t.Errorf("%s: eigenvalue %d is %v, expected %v", c.name, j, values[j], want)
			}
		}
		checkVectors(t, c.name, b, values, vectors, 1e-8)
	}
}
