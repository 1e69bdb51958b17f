// Command ours does one kind of the seminar's work over and over, for
// bench/run.py to time against other programs, those of bench/theirs.
//
//	ours step BATCH [WIDTH LAYERS]    one training step
//	ours conv BATCH                   the same of the convolutional network
//	ours epoch [N]                    an epoch of N images with evaluation
//	ours code                         encode and decode the test images
//	ours first                        prints the loss of one step and ends
//	ours pca|neighbours|others|among|tree|trustworthiness|mle|twonn|isomap|landmarks N
//
// It prints a line of JSON when it is ready: what it computed, by which its
// work is proven to be everybody's. Then for each line that it reads it works
// once and prints a line: how many milliseconds that took.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"seminar.example/lib/ae"
)

func main() {
	if err := work(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "ours:", err)
		os.Exit(1)
	}
}

func work(args []string) error {
	what, numbers := "", make([]int, 3)
	if len(args) > 0 {
		what = args[0]
	}
	for i := 1; i < min(len(args), len(numbers)+1); i++ {
		var err error
		if numbers[i-1], err = strconv.Atoi(args[i]); err != nil || numbers[i-1] < 1 {
			return fmt.Errorf("%q: expected a number above 0", args[i])
		}
	}
	n := numbers[0]
	switch what {
	case "step":
		return steps(network(numbers[1], numbers[2]), n, pass)
	case "conv":
		return steps(ae.SmallConv, n, convPass)
	case "epoch":
		return epochs(n)
	case "code":
		return code()
	case "first":
		return first()
	}
	prepare, known := classical[what]
	if !known || n == 0 {
		return errors.New("expected what to do and how much, see the head of bench/ours/main.go")
	}
	once, err := prepare(n)
	if err != nil {
		return err
	}
	return serve(once)
}

// proof is what a contender computed, by name.
type proof map[string]float64

// serve talks as the head of this file says; once works.
func serve(once func() (proof, error)) error {
	p, err := once()
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(p); err != nil {
		return err
	}
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		began := time.Now()
		if _, err := once(); err != nil {
			return err
		}
		fmt.Println(time.Since(began).Seconds() * 1e3)
	}
	return nil
}
