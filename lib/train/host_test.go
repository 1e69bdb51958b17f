package train

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
)

// TestHostAdamIsTheGraphs takes steps with Adam after the graph and within it:
// the weights and the moments must be the same to the bit. Otherwise a run on
// pure Go would, after a few hundred steps, be another one.
func TestHostAdamIsTheGraphs(t *testing.T) {
	b, _, err := backend.Open()
	if err != nil {
		t.Fatal(err)
	}
	if hasLoops(b) {
		t.Skip("on this backend Adam always is within the graph")
	}
	trainer := func() *Trainer {
		m, err := ae.New(b, ae.Net{Encoder: []int{50, 33, 3}, Decoder: []int{3, 33, 50}, Hidden: "relu", Output: "tanh"}, 7)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := NewTrainer(m, 1e-2, 1e-3)
		if err != nil {
			t.Fatal(err)
		}
		return tr
	}
	host, within := trainer(), trainer()
	within.exec, err = model.NewExec(b, within.model.Store, func(scope *model.Scope, input, target *Node) *Node {
		scope.SetTraining(input.Graph(), true)
		return within.step(scope, input, target)
	})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for step := range 200 {
		x := make([]float32, (1+step%3)*50) // batches of several sizes
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		got, err := host.Step(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := within.Step(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatalf("step %d: loss %v, within the graph %v", step, got, want)
		}
	}
	for i, v := range host.variables() {
		got, want := numbers(t, v), numbers(t, within.variables()[i])
		if !slices.Equal(got, want) {
			t.Errorf("%s differs from that of the graph: %v, %v …", v.Path(), got[:1], want[:1])
		}
	}
	if n := numbers(t, host.variables()[len(host.variables())-1]); n[0] != 200 {
		t.Errorf("%v steps are counted, expected 200", n)
	}
}

func numbers(t *testing.T, v *model.Variable) []float32 {
	t.Helper()
	value, err := v.Value()
	if err != nil {
		t.Fatal(err)
	}
	x, err := tensors.CopyFlatData[float32](value)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestAdamPart compares the kernel of this machine with the plain one, for ends
// that fill no register and numbers of every size.
func TestAdamPart(t *testing.T) {
	if reflect.ValueOf(adamPart).Pointer() == reflect.ValueOf(adamScalar).Pointer() {
		t.Skip("no SIMD in this build or on this processor: nothing to compare")
	}
	rng := rand.New(rand.NewPCG(3, 4))
	r := Adam{Rate: 1e-3, Decay: 1e-5}.rates(5)
	for n := range 40 {
		var a, b [4][]float32 // p, g, m, v
		for k := range a {
			a[k] = make([]float32, n)
			for i := range a[k] {
				a[k][i] = float32(rng.NormFloat64() * math.Pow(10, float64(rng.IntN(30)-20)))
				if k == 3 {
					a[k][i] = float32(math.Abs(float64(a[k][i])))
				}
			}
			b[k] = slices.Clone(a[k])
		}
		adamPart(a[0], a[1], a[2], a[3], r)
		adamScalar(b[0], b[1], b[2], b[3], r)
		for k := range a {
			if !slices.Equal(a[k], b[k]) {
				t.Errorf("%d numbers, array %d: %v, plain %v", n, k, a[k], b[k])
			}
		}
	}
}
