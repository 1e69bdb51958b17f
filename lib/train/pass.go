package train

import (
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// stepsACall is about how many steps a backend with loops takes in one call: few
// enough that a display moves and an interrupt is heard, within 0.1 s at batch
// 128. A call costs as much as a step, for all weights and moments are copied.
const stepsACall = 117

// pass takes the steps of a run, batch by batch, on whatever the backend does
// best: many steps in one call with the data on the device, or one at a time.
type pass struct {
	trainer *Trainer
	rows    []float32 // the training data, n×d
	targets []float32 // what the net is to return for each row, n×out; nil: the row
	d, out  int
	batch   int
	most    int // steps in one call; 1: no loop in the graph
	noise   ae.Noise
	seed    uint64 // of the noise, and of what an objective draws

	clean, wanted []float32         // the batch of a step, and its targets
	data          []*tensors.Tensor // rows and targets, on the device; nil until they are needed
	exec          *model.Exec       // most steps
}

// newPass prepares the steps of epochs over the training data. The full batches
// of an epoch go in calls of equally many, so that only one loop is compiled.
func newPass(t *Trainer, data Data, o Options) (*pass, error) {
	net := t.model.Net
	p := &pass{trainer: t, rows: data.Train, targets: data.TrainTargets, d: net.In(), out: net.Out(),
		batch: o.Batch, most: 1, noise: o.Noise, seed: o.Seed}
	if !hasLoops(t.model.Backend) || o.Objective.given() { // what is drawn on the host is handed over step by step
		return p, nil
	}
	most := stepsACall
	if _, dense := net.(ae.Net); !dense {
		most /= 3 // a step takes several times as long
	}
	if p.noise != (ae.Noise{}) {
		most /= 3 // the damaged images of a call are handed over: fifty megabytes otherwise
	}
	full := len(p.rows) / p.d / o.Batch
	for n := min(most, full); n > p.most; n-- {
		if full%n == 0 {
			p.most = n
		}
	}
	if p.most < 2 {
		return p, nil
	}
	var err error
	if p.exec, err = model.NewExec(t.model.Backend, t.model.Store, p.steps); err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return p, nil
}

// steps is p.most steps as a graph; it returns their losses, [most].
//
//	in  order [most, batch], rows [n, d]; with targets those, [n, out]; with
//	    noise the damaged rows, [most, batch, d]
func (p *pass) steps(scope *model.Scope, in []*Node) *Node {
	order, rows := in[0], in[1]
	scope.SetTraining(order.Graph(), true)
	return repeat(order.Graph(), p.trainer.variables(), p.most, func(i *Node) *Node {
		which := ExpandAxes(Gather(order, ExpandAxes(i, 0)), -1) // [batch, 1]
		x := Reshape(Gather(rows, which), p.batch, p.d)
		target := x
		if p.targets != nil {
			target = Reshape(Gather(in[2], which), p.batch, p.out)
		}
		if p.noise != (ae.Noise{}) {
			x = Gather(in[len(in)-1], ExpandAxes(i, 0)) // [batch, d]
		}
		return p.trainer.step(scope, x, target)
	})
}

// hasLoops reports whether the backend runs a training step within While: XLA
// does; the pure-Go one (compute v0.1.14) fails in it, and has no DynamicSlice.
func hasLoops(b compute.Backend) bool {
	can := b.Capabilities()
	return can.Functions && can.Operations[compute.OpTypeDynamicSlice]
}

// next takes the next steps of an epoch whose first done steps are taken:
// several where a whole call of them fits, else one. It returns the loss of
// each.
//
//	order  the epoch's order of all rows
func (p *pass) next(epoch int, order []int, done int) (losses []float64, err error) {
	if p.most > 1 && done%p.most == 0 && (done+p.most)*p.batch <= len(order) {
		return p.many(epoch, order, done)
	}
	input, target, err := p.step(epoch, order, done)
	if err != nil {
		return nil, err
	}
	var loss float64
	if p.trainer.Objective.given() {
		loss, err = p.objective(input, noiseOf(p.seed, epoch, done))
	} else {
		loss, err = p.trainer.Step(input, target)
	}
	return []float64{loss}, err
}

// objective takes a step on a batch by the trainer's objective.
func (p *pass) objective(batch []float32, rng *rand.Rand) (float64, error) {
	in := [][]float32{batch}
	if one := p.trainer.Objective; one.Draw != nil {
		drawn, err := one.Draw(batch, rng)
		if err != nil {
			return 0, say.Errorf("train: the objective %q: %w", one.Name, err)
		}
		in = append(in, drawn...)
	}
	return p.trainer.StepOn(in...)
}

// step returns what the net sees and what it is to return in a step, until the
// next one. Without noise and targets both are the same slice.
func (p *pass) step(epoch int, order []int, done int) (input, target []float32, err error) {
	part := order[done*p.batch : min((done+1)*p.batch, len(order))]
	p.clean = gather(p.clean, p.rows, p.d, part)
	input, target = p.clean, p.clean
	if p.targets != nil {
		p.wanted = gather(p.wanted, p.targets, p.out, part)
		target = p.wanted
	}
	if p.noise != (ae.Noise{}) {
		input, err = p.noise.Add(p.clean, noiseOf(p.seed, epoch, done))
	}
	return input, target, err
}

// gather returns rows of x, n×d, in the memory of into.
func gather(into, x []float32, d int, rows []int) []float32 {
	into = into[:0]
	for _, row := range rows {
		into = append(into, x[row*d:(row+1)*d]...)
	}
	return into
}

// noiseOf draws the noise of a step, so that it depends on nothing else: a run
// can go on where another stopped. Epochs count from 1; epoch 0 is the test's.
func noiseOf(seed uint64, epoch, step int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(epoch+1)<<32|uint64(step))) // order takes the small numbers
}

// many takes the p.most steps after done in one call.
func (p *pass) many(epoch int, order []int, done int) ([]float64, error) {
	if p.data == nil {
		rows, err := p.onDevice(p.rows, len(p.rows)/p.d, p.d)
		if err != nil {
			return nil, err
		}
		p.data = []*tensors.Tensor{rows}
		if p.targets != nil {
			targets, err := p.onDevice(p.targets, len(p.targets)/p.out, p.out)
			if err != nil {
				return nil, err
			}
			p.data = append(p.data, targets)
		}
	}
	rows := make([]int32, p.most*p.batch)
	for i := range rows {
		rows[i] = int32(order[done*p.batch+i])
	}
	args := []any{tensors.FromFlatDataAndDimensions(rows, p.most, p.batch)}
	used := []*tensors.Tensor{args[0].(*tensors.Tensor)}
	for _, t := range p.data {
		args = append(args, t)
	}
	if p.noise != (ae.Noise{}) {
		all := make([]float32, 0, len(rows)*p.d)
		for i := range p.most {
			damaged, _, err := p.step(epoch, order, done+i)
			if err != nil {
				return nil, err
			}
			all = append(all, damaged...)
		}
		noisy, err := p.onDevice(all, p.most, p.batch, p.d)
		if err != nil {
			return nil, err
		}
		used, args = append(used, noisy), append(args, noisy)
	}
	out, err := p.exec.Call(args...)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	for _, t := range used { // tens of megabytes, free at once
		if err := t.FinalizeAll(); err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
	}
	flat, err := tensors.CopyFlatData[float32](out[0])
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	losses := make([]float64, len(flat))
	for i, l := range flat {
		losses[i] = float64(l)
		if err := finite(losses[i]); err != nil {
			return losses[:i+1], err
		}
	}
	return losses, nil
}

// onDevice hands numbers to the device. A tensor that GoMLX makes of a slice would
// be one copy more in Go's memory, as large as MNIST.
func (p *pass) onDevice(flat []float32, dimensions ...int) (*tensors.Tensor, error) {
	t, err := tensors.FromRaw(p.trainer.model.Backend, 0, shapes.Make(dtypes.Float32, dimensions...), dtypes.UnsafeByteSlice(flat))
	if err != nil {
		return nil, say.Errorf("train: numbers %v for the device: %w", dimensions, err)
	}
	return t, nil
}

// close frees the data on the device.
func (p *pass) close() (err error) {
	for _, t := range p.data {
		err = errors.Join(err, t.FinalizeAll())
	}
	return err
}
