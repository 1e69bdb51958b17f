package ae

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// rowsACall is how many rows go through the net at once outside training. One
// number for all calls, since every new shape of input costs a compilation.
const rowsACall = 500

// Model is an architecture with its weights on a backend. Its methods take and return
// plain slices, row by row.
//
// The functions that it keeps follow the weights: after more training they
// give the newly trained model's answers.
type Model struct {
	Net     Architecture
	Store   *model.Store // holds the weights, at /encoder/0/weight and so on
	Backend compute.Backend

	encode, decode, reconstruct *model.Exec
	errors                      map[Loss]*model.Exec
}

// New returns the architecture with PyTorch's default initial weights, drawn
// from seed (see Init).
//
// Errors: an architecture that cannot be built.
func New(b compute.Backend, n Architecture, seed uint64) (*Model, error) {
	store := model.NewStore()
	if err := Init(n, store, seed); err != nil {
		return nil, err
	}
	m := &Model{Net: n, Store: store, Backend: b}
	var err error
	keep := func(exec **model.Exec, f func(scope *model.Scope, x *Node) *Node) {
		if err == nil {
			*exec, err = model.NewExec(b, store, f)
		}
	}
	keep(&m.encode, n.Encode)
	keep(&m.decode, n.Decode)
	keep(&m.reconstruct, n.Reconstruct)
	m.errors = map[Loss]*model.Exec{}
	for _, l := range losses {
		if err == nil {
			m.errors[l], err = model.NewExec(b, store, func(scope *model.Scope, x, target *Node) *Node {
				return ReduceMean(l.each(target, n.Reconstruct(scope, x)), -1)
			})
		}
	}
	if err != nil {
		return nil, fmt.Errorf("ae: %w", err)
	}
	return m, nil
}

// Encode returns the codes z = h(x).
//
//	x  n×d, row by row, on the scale the net was trained on
//	z  n×d_z
//
// Errors: len(x) is not a multiple of d.
// Cost: 10 000 images of AE-3 in about 0.02 s on two cores.
func (m *Model) Encode(x []float32) (z []float32, err error) {
	return m.through(encoder, encoder, m.encode, m.Net.Code(), x, m.Net.In())
}

// Decode returns the reconstructions y = g(z).
//
//	z  n×d_z
//	y  n×d
//
// Errors: len(z) is not a multiple of d_z.
func (m *Model) Decode(z []float32) (y []float32, err error) {
	return m.through(decoder, decoder, m.decode, m.Net.Out(), z, m.Net.Code())
}

// Reconstruct returns y = g(h(x)).
//
//	x, y  n×d
//
// Errors: len(x) is not a multiple of d.
func (m *Model) Reconstruct(x []float32) (y []float32, err error) {
	return m.through(encoder, decoder, m.reconstruct, m.Net.Out(), x, m.Net.In())
}

// Loss returns the mean squared error over all rows and pixels against target
// (nil: x itself), on the scale of the data. The sum is taken in float64.
//
// Errors: lengths that are no multiple of d, or differ; no row at all.
func (m *Model) Loss(x, target []float32) (float64, error) {
	return m.LossBy(SquaredError, x, target)
}

// LossBy is Loss by another measure than the squared error.
//
// Errors: as Loss, and an unknown loss. Introduced in notebook 03.
func (m *Model) LossBy(l Loss, x, target []float32) (float64, error) {
	each, err := m.rowLosses(l, x, target)
	if err != nil {
		return 0, err
	}
	if len(each) == 0 {
		return 0, say.Errorf("ae: no rows: the mean error of nothing is not defined")
	}
	sum := 0.0
	for _, e := range each {
		sum += float64(e)
	}
	return sum / float64(len(each)), nil
}

// rowLosses returns the loss of each row, the mean over its pixels.
func (m *Model) rowLosses(l Loss, x, target []float32) ([]float32, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	if target == nil {
		target = x
	}
	in, out := m.Net.In(), m.Net.Out()
	if len(x)%in == 0 && len(target) != len(x)/in*out {
		return nil, say.Errorf("ae: %d rows of input but %d numbers of target: they must be as many, %d a row", len(x)/in, len(target), out)
	}
	return m.rows(m.errors[l], 1, x, in, target)
}

// through sends x, n×in, through the halves from..to, which exec computes too.
func (m *Model) through(from, to half, exec *model.Exec, out int, x []float32, in int) ([]float32, error) {
	if len(x)%in != 0 || len(x) == 0 {
		return m.rows(exec, out, x, in) // which says what is wrong
	}
	stages, err := m.stages(from, to)
	if err != nil {
		return nil, err
	}
	if stages == nil {
		return m.rows(exec, out, x, in)
	}
	return forward(stages, x), nil
}

// rows runs exec on x, n×in, and on more inputs of n rows of any width, a fixed
// number of rows a call, and returns its n×out results. The last call is filled
// up with zeros.
func (m *Model) rows(exec *model.Exec, out int, x []float32, in int, more ...[]float32) (y []float32, err error) {
	if len(x)%in != 0 {
		return nil, say.Errorf("ae: %d numbers are no whole rows of %d: give n×%d, row by row", len(x), in, in)
	}
	n := len(x) / in
	if n == 0 {
		return nil, nil
	}
	// A tensor of each input serves all calls: new ones would be cleared, filled
	// and copied to the device. Equal inputs share one.
	args, inputs := make([]any, 1+len(more)), map[*tensors.Tensor][]float32{}
	for i, data := range append([][]float32{x}, more...) {
		if args[i] = args[0]; i == 0 || &data[0] != &x[0] {
			t := tensors.FromShape(shapes.Make(dtypes.Float32, rowsACall, len(data)/n))
			args[i], inputs[t] = t, data
		}
	}
	defer func() {
		for t := range inputs { // the memory is free at once, not when the collector comes
			err = errors.Join(err, t.FinalizeAll())
		}
	}()
	y = make([]float32, 0, n*out)
	for at := 0; at < n; at += rowsACall {
		to := min(at+rowsACall, n)
		for t, data := range inputs {
			err := tensors.MutableFlatData(t, func(flat []float32) {
				width := len(data) / n
				clear(flat[copy(flat, data[at*width:to*width]):])
			})
			if err != nil {
				return nil, fmt.Errorf("ae: %w", err)
			}
		}
		result, err := exec.Call(args...)
		if err != nil {
			return nil, fmt.Errorf("ae: %w", err)
		}
		err = tensors.ConstFlatData(result[0], func(flat []float32) { y = append(y, flat[:(to-at)*out]...) })
		if err := errors.Join(err, result[0].FinalizeAll()); err != nil {
			return nil, fmt.Errorf("ae: %w", err)
		}
	}
	return y, nil
}
