package train

import (
	"fmt"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
)

// stepsACall is about how many steps a backend with loops takes in one call:
// few enough that a display moves and an interrupt is heard.
const stepsACall = 39

// pass takes the steps of a run, batch by batch, on whatever the backend does
// best: many steps in one call with the data on the device, or one at a time.
type pass struct {
	trainer *Trainer
	rows    []float32 // the training data, n×d
	d       int
	batch   int
	most    int // steps in one call; 1: no loop in the graph

	data *tensors.Tensor // rows, on the device; nil until it is needed
	exec *model.Exec     // most steps
}

// newPass prepares the steps of epochs over rows. The full batches of an epoch
// go in calls of equally many, so that only one loop is compiled.
func newPass(t *Trainer, rows []float32, batch int) (*pass, error) {
	p := &pass{trainer: t, rows: rows, d: t.model.Net.In(), batch: batch, most: 1}
	// Within a loop XLA on the CPU takes its slow way through convolutions.
	if _, dense := t.model.Net.(ae.Net); !dense || !hasLoops(t.model.Backend) {
		return p, nil
	}
	full := len(rows) / p.d / batch
	for n := min(stepsACall, full); n > p.most; n-- {
		if full%n == 0 {
			p.most = n
		}
	}
	if p.most < 2 {
		return p, nil
	}
	var err error
	p.exec, err = model.NewExec(t.model.Backend, t.model.Store, func(scope *model.Scope, data, order *Node) *Node {
		scope.SetTraining(data.Graph(), true)
		return repeat(data.Graph(), t.variables(), p.most, func(i *Node) *Node {
			rows := Gather(order, ExpandAxes(i, 0)) // [batch]
			x := Gather(data, ExpandAxes(rows, -1)) // [batch, d]
			x = Reshape(x, batch, p.d)
			return t.step(scope, x, x)
		})
	})
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
func (p *pass) next(order []int, done int) (losses []float64, err error) {
	if p.most > 1 && done%p.most == 0 && (done+p.most)*p.batch <= len(order) {
		return p.many(order[done*p.batch : (done+p.most)*p.batch])
	}
	part := order[done*p.batch : min((done+1)*p.batch, len(order))]
	batch := make([]float32, 0, len(part)*p.d)
	for _, row := range part {
		batch = append(batch, p.rows[row*p.d:(row+1)*p.d]...)
	}
	loss, err := p.trainer.Step(batch, nil)
	return []float64{loss}, err
}

// many takes p.most steps in one call.
func (p *pass) many(order []int) ([]float64, error) {
	if p.data == nil {
		p.data = tensors.FromFlatDataAndDimensions(p.rows, len(p.rows)/p.d, p.d)
	}
	rows := make([]int32, len(order))
	for i, row := range order {
		rows[i] = int32(row)
	}
	out, err := p.exec.Call(p.data, tensors.FromFlatDataAndDimensions(rows, p.most, p.batch))
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
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
