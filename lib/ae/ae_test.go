package ae_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB) compute.Backend {
	t.Helper()
	b, _, err := backend.Open()
	ok(t, err)
	return b
}

// tiny is a net small enough to compute by hand.
var tiny = ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}, Output: "tanh"}

func weight(name string, dims []int, data ...float32) ae.Weight {
	return ae.Weight{Name: name, Dims: dims, Data: data}
}

func tinyModel(t testing.TB) *ae.Model {
	t.Helper()
	m, err := ae.New(open(t), tiny, 1)
	ok(t, err)
	ok(t, m.SetWeights([]ae.Weight{
		weight("encoder.0.weight", []int{1, 2}, 2, -1), weight("encoder.0.bias", []int{1}, 0.5),
		weight("decoder.0.weight", []int{2, 1}, 1, -3), weight("decoder.0.bias", []int{2}, 0, 0.25),
	}))
	return m
}

func TestParameters(t *testing.T) {
	for _, c := range []struct {
		net  ae.Net
		want int
		text string
	}{
		{ae.AE3, 219891, "784-128-64-12-3-12-64-128-784"}, // slide 10: Σ out·in + out
		{ae.Net{Encoder: []int{784, 32}, Decoder: []int{32, 784}}, 784*32 + 32 + 32*784 + 784, "784-32-784"},
		{tiny, 2 + 1 + 2 + 2, "2-1-2"},
	} {
		if got := c.net.Parameters(); got != c.want || c.net.String() != c.text {
			t.Errorf("%v: %d parameters, expected %v with %d", c.net, got, c.text, c.want)
		}
	}
}

// z = 2x₁ − x₂ + 0.5, y = (tanh z, tanh(0.25 − 3z)), by hand.
func TestModelByHand(t *testing.T) {
	m := tinyModel(t)
	x := []float32{1, 2, 0, 0.5, -1, 1}
	z, err := m.Encode(x)
	ok(t, err)
	if want := []float32{0.5, 0, -2.5}; !slices.Equal(z, want) {
		t.Errorf("codes %v, by hand %v", z, want)
	}
	y, err := m.Reconstruct(x)
	ok(t, err)
	again, err := m.Decode(z)
	ok(t, err)
	sum := 0.0
	for i, z := range []float64{0.5, 0, -2.5} {
		want := []float64{math.Tanh(z), math.Tanh(0.25 - 3*z)}
		e := 0.0
		for k, w := range want {
			if math.Abs(float64(y[2*i+k])-w) > 1e-6 || y[2*i+k] != again[2*i+k] {
				t.Errorf("row %d: reconstruction %v, decoded %v, by hand %v", i, y[2*i:2*i+2], again[2*i:2*i+2], want)
			}
			d := w - float64(x[2*i+k])
			e += d * d / 2
		}
		if loss, err := m.Loss(x[2*i:2*i+2], nil); err != nil || math.Abs(loss-e) > 1e-6 {
			t.Errorf("row %d: loss %v, error %v, by hand %v", i, loss, err, e)
		}
		sum += e / 3
	}
	loss, err := m.Loss(x, nil)
	ok(t, err)
	if math.Abs(loss-sum) > 1e-6 {
		t.Errorf("loss %v, by hand %v", loss, sum)
	}
}

// Rows are computed some hundreds a call: their number must not matter.
func TestAnyNumberOfRows(t *testing.T) {
	m := tinyModel(t)
	s := ae.SplitMix64(3)
	x := make([]float32, 2*1203)
	for i := range x {
		x[i] = float32(s.Uniform())
	}
	all, err := m.Reconstruct(x)
	ok(t, err)
	for _, n := range []int{0, 1, 499, 500, 501, 1203} {
		some, err := m.Reconstruct(x[:2*n])
		ok(t, err)
		if !slices.Equal(some, all[:2*n]) {
			t.Errorf("the first %d rows alone are reconstructed otherwise than among 1203", n)
		}
	}
}

func TestActivations(t *testing.T) {
	x := []float32{-2, 0, 3}
	for a, f := range map[ae.Activation]func(float64) float64{
		"": func(x float64) float64 { return x }, "relu": func(x float64) float64 { return max(x, 0) },
		"tanh": math.Tanh, "sigmoid": func(x float64) float64 { return 1 / (1 + math.Exp(-x)) },
	} {
		m, err := ae.New(open(t), ae.Net{Encoder: []int{1, 1}, Decoder: []int{1, 1}, Output: a}, 1)
		ok(t, err)
		one := []int{1, 1}
		ok(t, m.SetWeights([]ae.Weight{weight("encoder.0.weight", one, 1), weight("encoder.0.bias", one[:1], 0),
			weight("decoder.0.weight", one, 1), weight("decoder.0.bias", one[:1], 0)}))
		y, err := m.Reconstruct(x)
		ok(t, err)
		for i := range x {
			if want := f(float64(x[i])); math.Abs(float64(y[i])-want) > 1e-6 {
				t.Errorf("%q of %v: %v, expected %v", a, x[i], y[i], want)
			}
		}
	}
}

// The trap of the pure-Go backend: a function kept from before goes on with the
// weights of its first call. Without the call of ReadVariables in Net.half this fails.
func TestKeptFunctionsFollowTheWeights(t *testing.T) {
	m := tinyModel(t)
	x := []float32{1, 2}
	answers := func() (all []float32) {
		for _, f := range []func([]float32) ([]float32, error){m.Encode, m.Reconstruct,
			func(x []float32) ([]float32, error) { return m.Decode(x[:1]) },
			func(x []float32) ([]float32, error) {
				loss, err := m.Loss(x, nil)
				return []float32{float32(loss)}, err
			}} {
			y, err := f(x)
			ok(t, err)
			all = append(all, y[0])
		}
		return all
	}
	before := answers()
	weights, err := m.Weights()
	ok(t, err)
	for _, w := range weights {
		for i := range w.Data {
			w.Data[i] += 0.125
		}
	}
	ok(t, m.SetWeights(weights))
	for i, after := range answers() {
		if after == before[i] {
			t.Errorf("%s is frozen at the old weights", []string{"Encode", "Reconstruct", "Decode", "Loss"}[i])
		}
	}
}

// A graph of one's own follows the weights when it calls ReadVariables first.
func TestReadVariables(t *testing.T) {
	store := model.NewStore()
	v, err := store.CreateVariable("/w", tensors.FromScalar(float32(2)))
	ok(t, err)
	exec, err := model.NewExec(open(t), store, func(scope *model.Scope, x *Node) *Node {
		ae.ReadVariables(scope, x)
		if scope.IsTraining(x.Graph()) {
			t.Error("ReadVariables left the graph marked as training")
		}
		return Mul(x, v.NodeValue(x))
	})
	ok(t, err)
	for _, w := range []float32{2, 5} {
		ok(t, v.SetValue(tensors.FromScalar(w)))
		y, err := exec.Call1(float32(10))
		ok(t, err)
		if got := tensors.ToScalar[float32](y); got != 10*w {
			t.Errorf("10·%v = %v", w, got)
		}
	}
}

func TestBadInput(t *testing.T) {
	m := tinyModel(t)
	check := func(what string, err error, part string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: error %v, expected one with %q", what, err, part)
		}
	}
	_, err := m.Encode([]float32{1, 2, 3})
	check("ragged rows", err, "n×2")
	_, err = m.Loss([]float32{1, 2}, []float32{1})
	check("short target", err, "as many")
	_, err = m.Loss(nil, nil)
	check("no rows", err, "no rows")
	check("missing weight", m.SetWeights(nil), "encoder.0.weight")
	check("second Init", ae.Init(tiny, m.Store, 2), "weight")
	_, err = ae.New(open(t), ae.Net{Encoder: []int{2, 0}, Decoder: []int{0, 2}}, 1)
	check("empty code", err, "at least 1")

	before, err := m.Weights()
	ok(t, err)
	bad := append(slices.Clone(before[:3]), weight("decoder.0.bias", []int{3}, 0, 0, 0))
	check("bad shape", m.SetWeights(bad), "needs [2]")
	after, err := m.Weights()
	ok(t, err)
	for i := range before {
		if !slices.Equal(before[i].Data, after[i].Data) {
			t.Error("refused weights changed the model")
		}
	}
}

// PyTorch's default: uniform in ±1/√in, so of variance 1/(3·in).
func TestInit(t *testing.T) {
	m, err := ae.New(open(t), ae.AE3, 42)
	ok(t, err)
	weights, err := m.Weights()
	ok(t, err)
	in := 0
	for _, w := range weights {
		if len(w.Dims) == 2 {
			in = w.Dims[1]
		}
		bound, square := 1/math.Sqrt(float64(in)), 0.0
		for _, v := range w.Data {
			if math.Abs(float64(v)) > bound {
				t.Fatalf("%s: %v is outside ±%v", w.Name, v, bound)
			}
			square += float64(v) * float64(v) / float64(len(w.Data))
		}
		if n := len(w.Data); n > 1000 && math.Abs(square*3*float64(in)-1) > 4/math.Sqrt(float64(n)) {
			t.Errorf("%s: variance %v, expected %v", w.Name, square, 1/(3*float64(in)))
		}
	}
}

func ExampleNet_Parameters() {
	fmt.Println(ae.AE3, "has", ae.AE3.Parameters(), "parameters")
	// Output: 784-128-64-12-3-12-64-128-784 has 219891 parameters
}

func ExampleModel_Encode() {
	b, _, err := backend.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := ae.New(b, ae.AE3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	images := make([]float32, 10*784) // ten images, grey in every pixel
	z, err := m.Encode(images)
	fmt.Println(len(z)/m.Net.Code(), "codes of", m.Net.Code(), "numbers", err)
	// Output: 10 codes of 3 numbers <nil>
}
