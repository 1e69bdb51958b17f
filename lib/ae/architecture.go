package ae

import (
	"fmt"
	"math"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Architecture is how an autoencoder is built, without its weights. The types
// of this package implement it: Net and Conv.
type Architecture interface {
	In() int   // numbers of an input, d
	Code() int // numbers of a code, d_z
	Out() int  // numbers of a reconstruction

	Encode(scope *model.Scope, x *Node) *Node      // [batch, d] → [batch, d_z]
	Decode(scope *model.Scope, z *Node) *Node      // [batch, d_z] → [batch, d]
	Reconstruct(scope *model.Scope, x *Node) *Node // [batch, d] → [batch, d]

	Parameters() int // weights and biases in all
	String() string  // short, as in tables

	check() error       // what is wrong with it, if anything is
	layers() []layer    // those that have weights, in the order of PyTorch's state_dict
	output() Activation // of the reconstruction
}

// OutputOf is the activation of the architecture's reconstruction.
func OutputOf(a Architecture) Activation { return a.output() }

// Range returns the ends of the activation's values, infinite where there is none.
func (a Activation) Range() (low, high float64) {
	switch a {
	case "relu":
		return 0, math.Inf(1)
	case "tanh":
		return -1, 1
	case "sigmoid":
		return 0, 1
	}
	return math.Inf(-1), math.Inf(1)
}

// layer is a layer with weights, and its place in the architecture.
type layer struct {
	half   string // "encoder", "decoder"
	index  int    // its place among the layers and activations of its half, as PyTorch counts
	weight []int  // [out, in], or [out, in, height, width] of a convolution, as PyTorch keeps it
}

// names are those of its weight and of its bias.
func (l layer) names() [2]string {
	at := fmt.Sprintf("%s.%d.", l.half, l.index)
	return [2]string{at + "weight", at + "bias"}
}

// out is the number of the layer's outputs, and of its biases.
func (l layer) out() int { return l.weight[0] }

// fanIn is the number of inputs of one output.
func (l layer) fanIn() int { return size(l.weight[1:]) }

func size(dims []int) int {
	n := 1
	for _, d := range dims {
		n *= d
	}
	return n
}

func parameters(a Architecture) int {
	total := 0
	for _, l := range a.layers() {
		total += size(l.weight) + l.out()
	}
	return total
}
