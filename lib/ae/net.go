// Package ae holds the seminar's autoencoders as GoMLX graph functions.
//
// An autoencoder is a pair of networks: the encoder h maps an input x to a
// short code z, the decoder g maps a code to a reconstruction y:
//
//	z = h(x) ∈ R^d_z        y = g(z) = g(h(x))
//
// An Architecture says how the two are built: Net is fully connected, Conv
// convolutional. Their methods Encode, Decode and Reconstruct build graphs and
// panic on shapes that do not fit, as GoMLX's graph functions do. Model is an
// architecture together with its weights: it takes and returns plain slices and
// errors.
//
// Introduced in notebooks 03 and 04.
package ae

import (
	"fmt"
	"slices"

	"seminar.example/lib/say"
)

// Activation names the function applied to every number that leaves a layer:
//
//	""         x itself: a linear layer
//	"relu"     x where x > 0, else 0; its gradient at 0 is 0, as in PyTorch
//	"tanh"     in (-1, 1)
//	"sigmoid"  1/(1+exp(-x)), in (0, 1)
type Activation string

var activations = []Activation{"", "relu", "tanh", "sigmoid"}

// Net is the architecture of a fully connected autoencoder.
//
// The code itself has no activation, unless OnCode names one: a code of ReLUs
// may die (notebook 03). Names of the weights are those that PyTorch gives to an nn.Sequential of Linear and activation in turns:
// encoder.0.weight, encoder.0.bias, encoder.2.weight, …
type Net struct {
	Encoder []int      `json:"encoder"`           // widths from the input to the code, both included
	Decoder []int      `json:"decoder"`           // widths from the code to the reconstruction
	Hidden  Activation `json:"hidden"`            // between layers
	Output  Activation `json:"output"`            // of the reconstruction
	OnCode  Activation `json:"on_code,omitempty"` // of the code
}

// AE3 is the seminar's network (slide 10): 784-128-64-12-3 and back, 219 891
// parameters, tanh at the end since pixels are scaled to [-1, 1].
var AE3 = Net{
	Encoder: []int{784, 128, 64, 12, 3},
	Decoder: []int{3, 12, 64, 128, 784},
	Hidden:  "relu",
	Output:  "tanh",
}

// In is the number of inputs, d.
func (n Net) In() int { return n.Encoder[0] }

// Code is the number of code units, d_z.
func (n Net) Code() int { return n.Decoder[0] }

// Out is the number of outputs: d again, for an autoencoder.
func (n Net) Out() int { return n.Decoder[len(n.Decoder)-1] }

// Parameters counts the weights and biases of both halves.
func (n Net) Parameters() int { return parameters(n) }

// String is short, as in tables: "784-128-64-12-3-12-64-128-784".
func (n Net) String() string {
	s := ""
	for i, w := range slices.Concat(n.Encoder, n.Decoder[min(1, len(n.Decoder)):]) {
		if i > 0 {
			s += "-"
		}
		s += fmt.Sprint(w)
	}
	return s
}

// check says what is wrong with the architecture, if anything is.
func (n Net) check() error {
	if len(n.Encoder) < 2 || len(n.Decoder) < 2 {
		return say.Errorf("ae: encoder %v and decoder %v: each needs at least two widths, for example {784, 32} and {32, 784}",
			n.Encoder, n.Decoder)
	}
	for _, w := range slices.Concat(n.Encoder, n.Decoder) {
		if w < 1 {
			return say.Errorf("ae: encoder %v and decoder %v: every width must be at least 1", n.Encoder, n.Decoder)
		}
	}
	if end := n.Encoder[len(n.Encoder)-1]; end != n.Decoder[0] {
		return say.Errorf("ae: the encoder ends at width %d but the decoder begins at %d: both are the code's size", end, n.Decoder[0])
	}
	for _, a := range []Activation{n.Hidden, n.Output, n.OnCode} {
		if !slices.Contains(activations, a) {
			return say.Errorf("ae: unknown activation %q: use one of %q", a, activations)
		}
	}
	return nil
}

func (n Net) output() Activation { return n.Output }

// layers lists encoder then decoder, in the order of PyTorch's state_dict.
func (n Net) layers() (all []layer) {
	for _, half := range []struct {
		name   string
		widths []int
	}{{"encoder", n.Encoder}, {"decoder", n.Decoder}} {
		for i := range len(half.widths) - 1 {
			in, out := half.widths[i], half.widths[i+1]
			all = append(all, layer{half.name, 2 * i, []int{out, in}})
		}
	}
	return all
}
