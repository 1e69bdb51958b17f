package ae

import "fmt"

// DecoderLayers returns the decoder as plain slices, one entry a layer, for
// programs that compute it without GoMLX, such as the page of show.DecoderSliders.
//
//	weights      out×in, row-major, as PyTorch keeps them
//	biases       out
//	activations  "", "relu", "tanh" or "sigmoid", applied to weights·x + biases
//
// The slices are copies. Errors: an architecture that is not a Net.
// Introduced in notebook 05.
func (m *Model) DecoderLayers() (weights, biases [][]float32, activations []string, err error) {
	net, ok := m.Net.(Net)
	if !ok {
		return nil, nil, nil, fmt.Errorf("ae: layers of %v: expected a fully connected Net", m.Net)
	}
	all, err := m.Weights()
	if err != nil {
		return nil, nil, nil, err
	}
	// In order: weight and bias of each layer, the encoder's first.
	for i := 2 * (len(net.Encoder) - 1); i < len(all); i += 2 {
		weights, biases = append(weights, all[i].Data), append(biases, all[i+1].Data)
		activations = append(activations, string(net.Hidden))
	}
	activations[len(activations)-1] = string(net.Output)
	return weights, biases, activations, nil
}
