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
func tileSIMD(c []float32, n int, a view, i int, panel []float32) {
	last := a.rows - 1
	row := func(r int) *float32 {
		at := min(i+r, last) * a.down
		_ = a.v[at+(a.cols-1)*a.right]
		return &a.v[at]
	}
	a0, a1, a2, a3 := row(0), row(1), row(2), row(3)
	b := &panel[:a.cols*wide][0]
	var c00, c01, c10, c11, c20, c21, c30, c31 four
	p, at := 0, 0
	// Two at a time: in WebAssembly each turn of a loop goes through a table of jumps.
	for ; p+1 < a.cols; p, at = p+2, at+2*a.right {
		b0, b1 := load(step(b, p*wide)), load(step(b, p*wide+4))
		c00, c01 = more(c00, c01, step(a0, at), b0, b1)
		c10, c11 = more(c10, c11, step(a1, at), b0, b1)
		c20, c21 = more(c20, c21, step(a2, at), b0, b1)
		c30, c31 = more(c30, c31, step(a3, at), b0, b1)
		b0, b1 = load(step(b, p*wide+8)), load(step(b, p*wide+12))
		c00, c01 = more(c00, c01, step(a0, at+a.right), b0, b1)
		c10, c11 = more(c10, c11, step(a1, at+a.right), b0, b1)
		c20, c21 = more(c20, c21, step(a2, at+a.right), b0, b1)
		c30, c31 = more(c30, c31, step(a3, at+a.right), b0, b1)
	}
	if p < a.cols {
		b0, b1 := load(step(b, p*wide)), load(step(b, p*wide+4))
		c00, c01 = more(c00, c01, step(a0, at), b0, b1)
		c10, c11 = more(c10, c11, step(a1, at), b0, b1)
		c20, c21 = more(c20, c21, step(a2, at), b0, b1)
		c30, c31 = more(c30, c31, step(a3, at), b0, b1)
	}
	_ = c[3*n+wide-1]
	to := &c[0]
	add(to, c00, c01)
	add(step(to, n), c10, c11)
	add(step(to, 2*n), c20, c21)
	add(step(to, 3*n), c30, c31)
}

// more adds the products of one number with eight to the sums.
func more(c0, c1 four, a *float32, b0, b1 four) (four, four) {
	x := archsimd.BroadcastFloat32x4(*a)
	return c0.Add(x.Mul(b0)), c1.Add(x.Mul(b1))
}

// add adds eight numbers to those at p.
func add(p *float32, left, right four) {
	store(p, load(p).Add(left))
	store(step(p, 4), load(step(p, 4)).Add(right))
}

// adamSIMD is adamScalar, four parameters at a time. The constants are made before
// the loop: a call each time would take as long as the rest.
func adamSIMD(p *Parameter, rate, epsilon, decay float32) {
	n := len(p.Value) &^ 3
	value, grad, first, second := p.Value[:n], p.Grad[:n], p.m[:n], p.v[:n]
	decay4, rate4, epsilon4 := archsimd.BroadcastFloat32x4(decay), archsimd.BroadcastFloat32x4(rate), archsimd.BroadcastFloat32x4(epsilon)
	keep1, new1 := archsimd.BroadcastFloat32x4(0.9), archsimd.BroadcastFloat32x4(0.1)
	keep2, new2 := archsimd.BroadcastFloat32x4(0.999), archsimd.BroadcastFloat32x4(0.001)
	for i := 0; i < n; i += 4 {
		w := load(&value[i])
		g := load(&grad[i]).Add(decay4.Mul(w))
		m := keep1.Mul(load(&first[i])).Add(new1.Mul(g))
		v := keep2.Mul(load(&second[i])).Add(new2.Mul(g).Mul(g))
		store(&first[i], m)
		store(&second[i], v)
		store(&value[i], w.Sub(rate4.Mul(m).Div(v.Sqrt().Add(epsilon4))))
	}
	adamScalar(&Parameter{p.Value[n:], p.Grad[n:], p.m[n:], p.v[n:]}, rate, epsilon, decay)
}
