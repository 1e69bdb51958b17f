package train_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/pixel"
	"seminar.example/lib/train"
)

// goldenObjectives is testdata/golden_objectives.json, 64 steps of PyTorch in float64
// by objectives that see codes: make_golden_objectives.py beside it says what they
// are. Another file, of another seed, may be named by SEMINAR_GOLDEN_OBJECTIVES. The
// tolerances are those of golden_a.json.
type goldenObjectives struct {
	Seed             uint64
	Equivariant, VAE struct {
		goldenRun
		Drawn   []float64
		Sheared []float64 `json:"sheared_image_0"`
	}
}

func loadGoldenObjectives(t *testing.T) (g goldenObjectives) {
	path := "testdata/golden_objectives.json"
	if p := os.Getenv("SEMINAR_GOLDEN_OBJECTIVES"); p != "" {
		path = p
	}
	b, err := os.ReadFile(path)
	ok(t, err)
	ok(t, json.Unmarshal(b, &g))
	if len(g.Equivariant.Loss) != 64 || len(g.VAE.Loss) != 64 {
		t.Fatalf("%s: %d and %d steps, expected 64", path, len(g.Equivariant.Loss), len(g.VAE.Loss))
	}
	return g
}

const goldenRows = 64 * 128

// An autoencoder that is told by how much images are sheared.
func TestGoldenEquivariant(t *testing.T) {
	g := loadGoldenObjectives(t)
	want, x := g.Equivariant, signed(t, datasets.Train)[:goldenRows*784]
	draw, at := ae.SplitMix64(g.Seed+1), 0
	objective := train.Objective{
		Name: "equivariant",
		Draw: func(x []float32, _ *rand.Rand) ([][]float32, error) {
			var angles []float64
			var moved []float32
			for range len(x) / 784 {
				degrees := (2*draw.Uniform() - 1) * 30
				if at < len(want.Drawn) && math.Abs(degrees-want.Drawn[at]) > 1e-8 {
					t.Errorf("angle %d: %v, PyTorch's file has %v", at, degrees, want.Drawn[at])
				}
				at++
				angles = append(angles, degrees*math.Pi/180)
				moved = append(moved, float32(degrees/10), 0, 0)
			}
			sheared, err := pixel.Sheared(datasets.Unit(x), 28, 28, angles...)
			sheared = datasets.Signed(sheared)
			if err == nil && at == 128 {
				compare(t, "sheared pixel", sheared[:784], want.Sheared, 1e-6)
			}
			return [][]float32{sheared, moved}, err
		},
		Loss: func(scope *model.Scope, in []*Node) *Node {
			x, sheared, z := in[0], in[1], ae.AE3.Encode(scope, in[0])
			far := Add(z, in[2])
			same := ae.SquaredError.Mean(x, ae.AE3.Decode(scope, z))
			moved := ae.SquaredError.Mean(sheared, ae.AE3.Decode(scope, far))
			code := ae.SquaredError.Mean(far, ae.AE3.Encode(scope, sheared))
			return Add(MulScalar(Add(same, moved), 0.5), MulScalar(code, 0.05))
		},
	}
	objectiveParity(t, g.Seed, ae.AE3, objective, want.goldenRun, x, signed(t, datasets.Test)[:1000*784])
}

func TestGoldenVAE(t *testing.T) {
	g := loadGoldenObjectives(t)
	net := ae.VAE{Net: ae.Net{Encoder: []int{784, 128, 64, 20}, Decoder: []int{10, 64, 128, 784}, Hidden: "relu", Output: "sigmoid"}}
	draw, at := ae.SplitMix64(g.Seed+2), 0
	objective := train.Variational(net, 4)
	objective.Draw = func(x []float32, _ *rand.Rand) ([][]float32, error) {
		noise := make([]float32, len(x)/784*10)
		for i := range noise {
			u, v := draw.Uniform(), draw.Uniform()
			e := math.Sqrt(-2*math.Log(1-u)) * math.Cos(2*math.Pi*v)
			if at < len(g.VAE.Drawn) && math.Abs(e-g.VAE.Drawn[at]) > 1e-8 {
				t.Errorf("noise %d: %v, PyTorch's file has %v", at, e, g.VAE.Drawn[at])
			}
			at++
			noise[i] = float32(e)
		}
		return [][]float32{noise}, nil
	}
	unit := func(split datasets.Split, n int) []float32 {
		im, err := datasets.MNIST(split)
		ok(t, err)
		return im.X[:n*784]
	}
	objectiveParity(t, g.Seed, net, objective, g.VAE.goldenRun, unit(datasets.Train, goldenRows), unit(datasets.Test, 1000))
}

// objectiveParity trains the 64 steps as Run does, and compares everything that the
// golden file holds.
func objectiveParity(t *testing.T, seed uint64, net ae.Architecture, objective train.Objective, want goldenRun, x, test []float32) {
	m, err := ae.New(open(t), net, seed)
	ok(t, err)
	trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
	ok(t, err)
	trainer.Objective = objective
	worst := 0.0
	for step, wantLoss := range want.Loss {
		batch := x[step*128*784 : (step+1)*128*784]
		drawn, err := objective.Draw(batch, nil)
		ok(t, err)
		loss, err := trainer.StepOn(append([][]float32{batch}, drawn...)...)
		ok(t, err)
		e := relative(loss, wantLoss)
		worst = max(worst, e)
		if e > lossTolerance {
			t.Fatalf("loss of step %d: %.9f, PyTorch %.9f: %.1e apart", step+1, loss, wantLoss, e)
		}
		norms, given := want.Norm[fmt.Sprint(step+1)]
		if !given {
			continue
		}
		weights, err := m.Weights()
		ok(t, err)
		if len(weights) != len(norms) {
			t.Fatalf("%d weights, PyTorch has %d", len(weights), len(norms))
		}
		for _, w := range weights {
			sum := 0.0
			for _, v := range w.Data {
				sum += float64(v) * float64(v)
			}
			if e := relative(math.Sqrt(sum), norms[w.Name]); !(e <= normTolerance) {
				t.Errorf("norm of %s after step %d: %.9g, PyTorch %.9g: %.1e apart", w.Name, step+1, math.Sqrt(sum), norms[w.Name], e)
			}
		}
	}
	loss, err := m.Loss(test, nil)
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
