package ae

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/nn"
)

// dense is a fully connected layer, y = a(x·Wᵀ + b).
//
//	x [batch, in] → y [batch, out]
//
// Its gradients are written out. Those that GoMLX derives cost a training step on
// the pure-Go backend (compute v0.1.14) a third more: both factors of ∂L/∂W are
// transposed, and the gradient of the pixels, which nobody asks for, is computed
// too. With s = ∂L/∂(x·Wᵀ + b) = ∂L/∂y · a′:
//
//	∂L/∂W = sᵀ·x    ∂L/∂b = Σ s over the batch    ∂L/∂x = s·W
func dense(scope *model.Scope, x *Node, a Activation) *Node {
	w, b := parametersOf(scope, x)
	y := nn.Dense(x, w, b, compute.DenseLayoutOutputsInput, a.gomlx())
	return withGradients(y, []*Node{x, w, b}, func(v *Node) []*Node {
		s := a.back(y, v)
		return []*Node{Dot(s, w).Product(), leftTransposed(s, x), ReduceSum(s, 0)}
	})
}

// parametersOf are the weight, [out, in, …] as PyTorch keeps it, and the bias,
// [out], of a layer in the graph of x.
func parametersOf(scope *model.Scope, x *Node) (weight, bias *Node) {
	return scope.GetVariable("weight").NodeValue(x), scope.GetVariable("bias").NodeValue(x)
}

// withGradients is y, whose gradients with respect to the inputs are written out.
//
//	inputs  what y is computed from
//	back    takes the gradient of a loss with respect to y to those with respect
//	        to the inputs, of their shapes and in their order
//
// Only gradients that somebody asks for are computed.
func withGradients(y *Node, inputs []*Node, back func(v *Node) []*Node) *Node {
	// GoMLX goes back through another node of the same value in place of y: this
	// one depends on the inputs in a simple way, is passed first, and notes the
	// gradients, which the inputs take in place of those that come to them.
	other := func() *Node {
		var gradients []*Node
		sum := ScalarZero(y.Graph(), y.DType())
		for i, x := range inputs {
			sum = Add(sum, ReduceAllSum(IdentityWithCustomGradient(x, func(_, _ *Node) *Node { return gradients[i] })))
		}
		return IdentityWithCustomGradient(Add(StopGradient(y), MulScalar(sum, 0)), func(_, v *Node) *Node {
			gradients = back(v)
			return v
		})
	}
	y, _ = InternalFusedOpCaller(func() *Node { return Identity(y) }, other, true)
	return y
}

// leftTransposed is aᵀ·b.
//
//	a [k, m], b [k, n] → [m, n]
//
// Written as aᵀ·b or as (bᵀ·a)ᵀ, whichever moves fewer numbers.
func leftTransposed(a, b *Node) *Node {
	k, m, n := a.Shape().Dim(0), a.Shape().Dim(1), b.Shape().Dim(1)
	if k*m > n*(k+m) {
		return Transpose(Dot(Transpose(b, 0, 1), a).Product(), 0, 1)
	}
	return Dot(Transpose(a, 0, 1), b).Product()
}

// gomlx is GoMLX's name of the activation.
func (a Activation) gomlx() activation.Type { return activation.FromName(string(a)) }

// back takes the gradient of a loss from the activation's result y to its argument.
func (a Activation) back(y, gradient *Node) *Node {
	switch a {
	case "relu": // not Max(x, 0), whose gradient at 0 is 1
		return Where(GreaterThan(y, ScalarZero(y.Graph(), y.DType())), gradient, ZerosLike(y))
	case "tanh":
		return Mul(gradient, OneMinus(Square(y)))
	case "sigmoid":
		return Mul(gradient, Mul(y, OneMinus(y)))
	}
	return gradient
}

// activate applies the activation to every number of x.
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
