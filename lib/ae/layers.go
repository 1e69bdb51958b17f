package ae

import "fmt"

// DecoderLayers returns the decoder as plain slices, one entry a layer, for
// programs that compute it without GoMLX, such as the page of show.Traverse.
//
//	weights      out×in, row-major, as PyTorch keeps them; of Conv's second and third
//	             layer out×in×3×3: each pixel four times, then a 3×3 convolution with
//	             one pixel of zeros around
//	biases       out
//	activations  "", "relu", "tanh" or "sigmoid", applied to weights·x + biases
//
// The slices are copies. Errors: an architecture that is neither a Net nor a Conv.
// Introduced in notebooks 03 and 05.
func (m *Model) DecoderLayers() (weights, biases [][]float32, activations []string, err error) {
	var hidden Activation
	first := 0 // layer of the decoder
	switch net := m.Net.(type) {
	case Net:
		hidden, first = net.Hidden, len(net.Encoder)-1
	case Conv:
		hidden, first = "relu", 3
	default:
		return nil, nil, nil, fmt.Errorf("ae: layers of %v: expected a Net or a Conv", m.Net)
	}
	all, err := m.Weights()
	if err != nil {
		return nil, nil, nil, err
	}
	for i := 2 * first; i < len(all); i += 2 { // weight and bias of each layer in turn
		weights, biases = append(weights, all[i].Data), append(biases, all[i+1].Data)
		activations = append(activations, string(hidden))
	}
	activations[len(activations)-1] = string(m.Net.output())
	return weights, biases, activations, nil
}
