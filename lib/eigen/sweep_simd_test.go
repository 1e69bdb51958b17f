//go:build goexperiment.simd && amd64

package eigen

import (
	"math"
	"math/rand/v2"
	"simd/archsimd"
	"slices"
	"testing"
)

// TestSweep compares with the plain function: that fuses no multiplication with
// an addition, which may differ by a rounding.
func TestSweep(t *testing.T) {
	kernels := map[string]func(a []float64, stride, r int, v, w, u, product []float64){}
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		kernels["AVX2"] = sweep256
	}
	if archsimd.X86.AVX512() {
		kernels["AVX-512"] = sweep512
	}
	if len(kernels) == 0 {
		t.Skip("this processor has neither AVX2 nor AVX-512: the plain function is all there is")
	}
	rng := rand.New(rand.NewPCG(1, 9))
	random := func(n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		return x
	}
	near := func(a, b []float64) bool {
		return slices.EqualFunc(a, b, func(a, b float64) bool { return math.Abs(a-b) <= 1e-13*(1+math.Abs(b)) })
	}
	for name, sweep := range kernels {
		const stride = 40
		for r := 0; r < stride; r += 2 {
			a, v, w, u, product := random(stride*stride), random(stride), random(stride), random(stride), random(stride)
			b, wanted := slices.Clone(a), slices.Clone(product)
			sweep(a, stride, r, v, w, u, product)
			plainSweep(b, stride, r, v, w, u, wanted)
			if !near(a, b) || !near(product, wanted) {
				t.Errorf("%s: sweep of row %d: another matrix or product than the plain function", name, r)
			}
		}
	}
}
