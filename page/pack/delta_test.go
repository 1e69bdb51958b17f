package main

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
)

// applied is worker.js's patched, in Go.
func applied(t *testing.T, old, d []byte) []byte {
	t.Helper()
	number := func() int {
		n, size := binary.Uvarint(d)
		if size <= 0 {
			t.Fatal("the delta ends within a number")
		}
		d = d[size:]
		return int(n)
	}
	length, from := number(), 0
	var out []byte
	for {
		n := number()
		out, d = append(out, d[:n]...), d[n:]
		if len(out) == length {
			return out
		}
		forth, back := number(), number()
		from += forth - back
		n = number()
		out = append(out, old[from:from+n]...)
		from += n
	}
}

func TestDelta(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	old := make([]byte, 5000)
	for i := range old {
		old[i] = byte(rng.Uint32())
	}
	edited := bytes.Clone(old)
	edited[700]++
	edited = append(edited[:2000], append([]byte("something new"), edited[1900:]...)...)
	for name, next := range map[string][]byte{"same": old, "edited": edited, "empty": {}, "short": old[:5], "tail": old[4000:], "other": make([]byte, 100)} {
		d := delta(old, next)
		if !bytes.Equal(applied(t, old, d), next) {
			t.Errorf("%s: the delta does not give back what it was made of", name)
		}
		if (name == "same" || name == "edited") && len(d) > 60 {
			t.Errorf("%s: a delta of %d bytes, expected at most 60", name, len(d))
		}
	}
}
