package train_test

import (
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// A stored network is what training it gives: the first epoch of the seminar's
// network, trained here, against the file that a whole training kept.
//
// The order of float32 sums differs between processors and backends, and an
// epoch of 469 steps lets that grow: pure Go and XLA on one machine end 0.04 %
// apart in the test loss and 0.23 % apart in the codes' squared size.
func TestStoredIsRetrained(t *testing.T) {
	b := open(t)
	data := train.Data{Train: signed(t, datasets.Train), Test: signed(t, datasets.Test)}
	m, h, err := train.Run(b, ae.AE3, data, train.Options{Epochs: 1, Seed: 1})
	ok(t, err)
	stored, made, err := train.Load(b, ae.AE3, train.At("../../notebooks/weights/04-20-epochs-seed-1.safetensors", 1))
	ok(t, err)
	if was := made.History.Last(); relative(h.Last().Train, was.Train) > 2e-3 || relative(h.Last().Test, was.Test) > 5e-3 {
		t.Errorf("losses of the first epoch: train %.5f, test %.5f; of the stored training %.5f, %.5f",
			h.Last().Train, h.Last().Test, was.Train, was.Test)
	}
	// The codes of both tell the images alike.
	z, err := m.Encode(data.Test)
	ok(t, err)
	old, err := stored.Encode(data.Test)
	ok(t, err)
	var square, difference float64
	for i := range z {
		square += float64(old[i]) * float64(old[i])
		difference += float64(z[i]-old[i]) * float64(z[i]-old[i])
	}
	t.Logf("test loss %.6f, stored %.6f; codes differ by %.2e of their size", h.Last().Test, made.History.Last().Test, difference/square)
	if difference > 1e-2*square {
		t.Errorf("the codes differ by %.2g of their square size", difference/square)
	}
}
