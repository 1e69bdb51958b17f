//go:build goexperiment.simd && (amd64 || wasm)

package scratch

import (
	"runtime"
	"simd/archsimd"
	"unsafe"
)

func init() {
	if runtime.GOARCH == "wasm" || archsimd.X86.AVX() {
		tile, adam, Kernel = tileSIMD, adamSIMD, "SIMD, 128 bit"
	}
}

type four = archsimd.Float32x4

// load and store skip the check of bounds, which would cost a third of the
// time: who calls them has checked the ends.
func load(p *float32) four {
	return archsimd.LoadFloat32x4Array((*[4]float32)(unsafe.Pointer(p)))
}

func store(p *float32, v four) { v.StoreArray((*[4]float32)(unsafe.Pointer(p))) }

// step returns the address n numbers further on.
func step(p *float32, n int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), n*4))
}

// tileSIMD is tileScalar with four sums in each register: the same sums in the
// same order, so the same bits.
func tileSIMD(sums *[high][wide]float32, a view, i int, panel []float32) {
	last := a.rows - 1
	row := func(r int) *float32 {
		at := min(i+r, last) * a.down
		_ = a.v[at+(a.cols-1)*a.right]
		return &a.v[at]
	}
	a0, a1, a2, a3 := row(0), row(1), row(2), row(3)
	b := &panel[:a.cols*wide][0]
	var c00, c01, c10, c11, c20, c21, c30, c31 four
	for p := range a.cols {
		at := p * a.right
		b0, b1 := load(step(b, p*wide)), load(step(b, p*wide+4))
		x := archsimd.BroadcastFloat32x4(*step(a0, at))
		c00, c01 = c00.Add(x.Mul(b0)), c01.Add(x.Mul(b1))
		x = archsimd.BroadcastFloat32x4(*step(a1, at))
		c10, c11 = c10.Add(x.Mul(b0)), c11.Add(x.Mul(b1))
		x = archsimd.BroadcastFloat32x4(*step(a2, at))
		c20, c21 = c20.Add(x.Mul(b0)), c21.Add(x.Mul(b1))
		x = archsimd.BroadcastFloat32x4(*step(a3, at))
		c30, c31 = c30.Add(x.Mul(b0)), c31.Add(x.Mul(b1))
	}
	for r, c := range [high][2]four{{c00, c01}, {c10, c11}, {c20, c21}, {c30, c31}} {
		store(&sums[r][0], c[0])
		store(&sums[r][4], c[1])
	}
}

// adamSIMD is adamScalar, four parameters at a time.
func adamSIMD(p *Parameter, rate, epsilon, decay float32) {
	all := archsimd.BroadcastFloat32x4
	n := len(p.Value) &^ 3
	for i := 0; i < n; i += 4 {
		w, m, v := load(&p.Value[i]), load(&p.m[i]), load(&p.v[i])
		g := load(&p.Grad[i]).Add(all(decay).Mul(w))
		m = all(0.9).Mul(m).Add(all(0.1).Mul(g))
		v = all(0.999).Mul(v).Add(all(0.001).Mul(g).Mul(g))
		store(&p.m[i], m)
		store(&p.v[i], v)
		store(&p.Value[i], w.Sub(all(rate).Mul(m).Div(v.Sqrt().Add(all(epsilon)))))
	}
	adamScalar(&Parameter{p.Value[n:], p.Grad[n:], p.m[n:], p.v[n:]}, rate, epsilon, decay)
}
