// Command scratch measures a training step of the seminar's network in plain Go
// (lib/scratch, one core) beside the same step in GoMLX on whatever backend is
// open, in interleaved rounds, so that both meet the same moods of the machine.
//
//	go run ./bench/scratch
package main

import (
	"fmt"
	"os"
	"slices"
	"time"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/scratch"
	"seminar.example/lib/train"
)

const rounds, steps = 9, 20

func main() {
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, "scratch:", err)
		os.Exit(1)
	}
}

func measure() error {
	images, err := datasets.MNIST(datasets.Train)
	if err != nil {
		return err
	}
	x := datasets.Signed(images.X)
	b, line, err := backend.Open()
	if err != nil {
		return err
	}
	fmt.Println(line)
	fmt.Printf("plain Go: %s, one core; median (least) of %d rounds of %d steps, ms a step\n", scratch.Kernel, rounds, steps)
	for _, batch := range []int{64, 128, 1024} {
		n, err := scratch.New(1, ae.AE3.Encoder...)
		if err != nil {
			return err
		}
		m, err := ae.New(b, ae.AE3, 1)
		if err != nil {
			return err
		}
		t, err := train.NewTrainer(m, 1e-3, 1e-5)
		if err != nil {
			return err
		}
		var took [2][]float64
		for range rounds + 1 {
			for i, step := range []func(x, target []float32) (float64, error){n.Step, t.Step} {
				begin := time.Now()
				for k := range steps {
					at := k % (60000 / batch) * batch * 784
					if _, err := step(x[at:at+batch*784], nil); err != nil {
						return err
					}
				}
				took[i] = append(took[i], time.Since(begin).Seconds()*1000/steps)
			}
		}
		plain, gomlx := took[0][1:], took[1][1:] // the first round compiles and warms up
		slices.Sort(plain)
		slices.Sort(gomlx)
		fmt.Printf("batch %4d   plain Go %6.2f (%.2f)   GoMLX %6.2f (%.2f)   ratio %.1f\n",
			batch, plain[rounds/2], plain[0], gomlx[rounds/2], gomlx[0], plain[rounds/2]/gomlx[rounds/2])
	}
	return nil
}
