package train_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

// The golden file is PyTorch's training of AE-3 for 64 steps, in
// float64. Another one, of another seed, may be named by SEMINAR_GOLDEN.
//
// Tolerances, from PyTorch's own float32 against its float64 (2e-7 in a loss,
// 3e-7 in a norm, 3e-7 in a pixel, 4e-6 in a code) with room for long float32
// sums in another order. They are not to be widened: something differs then.
const (
	lossTolerance  = 2e-5 // relative
	normTolerance  = 1e-5 // relative
	pixelTolerance = 1e-4
	codeTolerance  = 1e-3
)

type goldenRun struct {
	Loss  []float64
	Norm  map[string]map[string]float64 // by steps taken, by weight
	Grad  map[string]float64            `json:"grad_norm_step_1"`
	Codes [][]float64                   `json:"code_of_first_8_test_images"`
	Image []float64                     `json:"reconstruction_of_test_image_0"`
	Test  float64                       `json:"test_mse_first_1000"`
}

type golden struct {
	Seed        uint64
	FirstDraws  []string           `json:"first_draws"`
	InitialNorm map[string]float64 `json:"initial_norm"`
	Float64     goldenRun
	Denoising   goldenRun `json:"denoising_float64"`
	Quadratic   struct {
		Coupled [][]float64 `json:"adam_coupled"`
		AdamW   [][]float64 `json:"adamw"`
	}
	ReLU []float64 `json:"relu_gradient_at_0_minus0_1"`
}

func loadGolden(t *testing.T) golden {
	path := "testdata/golden_a.json"
	if p := os.Getenv("SEMINAR_GOLDEN"); p != "" {
		path = p
	}
	b, err := os.ReadFile(path)
	ok(t, err)
	var g golden
	ok(t, json.Unmarshal(b, &g))
	if len(g.Float64.Loss) != 64 || len(g.Denoising.Loss) != 64 || len(g.Quadratic.Coupled) != 10 {
		t.Fatalf("%s: not a golden file: %d, %d and %d steps, expected 64, 64 and 10", path,
			len(g.Float64.Loss), len(g.Denoising.Loss), len(g.Quadratic.Coupled))
	}
	return g
}

func TestGoldenInitialWeights(t *testing.T) {
	g := loadGolden(t)
	s := ae.SplitMix64(g.Seed)
	for i, want := range g.FirstDraws {
		if got := fmt.Sprintf("%.17g", s.Uniform()); got != want {
			t.Errorf("draw %d: %s, PyTorch's file has %s", i, got, want)
		}
	}
	m, err := ae.New(open(t), ae.AE3, g.Seed)
	ok(t, err)
	compareNorms(t, "initial", m, g.InitialNorm)
}

func TestGoldenTraining(t *testing.T) {
	g := loadGolden(t)
	x := signed(t, datasets.Train)[:64*128*784]
	parity(t, g, g.Float64, x, x)
}

func TestGoldenDenoising(t *testing.T) {
	g := loadGolden(t)
	x := signed(t, datasets.Train)[:64*128*784]
	masked, draw := slices.Clone(x), ae.SplitMix64(g.Seed+1)
	for i := range masked {
		if draw.Uniform() < 0.3 {
			masked[i] = -1
		}
	}
	parity(t, g, g.Denoising, masked, x)
}

// parity takes the golden file's 64 steps and compares everything it holds.
func parity(t *testing.T, g golden, want goldenRun, input, target []float32) {
	m, err := ae.New(open(t), ae.AE3, g.Seed)
	ok(t, err)
	trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
	ok(t, err)
	const batch = 128 * 784
	compareGradients(t, m, input[:batch], target[:batch], want.Grad)
	worst := 0.0
	for step, wantLoss := range want.Loss {
		at := step * batch
		loss, err := trainer.Step(input[at:at+batch], target[at:at+batch])
		ok(t, err)
		e := relative(loss, wantLoss)
		worst = max(worst, e)
		if e > lossTolerance {
			t.Fatalf("loss of step %d: %.9f, PyTorch %.9f: %.1e apart", step+1, loss, wantLoss, e)
		}
		if norms, given := want.Norm[fmt.Sprint(step+1)]; given {
			compareNorms(t, fmt.Sprintf("after step %d", step+1), m, norms)
		}
	}
	test := signed(t, datasets.Test)
	loss, err := m.Loss(test[:1000*784], nil)
	ok(t, err)
	if e := relative(loss, want.Test); e > lossTolerance {
		t.Errorf("test MSE: %.9f, PyTorch %.9f: %.1e apart", loss, want.Test, e)
	}
	z, err := m.Encode(test[:8*784])
	ok(t, err)
	compare(t, "code", z, slices.Concat(want.Codes...), codeTolerance)
	y, err := m.Reconstruct(test[:784])
	ok(t, err)
	compare(t, "pixel", y, want.Image, pixelTolerance)
	t.Logf("worst loss %.1e apart", worst)
}

func TestGoldenQuadratic(t *testing.T) {
	g := loadGolden(t)
	b := open(t)
	path := func(decay float64) (points [][]float64) {
		store := model.NewStore()
		p, err := store.CreateVariable("/p", tensors.FromFlatDataAndDimensions([]float64{0.5, 0.5}, 2))
		ok(t, err)
		adam := train.Adam{Rate: 0.1, Decay: decay}
		step, err := model.NewExec(b, store, func(scope *model.Scope, centre, weight *Node) *Node {
			scope.SetTraining(centre.Graph(), true)
			f := ReduceAllSum(Mul(weight, Square(Sub(p.NodeValue(centre), centre))))
			adam.UpdateGraph(scope, centre.Graph(), f)
			return f
		})
		ok(t, err)
		for range 10 {
			_, err := step.Call([]float64{1, -2}, []float64{0.5, 5})
			ok(t, err)
			v, err := p.Value()
			ok(t, err)
			points = append(points, tensors.MustCopyFlatData[float64](v))
		}
		return points
	}
	coupled := path(0.1)
	for i, want := range g.Quadratic.Coupled {
		for k := range want {
			if d := math.Abs(coupled[i][k] - want[k]); d > 1e-12 {
				t.Errorf("step %d, p%d: %.15g, PyTorch %.15g", i+1, k, coupled[i][k], want[k])
			}
		}
	}
	// AdamW, and no decay, go elsewhere: the comparison can tell them apart.
	for name, other := range map[string][][]float64{"AdamW": g.Quadratic.AdamW, "no decay": path(0)} {
		if math.Abs(other[9][1]-coupled[9][1]) < 1e-6 {
			t.Errorf("%s gives the same path as coupled decay: the test is blind", name)
		}
	}
}

func TestGoldenReLUGradientAtZero(t *testing.T) {
	g := loadGolden(t)
	net := ae.Net{Encoder: []int{1, 1}, Decoder: []int{1, 1, 1}, Hidden: "relu"}
	for i, x := range []float64{0, math.Copysign(0, -1), 1} {
		m, err := ae.New(open(t), net, 1)
		ok(t, err)
		one := func(name string, v float32) ae.Weight {
			return ae.Weight{Name: name, Dims: []int{1}, Data: []float32{v}}
		}
		w := func(name string, v float32) ae.Weight {
			return ae.Weight{Name: name, Dims: []int{1, 1}, Data: []float32{v}}
		}
		// y = relu(z), z = x: the gradient of the sum of y to the encoder's bias is relu'(x).
		ok(t, m.SetWeights([]ae.Weight{w("encoder.0.weight", 1), one("encoder.0.bias", 0), w("decoder.0.weight", 1),
			one("decoder.0.bias", 0), w("decoder.2.weight", 1), one("decoder.2.bias", 0)}))
		bias := m.Store.GetVariable("/encoder/0/bias")
		gradient, err := model.CallOnce(m.Backend, m.Store, func(scope *model.Scope, x *Node) *Node {
			scope.SetTraining(x.Graph(), true)
			return Gradient(ReduceAllSum(net.Reconstruct(scope, x)), bias.NodeValue(x))[0]
		}, [][]float32{{float32(x)}})
		ok(t, err)
		if got := float64(tensors.MustCopyFlatData[float32](gradient)[0]); got != g.ReLU[i] {
			t.Errorf("gradient of ReLU at %v: %v, PyTorch %v", x, got, g.ReLU[i])
		}
	}
}

func compareGradients(t *testing.T, m *ae.Model, input, target []float32, want map[string]float64) {
	t.Helper()
	var names []string
	grads, err := model.CallOnceN(m.Backend, m.Store, func(scope *model.Scope, x, y *Node) []*Node {
		scope.SetTraining(x.Graph(), true)
		loss := ae.SquaredError.Mean(y, m.Net.Reconstruct(scope, x))
		for v := range scope.IterVariables() {
			names = append(names, v.Path())
		}
		return scope.BuildTrainableVariablesGradientsGraph(loss)
	}, tensors.FromFlatDataAndDimensions(input, len(input)/784, 784), tensors.FromFlatDataAndDimensions(target, len(input)/784, 784))
	ok(t, err)
	if len(grads) != len(want) {
		t.Fatalf("%d gradients, PyTorch has %d", len(grads), len(want))
	}
	for i, grad := range grads {
		compareNorm(t, "gradient of step 1", names[i], tensors.MustCopyFlatData[float32](grad), want)
	}
}

func compareNorms(t *testing.T, when string, m *ae.Model, want map[string]float64) {
	t.Helper()
	weights, err := m.Weights()
	ok(t, err)
	if len(weights) != len(want) {
		t.Fatalf("%d weights, PyTorch has %d", len(weights), len(want))
	}
	for _, w := range weights {
		compareNorm(t, "norm "+when, w.Name, w.Data, want)
	}
}

// compareNorm looks a weight up in the golden file, which numbers the layers
// of a half 0, 1, 2, 3 where PyTorch's Sequential has 0, 2, 4, 6.
func compareNorm(t *testing.T, what, name string, data []float32, norms map[string]float64) {
	t.Helper()
	var half, kind string
	var index int
	if _, err := fmt.Sscanf(dotted(name), "%s %d %s", &half, &index, &kind); err != nil {
		t.Fatalf("weight %q: %v", name, err)
	}
	want, given := norms[fmt.Sprintf("%s.%d.%s", half, index/2, kind)]
	if !given {
		t.Fatalf("the golden file has no %s", name)
	}
	sum := 0.0
	for _, v := range data {
		sum += float64(v) * float64(v)
	}
	if e := relative(math.Sqrt(sum), want); e > normTolerance {
		t.Errorf("%s of %s: %.9g, PyTorch %.9g: %.1e apart", what, name, math.Sqrt(sum), want, e)
	}
}

func compare(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d %ss, PyTorch has %d", len(got), what, len(want))
	}
	for i := range want {
		if d := math.Abs(float64(got[i]) - want[i]); !(d <= tolerance) {
			t.Fatalf("%s %d: %.7f, PyTorch %.7f", what, i, got[i], want[i])
		}
	}
}

func open(t testing.TB) compute.Backend {
	t.Helper()
	b, _, err := backend.Open()
	ok(t, err)
	return b
}
