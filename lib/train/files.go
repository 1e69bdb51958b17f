package train

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gomlx/compute"
	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// At is the name of the file in which a run with Options.Path path keeps the
// weights after an epoch of Options.Keep.
//
//	At("weights/class.safetensors", 5) = "weights/class-epoch-5.safetensors"
func At(path string, epoch int) string {
	return fmt.Sprintf("%s-epoch-%d%s", strings.TrimSuffix(path, ext), epoch, ext)
}

// Kept returns the network as it was after some epochs of a run that names them
// in Options.Keep, or after its last. The run is loaded where its files are, and
// trained where they are not.
//
// Errors: those of Run, an epoch that is not kept, and an interrupted training.
//
// Introduced in notebook 04.
func Kept(b compute.Backend, net ae.Architecture, data Data, o Options, epochs ...int) ([]*ae.Model, error) {
	o = o.withDefaults()
	for _, e := range epochs {
		if e != int(o.Epochs) && !slices.Contains(o.Keep, e) {
			return nil, say.Errorf("train: epoch %d is not kept: expected the last, %d, or one of Keep, %v", e, int(o.Epochs), o.Keep)
		}
	}
	last, h, err := Run(b, net, data, o)
	if err != nil {
		return nil, err
	}
	if h.Interrupted {
		return nil, say.Errorf("train: the training was interrupted, so its later epochs are not there: run again to go on")
	}
	var models []*ae.Model
	for _, e := range epochs {
		m := last
		if e != int(o.Epochs) {
			if m, _, err = Load(b, net, At(h.Path, e)); err != nil {
				return nil, err
			}
		}
		models = append(models, m)
	}
	return models, nil
}

const ext = ".safetensors"

// Partial is where an interrupted run keeps its state.
func Partial(path string) string { return strings.TrimSuffix(path, ext) + ".partial" + ext }

// stateEvery is how often a running training writes its state to a file.
const stateEvery = 10 * time.Second

// Local is where a run keeps its weights if its Path holds those of another
// recipe: that file is not its own to overwrite.
func Local(path string, r Recipe) string {
	sum := sha256.Sum256([]byte(asJSON(r)))
	return fmt.Sprintf("%s-%x.local%s", strings.TrimSuffix(path, ext), sum[:4], ext)
}

// place settles which file is the run's, and reads it.
func (r *run) place() (*file, error) {
	f, err := read(r.o.Path)
	if err == nil && f.made.Recipe != r.recipe && !retrain() {
		own := Local(r.o.Path, r.recipe)
		r.o.Observer.Say(say.Sprintf("%s was made otherwise (%s) and stays; the weights of this run are kept in %s",
			r.o.Path, r.recipe.Differs(f.made.Recipe), filepath.Base(own)))
		r.o.Path = own
		f, err = read(own)
	}
	r.history.Path = r.o.Path
	return f, err
}

// find loads what place read into the model, if that and all that Keep asks for
// is there, and says what it did.
func (r *run) find(f *file, err error) bool {
	for _, k := range r.o.Keep {
		if err == nil && k != int(r.o.Epochs) {
			_, err = os.Stat(At(r.o.Path, k))
		}
	}
	if err == nil {
		err = f.into(r.model, r.o.Path)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.o.Observer.Say(say.Sprintf("%v; training anew", err))
		}
		return false
	}
	*r.history = f.made.History
	r.history.Path, r.history.Loaded = r.o.Path, true
	r.o.Observer.Say(say.Sprintf("found trained weights (%v, seed %d) in %s, loading", r.o.Epochs, r.o.Seed, r.o.Path))
	return true
}

// testAnew sets the history's test losses right where the file that was found has
// those of other test data, was. That of the last epoch is computed; the others
// cannot be, and become NaN. An older file does not say which data it was tested
// on: its losses are taken if the last one comes out again.
func (r *run) testAnew(was string) error {
	if was == r.test {
		return nil
	}
	loss, err := r.testLoss()
	if err != nil {
		return err
	}
	h := r.history
	if old := h.Last().Test; was == "" && math.Abs(loss-old) <= sameLoss*old {
		return nil
	}
	h.Start = math.NaN()
	for i := range h.Epochs {
		h.Epochs[i].Test = math.NaN()
		if i == len(h.Epochs)-1 {
			h.Epochs[i].Test = loss
		}
	}
	r.o.Observer.Say(say.Sprintf("%s was tested on other data: the test loss after its last epoch, %.5g, is computed anew, those before are not known; with Fresh: true they are",
		r.o.Path, loss))
	return nil
}

// sameLoss is how far apart losses on the same data may be, relatively: weights in
// half precision and another backend move them by less than that.
const sameLoss = 2e-3

// resume takes up the state that an interrupted run left, where there is one.
func (r *run) resume() {
	path := Partial(r.o.Path)
	f, err := read(path)
	if err == nil && f.made.Recipe != r.recipe {
		err = say.Errorf("train: %s was made otherwise (%s)", path, r.recipe.Differs(f.made.Recipe))
	}
	if err == nil && f.made.Test != r.test {
		err = say.Errorf("train: %s was tested on other data", path)
	}
	if err == nil {
		err = f.intoTraining(r.model, path)
	}
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.o.Observer.Say(say.Sprintf("%v; training anew", err))
		}
		return
	}
	*r.history, r.at = f.made.History, *f.at
	r.history.Path = r.o.Path
	r.o.Observer.Say(say.Sprintf("found an interrupted training (epoch %d of %d), going on", r.at.Epoch, int(r.o.Epochs)))
}

// keepEpoch writes what is to be kept after an epoch.
func (r *run) keepEpoch() error {
	if slices.Contains(r.o.Keep, r.at.Epoch) {
		if err := saveAs(safetensors.F16, At(r.o.Path, r.at.Epoch), r.model, r.made()); err != nil {
			return err
		}
	}
	if r.o.Path != "" && time.Since(r.saved) > stateEvery && r.at.Epoch < int(r.o.Epochs) {
		r.saved = time.Now()
		return r.keepState(progress{Epoch: r.at.Epoch + 1})
	}
	return nil
}

// keepState writes what an interrupted run needs to go on at a place.
func (r *run) keepState(at progress) error {
	return saveState(Partial(r.o.Path), r.model, r.made(), at)
}

// made is what the run's files say of their making.
func (r *run) made() Made { return Made{Recipe: r.recipe, History: *r.history, Test: r.test} }

// keepResult writes the trained weights; the state of the run is of no use then.
func (r *run) keepResult() error {
	if r.history.Interrupted {
		return nil
	}
	number := safetensors.F32
	if r.o.Half {
		number = safetensors.F16
	}
	if err := saveAs(number, r.o.Path, r.model, r.made()); err != nil {
		return err
	}
	if r.o.Half { // the same numbers now as when the file is loaded
		f, err := read(r.o.Path)
		if err == nil {
			err = f.into(r.model, r.o.Path)
		}
		if err != nil {
			return err
		}
	}
	if err := os.Remove(Partial(r.o.Path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("train: %w", err)
	}
	return nil
}
