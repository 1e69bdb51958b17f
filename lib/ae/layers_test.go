package ae_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"seminar.example/lib/ae"
)

// The layers computed by hand are the decoder.
func TestDecoderLayers(t *testing.T) {
	net := ae.Net{Encoder: []int{6, 5, 2}, Decoder: []int{2, 4, 5, 6}, Hidden: "relu", Output: "tanh"}
	m, err := ae.New(open(t), net, 3)
	ok(t, err)
	weights, biases, activations, err := m.DecoderLayers()
	ok(t, err)
	if fmt.Sprint(activations) != "[relu relu tanh]" || len(weights) != 3 || len(biases[0]) != 4 || len(weights[2]) != 30 {
		t.Fatalf("%q, %d weights, %d biases", activations, len(weights), len(biases))
	}
	x := []float64{0.7, -1.3}
	want, err := m.Decode([]float32{0.7, -1.3})
	ok(t, err)
	for l, w := range weights {
		y := make([]float64, len(biases[l]))
		for o := range y {
			y[o] = float64(biases[l][o])
			for i := range x {
				y[o] += float64(w[o*len(x)+i]) * x[i]
			}
			if activations[l] == "relu" {
				y[o] = max(0, y[o])
			} else {
				y[o] = math.Tanh(y[o])
			}
		}
		x = y
	}
	for i, v := range x {
		if math.Abs(v-float64(want[i])) > 1e-6 { // float32
			t.Errorf("output %d: %v by hand, %v by the decoder", i, v, want[i])
		}
	}
	weights[0][0]++
	if again, err := m.Decode([]float32{0.7, -1.3}); err != nil || again[0] != want[0] {
		t.Errorf("a change of the slices changes the model: %v, %v", again[0], err)
	}
}

func TestDecoderLayersOfConv(t *testing.T) {
	m, err := ae.New(open(t), ae.Conv{Channels: [2]int{2, 2}, Latent: 3}, 1)
	ok(t, err)
	if _, _, _, err := m.DecoderLayers(); err == nil || !strings.Contains(err.Error(), "expected a fully connected Net") {
		t.Errorf("%v", err)
	}
}

func TestFirstUnits(t *testing.T) {
	net := ae.Net{Encoder: []int{3, 4, 2}, Decoder: []int{2, 3}}
	m, err := ae.New(open(t), net, 1)
	ok(t, err)
	weights, err := m.Weights()
	ok(t, err)
	copy(weights[0].Data, []float32{1, 0, -1, 0, 4, -2, 0, 0, 0, 0, 0, -3})
	ok(t, m.SetWeights(weights))
	got, err := m.FirstUnits(4)
	ok(t, err)
	if want := "[[0.5 1 0.25] [0.5 0.5 0] [1 0.5 0] [0.5 0.5 0.5]]"; fmt.Sprint(got) != want {
		t.Errorf("%v, expected %s", got, want)
	}
	for _, n := range []int{0, 5} {
		if _, err := m.FirstUnits(n); err == nil || !strings.Contains(err.Error(), "expected 1 to 4") {
			t.Errorf("%d units: error %v, expected one with the number of units", n, err)
		}
	}
	conv, err := ae.New(open(t), ae.SmallConv, 1)
	ok(t, err)
	if _, err := conv.FirstUnits(1); err == nil || !strings.Contains(err.Error(), "fully connected") {
		t.Errorf("convolutional: error %v, expected one that asks for a Net", err)
	}
}
