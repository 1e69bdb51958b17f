package train_test

import (
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// plain is the squared error of the reconstruction, as an objective.
var plain = train.Objective{Name: "plain", Loss: func(scope *model.Scope, in []*Node) *Node {
	return ae.SquaredError.Mean(in[0], small.Reconstruct(scope, in[0]))
}}

// noisy is a denoising autoencoder as an objective: it draws its noise.
var noisy = train.Objective{
	Name: "noisy",
	Draw: func(x []float32, rng *rand.Rand) ([][]float32, error) {
		y, err := ae.Noise{Kind: ae.Gaussian, Level: 0.3}.Add(x, rng)
		return [][]float32{y}, err
	},
	Loss: func(scope *model.Scope, in []*Node) *Node {
		return ae.SquaredError.Mean(in[0], small.Reconstruct(scope, in[1]))
	},
}

// The objective of a reconstruction is its loss: the same steps to the last bit where
// both go one by one, and what Noise damages may be drawn as well.
func TestObjectiveOfAReconstruction(t *testing.T) {
	b := open(t)
	for _, c := range []struct {
		noise ae.Noise
		one   train.Objective
	}{{ae.Noise{}, plain}, {ae.Noise{Kind: ae.Gaussian, Level: 0.3}, noisy}} {
		var losses [2][]float64
		for i, o := range []train.Options{{Noise: c.noise}, {Objective: c.one}} {
			l := &log{}
			o.Epochs, o.Batch, o.Seed, o.Observer = 2, 32, 3, l
			_, _, err := train.Run(b, small, plane, o)
			ok(t, err)
			losses[i] = l.losses
		}
		if len(losses[0]) != len(losses[1]) {
			t.Fatalf("%d and %d steps", len(losses[0]), len(losses[1]))
		}
		for i, want := range losses[0] {
			if e := relative(losses[1][i], want); e > 1e-5 || b.Name() == "go" && e > 0 {
				t.Fatalf("%s: loss %d is %v by the objective, %v by the loss", c.one.Name, i+1, losses[1][i], want)
			}
		}
	}
}

// What an objective draws depends on seed, epoch and step alone. With a learning rate
// next to nothing a step's loss depends on its input alone.
func TestObjectiveDrawsAnew(t *testing.T) {
	losses := func(seed uint64) []float64 {
		l := &log{}
		_, _, err := train.Run(open(t), small, plane, train.Options{Epochs: 2, Batch: 32, InOrder: true, Rate: 1e-30, Decay: -1,
			Seed: seed, Objective: noisy, Observer: l})
		ok(t, err)
		return l.losses
	}
	first := losses(4)
	if !slices.Equal(first, losses(4)) {
		t.Error("the same seed drew otherwise")
	}
	for i := range 7 {
		if first[i] == first[i+7] {
			t.Errorf("batch %d drew the same in both epochs", i+1)
		}
	}
}

// Files tell objectives apart by their names.
func TestObjectiveInTheRecipe(t *testing.T) {
	o := train.Options{Epochs: 1, Objective: plain, Path: filepath.Join(t.TempDir(), "w.safetensors")}
	for i, name := range []string{"plain", "plain", "other"} {
		o.Objective.Name = name
		_, h, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		if h.Loaded != (i == 1) {
			t.Errorf("run %d, %q: loaded %v", i+1, name, h.Loaded)
		}
	}
}

func TestObjectiveErrors(t *testing.T) {
	nameless, lossless, failing, ragged, vector := plain, noisy, noisy, noisy, plain
	nameless.Name, lossless.Loss = "", nil
	failing.Draw = func([]float32, *rand.Rand) ([][]float32, error) { return nil, errors.New("no luck") }
	ragged.Draw = func(x []float32, _ *rand.Rand) ([][]float32, error) { return [][]float32{x[1:]}, nil }
	vector.Loss = func(scope *model.Scope, in []*Node) *Node { return ReduceMean(small.Encode(scope, in[0]), -1) }
	targets := plane
	targets.TrainTargets, targets.TestTargets = plane.Train, plane.Test
	for _, c := range []struct {
		data train.Data
		o    train.Options
		want string
	}{
		{plane, train.Options{Objective: nameless}, "without a Name"},
		{plane, train.Options{Objective: lossless}, "has no Loss"},
		{plane, train.Options{Objective: plain, Noise: ae.Noise{Kind: ae.Gaussian, Level: 1}}, "noise beside"},
		{targets, train.Options{Objective: plain}, "targets beside"},
		{plane, train.Options{Objective: failing}, `"noisy": no luck`},
		{plane, train.Options{Objective: ragged, Batch: 32}, "input 1 holds 127 numbers: expected as many rows as the batch, 32"},
		{plane, train.Options{Objective: vector}, "scalar"},
	} {
		_, _, err := train.Run(open(t), small, c.data, c.o)
		if err == nil || !strings.HasPrefix(err.Error(), "train: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, expected %q", err, c.want)
		}
	}
	m, err := ae.New(open(t), small, 1)
	ok(t, err)
	trainer, err := train.NewTrainer(m, 1e-3, 0)
	ok(t, err)
	if _, err := trainer.StepOn(plane.Train); err == nil || !strings.Contains(err.Error(), "no objective") {
		t.Errorf("StepOn without an objective: %v", err)
	}
	trainer.Objective = plain
	for _, in := range [][][]float32{nil, {nil}, {plane.Train[:5]}} {
		if _, err := trainer.StepOn(in...); err == nil || !strings.Contains(err.Error(), "no batch of n×4") {
			t.Errorf("StepOn of %d slices: %v", len(in), err)
		}
	}
	if _, err := trainer.Step(plane.Train, nil); err == nil || !strings.Contains(err.Error(), "call StepOn") {
		t.Errorf("Step with an objective: %v", err)
	}
}

func TestNormal(t *testing.T) {
	x := train.Normal(100_000, rand.New(rand.NewPCG(1, 0)))
	var sum, square, cube float64
	for _, v := range x {
		sum += float64(v)
		square += float64(v * v)
		cube += float64(v * v * v)
	}
	n := float64(len(x))
	// Five standard errors of mean, mean square and mean cube of n normal numbers.
	if sum/n > 0.016 || sum/n < -0.016 || square/n < 0.977 || square/n > 1.023 || cube/n > 0.062 || cube/n < -0.062 {
		t.Errorf("means of x, x², x³: %.4f, %.4f, %.4f, expected 0, 1, 0", sum/n, square/n, cube/n)
	}
}
