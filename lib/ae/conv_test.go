package ae_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
)

// torchWeights reads a safetensors file as the test needs it.
func torchWeights(t *testing.T, path string) (weights []ae.Weight) {
	t.Helper()
	b, err := os.ReadFile(path)
	ok(t, err)
	st, err := safetensors.Deserialize(b)
	ok(t, err)
	for _, v := range st.Tensors() {
		w := ae.Weight{Name: v.Name}
		for _, d := range v.TensorView.Shape() {
			w.Dims = append(w.Dims, int(d))
		}
		raw := v.TensorView.Data()
		for i := 0; i < len(raw); i += 4 {
			bits := uint32(raw[i]) | uint32(raw[i+1])<<8 | uint32(raw[i+2])<<16 | uint32(raw[i+3])<<24
			w.Data = append(w.Data, math.Float32frombits(bits))
		}
		weights = append(weights, w)
	}
	return weights
}

// The same weights in PyTorch 2.15.0, float64 (testdata/make_torch_conv.py):
// codes, pixels, loss, and the norm of every gradient.
func TestConvIsTorchs(t *testing.T) {
	net := ae.Conv{Channels: [2]int{4, 6}, Latent: 5}
	m, err := ae.New(open(t), net, 1)
	ok(t, err)
	ok(t, m.SetWeights(torchWeights(t, "testdata/torch_conv.safetensors")))
	var want struct {
		Codes, Pixels [][]float64
		MSE           float64
		Gradients     map[string]float64 `json:"gradient_norms"`
	}
	b, err := os.ReadFile("testdata/torch_conv.json")
	ok(t, err)
	ok(t, json.Unmarshal(b, &want))
	x := make([]float32, 4*784)
	for i := range x {
		x[i] = float32(math.Sin(0.01 * float64(i%784) * float64(i/784+1)))
	}
	near := func(what string, got float32, want float64) {
		t.Helper()
		if !(math.Abs(float64(got)-want) <= 2e-6) { // float32 sums of up to 300 products
			t.Errorf("%s: %v, PyTorch %v", what, got, want)
		}
	}
	z, err := m.Encode(x)
	ok(t, err)
	y, err := m.Reconstruct(x)
	ok(t, err)
	for r := range 4 {
		for k, w := range want.Codes[r] {
			near("code", z[5*r+k], w)
		}
		for k, w := range want.Pixels[r] {
			near("pixel", y[784*r+100*k], w)
		}
	}
	loss, err := m.Loss(x, nil)
	ok(t, err)
	near("loss", float32(loss), want.MSE)

	var names []string
	grads, err := model.CallOnceN(m.Backend, m.Store, func(scope *model.Scope, x *Node) []*Node {
		scope.SetTraining(x.Graph(), true)
		loss := ae.SquaredError.Mean(x, net.Reconstruct(scope, x))
		for v := range scope.IterVariables() {
			names = append(names, strings.ReplaceAll(v.Path()[1:], "/", "."))
		}
		return scope.BuildTrainableVariablesGradientsGraph(loss)
	}, tensors.FromFlatDataAndDimensions(x, 4, 784))
	ok(t, err)
	if len(grads) != 12 || len(want.Gradients) != 12 {
		t.Fatalf("%d gradients, PyTorch has %d", len(grads), len(want.Gradients))
	}
	for i, g := range grads {
		sum := 0.0
		for _, v := range tensors.MustCopyFlatData[float32](g) {
			sum += float64(v) * float64(v)
		}
		if w := want.Gradients[names[i]]; math.Abs(math.Sqrt(sum)-w) > 1e-5*w {
			t.Errorf("gradient of %s has norm %v, PyTorch %v", names[i], math.Sqrt(sum), w)
		}
	}
}

func TestConvSizes(t *testing.T) {
	// Σ out·in·9 + out of the convolutions, out·in + out of the two others.
	want := (16*9 + 16) + (32*16*9 + 32) + (16*1568 + 16) + (1568*16 + 1568) + (16*32*9 + 16) + (16*9 + 1)
	if got := ae.SmallConv.Parameters(); got != want || ae.SmallConv.String() != "conv 16-32-16" {
		t.Errorf("%v: %d parameters, expected %d", ae.SmallConv, got, want)
	}
	m, err := ae.New(open(t), ae.SmallConv, 3)
	ok(t, err)
	weights, err := m.Weights()
	ok(t, err)
	bound := 1 / math.Sqrt(16*9)
	for _, w := range weights {
		if w.Name == "encoder.3.weight" && (slices.Max(w.Data) > float32(bound) || slices.Max(w.Data) < float32(0.98*bound)) {
			t.Errorf("%s reaches %v, expected nearly 1/√(16·9) = %v", w.Name, slices.Max(w.Data), bound)
		}
	}
	for _, bad := range []ae.Conv{{}, {Channels: [2]int{1, 0}, Latent: 1}, {Channels: [2]int{1, 1}}} {
		if _, err := ae.New(open(t), bad, 1); err == nil || !strings.Contains(err.Error(), "at least 1") {
			t.Errorf("%+v: error %v", bad, err)
		}
	}
}
