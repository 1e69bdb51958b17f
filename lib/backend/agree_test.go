//go:build xla && cgo && linux

package backend_test

import (
	"math"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

// TestBackendsAgree trains AE-3 from the same weights on the same
// batches on pure Go and on XLA: the losses of 64 steps agree. They part later,
// since a narrow network lets rounding grow; PyTorch's own float32 is 2e-7 from
// its float64 here, and both backends are held to PyTorch by lib/train.
func TestBackendsAgree(t *testing.T) {
	const steps, batch, tolerance = 64, 128, 1e-4
	find(t)
	images, err := datasets.MNIST(datasets.Train)
	ok(t, err)
	x := datasets.Signed(images.X[:steps*batch*784])
	losses := map[string][]float64{}
	for _, config := range []string{"go", "xla"} {
		t.Setenv(backend.EnvVar, config)
		b, line, err := backend.Open()
		ok(t, err)
		t.Log(line)
		m, err := ae.New(b, ae.AE3, 1)
		ok(t, err)
		trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
		ok(t, err)
		for i := range steps {
			loss, err := trainer.Step(x[i*batch*784:(i+1)*batch*784], nil)
			ok(t, err)
			losses[config] = append(losses[config], loss)
		}
	}
	worst := 0.0
	for i, want := range losses["go"] {
		e := math.Abs(losses["xla"][i]-want) / want
		worst = max(worst, e)
		if !(e <= tolerance) {
			t.Fatalf("loss of step %d: XLA %.9f, pure Go %.9f: %.1e apart", i+1, losses["xla"][i], want, e)
		}
	}
	if first, last := losses["go"][0], losses["go"][steps-1]; !(last < first/2) {
		t.Errorf("the loss went from %.3f to %.3f: nothing was trained, so nothing compared", first, last)
	}
	t.Logf("worst loss %.1e apart", worst)
}
