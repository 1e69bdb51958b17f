package diffusion

import "github.com/gomlx/gomlx/core/tensors"

// GradientsOf returns the gradient of a batch's loss to each parameter, by name.
func GradientsOf(m *Model, clean, noise, sigma []float32, labels []uint8) (map[string][]float32, error) {
	t, err := NewTrainer(m)
	if err != nil {
		return nil, err
	}
	n := len(sigma)
	hot, err := oneHot(labels, n)
	if err != nil {
		return nil, err
	}
	results, err := t.exec.Call(tensors.FromFlatDataAndDimensions(clean, n, m.Net.In()), tensors.FromFlatDataAndDimensions(noise, n, m.Net.In()),
		tensors.FromFlatDataAndDimensions(sigma, n, 1), tensors.FromFlatDataAndDimensions(hot, n, Labels))
	if err != nil {
		return nil, err
	}
	all := map[string][]float32{}
	for i, p := range m.Net.layers() {
		if all[p.name], err = tensors.CopyFlatData[float32](results[1+i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
