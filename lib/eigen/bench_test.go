package eigen

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// BenchmarkWays asks for the two greatest eigenvalues of the products of centred
// points near a plane, as Isomap does, and for 64 of them, as PCA does: by the
// tridiagonal matrix and by the vectors that the matrix multiplies. It shows from
// which size on each is the faster one.
func BenchmarkWays(b *testing.B) {
	for _, c := range []struct{ m, k int }{{300, 2}, {717, 64}, {1000, 2}, {1500, 2}} {
		rng := rand.New(rand.NewPCG(1, uint64(c.m)))
		points := make([]float64, c.m*100)
		for i := range points {
			points[i] = rng.NormFloat64() * math.Exp(-float64(i%100)/4)
		}
		var a mat.SymDense
		a.SymOuterK(1, mat.NewDense(c.m, 100, points))
		full := mat.DenseCopyOf(&a)
		b.Run(fmt.Sprintf("tridiagonal/m=%d,k=%d", c.m, c.k), func(b *testing.B) {
			for b.Loop() {
				if _, _, ok := few(a.RawSymmetric().Data, c.m, c.k); !ok {
					b.Fatal("no eigenvectors")
				}
			}
		})
		b.Run(fmt.Sprintf("multiplied/m=%d,k=%d", c.m, c.k), func(b *testing.B) {
			for b.Loop() {
				if _, _, err := krylov(full, c.m, c.k); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
