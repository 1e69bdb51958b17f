package train

import (
	"fmt"
	"math"
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Trainer takes training steps on a model, one batch at a time.
type Trainer struct {
	// What a step minimises: set it before the first one.
	Loss      ae.Loss   // its zero value: the squared error
	Objective Objective // in place of Loss, by StepOn; its zero value: none

	model   *ae.Model
	adam    Adam
	exec    *model.Exec
	changed []*model.Variable // by Adam after the graph; none: the graph does it

	inputs []kept
}

// NewTrainer prepares training steps on m by Adam with learning rate rate and
// coupled weight decay. Adam's moments are kept in m's store.
func NewTrainer(m *ae.Model, rate, decay float64) (*Trainer, error) {
	t := &Trainer{model: m, adam: Adam{Rate: rate, Decay: decay}}
	err := t.createState()
	if err != nil {
		return nil, err
	}
	t.exec, err = model.NewExec(m.Backend, m.Store, func(scope *model.Scope, in []*Node) []*Node {
		scope.SetTraining(in[0].Graph(), true)
		if hasLoops(m.Backend) {
			return []*Node{t.step(scope, in...)}
		}
		return t.gradients(scope, in)
	})
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return t, nil
}

// step is one training step as a graph: forward, loss, backward, Adam.
//
//	in  input [batch, d], target [batch, out], or those of an objective → loss [] (a scalar)
func (t *Trainer) step(scope *model.Scope, in ...*Node) (loss *Node) {
	loss = t.loss(scope, in)
	t.adam.UpdateGraph(scope, in[0].Graph(), loss)
	return loss
}

// gradients is a training step without Adam: forward, loss, backward.
//
//	in  as step's → loss [], ∂loss/∂p for each parameter p in t.changed
func (t *Trainer) gradients(scope *model.Scope, in []*Node) []*Node {
	loss := t.loss(scope, in)
	t.changed = t.adam.withState(scope, updated(scope, in[0].Graph()))
	return append([]*Node{loss}, scope.BuildTrainableVariablesGradientsGraph(loss)...)
}

func (t *Trainer) loss(scope *model.Scope, in []*Node) *Node {
	if t.Objective.given() {
		loss := t.Objective.Loss(scope, in)
		loss.AssertScalar()
		return loss
	}
	return t.Loss.Mean(in[1], t.model.Net.Reconstruct(scope, in[0]))
}

// Step takes one step on a batch and returns the loss before it: forward, loss
// against target, backward, Adam.
//
//	input   batch×d
//	target  batch×out; nil: the input itself; a denoising autoencoder takes
//	        damaged input and its clean target
//
// Errors: lengths that are no multiple of d, or differ; a trainer with an objective,
// which StepOn serves; a loss that is no finite number (*NotFinite): then the weights
// are spoilt too.
// Cost: 1 to 4 ms at batch 128 with AE-3, in pure Go.
func (t *Trainer) Step(input, target []float32) (loss float64, err error) {
	if t.Objective.given() {
		return 0, say.Errorf("train: Step: the trainer has the objective %q: call StepOn", t.Objective.Name)
	}
	if target == nil {
		target = input
	}
	d, out := t.model.Net.In(), t.model.Net.Out()
	n := len(input) / d
	if n == 0 || len(input) != n*d || len(target) != n*out {
		return 0, say.Errorf("train: a batch of %d numbers of input and %d of target: expected n×%d and n×%d with n at least 1",
			len(input), len(target), d, out)
	}
	return t.take(n, input, target)
}

// take takes a step on inputs of n rows each. An input that is the first one again
// shares its tensor.
func (t *Trainer) take(n int, in ...[]float32) (loss float64, err error) {
	for len(t.inputs) < len(in) {
		t.inputs = append(t.inputs, kept{})
	}
	args := make([]any, len(in))
	for i, x := range in {
		if args[i] = args[0]; i == 0 || &x[0] != &in[0][0] {
			if args[i], err = t.inputs[i].put(x, n, len(x)/n); err != nil {
				return 0, err
			}
		}
	}
	results, err := t.exec.Call(args...)
	if err != nil {
		return 0, fmt.Errorf("train: %w", err)
	}
	loss = float64(tensors.ToScalar[float32](results[0]))
	if len(t.changed) > 0 {
		if err := t.adam.update(t.changed, results[1:]); err != nil {
			return 0, err
		}
	}
	for _, used := range results {
		if err := used.FinalizeAll(); err != nil {
			return 0, fmt.Errorf("train: %w", err)
		}
	}
	return loss, finite(loss)
}

// kept is a tensor that serves one batch after the other of its shape: a new one
// for each would be cleared, filled and copied to the device.
type kept struct{ *tensors.Tensor }

// put returns the tensor with the numbers x, n×d.
func (k *kept) put(x []float32, n, d int) (t *tensors.Tensor, err error) {
	if old := k.Tensor; old == nil || !slices.Equal(old.Shape().Dimensions, []int{n, d}) {
		k.Tensor = tensors.FromFlatDataAndDimensions(x, n, d)
		if old != nil {
			err = old.FinalizeAll()
		}
	} else {
		err = k.MutableFlatData(func(flat any) { copy(flat.([]float32), x) })
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return k.Tensor, nil
}

// createState makes all variables that a step uses, before any graph does.
func (t *Trainer) createState() (err error) {
	defer func() {
		if r := recover(); r != nil { // GoMLX panics where a variable cannot be made
			err = fmt.Errorf("train: %v", r)
		}
	}()
	t.variables()
	return nil
}

// variables are all that a step reads or changes; those of Adam's that are not
// there yet are made.
func (t *Trainer) variables() (all []*model.Variable) {
	scope := t.model.Store.RootScope()
	var weights []*model.Variable
	for v := range t.model.Store.IterVariables() {
		if v.Trainable {
			weights = append(weights, v)
		}
	}
	return t.adam.withState(scope, weights)
}

// finite is an error for a loss that is NaN or infinite.
func finite(loss float64) error {
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return &NotFinite{Loss: loss}
	}
	return nil
}

// NotFinite is the error of a loss that became NaN or infinite.
type NotFinite struct {
	Epoch, Step int // counted from 1; 0 where a single step was taken
	Loss        float64
	Rate        float64
}

func (e *NotFinite) Error() string {
	where := ""
	if e.Epoch > 0 {
		where = say.Sprintf(" at epoch %d, step %d", e.Epoch, e.Step)
	}
	rate := say.T("a smaller learning rate")
	if e.Rate > 0 {
		rate = say.Sprintf("a smaller learning rate than %g", e.Rate)
	}
	return say.Sprintf("train: the loss became %v%s: try %s, or look for numbers in the data that are not finite", e.Loss, where, rate)
}
