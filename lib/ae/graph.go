package ae

import (
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
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
// A graph function: it panics as Encode does. Slides 6 and 7; notebook 03.
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

// ReadVariables makes the trainable variables under scope parameters of x's graph. Call
// it first in every model function of your own; Net's functions do.
//
// Without it GoMLX's pure-Go backend (compute v0.1.14) builds the variables of
// a graph that is not marked as training into the graph as constants: a graph
// that is kept goes on showing the weights of its first call, silently. The
// functions of this package are safe, and a test holds them to it.
//
// A graph function. Notebook 03.
func ReadVariables(scope *model.Scope, x *Node) {
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
	ReadVariables(scope, x)
	for i := range layers {
		a := n.Hidden
		if i == layers-1 {
			a = last
		}
		x = dense(scope.At("%d", 2*i), x, a)
	}
	return x
}
