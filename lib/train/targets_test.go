package train_test

import (
	"slices"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// Targets that are the rows themselves change nothing, with noise and without,
// on every backend and in however large calls.
func TestTargetsOfTheRowsThemselves(t *testing.T) {
	targets := plane
	targets.TrainTargets, targets.TestTargets = slices.Clone(plane.Train), slices.Clone(plane.Test)
	for _, noise := range []ae.Noise{{}, {Kind: ae.Gaussian, Level: 0.3}} {
		o := train.Options{Epochs: 3, Batch: 16, Seed: 1, Noise: noise}
		_, without, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		_, with, err := train.Run(open(t), small, targets, o)
		ok(t, err)
		for i, e := range with.Epochs {
			if want := without.Epochs[i]; e.Train != want.Train || e.Test != want.Test {
				t.Errorf("noise %v, epoch %d: losses %v, %v with targets, %v, %v without", noise, i+1, e.Train, e.Test, want.Train, want.Test)
			}
		}
	}
}

// A net with targets of another width learns them: here the sum of a row.
func TestTargetsAreLearned(t *testing.T) {
	sums := func(x []float32) (s []float32) {
		for row := range slices.Chunk(x, 4) {
			s = append(s, row[0]+row[1]+row[2]+row[3])
		}
		return s
	}
	data := plane
	data.TrainTargets, data.TestTargets = sums(plane.Train), sums(plane.Test)
	net := ae.Net{Encoder: []int{4, 3}, Decoder: []int{3, 1}}
	_, h, err := train.Run(open(t), net, data, train.Options{Epochs: 60, Batch: 16, Rate: 0.01, Decay: -1, Seed: 1})
	ok(t, err)
	if h.Last().Test > 1e-4 || h.Start < 1e-2 {
		t.Errorf("test loss %g, %g untrained: expected a sum to be learned", h.Last().Test, h.Start)
	}
}
