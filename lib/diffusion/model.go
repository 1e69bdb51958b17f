// Package diffusion trains denoisers for all noise levels at once, and draws new
// data with them: noise becomes an image in small steps.
//
// A [Denoiser] answers with the mean of the clean data that a noisy point may
// stand for. [Model] is one that was trained, by [Run]; where the density of the
// data is known there is an exact one. A [Sampler] takes any Denoiser.
//
// Sources: P. Vincent, "A connection between score matching and denoising
// autoencoders", Neural Computation 23 (2011): a denoiser knows the score; J. Ho,
// A. Jain and P. Abbeel, "Denoising diffusion probabilistic models", NeurIPS 2020;
// Y. Song et al., "Score-based generative modeling through stochastic differential
// equations", ICLR 2021; T. Karras et al., "Elucidating the design space of
// diffusion-based generative models", NeurIPS 2022, whose form this package has.
package diffusion

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Model is a denoiser for all noise levels: a net, its weights, and the mean and
// the deviation of its data.
//
// With F the net, μ the mean, s the deviation and x = x₀ + σ·noise it is
//
//	D(x; σ) = μ + c_skip·(x−μ) + c_out·F(c_in·(x−μ); ln(σ)/4)
//	c_skip = s²/(σ²+s²)   c_out = σs/√(σ²+s²)   c_in = 1/√(σ²+s²)
//
// so that what F gets and what it is to return have unit variance at every level:
// at low noise D is x and a small correction, at high noise F says all. A net
// that returns the clean data itself (MLP.Picture) is D.
//
// Source: Karras et al. (2022), table 1 and appendix B.6.
type Model struct {
	Net     Net
	Store   *model.Store // holds the weights, at /enter/weight and so on
	Backend compute.Backend

	denoise *model.Exec
	measure *model.Exec // the loss of a batch; nil: nobody asked yet
}

// New returns the net with initial weights drawn from seed, as PyTorch's layers
// draw them (see ae.Init), some smaller: the last layer of a block and of a U-Net,
// so that at first a block changes little and F is near 0.
//
//	mean       d numbers, μ
//	deviation  s > 0, the root mean square of the data around μ
//
// Errors: a net that cannot be built, another number of means, s not above 0.
func New(b compute.Backend, net Net, mean []float32, deviation float64, seed uint64) (*Model, error) {
	if err := net.check(); err != nil {
		return nil, err
	}
	if len(mean) != net.In() || !(deviation > 0) {
		return nil, say.Errorf("diffusion: a mean of %d numbers and a deviation of %g: expected %d and one above 0",
			len(mean), deviation, net.In())
	}
	m := &Model{Net: net, Store: model.NewStore(), Backend: b}
	s := ae.SplitMix64(seed)
	create := func(name string, x []float32, dims []int) error {
		_, err := m.Store.CreateVariable(path(name), tensors.FromFlatDataAndDimensions(x, dims...))
		return err
	}
	for _, p := range net.layers() {
		x := make([]float32, size(p.dims))
		if p.bound > 0 {
			for i := range x {
				x[i] = float32((2*s.Uniform() - 1) * p.bound)
			}
		}
		if err := create(p.name, x, p.dims); err != nil {
			return nil, fmt.Errorf("diffusion: %w", err)
		}
	}
	err := errors.Join(create("mean", mean, []int{len(mean)}), create("deviation", []float32{float32(deviation)}, []int{1}))
	if err == nil {
		m.denoise, err = model.NewExec(b, m.Store, m.denoised)
	}
	if err != nil {
		return nil, fmt.Errorf("diffusion: %w", err)
	}
	return m, nil
}

// Moments returns the mean of rows, n×d, and their deviation: the root mean
// square of all numbers around it. A [Model] is made with both.
//
// Errors: no whole rows of d.
func Moments(x []float32, d int) (mean []float32, deviation float64, err error) {
	if d < 1 || len(x) == 0 || len(x)%d != 0 {
		return nil, 0, say.Errorf("diffusion: %d numbers of data: expected n×%d, row by row, n at least 1", len(x), d)
	}
	sum := make([]float64, d)
	for i, v := range x {
		sum[i%d] += float64(v)
	}
	mean = make([]float32, d)
	for i := range mean {
		mean[i] = float32(sum[i] / float64(len(x)/d))
	}
	square := 0.0
	for i, v := range x {
		e := float64(v - mean[i%d])
		square += e * e
	}
	return mean, math.Sqrt(square / float64(len(x))), nil
}

// scales are what D is made of, each [1, n], and the mean as a column, [d, 1].
type scales struct{ skip, out, in, mean, deviation *Node }

func (m *Model) scales(w weights, sigma *Node) scales {
	s := Reshape(w.of("deviation"), 1, 1)
	v := Add(Square(sigma), Square(s))
	return scales{
		skip: Div(Square(s), v), out: Div(Mul(sigma, s), Sqrt(v)), in: Reciprocal(Sqrt(v)),
		mean: Reshape(w.of("mean"), m.Net.In(), 1), deviation: s,
	}
}

// denoised is D as a graph.
//
//	x [n, d], sigma [n, 1], label [n, Labels] → [n, d]
func (m *Model) denoised(scope *model.Scope, x, sigma, label *Node) *Node {
	ae.ReadVariables(scope, x)
	w := weights{m.Store, x.Graph()}
	x, sigma, label = Transpose(x, 0, 1), Transpose(sigma, 0, 1), Transpose(label, 0, 1)
	c := m.scales(w, sigma)
	x = Sub(x, c.mean)
	f := m.Net.answer(w, Mul(x, c.in), MulScalar(Log(sigma), 0.25), label)
	if !m.Net.picture() {
		f = Add(c.mean, Add(Mul(c.skip, x), Mul(c.out, f)))
	}
	return Transpose(f, 0, 1)
}

// rowsACall is how many rows go through the net at once: every new number of
// rows costs a compilation.
const rowsACall = 128

// Denoise returns D(x; σ), row by row.
//
//	x       n×d, noisy
//	sigma   σ > 0, the noise's standard deviation
//	labels  n of them, 0 to 9, or [NoLabel]; nil: no label for any row
//
// Errors: lengths that do not fit, σ not above 0, a label above NoLabel.
// Cost: 19 million products an image for [Large], a quarter of that for [Small].
func (m *Model) Denoise(x []float32, sigma float64, labels []uint8) ([]float32, error) {
	d := m.Net.In()
	n := len(x) / d
	if len(x) != n*d || labels != nil && len(labels) != n || !(sigma > 0) {
		return nil, say.Errorf("diffusion: %d numbers and %d labels at noise σ = %g: expected n×%d, n or none, and σ above 0",
			len(x), len(labels), sigma, d)
	}
	y := make([]float32, 0, len(x))
	for at := 0; at < n; at += rowsACall {
		to := min(at+rowsACall, n)
		rows, level := make([]float32, rowsACall*d), make([]float32, rowsACall)
		copy(rows, x[at*d:to*d])
		for i := range level {
			level[i] = float32(sigma)
		}
		var part []uint8
		if labels != nil {
			part = labels[at:to]
		}
		hot, err := oneHot(part, rowsACall)
		if err != nil {
			return nil, err
		}
		if y, err = m.call(y, rows, level, hot, to-at); err != nil {
			return nil, err
		}
	}
	return y, nil
}

// call appends the first n of rowsACall results to y.
func (m *Model) call(y, rows, level, hot []float32, n int) ([]float32, error) {
	d := m.Net.In()
	args := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(rows, rowsACall, d), tensors.FromFlatDataAndDimensions(level, rowsACall, 1),
		tensors.FromFlatDataAndDimensions(hot, rowsACall, Labels),
	}
	out, err := m.denoise.Call(args[0], args[1], args[2])
	if err != nil {
		return nil, fmt.Errorf("diffusion: %w", err)
	}
	err = tensors.ConstFlatData(out[0], func(flat []float32) { y = append(y, flat[:n*d]...) })
	for _, t := range append(args, out...) {
		err = errors.Join(err, t.FinalizeAll())
	}
	if err != nil {
		return nil, fmt.Errorf("diffusion: %w", err)
	}
	return y, nil
}

// oneHot is n×Labels: 1 at each label, 0 elsewhere. Rows beyond the labels, and
// all rows where labels is nil, have none.
func oneHot(labels []uint8, n int) ([]float32, error) {
	hot := make([]float32, n*Labels)
	for i := range n {
		label := NoLabel
		if i < len(labels) {
			label = labels[i]
		}
		if label > NoLabel {
			return nil, say.Errorf("diffusion: label %d of row %d: expected 0 to 9, or %d for none", label, i, NoLabel)
		}
		hot[i*Labels+int(label)] = 1
	}
	return hot, nil
}

// For is the model as a [Denoiser] of rows with these labels; nil: without.
func (m *Model) For(labels []uint8) Denoiser {
	return func(x []float32, sigma float64) ([]float32, error) { return m.Denoise(x, sigma, labels) }
}

// Guided is the model as a [Denoiser] of rows with these labels that leans away
// from what it would answer without them:
//
//	D = D(x; σ, none) + strength·(D(x; σ, label) − D(x; σ, none))
//
// Strength 1 is [Model.For]. More makes samples show their label more plainly, and
// vary less: it is no longer the mean of clean data, so that the samples' law is
// not the data's.
//
// Cost: two answers of the model for each of this one.
//
// Source: J. Ho and T. Salimans, "Classifier-free diffusion guidance" (2022),
// equation 6, there with w = strength−1. Notebook 10.
func (m *Model) Guided(labels []uint8, strength float64) Denoiser {
	return func(x []float32, sigma float64) ([]float32, error) {
		without, err := m.Denoise(x, sigma, nil)
		if err != nil {
			return nil, err
		}
		with, err := m.Denoise(x, sigma, labels)
		if err != nil {
			return nil, err
		}
		for i, v := range without {
			with[i] = v + float32(strength)*(with[i]-v)
		}
		return with, nil
	}
}

// names are those of all tensors of a model's file, in order.
func names(net Net) (all []string) {
	for _, p := range net.layers() {
		all = append(all, p.name)
	}
	return append(all, "mean", "deviation")
}

// Weights copies the weights, and after them mean and deviation. Names and shapes
// are those of the PyTorch module in testdata/make_torch.py.
func (m *Model) Weights() (all []ae.Weight, err error) {
	for _, name := range names(m.Net) {
		v := m.Store.GetVariable(path(name))
		t, err := v.Value()
		if err != nil {
			return nil, fmt.Errorf("diffusion: %w", err)
		}
		data, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return nil, fmt.Errorf("diffusion: %w", err)
		}
		all = append(all, ae.Weight{Name: name, Dims: v.Shape().Dimensions, Data: data})
	}
	return all, nil
}

// SetWeights gives the model other weights, by name, in any order.
//
// Errors: a weight that is missing, of another shape, or not finite. Then the
// model keeps the weights that it had.
func (m *Model) SetWeights(weights []ae.Weight) error {
	byName := map[string]ae.Weight{}
	for _, w := range weights {
		byName[w.Name] = w
	}
	all := names(m.Net)
	for _, name := range all {
		w, there := byName[name]
		shape := m.Store.GetVariable(path(name)).Shape()
		switch {
		case !there:
			return say.Errorf("diffusion: weight %q of %v is missing", name, m.Net)
		case fmt.Sprint(w.Dims) != fmt.Sprint(shape.Dimensions) || len(w.Data) != shape.Size():
			return say.Errorf("diffusion: weight %q has shape %v, but %v needs %v", name, w.Dims, m.Net, shape.Dimensions)
		}
		for _, v := range w.Data {
			if v-v != 0 {
				return say.Errorf("diffusion: weight %q holds %v: its training failed", name, v)
			}
		}
	}
	for _, name := range all {
		w := byName[name]
		if err := m.Store.GetVariable(path(name)).SetValue(tensors.FromFlatDataAndDimensions(w.Data, w.Dims...)); err != nil {
			return fmt.Errorf("diffusion: %w", err)
		}
	}
	return nil
}

// withPrefix returns the weights under other names.
func withPrefix(prefix string, all []ae.Weight) []ae.Weight {
	var renamed []ae.Weight
	for _, w := range all {
		w.Name = prefix + w.Name
		renamed = append(renamed, w)
	}
	return renamed
}

// withoutPrefix returns those of the weights whose names have the prefix, without it.
func withoutPrefix(prefix string, all []ae.Weight) []ae.Weight {
	var renamed []ae.Weight
	for _, w := range all {
		if name, has := strings.CutPrefix(w.Name, prefix); has {
			w.Name = name
			renamed = append(renamed, w)
		}
	}
	return renamed
}
