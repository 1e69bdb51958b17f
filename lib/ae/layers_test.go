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

// The layers of a convolutional decoder, computed by the definition, draw what it draws.
func TestDecoderLayersOfConv(t *testing.T) {
	m, err := ae.New(open(t), ae.Conv{Channels: [2]int{2, 3}, Latent: 4}, 1)
	ok(t, err)
	weights, biases, activations, err := m.DecoderLayers()
	ok(t, err)
	if got := strings.Join(activations, " "); got != "relu relu tanh" {
		t.Errorf("activations %q", got)
	}
	z := []float32{1, -2, 0.5, 3}
	x := make([]float64, len(biases[0])) // 3 pictures of 7×7
	for o := range x {
		x[o] = float64(biases[0][o])
		for j, v := range z {
			x[o] += float64(weights[0][4*o+j] * v)
		}
		x[o] = max(0, x[o])
	}
	for l, side := range []int{14, 28} {
		in, half := len(x)/(side*side/4), side/2
		y := make([]float64, len(biases[l+1])*side*side)
		for i := range y {
			o, r, c := i/side/side, i/side%side, i%side
			y[i] = float64(biases[l+1][o])
			for k := range in {
				for tap := range 9 {
					if r, c := r+tap/3-1, c+tap%3-1; r >= 0 && r < side && c >= 0 && c < side {
						y[i] += float64(weights[l+1][(o*in+k)*9+tap]) * x[k*half*half+r/2*half+c/2]
					}
				}
			}
			if l == 0 {
				y[i] = max(0, y[i])
			} else {
				y[i] = math.Tanh(y[i])
			}
		}
		x = y
	}
	want, err := m.Decode(z)
	ok(t, err)
	for i := range want {
		if math.Abs(x[i]-float64(want[i])) > 1e-5 {
			t.Fatalf("pixel %d is %v, expected %v", i, x[i], want[i])
		}
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
