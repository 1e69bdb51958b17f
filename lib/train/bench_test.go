package train_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	gomlx "github.com/gomlx/gomlx/ml/train"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/show"
	"seminar.example/lib/train"
)

// BenchmarkStep is one step of AE-3, its batch handed over.
func BenchmarkStep(b *testing.B) {
	x := signed(b, datasets.Train)
	for _, batch := range []int{128, 1024} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			m, err := ae.New(open(b), ae.AE3, 1)
			ok(b, err)
			trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
			ok(b, err)
			i := 0
			for b.Loop() {
				at := i % (60000 / batch) * batch * 784
				_, err := trainer.Step(x[at:at+batch*784], nil)
				ok(b, err)
				i++
			}
		})
	}
}

// BenchmarkConvStep is BenchmarkStep of the convolutional network.
func BenchmarkConvStep(b *testing.B) {
	x := signed(b, datasets.Train)
	for _, batch := range []int{16, 128, 1024} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			m, err := ae.New(open(b), ae.SmallConv, 1)
			ok(b, err)
			trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
			ok(b, err)
			_, err = trainer.Step(x[:batch*784], nil) // on XLA the first one compiles
			ok(b, err)
			i := 0
			for b.Loop() {
				at := i % (60000 / batch) * batch * 784
				_, err := trainer.Step(x[at:at+batch*784], nil)
				ok(b, err)
				i++
			}
		})
	}
}

// BenchmarkEpoch is an epoch of AE-3 as a lesson runs it: 469
// steps and the evaluation, and the one before it; on XLA the compilation too.
func BenchmarkEpoch(b *testing.B) {
	data := train.Data{Train: signed(b, datasets.Train), Test: signed(b, datasets.Test)}
	for b.Loop() {
		_, _, err := train.Run(open(b), ae.AE3, data, train.Options{Epochs: 1, Seed: 1})
		ok(b, err)
	}
}

// BenchmarkCode encodes MNIST's 10 000 test images and decodes their codes.
func BenchmarkCode(b *testing.B) {
	x := signed(b, datasets.Test)
	m, err := ae.New(open(b), ae.AE3, 1)
	ok(b, err)
	for b.Loop() {
		z, err := m.Encode(x)
		ok(b, err)
		_, err = m.Decode(z)
		ok(b, err)
	}
}

// forGoMLX is Adam as GoMLX's own trainer takes it: with a Clear, which that does
// not call here.
type forGoMLX struct{ train.Adam }

func (forGoMLX) Clear(*model.Scope) error { return nil }

// BenchmarkRunOverBare is the price of the seminar's loop: an epoch of Run,
// shuffling, history and display included and its evaluation taken off, over
// 469 bare steps of GoMLX's own Trainer with the same network and optimiser.
// They take turns, since these machines change their speed.
func BenchmarkRunOverBare(b *testing.B) {
	back := open(b)
	x, test := signed(b, datasets.Train), signed(b, datasets.Test)
	stdout := os.Stdout
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	ok(b, err)
	defer func() { os.Stdout = stdout }()
	os.Stdout = null

	m, err := ae.New(back, ae.AE3, 1)
	ok(b, err)
	bare := gomlx.NewTrainer(back, m.Store, m.Net.Reconstruct,
		func(labels, predictions []*graph.Node) *graph.Node {
			return ae.SquaredError.Mean(labels[0], predictions[0])
		},
		forGoMLX{train.Adam{Rate: 1e-3, Decay: 1e-5}}, nil, nil)
	step := func(i int) {
		rows := min(128, 60000-i*128)
		part := x[i*128*784 : (i*128+rows)*784]
		_, err := bare.TrainStep(gomlx.Batch{
			Inputs: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(part, rows, 784)},
			Labels: []*tensors.Tensor{tensors.FromFlatDataAndDimensions(part, rows, 784)},
		})
		ok(b, err)
	}
	step(0)
	step(468) // both shapes are compiled
	var ours, theirs, evaluation time.Duration
	for b.Loop() {
		began := time.Now()
		for i := range 469 {
			step(i)
		}
		theirs += time.Since(began)

		began = time.Now()
		trained, _, err := train.Run(back, ae.AE3, train.Data{Train: x, Test: test},
			train.Options{Epochs: 1, Observer: show.Training()})
		ours += time.Since(began)
		ok(b, err)
		began = time.Now()
		for range 2 { // before the epoch and after it
			_, err = trained.Loss(test, nil)
			ok(b, err)
		}
		evaluation += time.Since(began)
	}
	b.ReportMetric(float64(ours-evaluation)/float64(theirs), "run/bare")
	b.ReportMetric(evaluation.Seconds()/2/theirs.Seconds(), "evaluation/bare")
	b.ReportMetric(theirs.Seconds()*1e3/float64(b.N)/469, "bare-ms/step")
}
