package ae

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// Conv is a small convolutional autoencoder of 28×28 images:
//
//	encoder: 3×3 convolution to C₁ channels, stride 2, ReLU   28×28 → 14×14
//	         3×3 convolution to C₂ channels, stride 2, ReLU   14×14 → 7×7
//	         fully connected to the code
//	decoder: fully connected to 7×7 in C₂ channels, ReLU
//	         each pixel four times, 3×3 convolution to C₁, ReLU   7×7 → 14×14
//	         each pixel four times, 3×3 convolution to 1, tanh    14×14 → 28×28
//
// The weights are named and laid out as those of the nn.Sequential in
// testdata/make_torch_conv.py, so that PyTorch's state_dict loads.
//
// Within, pictures are [channels, height, width, batch]: the numbers of a pixel
// lie side by side for all images of a batch, so that a moved picture is a copy
// of long rows, and a convolution one product with such copies (convolve.go).
//
// Cost: a training step of SmallConv at batch 128 takes 10 ms of one core in pure
// Go and 8 ms on XLA; GoMLX's own convolutions took 270 and 25. It holds 0.3 MB
// for each image of a batch.
//
// Source: the architecture is the usual one; Odena, Dumoulin and Olah,
// "Deconvolution and checkerboard artifacts", Distill 2016, for growing images
// by repeated pixels. Notebook 04.
type Conv struct {
	Channels [2]int `json:"channels"` // C₁ and C₂
	Latent   int    `json:"latent"`   // d_z
}

// SmallConv is the network of notebook 04's outlook: code of 16 numbers.
var SmallConv = Conv{Channels: [2]int{16, 32}, Latent: 16}

const side, inner = 28, 7 // pixels of the image's edge, and of the smallest picture's

// In is 784, the pixels of an image.
func (c Conv) In() int { return side * side }

// Out is 784 again.
func (c Conv) Out() int { return side * side }

// Code is the number of code units, d_z.
func (c Conv) Code() int { return c.Latent }

// Parameters counts the weights and biases of both halves.
func (c Conv) Parameters() int { return parameters(c) }

// String is short, as in tables: "conv 16-32-16".
func (c Conv) String() string {
	return fmt.Sprintf("conv %d-%d-%d", c.Channels[0], c.Channels[1], c.Latent)
}

// Encode is the encoder, z = h(x).
//
//	x [batch, 784] → z [batch, d_z]
//
// A graph function: it panics where x is not [batch, 784] or the weights are not
// in the scope's store. Notebook 04.
func (c Conv) Encode(scope *model.Scope, x *Node) *Node {
	scope = scope.At("encoder")
	ReadVariables(scope, x)
	x.AssertDims(-1, c.In())
	n := x.Shape().Dim(0)
	x = Reshape(Transpose(x, 0, 1), 1, side, side, n)
	x = shrink(scope.At("1"), x, "relu")
	x.AssertDims(c.Channels[0], 2*inner, 2*inner, n)
	x = shrink(scope.At("3"), x, "relu")
	x.AssertDims(c.Channels[1], inner, inner, n)
	w, b := parametersOf(scope.At("6"), x)
	return Transpose(product(w, b, Reshape(x, -1, n), ""), 0, 1) // channel by channel, as PyTorch flattens
}

// Decode is the decoder, y = g(z).
//
//	z [batch, d_z] → y [batch, 784]
//
// A graph function: it panics as Encode does.
func (c Conv) Decode(scope *model.Scope, z *Node) *Node {
	scope = scope.At("decoder")
	ReadVariables(scope, z)
	z.AssertDims(-1, c.Latent)
	n := z.Shape().Dim(0)
	w, b := parametersOf(scope.At("0"), z)
	y := Reshape(product(w, b, Transpose(z, 0, 1), "relu"), c.Channels[1], inner, inner, n)
	y = grow(scope.At("4"), y, "relu")
	y.AssertDims(c.Channels[0], 2*inner, 2*inner, n)
	y = grow(scope.At("7"), y, "tanh")
	y.AssertDims(1, side, side, n)
	return Transpose(Reshape(y, c.Out(), n), 0, 1)
}

// Reconstruct is the autoencoder, y = g(h(x)).
//
//	x [batch, 784] → y [batch, 784]
//
// A graph function: it panics as Encode does. Notebook 04.
func (c Conv) Reconstruct(scope *model.Scope, x *Node) *Node {
	return c.Decode(scope, c.Encode(scope, x))
}

func (c Conv) check() error {
	if c.Channels[0] < 1 || c.Channels[1] < 1 || c.Latent < 1 {
		return say.Errorf("ae: channels %v and code size %d: each must be at least 1", c.Channels, c.Latent)
	}
	return nil
}

func (c Conv) output() Activation { return "tanh" }

func (c Conv) layers() []layer {
	flat := c.Channels[1] * inner * inner
	return []layer{
		{"encoder", 1, []int{c.Channels[0], 1, 3, 3}},
		{"encoder", 3, []int{c.Channels[1], c.Channels[0], 3, 3}},
		{"encoder", 6, []int{c.Latent, flat}},
		{"decoder", 0, []int{flat, c.Latent}},
		{"decoder", 4, []int{c.Channels[0], c.Channels[1], 3, 3}},
		{"decoder", 7, []int{1, c.Channels[0], 3, 3}},
	}
}
