// Package scratch is the seminar's autoencoder in plain Go: forward, backward
// and Adam, without GoMLX or any other dependency. It is made to be read, from
// top to bottom: this file is the network, kernel.go multiplies matrices.
//
// The same seed and the same batches give the losses and weights of lib/ae and
// lib/train. One thread computes; with 128-bit SIMD where Go's simd/archsimd is
// compiled in (GOEXPERIMENT=simd, on amd64 and wasm), without it elsewhere, and
// the sums are taken in the same order, so both give the same bits.
//
// Introduced in notebook 08; it is also what trains in the page.
package scratch

import (
	"errors"
	"math"
	"slices"
	"strconv"
)

// Activation is the function applied to every number that leaves a layer.
type Activation string

// Linear is x itself; ReLU is x where x > 0, else 0; Tanh lies in (-1, 1).
const (
	Linear Activation = ""
	ReLU   Activation = "relu"
	Tanh   Activation = "tanh"
)

// Parameter is a matrix or vector to be learned: its values, the gradient of
// the loss to them, and Adam's two running means.
type Parameter struct {
	Value, Grad []float32
	m, v        []float32
}

// Layer is y = f(x·W + b).
type Layer struct {
	In, Out int
	F       Activation
	W       Parameter // In×Out, row by row
	B       Parameter // Out

	x, y, dx []float32 // of the last batch; dx is the gradient to x
}

// Net is an autoencoder with the settings of its Adam.
type Net struct {
	Layers []*Layer
	Half   int     // so many layers are the encoder
	Rate   float64 // learning rate, 1e-3
	Decay  float64 // weight decay, added to the gradient ("coupled"), 1e-5

	steps int
	d     []float32 // the gradient to the reconstruction
	mul   product

	both, far []float32 // of MovedGradient
}

// New returns a network with PyTorch's initial weights, uniform in ±1/√in, drawn
// as ae.Init draws them: the same seed gives the same network.
//
//	widths  from the image to the code, such as 784, 128, 64, 12, 3; the decoder
//	        has the same in reverse; ReLU between layers, none on the code, tanh
//	        at the end
//
// Errors: fewer than two widths, a width below 1. Notebook 08.
func New(seed uint64, widths ...int) (*Net, error) {
	if len(widths) < 2 || slices.Min(widths) < 1 {
		return nil, errors.New("scratch: expected two widths or more, each at least 1, such as 784, 128, 3")
	}
	n := &Net{Half: len(widths) - 1, Rate: 1e-3, Decay: 1e-5}
	for i := range 2 * n.Half {
		k := min(i, 2*n.Half-i) // the widths go down, and up again
		l := &Layer{In: widths[k], Out: widths[min(i+1, 2*n.Half-i-1)], F: ReLU}
		switch i {
		case n.Half - 1:
			l.F = Linear
		case 2*n.Half - 1:
			l.F = Tanh
		}
		l.W, l.B = parameter(l.In*l.Out), parameter(l.Out)
		bound := 1 / math.Sqrt(float64(l.In))
		for o := range l.Out {
			for i := range l.In {
				l.W.Value[i*l.Out+o] = float32((2*uniform(&seed) - 1) * bound)
			}
		}
		for o := range l.Out {
			l.B.Value[o] = float32((2*uniform(&seed) - 1) * bound)
		}
		n.Layers = append(n.Layers, l)
	}
	return n, nil
}

func parameter(n int) Parameter {
	return Parameter{make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)}
}

// uniform is the next number in [0, 1) of SplitMix64 (Steele, Lea, Flood 2014).
func uniform(state *uint64) float64 {
	*state += 0x9E3779B97F4A7C15
	z := *state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return float64((z^z>>31)>>11) * 0x1p-53
}

// Encode returns the codes of n images. Error: x is no whole images.
//
//	x  n×d → z  n×d_z
func (n *Net) Encode(x []float32) (z []float32, err error) { return copied(n.run(x, 0, n.Half)) }

// Decode returns the pictures of n codes. Error: z is no whole codes.
//
//	z  n×d_z → y  n×d
func (n *Net) Decode(z []float32) (y []float32, err error) { return copied(n.run(z, n.Half, 2*n.Half)) }

// Reconstruct returns y = g(h(x)). Error: x is no whole images.
//
//	x, y  n×d
func (n *Net) Reconstruct(x []float32) (y []float32, err error) { return copied(n.run(x, 0, 2*n.Half)) }

// run is the forward pass through the layers from..to-1; each keeps what came
// in and what went out, for the backward pass. The next pass overwrites the result.
func (n *Net) run(x []float32, from, to int) ([]float32, error) {
	if in := n.Layers[from].In; len(x) == 0 || len(x)%in != 0 {
		return nil, errors.New("scratch: " + strconv.Itoa(len(x)) + " numbers, expected one row or more of " + strconv.Itoa(in))
	}
	for _, l := range n.Layers[from:to] {
		x = l.forward(x, &n.mul)
	}
	return x, nil
}

func copied(y []float32, err error) ([]float32, error) { return slices.Clone(y), err }

func (l *Layer) forward(x []float32, mul *product) []float32 {
	rows := len(x) / l.In
	l.x, l.y = x, resize(l.y, rows*l.Out)
	for r := range rows {
		copy(l.y[r*l.Out:], l.B.Value)
	}
	mul.add(l.y, matrix(x, rows, l.In), matrix(l.W.Value, l.In, l.Out)) // y = b + x·W
	switch l.F {
	case ReLU:
		for i, v := range l.y {
			if v < 0 {
				l.y[i] = 0
			}
		}
	case Tanh:
		for i, v := range l.y {
			l.y[i] = tanh(v)
		}
	}
	return l.y
}

// Outputs returns what the layer gave for the last batch, rows×Out, until the next
// pass overwrites it. Where a ReLU gave 0 it hands back no gradient. Notebook 08.
func (l *Layer) Outputs() []float32 { return l.y }

// backward turns the gradient d to what the layer gave, y, into those to W, b and x.
func (l *Layer) backward(d []float32, mul *product, first bool) []float32 {
	rows := len(d) / l.Out
	clear(l.W.Grad)
	clear(l.B.Grad)
	for r := range rows { // d becomes the gradient to x·W + b
		d, bias := d[r*l.Out:][:l.Out], l.B.Grad[:l.Out]
		for i, y := range l.y[r*l.Out:][:l.Out] {
			switch {
			case l.F == ReLU && y <= 0:
				d[i] = 0
			case l.F == Tanh:
				d[i] *= 1 - y*y
			}
			bias[i] += d[i]
		}
	}
	mul.add(l.W.Grad, matrix(l.x, rows, l.In).T(), matrix(d, rows, l.Out)) // ∂W = xᵀ·d
	if first {
		return nil // nobody asks for the gradient to the image
	}
	l.dx = resize(l.dx, len(l.x))
	clear(l.dx)
	mul.add(l.dx, matrix(d, rows, l.Out), matrix(l.W.Value, l.In, l.Out).T()) // ∂x = d·Wᵀ
	return l.dx
}

// Gradient returns the mean squared error over images and pixels, and puts its
// gradient into every parameter's Grad, without weight decay.
//
//	x, target  n×d: what goes in, and what should come out; nil: x itself
//
// Errors: no whole images, or other lengths than each other's. Notebook 08.
func (n *Net) Gradient(x, target []float32) (loss float64, err error) {
	if target == nil {
		target = x
	}
	if len(x) != len(target) {
		return 0, errors.New("scratch: " + strconv.Itoa(len(x)) + " numbers of input, " + strconv.Itoa(len(target)) + " of target: expected as many")
	}
	y, err := n.run(x, 0, len(n.Layers))
	if err != nil {
		return 0, err
	}
	loss = n.compare(y, target)
	d := n.d
	for i := len(n.Layers) - 1; i >= 0; i-- {
		d = n.Layers[i].backward(d, &n.mul, i == 0)
	}
	return loss, nil
}

// compare returns the mean squared error, and puts its gradient to y into n.d.
func (n *Net) compare(y, target []float32) (loss float64) {
	n.d = resize(n.d, len(y))
	for i := range y {
		e := y[i] - target[i]
		loss += float64(e) * float64(e)
		n.d[i] = 2 * e / float32(len(y))
	}
	return loss / float64(len(y))
}

// Step takes one step of training and returns the loss before it.
//
//	x, target, errors  as Gradient's
//
// Cost: 10 ms at batch 128 with AE-3 and SIMD. Notebook 08.
func (n *Net) Step(x, target []float32) (loss float64, err error) {
	if loss, err = n.Gradient(x, target); err != nil {
		return 0, err
	}
	n.update()
	return loss, nil
}

// update moves every weight by its gradient.
func (n *Net) update() {
	n.steps++
	// The corrections 1−βᵗ of both means go into the rate and ε.
	c := math.Sqrt(1 - math.Pow(0.999, float64(n.steps)))
	rate, epsilon := n.Rate*c/(1-math.Pow(0.9, float64(n.steps))), 1e-8*c
	for _, l := range n.Layers {
		adam(&l.W, float32(rate), float32(epsilon), float32(n.Decay))
		adam(&l.B, float32(rate), float32(epsilon), float32(n.Decay))
	}
}

// adamScalar is one step of Adam (Kingma and Ba 2015, algorithm 1) with the
// weight decay coupled: added to the gradient before the means are taken.
func adamScalar(p *Parameter, rate, epsilon, decay float32) {
	for i, w := range p.Value {
		g := p.Grad[i] + decay*w
		p.m[i] = 0.9*p.m[i] + 0.1*g
		p.v[i] = 0.999*p.v[i] + 0.001*g*g
		p.Value[i] = w - rate*p.m[i]/(float32(math.Sqrt(float64(p.v[i])))+epsilon)
	}
}

// tanh is (1-e)/(1+e) with e = exp(-2|x|), in float64. math.Exp takes three times as
// long in WebAssembly; here e = 2ⁿ·exp(r) with |r| ≤ ln 2/2, and Taylor's series of
// exp(r), whose first term left out is below 1e-11.
func tanh(x float32) float32 {
	y := -2 * math.Abs(float64(x))
	if y < -40 {
		y = -40 // beyond, the result is 1
	}
	n := math.Floor(y*math.Log2E + 0.5)
	r := y - n*math.Ln2
	e := 1 + r*(1+r*(1./2+r*(1./6+r*(1./24+r*(1./120+r*(1./720+r*(1./5040+r*(1./40320+r/362880))))))))
	e *= math.Float64frombits(uint64(1023+int64(n)) << 52)
	return float32(math.Copysign((1-e)/(1+e), float64(x)))
}

// resize returns s with room for n numbers; their values are anything.
func resize(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
