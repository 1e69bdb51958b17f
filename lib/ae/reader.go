package ae

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// Reader is a convolutional classifier of 28×28 images: the encoder of [Conv],
// with a ReLU on its code, and one layer from the code to the classes.
//
//	28×28 → C₁ 14×14 → C₂ 7×7 → features → classes
//
// In the terms of this package the features are the code, and the scores of the
// classes are the reconstruction. lib/classifier trains it; notebook 10.
type Reader struct {
	Channels [2]int `json:"channels"` // C₁ and C₂
	Features int    `json:"features"`
	Classes  int    `json:"classes"`
}

func (r Reader) conv() Conv { return Conv{Channels: r.Channels, Latent: r.Features} }

// In is 784, the pixels of an image.
func (r Reader) In() int { return side * side }

// Out is the number of classes.
func (r Reader) Out() int { return r.Classes }

// Code is the number of features.
func (r Reader) Code() int { return r.Features }

// Parameters counts the weights and biases.
func (r Reader) Parameters() int { return parameters(r) }

// String is short, as in tables: "reader 16-32-64-10".
func (r Reader) String() string {
	return fmt.Sprintf("reader %d-%d-%d-%d", r.Channels[0], r.Channels[1], r.Features, r.Classes)
}

// Encode gives the features, 0 or more.
//
//	x [batch, 784] → z [batch, features]
//
// A graph function: it panics as [Conv.Encode] does. Notebook 10.
func (r Reader) Encode(scope *model.Scope, x *Node) *Node {
	return Relu(r.conv().Encode(scope, x))
}

// Decode gives the scores of the classes.
//
//	z [batch, features] → y [batch, classes]
//
// A graph function: it panics as [Conv.Decode] does. Notebook 10.
func (r Reader) Decode(scope *model.Scope, z *Node) *Node {
	scope = scope.At("decoder")
	ReadVariables(scope, z)
	z.AssertDims(-1, r.Features)
	w, b := parametersOf(scope.At("0"), z)
	return Transpose(product(w, b, Transpose(z, 0, 1), ""), 0, 1)
}

// Reconstruct gives the scores of the classes of an image.
//
//	x [batch, 784] → y [batch, classes]
//
// A graph function: it panics as Encode does. Notebook 10.
func (r Reader) Reconstruct(scope *model.Scope, x *Node) *Node {
	return r.Decode(scope, r.Encode(scope, x))
}

func (r Reader) check() error {
	if r.Classes < 1 {
		return say.Errorf("ae: %d classes: expected at least 1", r.Classes)
	}
	return r.conv().check()
}

func (r Reader) output() Activation { return "" }

func (r Reader) layers() []layer {
	return append(r.conv().layers()[:3], layer{"decoder", 0, []int{r.Classes, r.Features}})
}
