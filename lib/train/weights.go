package train

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
	"seminar.example/lib/files"
	"seminar.example/lib/say"
)

// Recipe is what decides the weights of a run.
type Recipe struct {
	Net       string  `json:"net"` // the architecture, as JSON
	Epochs    int     `json:"epochs"`
	Batch     int     `json:"batch"`
	Rate      float64 `json:"rate"`
	Decay     float64 `json:"decay"`
	Seed      uint64  `json:"seed"`
	InOrder   bool    `json:"in_order"`
	Loss      string  `json:"loss,omitempty"`      // the squared error, where it is not there
	Noise     string  `json:"noise,omitempty"`     // as JSON; none, where it is not there
	Objective string  `json:"objective,omitempty"` // by name; none, where it is not there
	Data      string  `json:"data"`                // files.Fingerprint of the training data
}

// Made is what a weights file says of its making. It is the zero value for a
// file that is not ours, such as one from PyTorch.
type Made struct {
	Recipe   Recipe
	History  History
	Test     string            // files.Fingerprint of the data of the history's test losses; "" in old files
	Versions map[string]string // of Go, GoMLX and its backend's module
	Prefix   string            // before the names in the file: "module." of PyTorch's DataParallel, "_orig_mod." of torch.compile, or another
}

func newRecipe(net ae.Architecture, data Data, o Options) Recipe {
	noise := ""
	if o.Noise != (ae.Noise{}) {
		noise = asJSON(o.Noise)
	}
	return Recipe{
		Net: asJSON(net), Epochs: int(o.Epochs), Batch: o.Batch, Rate: o.Rate, Decay: o.Decay, Seed: o.Seed,
		InOrder: o.InOrder, Loss: string(o.Loss), Noise: noise, Objective: o.Objective.Name, Data: fingerprint(data.Train, data.TrainTargets),
	}
}

// fingerprint tells rows apart, and their targets where they have any.
func fingerprint(rows, targets []float32) string {
	f := files.Fingerprint(rows)
	if targets != nil {
		f += "; targets " + files.Fingerprint(targets)
	}
	return f
}

// Differs names what differs between two recipes: "epochs 5, expected 20".
func (r Recipe) Differs(o Recipe) string {
	if o == (Recipe{}) {
		return say.T("it does not say how")
	}
	var was, want map[string]any
	_ = json.Unmarshal([]byte(asJSON(o)), &was) // our own JSON: it parses
	_ = json.Unmarshal([]byte(asJSON(r)), &want)
	var parts []string
	said := func(value any) any { // loss and noise are left out where they are the usual
		if value == nil {
			return say.T("as usual")
		}
		return value
	}
	for k := range was {
		if _, both := want[k]; !both {
			want[k] = nil
		}
	}
	for k := range want {
		if was[k] != want[k] {
			parts = append(parts, say.Sprintf("%s %v, expected %v", k, said(was[k]), said(want[k])))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// saveAs writes the model's weights as safetensors of the type F32 or F16: names,
// shapes and numbers as PyTorch's state_dict has them, and in the metadata how they
// were made and a checksum. The file appears whole or not at all (files.Write).
func saveAs(number safetensors.DType, path string, m *ae.Model, made Made) error {
	weights, err := m.Weights()
	if err != nil {
		return err
	}
	return save(path, number, weights, made, nil)
}

// Load returns the net with the weights of a safetensors file, ours or one in
// which PyTorch stored the state_dict of the same network, as float32, float16,
// bfloat16 or float64. Its names may all begin with a prefix, and other tensors may
// lie beside: the file may be a whole checkpoint. [Made] names the prefix.
//
// Errors: no such file (errors.Is(err, fs.ErrNotExist)), or a file that is
// damaged, truncated, foreign or of another net: one line that names it, for what
// torch.save writes with the Python that makes a weights file of it.
func Load(b compute.Backend, net ae.Architecture, path string) (*ae.Model, *Made, error) {
	m, err := ae.New(b, net, 0)
	if err != nil {
		return nil, nil, err
	}
	f, err := read(path)
	if err == nil {
		err = f.into(m, path)
	}
	if err != nil {
		return nil, nil, err
	}
	return m, &f.made, nil
}

// into gives the file's weights to a model, which keeps its own after an error.
func (f *file) into(m *ae.Model, path string) error {
	prefix, err := ae.Prefix(m.Net, f.weights)
	if err == nil {
		err = m.SetWeights(f.weights)
	}
	if err != nil {
		if len(f.other) > 0 {
			err = say.Errorf("%w; tensors that hold no floating-point numbers are not read: %s", err, strings.Join(f.other, ", "))
		}
		return say.Errorf("train: weights file %s does not fit: %w", path, err)
	}
	f.made.Prefix = prefix
	return nil
}

// saveState writes weights, Adam's moments and the place in the training.
func saveState(path string, m *ae.Model, made Made, at progress) error {
	weights, err := m.Weights()
	if err != nil {
		return err
	}
	for v := range m.Store.Scope(adamScope).IterVariables() {
		t, err := v.Value()
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		data, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		weights = append(weights, ae.Weight{Name: v.Path(), Dims: v.Shape().Dimensions, Data: data})
	}
	return save(path, safetensors.F32, weights, made, &at)
}

// intoTraining gives the file's weights and Adam's variables to a model that was
// not trained yet; after an error it has its own weights.
func (f *file) intoTraining(m *ae.Model, path string) error {
	if f.at == nil {
		return say.Errorf("train: %s holds no state of an interrupted training", path)
	}
	if err := f.into(m, path); err != nil {
		return err
	}
	for _, w := range f.weights {
		if !strings.HasPrefix(w.Name, adamScope+"/") {
			continue
		}
		v, err := m.Store.CreateVariable(w.Name, tensors.FromFlatDataAndDimensions(w.Data, w.Dims...))
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
		v.SetTrainable(false)
	}
	return nil
}

// versions of what computed the weights.
func versions() map[string]string {
	v := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		v["go"] = info.GoVersion
		for _, m := range info.Deps {
			if strings.HasPrefix(m.Path, "github.com/gomlx/") {
				v[m.Path] = m.Version
			}
		}
	}
	return v
}

// asJSON is for values of our own, which always marshal.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
