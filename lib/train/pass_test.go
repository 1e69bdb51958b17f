package train_test

import (
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// graphs is how many graphs GoMLX has made so far: their ids count them.
func graphs(b compute.Backend) int {
	g := graph.NewGraph(b, "counts")
	defer g.Finalize()
	return int(g.GraphId())
}

// A run takes the very steps that Trainer.Step takes one by one, however many
// of them the backend takes in a call.
func TestRunTakesTheStepsOfTrainer(t *testing.T) {
	b := open(t)
	l := &log{}
	const batch = 32
	_, _, err := train.Run(b, small, plane, train.Options{Epochs: 2, Batch: batch, InOrder: true, Seed: 4, Observer: l})
	ok(t, err)
	m, err := ae.New(b, small, 4)
	ok(t, err)
	trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
	ok(t, err)
	rows := len(plane.Train) / 4
	for i := range l.losses {
		at := i % 7 * batch
		loss, err := trainer.Step(plane.Train[4*at:4*min(at+batch, rows)], nil)
		ok(t, err)
		if e := relative(l.losses[i], loss); e > 1e-5 { // the order of float32 sums may differ
			t.Fatalf("loss %d of the run is %.9f, of single steps %.9f", i+1, l.losses[i], loss)
		}
	}
}

// Every graph costs about a second on XLA: a whole training with its test
// losses and pictures makes few.
func TestFewGraphs(t *testing.T) {
	b := open(t)
	began := graphs(b)
	m, _, err := train.Run(b, small, plane, train.Options{Epochs: 3, Batch: 32, OnEpoch: func(epoch int, m *ae.Model) error {
		z, err := m.Encode(plane.Test)
		if err != nil {
			return err
		}
		if _, err = m.Decode(z); err != nil {
			return err
		}
		_, err = m.Reconstruct(plane.Test[:4*(10+epoch)])
		return err
	}})
	ok(t, err)
	trained := graphs(b)
	_, err = m.Loss(plane.Train, nil)
	ok(t, err)
	if more := graphs(b) - trained - 1; more != 0 {
		t.Errorf("another number of rows compiles %d graphs more", more)
	}
	// The steps (full batches, the smaller last one), the errors, encoder,
	// decoder, and the whole.
	if made := trained - began - 1; made > 6 {
		t.Errorf("%d graphs, expected at most 6", made)
	} else {
		t.Logf("%d graphs", made)
	}
}
