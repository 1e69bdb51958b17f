//go:build goexperiment.simd && amd64

package knn

import (
	"simd/archsimd"
	"unsafe"
)

func init() {
	switch x := archsimd.X86; {
	case x.AVX512():
		tile = tile512
	case x.AVX2() && x.FMA():
		tile = tile256
	}
}

// at returns the address of number i after p. It skips the check of bounds,
// which would cost a third of the time: tiles are as long as their places say.
func at(p *float32, i int) *float32 { return (*float32)(unsafe.Add(unsafe.Pointer(p), i*4)) }

// tile512 multiplies in registers of 16 numbers. Two dimensions in a turn of the
// loop take fewer moves between registers than one.
func tile512(dots *[tileRows * panelWidth]float32, places []int32, values, column []float32) {
	if len(places) == 0 {
		clear(dots[:])
		return
	}
	load := func(i int) archsimd.Float32x16 {
		return archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Pointer(at(&column[0], i))))
	}
	store := func(v archsimd.Float32x16, row, i int) { v.StoreArray((*[16]float32)(dots[row*panelWidth+i:])) }
	var a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3 archsimd.Float32x16
	v, n := &values[0], 0 // n: numbers that went before
	for i := 0; i < len(places)-1; i += 2 {
		one, two := int(places[i]), int(places[i+1])
		p, q, r, s := load(one), load(one+16), load(one+32), load(one+48)
		x := archsimd.BroadcastFloat32x16(*at(v, n))
		a0, a1, a2, a3 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2), x.MulAdd(s, a3)
		x = archsimd.BroadcastFloat32x16(*at(v, n+1))
		b0, b1, b2, b3 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2), x.MulAdd(s, b3)
		x = archsimd.BroadcastFloat32x16(*at(v, n+2))
		c0, c1, c2, c3 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2), x.MulAdd(s, c3)
		p, q, r, s = load(two), load(two+16), load(two+32), load(two+48)
		x = archsimd.BroadcastFloat32x16(*at(v, n+3))
		a0, a1, a2, a3 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2), x.MulAdd(s, a3)
		x = archsimd.BroadcastFloat32x16(*at(v, n+4))
		b0, b1, b2, b3 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2), x.MulAdd(s, b3)
		x = archsimd.BroadcastFloat32x16(*at(v, n+5))
		c0, c1, c2, c3 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2), x.MulAdd(s, c3)
		n += 2 * tileRows
	}
	store(a0, 0, 0)
	store(a1, 0, 16)
	store(a2, 0, 32)
	store(a3, 0, 48)
	store(b0, 1, 0)
	store(b1, 1, 16)
	store(b2, 1, 32)
	store(b3, 1, 48)
	store(c0, 2, 0)
	store(c1, 2, 16)
	store(c2, 2, 32)
	store(c3, 2, 48)
}

// tile256 multiplies in registers of 8 numbers, two times 32 columns.
func tile256(dots *[tileRows * panelWidth]float32, places []int32, values, column []float32) {
	if len(places) == 0 {
		clear(dots[:])
		return
	}
	load := func(i int) archsimd.Float32x8 {
		return archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Pointer(at(&column[0], i))))
	}
	store := func(v archsimd.Float32x8, row, i int) { v.StoreArray((*[8]float32)(dots[row*panelWidth+i:])) }
	for half := 0; half < panelWidth; half += 32 {
		var a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3 archsimd.Float32x8
		v, n := &values[0], 0 // n: numbers that went before
		for i := 0; i < len(places)-1; i += 2 {
			one, two := int(places[i])+half, int(places[i+1])+half
			p, q, r, s := load(one), load(one+8), load(one+16), load(one+24)
			x := archsimd.BroadcastFloat32x8(*at(v, n))
			a0, a1, a2, a3 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2), x.MulAdd(s, a3)
			x = archsimd.BroadcastFloat32x8(*at(v, n+1))
			b0, b1, b2, b3 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2), x.MulAdd(s, b3)
			x = archsimd.BroadcastFloat32x8(*at(v, n+2))
			c0, c1, c2, c3 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2), x.MulAdd(s, c3)
			p, q, r, s = load(two), load(two+8), load(two+16), load(two+24)
			x = archsimd.BroadcastFloat32x8(*at(v, n+3))
			a0, a1, a2, a3 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2), x.MulAdd(s, a3)
			x = archsimd.BroadcastFloat32x8(*at(v, n+4))
			b0, b1, b2, b3 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2), x.MulAdd(s, b3)
			x = archsimd.BroadcastFloat32x8(*at(v, n+5))
			c0, c1, c2, c3 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2), x.MulAdd(s, c3)
			n += 2 * tileRows
		}
		store(a0, 0, half)
		store(a1, 0, half+8)
		store(a2, 0, half+16)
		store(a3, 0, half+24)
		store(b0, 1, half)
		store(b1, 1, half+8)
		store(b2, 1, half+16)
		store(b3, 1, half+24)
		store(c0, 2, half)
		store(c1, 2, half+8)
		store(c2, 2, half+16)
		store(c3, 2, half+24)
	}
}
