package train_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

var short = &train.History{Epochs: []train.Epoch{{Epoch: 1, Train: 0.3, Test: 0.25}, {Epoch: 2, Train: 0.2, Test: 0.15}}}

func TestHistory(t *testing.T) {
	epoch, loss, test := short.Losses()
	if !slices.Equal(epoch, []float64{1, 2}) || !slices.Equal(loss, []float64{0.3, 0.2}) || !slices.Equal(test, []float64{0.25, 0.15}) {
		t.Errorf("columns %v, %v, %v", epoch, loss, test)
	}
	if (&train.History{}).Last() != (train.Epoch{}) || short.Last().Epoch != 2 {
		t.Error("last epoch")
	}
}

func ExampleRun() {
	b, _, err := backend.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	net := ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}} // linear: a line through the plane
	x := []float32{0, 0, 1, 1, 2, 2, 3, 3}                    // four points on one
	_, h, err := train.Run(b, net, train.Data{Train: x, Test: x}, train.Options{Epochs: 50, Rate: 0.05, Seed: 1})
	fmt.Println(len(h.Epochs), "epochs, learned:", h.Last().Test < h.Start/10, err)
	// Output: 50 epochs, learned: true <nil>
}

func ExampleTrainer_Step() {
	b, _, err := backend.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := ae.New(b, ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	trainer, err := train.NewTrainer(m, 1e-2, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	batch := []float32{1, 1, 2, 2}
	before, err := trainer.Step(batch, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := m.Loss(batch, nil)
	fmt.Println(after < before, err)
	// Output: true <nil>
}

func ExampleLoad() {
	b, _, err := backend.Open()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, _, err := train.Load(b, ae.AE3, filepath.Join("testdata", "torch_state_dict.safetensors"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Net)
	// Output: 784-128-64-12-3-12-64-128-784
}

func ExampleAt() {
	fmt.Println(train.At("weights/class.safetensors", 5))
	// Output: weights/class-epoch-5.safetensors
}
