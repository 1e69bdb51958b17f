//go:build goexperiment.simd && amd64

package train

import "simd/archsimd"

func init() {
	if archsimd.X86.AVX2() {
		adamPart = adamVector
	}
}

// adamVector is adamScalar, eight numbers at a time: the same bits.
func adamVector(p, g, m, v []float32, r rates) {
	all := archsimd.BroadcastFloat32x8
	rate, scale, decay, tiny := all(r.rate), all(r.scale), all(r.decay), all(epsilon)
	keep1, add1, keep2, add2 := all(beta1), all(1-beta1), all(beta2), all(1-beta2)
	n := len(g) &^ 7
	for i := 0; i < n; i += 8 {
		ps, ms, vs := (*[8]float32)(p[i:]), (*[8]float32)(m[i:]), (*[8]float32)(v[i:])
		value := archsimd.LoadFloat32x8Array(ps)
		gradient := archsimd.LoadFloat32x8Array((*[8]float32)(g[i:])).Add(decay.Mul(value))
		first := keep1.Mul(archsimd.LoadFloat32x8Array(ms)).Add(add1.Mul(gradient))
		second := keep2.Mul(archsimd.LoadFloat32x8Array(vs)).Add(add2.Mul(gradient.Mul(gradient)))
		first.StoreArray(ms)
		second.StoreArray(vs)
		step := rate.Mul(first).Div(second.Sqrt().Div(scale).Add(tiny))
		value.Sub(step).StoreArray(ps)
	}
	adamScalar(p[n:], g[n:], m[n:], v[n:], r)
}
