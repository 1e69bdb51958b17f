package scratch

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestGradient compares gradients with central differences of the loss, for
// widths that are no multiples of the tiles.
//
// Tolerance: pixels are rounded to 6e-8, so a difference over 2h, with h = 1e-3,
// is good to about 1e-5, as much as the third derivative adds. A ReLU that
// switches within ±h spoils a difference: at most one in fifty may be off.
func TestGradient(t *testing.T) {
	const h, tolerance = 1e-3, 5e-5
	for _, widths := range [][]int{{9, 2}, {10, 7, 3}, {17, 13, 5, 1}} {
		rng := rand.New(rand.NewPCG(1, 2))
		n := mustNew(t, 5, widths...)
		x, target := random(rng, 6*widths[0]), random(rng, 6*widths[0])
		if _, err := n.Gradient(x, target); err != nil {
			t.Fatal(err)
		}
		var gradients [][]float32 // kept, since every later call overwrites them
		for _, l := range n.Layers {
			gradients = append(gradients, slices.Clone(l.W.Grad), slices.Clone(l.B.Grad))
		}
		tried, off := 0, 0
		for k, l := range n.Layers {
			for which, p := range []*Parameter{&l.W, &l.B} {
				for i, w := range p.Value {
					gradient := gradients[2*k+which][i]
					p.Value[i] = w + h
					up, _ := n.Gradient(x, target)
					p.Value[i] = w - h
					down, _ := n.Gradient(x, target)
					p.Value[i] = w
					tried++
					if d := (up - down) / (2 * h); math.Abs(d-float64(gradient)) > tolerance {
						off++
						t.Logf("%v, layer %d, parameter %d: gradient %.6f, difference %.6f", widths, k, i, gradient, d)
					}
				}
			}
		}
		if off*50 > tried {
			t.Errorf("%v: %d of %d gradients are not the slope of the loss", widths, off, tried)
		}
	}
}

// TestMovedGradient is TestGradient for images that were moved.
func TestMovedGradient(t *testing.T) {
	const h, tolerance, weight = 1e-3, 5e-5, 0.3
	for _, widths := range [][]int{{9, 2}, {17, 13, 5, 3}} {
		rng := rand.New(rand.NewPCG(3, 4))
		n := mustNew(t, 5, widths...)
		x, moved, move := random(rng, 6*widths[0]), random(rng, 6*widths[0]), random(rng, 6*widths[len(widths)-1])
		at := func() float64 {
			loss, err := n.MovedGradient(x, moved, move, weight)
			if err != nil {
				t.Fatal(err)
			}
			return loss
		}
		at()
		var gradients [][]float32
		for _, l := range n.Layers {
			gradients = append(gradients, slices.Clone(l.W.Grad), slices.Clone(l.B.Grad))
		}
		tried, off := 0, 0
		for k, l := range n.Layers {
			for which, p := range []*Parameter{&l.W, &l.B} {
				for i, w := range p.Value {
					p.Value[i] = w + h
					up := at()
					p.Value[i] = w - h
					down := at()
					p.Value[i] = w
					tried++
					if d := (up - down) / (2 * h); math.Abs(d-float64(gradients[2*k+which][i])) > tolerance {
						off++
						t.Logf("%v, layer %d, parameter %d: gradient %.6f, difference %.6f", widths, k, i, gradients[2*k+which][i], d)
					}
				}
			}
		}
		if off*50 > tried {
			t.Errorf("%v: %d of %d gradients are not the slope of the loss", widths, off, tried)
		}
	}
	n := mustNew(t, 5, 9, 2)
	for _, c := range [][3]int{{9, 18, 2}, {9, 9, 1}, {0, 0, 0}, {5, 5, 2}} {
		if _, err := n.MovedStep(make([]float32, c[0]), make([]float32, c[1]), make([]float32, c[2]), 1); err == nil {
			t.Errorf("lengths %v give no error", c)
		}
	}
}

// TestOutputs: a layer's outputs are what came of the last batch, and a ReLU that
// gave 0 handed back no gradient.
func TestOutputs(t *testing.T) {
	n := mustNew(t, 5, 10, 7, 3)
	x := random(rand.New(rand.NewPCG(1, 2)), 10)
	if _, err := n.Gradient(x, nil); err != nil {
		t.Fatal(err)
	}
	hidden, off := n.Layers[0], 0
	for o, y := range hidden.Outputs() {
		none := hidden.B.Grad[o] == 0
		if none != (y == 0) {
			t.Errorf("unit %d gave %g, gradient to its bias %g", o, y, hidden.B.Grad[o])
		}
		if none {
			off++
		}
	}
	if off == 0 || off == hidden.Out {
		t.Errorf("%d of %d units are off: this test compares nothing", off, hidden.Out)
	}
	y, err := n.Reconstruct(x)
	if err != nil {
		t.Fatal(err)
	}
	if got := n.Layers[3].Outputs(); !slices.Equal(got, y) {
		t.Errorf("the last layer gave %v, the reconstruction is %v", got, y)
	}
}

// TestKernels trains with and without SIMD: every bit must be the same.
func TestKernels(t *testing.T) {
	if Kernel == "scalar" {
		t.Skip("no SIMD in this build or on this processor: nothing to compare")
	}
	train := func() *Net {
		rng := rand.New(rand.NewPCG(3, 4))
		n := mustNew(t, 5, 50, 21, 9, 2)
		for batch := range 20 {
			if _, err := n.Step(random(rng, (batch+1)*50), nil); err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	a := train()
	t.Cleanup(func() { tile, adam = tileSIMDOrScalar, adamSIMDOrScalar })
	tile, adam = tileScalar, adamScalar
	b := train()
	for k := range a.Layers {
		for i, v := range a.Layers[k].W.Value {
			if v != b.Layers[k].W.Value[i] {
				t.Fatalf("layer %d, weight %d: %v with SIMD, %v without", k, i, v, b.Layers[k].W.Value[i])
			}
		}
	}
}

// What init chose, to put it back.
var tileSIMDOrScalar, adamSIMDOrScalar = tile, adam

// TestProduct compares products of all small shapes with the definition.
func TestProduct(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var m Product
	for rows := 1; rows <= 9; rows++ {
		for _, k := range []int{1, 2, 7, 8} {
			for _, cols := range []int{1, 3, 8, 11, 16} {
				a, b, c := random(rng, rows*k), random(rng, k*cols), make([]float32, rows*cols)
				c[0] = 5 // what is there stays: the product is added
				va, vb := matrix(a, k, rows).T(), matrix(b, cols, k).T()
				m.add(c, va, vb)
				for i := range c {
					want := 0.0
					if i == 0 {
						want = 5
					}
					for p := range k {
						want += float64(a[p*rows+i/cols]) * float64(b[i%cols*k+p])
					}
					if math.Abs(want-float64(c[i])) > 1e-5 {
						t.Fatalf("%d×%d times %d×%d, number %d: %v, expected %v", rows, k, k, cols, i, c[i], want)
					}
				}
				again := make([]float32, rows*cols)
				again[0] = 5
				m.Add(again, transposed(a, k, rows), transposed(b, cols, k), rows, k, cols)
				if !slices.Equal(again, c) {
					t.Fatalf("%d×%d times %d×%d, row by row: %v, expected %v", rows, k, k, cols, again, c)
				}
			}
		}
	}
}

// transposed is the matrix x of so many rows, turned.
func transposed(x []float32, rows, cols int) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i%cols*rows+i/cols] = v
	}
	return y
}

func TestErrors(t *testing.T) {
	for _, widths := range [][]int{nil, {784}, {784, 0}, {-1, 3}} {
		if _, err := New(1, widths...); err == nil {
			t.Errorf("New with widths %v gives no error", widths)
		}
	}
	n := mustNew(t, 1, 4, 2)
	for _, c := range [][2]int{{0, 0}, {3, 3}, {8, 4}, {4, 8}} {
		if _, err := n.Step(make([]float32, c[0]), make([]float32, c[1])); err == nil {
			t.Errorf("a step on %d numbers with %d of target gives no error", c[0], c[1])
		}
	}
	if _, err := n.Decode(make([]float32, 3)); err == nil {
		t.Error("one and a half codes give no error")
	}
}

// TestTanh compares with math.Tanh over the whole range; half a unit in the last
// place of a float32 near 1 is 3e-8.
func TestTanh(t *testing.T) {
	for x := float32(-200); x <= 200; x += 0.01 {
		if got, want := float64(tanh(x)), math.Tanh(float64(x)); !(math.Abs(got-want) <= 3e-8) {
			t.Fatalf("tanh(%v) = %v, expected %v", x, got, want)
		}
	}
}

// Points on a curve in nine dimensions, told by one number each.
func ExampleNet_Step() {
	n, err := New(1, 9, 8, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	n.Rate = 1e-2
	var x []float32
	for i := range 32 * 9 {
		x = append(x, float32(math.Sin(float64(i/9)/10+float64(i%9))))
	}
	first, _ := n.Step(x, nil)
	var loss float64
	for range 500 {
		loss, _ = n.Step(x, nil)
	}
	fmt.Println(first > 0.4, loss < 0.02)
	// Output: true true
}

func ExampleNet_Gradient() {
	n, _ := New(1, 4, 2)
	loss, err := n.Gradient([]float32{0, 1, 0, -1}, nil)
	fmt.Println(loss > 0, len(n.Layers[0].W.Grad), err)
	// Output: true 8 <nil>
}

func ExampleNew() {
	n, _ := New(1, 784, 128, 64, 12, 3)
	parameters := 0
	for _, l := range n.Layers {
		parameters += len(l.W.Value) + len(l.B.Value)
	}
	fmt.Println(parameters)
	// Output: 219891
}

func BenchmarkStep(b *testing.B) {
	for _, c := range []struct {
		widths []int
		batch  int
	}{{[]int{784, 128, 64, 12, 3}, 128}, {[]int{784, 128, 64, 12, 3}, 64}, {[]int{196, 64, 16, 2}, 64}} {
		b.Run(fmt.Sprintf("%v/batch=%d", c.widths, c.batch), func(b *testing.B) {
			n := mustNew(b, 1, c.widths...)
			x := random(rand.New(rand.NewPCG(1, 1)), c.batch*c.widths[0])
			for b.Loop() {
				if _, err := n.Step(x, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func mustNew(t testing.TB, seed uint64, widths ...int) *Net {
	t.Helper()
	n, err := New(seed, widths...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func random(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = 2*rng.Float32() - 1
	}
	return x
}
