package diffusion_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/diffusion"
)

// What was measured is kept: no training is repeated, and one that is missing is
// added to the others.
func TestSeeds(t *testing.T) {
	b, path, trained := open(t), filepath.Join(t.TempDir(), "seeds.json"), 0
	seeds := func(n, epochs int) [][]float64 {
		rows, err := diffusion.Seeds(b, plane, circles(), diffusion.Options{Epochs: epochs, Path: path}, n, func(m *diffusion.Model) ([]float64, error) {
			trained++
			w, err := m.Weights()
			return []float64{float64(w[0].Data[0]), float64(trained)}, err
		})
		ok(t, err)
		return rows
	}
	two := seeds(2, 1)
	if trained != 2 || len(two) != 2 || two[0][0] == two[1][0] {
		t.Fatalf("%d trainings, %v", trained, two)
	}
	if three := seeds(3, 1); trained != 3 || !slices.Equal(three[1], two[1]) {
		t.Errorf("a third seed: %d trainings, %v after %v", trained, three, two)
	}
	if other := seeds(1, 2); trained != 4 || other[0][0] == two[0][0] {
		t.Errorf("more epochs: %d trainings, %v after %v", trained, other, two)
	}
	for word, o := range map[string]diffusion.Options{"name of a file": {}, "negative": {Path: path, Epochs: -1}} {
		if _, err := diffusion.Seeds(b, plane, circles(), o, 1, nil); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("error %v, expected one about %q", err, word)
		}
	}
}
