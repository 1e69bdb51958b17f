package diffusion

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"

	"seminar.example/lib/ae"
	"seminar.example/lib/files"
	"seminar.example/lib/say"
	"seminar.example/lib/train"
)

// Data is what a run trains and tests on, n×d, row by row, on the scale on which
// samples are wanted, and the label of each row, 0 to 9; nil: no labels.
type Data struct {
	Train, Test             []float32
	TrainLabels, TestLabels []uint8
}

// Options say how to train. The zero value is the lessons' way, with seed 0.
type Options struct {
	Epochs int     // 0: 12
	Batch  int     // 0: 128; rows that do not fill a batch wait for another epoch
	Rate   float64 // the highest learning rate, of Adam; 0: 2e-3
	Seed   uint64  // draws the initial weights, the order of each epoch, noise and levels

	Path  string // as train.Options: loaded where it is there, of this recipe
	Half  bool   // keep the result in half precision; Run returns what the file holds
	Fresh bool   // train anew, whatever files there are

	Observer train.Observer // told what happens; nil: nobody
}

func (o Options) withDefaults() Options {
	if o.Epochs == 0 {
		o.Epochs = 12
	}
	if o.Batch == 0 {
		o.Batch = 128
	}
	if o.Rate == 0 {
		o.Rate = 2e-3
	}
	if o.Observer == nil {
		o.Observer = silent{}
	}
	o.Fresh = o.Fresh || os.Getenv(train.RetrainVar) == "new"
	return o
}

func (o Options) check(net Net, data Data) error {
	d := net.In()
	switch {
	case o.Epochs < 0 || o.Batch < 0 || o.Rate < 0:
		return say.Errorf("diffusion: epochs %d, batch %d, learning rate %g: none may be negative", o.Epochs, o.Batch, o.Rate)
	case len(data.Test) == 0 || len(data.Test)%d != 0:
		return say.Errorf("diffusion: %d numbers of test data: expected n×%d, row by row, n at least 1", len(data.Test), d)
	case len(data.Train)/d < o.Batch:
		return say.Errorf("diffusion: %d rows of training data do not fill a batch of %d", len(data.Train)/d, o.Batch)
	case data.TrainLabels != nil && len(data.TrainLabels) != len(data.Train)/d,
		data.TestLabels != nil && len(data.TestLabels) != len(data.Test)/d,
		(data.TrainLabels == nil) != (data.TestLabels == nil):
		return say.Errorf("diffusion: %d training labels for %d rows and %d test labels for %d: give one for each row, or none at all",
			len(data.TrainLabels), len(data.Train)/d, len(data.TestLabels), len(data.Test)/d)
	}
	return nil
}

// How noise levels are drawn in a training: ln σ is normal. Source: Karras et al.
// (2022), table 1; the mean is higher than there, where images have colours.
const meanLevel, deviationLevel = -0.8, 1.3

// unlabelled is the share of rows whose label is withheld in a training, so that
// the net also learns to draw without one. Source: J. Ho and T. Salimans,
// "Classifier-free diffusion guidance" (2022), section 3.2.
const unlabelled = 0.3

// Run returns a denoiser for all noise levels, trained as o says, or loads it
// where o.Path has it. Its weights are the averaged ones (see [Trainer]).
//
// In each step every row gets noise of a level of its own, and the loss is
// [Trainer]'s. The learning rate rises for 100 steps and falls along a cosine.
//
// An interrupt (the stop button, Ctrl-C) ends the training after the step at
// hand: Run then returns what was trained up to there with History.Interrupted
// set and no error. With a Path its state is kept beside it, and the next run
// goes on.
//
// Errors: options or data that make no sense, a loss that is no finite number
// (*train.NotFinite), a weights file that cannot be written.
// Cost: an epoch of MNIST is 468 steps.
func Run(b compute.Backend, net Net, data Data, o Options) (*Model, *train.History, error) {
	o = o.withDefaults()
	if err := net.check(); err != nil {
		return nil, nil, err
	}
	if err := o.check(net, data); err != nil {
		return nil, nil, err
	}
	mean, deviation, err := Moments(data.Train, net.In())
	if err != nil {
		return nil, nil, err
	}
	m, err := New(b, net, mean, deviation, o.Seed)
	if err != nil {
		return nil, nil, err
	}
	r := &run{model: m, data: data, o: o, history: &train.History{}}
	if o.Path != "" {
		r.recipe = recipe(net, data, o)
		if done, err := r.found(); done || err != nil {
			return m, r.history, err
		}
	}
	if r.trainer, err = NewTrainer(m); err != nil {
		return nil, nil, err
	}
	if o.Path != "" && !o.Fresh {
		r.resume()
	}
	r.history.Backend = b.Name()
	if err = r.train(); err == nil && o.Path != "" && !r.history.Interrupted {
		err = r.keepResult()
	}
	return r.trainer.Average, r.history, err
}

// recipe is what decides the weights of a run.
func recipe(net Net, data Data, o Options) train.Recipe {
	text, err := json.Marshal(net)
	if err != nil {
		panic(err) // nets of our own always marshal
	}
	rows := files.Fingerprint(data.Train)
	if data.TrainLabels != nil {
		labels := make([]float32, len(data.TrainLabels))
		for i, l := range data.TrainLabels {
			labels[i] = float32(l)
		}
		rows += "; labels " + files.Fingerprint(labels)
	}
	return train.Recipe{Net: string(text), Epochs: o.Epochs, Batch: o.Batch, Rate: o.Rate, Seed: o.Seed,
		Loss: "denoising at all levels", Data: rows}
}

// run is one training while it goes on.
type run struct {
	model   *Model
	trainer *Trainer
	data    Data
	o       Options
	recipe  train.Recipe
	history *train.History
	epoch   int // being trained, from 1; 0: not begun
	step    int // steps of it already taken
	sum     float64
	saved   time.Time // when the state was last written
}

// train takes the steps that remain.
func (r *run) train() (err error) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	defer signal.Stop(stop)
	steps := len(r.data.Train) / r.model.Net.In() / r.o.Batch
	r.o.Observer.Begin(r.o.Epochs, steps)
	defer r.o.Observer.End()
	for _, e := range r.history.Epochs { // what an earlier, interrupted run did
		r.o.Observer.Epoch(e.Epoch, e.Train, e.Test)
	}
	if r.epoch == 0 {
		if r.history.Start, err = r.testLoss(); err != nil {
			return err
		}
		r.epoch = 1
	}
	r.saved = time.Now()
	for ; r.epoch <= r.o.Epochs; r.epoch, r.step, r.sum = r.epoch+1, 0, 0 {
		began, last := time.Now(), 0.0
		order := rand.New(rand.NewPCG(r.o.Seed, uint64(r.epoch))).Perm(len(r.data.Train) / r.model.Net.In())
		for r.step < steps {
			if last, err = r.next(order, steps); err != nil {
				return err
			}
			r.step++
			r.sum += last
			r.history.Steps++
			r.o.Observer.Step(r.epoch, r.step, last)
			select {
			case <-stop:
				return r.interrupted(steps)
			default:
			}
		}
		test, err := r.testLoss()
		if err != nil {
			return err
		}
		e := train.Epoch{Epoch: r.epoch, Train: r.sum / float64(steps), Last: last, Test: test, Seconds: time.Since(began).Seconds()}
		r.history.Epochs = append(r.history.Epochs, e)
		r.o.Observer.Epoch(e.Epoch, e.Train, e.Test)
		if r.o.Path != "" && time.Since(r.saved) > stateEvery && r.epoch < r.o.Epochs {
			r.saved = time.Now()
			if err := r.keepState(r.epoch+1, 0, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// stateEvery is how often a running training writes its state, after an epoch.
const stateEvery = 10 * time.Second

// next takes the step at hand. What it draws depends on the seed, the epoch and
// the step alone, so that a run can go on where another stopped.
func (r *run) next(order []int, steps int) (loss float64, err error) {
	d, batch := r.model.Net.In(), r.o.Batch
	rng := rand.New(rand.NewPCG(r.o.Seed, uint64(r.epoch+1)<<32|uint64(r.step)))
	rows := order[r.step*batch : (r.step+1)*batch]
	clean := make([]float32, 0, batch*d)
	var labels []uint8
	for _, row := range rows {
		clean = append(clean, r.data.Train[row*d:(row+1)*d]...)
		if r.data.TrainLabels != nil {
			label := r.data.TrainLabels[row]
			if rng.Float64() < unlabelled {
				label = NoLabel
			}
			labels = append(labels, label)
		}
	}
	sigma, noise := levels(batch, rng), normal(batch*d, rng)
	loss, err = r.trainer.Step(r.rate(steps), clean, noise, sigma, labels)
	var bad *train.NotFinite
	if errors.As(err, &bad) {
		bad.Epoch, bad.Step = r.epoch, r.step+1
	}
	return loss, err
}

// rate is the learning rate of the step at hand.
func (r *run) rate(steps int) float64 {
	const rise = 100
	t := float64((r.epoch-1)*steps + r.step)
	fall := (1 + math.Cos(math.Pi*t/float64(r.o.Epochs*steps))) / 2
	return r.o.Rate * min(1, (t+1)/rise) * fall
}

// levels draws n noise levels, one in each nth part of their distribution: a
// batch then has seen all of them.
func levels(n int, rng *rand.Rand) []float32 {
	sigma := make([]float32, n)
	for i := range sigma {
		u := (float64(i) + rng.Float64()) / float64(n)
		z := math.Sqrt2 * math.Erfinv(2*min(max(u, 1e-4), 1-1e-4)-1)
		sigma[i] = float32(math.Exp(meanLevel + deviationLevel*z))
	}
	return sigma
}

func normal(n int, rng *rand.Rand) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// testRows is how many test rows the loss after an epoch is taken from.
const testRows = 2048

// testLoss is the loss of the averaged weights on test data, with noise and
// levels that are the same after every epoch.
func (r *run) testLoss() (float64, error) {
	d := r.model.Net.In()
	n := min(testRows, len(r.data.Test)/d)
	rng := rand.New(rand.NewPCG(r.o.Seed, 1<<32))
	sum := 0.0
	for at := 0; at < n; at += rowsACall {
		to := min(at+rowsACall, n)
		var labels []uint8
		if r.data.TestLabels != nil {
			labels = r.data.TestLabels[at:to]
		}
		loss, err := r.trainer.Average.lossOf(r.data.Test[at*d:to*d], normal((to-at)*d, rng), levels(to-at, rng), labels)
		if err != nil {
			return 0, err
		}
		sum += loss * float64(to-at)
	}
	return sum / float64(n), nil
}

// found loads the file of the run, if it is there.
func (r *run) found() (done bool, err error) {
	f, err := train.ReadRecord(r.o.Path)
	if err == nil && f.Made.Recipe != r.recipe && os.Getenv(train.RetrainVar) != "new" {
		own := train.Local(r.o.Path, r.recipe)
		r.o.Observer.Say(say.Sprintf("%s was made otherwise (%s) and stays; the weights of this run are kept in %s",
			r.o.Path, r.recipe.Differs(f.Made.Recipe), filepath.Base(own)))
		r.o.Path = own
		f, err = train.ReadRecord(own)
	}
	r.history.Path = r.o.Path
	if r.o.Fresh {
		return false, nil
	}
	if err == nil {
		err = r.model.SetWeights(f.Weights)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.o.Observer.Say(say.Sprintf("%v; training anew", err))
		}
		return false, nil
	}
	*r.history = f.Made.History
	r.history.Path, r.history.Loaded = r.o.Path, true
	r.o.Observer.Say(say.Sprintf("found trained weights (%d epochs, seed %d) in %s, loading", r.o.Epochs, r.o.Seed, r.o.Path))
	return true, nil
}

// resume takes up the state that an interrupted run left, where there is one.
func (r *run) resume() {
	path := train.Partial(r.o.Path)
	f, err := train.ReadRecord(path)
	if err == nil && f.Made.Recipe != r.recipe {
		err = say.Errorf("diffusion: %s was made otherwise (%s)", path, r.recipe.Differs(f.Made.Recipe))
	}
	if err == nil {
		err = errors.Join(r.trainer.Average.SetWeights(withoutPrefix(averagePrefix, f.Weights)), r.model.SetWeights(f.Weights))
	}
	if err == nil {
		err = r.takeMoments(f.Weights)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.o.Observer.Say(say.Sprintf("%v; training anew", err))
		}
		return
	}
	*r.history = f.Made.History
	r.history.Path = r.o.Path
	r.epoch, r.step, r.sum, r.trainer.steps = f.Epoch, f.Step, f.Sum, f.Made.History.Steps
	r.o.Observer.Say(say.Sprintf("found an interrupted training (epoch %d of %d), going on", r.epoch, r.o.Epochs))
}

const (
	averagePrefix = "average."
	adamPrefix    = "/adam/" // train.Adam's variables
)

// takeMoments gives Adam's variables of a file to a model not trained yet.
func (r *run) takeMoments(all []ae.Weight) error {
	for _, w := range withoutPrefix(adamPrefix, all) {
		v, err := r.model.Store.CreateVariable(adamPrefix+w.Name, tensors.FromFlatDataAndDimensions(w.Data, w.Dims...))
		if err != nil {
			return fmt.Errorf("diffusion: %w", err)
		}
		v.SetTrainable(false)
	}
	return nil
}

// keepState writes what an interrupted run needs to go on at a place.
func (r *run) keepState(epoch, step int, sum float64) error {
	all, err := r.model.Weights()
	if err != nil {
		return err
	}
	average, err := r.trainer.Average.Weights()
	if err != nil {
		return err
	}
	all = append(all, withPrefix(averagePrefix, average)...)
	for v := range r.model.Store.Scope("/adam").IterVariables() {
		t, err := v.Value()
		if err != nil {
			return fmt.Errorf("diffusion: %w", err)
		}
		x, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return fmt.Errorf("diffusion: %w", err)
		}
		all = append(all, ae.Weight{Name: v.Path(), Dims: v.Shape().Dimensions, Data: x})
	}
	f := train.Record{Weights: all, Made: train.Made{Recipe: r.recipe, History: *r.history}, Epoch: epoch, Step: step, Sum: sum}
	return f.Write(train.Partial(r.o.Path), false)
}

// interrupted says what is kept, and keeps it.
func (r *run) interrupted(steps int) error {
	r.history.Interrupted = true
	where := say.Sprintf("interrupted at epoch %d of %d, step %d of %d", r.epoch, r.o.Epochs, r.step, steps)
	if r.o.Path == "" {
		r.o.Observer.Say(where)
		return nil
	}
	r.o.Observer.Say(say.Sprintf("%s; run again to go on, or with Fresh: true to begin anew", where))
	return r.keepState(r.epoch, r.step, r.sum)
}

// keepResult writes the averaged weights, and takes them as the file has them.
func (r *run) keepResult() error {
	all, err := r.trainer.Average.Weights()
	if err != nil {
		return err
	}
	f := &train.Record{Weights: all, Made: train.Made{Recipe: r.recipe, History: *r.history}}
	if err := f.Write(r.o.Path, r.o.Half); err != nil {
		return err
	}
	if f, err = train.ReadRecord(r.o.Path); err != nil {
		return err
	}
	if err := r.trainer.Average.SetWeights(f.Weights); err != nil {
		return err
	}
	if err := os.Remove(train.Partial(r.o.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("diffusion: %w", err)
	}
	return nil
}

// silent is the observer of a run that nobody watches.
type silent struct{}

func (silent) Begin(epochs, steps int)              {}
func (silent) Say(line string)                      {}
func (silent) Step(epoch, step int, loss float64)   {}
func (silent) Epoch(epoch int, train, test float64) {}
func (silent) End()                                 {}
