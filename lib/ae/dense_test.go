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

// The gradients that are written out equal those that GoMLX derives from the
// layer's formula, for input, weight and bias, for layers that widen and that
// narrow, and for batches for which either factor is the larger one.
func TestDenseGradients(t *testing.T) {
	b := open(t)
	for _, activation := range []ae.Activation{"", "relu", "tanh", "sigmoid"} {
		for _, dims := range [][3]int{{5, 3, 7}, {40, 7, 3}, {40, 3, 7}, {1, 4, 4}} {
			batch, in, out := dims[0], dims[1], dims[2]
			// The decoder is the layer at hand, the encoder passes a gradient on.
			net := ae.Net{Encoder: []int{in, in}, Decoder: []int{in, out}, Hidden: "relu", Output: activation}
			m, err := ae.New(b, net, 1)
			ok(t, err)
			rng := rand.New(rand.NewPCG(1, uint64(batch)))
			x, v := make([]float32, batch*in), make([]float32, batch*out)
			for _, data := range [][]float32{x, v} {
				for i := range data {
					data[i] = float32(rng.NormFloat64())
				}
			}
			exec, err := model.NewExec(b, m.Store, func(scope *model.Scope, x, v *Node) []*Node {
				scope.SetTraining(x.Graph(), true)
				value := func(name string) *Node { return m.Store.GetVariable("/decoder/0/" + name).NodeValue(x) }
				plain := Add(Dot(x, Transpose(value("weight"), 0, 1)).Product(), ExpandLeftToRank(value("bias"), 2))
				plain = map[ae.Activation]func(*Node) *Node{
					"":        func(x *Node) *Node { return x },
					"relu":    func(x *Node) *Node { return MaxScalar(x, 0) },
					"tanh":    Tanh,
					"sigmoid": func(x *Node) *Node { return Reciprocal(OnePlus(Exp(Neg(x)))) },
				}[activation](plain)
				var all []*Node
				for _, y := range []*Node{net.Decode(scope, x), plain} {
					all = append(all, y)
					all = append(all, Gradient(ReduceAllSum(Mul(y, v)), x, value("weight"), value("bias"))...)
				}
				return all
			})
			ok(t, err)
			results, err := exec.Call(tensors.FromFlatDataAndDimensions(x, batch, in), tensors.FromFlatDataAndDimensions(v, batch, out))
			ok(t, err)
			for i, name := range []string{"y", "∂x", "∂W", "∂b"} {
				got, want := tensors.MustCopyFlatData[float32](results[i]), tensors.MustCopyFlatData[float32](results[4+i])
				if len(got) != len(want) {
					t.Fatalf("%q %v: %s has %d numbers, expected %d", activation, dims, name, len(got), len(want))
				}
				for j := range want {
					// Sums of up to 40 float32 products, in another order.
					if math.Abs(float64(got[j]-want[j])) > 2e-5*(1+math.Abs(float64(want[j]))) {
						t.Fatalf("%q %v: %s[%d] is %g, GoMLX derives %g", activation, dims, name, j, got[j], want[j])
					}
				}
			}
		}
	}
}
