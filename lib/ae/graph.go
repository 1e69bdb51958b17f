package ae

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/nn"
)

// Encode is the encoder, z = h(x).
//
//	x [batch, d] → z [batch, d_z]
//
// A graph function: it panics where x is not [batch, d] or the net's weights
// are not in the scope's store. Slides 6 and 7; notebooks 03 and 04.
func (n Net) Encode(scope *model.Scope, x *Node) *Node {
	x.AssertDims(-1, n.In())
	z := n.half(scope.At("encoder"), x, len(n.Encoder)-1, n.OnCode)
	z.AssertDims(-1, n.Code())
	return z
}

// Decode is the decoder, y = g(z).
//
//	z [batch, d_z] → y [batch, d]
//
// A graph function: it panics as Encode does. Slides 6 and 7; notebooks 03 and 04.
func (n Net) Decode(scope *model.Scope, z *Node) *Node {
	z.AssertDims(-1, n.Code())
	y := n.half(scope.At("decoder"), z, len(n.Decoder)-1, n.Output)
	y.AssertDims(-1, n.Out())
	return y
}

// Reconstruct is the autoencoder, y = g(h(x)).
//
//	x [batch, d] → y [batch, d]
//
// A graph function: it panics as Encode does. Slide 7; notebooks 03 and 04.
func (n Net) Reconstruct(scope *model.Scope, x *Node) *Node {
	return n.Decode(scope, n.Encode(scope, x))
}

// MSE is the reconstruction error, the mean of (y−x)² over batch and pixels.
//
//	x, y [batch, d] → [] (a scalar)
//
// A graph function: it panics where the shapes differ. Slide 7 (‖x−y‖², here
// divided by batch·d as torch.nn.MSELoss does); notebooks 03 and 04.
func MSE(x, y *Node) *Node { return SquaredError.Mean(x, y) }

// Live makes the trainable variables under scope parameters of x's graph. Call
// it first in every model function of your own; Net's functions do.
//
// Without it GoMLX's pure-Go backend (compute v0.1.14) builds the variables of
// a graph that is not marked as training into the graph as constants: a graph
// that is kept goes on showing the weights of its first call, silently. The
// functions of this package are safe, and a test holds them to it.
//
// A graph function. Notebook 03.
func Live(scope *model.Scope, x *Node) {
	g := x.Graph()
	was := scope.IsTraining(g)
	scope.SetTraining(g, true)
	for v := range scope.IterVariables() {
		if v.Trainable {
			v.NodeValue(g)
		}
	}
	scope.SetTraining(g, was)
}

// half runs the layers 0, 2, 4, … below scope: hidden activation between them,
// last after the last one.
func (n Net) half(scope *model.Scope, x *Node, layers int, last Activation) *Node {
	Live(scope, x)
	for i := range layers {
		x = dense(scope.At("%d", 2*i), x)
		if i < layers-1 {
			x = activate(x, n.Hidden)
		}
	}
	return activate(x, last)
}

// dense is a fully connected layer, x·Wᵀ + b.
//
//	x [batch, in] → [batch, out]
func dense(scope *model.Scope, x *Node) *Node {
	w := scope.GetVariable("weight").NodeValue(x) // [out, in], as PyTorch keeps it
	b := scope.GetVariable("bias").NodeValue(x)   // [out]
	return nn.Dense(x, w, b, compute.DenseLayoutOutputsInput)
}

func activate(x *Node, a Activation) *Node {
	switch a {
	case "relu": // not Max(x, 0), whose gradient at 0 is 1
		return Where(GreaterThan(x, ScalarZero(x.Graph(), x.DType())), x, ZerosLike(x))
	case "tanh":
		return Tanh(x)
	case "sigmoid":
		return Sigmoid(x)
	}
	return x
}
