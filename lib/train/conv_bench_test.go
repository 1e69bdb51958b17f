package train_test

import (
	"fmt"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// BenchmarkConvStep is BenchmarkStep of the convolutional network.
func BenchmarkConvStep(b *testing.B) {
	x := signed(b, datasets.Train)
	for _, batch := range []int{16, 128, 1024} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			m, err := ae.New(open(b), ae.SmallConv, 1)
			ok(b, err)
			trainer, err := train.NewTrainer(m, 1e-3, 1e-5)
			ok(b, err)
			_, err = trainer.Step(x[:batch*784], nil) // on XLA the first one compiles
			ok(b, err)
			i := 0
			for b.Loop() {
				at := i % (60000 / batch) * batch * 784
				_, err := trainer.Step(x[at:at+batch*784], nil)
				ok(b, err)
				i++
			}
		})
	}
}
