package train

import (
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
)

// Update takes one update of parameters of a store, outside any graph: for a
// training loop of another kind than [Run]'s. The moments are kept in the store,
// below /adam.
//
//	gradients  of each parameter, of its shape
//
// Errors: a parameter without a value. lib/diffusion trains by it.
func (a Adam) Update(store *model.Store, parameters []*model.Variable, gradients []*tensors.Tensor) error {
	return a.update(a.withState(store.RootScope(), parameters), gradients)
}

// Record is a weights file in memory, of a training that is not [Run]'s.
type Record struct {
	Weights []ae.Weight // as PyTorch's state_dict names them
	Made    Made

	// Of a training that was interrupted: the epoch at hand, from 1, the steps of
	// it already taken, and the sum of the losses of their rows. Epoch 0: it is done.
	Epoch, Step int
	Sum         float64
}

// Write writes the record as safetensors, in half precision or as float32, with a
// checksum. The file appears whole or not at all.
//
// Errors: those of the system. lib/diffusion keeps its weights by it.
func (r *Record) Write(path string, half bool) error {
	number := safetensors.F32
	if half {
		number = safetensors.F16
	}
	var at *progress
	if r.Epoch > 0 {
		at = &progress{r.Epoch, r.Step, r.Sum}
	}
	return save(path, number, r.Weights, r.Made, at)
}

// ReadRecord reads what Write wrote, or PyTorch: see [Load].
//
// Errors: no such file (errors.Is(err, fs.ErrNotExist)), or one that is damaged
// or foreign.
func ReadRecord(path string) (*Record, error) {
	f, err := read(path)
	if err != nil {
		return nil, err
	}
	r := &Record{Weights: f.weights, Made: f.made}
	if f.at != nil {
		r.Epoch, r.Step, r.Sum = f.at.Epoch, f.at.Step, f.at.Sum
	}
	return r, nil
}
