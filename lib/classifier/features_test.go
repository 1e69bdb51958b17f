package classifier_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/backend"
	"seminar.example/lib/classifier"
	"seminar.example/lib/metric"
	"seminar.example/lib/train"
)

// Bars that anyone can tell are told surely; where no row is dark, or all are,
// the classes are less sure. Classes lie apart in the features.
func TestFeaturesAndConfidence(t *testing.T) {
	c, _ := trained(t, train.Options{Epochs: 100, Decay: -1, Seed: 1})
	test := bars(300, 3)
	sure, err := c.Confidence(test.X)
	ok(t, err)
	least := 1.0
	for _, p := range sure {
		if p < 1.0/3-1e-9 || p > 1 {
			t.Fatalf("confidence %g, expected 1/3 to 1", p)
		}
		least = min(least, p)
	}
	unsure, err := c.Confidence(make([]float32, 9))
	ok(t, err)
	if least < 0.9 || unsure[0] > least {
		t.Errorf("least confidence of a bar %.3f, of nothing %.3f", least, unsure[0])
	}
	features, err := c.Features(test.X)
	ok(t, err)
	if len(features) != 300*128 {
		t.Fatalf("%d numbers, expected 300×128", len(features))
	}
	var parts [2][]float32 // of the first class, and of the second
	for i := range 300 {
		if k := i % 3; k < 2 {
			parts[k] = append(parts[k], features[i*128:(i+1)*128]...)
		}
	}
	half := len(parts[0]) / 2 / 128 * 128
	same, err := metric.Frechet(parts[0][:half], parts[0][half:], 128)
	ok(t, err)
	other, err := metric.Frechet(parts[0], parts[1], 128)
	ok(t, err)
	if !(other > 10*same) || math.IsNaN(same) {
		t.Errorf("halves of a class are %.3f apart, two classes %.3f", same, other)
	}
	for _, f := range []func() error{
		func() error { _, err := c.Features([]float32{2, 0, 0, 0, 0, 0, 0, 0, 0}); return err },
		func() error { _, err := c.Confidence([]float32{0, 0}); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), "classifier:") {
			t.Errorf("error %v", err)
		}
	}
}

// The convolutional network names images of 28×28 pixels, whose top, middle or
// bottom third is dark, and shows 64 features of each; other sizes are refused.
func TestTrainConv(t *testing.T) {
	b, _, err := backend.Open()
	ok(t, err)
	thirds := func(n int, seed uint64) classifier.Images {
		small := bars(n, seed)
		im := classifier.Images{Labels: small.Labels}
		for i := range n {
			for p := range 784 {
				im.X = append(im.X, small.X[9*i+min(p/28/9, 2)*3+min(p%28/9, 2)])
			}
		}
		return im
	}
	training, test := thirds(256, 1), thirds(60, 2)
	c, _, err := classifier.TrainConv(b, training, test, train.Options{Epochs: 4, Batch: 16, Decay: -1, Seed: 1})
	ok(t, err)
	right, err := c.Accuracy(test.X, test.Labels)
	ok(t, err)
	if right < 0.95 {
		t.Errorf("accuracy %.3f", right)
	}
	z, err := c.Features(test.X)
	ok(t, err)
	if len(z) != 60*64 || slices.Min(z) < 0 {
		t.Errorf("%d features, the least %g", len(z), slices.Min(z))
	}
	if _, _, err := classifier.TrainConv(b, bars(256, 1), bars(60, 2), train.Options{}); err == nil {
		t.Error("images of 3×3 pixels are taken")
	}
}
