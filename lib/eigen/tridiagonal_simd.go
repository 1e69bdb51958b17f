//go:build goexperiment.simd && amd64

package eigen

import (
	"simd/archsimd"
	"unsafe"
)

func init() {
	switch x := archsimd.X86; {
	case x.AVX512():
		sweep = sweep512
	case x.AVX2() && x.FMA():
		sweep = sweep256
	}
}

// at returns the address of number i after p. It skips the check of bounds,
// which would cost a good part of the time.
func at(p *float64, i int) *float64 { return (*float64)(unsafe.Add(unsafe.Pointer(p), i*8)) }

// sweep512 takes 8 columns at a time.
func sweep512(a []float64, stride, r int, v, w, u, product []float64) {
	broadcast := archsimd.BroadcastFloat64x8
	load := func(p *float64, i int) archsimd.Float64x8 {
		return archsimd.LoadFloat64x8Array((*[8]float64)(unsafe.Pointer(at(p, i))))
	}
	store := func(x archsimd.Float64x8, p *float64, i int) { x.StoreArray((*[8]float64)(unsafe.Pointer(at(p, i)))) }
	row0, row1 := &a[r*stride], &a[(r+1)*stride]
	pv, pw, pu, pp := &v[0], &w[0], &u[0], &product[0]
	v0, w0, u0 := broadcast(-v[r]), broadcast(-w[r]), broadcast(u[r])
	v1, w1, u1 := broadcast(-v[r+1]), broadcast(-w[r+1]), broadcast(u[r+1])
	var sum0, sum1 archsimd.Float64x8
	for j := r &^ 7; j < stride; j += 8 {
		x0 := v0.MulAdd(load(pw, j), w0.MulAdd(load(pv, j), load(row0, j)))
		x1 := v1.MulAdd(load(pw, j), w1.MulAdd(load(pv, j), load(row1, j)))
		store(x0, row0, j)
		store(x1, row1, j)
		sum0, sum1 = x0.MulAdd(load(pu, j), sum0), x1.MulAdd(load(pu, j), sum1)
		if j > r {
			store(x0.MulAdd(u0, x1.MulAdd(u1, load(pp, j))), pp, j)
		}
	}
	for i, sum := range [2]archsimd.Float64x8{sum0, sum1} {
		var each [8]float64
		sum.StoreArray(&each)
		for _, part := range each {
			product[r+i] += part
		}
	}
}

// sweep256 takes 4 columns at a time.
func sweep256(a []float64, stride, r int, v, w, u, product []float64) {
	broadcast := archsimd.BroadcastFloat64x4
	load := func(p *float64, i int) archsimd.Float64x4 {
		return archsimd.LoadFloat64x4Array((*[4]float64)(unsafe.Pointer(at(p, i))))
	}
	store := func(x archsimd.Float64x4, p *float64, i int) { x.StoreArray((*[4]float64)(unsafe.Pointer(at(p, i)))) }
	row0, row1 := &a[r*stride], &a[(r+1)*stride]
	pv, pw, pu, pp := &v[0], &w[0], &u[0], &product[0]
	v0, w0, u0 := broadcast(-v[r]), broadcast(-w[r]), broadcast(u[r])
	v1, w1, u1 := broadcast(-v[r+1]), broadcast(-w[r+1]), broadcast(u[r+1])
	var sum0, sum1 archsimd.Float64x4
	square := r&^7 + 8
	for j := r &^ 7; j < stride; j += 4 {
		x0 := v0.MulAdd(load(pw, j), w0.MulAdd(load(pv, j), load(row0, j)))
		x1 := v1.MulAdd(load(pw, j), w1.MulAdd(load(pv, j), load(row1, j)))
		store(x0, row0, j)
		store(x1, row1, j)
		sum0, sum1 = x0.MulAdd(load(pu, j), sum0), x1.MulAdd(load(pu, j), sum1)
		if j >= square {
			store(x0.MulAdd(u0, x1.MulAdd(u1, load(pp, j))), pp, j)
		}
	}
	for i, sum := range [2]archsimd.Float64x4{sum0, sum1} {
		var each [4]float64
		sum.StoreArray(&each)
		for _, part := range each {
			product[r+i] += part
		}
	}
}
