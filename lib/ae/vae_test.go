package ae_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
)

// KL against the integral of q·log(q/p), and 0 for the standard normal itself.
func TestKL(t *testing.T) {
	mean := [][]float32{{0, 0, 0}, {1, -0.5, 0.2}}
	logVariance := [][]float32{{0, 0, 0}, {-2, 0.5, 0}}
	log := func(x, mean, variance float64) float64 { // of the density
		return -(x-mean)*(x-mean)/(2*variance) - math.Log(2*math.Pi*variance)/2
	}
	want := 0.
	for j := range 3 {
		m, v := float64(mean[1][j]), math.Exp(float64(logVariance[1][j]))
		const step = 1e-3
		for x := -12.; x < 12; x += step {
			q := log(x, m, v)
			want += step * math.Exp(q) * (q - log(x, 0, 1)) / 2 // the mean over two rows
		}
	}
	out, err := graph.CallOnceN(open(t), func(mean, logVariance *graph.Node) []*graph.Node {
		kl := ae.KL(mean, logVariance)
		return append([]*graph.Node{kl}, graph.Gradient(kl, mean, logVariance)...)
	}, mean, logVariance)
	ok(t, err)
	if got := float64(out[0].Value().(float32)); math.Abs(got-want) > 1e-5 {
		t.Errorf("KL %.6f, the integral is %.6f", got, want)
	}
	for i := range mean {
		for j := range mean[i] {
			dMean, dLog := float64(mean[i][j])/2, (math.Exp(float64(logVariance[i][j]))-1)/4
			if got := out[1].Value().([][]float32)[i][j]; math.Abs(float64(got)-dMean) > 1e-6 {
				t.Errorf("∂KL/∂µ at %d, %d: %g, expected %g", i, j, got, dMean)
			}
			if got := out[2].Value().([][]float32)[i][j]; math.Abs(float64(got)-dLog) > 1e-6 {
				t.Errorf("∂KL/∂log σ² at %d, %d: %g, expected %g", i, j, got, dLog)
			}
		}
	}
}

// The gradient of a sample passes to µ as it is, and to log σ² as ε·σ/2.
func TestSample(t *testing.T) {
	mean, logVariance, noise := [][]float32{{1, -2}}, [][]float32{{0, 2 * math.Ln2}}, [][]float32{{0.5, -3}}
	out, err := graph.CallOnceN(open(t), func(mean, logVariance, noise *graph.Node) []*graph.Node {
		z := ae.Sample(mean, logVariance, noise)
		return append([]*graph.Node{z}, graph.Gradient(graph.ReduceAllSum(z), mean, logVariance)...)
	}, mean, logVariance, noise)
	ok(t, err)
	for i, want := range [][]float32{{1.5, -8}, {1, 1}, {0.25, -3}} {
		for j, got := range out[i].Value().([][]float32)[0] {
			if math.Abs(float64(got-want[j])) > 1e-6 {
				t.Errorf("result %d: %v, expected %v", i, out[i].Value(), want)
			}
		}
	}
}

// With weights by hand: µ = 2x₁−x₂+½, log σ² = x₁; the code of an input is µ.
func TestVAE(t *testing.T) {
	net := ae.VAE{Net: ae.Net{Encoder: []int{2, 2}, Decoder: []int{1, 2}, Output: "tanh"}}
	m, err := ae.New(open(t), net, 1)
	ok(t, err)
	ok(t, m.SetWeights([]ae.Weight{
		weight("encoder.0.weight", []int{2, 2}, 2, -1, 1, 0), weight("encoder.0.bias", []int{2}, 0.5, 0),
		weight("decoder.0.weight", []int{2, 1}, 1, -3), weight("decoder.0.bias", []int{2}, 0, 0.25),
	}))
	x := []float32{1, 2, -0.5, 0}
	plain := tinyModel(t) // has the same means and the same decoder
	for _, f := range []func(*ae.Model) ([]float32, error){
		func(m *ae.Model) ([]float32, error) { return m.Encode(x) },
		func(m *ae.Model) ([]float32, error) { return m.Reconstruct(x) },
		func(m *ae.Model) ([]float32, error) { return m.Decode(x) },
	} {
		got, err := f(m)
		ok(t, err)
		want, err := f(plain)
		ok(t, err)
		for i := range want {
			if len(got) != len(want) || math.Abs(float64(got[i]-want[i])) > 1e-6 {
				t.Fatalf("%v, expected %v", got, want)
			}
		}
	}
	variance, err := model.CallOnce(m.Backend, m.Store, func(scope *model.Scope, x *graph.Node) *graph.Node {
		_, logVariance := net.Posterior(scope, x)
		return logVariance
	}, [][]float32{{1, 2}, {-0.5, 0}})
	ok(t, err)
	if got := slices.Concat(variance.Value().([][]float32)...); !slices.Equal(got, []float32{1, -0.5}) {
		t.Errorf("log σ² is %v, expected [1 -0.5]", got)
	}
	if net.Parameters() != 6+4 || net.Code() != 1 || net.Out() != 2 {
		t.Errorf("%d parameters, code %d, out %d", net.Parameters(), net.Code(), net.Out())
	}
}

func TestVAEErrors(t *testing.T) {
	for want, net := range map[string]ae.Net{
		"must end at twice":       {Encoder: []int{4, 2}, Decoder: []int{2, 4}},
		"every width":             {Encoder: []int{4, 0}, Decoder: []int{0, 4}},
		"must have no activation": {Encoder: []int{4, 2}, Decoder: []int{1, 4}, OnCode: "relu"},
		"unknown activation":      {Encoder: []int{4, 2}, Decoder: []int{1, 4}, Output: "step"},
	} {
		if _, err := ae.New(open(t), ae.VAE{Net: net}, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, expected %q", net, err, want)
		}
	}
	if _, err := ae.New(open(t), ae.VAE{}, 1); err == nil {
		t.Error("a VAE without layers was built")
	}
}
