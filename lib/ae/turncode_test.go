package ae_test

import (
	"math"
	"strings"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/metric"
)

// The pictures stay, and the codes turn.
func TestTurnCode(t *testing.T) {
	b, _, err := backend.Open()
	if err != nil {
		t.Fatal(err)
	}
	net := ae.Net{Encoder: []int{20, 7, 3}, Decoder: []int{3, 5, 20}, Hidden: "relu", Output: "tanh"}
	m, err := ae.New(b, net, 4)
	if err != nil {
		t.Fatal(err)
	}
	q, x := metric.Rotation(3, 1), make([]float32, 60)
	for i := range x {
		x[i] = float32(math.Sin(float64(i * i)))
	}
	turned, err := m.TurnCode(q)
	if err != nil {
		t.Fatal(err)
	}
	z, zErr := m.Encode(x)
	got, gotErr := turned.Encode(x)
	y, yErr := m.Reconstruct(x)
	same, sameErr := turned.Reconstruct(x)
	for _, err := range []error{zErr, gotErr, yErr, sameErr} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range metric.Turn(z, q) {
		if math.Abs(float64(got[i]-want)) > 1e-5 || math.Abs(float64(want-z[i])) < 1e-4 {
			t.Errorf("number %d: %v became %v, expected %v", i, z[i], got[i], want)
		}
	}
	for i := range y {
		if math.Abs(float64(y[i]-same[i])) > 1e-5 {
			t.Fatalf("pixel %d: %v became %v", i, y[i], same[i])
		}
	}
	for _, q := range [][][]float64{nil, metric.Rotation(2, 1), {{1, 0, 0}, {0, 1, 0}, {0, 0}}} {
		if _, err := m.TurnCode(q); err == nil || !strings.Contains(err.Error(), "expected 3×3") {
			t.Errorf("%v: %v", q, err)
		}
	}
	net.OnCode = "relu"
	bent, err := ae.New(b, net, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bent.TurnCode(q); err == nil || !strings.Contains(err.Error(), "linear code") {
		t.Errorf("a code of ReLUs: %v", err)
	}
}
