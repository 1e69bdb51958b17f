package ae

import (
	"math"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// shrink is a 3×3 convolution of stride 2 with one pixel of zeros around the
// picture, y = a(W∗x + b).
//
//	x [in, 2h, 2w, n] → y [out, h, w, n]
//
// The picture is taken apart into four planes, of even and odd rows and columns:
// within a plane stride 2 is stride 1.
func shrink(scope *model.Scope, x *Node, a Activation) *Node {
	d := x.Shape().Dimensions
	in, h, w, n := d[0], d[1]/2, d[2]/2, d[3]
	weight, bias := parametersOf(scope, x)
	out := bias.Shape().Size()
	x = TransposeAllDims(Reshape(x, in, h, 2, w, 2, n), 0, 2, 4, 1, 3, 5)
	var taps []tap // the row above is odd, the row itself even, the one below odd
	for i := range 3 {
		for j := range 3 {
			taps = append(taps, tap{plane: (i+1)%2*2 + (j+1)%2, down: i/2 + i%2 - 1, right: j/2 + j%2 - 1})
		}
	}
	x = gather(Reshape(x, in, 4, h, w, n), taps, h, w)
	y := product(Reshape(weight, out, in*9), bias, Reshape(x, in*9, h*w*n), a)
	return Reshape(y, out, h, w, n)
}

// grow shows each pixel four times, then it is a 3×3 convolution with one pixel
// of zeros around the picture, y = a(W∗x + b).
//
//	x [in, h, w, n] → y [out, 2h, 2w, n]
//
// Of the nine pixels under a kernel several are the same one: it sees 2×2
// different ones, by the sums of the weights. Which weights go together depends
// on whether the row and the column of y are even or odd: four kernels of 2×2 at
// each place, where zeros are around x, give all of y and a pixel around it.
func grow(scope *model.Scope, x *Node, a Activation) *Node {
	d := x.Shape().Dimensions
	in, h, w, n := d[0], d[1], d[2], d[3]
	weight, bias := parametersOf(scope, x)
	out := bias.Shape().Size()
	var taps, back []tap
	for i := range 4 {
		taps = append(taps, tap{down: i/2 - 1, right: i%2 - 1})
		back = append(back, tap{down: 1 - i/2, right: 1 - i%2})
	}
	small := Reshape(Dot(Reshape(weight, out*in, 9), Const(x.Graph(), sums())).Product(), out, in, 4, 4)
	var y *Node // [out, 4, h+1, w+1, n]
	if 4*out > in {
		small = Reshape(TransposeAllDims(small, 0, 2, 1, 3), out*4, in*4)
		patches := gather(Reshape(x, in, 1, h, w, n), taps, h+1, w+1)
		y = product(small, nil, Reshape(patches, in*4, (h+1)*(w+1)*n), "")
	} else { // the products of every pixel are fewer numbers than its patches
		small = Reshape(TransposeAllDims(small, 0, 2, 3, 1), out*16, in)
		y = product(small, nil, Reshape(x, in, h*w*n), "")
		y = scatter(Reshape(y, out*4, 4, h, w, n), back, 1, h+1, w+1)
	}
	y = TransposeAllDims(Reshape(y, out, 2, 2, h+1, w+1, n), 0, 3, 1, 4, 2, 5)
	y = gather(Reshape(y, out, 1, 2*h+2, 2*w+2, n), []tap{{down: 1, right: 1}}, 2*h, 2*w)
	return activate(Add(Reshape(y, out, 2*h, 2*w, n), Reshape(bias, out, 1, 1, 1)), a)
}

// sums says which weights of a 3×3 kernel add up to which of the four 2×2
// kernels of grow, [9, 4·4]: for odd rows, then for even ones, likewise columns.
func sums() [][]float32 {
	line := [3][2][2]float32{ // weight, kernel, its place: 1 where it takes part
		{{1, 0}, {1, 0}},
		{{1, 0}, {0, 1}},
		{{0, 1}, {0, 1}},
	}
	all := make([][]float32, 9)
	for i := range all {
		for j := range 16 {
			all[i] = append(all[i], line[i/3][j>>3][j>>1&1]*line[i%3][j>>2&1][j&1])
		}
	}
	return all
}

// product is dense of columns, y = a(W·x + b).
//
//	w [out, in], b [out] or nil, x [in, n] → y [out, n]
//
// Of two factors that are contracted along their rows, GoMLX's pure-Go backend
// (compute v0.1.14) packs the right one number by number: here the smaller one.
func product(w, b, x *Node, a Activation) *Node {
	y := Dot(w, x).Product()
	inputs := []*Node{x, w}
	if b != nil {
		y = Add(y, ExpandAxes(b, 1))
		inputs = append(inputs, b)
	}
	y = activate(y, a)
	return withGradients(y, inputs, func(v *Node) []*Node {
		s := a.back(y, v)
		g := []*Node{
			Dot(Transpose(w, 0, 1), s).Product(),
			Transpose(Dot(x, s).General([]int{1}, nil, []int{1}, nil), 0, 1),
		}
		if b != nil {
			g = append(g, ReduceSum(s, 1))
		}
		return g
	})
}

// tap is what a place of a kernel sees of a picture: a plane of it, moved.
type tap struct{ plane, down, right int }

// gather shows each tap's part of a picture.
//
//	x [c, planes, …, …, n] → y [c, taps, h, w, n]
//	y[c, t, i, j] = x[c, plane, i+down, j+right], 0 outside x
func gather(x *Node, taps []tap, h, w int) *Node {
	d := x.Shape().Dimensions
	var parts []*Node
	for _, t := range taps {
		parts = append(parts, part(x, t.plane, t.down, t.right, h, w))
	}
	return withGradients(Concatenate(parts, 1), []*Node{x}, func(v *Node) []*Node {
		return []*Node{scatter(v, taps, d[1], d[2], d[3])}
	})
}

// scatter is gather backwards: it adds up each tap's part where gather takes it.
//
//	x [c, taps, …, …, n] → y [c, planes, h, w, n]
func scatter(x *Node, taps []tap, planes, h, w int) *Node {
	d := x.Shape().Dimensions
	parts := make([]*Node, planes)
	for i, t := range taps {
		p := part(x, i, -t.down, -t.right, h, w)
		if parts[t.plane] != nil {
			p = Add(parts[t.plane], p)
		}
		parts[t.plane] = p
	}
	return withGradients(Concatenate(parts, 1), []*Node{x}, func(v *Node) []*Node {
		return []*Node{gather(v, taps, d[2], d[3])}
	})
}

// part is one plane of a picture, moved.
//
//	x [c, planes, …, …, n] → y [c, 1, h, w, n]
//	y[c, 0, i, j] = x[c, plane, i+down, j+right], -0 outside x
//
// GoMLX's pure-Go backend (compute v0.1.14) cuts by copy in Pad, but number by
// number in Slice; it fills by copy with any number but 0, and -0 adds and
// multiplies as 0 does.
func part(x *Node, plane, down, right, h, w int) *Node {
	d := x.Shape().Dimensions
	return Pad(x, Const(x.Graph(), float32(math.Copysign(0, -1))), compute.PadAxis{},
		compute.PadAxis{Start: -plane, End: plane + 1 - d[1]},
		compute.PadAxis{Start: -down, End: h - d[2] + down}, compute.PadAxis{Start: -right, End: w - d[3] + right})
}
