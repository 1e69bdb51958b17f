package ae_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"seminar.example/lib/ae"
)

// Both losses and their gradients by y, at the cases of slide 7.
func TestLosses(t *testing.T) {
	x := [][]float32{{0, 1, 0.25}, {1, 0, 0.5}}
	y := [][]float32{{0.1, 0.8, 0.25}, {0.5, 0.25, 0.75}}
	each := map[ae.Loss]func(x, y float64) (loss, gradient float64){
		ae.SquaredError: func(x, y float64) (float64, float64) { return (y - x) * (y - x), 2 * (y - x) },
		// As torch.nn.BCELoss: its gradient is (y−x)/(y(1−y)).
		ae.CrossEntropy: func(x, y float64) (float64, float64) {
			return -x*math.Log(y) - (1-x)*math.Log(1-y), (y - x) / (y * (1 - y))
		},
	}
	for loss, f := range each {
		out, err := graph.CallOnceN(open(t), func(x, y *graph.Node) []*graph.Node {
			l := loss.Mean(x, y)
			return []*graph.Node{l, graph.Gradient(l, y)[0]}
		}, x, y)
		ok(t, err)
		got, gradient := out[0].Value().(float32), out[1].Value().([][]float32)
		want := 0.
		for i := range x {
			for j := range x[i] {
				l, g := f(float64(x[i][j]), float64(y[i][j]))
				want += l / 6
				if math.Abs(float64(gradient[i][j])-g/6) > 1e-6 {
					t.Errorf("%q: gradient at x %g, y %g is %g, expected %g", loss, x[i][j], y[i][j], gradient[i][j], g/6)
				}
			}
		}
		if math.Abs(float64(got)-want) > 1e-6 {
			t.Errorf("%q: %g, expected %g", loss, got, want)
		}
	}
}

// The loss of a batch of millions of numbers is right to the sixth digit.
func TestLossOfManyNumbers(t *testing.T) {
	const n, d = 8192, 784
	rng := rand.New(rand.NewPCG(1, 2))
	x, y, want := make([][]float32, n), make([][]float32, n), 0.
	for i := range n {
		x[i], y[i] = make([]float32, d), make([]float32, d)
		for j := range d {
			x[i][j], y[i][j] = 2*rng.Float32()-1, 2*rng.Float32()-1
			e := float64(y[i][j]) - float64(x[i][j])
			want += e * e / (n * d)
		}
	}
	out, err := graph.CallOnce(open(t), func(x, y *graph.Node) *graph.Node { return ae.SquaredError.Mean(x, y) }, x, y)
	ok(t, err)
	if got := float64(out.Value().(float32)); math.Abs(got-want) > 1e-6*want {
		t.Errorf("%.9f, expected %.9f", got, want)
	}
}

// A sigmoid reaches 0 and 1 in float32; the cross-entropy stays a number.
func TestCrossEntropyIsFinite(t *testing.T) {
	out, err := graph.CallOnce(open(t), func(x, y *graph.Node) *graph.Node { return ae.CrossEntropy.Mean(x, y) },
		[][]float32{{0, 1, 0, 1}}, [][]float32{{0, 1, 1, 0}})
	ok(t, err)
	// Two exact numbers cost 1e-7, two wrong ones −log 1e-7 and −log 2⁻²³.
	if got, want := out.Value().(float32), (16.118+15.942)/4; math.Abs(float64(got)-want) > 1e-2 {
		t.Errorf("%g, expected %g", got, want)
	}
}

func TestLossBy(t *testing.T) {
	m, err := ae.New(open(t), ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}, Output: "sigmoid"}, 1)
	ok(t, err)
	x := []float32{0, 1, 0.5, 0.25, 1, 1}
	y, err := m.Reconstruct(x)
	ok(t, err)
	want := 0.
	for i, v := range x {
		want -= (float64(v)*math.Log(float64(y[i])) + (1-float64(v))*math.Log(1-float64(y[i]))) / 6
	}
	got, err := m.LossBy(ae.CrossEntropy, x, nil)
	ok(t, err)
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("cross-entropy %g, expected %g", got, want)
	}
	if _, err := m.LossBy("absolute", x, nil); err == nil {
		t.Error("an unknown loss was taken")
	}
}

// A code of ReLUs is never negative; without one it is.
func TestActivationOnCode(t *testing.T) {
	x := make([]float32, 0, 400)
	for i := range 200 {
		x = append(x, float32(math.Sin(float64(i))), float32(math.Cos(float64(3*i))))
	}
	for _, a := range []ae.Activation{"", "relu"} {
		m, err := ae.New(open(t), ae.Net{Encoder: []int{2, 3}, Decoder: []int{3, 2}, OnCode: a}, 1)
		ok(t, err)
		z, err := m.Encode(x)
		ok(t, err)
		below := 0
		for _, v := range z {
			if v < 0 {
				below++
			}
		}
		if (below == 0) != (a == "relu") {
			t.Errorf("activation %q: %d of %d numbers of the code are negative", a, below, len(z))
		}
	}
}

// As torch.nn.CrossEntropyLoss, which has the mean over rows where this one has
// the mean over rows and classes; its gradient is softmax(y) − x.
func TestSoftmaxCrossEntropy(t *testing.T) {
	x := [][]float32{{0, 1, 0}, {1, 0, 0}}
	y := [][]float32{{1, 2, 3}, {100, -100, 0}} // the second is sure, and beyond what exp holds in float32
	out, err := graph.CallOnceN(open(t), func(x, y *graph.Node) []*graph.Node {
		l := ae.SoftmaxCrossEntropy.Mean(x, y)
		return []*graph.Node{l, graph.Gradient(l, y)[0]}
	}, x, y)
	ok(t, err)
	// log(e¹+e²+e³) − 2 = 1.4076060 of the first row, nothing of the second.
	if got, want := out[0].Value().(float32), 1.4076060/6; math.Abs(float64(got)-want) > 1e-6 {
		t.Errorf("%g, expected %g", got, want)
	}
	want := [][]float64{{0.0900306, 0.2447285 - 1, 0.6652410}, {0, 0, 0}}
	for i, row := range out[1].Value().([][]float32) {
		for j, got := range row {
			if math.Abs(float64(got)-want[i][j]/6) > 1e-6 {
				t.Errorf("gradient at %d, %d is %g, expected %g", i, j, got, want[i][j]/6)
			}
		}
	}
}
