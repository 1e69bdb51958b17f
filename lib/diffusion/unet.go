package diffusion

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// UNet is a small convolutional denoiser of 28×28 images. It looks at the image
// coarsely and finely, and what the fine half saw goes on past the coarse one
// (the skip, which gives the U its second arm):
//
//	28×28 → 14×14 in 4 channels, each pixel of 2×2 a channel
//	enter   3×3 convolution to C₁                            14×14   ──┐
//	down    residual block                                   14×14     │
//	shrink  2×2 convolution of stride 2 to C₂                 7×7      │
//	middle  block, mixing, block, mixing                      7×7      │
//	grow    2×2 transposed convolution to C₁                 14×14     │
//	up      residual block of both, 2·C₁ → C₁                14×14   ──┘
//	leave   3×3 convolution to 4, back to 28×28
//
// A residual block is y = x + conv(relu(conv(relu(x)) + e)), where e tells noise
// level and label; a 1×1 convolution stands at x where the channels change.
// Mixing lets every place of a channel see all 49, as two 3×3 convolutions do
// not; with place7 and place14, one number for each channel and place, the net
// knows where it is.
//
// Within, pictures are [channels, height, width, batch], as in ae.Conv.
//
// Source: Ronneberger, Fischer and Brox, "U-Net", MICCAI 2015; the blocks are
// those of Ho, Jain and Abbeel, "Denoising diffusion probabilistic models",
// NeurIPS 2020, appendix B, without normalisation and attention; the mixing is
// that of Tolstikhin et al., "MLP-Mixer", NeurIPS 2021.
type UNet struct {
	Channels [2]int `json:"channels"` // C₁ at 14×14, C₂ at 7×7
}

// The two nets of the seminar: one of 250 000 numbers, and one of 75 000 that a
// page can carry.
var (
	Large = UNet{Channels: [2]int{32, 64}}
	Small = UNet{Channels: [2]int{16, 32}}
)

const side, half, inner = 28, 14, 7 // pixels of the edge of the image and of the pictures within

// In is 784, the pixels of an image.
func (u UNet) In() int { return side * side }

// Parameters counts the weights and biases.
func (u UNet) Parameters() int { return count(u.layers()) }

// String is short, as in tables: "U-Net 32-64".
func (u UNet) String() string { return fmt.Sprintf("U-Net %d-%d", u.Channels[0], u.Channels[1]) }

func (u UNet) picture() bool { return false }

func (u UNet) check() error {
	if u.Channels[0] < 1 || u.Channels[1] < 1 {
		return say.Errorf("diffusion: channels %v: each must be at least 1", u.Channels)
	}
	return nil
}

func (u UNet) layers() []parameter {
	c, c2 := u.Channels[0], u.Channels[1]
	all := embeddingLayers(embedded)
	all = append(all, parameter{"place14", []int{c, half, half}, 0}, parameter{"place7", []int{c2, inner, inner}, 0})
	all = append(all, linearOf("enter", 1, c, 4, 3, 3)...)
	all = append(all, blockLayers("down", c, c)...)
	all = append(all, linearOf("shrink", 1, c2, c, 2, 2)...)
	for i := range 2 {
		all = append(all, blockLayers(fmt.Sprintf("middle.%d", i), c2, c2)...)
		mix := fmt.Sprintf("mix.%d.", i)
		all = append(all, linearOf(mix+"places", 0.3, inner*inner, inner*inner)...)
		all = append(all, linearOf(mix+"channels", 1, c2, c2, 1, 1)...)
	}
	grow := linearOf("grow", 1, c2, c, 2, 2) // as PyTorch keeps a transposed convolution: [in, out, 2, 2]
	grow[1].dims = []int{c}
	all = append(all, grow...)
	all = append(all, blockLayers("up", 2*c, c)...)
	return append(all, linearOf("leave", 0.1, 4, c, 3, 3)...)
}

func (u UNet) answer(w weights, x, level, label *Node) *Node {
	c, c2, n := u.Channels[0], u.Channels[1], x.Shape().Dim(1)
	e := embedding(w, level, label)
	x = Reshape(TransposeAllDims(Reshape(x, half, 2, half, 2, n), 1, 3, 0, 2, 4), 4, half, half, n)

	fine := Add(w.conv3("enter", x), ExpandAxes(w.of("place14"), -1))
	fine = block(w, "down", fine, e)
	fine.AssertDims(c, half, half, n)

	weight, bias := w.both("shrink")
	quarters := TransposeAllDims(Reshape(ae.Relu(fine), c, inner, 2, inner, 2, n), 0, 2, 4, 1, 3, 5)
	m := ae.Columns(Reshape(weight, c2, c*4), bias, Reshape(quarters, c*4, inner*inner*n), "")
	m = Add(Reshape(m, c2, inner, inner, n), ExpandAxes(w.of("place7"), -1))
	for i := range 2 {
		m = block(w, fmt.Sprintf("middle.%d", i), m, e)
		m = mix(w, fmt.Sprintf("mix.%d", i), m)
	}
	m.AssertDims(c2, inner, inner, n)

	weight, bias = w.both("grow")
	up := ae.Columns(Transpose(Reshape(weight, c2, c*4), 0, 1), nil, Reshape(ae.Relu(m), c2, inner*inner*n), "")
	up = TransposeAllDims(Reshape(up, c, 2, 2, inner, inner, n), 0, 3, 1, 4, 2, 5)
	up = Add(Reshape(up, c, half, half, n), Reshape(bias, c, 1, 1, 1))
	y := block(w, "up", Concatenate([]*Node{fine, up}, 0), e)
	y.AssertDims(c, half, half, n)

	y = Reshape(w.conv3("leave", ae.Relu(y)), 2, 2, half, half, n)
	return Reshape(TransposeAllDims(y, 2, 0, 3, 1, 4), side*side, n)
}

// block is a residual block.
//
//	x [in, h, w, n], e [embedded, n] → [out, h, w, n]
func block(w weights, name string, x, e *Node) *Node {
	h := w.conv3(name+".first", ae.Relu(x))
	d := h.Shape().Dimensions
	told := Reshape(w.linear(name+".told", e, ""), d[0], 1, 1, d[3])
	h = w.conv3(name+".second", ae.Relu(Add(h, told)))
	if x.Shape().Dim(0) != d[0] {
		x = w.conv1(name+".around", x)
	}
	return Add(x, h)
}

func blockLayers(name string, in, out int) []parameter {
	all := append(linearOf(name+".first", 1, out, in, 3, 3), linearOf(name+".second", 0.3, out, out, 3, 3)...)
	all = append(all, linearOf(name+".told", 1, out, embedded)...)
	if in != out {
		all = append(all, linearOf(name+".around", 1, out, in, 1, 1)...)
	}
	return all
}

// mix is x + channels(relu(places(relu(x)))): places is one matrix of 49×49 for
// all channels.
//
//	x [c, 7, 7, n] → [c, 7, 7, n]
func mix(w weights, name string, x *Node) *Node {
	d := x.Shape().Dimensions
	c, places, n := d[0], d[1]*d[2], d[3]
	h := Reshape(TransposeAllDims(Reshape(ae.Relu(x), c, places, n), 1, 0, 2), places, c*n)
	h = w.linear(name+".places", h, "relu")
	h = TransposeAllDims(Reshape(h, places, c, n), 1, 0, 2)
	return Add(x, w.conv1(name+".channels", Reshape(h, d...)))
}
