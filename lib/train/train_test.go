package train_test

import (
	"errors"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// small is a net that trains in milliseconds on points of a plane.
var small = ae.Net{Encoder: []int{4, 8, 2}, Decoder: []int{2, 8, 4}, Hidden: "relu"}

// points are n×4 numbers on a plane: two coordinates tell all four.
func points(n int, seed uint64) []float32 {
	s := ae.SplitMix64(seed)
	x := make([]float32, 0, 4*n)
	for range n {
		u, v := float32(s.Uniform()), float32(s.Uniform())
		x = append(x, u, v, u-v, u+v)
	}
	return x
}

var plane = train.Data{Train: points(200, 1), Test: points(50, 2)}

// log is an observer that writes everything down and can press stop.
type log struct {
	lines  []string
	losses []float64
	epochs []int
	steps  int
	ended  int
	stopAt int // steps after which it interrupts this process
}

func (l *log) Begin(epochs, steps int) { l.steps = steps }
func (l *log) Say(line string)         { l.lines = append(l.lines, line) }
func (l *log) Step(epoch, step int, loss float64) {
	l.losses = append(l.losses, loss)
	if len(l.losses) == l.stopAt {
		interrupt()
	}
}

// interrupt sends this process the signal of Ctrl-C and returns when everybody
// who waits for it has it.
func interrupt() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Signal(os.Interrupt)
	}
	if err != nil {
		panic(err)
	}
	<-c
	signal.Stop(c) // waits for the delivery to all
}

func (l *log) Epoch(epoch int, train, test float64) { l.epochs = append(l.epochs, epoch) }
func (l *log) End()                                 { l.ended++ }

func (l *log) said(t *testing.T, part string) {
	t.Helper()
	if !strings.Contains(strings.Join(l.lines, "\n"), part) {
		t.Errorf("said %q, expected a line with %q", l.lines, part)
	}
}

func TestRunLearns(t *testing.T) {
	l := &log{}
	m, h, err := train.Run(open(t), small, plane, train.Options{Epochs: 30, Batch: 32, Rate: 1e-2, Observer: l})
	ok(t, err)
	if first, last := h.Start, h.Last().Test; !(last < first/10) {
		t.Errorf("test loss went from %.4f to %.4f, expected a tenth at most", first, last)
	}
	loss, err := m.Loss(plane.Test, nil)
	ok(t, err)
	if loss != h.Last().Test {
		t.Errorf("the model's test loss is %v, its history says %v", loss, h.Last().Test)
	}
	// 200 rows in batches of 32: 6 full ones and one of 8.
	if l.steps != 7 || len(l.losses) != 210 || h.Steps != 210 || len(h.Epochs) != 30 || l.ended != 1 {
		t.Errorf("%d steps an epoch, %d losses, %d steps, %d epochs, ended %d times", l.steps, len(l.losses), h.Steps, len(h.Epochs), l.ended)
	}
	l.said(t, "30 epochs of 7 steps at")
}

// The mean loss of an epoch weighs each row once, the smaller last batch too.
func TestEpochMeanWeighsRows(t *testing.T) {
	l := &log{}
	_, h, err := train.Run(open(t), small, plane, train.Options{Epochs: 1, Batch: 32, InOrder: true, Observer: l})
	ok(t, err)
	want := 0.0
	for i, loss := range l.losses {
		want += loss * float64(min(32, 200-32*i)) / 200
	}
	if got := h.Epochs[0].Train; math.Abs(got-want) > 1e-12 {
		t.Errorf("mean loss %v, by hand %v", got, want)
	}
	if got := h.Epochs[0].Last; got != l.losses[6] {
		t.Errorf("loss of the last batch %v, expected %v", got, l.losses[6])
	}
}

func TestSeedDecides(t *testing.T) {
	b := open(t)
	run := func(o train.Options) []ae.Weight {
		o.Epochs = 2
		m, _, err := train.Run(b, small, plane, o)
		ok(t, err)
		w, err := m.Weights()
		ok(t, err)
		return w
	}
	a := run(train.Options{Seed: 1})
	if !same(a, run(train.Options{Seed: 1})) {
		t.Error("the same seed gave other weights")
	}
	for name, o := range map[string]train.Options{
		"seed": {Seed: 2}, "order": {Seed: 1, InOrder: true}, "batch": {Seed: 1, Batch: 64},
		"rate": {Seed: 1, Rate: 2e-3}, "decay": {Seed: 1, Decay: -1},
	} {
		if same(a, run(o)) {
			t.Errorf("another %s gave the same weights", name)
		}
	}
}

func same(a, b []ae.Weight) bool {
	return slices.EqualFunc(a, b, func(x, y ae.Weight) bool {
		return x.Name == y.Name && slices.Equal(x.Dims, y.Dims) && slices.Equal(x.Data, y.Data)
	})
}

// An interrupted run keeps what it has and goes on to the very weights and
// losses that it would have reached uninterrupted, wherever it was stopped.
func TestInterruptAndGoOn(t *testing.T) {
	for _, noise := range []ae.Noise{{}, {Kind: ae.Gaussian, Level: 0.2}} {
		t.Run(noise.String(), func(t *testing.T) { interruptAndGoOn(t, noise) })
	}
}

func interruptAndGoOn(t *testing.T, noise ae.Noise) {
	b := open(t)
	o := train.Options{Epochs: 4, Batch: 32, Seed: 3, Noise: noise}
	whole, history, err := train.Run(b, small, plane, o)
	ok(t, err)
	want, err := whole.Weights()
	ok(t, err)
	for _, stopAt := range []int{1, 7, 10, 27} { // first step, end of an epoch, within one, last but one
		l := &log{stopAt: stopAt}
		o.Path, o.Observer = filepath.Join(t.TempDir(), "plane.safetensors"), l
		_, h, err := train.Run(b, small, plane, o)
		ok(t, err)
		// A backend with loops hears it after the call at hand, of at most 6 steps here.
		if !h.Interrupted || h.Steps < stopAt || h.Steps >= stopAt+6 {
			t.Fatalf("stopped at step %d: interrupted %v after %d steps", stopAt, h.Interrupted, h.Steps)
		}
		l.said(t, "interrupted at epoch")
		if _, err := os.Stat(o.Path); err == nil {
			t.Error("an interrupted run wrote the weights of a whole one")
		}
		l.stopAt, l.lines = -1, nil
		m, h, err := train.Run(b, small, plane, o)
		ok(t, err)
		l.said(t, "going on")
		got, err := m.Weights()
		ok(t, err)
		if !same(got, want) {
			t.Errorf("stopped at step %d and gone on: other weights than in one go", stopAt)
		}
		for i, e := range h.Epochs {
			if w := history.Epochs[i]; e.Train != w.Train || e.Test != w.Test {
				t.Errorf("stopped at step %d: epoch %d has losses %v and %v, in one go %v and %v", stopAt, i+1, e.Train, e.Test, w.Train, w.Test)
			}
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(o.Path), "*")); len(left) != 1 {
			t.Errorf("files left: %q, expected the weights alone", left)
		}
	}
}

func TestInterruptWithoutPath(t *testing.T) {
	l := &log{stopAt: 5}
	m, h, err := train.Run(open(t), small, plane, train.Options{Batch: 32, Observer: l})
	ok(t, err)
	if !h.Interrupted || m == nil {
		t.Error("the model of an interrupted run is lost")
	}
	l.said(t, "the model is what was trained up to here")
}

func TestFreshBeginsAnew(t *testing.T) {
	l := &log{stopAt: 10}
	o := train.Options{Epochs: 2, Batch: 32, Path: filepath.Join(t.TempDir(), "w.safetensors"), Observer: l}
	_, _, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	l.stopAt, l.losses, o.Fresh = -1, nil, true
	_, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if len(l.losses) != 14 || h.Loaded {
		t.Errorf("%d steps, loaded %v: expected all 14 anew", len(l.losses), h.Loaded)
	}
}

func TestNotFinite(t *testing.T) {
	_, h, err := train.Run(open(t), small, plane, train.Options{Rate: 1e30, Batch: 32})
	var bad *train.NotFinite
	if !errors.As(err, &bad) {
		t.Fatalf("error %v, expected *NotFinite", err)
	}
	if bad.Epoch != 1 || bad.Step < 2 || h.Steps != bad.Step-1 {
		t.Errorf("at epoch %d, step %d after %d good steps", bad.Epoch, bad.Step, h.Steps)
	}
	if msg := err.Error(); strings.Contains(msg, "\n") || !strings.Contains(msg, "smaller learning rate than 1e+30") {
		t.Errorf("%q: expected one line that says what to try", msg)
	}
}

func TestBadInput(t *testing.T) {
	b := open(t)
	for name, c := range map[string]struct {
		net  ae.Net
		data train.Data
		o    train.Options
		want string
	}{
		"no data":      {small, train.Data{Test: plane.Test}, train.Options{}, "training data"},
		"ragged":       {small, train.Data{Train: plane.Train[:7], Test: plane.Test}, train.Options{}, "n×4"},
		"half targets": {small, train.Data{Train: plane.Train, Test: plane.Test, TrainTargets: plane.Train}, train.Options{}, "both or none"},
		"few targets":  {small, train.Data{Train: plane.Train, Test: plane.Test, TrainTargets: plane.Train[:8], TestTargets: plane.Test}, train.Options{}, "4 a row"},
		"no test":      {small, train.Data{Train: plane.Train}, train.Options{}, "test data"},
		"negative":     {small, plane, train.Options{Epochs: -1}, "negative"},
		"keep no path": {small, plane, train.Options{Keep: []int{1}}, "Path"},
		"keep beyond":  {small, plane, train.Options{Keep: []int{9}, Path: "w"}, "1 to 5"},
		"no code":      {ae.Net{Encoder: []int{4}, Decoder: []int{4}}, plane, train.Options{}, "at least two widths"},
		"code differs": {ae.Net{Encoder: []int{4, 2}, Decoder: []int{3, 4}}, plane, train.Options{}, "code's size"},
		"not auto":     {ae.Net{Encoder: []int{4, 2}, Decoder: []int{2, 5}}, plane, train.Options{}, "returns as many"},
		"activation":   {ae.Net{Encoder: []int{4, 2}, Decoder: []int{2, 4}, Hidden: "rleu"}, plane, train.Options{}, "rleu"},
	} {
		if _, _, err := train.Run(b, c.net, c.data, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, expected one with %q", name, err, c.want)
		}
	}
}

func TestOnEpoch(t *testing.T) {
	var at []int
	stop := errors.New("enough")
	_, _, err := train.Run(open(t), small, plane, train.Options{OnEpoch: func(epoch int, m *ae.Model) error {
		if at = append(at, epoch); epoch == 3 {
			return stop
		}
		return nil
	}})
	if !errors.Is(err, stop) || !slices.Equal(at, []int{1, 2, 3}) {
		t.Errorf("called at %v, error %v", at, err)
	}
}

// A state that is damaged, or of another recipe, is no beginning: the run says
// so and trains to the weights of a run that was never interrupted.
func TestUnusableStateIsTrainedAnew(t *testing.T) {
	b := open(t)
	o := train.Options{Epochs: 2, Batch: 32, Seed: 3}
	whole, _, err := train.Run(b, small, plane, o)
	ok(t, err)
	for name, spoil := range map[string]func(path string){
		"damaged": func(path string) { ok(t, os.WriteFile(path, []byte("damaged"), 0o644)) },
		"another seed's": func(path string) {
			other := o
			other.Seed, other.Path, other.Fresh, other.Observer = 4, o.Path, true, &log{stopAt: 9}
			_, _, err := train.Run(b, small, plane, other)
			ok(t, err)
		},
	} {
		l := &log{stopAt: 9}
		o.Path, o.Observer = filepath.Join(t.TempDir(), "w.safetensors"), l
		_, h, err := train.Run(b, small, plane, o)
		ok(t, err)
		if !h.Interrupted {
			t.Fatal("the run was not interrupted")
		}
		spoil(strings.TrimSuffix(o.Path, ".safetensors") + ".partial.safetensors")
		l.stopAt, l.lines = -1, nil
		m, h, err := train.Run(b, small, plane, o)
		ok(t, err)
		l.said(t, "training anew")
		if h.Interrupted || !same(weights(t, m), weights(t, whole)) {
			t.Errorf("%s: other weights than of a run in one go", name)
		}
	}
}
