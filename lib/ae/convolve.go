package ae

import (
	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// shrink is a 3×3 convolution of stride 2 with one pixel of zeros around the
// picture, and the activation a.
//
//	x [in, 2h, 2w, n] → [out, h, w, n]
func shrink(scope *model.Scope, x *Node, a Activation) *Node {
	d := x.Shape().Dimensions
	in, h, w, n := d[0], d[1]/2, d[2]/2, d[3]
	weight, bias := scope.GetVariable("weight").NodeValue(x), scope.GetVariable("bias").NodeValue(x)
	out := bias.Shape().Size()
	small := quarters(weight, [3][2][2]float32{{{}, {1, 0}}, {{0, 1}, {}}, {{}, {0, 1}}}) // [out, in, 2, 2, 2, 2]
	x = Reshape(TransposeAllDims(Reshape(x, in, h, 2, w, 2, n), 0, 2, 4, 1, 3, 5), 4*in, h, w, n)
	return convolve(x, Reshape(small, out, 4*in, 2, 2), bias, a, h, w)
}

// grow shows each pixel four times, then it is a 3×3 convolution with one pixel
// of zeros around the picture, and the activation a.
//
//	x [in, h, w, n] → [out, 2h, 2w, n]
func grow(scope *model.Scope, x *Node, a Activation) *Node {
	d := x.Shape().Dimensions
	in, h, w, n := d[0], d[1], d[2], d[3]
	weight, bias := scope.GetVariable("weight").NodeValue(x), scope.GetVariable("bias").NodeValue(x)
	out := bias.Shape().Size()
	small := quarters(weight, [3][2][2]float32{{{1, 0}, {1, 0}}, {{1, 0}, {0, 1}}, {{0, 1}, {0, 1}}})
	small = Reshape(TransposeAllDims(small, 0, 2, 3, 1, 4, 5), 4*out, in, 2, 2)
	bias = Reshape(BroadcastToDims(Reshape(bias, out, 1), out, 4), 4*out)
	y := convolve(x, small, bias, a, h+1, w+1) // [4·out, h+1, w+1, n]
	y = TransposeAllDims(Reshape(y, out, 2, 2, h+1, w+1, n), 0, 3, 1, 4, 2, 5)
	return crop(Reshape(y, out, 2*h+2, 2*w+2, n))
}

// quarters makes of each 3×3 kernel four kernels of 2×2.
//
//	weight [out, in, 3, 3] → [out, in, 2, 2, 2, 2]
func quarters(weight *Node, part [3][2][2]float32) *Node {
	d := weight.Shape().Dimensions
	all := make([][]float32, 9)
	for i := range 9 {
		all[i] = make([]float32, 16)
		for j := range 16 {
			all[i][j] = part[i/3][j>>3&1][j>>1&1] * part[i%3][j>>2&1][j&1]
		}
	}
	small := Dot(Reshape(weight, d[0]*d[1], 9), Const(weight.Graph(), all)).Product()
	return Reshape(small, d[0], d[1], 2, 2, 2, 2)
}

// crop takes a pixel off each side.
//
//	x [c, h+2, w+2, n] → [c, h, w, n]
func crop(x *Node) *Node {
	d := x.Shape().Dimensions
	y := shift(x, 1, 1, d[1]-2, d[2]-2)
	return withGradient(y, []*Node{x}, func(v *Node) []*Node { return []*Node{shift(v, -1, -1, d[1], d[2])} })
}

// shift moves a picture.
//
//	x [c, …, …, n] → [c, h, w, n], y[i, j] = x[i+down, j+right], zeros outside x
func shift(x *Node, down, right, h, w int) *Node {
	d := x.Shape().Dimensions
	return Pad(x, ScalarZero(x.Graph(), x.DType()), compute.PadAxis{},
		compute.PadAxis{Start: -down, End: h - d[1] + down}, compute.PadAxis{Start: -right, End: w - d[2] + right})
}

// convolve is a 2×2 convolution.
//
//	x [in, …, …, n], weight [out, in, 2, 2], bias [out] → [out, h, w, n]
func convolve(x, weight, bias *Node, a Activation, h, w int) *Node {
	d := x.Shape().Dimensions
	in, out, n := d[0], bias.Shape().Size(), d[3]
	var patches []*Node
	for i := range 4 {
		patches = append(patches, ExpandAxes(shift(x, i/2-1, i%2-1, h, w), 1))
	}
	p := Reshape(Concatenate(patches, 1), 4*in, h*w*n)
	m := Reshape(weight, out, 4*in)
	y := Dot(m, p).Product()
	y = activate(Add(y, ExpandAxes(bias, 1)), a) // [out, h·w·n]
	y4 := Reshape(y, out, h, w, n)
	return withGradient(y4, []*Node{x, weight, bias}, func(v *Node) []*Node {
		s := a.back(y, Reshape(v, out, h*w*n))
		dw := Dot(s, p).General([]int{1}, nil, []int{1}, nil)
		db := ReduceSum(s, 1)
		dp := Reshape(Dot(Transpose(m, 0, 1), s).Product(), in, 4, h, w, n)
		var dx *Node
		for i := range 4 {
			one := Pad(dp, ScalarZero(x.Graph(), x.DType()), compute.PadAxis{}, compute.PadAxis{Start: -i, End: i - 3})
			one = shift(Reshape(one, in, h, w, n), 1-i/2, 1-i%2, d[1], d[2])
			if dx == nil {
				dx = one
			} else {
				dx = Add(dx, one)
			}
		}
		return []*Node{dx, Reshape(dw, weight.Shape().Dimensions...), db}
	})
}

// withGradient is y, computed from the inputs, with written-out gradients.
func withGradient(y *Node, inputs []*Node, back func(v *Node) []*Node) *Node {
	var gradients []*Node
	// The last node is passed first on the way back.
	way := func() *Node {
		sum := ScalarZero(y.Graph(), y.DType())
		for i, x := range inputs {
			sum = Add(sum, ReduceAllSum(IdentityWithCustomGradient(x, func(_, _ *Node) *Node { return gradients[i] })))
		}
		return IdentityWithCustomGradient(BroadcastToDims(sum, y.Shape().Dimensions...), func(_, v *Node) *Node {
			gradients = back(v)
			return v
		})
	}
	y, _ = InternalFusedOpCaller(func() *Node { return Identity(y) }, way, true)
	return y
}
