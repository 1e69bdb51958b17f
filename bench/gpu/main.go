// Command gpu trains the seminar's networks on the backend that opens and
// prints what it measured, a line of JSON for each. `make gpu-check` runs it on
// every backend of a machine (gpu_check.py).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"

	"github.com/gomlx/compute"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

// networks are what is trained, by name. Another one is another line here.
var networks = []struct {
	name  string
	train func(b compute.Backend, data train.Data, o train.Options) error
}{
	{"AE-3, fully connected, batch 128", func(b compute.Backend, data train.Data, o train.Options) error {
		_, _, err := train.Run(b, ae.AE3, data, o)
		return err
	}},
	{"convolutional, 6400 images, batch 128", func(b compute.Backend, data train.Data, o train.Options) error {
		data.Train, data.Test = data.Train[:6400*784], data.Test[:1000*784]
		_, _, err := train.Run(b, ae.SmallConv, data, o)
		return err
	}},
}

// measured is what a training showed; times are seconds.
type measured struct {
	Network   string    `json:"network"`
	Backend   string    `json:"backend"`
	Epochs    int       `json:"epochs"`
	FirstStep float64   `json:"first_step"` // from the start of the training: with compilation
	FirstPass float64   `json:"first_epoch"`
	PerSecond float64   `json:"steps_per_second"` // of the epochs after the first; 0 for one epoch
	Memory    float64   `json:"memory_mb"`        // most of the process, in MB of 10⁶ bytes; 0: unknown
	Test      float64   `json:"test_mse"`         // on [-1, 1], after the last epoch
	Losses    []float64 `json:"first_losses"`     // of the first 64 steps
	began     time.Time
	steps     int // an epoch
}

func (m *measured) Begin(_, steps int) { m.began, m.steps = time.Now(), steps }
func (m *measured) Say(string)         {}
func (m *measured) End()               {}

func (m *measured) Step(_, _ int, loss float64) {
	if len(m.Losses) == 0 {
		m.FirstStep = time.Since(m.began).Seconds()
	}
	if len(m.Losses) < 64 {
		m.Losses = append(m.Losses, loss)
	}
}

func (m *measured) Epoch(epoch int, _, test float64) {
	m.Epochs, m.Test = epoch, test
	took := time.Since(m.began).Seconds()
	if epoch == 1 {
		m.FirstPass = took
		return
	}
	m.PerSecond = float64(m.steps*(epoch-1)) / (took - m.FirstPass)
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// memory is the most that this process has held, on Linux.
func memory() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := peak.FindSubmatch(status)
	if m == nil {
		return 0
	}
	kib, _ := strconv.ParseFloat(string(m[1]), 64) // digits, by the pattern
	return kib * 1024 / 1e6
}

func run(epochs int) error {
	b, line, err := backend.Open()
	if err != nil {
		return err
	}
	var data train.Data
	for part, x := range map[datasets.Split]*[]float32{datasets.Train: &data.Train, datasets.Test: &data.Test} {
		images, err := datasets.MNIST(part)
		if err != nil {
			return err
		}
		*x = datasets.Signed(images.X)
	}
	for _, n := range networks {
		m := &measured{Network: n.name, Backend: line}
		if err := n.train(b, data, train.Options{Epochs: train.Epochs(epochs), Seed: 1, Observer: m}); err != nil {
			return fmt.Errorf("%s: %w", n.name, err)
		}
		m.Memory = memory()
		if err := json.NewEncoder(os.Stdout).Encode(m); err != nil {
			return err
		}
	}
	return nil
}

func main() {
	epochs := flag.Int("epochs", int(train.Slides), "how long to train each network")
	flag.Parse()
	if err := run(*epochs); err != nil {
		fmt.Fprintln(os.Stderr, "gpu:", err)
		os.Exit(1)
	}
}
