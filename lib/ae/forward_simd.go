//go:build goexperiment.simd && amd64

package ae

import (
	"simd/archsimd"
	"unsafe"
)

func init() {
	switch x := archsimd.X86; {
	case x.AVX512():
		tile = tile512
		inPlace["relu"], inPlace["tanh"] = relu512, tanh512
	case x.AVX2() && x.FMA():
		tile = tile256
		inPlace["relu"], inPlace["tanh"] = relu256, tanh256
	default:
		return
	}
	inPlace[""] = func(*tileSums) {}
}

// The coefficients of tanh(x) ≈ x·P(x²)/Q(x²) on [-9, 9], as Eigen and XLA have
// them: within 4 units of float32's last place. Beyond ±tanhMost the result is ±1.
const tanhMost = 7.90531110763549805

var (
	tanhP = [...]float32{-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11,
		5.12229709037114e-08, 1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03}
	tanhQ = [...]float32{1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03}
)

// address returns the address of number i after p. It skips the check of bounds,
// which would cost a third of the time.
func address(p *float32, i int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), i*4))
}

// tile512 multiplies in registers of 16 numbers. Two inputs in a turn of the loop
// take fewer moves between registers than one.
func tile512(s *tileSums, x []float32, row *[tileRows]int, panel, bias []float32) {
	load := func(p []float32) archsimd.Float32x16 { return archsimd.LoadFloat32x16Array((*[16]float32)(p)) }
	pair := func(p *float32, i int) *[2]float32 { return (*[2]float32)(unsafe.Pointer(address(p, i))) }
	in := len(panel) / panelWidth
	a, b, c, d := &x[row[0]], &x[row[1]], &x[row[2]], &x[row[3]]
	p := &panel[0]
	a0, a1 := load(bias), load(bias[16:])
	b0, c0, d0, b1, c1, d1 := a0, a0, a0, a1, a1, a1
	var u, v, w archsimd.Float32x16
	i, at := 0, 0
	for ; i < in-1; i += 2 {
		panel := (*[panelWidth + 32]float32)(unsafe.Pointer(address(p, at)))
		a, b, c, d := pair(a, i), pair(b, i), pair(c, i), pair(d, i)
		v, w = load(panel[:]), load(panel[16:])
		u = archsimd.BroadcastFloat32x16(a[0])
		a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
		u = archsimd.BroadcastFloat32x16(b[0])
		b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
		u = archsimd.BroadcastFloat32x16(c[0])
		c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
		u = archsimd.BroadcastFloat32x16(d[0])
		d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
		v, w = load(panel[32:]), load(panel[48:])
		u = archsimd.BroadcastFloat32x16(a[1])
		a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
		u = archsimd.BroadcastFloat32x16(b[1])
		b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
		u = archsimd.BroadcastFloat32x16(c[1])
		c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
		u = archsimd.BroadcastFloat32x16(d[1])
		d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
		at += 2 * panelWidth
	}
	if i < in {
		panel := (*[32]float32)(unsafe.Pointer(address(p, at)))
		v, w = load(panel[:]), load(panel[16:])
		u = archsimd.BroadcastFloat32x16(*address(a, i))
		a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
		u = archsimd.BroadcastFloat32x16(*address(b, i))
		b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
		u = archsimd.BroadcastFloat32x16(*address(c, i))
		c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
		u = archsimd.BroadcastFloat32x16(*address(d, i))
		d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
	}
	store := func(row int, v, w archsimd.Float32x16) {
		v.StoreArray((*[16]float32)(s[row][:]))
		w.StoreArray((*[16]float32)(s[row][16:]))
	}
	store(0, a0, a1)
	store(1, b0, b1)
	store(2, c0, c1)
	store(3, d0, d1)
}

// tile256 multiplies in registers of 8 numbers, two times 16 outputs.
func tile256(s *tileSums, x []float32, row *[tileRows]int, panel, bias []float32) {
	load := func(p []float32) archsimd.Float32x8 { return archsimd.LoadFloat32x8Array((*[8]float32)(p)) }
	pair := func(p *float32, i int) *[2]float32 { return (*[2]float32)(unsafe.Pointer(address(p, i))) }
	in := len(panel) / panelWidth
	a, b, c, d := &x[row[0]], &x[row[1]], &x[row[2]], &x[row[3]]
	for from := 0; from < panelWidth; from += 16 {
		p := &panel[from]
		a0, a1 := load(bias[from:]), load(bias[from+8:])
		b0, c0, d0, b1, c1, d1 := a0, a0, a0, a1, a1, a1
		var u, v, w archsimd.Float32x8
		i, at := 0, 0
		for ; i < in-1; i += 2 {
			panel := (*[panelWidth + 16]float32)(unsafe.Pointer(address(p, at)))
			a, b, c, d := pair(a, i), pair(b, i), pair(c, i), pair(d, i)
			v, w = load(panel[:]), load(panel[8:])
			u = archsimd.BroadcastFloat32x8(a[0])
			a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
			u = archsimd.BroadcastFloat32x8(b[0])
			b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
			u = archsimd.BroadcastFloat32x8(c[0])
			c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
			u = archsimd.BroadcastFloat32x8(d[0])
			d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
			v, w = load(panel[32:]), load(panel[40:])
			u = archsimd.BroadcastFloat32x8(a[1])
			a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
			u = archsimd.BroadcastFloat32x8(b[1])
			b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
			u = archsimd.BroadcastFloat32x8(c[1])
			c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
			u = archsimd.BroadcastFloat32x8(d[1])
			d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
			at += 2 * panelWidth
		}
		if i < in {
			panel := (*[16]float32)(unsafe.Pointer(address(p, at)))
			v, w = load(panel[:]), load(panel[8:])
			u = archsimd.BroadcastFloat32x8(*address(a, i))
			a0, a1 = u.MulAdd(v, a0), u.MulAdd(w, a1)
			u = archsimd.BroadcastFloat32x8(*address(b, i))
			b0, b1 = u.MulAdd(v, b0), u.MulAdd(w, b1)
			u = archsimd.BroadcastFloat32x8(*address(c, i))
			c0, c1 = u.MulAdd(v, c0), u.MulAdd(w, c1)
			u = archsimd.BroadcastFloat32x8(*address(d, i))
			d0, d1 = u.MulAdd(v, d0), u.MulAdd(w, d1)
		}
		store := func(row int, v, w archsimd.Float32x8) {
			v.StoreArray((*[8]float32)(s[row][from:]))
			w.StoreArray((*[8]float32)(s[row][from+8:]))
		}
		store(0, a0, a1)
		store(1, b0, b1)
		store(2, c0, c1)
		store(3, d0, d1)
	}
}

// The second of two numbers is what Max and Min return where one is NaN: so NaN
// stays NaN.

func relu512(s *tileSums) {
	zero := archsimd.BroadcastFloat32x16(0)
	for r := range s {
		for i := 0; i < panelWidth; i += 16 {
			v := (*[16]float32)(s[r][i:])
			zero.Max(archsimd.LoadFloat32x16Array(v)).StoreArray(v)
		}
	}
}

func relu256(s *tileSums) {
	zero := archsimd.BroadcastFloat32x8(0)
	for r := range s {
		for i := 0; i < panelWidth; i += 8 {
			v := (*[8]float32)(s[r][i:])
			zero.Max(archsimd.LoadFloat32x8Array(v)).StoreArray(v)
		}
	}
}

func tanh512(s *tileSums) {
	least, most := archsimd.BroadcastFloat32x16(-tanhMost), archsimd.BroadcastFloat32x16(tanhMost)
	for r := range s {
		for i := 0; i < panelWidth; i += 16 {
			v := (*[16]float32)(s[r][i:])
			x := least.Max(most.Min(archsimd.LoadFloat32x16Array(v)))
			square := x.Mul(x)
			p, q := archsimd.BroadcastFloat32x16(tanhP[0]), archsimd.BroadcastFloat32x16(tanhQ[0])
			for _, c := range tanhP[1:] {
				p = p.MulAdd(square, archsimd.BroadcastFloat32x16(c))
			}
			for _, c := range tanhQ[1:] {
				q = q.MulAdd(square, archsimd.BroadcastFloat32x16(c))
			}
			x.Mul(p).Div(q).StoreArray(v)
		}
	}
}

func tanh256(s *tileSums) {
	least, most := archsimd.BroadcastFloat32x8(-tanhMost), archsimd.BroadcastFloat32x8(tanhMost)
	for r := range s {
		for i := 0; i < panelWidth; i += 8 {
			v := (*[8]float32)(s[r][i:])
			x := least.Max(most.Min(archsimd.LoadFloat32x8Array(v)))
			square := x.Mul(x)
			p, q := archsimd.BroadcastFloat32x8(tanhP[0]), archsimd.BroadcastFloat32x8(tanhQ[0])
			for _, c := range tanhP[1:] {
				p = p.MulAdd(square, archsimd.BroadcastFloat32x8(c))
			}
			for _, c := range tanhQ[1:] {
				q = q.MulAdd(square, archsimd.BroadcastFloat32x8(c))
			}
			x.Mul(p).Div(q).StoreArray(v)
		}
	}
}
