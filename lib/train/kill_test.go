//go:build unix

package train_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// childVar names a folder: a test program that finds it set trains there, and
// does nothing else. limitVar is the greatest file that it may write, in bytes.
const childVar, limitVar = "SEMINAR_TEST_TRAIN_IN", "SEMINAR_TEST_FILE_LIMIT"

// restless is a training that writes a file in nearly every millisecond.
func restless(folder string) train.Options {
	o := train.Options{Epochs: 30, Batch: 64, Seed: 3, Path: filepath.Join(folder, "w.safetensors")}
	for e := range int(o.Epochs) - 1 {
		o.Keep = append(o.Keep, e+1)
	}
	return o
}

// TestChild is no test: it is what the tests below start and kill.
func TestChild(t *testing.T) {
	folder := os.Getenv(childVar)
	if folder == "" {
		t.Skip("only where a test starts it")
	}
	if limit := os.Getenv(limitVar); limit != "" {
		var n uint64
		_, err := fmt.Sscan(limit, &n)
		ok(t, err)
		ok(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}))
	}
	_, _, err := train.Run(open(t), small, plane, restless(folder))
	ok(t, err)
}

// child is this test program, to train in a folder.
func child(folder string, env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$", "-test.count=1")
	cmd.Env = append(append(os.Environ(), childVar+"="+folder), env...)
	return cmd
}

// whole checks that a training in the folder now ends with the very weights of
// one that nothing happened to, at the end and in every kept epoch.
func whole(t *testing.T, what, folder string, want [][]ae.Weight) {
	t.Helper()
	o := restless(folder)
	epochs := append(slices.Clone(o.Keep), int(o.Epochs))
	models, err := train.Kept(open(t), small, plane, o, epochs...)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	for i, m := range models {
		if !same(weights(t, m), want[i]) {
			t.Fatalf("%s: after epoch %d other weights than in a training that nothing happened to", what, epochs[i])
		}
	}
}

// undisturbed are the weights of all epochs of a training that nothing happened to.
func undisturbed(t *testing.T) (want [][]ae.Weight) {
	folder := t.TempDir()
	o := restless(folder)
	_, _, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	models, err := train.Kept(open(t), small, plane, o, append(slices.Clone(o.Keep), int(o.Epochs))...)
	ok(t, err)
	for _, m := range models {
		want = append(want, weights(t, m))
	}
	return want
}

// Killed at any moment, a training loses nothing that was written, leaves no file
// that loads wrong, and the next run ends as if nothing had happened. In
// make test-long 100 times, here a few.
func TestKilledTraining(t *testing.T) {
	times := 6
	if os.Getenv("SEMINAR_LONG") != "" {
		times = 100
	}
	want, rng := undisturbed(t), rand.New(rand.NewPCG(1, 0))
	began := time.Now()
	folder := t.TempDir()
	ok(t, child(folder).Run())
	span := time.Since(began) // of a whole run, start included
	between := 0
	for i := range times {
		folder := t.TempDir()
		cmd := child(folder)
		ok(t, cmd.Start())
		time.Sleep(time.Duration(rng.Float64() * float64(span)))
		ok(t, cmd.Process.Kill())
		if err := cmd.Wait(); err == nil {
			continue // it was done before
		}
		files, err := filepath.Glob(filepath.Join(folder, "*.safetensors"))
		ok(t, err)
		if len(files) > 0 {
			between++
		}
		for _, f := range files { // each that has its name is whole
			if _, _, err := train.Load(open(t), small, f); err != nil {
				t.Errorf("kill %d: %v", i, err)
			}
		}
		whole(t, fmt.Sprintf("kill %d", i), folder, want)
	}
	t.Logf("%d of %d were killed between their first file and their last", between, times)
	if between < times/10 {
		t.Errorf("only %d of %d were killed between their first file and their last: the moments are chosen badly", between, times)
	}
}

// A file that cannot be written whole, as on a full disk, is an error that names
// it; what was there stays, and the next run goes on.
func TestNoRoom(t *testing.T) {
	want := undisturbed(t)
	for _, limit := range []int{0, 100, 1000, 1500} {
		folder := t.TempDir()
		out, err := child(folder, fmt.Sprintf("%s=%d", limitVar, limit)).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "could not be written") {
			t.Errorf("files of at most %d bytes: %v, %s", limit, err, out)
		}
		if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
			t.Errorf("files of at most %d bytes: %q is left", limit, left)
		}
		whole(t, fmt.Sprintf("after files of at most %d bytes", limit), folder, want)
	}
}

// Two trainings of one model at once are both right.
func TestTwoAtOnce(t *testing.T) {
	want, folder := undisturbed(t), t.TempDir()
	first, second := child(folder), child(folder)
	ok(t, first.Start())
	ok(t, second.Start())
	ok(t, first.Wait())
	ok(t, second.Wait())
	whole(t, "two at once", folder, want)
}
