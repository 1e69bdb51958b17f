package diffusion

import (
	"fmt"
	"math"
	"strings"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Labels is the number of labels that a net may be given: the ten digits, and
// [NoLabel].
const Labels = 11

// NoLabel is the label of data whose class is not said.
const NoLabel uint8 = 10

// Net is how a denoiser for all noise levels is built, without its weights. The
// types of this package implement it: [MLP] and [UNet].
type Net interface {
	In() int         // numbers of an input, d
	Parameters() int // weights and biases in all
	String() string  // short, as in tables

	// answer is F(x; c, label), which [Model] makes a denoiser of.
	//
	//	x [d, n], scaled to unit variance; level [1, n]: c = ln(σ)/4;
	//	label [Labels, n]: 1 at the label, 0 elsewhere → [d, n]
	answer(w weights, x, level, label *Node) *Node
	picture() bool // F is the clean data itself, not a correction of x
	check() error
	layers() []parameter // in the order in which they are drawn and listed
}

// parameter is a tensor that is trained.
type parameter struct {
	name  string // as PyTorch has it
	dims  []int
	bound float64 // its initial numbers are uniform in ±bound; 0: they are 0
}

// weights gives the parameters of a net to a graph.
type weights struct {
	store *model.Store
	at    *Graph
}

// of is the parameter with a name of PyTorch's.
func (w weights) of(name string) *Node {
	v := w.store.GetVariable(path(name))
	if v == nil {
		panic(fmt.Sprintf("diffusion: the store holds no %s", name))
	}
	return v.NodeValue(w.at)
}

// path is where a store keeps what PyTorch calls name.
func path(name string) string { return "/" + strings.ReplaceAll(name, ".", "/") }

// both are the weight and the bias of a layer.
func (w weights) both(layer string) (weight, bias *Node) {
	return w.of(layer + ".weight"), w.of(layer + ".bias")
}

// linear is a fully connected layer, a(W·x + b): [in, n] → [out, n].
func (w weights) linear(layer string, x *Node, a ae.Activation) *Node {
	weight, bias := w.both(layer)
	return ae.Columns(weight, bias, x, a)
}

// conv3 is a 3×3 convolution: [in, h, w, n] → [out, h, w, n].
func (w weights) conv3(layer string, x *Node) *Node {
	weight, bias := w.both(layer)
	return ae.Conv3(weight, bias, x)
}

// conv1 is a 1×1 convolution: [in, h, w, n] → [out, h, w, n].
func (w weights) conv1(layer string, x *Node) *Node {
	weight, bias := w.both(layer)
	d := x.Shape().Dimensions
	y := ae.Columns(Reshape(weight, weight.Shape().Dim(0), d[0]), bias, Reshape(x, d[0], d[1]*d[2]*d[3]), "")
	return Reshape(y, -1, d[1], d[2], d[3])
}

// linearOf is the weight and the bias of a layer, drawn as PyTorch's nn.Linear
// and nn.Conv2d draw them; the weight's bound is multiplied by scale.
func linearOf(layer string, scale float64, dims ...int) []parameter {
	in := 1
	for _, d := range dims[1:] {
		in *= d
	}
	bound := 1 / math.Sqrt(float64(in))
	return []parameter{{layer + ".weight", dims, scale * bound}, {layer + ".bias", dims[:1], bound}}
}

// count is the number of numbers of all parameters.
func count(all []parameter) (n int) {
	for _, p := range all {
		n += size(p.dims)
	}
	return n
}

func size(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

// waves are the frequencies of the sines that tell a net the noise level.
const waves = 16

// embedding turns noise level and label into e numbers for each row.
//
//	level [1, n], label [Labels, n] → [e, n]
//
// The level is first told as sines and cosines of sixteen frequencies, as time
// is in Ho et al. (2020): with a single number as input a net would have to
// learn by itself to tell near levels apart.
func embedding(w weights, level, label *Node) *Node {
	frequencies := make([][]float32, waves)
	for i := range frequencies {
		f := math.Log(0.5) + float64(i)/(waves-1)*(math.Log(8)-math.Log(0.5))
		frequencies[i] = []float32{float32(math.Exp(f))}
	}
	angles := Mul(Const(level.Graph(), frequencies), level) // [waves, n]
	h := w.linear("level", Concatenate([]*Node{Sin(angles), Cos(angles)}, 0), "")
	return Add(Mul(h, Sigmoid(h)), ae.Columns(Transpose(w.of("label.weight"), 0, 1), nil, label, ""))
}

func embeddingLayers(e int) []parameter {
	return append(linearOf("level", 1, e, 2*waves), parameter{"label.weight", []int{Labels, e}, 0.5})
}

// MLP is a fully connected denoiser of two hidden layers, the second with a way
// around it:
//
//	h = relu(W₁x + E₁e),  h = h + relu(W₂h + E₂e),  F = W₃h
//
// where e stands for noise level and label.
//
// With Picture it returns the clean data by tanh, on [-1,1]: what goes through a
// hidden layer narrower than the data cannot hold the noise that a correction of
// x has to take away, so that grains would be left.
//
// Source: the inputs are those of Ho, Jain and Abbeel, "Denoising diffusion
// probabilistic models", NeurIPS 2020, appendix B.
type MLP struct {
	Size    int  `json:"size"`   // d, numbers of an input
	Hidden  int  `json:"hidden"` // width of both hidden layers
	Picture bool `json:"picture,omitempty"`
}

const embedded = 64 // numbers that tell noise level and label within a net

// In is the number of inputs, d.
func (m MLP) In() int { return m.Size }

// Parameters counts the weights and biases.
func (m MLP) Parameters() int { return count(m.layers()) }

// String is short, as in tables: "MLP 784-512-512-784".
func (m MLP) String() string {
	return fmt.Sprintf("MLP %d-%d-%d-%d", m.Size, m.Hidden, m.Hidden, m.Size)
}

func (m MLP) picture() bool { return m.Picture }

func (m MLP) check() error {
	if m.Size < 1 || m.Hidden < 1 {
		return say.Errorf("diffusion: an MLP of size %d and hidden width %d: each must be at least 1", m.Size, m.Hidden)
	}
	return nil
}

func (m MLP) layers() []parameter {
	all := embeddingLayers(embedded)
	for _, l := range []struct {
		name    string
		out, in int
	}{{"first", m.Hidden, m.Size}, {"second", m.Hidden, m.Hidden}, {"last", m.Size, m.Hidden},
		{"to_first", m.Hidden, embedded}, {"to_second", m.Hidden, embedded}} {
		all = append(all, linearOf(l.name, 1, l.out, l.in)...)
	}
	return all
}

func (m MLP) answer(w weights, x, level, label *Node) *Node {
	e := embedding(w, level, label)
	h := ae.Relu(Add(w.linear("first", x, ""), w.linear("to_first", e, "")))
	h = Add(h, ae.Relu(Add(w.linear("second", h, ""), w.linear("to_second", e, ""))))
	if m.Picture {
		return w.linear("last", h, "tanh")
	}
	return w.linear("last", h, "")
}
