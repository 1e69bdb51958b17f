package ae

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/layers/activation"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/nn"
)

// dense is a fully connected layer, y = a(x·Wᵀ + b) of the input x.
//
//	x [batch, in] → y [batch, out]
//
// Its gradients are written out. Those that GoMLX derives cost a training step on
// the pure-Go backend (compute v0.1.14) a third more: both factors of ∂L/∂W are
// transposed, and the gradient of the pixels, which nobody asks for, is computed
// too. With s = ∂L/∂(x·Wᵀ + b) = ∂L/∂y · a′:
//
//	∂L/∂W = sᵀ·x    ∂L/∂b = Σ s over the batch    ∂L/∂x = s·W
func dense(scope *model.Scope, input *Node, a Activation) *Node {
	w := scope.GetVariable("weight").NodeValue(input) // [out, in], as PyTorch keeps it
	b := scope.GetVariable("bias").NodeValue(input)   // [out]
	forward := func() *Node { return nn.Dense(input, w, b, compute.DenseLayoutOutputsInput, a.gomlx()) }

	// The same value again, of which only the way back is used: the last node is
	// passed first there, and notes s for the others.
	var y, s *Node
	backward := func() *Node {
		at := func(p *Node, gradient func() *Node) *Node {
			return IdentityWithCustomGradient(p, func(_, _ *Node) *Node { return gradient() })
		}
		x := at(input, func() *Node { return Dot(s, w).Product() })
		w := at(w, func() *Node { return leftTransposed(s, input) })
		b := at(b, func() *Node { return ReduceSum(s, 0) })
		sum := Add(Dot(x, w).General([]int{1}, nil, []int{1}, nil), ExpandLeftToRank(b, 2))
		return IdentityWithCustomGradient(activate(sum, a), func(_, v *Node) *Node {
			s = a.back(y, v)
			return s
		})
	}
	y, _ = InternalFusedOpCaller(forward, backward, true)
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
