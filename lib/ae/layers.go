package ae

import (
	"cmp"
	"slices"

	"seminar.example/lib/say"
)

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
		return nil, nil, nil, say.Errorf("ae: layers of %v: expected a Net or a Conv", m.Net)
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

// FirstUnits returns what the n units of the first layer with the largest weights
// look at: for each a weight for every number of the input, as a picture. 0.5 is the
// weight 0, and the largest, either side, is 0 or 1.
//
//	pictures  n×d, the unit with the largest Σ w² first
//
// Errors: an architecture that is not a Net, more units than the layer has.
// Introduced in notebook 06.
func (m *Model) FirstUnits(n int) (pictures [][]float32, err error) {
	net, ok := m.Net.(Net)
	if !ok {
		return nil, say.Errorf("ae: first layer of %v: expected a fully connected Net", m.Net)
	}
	if n < 1 || n > net.Encoder[1] {
		return nil, say.Errorf("ae: %d units of the first layer, expected 1 to %d", n, net.Encoder[1])
	}
	all, err := m.Weights()
	if err != nil {
		return nil, err
	}
	energy := func(w []float32) (sum float64) {
		for _, v := range w {
			sum += float64(v) * float64(v)
		}
		return sum
	}
	units := slices.Collect(slices.Chunk(all[0].Data, net.In()))
	slices.SortStableFunc(units, func(a, b []float32) int { return cmp.Compare(energy(b), energy(a)) })
	for _, w := range units[:n] {
		top, picture := max(slices.Max(w), -slices.Min(w)), make([]float32, len(w))
		for i, v := range w {
			picture[i] = 0.5
			if top > 0 {
				picture[i] += v / (2 * top)
			}
		}
		pictures = append(pictures, picture)
	}
	return pictures, nil
}
