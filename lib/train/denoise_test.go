package train_test

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// Every step of a run with noise sees a damage of its own, and on every backend
// and in however large calls the same one. The untrained net's losses show it:
// with a learning rate next to nothing a step's loss depends on its input alone.
func TestNoiseIsDrawnAnew(t *testing.T) {
	const batch = 32
	losses := func(seed uint64, noise ae.Noise) []float64 {
		l := &log{}
		o := train.Options{Epochs: 2, Batch: batch, InOrder: true, Rate: 1e-30, Decay: -1, Seed: seed, Noise: noise, Observer: l}
		_, h, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		if h.Start != h.Last().Test {
			t.Errorf("%v: the test loss moved from %v to %v with nothing trained: its noise must stay", noise, h.Start, h.Last().Test)
		}
		return l.losses
	}
	first := losses(4, ae.Noise{Kind: ae.Gaussian, Level: 0.3})
	if again := losses(4, ae.Noise{Kind: ae.Gaussian, Level: 0.3}); !slices.Equal(first, again) {
		t.Error("the same seed gave other noise")
	}
	clean := losses(4, ae.Noise{})
	for i := range 7 {
		if first[i] == first[i+7] {
			t.Errorf("batch %d has the same noise in both epochs", i+1)
		}
		if clean[i] != clean[i+7] {
			t.Errorf("batch %d differs between epochs without noise: %v and %v", i+1, clean[i], clean[i+7])
		}
		if first[i] == clean[i] {
			t.Errorf("batch %d was not damaged", i+1)
		}
	}
}

// A denoising run on points of a plane learns to come back to the plane: it
// ends far nearer to the clean points than its input is.
func TestRunDenoises(t *testing.T) {
	const sigma = 0.2
	plane := train.Data{Train: points(4000, 1), Test: points(500, 2)}
	net := ae.Net{Encoder: []int{4, 32, 2}, Decoder: []int{2, 32, 4}, Hidden: "relu"}
	_, h, err := train.Run(open(t), net, plane, train.Options{
		Epochs: 30, Batch: 64, Rate: 3e-3, Noise: ae.Noise{Kind: ae.Gaussian, Level: sigma},
	})
	ok(t, err)
	// Projecting onto the plane leaves two of the four directions of the noise,
	// half of σ²; knowing where points lie in it leaves less.
	if got, most := h.Last().Test, sigma*sigma/2; got > most || got < most/3 {
		t.Errorf("test loss %.5f, expected between %.5f and %.5f", got, most/3, most)
	}
}

func TestRunByCrossEntropy(t *testing.T) {
	scaled := func(x []float32) []float32 { // from [-1, 2]
		y := make([]float32, len(x))
		for i, v := range x {
			y[i] = (v + 1) / 3
		}
		return y
	}
	data := train.Data{Train: scaled(plane.Train), Test: scaled(plane.Test)}
	net := small
	net.Output = "sigmoid"
	m, h, err := train.Run(open(t), net, data, train.Options{Epochs: 40, Batch: 16, Rate: 1e-2, Loss: ae.CrossEntropy})
	ok(t, err)
	entropy := 0. // the least that any y can reach: x's own entropy, where y = x
	for _, x := range data.Test {
		entropy -= (float64(x)*math.Log(float64(x)) + (1-float64(x))*math.Log(1-float64(x))) / float64(len(data.Test))
	}
	if got := h.Last().Test; got < entropy || got > entropy+0.01 || h.Start < entropy+0.03 {
		t.Errorf("cross-entropy from %.4f to %.4f, expected down to at most 0.01 above %.4f", h.Start, got, entropy)
	}
	loss, err := m.LossBy(ae.CrossEntropy, data.Test, nil)
	ok(t, err)
	if loss != h.Last().Test {
		t.Errorf("the history says %v, the model %v", h.Last().Test, loss)
	}
	for _, o := range []train.Options{{Loss: ae.CrossEntropy}, {Loss: "absolute"}, {Noise: ae.Noise{Kind: "pink"}}} {
		if _, _, err := train.Run(open(t), small, plane, o); err == nil || !strings.HasPrefix(err.Error(), "train: ") {
			t.Errorf("%+v on data in [-1, 2]: %v", o, err)
		}
	}
}

// A result kept in half precision is what the run returns, now and when loaded.
func TestHalf(t *testing.T) {
	o := train.Options{Epochs: 2, Seed: 5, Path: filepath.Join(t.TempDir(), "w.safetensors")}
	exact, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	o.Half, o.Path = true, filepath.Join(t.TempDir(), "half.safetensors")
	m, _, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	again, loaded, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if !loaded.Loaded || !same(weights(t, m), weights(t, again)) {
		t.Error("the run returned other weights than its file holds")
	}
	if same(weights(t, m), weights(t, exact)) {
		t.Error("the weights were not rounded")
	}
	if loss, err := m.Loss(plane.Test, nil); err != nil || relative(loss, h.Last().Test) > halfTolerance {
		t.Errorf("test loss %v after rounding, %v before (%v)", loss, h.Last().Test, err)
	}
}
