package train_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// elsewhere is plane with another test set.
var elsewhere = train.Data{Train: plane.Train, Test: points(70, 9)}

// checkTestedAnew reports a history of found weights that shows test losses of
// other data: only the last may be there, and as a whole training finds it.
func checkTestedAnew(t *testing.T, o train.Options, l *log) {
	t.Helper()
	o.Observer = l
	_, h, err := train.Run(open(t), small, elsewhere, o)
	ok(t, err)
	l.said(t, "was tested on other data")
	o.Path, o.Keep, o.Observer = "", nil, nil
	_, whole, err := train.Run(open(t), small, elsewhere, o)
	ok(t, err)
	if !h.Loaded || !math.IsNaN(h.Start) {
		t.Errorf("loaded %v, test loss %v at the start; expected NaN", h.Loaded, h.Start)
	}
	for i, e := range h.Epochs {
		want := whole.Epochs[i]
		if e.Train != want.Train {
			t.Errorf("epoch %d: training loss %v, expected %v", i+1, e.Train, want.Train)
		}
		if last := i == len(h.Epochs)-1; last && relative(e.Test, want.Test) > 1e-5 || !last && !math.IsNaN(e.Test) {
			t.Errorf("epoch %d: test loss %v, a whole training has %v", i+1, e.Test, want.Test)
		}
	}
}

// Found weights were tested on other data than those at hand.
func TestOtherTestData(t *testing.T) {
	for _, noise := range []ae.Noise{{}, {Kind: ae.Gaussian, Level: 0.2}} {
		o := train.Options{Epochs: 3, Seed: 5, Noise: noise, Path: filepath.Join(t.TempDir(), "w.safetensors")}
		_, was, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		checkTestedAnew(t, o, &log{})
		_, again, err := train.Run(open(t), small, plane, o)
		ok(t, err)
		if again.Start != was.Start || again.Epochs[0] != was.Epochs[0] {
			t.Errorf("the data that it was tested on: losses %v, %v, expected %v, %v", again.Start, again.Epochs[0], was.Start, was.Epochs[0])
		}
	}
}

// An older file does not say which data it was tested on: its losses are taken for
// those on the data at hand if the last one comes out again.
func TestOlderFile(t *testing.T) {
	_, o := trained(t)
	_, was, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	forgetTest(t, o.Path)
	l := &log{}
	o.Observer = l
	_, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if !h.Loaded || h.Start != was.Start || h.Epochs[0] != was.Epochs[0] || len(l.lines) != 1 {
		t.Errorf("loaded %v, losses %v, %v, expected %v, %v; said %q", h.Loaded, h.Start, h.Epochs[0], was.Start, was.Epochs[0], l.lines)
	}
	checkTestedAnew(t, o, &log{})
}

// forgetTest takes the fingerprint of the test data out of a weights file.
func forgetTest(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	ok(t, err)
	end := 8 + binary.LittleEndian.Uint64(content)
	var header map[string]any
	ok(t, json.Unmarshal(content[8:end], &header))
	meta := header["__metadata__"].(map[string]any)
	if _, there := meta["test"]; !there {
		t.Fatalf("no fingerprint in %v", meta)
	}
	delete(meta, "test")
	shorter, err := json.Marshal(header)
	ok(t, err)
	for len(shorter)%8 != 0 {
		shorter = append(shorter, ' ')
	}
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(shorter)))
	ok(t, os.WriteFile(path, append(append(file, shorter...), content[end:]...), 0o644))
}

// An interrupted training does not go on with other test data: its history would
// mix both.
func TestInterruptedWithOtherTestData(t *testing.T) {
	l := &log{stopAt: 10}
	o := train.Options{Epochs: 2, Batch: 32, Path: filepath.Join(t.TempDir(), "w.safetensors"), Observer: l}
	_, h, err := train.Run(open(t), small, plane, o)
	ok(t, err)
	if !h.Interrupted {
		t.Fatal("not interrupted")
	}
	l.stopAt, l.losses = -1, nil
	_, h, err = train.Run(open(t), small, elsewhere, o)
	ok(t, err)
	l.said(t, "was tested on other data; training anew")
	if len(l.losses) != 14 || len(h.Epochs) != 2 {
		t.Errorf("%d steps, %d epochs: expected all 14 anew", len(l.losses), len(h.Epochs))
	}
}
