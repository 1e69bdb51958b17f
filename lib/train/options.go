package train

import (
	"fmt"
	"os"
	"slices"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Epochs is a length of training. Quick, Lesson and Slides are the presets.
type Epochs int

const (
	Quick  Epochs = 5   // to see it move
	Lesson Epochs = 20  // what the lessons use
	Slides Epochs = 100 // what the slides use
)

// String names the presets: "class, 20 epochs".
func (e Epochs) String() string {
	name := map[Epochs]string{Quick: say.T("quick, "), Lesson: say.T("lesson, "), Slides: say.T("slides, ")}[e]
	if e == 1 {
		return say.T("1 epoch")
	}
	return name + say.Sprintf("%d epochs", int(e))
}

// Data is what a run trains and tests on, row by row, n×d, on one scale.
//
// An autoencoder returns its input. A net that is to return something else, such
// as a classifier, has targets for the rows, n×out; nil: the rows themselves.
type Data struct{ Train, Test, TrainTargets, TestTargets []float32 }

// Options say how to train. The zero value is the slides' way of training
// (slide 11) with seed 0, for Quick epochs, with no file and no display.
type Options struct {
	Epochs  Epochs  // 0: Quick
	Batch   int     // 0: 128; the last batch of an epoch is smaller where n is no multiple
	Rate    float64 // Adam's learning rate; 0: 1e-3
	Decay   float64 // coupled weight decay; 0: 1e-5, below 0: none
	Seed    uint64  // draws the initial weights and the order of each epoch
	InOrder bool    // take the rows in the order given, do not shuffle

	Loss  ae.Loss  // what is minimised, and reported of the test data; its zero value: the squared error
	Noise ae.Noise // damages each batch anew before the net sees it (denoising): the target stays clean; its zero value: none

	// Objective, where it is given, is what is minimised in place of Loss: the losses of
	// steps and epochs are its, those of the test data are Loss.
	Objective Objective

	// Path names the weights file: where it exists, made by the same recipe from
	// the same data, it is loaded and nothing is trained; else the result is
	// written to it, or beside it where it is another recipe's. Where it was tested
	// on other data, the test loss after the last epoch is computed anew, and those
	// before are NaN. An interrupted run leaves its state there too, and the next
	// one goes on with it.
	Path  string
	Keep  []int // epochs whose weights are kept too, for pictures: in files of their own (see At), in half precision
	Half  bool  // keep the result in half precision, in half the bytes; Run returns what the file holds
	Fresh bool  // train anew, whatever files there are

	Observer Observer                           // told what happens; nil: nobody
	OnEpoch  func(epoch int, m *ae.Model) error // called after each epoch trained; an error ends the run
}

// RetrainVar names an environment variable: set to "new", every run with a
// Path trains anew and overwrites the stored weights.
const RetrainVar = "SEMINAR_WEIGHTS"

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
	case net.Out() != d && data.TrainTargets == nil:
		return say.Errorf("train: the net takes %d numbers but returns %d: an autoencoder returns as many as it takes; for another net give Data its targets", d, net.Out())
	case o.Epochs < 0 || o.Batch < 0 || o.Rate < 0:
		return say.Errorf("train: epochs %d, batch %d, learning rate %g: none may be negative", int(o.Epochs), o.Batch, o.Rate)
	case o.Loss.Check() != nil:
		return fmt.Errorf("train: %w", o.Loss.Check())
	case o.Noise.Check() != nil:
		return fmt.Errorf("train: %w", o.Noise.Check())
	case o.checkObjective(data) != nil:
		return o.checkObjective(data)
	case o.Loss == ae.CrossEntropy && (outside(data.Train, 0, 1) || outside(data.TrainTargets, 0, 1)):
		return say.Errorf("train: cross-entropy of data outside [0, 1]: scale it, by datasets.Unit for images, and let the net end in a sigmoid")
	case len(data.Train) == 0 || len(data.Train)%d != 0:
		return say.Errorf("train: %d numbers of training data: expected n×%d, row by row, n at least 1", len(data.Train), d)
	case len(data.Test) == 0 || len(data.Test)%d != 0:
		return say.Errorf("train: %d numbers of test data: expected n×%d, row by row, n at least 1", len(data.Test), d)
	case (data.TrainTargets == nil) != (data.TestTargets == nil):
		return say.Errorf("train: targets of the training data without those of the test data, or the reverse: give both or none")
	case data.TrainTargets != nil && len(data.TrainTargets) != len(data.Train)/d*net.Out():
		return say.Errorf("train: %d numbers of training targets for %d rows: expected %d a row", len(data.TrainTargets), len(data.Train)/d, net.Out())
	case data.TestTargets != nil && len(data.TestTargets) != len(data.Test)/d*net.Out():
		return say.Errorf("train: %d numbers of test targets for %d rows: expected %d a row", len(data.TestTargets), len(data.Test)/d, net.Out())
	}
	for _, k := range o.Keep {
		if k < 1 || k > int(o.Epochs) || o.Path == "" {
			return say.Errorf("train: Keep holds epoch %d: expected 1 to %d, and a Path beside which to keep it", k, int(o.Epochs))
		}
	}
	return nil
}

// outside reports whether any number lies outside [low, high].
func outside(x []float32, low, high float32) bool {
	return slices.ContainsFunc(x, func(v float32) bool { return !(v >= low && v <= high) })
}
