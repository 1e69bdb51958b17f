package scratch_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/pixel"
	"seminar.example/lib/scratch"
	"seminar.example/lib/train"
)

// The tolerances of lib/train's golden tests: PyTorch's float64 is the measure.
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
	InitialNorm map[string]float64 `json:"initial_norm"`
	Float64     goldenRun
	Denoising   goldenRun `json:"denoising_float64"`
}

// loadGolden reads PyTorch's 64 steps with AE-3, lib/train's file
// or the one of another seed that SEMINAR_GOLDEN names.
func loadGolden(t *testing.T) (g golden) {
	path := "../train/testdata/golden_a.json"
	if p := os.Getenv("SEMINAR_GOLDEN"); p != "" {
		path = p
	}
	b, err := os.ReadFile(path)
	ok(t, err)
	ok(t, json.Unmarshal(b, &g))
	if len(g.Float64.Loss) != 64 || len(g.Denoising.Loss) != 64 {
		t.Fatalf("%s: not a golden file: %d and %d steps, expected 64", path, len(g.Float64.Loss), len(g.Denoising.Loss))
	}
	return g
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

// TestGoldenMoved compares 64 steps by the loss of notebook 09, images sheared by
// known angles, with PyTorch's in golden_objectives.json.
func TestGoldenMoved(t *testing.T) {
	b, err := os.ReadFile("../train/testdata/golden_objectives.json")
	ok(t, err)
	var g struct {
		Seed        uint64
		Equivariant goldenRun
	}
	ok(t, json.Unmarshal(b, &g))
	n, draw, worst := ae3(t, g.Seed), ae.SplitMix64(g.Seed+1), 0.0
	im, err := datasets.MNIST(datasets.Train)
	ok(t, err)
	for i, want := range g.Equivariant.Loss {
		x := im.X[i*128*784 : (i+1)*128*784]
		var angles []float64
		var move []float32
		for range 128 {
			degrees := (2*draw.Uniform() - 1) * 30
			angles, move = append(angles, degrees*math.Pi/180), append(move, float32(degrees/10), 0, 0)
		}
		sheared, err := pixel.Sheared(x, 28, 28, angles...)
		ok(t, err)
		loss, err := n.MovedStep(datasets.Signed(x), datasets.Signed(sheared), move, 0.05)
		ok(t, err)
		worst = max(worst, math.Abs(loss-want)/want)
	}
	t.Logf("worst loss %.1e apart", worst)
	if !(worst <= lossTolerance) || len(g.Equivariant.Loss) != 64 {
		t.Errorf("a loss of %d steps is %.1e apart from PyTorch's", len(g.Equivariant.Loss), worst)
	}
	compareNorms(t, "after step 64", n, values, renamed(g.Equivariant.Norm["64"]))
}

// renamed counts layers from 0, where PyTorch counts the ReLUs between them too.
func renamed(norms map[string]float64) map[string]float64 {
	all := map[string]float64{}
	for name, v := range norms {
		var i int
		half, kind := name[:len("encoder.")], name[len("encoder.0"):]
		fmt.Sscan(name[len("encoder."):len("encoder.0")], &i)
		all[fmt.Sprint(half, i/2, kind)] = v
	}
	return all
}

// parity takes the golden file's 64 steps and compares everything it holds.
func parity(t *testing.T, g golden, want goldenRun, input, target []float32) {
	n := ae3(t, g.Seed)
	compareNorms(t, "initial", n, values, g.InitialNorm)
	const batch = 128 * 784
	for i, wantLoss := range want.Loss {
		loss, err := n.Step(input[i*batch:(i+1)*batch], target[i*batch:(i+1)*batch])
		ok(t, err)
		if i == 0 {
			compareNorms(t, "gradient of step 1", n, gradients, want.Grad)
		}
		if e := math.Abs(loss-wantLoss) / wantLoss; !(e <= lossTolerance) {
			t.Fatalf("loss of step %d: %.9f, PyTorch %.9f: %.1e apart", i+1, loss, wantLoss, e)
		}
		if norms, given := want.Norm[fmt.Sprint(i+1)]; given {
			compareNorms(t, fmt.Sprintf("after step %d", i+1), n, values, norms)
		}
	}
	test := signed(t, datasets.Test)
	y, err := n.Reconstruct(test[:1000*784])
	ok(t, err)
	sum := 0.0
	for i := range y {
		sum += float64(y[i]-test[i]) * float64(y[i]-test[i])
	}
	if e := math.Abs(sum/784000-want.Test) / want.Test; !(e <= lossTolerance) {
		t.Errorf("test MSE: %.9f, PyTorch %.9f: %.1e apart", sum/784000, want.Test, e)
	}
	z, err := n.Encode(test[:8*784])
	ok(t, err)
	compare(t, "code", z, slices.Concat(want.Codes...), codeTolerance)
	compare(t, "pixel", y[:784], want.Image, pixelTolerance)
	back, err := n.Decode(z)
	ok(t, err)
	compare(t, "pixel by Decode", back[:784], want.Image, pixelTolerance)
}

// TestAgainstGoMLX takes the same 30 steps here and in GoMLX, with another
// network and batches of another size, and compares every single weight.
//
// Tolerance: the worst weight was 9e-6 apart; a step of Adam is 1e-3.
func TestAgainstGoMLX(t *testing.T) {
	net := ae.Net{Encoder: []int{784, 30, 5}, Decoder: []int{5, 30, 784}, Hidden: "relu", Output: "tanh"}
	b, _, err := backend.Open()
	ok(t, err)
	m, err := ae.New(b, net, 7)
	ok(t, err)
	trainer, err := train.NewTrainer(m, 2e-3, 1e-2)
	ok(t, err)
	n, err := scratch.New(7, 784, 30, 5)
	ok(t, err)
	n.Rate, n.Decay = 2e-3, 1e-2 // so much decay that leaving it out, or decoupling it, is seen
	x := signed(t, datasets.Train)
	for i := range 30 {
		at := x[i*37*784 : (i+1)*37*784]
		want, err := trainer.Step(at, nil)
		ok(t, err)
		loss, err := n.Step(at, nil)
		ok(t, err)
		if e := math.Abs(loss-want) / want; !(e <= lossTolerance) {
			t.Fatalf("loss of step %d: %.9f, GoMLX %.9f", i+1, loss, want)
		}
	}
	weights, err := m.Weights()
	ok(t, err)
	worst := 0.0
	for i, l := range n.Layers {
		w, bias := weights[2*i].Data, weights[2*i+1].Data
		for o := range l.Out {
			worst = max(worst, math.Abs(float64(bias[o]-l.B.Value[o])))
			for k := range l.In {
				worst = max(worst, math.Abs(float64(w[o*l.In+k]-l.W.Value[k*l.Out+o])))
			}
		}
	}
	t.Logf("worst weight %.1e apart", worst)
	if !(worst <= 5e-5) {
		t.Errorf("a weight is %.1e apart from GoMLX's after 30 steps", worst)
	}
}

func values(p *scratch.Parameter) []float32    { return p.Value }
func gradients(p *scratch.Parameter) []float32 { return p.Grad }

// compareNorms compares the norm of every parameter; the golden file counts the
// layers of each half from 0.
func compareNorms(t *testing.T, what string, n *scratch.Net, of func(*scratch.Parameter) []float32, want map[string]float64) {
	t.Helper()
	if len(want) != 2*len(n.Layers) {
		t.Fatalf("%d norms, expected %d", len(want), 2*len(n.Layers))
	}
	for i, l := range n.Layers {
		name := fmt.Sprintf("encoder.%d", i)
		if i >= n.Half {
			name = fmt.Sprintf("decoder.%d", i-n.Half)
		}
		for kind, p := range map[string]*scratch.Parameter{".weight": &l.W, ".bias": &l.B} {
			sum := 0.0
			for _, v := range of(p) {
				sum += float64(v) * float64(v)
			}
			w := want[name+kind]
			if e := math.Abs(math.Sqrt(sum)-w) / w; !(e <= normTolerance) {
				t.Errorf("norm %s of %s: %.9g, PyTorch %.9g: %.1e apart", what, name+kind, math.Sqrt(sum), w, e)
			}
		}
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

func ae3(t testing.TB, seed uint64) *scratch.Net {
	t.Helper()
	n, err := scratch.New(seed, 784, 128, 64, 12, 3)
	ok(t, err)
	return n
}

func signed(t testing.TB, split datasets.Split) []float32 {
	t.Helper()
	im, err := datasets.MNIST(split)
	ok(t, err)
	return datasets.Signed(im.X)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
