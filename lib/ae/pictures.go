package ae

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// Columns is a fully connected layer of columns, y = a(W·x + b), or, of the
// numbers of each pixel, a 1×1 convolution.
//
//	weight [out, in]; bias [out] or nil; x [in, n] → y [out, n]
//
// A graph function, with its gradients written out: it panics where shapes do
// not fit. The networks of lib/diffusion are built of it.
func Columns(weight, bias, x *Node, a Activation) *Node { return product(weight, bias, x, a) }

// Conv3 is a 3×3 convolution of stride 1 with one pixel of zeros around the
// picture, y = W∗x + b, as PyTorch's nn.Conv2d with padding 1.
//
//	weight [out, in, 3, 3]; bias [out]; x [in, h, w, n] → y [out, h, w, n]
//
// Where out is less than in, the nine products of a pixel are fewer numbers than
// the nine pixels under a kernel: then the products are moved, not the pixels.
//
// A graph function, as Columns. The networks of lib/diffusion are built of it.
func Conv3(weight, bias, x *Node) *Node {
	d := x.Shape().Dimensions
	in, h, w, n := d[0], d[1], d[2], d[3]
	out := bias.Shape().Size()
	weight.AssertDims(out, in, 3, 3)
	var taps, back []tap
	for i := range 9 {
		taps = append(taps, tap{down: i/3 - 1, right: i%3 - 1})
		back = append(back, tap{down: 1 - i/3, right: 1 - i%3})
	}
	if out >= in {
		patches := gather(Reshape(x, in, 1, h, w, n), taps, h, w)
		y := product(Reshape(weight, out, in*9), bias, Reshape(patches, in*9, h*w*n), "")
		return Reshape(y, out, h, w, n)
	}
	each := Reshape(TransposeAllDims(Reshape(weight, out, in, 9), 0, 2, 1), out*9, in)
	y := product(each, nil, Reshape(x, in, h*w*n), "")
	y = scatter(Reshape(y, out, 9, h, w, n), back, 1, h, w)
	return Add(Reshape(y, out, h, w, n), Reshape(bias, out, 1, 1, 1))
}

// Relu is x where x > 0, else 0; its gradient at 0 is 0, as PyTorch's.
//
// A graph function. The networks of lib/diffusion are built of it.
func Relu(x *Node) *Node { return activate(x, "relu") }
