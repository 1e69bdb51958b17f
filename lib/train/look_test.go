package train_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/manifold"
	"seminar.example/lib/train"
)

// scaled is a·x + b.
func scaled(x []float32, a, b float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = a*v + b
	}
	return y
}

// warnings are the observer's lines that warn.
func (l *log) warnings() (w []string) {
	for _, line := range l.lines {
		if strings.HasPrefix(line, "warning: ") {
			w = append(w, line)
		}
	}
	return w
}

// Data that the net cannot learn as it is: one line before the first step, which
// says what to call; and none where the data fits.
func TestDataThatDoesNotFit(t *testing.T) {
	x := signed(t, datasets.Test)[:2000*784]
	unit := datasets.Unit(x)
	half := func(x []float32) train.Data { return train.Data{Train: x[:1000*784], Test: x[1000*784:]} }
	sigmoid, linear := ae.AE3, ae.AE3
	sigmoid.Output, linear.Output = "sigmoid", ""
	masking := ae.Noise{Kind: ae.Masking, Level: 0.3}
	pepper := ae.Noise{Kind: ae.SaltAndPepper, Level: 0.3}
	same := slices.Repeat(x[:784], 1000)
	for name, c := range map[string]struct {
		net  ae.Net
		data train.Data
		o    train.Options
		said []string // in the only line; none: no line
	}{
		"0…255":                {ae.AE3, half(scaled(unit, 255, 0)), train.Options{}, []string{"[0, 255]", "tanh", "[-1, 1]", "divide", "datasets.Signed"}},
		"PyTorch's standard":   {ae.AE3, half(scaled(unit, 1/.3081, -.1307/.3081)), train.Options{}, []string{"[-0.4242, 2.821]", "tanh", "[-1, 1]", "datasets.Signed"}},
		"signed on a sigmoid":  {sigmoid, half(x), train.Options{}, []string{"[-1, 1]", "sigmoid", "[0, 1]", "datasets.Unit"}},
		"0…255 on a sigmoid":   {sigmoid, half(scaled(unit, 255, 0)), train.Options{}, []string{"divide"}},
		"test on other scale":  {ae.AE3, train.Data{Train: x[:1000*784], Test: unit[1000*784:]}, train.Options{}, []string{"test data in [0, 1]", "one scale"}},
		"masking of [0,1]":     {sigmoid, half(unit), train.Options{Noise: masking}, []string{"masking noise writes -1", "Low: 0"}},
		"pepper of [0,1]":      {sigmoid, half(unit), train.Options{Noise: pepper}, []string{"writes -1 and 1", "High: 1"}},
		"one image":            {ae.AE3, train.Data{Train: same, Test: same}, train.Options{}, []string{"all 1000 rows", "the same"}},
		"chances out of tanh":  {ae.AE3, half(unit), train.Options{Loss: ae.CrossEntropy}, []string{"cross-entropy", "tanh", "sigmoid"}},
		"signed":               {ae.AE3, half(x), train.Options{}, nil},
		"unit":                 {sigmoid, half(unit), train.Options{}, nil},
		"unit on tanh":         {ae.AE3, half(unit), train.Options{}, nil},
		"any on nothing":       {linear, half(scaled(x, 3, 7)), train.Options{}, nil},
		"a hair beyond":        {ae.AE3, half(scaled(x, 1.005, 0)), train.Options{}, nil},
		"masking of [-1,1]":    {ae.AE3, half(x), train.Options{Noise: masking}, nil},
		"masking with its Low": {sigmoid, half(unit), train.Options{Noise: ae.Noise{Kind: ae.Masking, Level: 0.3, High: 1}}, nil},
		"few test images":      {ae.AE3, train.Data{Train: x[:1000*784], Test: x[:784]}, train.Options{}, nil},
	} {
		l := &log{stopAt: 1} // so nothing that comes later is in the lines
		c.o.Observer, c.o.Epochs = l, 2
		_, _, err := train.Run(open(t), c.net, c.data, c.o)
		ok(t, err)
		if c.said == nil {
			if len(l.warnings()) > 0 {
				t.Errorf("%s: warns %q, and nothing is wrong", name, l.warnings())
			}
			continue
		}
		if len(l.warnings()) != 1 || strings.Contains(l.warnings()[0], "\n") {
			t.Errorf("%s: %q, expected one line", name, l.lines)
			continue
		}
		for _, part := range c.said {
			if !strings.Contains(l.warnings()[0], part) {
				t.Errorf("%s: %q lacks %q", name, l.warnings()[0], part)
			}
		}
	}
}

// A number that is not finite is found before it spoils a training.
func TestNumbersThatAreNotFinite(t *testing.T) {
	spoilt := func(x []float32, at int, v float64) []float32 {
		x = slices.Clone(x)
		x[at] = float32(v)
		return x
	}
	for want, data := range map[string]train.Data{
		"number 2 of row 1 of the training data is NaN":    {Train: spoilt(plane.Train, 6, math.NaN()), Test: plane.Test},
		"number 0 of row 3 of the test data is +Inf":       {Train: plane.Train, Test: spoilt(plane.Test, 12, math.Inf(1))},
		"number 1 of row 0 of the training targets is NaN": {Train: plane.Train, Test: plane.Test, TrainTargets: spoilt(plane.Train, 1, math.NaN()), TestTargets: plane.Test},
		"number 3 of row 0 of the test targets is -Inf":    {Train: plane.Train, Test: plane.Test, TrainTargets: plane.Train, TestTargets: spoilt(plane.Test, 3, math.Inf(-1))},
	} {
		if _, _, err := train.Run(open(t), small, data, train.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, expected one with %q", err, want)
		}
	}
}

// Weights that the very last step spoils are no result.
func TestLastStepNotFinite(t *testing.T) {
	_, _, err := train.Run(open(t), small, plane, train.Options{Rate: 1e30, Batch: 200, Epochs: 1})
	var bad *train.NotFinite
	if !errors.As(err, &bad) || bad.Epoch != 1 || bad.Rate != 1e30 {
		t.Errorf("error %v, expected *NotFinite at epoch 1", err)
	}
}

// Trainings that go nowhere: one line, which names what is seen and what helps.
func TestTrainingsThatGoNowhere(t *testing.T) {
	x := signed(t, datasets.Train)[:20000*784]
	data := train.Data{Train: x, Test: signed(t, datasets.Test)[:1000*784]}
	raw := train.Data{Train: scaled(datasets.Unit(x), 255, 0), Test: scaled(datasets.Unit(data.Test), 255, 0)}
	dying := ae.Net{Encoder: []int{784, 3}, Decoder: []int{3, 784}, OnCode: "relu", Output: "tanh"}
	for name, c := range map[string]struct {
		net   ae.Net
		data  train.Data
		o     train.Options
		lines int
		said  []string
	}{
		"rate 1":     {ae.AE3, data, train.Options{Rate: 1, Epochs: 2}, 1, []string{"after epoch 1", "mean image", "smaller learning rate than 1 ", "output is the same"}},
		"rate 1e-7":  {ae.AE3, data, train.Options{Rate: 1e-7, Epochs: 2}, 1, []string{"after epoch 1", "mean image", "greater learning rate than 1e-07"}},
		"decay":      {ae.AE3, data, train.Options{Decay: 1, Epochs: 2}, 1, []string{"mean image", "weight decay of 1 "}},
		"dead code":  {dying, data, train.Options{Seed: 1, Epochs: 2}, 1, []string{"the code is the same for all rows", "OnCode"}},
		"few steps":  {ae.AE3, train.Data{Train: x[:256*784], Test: data.Test}, train.Options{Epochs: 1}, 1, []string{"2 steps were taken", "more epochs"}},
		"0…255":      {ae.AE3, raw, train.Options{Epochs: 2}, 2, []string{"after epoch", "as said above"}},
		"as it is":   {ae.AE3, data, train.Options{Seed: 1, Epochs: 2}, 0, nil},
		"small rate": {ae.AE3, data, train.Options{Seed: 1, Epochs: 3, Rate: 1e-4}, 0, nil},
	} {
		l := &log{}
		c.o.Observer = l
		_, h, err := train.Run(open(t), c.net, c.data, c.o)
		ok(t, err)
		w := l.warnings()
		if len(w) != c.lines {
			t.Errorf("%s: %d warnings, expected %d: %q; test loss %.4f, %.4f", name, len(w), c.lines, w, h.Start, h.Last().Test)
			continue
		}
		t.Logf("%s: %q, test loss %.4f", name, w, h.Last().Test)
		for _, part := range c.said {
			if !strings.Contains(w[c.lines-1], part) {
				t.Errorf("%s: %q lacks %q", name, w[c.lines-1], part)
			}
		}
	}
}

// The lessons' trainings that no file stores warn of nothing: notebook 03's on 100
// images and on the spiral, 05's of figures that turn, 06's on a ring.
func TestLessonsWarnOfNothing(t *testing.T) {
	turned := func(n int, seed uint64) []float32 {
		g, err := datasets.Generate(n, datasets.OnlyRotation, seed)
		ok(t, err)
		return g.X
	}
	ring, err := manifold.Ring(4000, 0, 1)
	ok(t, err)
	spirals := make([][]float32, 2)
	for i := range spirals {
		p, err := manifold.Spiral(1000, 0.03, uint64(i+1))
		ok(t, err)
		spirals[i] = p.X
	}
	unit := datasets.Unit(signed(t, datasets.Train)[:100*784])
	for name, c := range map[string]struct {
		net  ae.Net
		data train.Data
		o    train.Options
	}{
		"100 images": {ae.Net{Encoder: []int{784, 256, 32}, Decoder: []int{32, 256, 784}, Hidden: "relu", Output: "sigmoid"},
			train.Data{Train: unit, Test: datasets.Unit(signed(t, datasets.Test)[:1000*784])},
			train.Options{Epochs: 200, Batch: 20, Seed: 1, Decay: -1}},
		"spiral, linear": {ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}},
			train.Data{Train: spirals[0], Test: spirals[1]},
			train.Options{Epochs: 500, Batch: 100, Rate: 0.003, Decay: -1, Seed: 1}},
		"turned": {ae.Net{Encoder: []int{784, 64, 32, 2}, Decoder: []int{2, 32, 64, 784}, Hidden: "tanh", Output: "sigmoid"},
			train.Data{Train: turned(5000, 1), Test: turned(2000, 2)},
			train.Options{Epochs: train.Lesson, Batch: 64, Rate: 2e-3, Seed: 1}},
		"ring": {ae.Net{Encoder: []int{2, 64, 16}, Decoder: []int{16, 64, 2}, Hidden: "tanh"},
			train.Data{Train: ring.X, Test: ring.X[:1000]},
			train.Options{Epochs: 60, Batch: 64, Rate: 2e-3, Decay: -1, Seed: 1, Noise: ae.Noise{Kind: ae.Gaussian, Level: 0.3}}},
	} {
		l := &log{}
		c.o.Observer = l
		_, h, err := train.Run(open(t), c.net, c.data, c.o)
		ok(t, err)
		if w := l.warnings(); len(w) > 0 {
			t.Errorf("%s: warns %q; test loss %.4f, at first %.4f", name, w, h.Last().Test, h.Start)
		}
	}
}
