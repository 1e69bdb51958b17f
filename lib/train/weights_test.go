package train_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// halfTolerance is how far rounding weights to 2⁻¹¹ of themselves moves a loss:
// at most a few times as much.
const halfTolerance = 2e-3

// trained makes a weights file and returns its path, the model and the options.
func trained(t testing.TB) (*ae.Model, train.Options) {
	t.Helper()
	o := train.Options{Epochs: 3, Seed: 5, Path: filepath.Join(t.TempDir(), "sub", "w.safetensors"), Keep: []int{1, 2}}
	m, _, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	return m, o
}

func TestFoundWeightsAreLoaded(t *testing.T) {
	m, o := trained(t)
	l := &log{}
	o.Observer = l
	again, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if !h.Loaded || len(l.losses) != 0 || len(h.Epochs) != 3 {
		t.Errorf("loaded %v, %d steps, %d epochs of history", h.Loaded, len(l.losses), len(h.Epochs))
	}
	l.said(t, "found trained weights")
	if h.Backend != open(t).Name() {
		t.Errorf("trained by %q, expected %q", h.Backend, open(t).Name())
	}
	a, err := m.Weights()
	ok(t, err)
	b, err := again.Weights()
	ok(t, err)
	if !same(a, b) {
		t.Error("loaded other weights than were saved")
	}
	early, made, err := train.Load(open(t), small, train.At(o.Path, 1))
	ok(t, err)
	loss, err := early.Loss(plane.Test, nil)
	ok(t, err)
	if len(made.History.Epochs) != 1 || relative(loss, h.Epochs[0].Test) > halfTolerance {
		t.Errorf("weights kept after epoch 1 have test loss %v, the history says %v", loss, h.Epochs[0].Test)
	}
	whole, err := os.Stat(o.Path)
	ok(t, err)
	half, err := os.Stat(train.At(o.Path, 1))
	ok(t, err)
	if whole.Size()-half.Size() < int64(2*small.Parameters()-300) {
		t.Errorf("%d bytes kept of %d, expected two bytes a weight less", half.Size(), whole.Size())
	}
	if made.Versions["go"] == "" {
		t.Errorf("versions %v say no Go", made.Versions)
	}
}

// Weights of another recipe, or of other data, are not taken for these, and are
// not overwritten: the run keeps its own beside them, and finds them again.
func TestOtherRecipeStays(t *testing.T) {
	_, o := trained(t)
	content, err := os.ReadFile(o.Path)
	ok(t, err)
	for name, c := range map[string]struct {
		change func(o *train.Options)
		data   train.Data
		said   string
	}{
		"epochs": {func(o *train.Options) { o.Epochs = 4 }, plane, "epochs 3, expected 4"},
		"seed":   {func(o *train.Options) { o.Seed = 6 }, plane, "seed 5, expected 6"},
		"noise":  {func(o *train.Options) { o.Noise = ae.Noise{Kind: ae.Masking, Level: 0.1} }, plane, "noise as usual, expected"},
		"data":   {func(o *train.Options) {}, train.Data{Train: points(200, 9), Test: plane.Test}, "CRC-32C"},
		"fresh":  {func(o *train.Options) { o.Seed, o.Fresh = 7, true }, plane, "seed 5, expected 7"},
	} {
		l, other := &log{}, o
		other.Observer = l
		c.change(&other)
		m, h, err := train.Run(open(t), small, c.data, other)
		ok(t, err)
		if h.Loaded || h.Path == o.Path {
			t.Errorf("%s: loaded %v, kept in %s", name, h.Loaded, h.Path)
		}
		l.said(t, c.said)
		other.Fresh = false
		again, h, err := train.Run(open(t), small, c.data, other)
		ok(t, err)
		if !h.Loaded || !same(weights(t, m), weights(t, again)) {
			t.Errorf("%s: its own weights are not found again", name)
		}
		if now, err := os.ReadFile(o.Path); err != nil || !slices.Equal(now, content) {
			t.Errorf("%s: the other recipe's file changed, %v", name, err)
		}
	}
	t.Setenv(train.RetrainVar, "new")
	o.Seed = 8
	_, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if h.Path != o.Path {
		t.Errorf("%s=new writes %s, expected the file itself", train.RetrainVar, h.Path)
	}
}

func TestKept(t *testing.T) {
	_, o := trained(t)
	b := open(t)
	models, err := train.Kept(b, small, plane, o, 1, 3)
	ok(t, err)
	_, h, err := train.Run(b, small, plane, o)
	ok(t, err)
	for i, e := range []int{1, 3} {
		if loss, err := models[i].Loss(plane.Test, nil); err != nil || relative(loss, h.Epochs[e-1].Test) > halfTolerance {
			t.Errorf("the network after epoch %d has test loss %v, the history says %v (%v)", e, loss, h.Epochs[e-1].Test, err)
		}
	}
	if _, err := train.Kept(b, small, plane, o, 7); err == nil || !strings.Contains(err.Error(), "[1 2]") {
		t.Errorf("an epoch that is not kept: %v", err)
	}
	if models, err = train.Kept(b, small, plane, train.Options{}, int(train.Quick)); err != nil || len(models) != 1 {
		t.Errorf("the last epoch of the default length: %d models, %v", len(models), err)
	}
	o.Path, o.Observer = filepath.Join(t.TempDir(), "w.safetensors"), &log{stopAt: 1}
	if _, err := train.Kept(b, small, plane, o, 3); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("an interrupted training: %v", err)
	}
	o.Observer = nil // nothing is there: it trains
	if models, err = train.Kept(b, small, plane, o, 2); err != nil || len(models) != 1 {
		t.Errorf("trained when it was not there: %d models, %v", len(models), err)
	}
}

func weights(t *testing.T, m *ae.Model) []ae.Weight {
	t.Helper()
	w, err := m.Weights()
	ok(t, err)
	return w
}

// Every damage ends in one line and a retraining to the same weights.
func TestDamagedWeightsAreRetrained(t *testing.T) {
	m, o := trained(t)
	want, err := m.Weights()
	ok(t, err)
	content, err := os.ReadFile(o.Path)
	ok(t, err)
	other := slices.Clone(content)
	other[len(other)-3] ^= 0x10 // one bit of one weight
	for name, damaged := range map[string][]byte{
		"empty": {}, "truncated": content[:len(content)/2], "one bit": other,
		"zeros": make([]byte, len(content)), "foreign": []byte("#!/bin/sh\necho weights\n"),
		"header": slices.Concat([]byte{255, 255, 255, 255, 255, 255, 255, 127}, content[8:]),
	} {
		ok(t, os.WriteFile(o.Path, damaged, 0o644))
		if _, _, err := train.Load(open(t), small, o.Path); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), o.Path) {
			t.Errorf("%s: Load says %v, expected one line with the file's name", name, err)
		}
		l := &log{}
		o.Observer = l
		again, h, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		got, err := again.Weights()
		ok(t, err)
		if h.Loaded || !same(got, want) {
			t.Errorf("%s: loaded %v, same weights %v", name, h.Loaded, same(got, want))
		}
		l.said(t, "training anew")
	}
}

func TestLoadRefuses(t *testing.T) {
	_, o := trained(t)
	b := open(t)
	if _, _, err := train.Load(b, small, "no/such.safetensors"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	wide := ae.Net{Encoder: []int{4, 9, 2}, Decoder: []int{2, 9, 4}, Hidden: "relu"}
	if _, _, err := train.Load(b, wide, o.Path); err == nil || !strings.Contains(err.Error(), "needs [9 4]") {
		t.Errorf("weights of another net: %v", err)
	}
	deep := ae.Net{Encoder: []int{4, 8, 8, 2}, Decoder: []int{2, 8, 4}, Hidden: "relu"}
	if _, _, err := train.Load(b, deep, o.Path); err == nil {
		t.Error("weights of a shallower net were loaded into a deeper one")
	}
}

// A file that cannot be written loses nothing: the model comes with the error.
func TestUnwritablePath(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	ok(t, os.WriteFile(blocked, nil, 0o644))
	m, h, err := train.Run(open(t), small, plane, train.Options{Path: filepath.Join(blocked, "w.safetensors")})
	if err == nil || m == nil || len(h.Epochs) != int(train.Quick) {
		t.Errorf("error %v, model %v, %d epochs", err, m != nil, len(h.Epochs))
	}
}

// PyTorch's own file: testdata/torch_state_dict.safetensors is the state_dict
// of AE-3 (torch 2.15.0, safetensors.torch.save_file), with what
// PyTorch computes from it in float64 beside it.
func TestTorchStateDictLoads(t *testing.T) {
	m, made, err := train.Load(open(t), ae.AE3, "testdata/torch_state_dict.safetensors")
	ok(t, err)
	if made.Recipe != (train.Recipe{}) {
		t.Errorf("a file of PyTorch's has a recipe: %+v", made.Recipe)
	}
	var want struct {
		Codes [][]float64
		MSE   float64
		First [][]float64 `json:"first_pixels"`
	}
	b, err := os.ReadFile("testdata/torch_state_dict.json")
	ok(t, err)
	ok(t, json.Unmarshal(b, &want))
	x := make([]float32, 4*784)
	for i := range x {
		x[i] = float32(math.Sin(0.01 * float64(i%784) * float64(i/784+1)))
	}
	z, err := m.Encode(x)
	ok(t, err)
	compare(t, "code", z, slices.Concat(want.Codes...), 1e-6)
	y, err := m.Reconstruct(x)
	ok(t, err)
	for row := range want.First {
		compare(t, "pixel", y[row*784:row*784+5], want.First[row], 1e-6)
	}
	loss, err := m.Loss(x, nil)
	ok(t, err)
	if relative(loss, want.MSE) > 1e-6 {
		t.Errorf("mean squared error %.9f, PyTorch %.9f", loss, want.MSE)
	}
}
