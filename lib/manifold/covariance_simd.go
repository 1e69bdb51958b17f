//go:build goexperiment.simd && amd64

package manifold

import (
	"simd/archsimd"
	"unsafe"
)

func init() {
	switch x := archsimd.X86; {
	case x.AVX512():
		addProducts, widen = addProducts512, widen512
	case x.AVX2() && x.FMA():
		addProducts, widen = addProducts256, widen256
	}
}

// at returns the address of number i after p. It skips the check of bounds,
// which would cost a good part of the time.
func at(p *float64, i int) *float64 { return (*float64)(unsafe.Add(unsafe.Pointer(p), i*8)) }

// addProducts512 multiplies in registers of 8 numbers. Two rows in a turn of the loop
// take fewer moves between registers than one.
func addProducts512(t *tile, places []int32, values, panel []float64) {
	if len(places) == 0 {
		return
	}
	load := func(i int) archsimd.Float64x8 {
		return archsimd.LoadFloat64x8Array((*[8]float64)(unsafe.Pointer(at(&panel[0], i))))
	}
	add := func(s, i int, v archsimd.Float64x8) {
		sum := (*[8]float64)(t[s][i:])
		archsimd.LoadFloat64x8Array(sum).Add(v).StoreArray(sum)
	}
	var a0, a1, a2, b0, b1, b2, c0, c1, c2 archsimd.Float64x8
	v, n := &values[0], 0 // n: numbers that went before
	for i := 0; i < len(places)-1; i += 2 {
		one, two := int(places[i]), int(places[i+1])
		p, q, r := load(one), load(one+8), load(one+16)
		x := archsimd.BroadcastFloat64x8(*at(v, n))
		a0, a1, a2 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2)
		x = archsimd.BroadcastFloat64x8(*at(v, n+1))
		b0, b1, b2 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2)
		x = archsimd.BroadcastFloat64x8(*at(v, n+2))
		c0, c1, c2 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2)
		p, q, r = load(two), load(two+8), load(two+16)
		x = archsimd.BroadcastFloat64x8(*at(v, n+3))
		a0, a1, a2 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2)
		x = archsimd.BroadcastFloat64x8(*at(v, n+4))
		b0, b1, b2 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2)
		x = archsimd.BroadcastFloat64x8(*at(v, n+5))
		c0, c1, c2 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2)
		n += 2 * stripWidth
	}
	add(0, 0, a0)
	add(0, 8, a1)
	add(0, 16, a2)
	add(1, 0, b0)
	add(1, 8, b1)
	add(1, 16, b2)
	add(2, 0, c0)
	add(2, 8, c1)
	add(2, 16, c2)
}

// addProducts256 multiplies in registers of 4 numbers, two times 12 columns.
func addProducts256(t *tile, places []int32, values, panel []float64) {
	if len(places) == 0 {
		return
	}
	for half := 0; half < panelWidth; half += 12 {
		load := func(i int) archsimd.Float64x4 {
			return archsimd.LoadFloat64x4Array((*[4]float64)(unsafe.Pointer(at(&panel[half], i))))
		}
		add := func(s, i int, v archsimd.Float64x4) {
			sum := (*[4]float64)(t[s][half+i:])
			archsimd.LoadFloat64x4Array(sum).Add(v).StoreArray(sum)
		}
		var a0, a1, a2, b0, b1, b2, c0, c1, c2 archsimd.Float64x4
		v, n := &values[0], 0 // n: numbers that went before
		for i := 0; i < len(places)-1; i += 2 {
			one, two := int(places[i]), int(places[i+1])
			p, q, r := load(one), load(one+4), load(one+8)
			x := archsimd.BroadcastFloat64x4(*at(v, n))
			a0, a1, a2 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2)
			x = archsimd.BroadcastFloat64x4(*at(v, n+1))
			b0, b1, b2 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2)
			x = archsimd.BroadcastFloat64x4(*at(v, n+2))
			c0, c1, c2 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2)
			p, q, r = load(two), load(two+4), load(two+8)
			x = archsimd.BroadcastFloat64x4(*at(v, n+3))
			a0, a1, a2 = x.MulAdd(p, a0), x.MulAdd(q, a1), x.MulAdd(r, a2)
			x = archsimd.BroadcastFloat64x4(*at(v, n+4))
			b0, b1, b2 = x.MulAdd(p, b0), x.MulAdd(q, b1), x.MulAdd(r, b2)
			x = archsimd.BroadcastFloat64x4(*at(v, n+5))
			c0, c1, c2 = x.MulAdd(p, c0), x.MulAdd(q, c1), x.MulAdd(r, c2)
			n += 2 * stripWidth
		}
		add(0, 0, a0)
		add(0, 4, a1)
		add(0, 8, a2)
		add(1, 0, b0)
		add(1, 4, b1)
		add(1, 8, b2)
		add(2, 0, c0)
		add(2, 4, c1)
		add(2, 8, c2)
	}
}

// widen512 converts 8 numbers at a time.
func widen512(dst, shift, sum *panelRow, row *[panelWidth]float32) {
	for i := 0; i < panelWidth; i += 8 {
		v := archsimd.LoadFloat32x8Array((*[8]float32)(row[i:])).ConvertToFloat64()
		v = v.Sub(archsimd.LoadFloat64x8Array((*[8]float64)(shift[i:])))
		v.StoreArray((*[8]float64)(dst[i:]))
		total := (*[8]float64)(sum[i:])
		archsimd.LoadFloat64x8Array(total).Add(v).StoreArray(total)
	}
}

// widen256 converts 4 numbers at a time.
func widen256(dst, shift, sum *panelRow, row *[panelWidth]float32) {
	for i := 0; i < panelWidth; i += 4 {
		v := archsimd.LoadFloat32x4Array((*[4]float32)(row[i:])).ConvertToFloat64()
		v = v.Sub(archsimd.LoadFloat64x4Array((*[4]float64)(shift[i:])))
		v.StoreArray((*[4]float64)(dst[i:]))
		total := (*[4]float64)(sum[i:])
		archsimd.LoadFloat64x4Array(total).Add(v).StoreArray(total)
	}
}
