package manifold_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"seminar.example/lib/manifold"
)

func TestStoredPCA(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, other := make([]float32, 50*6), make([]float32, 50*6)
	for i := range x {
		x[i], other[i] = r.Float32(), r.Float32()
	}
	path := filepath.Join(t.TempDir(), "sub", "pca.bin")
	stored := func(what string, x []float32, k int, wantFound bool) *manifold.PCA {
		t.Helper()
		p, found, err := manifold.StoredPCA(path, x, 50, 6, k)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if found != wantFound {
			t.Errorf("%s: found %v, expected %v", what, found, wantFound)
		}
		return p
	}
	want := stored("no file", x, 3, false)
	if p := stored("second time", x, 3, true); !slices.Equal(p.Components, want.Components) {
		t.Error("the stored components are not those of the first time")
	}
	stored("fewer components", x, 2, true)
	stored("more components", x, 4, false)
	stored("more components again", x, 4, true)
	stored("other data", other, 3, false)
	stored("other data are not kept", other, 3, false)
	stored("the first again", x, 3, true)
	if err := os.WriteFile(path, []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	stored("damaged file", x, 3, false)
	if _, _, err := manifold.StoredPCA(path, x[:7], 50, 6, 3); err == nil {
		t.Error("ragged data was taken")
	}
}
