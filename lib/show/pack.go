package show

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A weight of a big layer is kept in 12 bits, of a small one in 16, where errors
// grow from layer to layer and little is saved. The picture of the seminar's
// decoder is right to 1/255 then, at 1.54 bytes a weight.
const (
	bitsBig, bitsSmall = 12, 16
	smallLayer         = 1 << 14 // weights
)

// packed is a layer as the page gets it: fully connected, or a 3×3 convolution of
// pictures of which each pixel is shown four times.
type packed struct {
	In, Out    int // of a convolution 9 for each picture that comes in, and pictures
	Side       int `json:",omitempty"` // of the square pictures that a convolution takes; 0: fully connected
	Bits       int
	Activation string
	Weights    []byte // Out×In whole numbers of Bits each, row-major, low bits first
	Scales     []byte // Out float32, little-endian: weight = (number − half)·scale, half = 2^(Bits−1) − 1
	Biases     []byte // Out float32
}

// pack rounds the weights of every row to a multiple of the row's scale, which
// is the greatest weight's 2047th or 32767th part.
func pack(weights, biases []float32, activation string) packed {
	out := len(biases)
	in := len(weights) / out
	p := packed{In: in, Out: out, Bits: bitsBig, Activation: activation, Biases: littleEndian(biases)}
	if len(weights) <= smallLayer {
		p.Bits = bitsSmall
	}
	half := p.half()
	scales := make([]float32, out)
	var rest uint32 // bits that fill no byte yet
	n := 0
	for i, w := range weights {
		row := i / in
		if i%in == 0 {
			for _, v := range weights[i : i+in] {
				scales[row] = max(scales[row], float32(math.Abs(float64(v))/half))
			}
		}
		number := half
		if scales[row] > 0 {
			number += math.Round(float64(w) / float64(scales[row]))
		}
		rest |= uint32(max(0, min(2*half, number))) << n
		for n += p.Bits; n >= 8; n -= 8 {
			p.Weights = append(p.Weights, byte(rest))
			rest >>= 8
		}
	}
	if n > 0 {
		p.Weights = append(p.Weights, byte(rest))
	}
	p.Scales = littleEndian(scales)
	return p
}

func (p packed) half() float64 { return float64(int(1)<<(p.Bits-1) - 1) }

func littleEndian(x []float32) (b []byte) {
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// grown returns the side of the square pictures that a layer convolves which has so
// many weights, in inputs and out outputs: in = c·side·side, weights = out·c·9. It is 0
// where the layer is fully connected, or neither.
func grown(weights, in, out int) (side int) {
	c := weights / (9 * out)
	if weights == in*out || c == 0 || weights != 9*out*c {
		return 0
	}
	side = int(math.Round(math.Sqrt(float64(in) / float64(c))))
	if c*side*side != in {
		return 0
	}
	return side
}

// checkLayers says what is wrong with the layers of a network from dz numbers
// to pixels, if anything is.
func checkLayers(weights, biases [][]float32, activations []string, dz, pixels int) error {
	if len(weights) == 0 || len(biases) != len(weights) || len(activations) != len(weights) {
		return fmt.Errorf("weights, biases and activations of %d, %d and %d layers, expected the same number, at least 1: "+
			"take what ae's DecoderLayers returns", len(weights), len(biases), len(activations))
	}
	in := dz
	for l, w := range weights {
		out := len(biases[l])
		side := 0
		if out > 0 {
			side = grown(len(w), in, out)
		}
		if out == 0 || len(w) != in*out && side == 0 {
			return fmt.Errorf("layer %d has %d weights and %d biases: expected %d·%d weights, out×in, for %d inputs, "+
				"or out×c×3×3 where these are c square pictures", l, len(w), out, out, in, in)
		}
		for _, x := range [][]float32{w, biases[l]} {
			for _, v := range x {
				if v-v != 0 {
					return fmt.Errorf("layer %d holds %v: expected finite numbers", l, v)
				}
			}
		}
		switch activations[l] {
		case "", "relu", "tanh", "sigmoid":
		default:
			return fmt.Errorf(`layer %d: activation %q: expected "", "relu", "tanh" or "sigmoid"`, l, activations[l])
		}
		in = out * max(1, 4*side*side)
	}
	if in != pixels {
		return fmt.Errorf("the last layer gives %d numbers, the picture has %d pixels", in, pixels)
	}
	return nil
}
