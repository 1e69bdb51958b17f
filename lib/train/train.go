// Package train is the seminar's one training loop: Run trains an autoencoder
// by Adam on shuffled batches, reports to an observer, keeps the history, and
// writes and finds weights files. Trainer takes single steps.
//
// A run is decided by its seed: the same seed, data and backend give the same
// weights, also when the run was interrupted and went on later.
//
// Introduced in notebook 04.
package train

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"

	"github.com/gomlx/compute"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Run returns the net trained as o says, or loads it where o.Path has it.
//
// An interrupt (the stop button, Ctrl-C) ends the training after the step at
// hand: Run then returns the model as trained up to there with
// History.Interrupted set and no error, and keeps its state beside o.Path.
//
// A training that goes nowhere does not fail by itself, so a line that begins with
// "warning:" tells of it: before the first step, where the data does not fit the
// net's output or the test data; once after an epoch, where the test loss is no
// better than that of the mean image. With no Observer it is on the standard error.
//
// Errors: options or data that make no sense, a loss that is no finite number
// (*NotFinite), an error of o.OnEpoch, a weights file that cannot be written
// (the trained model is returned with it).
// Cost: an epoch of MNIST with AE-3 is 469 steps.
//
// Slides 8 and 11; notebook 04.
func Run(b compute.Backend, net ae.Architecture, data Data, o Options) (*ae.Model, *History, error) {
	o = o.withDefaults()
	m, err := ae.New(b, net, o.Seed)
	if err != nil {
		return nil, nil, err
	}
	if err := o.check(net, data); err != nil {
		return nil, nil, err
	}
	r := &run{model: m, data: data, o: o, history: &History{}}
	if o.Path != "" { // else nobody asks, and reading all data costs a tenth of an epoch
		r.recipe, r.test = newRecipe(net, data, o), fingerprint(data.Test, data.TestTargets)
		f, err := r.place()
		if !o.Fresh {
			if r.find(f, err) {
				return m, r.history, r.testAnew(f.made.Test)
			}
			r.resume()
		}
	}
	if err := r.look(); err != nil {
		return nil, nil, err
	}
	trainer, err := NewTrainer(m, o.Rate, max(o.Decay, 0))
	if err != nil {
		return nil, nil, err
	}
	trainer.Loss, trainer.Objective = o.Loss, o.Objective
	if r.pass, err = newPass(trainer, data, o); err != nil {
		return nil, nil, err
	}
	r.history.Backend = b.Name()
	err = errors.Join(r.train(), r.pass.close())
	if err == nil && o.Path != "" {
		err = r.keepResult()
	}
	return m, r.history, err
}

// run is one training while it goes on.
type run struct {
	model   *ae.Model
	pass    *pass
	data    Data
	noisy   []float32 // the test data as the net sees it, from the first test on
	o       Options
	recipe  Recipe
	test    string // fingerprint of the test data
	history *History
	at      progress
	saved   time.Time // when the state was last written to a file
	beyond  bool      // the targets leave the output's range
	ofMean  *float64  // test loss of the mean training target; nil: not computed yet
	warned  bool      // of a training that goes nowhere
}

// progress is the place within an epoch.
type progress struct {
	Epoch int     `json:"epoch"` // being trained, from 1; 0: not begun
	Step  int     `json:"step"`  // steps of it already taken
	Sum   float64 `json:"sum"`   // of the losses of its rows so far
}

const errInterrupted = say.Error("interrupted")

// train takes the steps that remain.
func (r *run) train() (err error) {
	n := len(r.data.Train) / r.model.Net.In()
	steps := (n + r.o.Batch - 1) / r.o.Batch
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	defer signal.Stop(stop)
	r.o.Observer.Begin(int(r.o.Epochs), steps)
	defer r.o.Observer.End()
	for _, e := range r.history.Epochs { // what an earlier, interrupted run did
		r.o.Observer.Epoch(e.Epoch, e.Train, e.Test)
	}
	if r.at.Epoch == 0 {
		if r.history.Start, err = r.testLoss(); err != nil {
			return err
		}
		r.at.Epoch = 1
	}
	r.saved = time.Now()
	clock := &stopwatch{left: (int(r.o.Epochs)-r.at.Epoch+1)*steps - r.at.Step}
	for ; r.at.Epoch <= int(r.o.Epochs); r.at = (progress{Epoch: r.at.Epoch + 1}) {
		if err := r.epoch(n, steps, clock, stop); err != nil {
			if errors.Is(err, errInterrupted) {
				return r.interrupted(steps)
			}
			return err
		}
	}
	return nil
}

// epoch takes the steps of one epoch and records it.
func (r *run) epoch(n, steps int, clock *stopwatch, stop <-chan os.Signal) error {
	began, last := time.Now(), 0.0
	order := r.order(n)
	for r.at.Step < steps {
		losses, err := r.pass.next(r.at.Epoch, order, r.at.Step)
		for i, loss := range losses {
			r.at.Step++
			if err != nil && i == len(losses)-1 {
				return r.locate(err)
			}
			last = loss
			r.at.Sum += loss * float64(min(r.o.Batch, n-(r.at.Step-1)*r.o.Batch))
			r.history.Steps++
			r.o.Observer.Step(r.at.Epoch, r.at.Step, loss)
		}
		if err != nil {
			return err
		}
		if line := clock.took(len(losses), r.o.Epochs, steps); line != "" {
			r.o.Observer.Say(line)
		}
		select {
		case <-stop:
			return errInterrupted
		default:
		}
	}
	test, err := r.testLoss()
	if err == nil {
		err = finite(test) // the last step of an epoch may spoil the weights
	}
	if err != nil {
		return r.locate(err)
	}
	e := Epoch{r.at.Epoch, r.at.Sum / float64(n), last, test, time.Since(began).Seconds()}
	r.history.Epochs = append(r.history.Epochs, e)
	r.o.Observer.Epoch(e.Epoch, e.Train, e.Test)
	if err := r.judge(); err != nil {
		return err
	}
	if err := r.keepEpoch(); err != nil {
		return err
	}
	if r.o.OnEpoch != nil {
		return r.o.OnEpoch(e.Epoch, r.model)
	}
	return nil
}

// testLoss is the loss on the test data: of damaged input, where the run has
// noise, against what it was before, or against its targets.
func (r *run) testLoss() (loss float64, err error) {
	if r.noisy == nil {
		// One noise for all epochs, which no epoch draws: else chance is in the curve.
		if r.noisy, err = r.o.Noise.Add(r.data.Test, noiseOf(r.o.Seed, 0, 0)); err != nil {
			return 0, err
		}
	}
	return r.model.LossBy(r.o.Loss, r.noisy, r.testTargets())
}

// testTargets are what the net is to return for the test data.
func (r *run) testTargets() []float32 {
	if r.data.TestTargets != nil {
		return r.data.TestTargets
	}
	return r.data.Test
}

// order is the order of the rows in the epoch at hand; it depends on the seed
// and the epoch alone, so that a run can go on where another stopped.
func (r *run) order(n int) []int {
	if !r.o.InOrder {
		return rand.New(rand.NewPCG(r.o.Seed, uint64(r.at.Epoch))).Perm(n)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// locate adds epoch, step and learning rate to a loss that is not finite.
func (r *run) locate(err error) error {
	var bad *NotFinite
	if errors.As(err, &bad) {
		bad.Epoch, bad.Step, bad.Rate = r.at.Epoch, r.at.Step, r.o.Rate
	}
	return err
}

// interrupted says what is kept, and keeps it.
func (r *run) interrupted(steps int) error {
	r.history.Interrupted = true
	where := say.Sprintf("interrupted at epoch %d of %d, step %d of %d: the model is what was trained up to here",
		r.at.Epoch, int(r.o.Epochs), r.at.Step, steps)
	if r.o.Path == "" {
		r.o.Observer.Say(where)
		return nil
	}
	if err := r.keepState(r.at); err != nil {
		r.o.Observer.Say(where)
		return err
	}
	r.o.Observer.Say(say.Sprintf("%s, and is kept; run again to go on, or with Fresh: true to begin anew", where))
	return nil
}
