package classifier_test

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"seminar.example/lib/backend"
	"seminar.example/lib/classifier"
	"seminar.example/lib/train"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// bars are images of 3×3 pixels: class k has its row k dark, the rest is noise.
func bars(n int, seed uint64) (im classifier.Images) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range n {
		class := i % 3
		im.Labels = append(im.Labels, uint8(class))
		for p := range 9 {
			v := 0.3 * rng.Float32()
			if p/3 == class {
				v += 0.7
			}
			im.X = append(im.X, v)
		}
	}
	return im
}

func trained(t testing.TB, o train.Options) (*classifier.Classifier, *train.History) {
	t.Helper()
	b, _, err := backend.Open()
	ok(t, err)
	c, h, err := classifier.Train(b, bars(600, 1), bars(300, 2), o)
	ok(t, err)
	return c, h
}

func TestItLearnsBars(t *testing.T) {
	c, h := trained(t, train.Options{Epochs: 100, Decay: -1, Seed: 1})
	test := bars(300, 3)
	got, err := c.Accuracy(test.X, test.Labels)
	ok(t, err)
	if got != 1 {
		t.Errorf("accuracy %g of bars that anyone can tell, expected 1", got)
	}
	// Untrained, all three classes are about as likely: log 3 a row, a third of it a class.
	if want := math.Log(3) / 3; math.Abs(h.Start-want) > 0.1 {
		t.Errorf("loss %.3f untrained, expected about %.3f", h.Start, want)
	}
	if h.Last().Test > 0.05 {
		t.Errorf("test loss %.3f after training, expected next to none", h.Last().Test)
	}
}

// Labels that have nothing to do with the images cannot be learned: the
// accuracy on new images is that of guessing.
func TestItDoesNotLearnChance(t *testing.T) {
	b, _, err := backend.Open()
	ok(t, err)
	rng, training, test := rand.New(rand.NewPCG(4, 0)), bars(600, 1), bars(3000, 2)
	for _, labels := range [][]uint8{training.Labels, test.Labels} {
		for i := range labels {
			labels[i] = uint8(rng.IntN(3))
		}
	}
	c, _, err := classifier.Train(b, training, test, train.Options{Epochs: 5, Seed: 1})
	ok(t, err)
	got, err := c.Accuracy(test.X, test.Labels)
	ok(t, err)
	if math.Abs(got-1./3) > 0.04 { // 4.6 standard errors of 3000 draws
		t.Errorf("accuracy %.3f, expected about a third", got)
	}
}

func TestItIsStored(t *testing.T) {
	o := train.Options{Epochs: 3, Seed: 1, Path: filepath.Join(t.TempDir(), "c.safetensors"), Half: true}
	first, _ := trained(t, o)
	second, h := trained(t, o)
	if !h.Loaded {
		t.Error("the second run trained anew, expected it to load the first one's file")
	}
	test := bars(300, 3)
	a, err := first.Accuracy(test.X, test.Labels)
	ok(t, err)
	b, err := second.Accuracy(test.X, test.Labels)
	ok(t, err)
	if a != b {
		t.Errorf("accuracy %g stored, %g loaded", a, b)
	}
}

func TestBadInput(t *testing.T) {
	c, _ := trained(t, train.Options{Epochs: 1, Seed: 1})
	b, _, err := backend.Open()
	ok(t, err)
	good := bars(30, 1)
	signed := classifier.Images{X: append([]float32{-1}, good.X[1:]...), Labels: good.Labels}
	unknown := classifier.Images{X: good.X, Labels: append([]uint8{7}, good.Labels[1:]...)}
	short := classifier.Images{X: good.X[:9], Labels: good.Labels}
	for name, v := range map[string]struct {
		try  func() error
		want string
	}{
		"scale":      {func() error { _, _, err := classifier.Train(b, signed, good, train.Options{}); return err }, "datasets.Unit"},
		"test scale": {func() error { _, _, err := classifier.Train(b, good, signed, train.Options{}); return err }, "datasets.Unit"},
		"new label":  {func() error { _, _, err := classifier.Train(b, good, unknown, train.Options{}); return err }, "greater than every training label"},
		"lengths":    {func() error { _, _, err := classifier.Train(b, short, good, train.Options{}); return err }, "n labels"},
		"no images":  {func() error { _, _, err := classifier.Train(b, classifier.Images{}, good, train.Options{}); return err }, "n labels"},
		"ragged":     {func() error { _, err := c.Classes(good.X[:10]); return err }, "n×9"},
		"NaN":        {func() error { _, err := c.Classes(append([]float32{float32(math.NaN())}, good.X[1:]...)); return err }, "NaN"},
		"no labels":  {func() error { _, err := c.Accuracy(good.X, nil); return err }, "labels"},
	} {
		if err := v.try(); err == nil || !strings.HasPrefix(err.Error(), "classifier: ") || !strings.Contains(err.Error(), v.want) {
			t.Errorf("%s: error %v, expected one with %q", name, err, v.want)
		}
	}
}
