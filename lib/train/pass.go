package train

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
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
	d       int
	batch   int
	most    int // steps in one call; 1: no loop in the graph
	noise   ae.Noise
	seed    uint64 // of the noise

	clean []float32       // the batch of a step
	data  *tensors.Tensor // rows, on the device; nil until it is needed
	exec  *model.Exec     // most steps
}

// newPass prepares the steps of epochs over rows. The full batches of an epoch
// go in calls of equally many, so that only one loop is compiled.
func newPass(t *Trainer, rows []float32, o Options) (*pass, error) {
	p := &pass{trainer: t, rows: rows, d: t.model.Net.In(), batch: o.Batch, most: 1, noise: o.Noise, seed: o.Seed}
	// Within a loop XLA on the CPU takes its slow way through convolutions.
	if _, dense := t.model.Net.(ae.Net); !dense || !hasLoops(t.model.Backend) {
		return p, nil
	}
	most := stepsACall
	if p.noise != (ae.Noise{}) {
		most /= 3 // the damaged images of a call are handed over: fifty megabytes otherwise
	}
	full := len(rows) / p.d / o.Batch
	for n := min(most, full); n > p.most; n-- {
		if full%n == 0 {
			p.most = n
		}
	}
	if p.most < 2 {
		return p, nil
	}
	// data [n, d], order [most, batch] and, with noise, damaged [most, batch, d].
	steps := func(scope *model.Scope, data, order *Node, damaged ...*Node) *Node {
		scope.SetTraining(data.Graph(), true)
		return repeat(data.Graph(), t.variables(), p.most, func(i *Node) *Node {
			rows := Gather(order, ExpandAxes(i, 0))                        // [batch]
			x := Reshape(Gather(data, ExpandAxes(rows, -1)), o.Batch, p.d) // [batch, d]
			input := x
			for _, all := range damaged {
				input = Gather(all, ExpandAxes(i, 0)) // [batch, d]
			}
			return t.step(scope, input, x)
		})
	}
	var err error
	if p.noise == (ae.Noise{}) {
		p.exec, err = model.NewExec(t.model.Backend, t.model.Store, func(scope *model.Scope, data, order *Node) *Node {
			return steps(scope, data, order)
		})
	} else {
		p.exec, err = model.NewExec(t.model.Backend, t.model.Store, func(scope *model.Scope, data, order, damaged *Node) *Node {
			return steps(scope, data, order, damaged)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return p, nil
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
	clean, damaged, err := p.step(epoch, order, done)
	if err != nil {
		return nil, err
	}
	loss, err := p.trainer.Step(damaged, clean)
	return []float64{loss}, err
}

// step returns the batch of a step, until the next one, and what the net is to
// see of it: without noise the same slice.
func (p *pass) step(epoch int, order []int, done int) (clean, damaged []float32, err error) {
	part := order[done*p.batch : min((done+1)*p.batch, len(order))]
	p.clean = p.clean[:0]
	for _, row := range part {
		p.clean = append(p.clean, p.rows[row*p.d:(row+1)*p.d]...)
	}
	clean = p.clean
	if p.noise == (ae.Noise{}) {
		return clean, clean, nil
	}
	damaged, err = p.noise.Add(clean, noiseOf(p.seed, epoch, done))
	return clean, damaged, err
}

// noiseOf draws the noise of a step, so that it depends on nothing else: a run
// can go on where another stopped. Epochs count from 1; epoch 0 is the test's.
func noiseOf(seed uint64, epoch, step int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(epoch+1)<<32|uint64(step))) // order takes the small numbers
}

// many takes the p.most steps after done in one call.
func (p *pass) many(epoch int, order []int, done int) ([]float64, error) {
	if p.data == nil {
		p.data = tensors.FromFlatDataAndDimensions(p.rows, len(p.rows)/p.d, p.d)
	}
	rows := make([]int32, p.most*p.batch)
	for i := range rows {
		rows[i] = int32(order[done*p.batch+i])
	}
	args := []any{p.data, tensors.FromFlatDataAndDimensions(rows, p.most, p.batch)}
	if p.noise != (ae.Noise{}) {
		all := make([]float32, 0, len(rows)*p.d)
		for i := range p.most {
			_, damaged, err := p.step(epoch, order, done+i)
			if err != nil {
				return nil, err
			}
			all = append(all, damaged...)
		}
		args = append(args, tensors.FromFlatDataAndDimensions(all, p.most, p.batch, p.d))
	}
	out, err := p.exec.Call(args...)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	for _, used := range args[1:] { // tens of megabytes, free at once
		if err := used.(*tensors.Tensor).FinalizeAll(); err != nil {
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

// close frees the data on the device.
func (p *pass) close() error {
	if p.data == nil {
		return nil
	}
	return p.data.FinalizeAll()
}
