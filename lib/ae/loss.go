package ae

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"

	"seminar.example/lib/say"
)

// Loss is a reconstruction error L(x, y), averaged over pixels and rows:
//
//	SquaredError         (y−x)²; the zero value
//	CrossEntropy         −x·log y − (1−x)·log(1−y), for x and y in [0, 1]
//	SoftmaxCrossEntropy  −x·log softmax(y), for any y and a row x that is 1 at
//	                     its class and 0 elsewhere: a classifier's loss, divided
//	                     by the number of classes, since it is a mean over the row
//
// Slide 7 has the first two. Introduced in notebook 03.
type Loss string

// The losses.
const (
	SquaredError        Loss = ""
	CrossEntropy        Loss = "cross-entropy"
	SoftmaxCrossEntropy Loss = "softmax"
)

var losses = []Loss{SquaredError, CrossEntropy, SoftmaxCrossEntropy}

// Check is an error for a loss that is none of these.
func (l Loss) Check() error {
	if !slices.Contains(losses, l) {
		return say.Errorf("ae: unknown loss %q: use ae.SquaredError, ae.CrossEntropy or ae.SoftmaxCrossEntropy", string(l))
	}
	return nil
}

// Mean is the loss as a graph, the mean over batch and pixels.
//
//	x, y [batch, d] → [] (a scalar)
//
// It sums each row first: the pure-Go backend (compute v0.1.14) adds up in
// float32, and loses the fifth digit of a sum of six million numbers at once.
//
// A graph function: it panics where the shapes differ.
func (l Loss) Mean(x, y *Node) *Node {
	each := l.each(x, y)
	return DivScalar(ReduceAllSum(ReduceSum(each, -1)), each.Shape().Size())
}

// each is the loss of every number, [batch, d].
//
// Cross-entropy takes y within 10⁻⁷ of 0 and 1, as Keras does: a sigmoid in
// float32 reaches 1 itself, whose complement has no logarithm.
func (l Loss) each(x, y *Node) *Node {
	x.AssertDims(y.Shape().Dimensions...)
	switch l {
	case CrossEntropy:
		y = ClipScalar(y, 1e-7, 1-1e-7)
		return Neg(Add(Mul(x, Log(y)), Mul(OneMinus(x), Log(OneMinus(y)))))
	case SoftmaxCrossEntropy:
		return Neg(Mul(x, LogSoftmax(y, -1)))
	}
	return Square(Sub(y, x))
}
