package ae_test

import (
	"math"
	"math/rand/v2"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
)

// The methods of a Model, which compute dense layers themselves where they can,
// give what its graphs give: for widths that are no multiples of a vector register,
// numbers of rows that fill no tile, all activations and great arguments of them. The
// tolerance is the rounding of sums in another order, of 784 terms at most.
func TestForwardAgreesWithGraphs(t *testing.T) {
	b := open(t)
	for _, net := range []ae.Net{
		ae.AE3,
		{Encoder: []int{5, 33, 1}, Decoder: []int{1, 31, 5}, Hidden: "tanh", Output: "", OnCode: "relu"},
		{Encoder: []int{40, 2}, Decoder: []int{2, 40}, Hidden: "relu", Output: "tanh", OnCode: "tanh"},
		{Encoder: []int{7, 64, 3}, Decoder: []int{3, 32, 7}, Hidden: "relu", Output: "sigmoid"},
		{Encoder: []int{9, 2, 4}, Decoder: []int{4, 70, 9}, Hidden: "sigmoid", Output: ""},
	} {
		m, err := ae.New(b, net, 1)
		ok(t, err)
		for _, n := range []int{1, 2, 4, 7, 97, 501} {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			x := make([]float32, n*net.In())
			for i := range x {
				x[i] = float32(8 * rng.NormFloat64()) // tanh is at its ends for some
				if net.In() > 100 {
					x[i] = 2*rng.Float32() - 1
				}
			}
			z, err := m.Encode(x)
			ok(t, err)
			y, err := m.Decode(z)
			ok(t, err)
			both, err := m.Reconstruct(x)
			ok(t, err)
			byGraph := func(f func(scope *model.Scope, x *Node) *Node, x []float32) []float32 {
				exec, err := model.NewExec(b, m.Store, f)
				ok(t, err)
				result, err := exec.Call(tensors.FromFlatDataAndDimensions(x, n, len(x)/n))
				ok(t, err)
				flat, err := tensors.CopyFlatData[float32](result[0])
				ok(t, err)
				return flat
			}
			compare := func(what string, got, want []float32) {
				t.Helper()
				if len(got) != len(want) {
					t.Fatalf("%v, %d rows: %d numbers of %s, expected %d", net, n, len(got), what, len(want))
				}
				size := 0.
				for _, v := range want {
					size = max(size, math.Abs(float64(v)))
				}
				for i, v := range got {
					if e := math.Abs(float64(v - want[i])); !(e <= 3e-6*size) {
						t.Fatalf("%v, %d rows: number %d of %s is %v, by a graph %v", net, n, i, what, v, want[i])
					}
				}
			}
			compare("codes", z, byGraph(net.Encode, x))
			compare("decoded codes", y, byGraph(net.Decode, z))
			compare("reconstructions", both, byGraph(net.Reconstruct, x))
		}
	}
}

// NaN in an input makes its own row NaN, and no other.
func TestForwardKeepsNaN(t *testing.T) {
	m, err := ae.New(open(t), ae.AE3, 1)
	ok(t, err)
	x := make([]float32, 3*784)
	x[784+5] = float32(math.NaN())
	y, err := m.Reconstruct(x)
	ok(t, err)
	for i, v := range y {
		if isNaN := v != v; isNaN != (i/784 == 1) {
			t.Fatalf("pixel %d of image %d is %v", i%784, i/784, v)
		}
	}
}
