package manifold_test

import (
	"math"
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
		p, found, err := manifold.StoredPCA(path, x, 6, k)
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
	if _, _, err := manifold.StoredPCA(path, x[:7], 6, 3); err == nil {
		t.Error("ragged data was taken")
	}
}

// TestStoredPCAOfSameMean asks for the PCA of points along y where that of points
// along x is kept: both have the mean 0, and neither is the other's.
func TestStoredPCAOfSameMean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pca.bin")
	alongX, alongY := []float32{-1, 0, 1, 0}, []float32{0, -1, 0, 1}
	if _, _, err := manifold.StoredPCA(path, alongX, 2, 1); err != nil {
		t.Fatal(err)
	}
	p, found, err := manifold.StoredPCA(path, alongY, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if found || !slices.Equal(p.Components, []float64{0, 1}) {
		t.Errorf("found %v, a component along %v, expected one along y, not found", found, p.Components)
	}
	if p, found, err = manifold.StoredPCA(path, alongX, 2, 1); err != nil || !found || math.Abs(p.Components[0]-1) > 1e-4 {
		t.Errorf("the first points: found %v, %v, error %v, expected what was kept", found, p.Components, err)
	}
}

// TestStoredPCAOfOlderFile fits again where a file does not say of which data it
// is, once.
func TestStoredPCAOfOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pca.bin")
	alongX, alongY := []float32{-1, 0, 1, 0}, []float32{0, -1, 0, 1}
	p, err := manifold.FitPCA(alongX, 2, 1) // Data is empty
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Save(path); err != nil {
		t.Fatal(err)
	}
	for _, wantFound := range []bool{false, true} {
		p, found, err := manifold.StoredPCA(path, alongY, 2, 1)
		if err != nil || found != wantFound || math.Abs(p.Components[1]-1) > 1e-4 {
			t.Errorf("found %v, %v, error %v, expected found %v and a component along y", found, p.Components, err, wantFound)
		}
	}
}
