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

// tile512 multiplies in registers of 16 numbers, two times 32 columns.
func tile512(dots *[tileRows * panelWidth]float32, places []int32, values, column []float32) {
	if len(places) == 0 {
		clear(dots[:])
		return
	}
	load := func(i int) archsimd.Float32x16 {
		return archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Pointer(at(&column[0], i))))
	}
	store := func(v archsimd.Float32x16, i int) { v.StoreArray((*[16]float32)(dots[i:])) }
	for half := 0; half < panelWidth; half += 32 {
		var a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1 archsimd.Float32x16
		v := &values[0]
		for _, place := range places {
			left, right := load(int(place)+half), load(int(place)+half+16)
			x := archsimd.BroadcastFloat32x16(*v)
			a0, a1 = x.MulAdd(left, a0), x.MulAdd(right, a1)
			x = archsimd.BroadcastFloat32x16(*at(v, 1))
			b0, b1 = x.MulAdd(left, b0), x.MulAdd(right, b1)
			x = archsimd.BroadcastFloat32x16(*at(v, 2))
			c0, c1 = x.MulAdd(left, c0), x.MulAdd(right, c1)
			x = archsimd.BroadcastFloat32x16(*at(v, 3))
			d0, d1 = x.MulAdd(left, d0), x.MulAdd(right, d1)
			x = archsimd.BroadcastFloat32x16(*at(v, 4))
			e0, e1 = x.MulAdd(left, e0), x.MulAdd(right, e1)
			x = archsimd.BroadcastFloat32x16(*at(v, 5))
			f0, f1 = x.MulAdd(left, f0), x.MulAdd(right, f1)
			v = at(v, tileRows)
		}
		for r, pair := range [tileRows][2]archsimd.Float32x16{{a0, a1}, {b0, b1}, {c0, c1}, {d0, d1}, {e0, e1}, {f0, f1}} {
			store(pair[0], r*panelWidth+half)
			store(pair[1], r*panelWidth+half+16)
		}
	}
}

// tile256 multiplies in registers of 8 numbers, four times 16 columns.
func tile256(dots *[tileRows * panelWidth]float32, places []int32, values, column []float32) {
	if len(places) == 0 {
		clear(dots[:])
		return
	}
	load := func(i int) archsimd.Float32x8 {
		return archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Pointer(at(&column[0], i))))
	}
	store := func(v archsimd.Float32x8, i int) { v.StoreArray((*[8]float32)(dots[i:])) }
	for quarter := 0; quarter < panelWidth; quarter += 16 {
		var a0, a1, b0, b1, c0, c1, d0, d1, e0, e1, f0, f1 archsimd.Float32x8
		v := &values[0]
		for _, place := range places {
			left, right := load(int(place)+quarter), load(int(place)+quarter+8)
			x := archsimd.BroadcastFloat32x8(*v)
			a0, a1 = x.MulAdd(left, a0), x.MulAdd(right, a1)
			x = archsimd.BroadcastFloat32x8(*at(v, 1))
			b0, b1 = x.MulAdd(left, b0), x.MulAdd(right, b1)
			x = archsimd.BroadcastFloat32x8(*at(v, 2))
			c0, c1 = x.MulAdd(left, c0), x.MulAdd(right, c1)
			x = archsimd.BroadcastFloat32x8(*at(v, 3))
			d0, d1 = x.MulAdd(left, d0), x.MulAdd(right, d1)
			x = archsimd.BroadcastFloat32x8(*at(v, 4))
			e0, e1 = x.MulAdd(left, e0), x.MulAdd(right, e1)
			x = archsimd.BroadcastFloat32x8(*at(v, 5))
			f0, f1 = x.MulAdd(left, f0), x.MulAdd(right, f1)
			v = at(v, tileRows)
		}
		for r, pair := range [tileRows][2]archsimd.Float32x8{{a0, a1}, {b0, b1}, {c0, c1}, {d0, d1}, {e0, e1}, {f0, f1}} {
			store(pair[0], r*panelWidth+quarter)
			store(pair[1], r*panelWidth+quarter+8)
		}
	}
}
