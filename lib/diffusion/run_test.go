package diffusion_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"seminar.example/lib/diffusion"
	"seminar.example/lib/train"
)

// circle is n points of the unit circle; the label says in which half they lie.
func circle(n int, seed uint64) (x []float32, labels []uint8) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for range n {
		s, c := math.Sincos(2 * math.Pi * rng.Float64())
		x = append(x, float32(c), float32(s))
		label := uint8(0)
		if s > 0 {
			label = 1
		}
		labels = append(labels, label)
	}
	return x, labels
}

var plane = diffusion.MLP{Size: 2, Hidden: 48}

func circles() (d diffusion.Data) {
	d.Train, d.TrainLabels = circle(4096, 1)
	d.Test, d.TestLabels = circle(512, 2)
	return d
}

// What is drawn lies on the circle, on the half that was asked for; without a
// label on both.
func TestItDrawsTheCircle(t *testing.T) {
	m, h, err := diffusion.Run(open(t), plane, circles(), diffusion.Options{Epochs: 120, Seed: 1})
	ok(t, err)
	if h.Last().Test > 0.7*h.Start {
		t.Errorf("test loss %.3f, untrained %.3f", h.Last().Test, h.Start)
	}
	for _, c := range []struct {
		labels []uint8
		share  float64
	}{{slices.Repeat([]uint8{1}, 500), 1}, {slices.Repeat([]uint8{0}, 500), 0}, {nil, 0.5}} {
		x, err := diffusion.Sampler{Steps: 30}.Sample(m.For(c.labels), 500, 2, rand.New(rand.NewPCG(3, 3)))
		ok(t, err)
		upper, near := 0.0, 0.0
		for i := 0; i < len(x); i += 2 {
			if x[i+1] > 0 {
				upper += 1.0 / 500
			}
			if math.Abs(math.Hypot(float64(x[i]), float64(x[i+1]))-1) < 0.2 {
				near += 1.0 / 500
			}
		}
		t.Logf("labels %v: near %.3f, upper %.3f", c.labels[:min(1, len(c.labels))], near, upper)
		if near < 0.9 || math.Abs(upper-c.share) > 0.1 {
			t.Errorf("labels %v: a share %.2f near the circle, %.2f above, expected 1 and %.1f", c.labels[:min(1, len(c.labels))], near, upper, c.share)
		}
	}
}

// interrupter sends this process an interrupt at a step of an epoch.
type interrupter struct {
	epoch, step int
	said        []string
}

func (*interrupter) Begin(epochs, steps int)              {}
func (o *interrupter) Say(line string)                    { o.said = append(o.said, line) }
func (*interrupter) Epoch(epoch int, train, test float64) {}
func (*interrupter) End()                                 {}
func (o *interrupter) Step(epoch, step int, loss float64) {
	if epoch != o.epoch || step != o.step {
		return
	}
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, os.Interrupt)
	defer signal.Stop(heard)
	if p, err := os.FindProcess(os.Getpid()); err == nil && p.Signal(os.Interrupt) == nil {
		<-heard
		time.Sleep(20 * time.Millisecond) // Run hears it at the same time, in another goroutine
	}
}

// A training that was interrupted within an epoch and went on has the weights and
// the history of one that was not, and its file is loaded by a third.
func TestInterruptedGoesOn(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot interrupt itself on Windows")
	}
	dir := t.TempDir()
	options := func(name string, o train.Observer) diffusion.Options {
		return diffusion.Options{Epochs: 4, Seed: 5, Path: filepath.Join(dir, name), Observer: o}
	}
	whole, wantHistory, err := diffusion.Run(open(t), plane, circles(), options("whole.safetensors", nil))
	ok(t, err)
	stop := &interrupter{epoch: 2, step: 20}
	_, h, err := diffusion.Run(open(t), plane, circles(), options("parts.safetensors", stop))
	ok(t, err)
	if !h.Interrupted || h.Steps < 32+20 || h.Steps >= 4*32 { // the step at hand, or a later one
		t.Fatalf("interrupted %t after %d steps (%q)", h.Interrupted, h.Steps, stop.said)
	}
	on := &interrupter{}
	parts, h, err := diffusion.Run(open(t), plane, circles(), options("parts.safetensors", on))
	ok(t, err)
	if len(on.said) != 1 || !strings.Contains(on.said[0], "going on") || h.Steps != 4*32 {
		t.Errorf("said %q, %d steps", on.said, h.Steps)
	}
	if fmt.Sprint(losses(h)) != fmt.Sprint(losses(wantHistory)) {
		t.Errorf("losses %v, without interruption %v", losses(h), losses(wantHistory))
	}
	again := &interrupter{}
	loaded, h, err := diffusion.Run(open(t), plane, circles(), options("parts.safetensors", again))
	ok(t, err)
	if !h.Loaded || len(again.said) != 1 || !strings.Contains(again.said[0], "found trained weights") {
		t.Errorf("loaded %t: %q", h.Loaded, again.said)
	}
	want := weightsOf(t, whole)
	if weightsOf(t, parts) != want || weightsOf(t, loaded) != want {
		t.Error("weights differ from those of a training without interruption")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*partial*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

func losses(h *train.History) (all []float64) {
	for _, e := range h.Epochs {
		all = append(all, e.Train, e.Last, e.Test)
	}
	return all
}

func weightsOf(t *testing.T, m *diffusion.Model) string {
	t.Helper()
	all, err := m.Weights()
	ok(t, err)
	return fmt.Sprint(all)
}

// A file of another recipe stays, and half precision returns what the file holds.
func TestFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.safetensors")
	first, _, err := diffusion.Run(open(t), plane, circles(), diffusion.Options{Epochs: 1, Path: path, Half: true})
	ok(t, err)
	o := &interrupter{}
	_, h, err := diffusion.Run(open(t), plane, circles(), diffusion.Options{Epochs: 1, Path: path, Seed: 2, Observer: o})
	ok(t, err)
	if h.Path == path || len(o.said) != 1 || !strings.Contains(o.said[0], "seed 0, expected 2") {
		t.Errorf("kept in %s: %q", h.Path, o.said)
	}
	again, h, err := diffusion.Run(open(t), plane, circles(), diffusion.Options{Epochs: 1, Path: path, Half: true})
	ok(t, err)
	if !h.Loaded || weightsOf(t, again) != weightsOf(t, first) {
		t.Errorf("loaded %t; other weights than those returned", h.Loaded)
	}
}

func TestRunErrors(t *testing.T) {
	good := circles()
	for word, try := range map[string]func() error{
		"at least 1": func() error { return run(t, diffusion.MLP{Size: 2}, good, diffusion.Options{}) },
		"each must":  func() error { return run(t, diffusion.UNet{}, good, diffusion.Options{}) },
		"negative":   func() error { return run(t, plane, good, diffusion.Options{Rate: -1}) },
		"do not fill a batch": func() error {
			return run(t, plane, diffusion.Data{Train: good.Train[:100], Test: good.Test}, diffusion.Options{})
		},
		"n×2": func() error {
			return run(t, plane, diffusion.Data{Train: good.Train, Test: good.Test[:3]}, diffusion.Options{})
		},
		"one for each row": func() error {
			return run(t, plane, diffusion.Data{Train: good.Train, Test: good.Test, TrainLabels: good.TrainLabels}, diffusion.Options{})
		},
		"label 11 of row": func() error {
			d := good
			d.TestLabels = slices.Repeat([]uint8{11}, len(good.TestLabels))
			return run(t, plane, d, diffusion.Options{Epochs: 1})
		},
		"the loss became": func() error { return run(t, plane, good, diffusion.Options{Rate: 1e20}) },
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
}

func run(t *testing.T, net diffusion.Net, data diffusion.Data, o diffusion.Options) error {
	_, _, err := diffusion.Run(open(t), net, data, o)
	return err
}

func TestModelErrors(t *testing.T) {
	m, err := diffusion.New(open(t), plane, make([]float32, 2), 1, 1)
	ok(t, err)
	all, err := m.Weights()
	ok(t, err)
	before := weightsOf(t, m)
	for word, try := range map[string]func() error{
		"mean of 3": func() error { _, err := diffusion.New(open(t), plane, make([]float32, 3), 1, 1); return err },
		"deviation": func() error { _, err := diffusion.New(open(t), plane, make([]float32, 2), 0, 1); return err },
		"n×2":       func() error { _, err := m.Denoise(make([]float32, 3), 1, nil); return err },
		"σ = 0":     func() error { _, err := m.Denoise(make([]float32, 2), 0, nil); return err },
		"label 12":  func() error { _, err := m.Denoise(make([]float32, 2), 1, []uint8{12}); return err },
		"missing":   func() error { return m.SetWeights(all[1:]) },
		"has shape": func() error {
			bad := slices.Clone(all)
			bad[0].Dims = []int{1}
			return m.SetWeights(bad)
		},
		"training failed": func() error {
			bad := slices.Clone(all)
			bad[len(bad)-1].Data = []float32{float32(math.NaN())}
			return m.SetWeights(bad)
		},
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
	if weightsOf(t, m) != before {
		t.Error("weights changed by what failed")
	}
}

// Rows are answered for one by one, whatever stands beside them, also where
// they fill more than one call.
func TestDenoiseRowByRow(t *testing.T) {
	m, err := diffusion.New(open(t), plane, []float32{1, 2}, 0.7, 1)
	ok(t, err)
	x, labels := circle(300, 4)
	all, err := m.Denoise(x, 0.5, labels)
	ok(t, err)
	for _, i := range []int{0, 127, 128, 299} {
		one, err := m.Denoise(x[2*i:2*i+2], 0.5, labels[i:i+1])
		ok(t, err)
		for k, v := range one {
			if math.Abs(float64(v-all[2*i+k])) > 1e-6 {
				t.Errorf("row %d: %v alone, %v among others", i, one, all[2*i:2*i+2])
			}
		}
	}
	// Far out nothing is known: the answer is near the mean. Close by it is x.
	near, err := m.Denoise([]float32{1.5, 2.5}, 1e-4, nil)
	ok(t, err)
	if math.Abs(float64(near[0]-1.5)) > 1e-3 || math.Abs(float64(near[1]-2.5)) > 1e-3 {
		t.Errorf("at a noise of 1e-4 the answer for (1.5, 2.5) is %v", near)
	}
}
