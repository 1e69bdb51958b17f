package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"time"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

// seed draws the initial weights that all contenders start from.
const seed = 382

// pass is how many steps a pass has at most: three calls of the loop on XLA.
const pass = 117

// convPass is how many a pass of the convolutional network has at most.
const convPass = 32

// network is AE-3, or where a width is given a network of three numbers with as
// many hidden layers of that width on either side.
func network(width, layers int) ae.Net {
	if width == 0 {
		return ae.AE3
	}
	net, hidden := ae.AE3, slices.Repeat([]int{width}, layers)
	net.Encoder = slices.Concat([]int{784}, hidden, []int{3})
	net.Decoder = slices.Concat([]int{3}, hidden, []int{784})
	return net
}

// pixels are n of MNIST's images on [-1, 1], all of them where n is 0.
func pixels(split datasets.Split, n int) ([]float32, error) {
	if n == 0 {
		im, err := datasets.MNIST(split)
		if err != nil {
			return nil, err
		}
		return datasets.Signed(im.X), nil
	}
	x, err := images(split, n)
	if err != nil {
		return nil, err
	}
	return datasets.Signed(x), nil
}

// watch is the observer of a run that keeps its first losses and measures the
// steps of an epoch.
type watch struct {
	steps  int // of an epoch
	losses []float64
	began  time.Time // of the epoch's steps
	each   float64   // ms a step of the last epoch
}

func (w *watch) Begin(_, steps int)          { w.steps, w.began = steps, time.Now() }
func (w *watch) Say(string)                  {}
func (w *watch) Epoch(int, float64, float64) {}
func (w *watch) End()                        {}

func (w *watch) Step(_, step int, loss float64) {
	if len(w.losses) < 64 {
		w.losses = append(w.losses, loss)
	}
	if step == w.steps {
		w.each = time.Since(w.began).Seconds() * 1e3 / float64(w.steps)
	}
}

var errDone = errors.New("standard input has ended")

// steps trains on full batches in file order by train.Run, a pass for each line
// of standard input, and says what a step took. What follows the steps of an
// epoch is not counted.
func steps(net ae.Architecture, batch, most int) error {
	b, _, err := backend.Open()
	if err != nil {
		return err
	}
	x, err := pixels(datasets.Train, 0)
	if err != nil {
		return err
	}
	rows := min(len(x)/784/batch, most) * batch
	last := min(64, most) // step of the proof: later, rounding alone lets the convolutional network's losses part
	w, input, ready := &watch{}, bufio.NewScanner(os.Stdin), false
	_, _, err = train.Run(b, net, train.Data{Train: x[:rows*784], Test: x[:784]}, train.Options{
		Epochs: math.MaxInt32, Batch: batch, Seed: seed, InOrder: true, Observer: w,
		OnEpoch: func(int, *ae.Model) error {
			switch {
			case ready:
				fmt.Println(w.each)
			case len(w.losses) >= last:
				ready = true
				p := proof{"loss 1": w.losses[0], fmt.Sprintf("loss %d", last): w.losses[last-1]}
				if err := json.NewEncoder(os.Stdout).Encode(p); err != nil {
					return err
				}
			}
			if ready && !input.Scan() {
				return errDone
			}
			w.began = time.Now()
			return nil
		},
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// epochs trains an epoch of n shuffled images in batches and evaluates it, as Run does for
// every epoch of a lesson.
func epochs(n int) error {
	b, _, err := backend.Open()
	if err != nil {
		return err
	}
	x, err := pixels(datasets.Train, n)
	if err != nil {
		return err
	}
	test, err := pixels(datasets.Test, 0)
	if err != nil {
		return err
	}
	input, began, ready := bufio.NewScanner(os.Stdin), time.Time{}, false
	_, _, err = train.Run(b, ae.AE3, train.Data{Train: x, Test: test}, train.Options{
		Epochs: math.MaxInt32, Seed: seed,
		OnEpoch: func(_ int, m *ae.Model) error {
			if ready {
				fmt.Println(time.Since(began).Seconds() * 1e3)
			} else {
				loss, err := m.Loss(test, nil)
				if err == nil {
					err = json.NewEncoder(os.Stdout).Encode(proof{"test loss": loss})
				}
				if err != nil {
					return err
				}
				ready = true
			}
			if !input.Scan() {
				return errDone
			}
			began = time.Now()
			return nil
		},
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// code encodes the test images and decodes their codes.
func code() error {
	b, _, err := backend.Open()
	if err != nil {
		return err
	}
	x, err := pixels(datasets.Test, 0)
	if err != nil {
		return err
	}
	m, err := ae.New(b, ae.AE3, seed)
	if err != nil {
		return err
	}
	var z, y []float32
	once := func() (proof, error) {
		if z, err = m.Encode(x); err == nil {
			y, err = m.Decode(z)
		}
		return nil, err
	}
	if _, err := once(); err != nil {
		return err
	}
	p := proof{"code": 0, "error": 0}
	for _, v := range z {
		p["code"] += math.Abs(float64(v)) / float64(len(z))
	}
	for i, v := range y {
		p["error"] += float64(v-x[i]) * float64(v-x[i]) / float64(len(y))
	}
	proven := false
	return serve(func() (proof, error) {
		if !proven {
			proven = true
			return p, nil
		}
		return once()
	})
}

// first takes one step, as a cell that trains does after the start.
func first() error {
	b, _, err := backend.Open()
	if err != nil {
		return err
	}
	x, err := pixels(datasets.Train, 0)
	if err != nil {
		return err
	}
	m, err := ae.New(b, ae.AE3, seed)
	if err != nil {
		return err
	}
	t, err := train.NewTrainer(m, 1e-3, 1e-5)
	if err != nil {
		return err
	}
	loss, err := t.Step(x[:128*784], nil)
	fmt.Println(loss)
	return err
}
