package ae

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// Weight is one tensor of a model, as PyTorch's state_dict has it.
type Weight struct {
	Name string // encoder.0.weight, encoder.0.bias, encoder.2.weight, …
	Dims []int  // [out, in] of a weight, [out] of a bias
	Data []float32
}

// Weights copies the model's weights, in the order of PyTorch's state_dict.
func (m *Model) Weights() ([]Weight, error) {
	var all []Weight
	err := m.each(func(name string, v *model.Variable) error {
		t, err := v.Value()
		if err != nil {
			return err
		}
		data, err := tensors.CopyFlatData[float32](t)
		if err != nil {
			return err
		}
		all = append(all, Weight{name, v.Shape().Dimensions, data})
		return nil
	})
	return all, err
}

// Prefix returns what stands before all names of the net in those of the weights:
// "" for a plain state_dict, "module." where PyTorch's DataParallel saved it,
// "_orig_mod." after torch.compile, or the place in a checkpoint.
//
// Errors: a weight that is missing; more than one prefix.
func Prefix(net Architecture, weights []Weight) (string, error) {
	there := map[string]bool{}
	for _, w := range weights {
		there[w.Name] = true
	}
	lacks := func(prefix string) string { // a name that is not there
		for _, l := range net.layers() {
			for _, name := range l.names() {
				if !there[prefix+name] {
					return prefix + name
				}
			}
		}
		return ""
	}
	missing := lacks("")
	if missing == "" {
		return "", nil
	}
	var prefixes, names []string
	for name := range there {
		names = append(names, fmt.Sprintf("%q", name))
		if prefix, ends := strings.CutSuffix(name, net.layers()[0].names()[0]); ends && strings.HasSuffix(prefix, ".") && lacks(prefix) == "" {
			prefixes = append(prefixes, prefix)
		}
	}
	slices.Sort(prefixes)
	slices.Sort(names)
	switch len(prefixes) {
	case 0:
		const most = 8
		more := ""
		if len(names) > most {
			names, more = names[:most], ", …"
		}
		return "", say.Errorf("ae: weight %q is missing: the names are %s%s", missing, strings.Join(names, ", "), more)
	case 1:
		return prefixes[0], nil
	}
	return "", say.Errorf("ae: the weights of %v are there more than once, behind %q: keep one of them", net, prefixes)
}

// SetWeights gives the model other weights: by name, in any order, behind any
// [Prefix]. What the net does not have is left out.
//
// Errors: those of Prefix; a weight of another shape, or with a number that is not
// finite. Then the model keeps the weights that it had.
func (m *Model) SetWeights(weights []Weight) error {
	prefix, err := Prefix(m.Net, weights)
	if err != nil {
		return err
	}
	byName := map[string]Weight{}
	for _, w := range weights {
		byName[w.Name] = w
	}
	fits := func(name string, v *model.Variable) error {
		w, dims := byName[prefix+name], v.Shape().Dimensions
		if !slices.Equal(w.Dims, dims) || len(w.Data) != v.Shape().Size() {
			if len(dims) == 2 && slices.Equal(w.Dims, []int{dims[1], dims[0]}) {
				return say.Errorf("weight %q has shape %v, but %v needs %v, as PyTorch keeps it: transpose it", w.Name, w.Dims, m.Net, dims)
			}
			return say.Errorf("weight %q has shape %v, but %v needs %v", w.Name, w.Dims, m.Net, dims)
		}
		if i := slices.IndexFunc(w.Data, func(x float32) bool { return x-x != 0 }); i >= 0 {
			return say.Errorf("weight %q holds %v: its training failed", w.Name, w.Data[i])
		}
		return nil
	}
	if err := m.each(fits); err != nil {
		return err
	}
	return m.each(func(name string, v *model.Variable) error {
		w := byName[prefix+name]
		return v.SetValue(tensors.FromFlatDataAndDimensions(w.Data, w.Dims...))
	})
}

// each calls f for every weight, in order.
func (m *Model) each(f func(name string, v *model.Variable) error) error {
	for _, l := range m.Net.layers() {
		for _, name := range l.names() {
			v := m.Store.GetVariable("/" + strings.ReplaceAll(name, ".", "/"))
			if v == nil {
				return say.Errorf("ae: the store holds no %s", name)
			}
			if err := f(name, v); err != nil {
				return fmt.Errorf("ae: %w", err)
			}
		}
	}
	return nil
}
