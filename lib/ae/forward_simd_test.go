//go:build goexperiment.simd && amd64

package ae

import (
	"math"
	"math/rand/v2"
	"simd/archsimd"
	"testing"
)

// TestKernels holds the kernels of both widths, whichever this machine takes, to sums
// in float64.
func TestKernels(t *testing.T) {
	type kernels struct {
		tile       func(s *tileSums, x []float32, row *[tileRows]int, panel, bias []float32)
		relu, tanh func(s *tileSums)
	}
	all := map[string]kernels{}
	if x := archsimd.X86; x.AVX512() {
		all["512"] = kernels{tile512, relu512, tanh512}
	}
	if x := archsimd.X86; x.AVX2() && x.FMA() {
		all["256"] = kernels{tile256, relu256, tanh256}
	}
	for name, k := range all {
		for _, in := range []int{1, 2, 3, 784} {
			rng := rand.New(rand.NewPCG(1, uint64(in)))
			random := func(n int) []float32 {
				v := make([]float32, n)
				for i := range v {
					v[i] = float32(rng.NormFloat64())
				}
				return v
			}
			x, panel, bias := random(tileRows*in), random(in*panelWidth), random(panelWidth)
			row := [tileRows]int{3 * in, 0, 2 * in, in}
			var got tileSums
			k.tile(&got, x, &row, panel, bias)
			relu, tanh := got, got
			k.relu(&relu)
			k.tanh(&tanh)
			for r := range got {
				for o, v := range got[r] {
					want := float64(bias[o])
					for i := range in {
						want += float64(x[row[r]+i]) * float64(panel[i*panelWidth+o])
					}
					if !(math.Abs(float64(v)-want) <= 1e-6*float64(in+1)) {
						t.Fatalf("%s, %d inputs: sum %d of row %d is %v, expected %v", name, in, o, r, v, want)
					}
					if relu[r][o] != max(v, 0) {
						t.Fatalf("%s: relu(%v) = %v", name, v, relu[r][o])
					}
					if want := math.Tanh(float64(v)); !(math.Abs(float64(tanh[r][o])-want) <= 4e-7*math.Abs(want)) {
						t.Fatalf("%s: tanh(%v) = %v, expected %v", name, v, tanh[r][o], want)
					}
				}
			}
		}
	}
}
