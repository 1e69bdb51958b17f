package show

import (
	"encoding/binary"
	"math"

	"seminar.example/lib/say"
)

// A weight of a layer whose inputs are not known is kept in 12 bits where the layer is
// big, in 16 where it is small: there errors grow from layer to layer and little is saved.
// A row of the last layer, whose inputs are known, gets as few bits as keep its pixel
// right to roundingShare/255, which leaves the rest of 1/255 to the layers before: 2 to 6
// at the edge of the picture, where there is never ink, 11 or 12 in the middle.
const (
	bitsBig, bitsSmall = 12, 16
	smallLayer         = 1 << 14 // weights
	roundingShare      = 0.6
)

// packed is a layer as the page gets it: fully connected, or a 3×3 convolution of
// pictures of which each pixel is shown four times.
type packed struct {
	In, Out    int // of a convolution 9 for each picture that comes in, and pictures
	Side       int `json:",omitempty"` // of the square pictures that a convolution takes; 0: fully connected
	Activation string
	Bits       []byte // Out: bits of a number of the row, 2 to 16
	Weights    []byte // Out×In whole numbers, row-major, low bits first
	Scales     []byte // Out float32, little-endian: weight = (number − half)·scale, half = 2^(bits−1) − 1
	Biases     []byte // Out float32
}

// pack rounds the weights of every row to a multiple of the row's scale, which is the
// greatest weight divided by half. x are inputs of the layer to try, n×in, or none.
func pack(weights, biases []float32, activation string, x []float32) packed {
	out := len(biases)
	in := len(weights) / out
	p := packed{In: in, Out: out, Activation: activation, Biases: littleEndian(biases)}
	var scales []float32
	var rest uint32 // bits that fill no byte yet
	n := 0
	for o := range out {
		row := weights[o*in : (o+1)*in]
		bits := bitsBig
		if len(weights) <= smallLayer {
			bits = bitsSmall
		}
		if x != nil {
			bits = bitsOf(row, biases[o], activation, x)
		}
		scale := scaleOf(row, bits)
		for _, w := range row {
			rest |= uint32(rounded(w, scale, bits)+half(bits)) << n
			for n += bits; n >= 8; n -= 8 {
				p.Weights = append(p.Weights, byte(rest))
				rest >>= 8
			}
		}
		scales, p.Bits = append(scales, scale), append(p.Bits, byte(bits))
	}
	if n > 0 {
		p.Weights = append(p.Weights, byte(rest))
	}
	p.Scales = littleEndian(scales)
	return p
}

// bitsOf is the least number of bits by which a row's output is right on all inputs x.
func bitsOf(row []float32, bias float32, activation string, x []float32) int {
	f, reach := activations[activation], 2.0 // from white to black
	if activation == "sigmoid" {
		reach = 1
	}
	in := len(row)
	exact := make([]float64, len(x)/in)
	for i := range exact {
		exact[i] = float64(bias)
		for j, v := range x[i*in : (i+1)*in] {
			exact[i] += float64(row[j]) * float64(v)
		}
	}
	off := make([]float64, in)
	right := func(bits int) bool {
		scale := scaleOf(row, bits)
		for j, w := range row {
			off[j] = rounded(w, scale, bits)*float64(scale) - float64(w)
		}
		for i, y := range exact {
			by := 0.0
			for j, v := range x[i*in : (i+1)*in] {
				by += off[j] * float64(v)
			}
			if math.Abs(f(y+by)-f(y))*255 > roundingShare*reach {
				return false
			}
		}
		return true
	}
	bits := 2
	for bits < bitsSmall && !right(bits) {
		bits++
	}
	return bits
}

// activations are those of a layer.
var activations = map[string]func(float64) float64{
	"":        func(v float64) float64 { return v },
	"relu":    func(v float64) float64 { return max(0, v) },
	"tanh":    math.Tanh,
	"sigmoid": func(v float64) float64 { return 1 / (1 + math.Exp(-v)) },
}

// rounded is the whole number, −half to half, that stands for a weight.
func rounded(w, scale float32, bits int) float64 {
	if scale == 0 {
		return 0
	}
	return max(-half(bits), min(half(bits), math.Round(float64(w)/float64(scale))))
}

func scaleOf(row []float32, bits int) (scale float32) {
	for _, w := range row {
		scale = max(scale, float32(math.Abs(float64(w))/half(bits)))
	}
	return scale
}

func half(bits int) float64 { return float64(int(1)<<(bits-1) - 1) }

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
func checkLayers(weights, biases [][]float32, names []string, dz, pixels int) error {
	if len(weights) == 0 || len(biases) != len(weights) || len(names) != len(weights) {
		return say.Errorf("weights, biases and activations of %d, %d and %d layers, expected the same number, at least 1: "+
			"take what ae's DecoderLayers returns", len(weights), len(biases), len(names))
	}
	in := dz
	for l, w := range weights {
		out := len(biases[l])
		side := 0
		if out > 0 {
			side = grown(len(w), in, out)
		}
		if out == 0 || len(w) != in*out && side == 0 {
			return say.Errorf("layer %d has %d weights and %d biases: expected %d·%d weights, out×in, for %d inputs, "+
				"or out×c×3×3 where these are c square pictures", l, len(w), out, out, in, in)
		}
		for _, x := range [][]float32{w, biases[l]} {
			for _, v := range x {
				if v-v != 0 {
					return say.Errorf("layer %d holds %v: expected finite numbers", l, v)
				}
			}
		}
		if activations[names[l]] == nil {
			return say.Errorf(`layer %d: activation %q: expected "", "relu", "tanh" or "sigmoid"`, l, names[l])
		}
		in = out * max(1, 4*side*side)
	}
	if in != pixels {
		return say.Errorf("the last layer gives %d numbers, the picture has %d pixels", in, pixels)
	}
	return nil
}
