//go:build goexperiment.simd && amd64

package manifold

import (
	"math"
	"math/rand/v2"
	"simd/archsimd"
	"slices"
	"testing"
)

// kernel is a set of functions for one kind of processor.
type kernel struct {
	name        string
	widen       func(dst, shift, sum *panelRow, row *[panelWidth]float32)
	addProducts func(t *tile, places []int32, values, panel []float64)
}

// kernels returns those that this machine can run, beside the plain ones.
func kernels() (all []kernel) {
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		all = append(all, kernel{"AVX2", widen256, addProducts256})
	}
	if archsimd.X86.AVX512() {
		all = append(all, kernel{"AVX-512", widen512, addProducts512})
	}
	return all
}

// TestKernels compares with the plain functions: those fuse no multiplication
// with an addition, which may differ by a rounding.
func TestKernels(t *testing.T) {
	if len(kernels()) == 0 {
		t.Skip("this processor has neither AVX2 nor AVX-512: the plain functions are all there is")
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
	for _, k := range kernels() {
		var row [panelWidth]float32
		for i := range row {
			row[i] = rng.Float32()
		}
		shift, dst, want := panelRow(random(panelWidth)), panelRow{}, panelRow{}
		sum := panelRow(random(panelWidth))
		wantSum := sum
		k.widen(&dst, &shift, &sum, &row)
		plainWiden(&want, &shift, &wantSum, &row)
		if dst != want || sum != wantSum {
			t.Errorf("%s: widen: %v and %v, expected %v and %v", k.name, dst, sum, want, wantSum)
		}
		for _, places := range [][]int32{nil, {0, 0}, {24, 72, 96, 0}} {
			got, want := tile{{1}, {2}, {3}}, tile{{1}, {2}, {3}}
			values, panel := random(stripWidth*len(places)), random(5*panelWidth)
			k.addProducts(&got, places, values, panel)
			plainProducts(&want, places, values, panel)
			for s := range got {
				if !near(got[s][:], want[s][:]) {
					t.Errorf("%s: places %v: products with column %d are %v, expected %v", k.name, places, s, got[s], want[s])
				}
			}
		}
	}
}
