package diffusion_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/gomlx/compute"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/diffusion"
	"seminar.example/lib/train"
)

// The golden files are trainings of 64 steps by PyTorch 2.15.0 in float64, and
// samples (testdata/make_torch.py says how to repeat them).
//
// Tolerances as in lib/train: long float32 sums in another order; PyTorch's own
// float32 is apart by 2e-7 in a loss and 2e-6 in a norm. They are not to be widened:
// something differs then. It may be a single ReLU: with other seeds (20, 382) the
// argument of one rounds to the other side of 0 after 40 steps or more, up to which
// all weights agree to 1e-7; from there two right trainings part, as notebook 08
// shows. The seed of the files has no such ReLU.
const (
	lossTolerance  = 2e-5 // relative
	normTolerance  = 1e-5 // relative
	pixelTolerance = 1e-4
)

const goldenBatch = 16

type golden struct {
	Deviation float64
	Initial   map[string]float64 `json:"initial_norms"`
	Gradients map[string]float64 `json:"gradient_norms"`
	Norms     map[string]float64
	Average   map[string]float64 `json:"average_norms"`
	Loss      []float64
	Samples   map[string][]float64
}

// goldenNets are the nets of the golden files.
var goldenNets = map[string]diffusion.Net{
	"unet":    diffusion.UNet{Channels: [2]int{6, 10}},
	"mlp":     diffusion.MLP{Size: 784, Hidden: 8},
	"picture": diffusion.MLP{Size: 784, Hidden: 8, Picture: true},
}

// normals draws as testdata/make_torch.py does.
type normals struct{ ae.SplitMix64 }

func (n *normals) NormFloat64() float64 {
	u := n.Uniform()
	return math.Sqrt(-2*math.Log1p(-u)) * math.Cos(2*math.Pi*n.Uniform())
}

func TestGoldenTraining(t *testing.T) {
	im, err := datasets.MNIST(datasets.Train)
	ok(t, err)
	x := datasets.Signed(im.X[:64*goldenBatch*784])
	mean, deviation, err := diffusion.Moments(x, 784)
	ok(t, err)
	for name, net := range goldenNets {
		t.Run(name, func(t *testing.T) {
			g := loadGolden(t, name)
			near(t, "deviation", deviation, g.Deviation, 1e-7)
			m, err := diffusion.New(open(t), net, mean, deviation, 21)
			ok(t, err)
			compareNorms(t, "initial norm", m, g.Initial, 1e-7)
			trainer, err := diffusion.NewTrainer(m)
			ok(t, err)
			draw, worst := &normals{383}, 0.0
			for step, want := range g.Loss {
				noise, sigma, labels := make([]float32, goldenBatch*784), make([]float32, goldenBatch), make([]uint8, goldenBatch)
				for i := range noise {
					noise[i] = float32(draw.NormFloat64())
				}
				for i := range sigma {
					sigma[i] = float32(math.Exp(-0.8 + 1.3*draw.NormFloat64()))
				}
				for i := range labels {
					labels[i] = im.Labels[step*goldenBatch+i]
					if draw.Uniform() < 0.3 {
						labels[i] = diffusion.NoLabel
					}
				}
				clean := x[step*goldenBatch*784 : (step+1)*goldenBatch*784]
				if step == 0 {
					compareGradients(t, m, clean, noise, sigma, labels, g.Gradients)
				}
				loss, err := trainer.Step(1e-3, clean, noise, sigma, labels)
				ok(t, err)
				e := math.Abs(loss-want) / want
				worst = max(worst, e)
				if !(e <= lossTolerance) {
					t.Fatalf("loss of step %d: %.9f, PyTorch %.9f: %.1e apart", step+1, loss, want, e)
				}
			}
			compareNorms(t, "norm after 64 steps", m, g.Norms, normTolerance)
			compareNorms(t, "norm of the average", trainer.Average, g.Average, normTolerance)
			t.Logf("worst loss %.1e apart", worst)
		})
	}
}

func TestGoldenSamples(t *testing.T) {
	for name, net := range goldenNets {
		m, err := diffusion.New(open(t), net, make([]float32, 784), 1, 1)
		ok(t, err)
		f, err := train.ReadRecord("testdata/torch_" + name + ".safetensors")
		ok(t, err)
		ok(t, m.SetWeights(f.Weights))
		for kind, want := range loadGolden(t, name).Samples {
			y, err := diffusion.Sampler{Kind: diffusion.Kind(kind), Steps: 8}.Sample(m.For([]uint8{3, 10}), 2, 784, &normals{384})
			ok(t, err)
			worst := 0.0
			for i, w := range want {
				d := math.Abs(float64(y[4*i]) - w)
				worst = max(worst, d)
				if !(d <= pixelTolerance) {
					t.Fatalf("%s, %s: pixel %d: %.6f, PyTorch %.6f", name, kind, 4*i, y[4*i], w)
				}
			}
			t.Logf("%s, %s: worst pixel %.1e apart", name, kind, worst)
		}
	}
}

func loadGolden(t *testing.T, name string) (g golden) {
	t.Helper()
	b, err := os.ReadFile("testdata/torch_" + name + ".json")
	ok(t, err)
	ok(t, json.Unmarshal(b, &g))
	if len(g.Loss) != 64 || len(g.Samples) != 3 {
		t.Fatalf("torch_%s.json: %d steps and %d samplers, expected 64 and 3", name, len(g.Loss), len(g.Samples))
	}
	return g
}

func compareNorms(t *testing.T, what string, m *diffusion.Model, want map[string]float64, tolerance float64) {
	t.Helper()
	all, err := m.Weights()
	ok(t, err)
	if len(all) != len(want)+2 { // mean and deviation
		t.Fatalf("%d weights, PyTorch has %d", len(all)-2, len(want))
	}
	for _, w := range all[:len(want)] {
		near(t, what+" of "+w.Name, norm(w.Data), want[w.Name], tolerance)
	}
}

func compareGradients(t *testing.T, m *diffusion.Model, clean, noise, sigma []float32, labels []uint8, want map[string]float64) {
	t.Helper()
	all, err := diffusion.GradientsOf(m, clean, noise, sigma, labels)
	ok(t, err)
	if len(all) != len(want) {
		t.Fatalf("%d gradients, PyTorch has %d", len(all), len(want))
	}
	for name, gradient := range all {
		near(t, "gradient of "+name, norm(gradient), want[name], normTolerance)
	}
}

func norm(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

// near compares relatively; of a norm of 0, such as that of a bias that is 0, absolutely.
func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if d := math.Abs(got - want); !(d <= tolerance*max(math.Abs(want), 1e-3)) {
		t.Errorf("%s: %.9g, PyTorch %.9g", what, got, want)
	}
}

func open(t testing.TB) compute.Backend {
	t.Helper()
	b, _, err := backend.Open()
	ok(t, err)
	return b
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
