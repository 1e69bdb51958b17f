package train

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
)

func TestStuck(t *testing.T) {
	for name, c := range map[string]struct {
		course
		want bool
	}{
		"falls":                          {course{untrained: .93, before: .93, now: .33, mean: .27, steps: 469}, false},
		"stays at the mean for a while":  {course{untrained: .93, before: .2702, now: .2701, mean: .27, steps: 938}, false},
		"ends at the mean":               {course{untrained: .93, before: .2702, now: .2701, mean: .27, steps: 938, last: true}, true},
		"ends just below":                {course{untrained: .93, before: .2702, now: .264, mean: .27, steps: 938, last: true}, false},
		"grew":                           {course{untrained: .93, before: .93, now: .9991, mean: .27, steps: 469}, true},
		"hardly moves":                   {course{untrained: .93, before: .93, now: .929, mean: .27, steps: 469}, true},
		"moves slowly":                   {course{untrained: .93, before: .93, now: .9, mean: .27, steps: 469}, false},
		"few steps":                      {course{untrained: .93, before: .93, now: .93, mean: .27, steps: 99}, false},
		"nothing to compare with":        {course{untrained: .93, before: .93, now: .93, mean: math.NaN(), steps: 469, last: true}, false},
		"constant data":                  {course{untrained: .93, before: .1, now: .1, mean: 0, steps: 469, last: true}, false},
		"history with other test losses": {course{untrained: math.NaN(), before: math.NaN(), now: math.NaN(), mean: .27, steps: 469, last: true}, false},
	} {
		if got := c.stuck(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The rule finds nothing in any training of the lessons that is stored with its
// history, replayed epoch by epoch.
func TestStoredTrainingsAreNotStuck(t *testing.T) {
	training, test := opened(t, datasets.Train), opened(t, datasets.Test)
	unit := Data{Train: training.X, Test: test.X}
	sets := []Data{unit,
		{Train: datasets.Signed(unit.Train), Test: datasets.Signed(unit.Test)},
		{Train: unit.Train, Test: unit.Test, TrainTargets: digits(training.Labels), TestTargets: digits(test.Labels)}}
	// The L of notebook 05a.
	turned := datasets.Ranges{Rotation: datasets.Range{Low: -math.Pi / 6, High: math.Pi / 6}, Thickness: datasets.Range{Low: 1.5, High: 4}}
	some, err := datasets.Generate(5000, turned, 1)
	if err != nil {
		t.Fatal(err)
	}
	others, err := datasets.Generate(2000, turned, 2)
	if err != nil {
		t.Fatal(err)
	}
	sets = append(sets, Data{Train: some.X, Test: others.X})
	byPrint := map[string]Data{}
	for _, d := range sets {
		byPrint[fingerprint(d.Train, d.TrainTargets)] = d
	}
	paths, err := filepath.Glob("../../notebooks/weights/*.safetensors")
	if err != nil || len(paths) < 30 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	means := map[string]float64{}
	for _, path := range paths {
		f, err := read(path)
		if err != nil {
			t.Fatal(err)
		}
		recipe, h := f.made.Recipe, f.made.History
		if strings.HasPrefix(filepath.Base(path), "10-unet") { // lib/diffusion's: it has no mean image to compare with
			continue
		}
		data, known := byPrint[recipe.Data]
		if !known {
			t.Fatalf("%s: trained on other data than this test knows", path)
		}
		key := recipe.Data + recipe.Loss
		if _, done := means[key]; !done {
			means[key] = (&run{model: &ae.Model{Net: netOf(t, recipe.Net)}, data: data, o: Options{Loss: ae.Loss(recipe.Loss)}}).lossOfMean()
		}
		before := h.Start
		for i, e := range h.Epochs {
			c := course{untrained: h.Start, before: before, now: e.Test, mean: means[key],
				steps: h.Steps * (i + 1) / len(h.Epochs), last: i == len(h.Epochs)-1}
			if c.stuck() {
				t.Errorf("%s, epoch %d: stuck by %+v", path, i+1, c)
			}
			before = e.Test
		}
	}
	if len(means) != 5 { // squared error on [-1,1], on [0,1] and of the L; softmax; cross-entropy on [0,1], of a VAE
		t.Errorf("losses of the mean %v, expected five", means)
	}
}

// The loss of the mean image, by loops over all images in their order.
func TestLossOfMean(t *testing.T) {
	x := datasets.Unit(datasets.Signed(opened(t, datasets.Test).X[:2000*784]))
	d := Data{Train: x[:1000*784], Test: x[1000*784:]}
	mean := make([]float64, 784)
	for i, v := range d.Train {
		mean[i%784] += float64(v) / 1000
	}
	for loss, each := range map[ae.Loss]func(x, m float64) float64{
		ae.SquaredError: func(x, m float64) float64 { return (x - m) * (x - m) },
		ae.CrossEntropy: func(x, m float64) float64 {
			m = max(1e-7, min(1-1e-7, m))
			return -x*math.Log(m) - (1-x)*math.Log(1-m)
		},
		ae.SoftmaxCrossEntropy: func(x, m float64) float64 { return -x * math.Log(max(1e-7, m)) },
	} {
		want := 0.0
		for i, v := range d.Test {
			want += each(float64(v), mean[i%784]) / float64(len(d.Test))
		}
		r := run{model: &ae.Model{Net: ae.AE3}, data: d, o: Options{Loss: loss}}
		if got := r.lossOfMean(); math.Abs(got-want) > 1e-9*want {
			t.Errorf("%s: %.9f, by loops %.9f", loss, got, want)
		}
	}
}

func opened(t *testing.T, split datasets.Split) *datasets.Images {
	t.Helper()
	im, err := datasets.MNIST(split)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// digits are the labels as the classifier's targets.
func digits(labels []uint8) []float32 {
	rows := make([]float32, 10*len(labels))
	for i, l := range labels {
		rows[10*i+int(l)] = 1
	}
	return rows
}

// netOf is the net of a recipe.
func netOf(t *testing.T, text string) ae.Architecture {
	t.Helper()
	var dense ae.Net
	var conv ae.Conv
	var reader ae.Reader
	for _, into := range []any{&dense, &conv, &reader} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case dense.Encoder != nil:
		return dense
	case reader.Classes > 0:
		return reader
	}
	return conv
}
