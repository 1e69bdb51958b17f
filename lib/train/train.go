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
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"

	"github.com/gomlx/compute"

	"seminar.example/lib/ae"
)

// Epochs is a length of training. Quick, Class and Deck are the presets.
type Epochs int

const (
	Quick Epochs = 5   // to see it move
	Class Epochs = 20  // what the lessons use
	Deck  Epochs = 100 // what the slides use
)

// String names the presets: "class, 20 epochs".
func (e Epochs) String() string {
	name := map[Epochs]string{Quick: "quick, ", Class: "class, ", Deck: "deck, "}[e]
	if e == 1 {
		return "1 epoch"
	}
	return fmt.Sprintf("%s%d epochs", name, int(e))
}

// Data is what a run trains and tests on, row by row, n×d, on one scale.
type Data struct{ Train, Test []float32 }

// Options say how to train. The zero value is the deck's way of training
// (slide 11) with seed 0, for Quick epochs, with no file and no display.
type Options struct {
	Epochs  Epochs  // 0: Quick
	Batch   int     // 0: 128; the last batch of an epoch is smaller where n is no multiple
	Rate    float64 // Adam's learning rate; 0: 1e-3
	Decay   float64 // coupled weight decay; 0: 1e-5, below 0: none
	Seed    uint64  // draws the initial weights and the order of each epoch
	InOrder bool    // take the rows in the order given, do not shuffle

	// Path names the weights file: where it exists, made by the same recipe from
	// the same data, it is loaded and nothing is trained; else the result is
	// written to it, or beside it where it is another recipe's. An interrupted
	// run leaves its state there too, and the next one goes on with it.
	Path  string
	Keep  []int // epochs whose weights are kept too, for pictures: in files of their own (see At), in half precision
	Fresh bool  // train anew, whatever files there are

	Observer Observer                           // told what happens; nil: nobody
	OnEpoch  func(epoch int, m *ae.Model) error // called after each epoch trained; an error ends the run
}

// RetrainVar names an environment variable: set to "new", every run with a
// Path trains anew and overwrites the stored weights.
const RetrainVar = "SEMINAR_WEIGHTS"

// Run returns the net trained as o says, or loads it where o.Path has it.
//
// An interrupt (the stop button, Ctrl-C) ends the training after the step at
// hand: Run then returns the model as trained up to there with
// History.Interrupted set and no error, and keeps its state beside o.Path.
//
// Errors: options or data that make no sense, a loss that is no finite number
// (*NotFinite), an error of o.OnEpoch, a weights file that cannot be written
// (the trained model is returned with it).
// Cost: an epoch of MNIST with the deck's network is 469 steps.
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
		r.recipe = newRecipe(net, data, o)
		f, err := r.place()
		if !o.Fresh {
			if r.find(f, err) {
				return m, r.history, nil
			}
			r.goOn()
		}
	}
	trainer, err := NewTrainer(m, o.Rate, max(o.Decay, 0))
	if err != nil {
		return nil, nil, err
	}
	if r.pass, err = newPass(trainer, data.Train, o.Batch); err != nil {
		return nil, nil, err
	}
	r.history.Backend = b.Name()
	err = errors.Join(r.train(), r.pass.close())
	if err == nil && o.Path != "" {
		err = r.keepResult()
	}
	return m, r.history, err
}

func (o Options) withDefaults() Options {
	if o.Epochs == 0 {
		o.Epochs = Quick
	}
	if o.Batch == 0 {
		o.Batch = 128
	}
	if o.Rate == 0 {
		o.Rate = 1e-3
	}
	if o.Decay == 0 {
		o.Decay = 1e-5
	}
	if o.Observer == nil {
		o.Observer = silent{}
	}
	o.Fresh = o.Fresh || retrain()
	return o
}

func retrain() bool { return os.Getenv(RetrainVar) == "new" }

func (o Options) check(net ae.Architecture, data Data) error {
	d := net.In()
	switch {
	case net.Out() != d:
		return fmt.Errorf("train: the net takes %d numbers but returns %d: an autoencoder returns as many as it takes", d, net.Out())
	case o.Epochs < 0 || o.Batch < 0 || o.Rate < 0:
		return fmt.Errorf("train: epochs %d, batch %d, learning rate %g: none may be negative", int(o.Epochs), o.Batch, o.Rate)
	case len(data.Train) == 0 || len(data.Train)%d != 0:
		return fmt.Errorf("train: %d numbers of training data: expected n×%d, row by row, n at least 1", len(data.Train), d)
	case len(data.Test) == 0 || len(data.Test)%d != 0:
		return fmt.Errorf("train: %d numbers of test data: expected n×%d, row by row, n at least 1", len(data.Test), d)
	}
	for _, k := range o.Keep {
		if k < 1 || k > int(o.Epochs) || o.Path == "" {
			return fmt.Errorf("train: Keep holds epoch %d: expected 1 to %d, and a Path beside which to keep it", k, int(o.Epochs))
		}
	}
	return nil
}

// run is one training while it goes on.
type run struct {
	model   *ae.Model
	pass    *pass
	data    Data
	o       Options
	recipe  Recipe
	history *History
	at      progress
	saved   time.Time // when the state was last written to a file
}

// progress is the place within an epoch.
type progress struct {
	Epoch int     `json:"epoch"` // being trained, from 1; 0: not begun
	Step  int     `json:"step"`  // steps of it already taken
	Sum   float64 `json:"sum"`   // of the losses of its rows so far
}

var errInterrupted = errors.New("interrupted")

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
		if r.history.Start, err = r.model.Loss(r.data.Test, nil); err != nil {
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
		losses, err := r.pass.next(order, r.at.Step)
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
	test, err := r.model.Loss(r.data.Test, nil)
	if err != nil {
		return err
	}
	e := Epoch{r.at.Epoch, r.at.Sum / float64(n), last, test, time.Since(began).Seconds()}
	r.history.Epochs = append(r.history.Epochs, e)
	r.o.Observer.Epoch(e.Epoch, e.Train, e.Test)
	if err := r.keepEpoch(); err != nil {
		return err
	}
	if r.o.OnEpoch != nil {
		return r.o.OnEpoch(e.Epoch, r.model)
	}
	return nil
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
	where := fmt.Sprintf("interrupted at epoch %d of %d, step %d of %d: the model is what was trained up to here",
		r.at.Epoch, int(r.o.Epochs), r.at.Step, steps)
	if r.o.Path == "" {
		r.o.Observer.Say(where)
		return nil
	}
	if err := r.keepState(r.at); err != nil {
		r.o.Observer.Say(where)
		return err
	}
	r.o.Observer.Say(where + ", and is kept; run again to go on, or with Fresh: true to begin anew")
	return nil
}
