package train_test

import (
	"math"
	"strings"
	"sync"
	"testing"

	"seminar.example/datasets"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func relative(got, want float64) float64 {
	if math.IsNaN(got) {
		return math.Inf(1)
	}
	return math.Abs(got-want) / math.Abs(want)
}

// dotted turns "/encoder/0/weight" and "encoder.0.weight" into "encoder 0 weight".
func dotted(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '.' }), " ")
}

var mnist sync.Map // by split

// signed is MNIST on [-1, 1], read once.
func signed(t testing.TB, split datasets.Split) []float32 {
	t.Helper()
	if x, done := mnist.Load(split); done {
		return x.([]float32)
	}
	im, err := datasets.MNIST(split)
	ok(t, err)
	x := datasets.Signed(im.X)
	mnist.Store(split, x)
	return x
}
