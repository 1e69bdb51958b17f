package train

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/nlpodyssey/safetensors"

	"seminar.example/lib/ae"
)

// Any bytes are either a whole weights file or an error, never a panic.
func FuzzParse(f *testing.F) {
	path := filepath.Join(f.TempDir(), "w.safetensors")
	w := []ae.Weight{{Name: "encoder.0.weight", Dims: []int{1, 2}, Data: []float32{1, 2}}}
	var good []byte
	for _, number := range []safetensors.DType{safetensors.F16, safetensors.F32} {
		if err := save(path, number, w, Made{}, &progress{Epoch: 1}); err != nil {
			f.Fatal(err)
		}
		var err error
		if good, err = os.ReadFile(path); err != nil {
			f.Fatal(err)
		}
		f.Add(good)
	}
	f.Add(good[:len(good)-1])
	f.Add([]byte(`{}`))
	f.Add([]byte("\x08\x00\x00\x00\x00\x00\x00\x00{}      "))
	f.Fuzz(func(t *testing.T, content []byte) {
		parsed, err := parse(content)
		if (parsed == nil) == (err == nil) {
			t.Errorf("parsed %v, error %v", parsed, err)
		}
	})
}
