// Command ours does one kind of the seminar's work over and over, for
// bench/run.py to time against other programs, those of bench/theirs.
//
//	ours step BATCH    one training step
//	ours conv BATCH    the same of the convolutional network
//	ours epoch         an epoch with evaluation
//	ours code          encode and decode the test images
//	ours first         prints the loss of one step and ends
//	ours pca|neighbours|trustworthiness|mle|twonn|isomap N
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
	what, n := "", 0
	if len(args) > 0 {
		what = args[0]
	}
	if len(args) > 1 {
		var err error
		if n, err = strconv.Atoi(args[1]); err != nil || n < 1 {
			return fmt.Errorf("%q: expected a number above 0", args[1])
		}
	}
	switch what {
	case "step":
		return steps(ae.AE3, n, pass)
	case "conv":
		return steps(ae.SmallConv, n, convPass)
	case "epoch":
		return epochs()
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
