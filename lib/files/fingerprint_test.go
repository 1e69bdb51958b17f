package files_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"seminar.example/lib/files"
)

// 32 bytes of zeros are an example of RFC 3720, appendix B.4.
func ExampleFingerprint() {
	fmt.Println(files.Fingerprint(make([]float32, 8)))
	// Output: 8 numbers, CRC-32C 8a9136aa
}

// Another number, another order or another length: another fingerprint.
func TestFingerprint(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, 100_000) // several parts
	for i := range x {
		x[i] = rng.Float32()
	}
	seen := map[string]string{files.Fingerprint(x): "x"}
	add := func(what string, y []float32) {
		t.Helper()
		f := files.Fingerprint(y)
		if was, ok := seen[f]; ok {
			t.Errorf("%s has the fingerprint of %s: %s", what, was, f)
		}
		seen[f] = what
	}
	for _, at := range []int{0, 16383, 16384, len(x) - 1} {
		y := slices.Clone(x)
		y[at]++
		add(fmt.Sprint("x with another number ", at), y)
	}
	add("x without the last", x[:len(x)-1])
	add("x without the first", x[1:])
	y := slices.Clone(x)
	y[0], y[50_000] = y[50_000], y[0]
	add("x in another order", y)
	add("0", []float32{0})
	add("two times 0", []float32{0, 0})
}

func BenchmarkFingerprint(b *testing.B) {
	x := make([]float32, 60000*784)
	for b.Loop() {
		files.Fingerprint(x)
	}
}
