package ae

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/backend"
)

// picture is [channels, height, width, batch].
type picture struct {
	c, h, w, n int
	x          []float64
}

func (p picture) at(c, i, j, n int) float64 {
	if i < 0 || i >= p.h || j < 0 || j >= p.w {
		return 0
	}
	return p.x[((c*p.h+i)*p.w+j)*p.n+n]
}

// convolvedPlainly is a 3×3 convolution in loops: of every second pixel, or of
// the picture that shows each pixel four times.
func convolvedPlainly(p picture, weight, bias []float64, growing bool) (y []float64) {
	h, w, see := p.h/2, p.w/2, p.at
	if growing {
		h, w = 2*p.h, 2*p.w
		see = func(c, i, j, n int) float64 {
			return p.at(c, int(math.Floor(float64(i)/2)), int(math.Floor(float64(j)/2)), n)
		}
	}
	for o, b := range bias {
		for at := range h * w * p.n {
			i, j, n := at/p.n/w, at/p.n%w, at%p.n
			if !growing {
				i, j = 2*i, 2*j
			}
			sum := b
			for k, v := range weight[o*p.c*9 : (o+1)*p.c*9] {
				sum += v * see(k/9, i+k%9/3-1, j+k%3-1, n)
			}
			y = append(y, sum)
		}
	}
	return y
}

// The layers equal loops in float64, and their gradients central differences of
// those: pictures of any shape, more channels that go in than come out and fewer.
func TestConvolutions(t *testing.T) {
	b, _, err := backend.Open()
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(19, 0))
	draw := func(n int) (x []float64) {
		for range n {
			x = append(x, rng.NormFloat64())
		}
		return x
	}
	float32s := func(x []float64) (y []float32) {
		for _, v := range x {
			y = append(y, float32(v))
		}
		return y
	}
	activations := map[Activation]func(float64) float64{
		"":     func(x float64) float64 { return x },
		"relu": func(x float64) float64 { return max(x, 0) },
		"tanh": math.Tanh,
	}
	cases := 24
	if b.Name() == "xla" {
		cases = 6 // each is compiled
	}
	for range cases {
		p := picture{c: 1 + rng.IntN(6), h: 1 + rng.IntN(6), w: 1 + rng.IntN(6), n: 1 + rng.IntN(3)}
		out, growing := 1+rng.IntN(4), rng.IntN(2) == 1
		a := []Activation{"", "relu", "tanh"}[rng.IntN(3)]
		layer, size := shrink, 1 // of the result, of that of the picture: 4 times as large where the picture grows
		if growing {
			layer, size = grow, 16
		} else {
			p.h, p.w = 2*p.h, 2*p.w
		}
		size = size * p.h * p.w / 4 * p.n * out
		p.x = draw(p.c * p.h * p.w * p.n)
		weight, bias, v := draw(out*p.c*9), draw(out), draw(size)
		name := fmt.Sprintf("%d×%d, %d images, %d channels to %d, %q, growing %v", p.h, p.w, p.n, p.c, out, a, growing)

		store := model.NewStore()
		for which, value := range map[string]*tensors.Tensor{
			"weight": tensors.FromFlatDataAndDimensions(float32s(weight), out, p.c, 3, 3),
			"bias":   tensors.FromFlatDataAndDimensions(float32s(bias), out),
		} {
			if _, err := store.RootScope().CreateVariable(which, value); err != nil {
				t.Fatal(err)
			}
		}
		results, err := model.CallOnceN(b, store, func(scope *model.Scope, x, v *Node) []*Node {
			scope.SetTraining(x.Graph(), true)
			weight, bias := parametersOf(scope, x)
			y := layer(scope, x, a)
			return append([]*Node{Reshape(y, -1)}, Gradient(ReduceAllSum(Mul(Reshape(y, -1), v)), x, weight, bias)...)
		}, tensors.FromFlatDataAndDimensions(float32s(p.x), p.c, p.h, p.w, p.n), float32s(v))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := make([][]float32, len(results))
		for i := range got {
			got[i] = tensors.MustCopyFlatData[float32](results[i])
		}
		plain := func() (y []float64, sum float64) {
			y = convolvedPlainly(p, weight, bias, growing)
			for i := range y {
				y[i] = activations[a](y[i])
				sum += y[i] * v[i]
			}
			return y, sum
		}
		want, _ := plain()
		if len(got[0]) != len(want) {
			t.Fatalf("%s: %d numbers, expected %d", name, len(got[0]), len(want))
		}
		near := func(what string, i int, want float64) {
			t.Helper()
			// Sums of up to 1000 float32 products: 1e-7 times their root, with room.
			if got := float64(got[map[string]int{"y": 0, "∂x": 1, "∂W": 2, "∂b": 3}[what]][i]); !(math.Abs(got-want) <= 2e-5*(1+math.Abs(want))) {
				t.Errorf("%s: %s[%d] is %g, loops give %g", name, what, i, got, want)
			}
		}
		for i := range want {
			near("y", i, want[i])
		}
		for what, data := range map[string][]float64{"∂x": p.x, "∂W": weight, "∂b": bias} {
			for i := range data {
				const step = 1e-6
				was := data[i]
				data[i] = was + step
				_, above := plain()
				data[i] = was - step
				_, below := plain()
				data[i] = was
				near(what, i, (above-below)/(2*step))
			}
		}
	}
}

// BenchmarkConvolutions is each convolution of SmallConv forwards and backwards
// at batch 128, and the same by GoMLX's own.
func BenchmarkConvolutions(b *testing.B) {
	back, _, err := backend.Open()
	if err != nil {
		b.Fatal(err)
	}
	const n = 128
	for _, l := range []struct {
		in, side, out int
		growing       bool
	}{{1, 28, 16, false}, {16, 14, 32, false}, {32, 7, 16, true}, {16, 14, 1, true}} {
		store := model.NewStore()
		for name, dims := range map[string][]int{"weight": {l.out, l.in, 3, 3}, "bias": {l.out}} {
			if _, err := store.RootScope().CreateVariable(name, tensors.FromFlatDataAndDimensions(make([]float32, size(dims)), dims...)); err != nil {
				b.Fatal(err)
			}
		}
		gomlx := func(scope *model.Scope, x *Node, a Activation) *Node {
			weight, bias := parametersOf(scope, x)
			stride := 2
			if l.growing {
				stride = 1
				x = BroadcastToDims(Reshape(x, n, l.side, 1, l.side, 1, l.in), n, l.side, 2, l.side, 2, l.in)
				x = Reshape(x, n, 2*l.side, 2*l.side, l.in)
			}
			y := Convolve(x, TransposeAllDims(weight, 2, 3, 1, 0)).Strides(stride).PaddingPerDim([][2]int{{1, 1}, {1, 1}}).Done()
			return activate(Add(y, ExpandLeftToRank(bias, 4)), a)
		}
		ours := shrink
		if l.growing {
			ours = grow
		}
		for _, by := range []struct {
			name  string
			layer func(*model.Scope, *Node, Activation) *Node
			dims  []int
		}{{"ours", ours, []int{l.in, l.side, l.side, n}}, {"gomlx", gomlx, []int{n, l.side, l.side, l.in}}} {
			b.Run(fmt.Sprintf("side=%d/in=%d/out=%d/%s", l.side, l.in, l.out, by.name), func(b *testing.B) {
				exec, err := model.NewExec(back, store, func(scope *model.Scope, x *Node) []*Node {
					scope.SetTraining(x.Graph(), true)
					weight, bias := parametersOf(scope, x)
					return Gradient(ReduceAllSum(Square(by.layer(scope, x, "relu"))), x, weight, bias)
				})
				if err != nil {
					b.Fatal(err)
				}
				x := tensors.FromFlatDataAndDimensions(make([]float32, size(by.dims)), by.dims...)
				work := func() {
					results, err := exec.Call(x)
					if err != nil {
						b.Fatal(err)
					}
					for _, r := range results {
						if err := r.FinalizeAll(); err != nil {
							b.Fatal(err)
						}
					}
				}
				work() // on XLA the first call compiles
				for b.Loop() {
					work()
				}
			})
		}
	}
}
