package ae

import (
	"fmt"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
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

// SetWeights gives the model other weights: by name, in any order.
//
// Errors: a weight that is missing, or has another shape. Then the model keeps
// the weights that it had.
func (m *Model) SetWeights(weights []Weight) error {
	byName := map[string]Weight{}
	for _, w := range weights {
		byName[w.Name] = w
	}
	fits := func(name string, v *model.Variable) error {
		w, ok := byName[name]
		if !ok {
			return fmt.Errorf("weight %q is missing", name)
		}
		if fmt.Sprint(w.Dims) != fmt.Sprint(v.Shape().Dimensions) || len(w.Data) != v.Shape().Size() {
			return fmt.Errorf("weight %q has shape %v, but %v needs %v", name, w.Dims, m.Net, v.Shape().Dimensions)
		}
		return nil
	}
	if err := m.each(fits); err != nil {
		return err
	}
	return m.each(func(name string, v *model.Variable) error {
		w := byName[name]
		return v.SetValue(tensors.FromFlatDataAndDimensions(w.Data, w.Dims...))
	})
}

// each calls f for every weight, in order.
func (m *Model) each(f func(name string, v *model.Variable) error) error {
	for _, l := range m.Net.layers() {
		for _, kind := range []string{"weight", "bias"} {
			name := fmt.Sprintf("%s.%d.%s", l.half, l.index, kind)
			v := m.Store.GetVariable("/" + strings.ReplaceAll(name, ".", "/"))
			if v == nil {
				return fmt.Errorf("ae: the store holds no %s", name)
			}
			if err := f(name, v); err != nil {
				return fmt.Errorf("ae: %w", err)
			}
		}
	}
	return nil
}
