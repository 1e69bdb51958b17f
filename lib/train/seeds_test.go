package train_test

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/ae"
	"seminar.example/lib/train"
)

// Seeds gives what Run gives seed by seed, and trains nothing twice.
func TestSeeds(t *testing.T) {
	b := open(t)
	net := ae.Net{Encoder: []int{4, 2}, Decoder: []int{2, 4}}
	x := []float32{0, 1, 2, 3, 3, 2, 1, 0, 1, 1, 0, 0, 0, 2, 0, 2}
	data := train.Data{Train: x, Test: x}
	path := filepath.Join(t.TempDir(), "weights", "seeds.json")
	trained := 0
	measure := func(m *ae.Model) ([]float64, error) {
		trained++
		e, err := m.Loss(x, nil)
		return []float64{e, float64(m.Net.Parameters())}, err
	}
	seeds := func(n int, o train.Options) [][]float64 {
		t.Helper()
		o.Path = path
		rows, err := train.Seeds(b, net, data, o, n, measure)
		ok(t, err)
		return rows
	}

	two := seeds(2, train.Options{Epochs: 3})
	for i, row := range two {
		m, _, err := train.Run(b, net, data, train.Options{Epochs: 3, Seed: uint64(i + 1)})
		ok(t, err)
		e, err := m.Loss(x, nil)
		ok(t, err)
		if !slices.Equal(row, []float64{e, 22}) {
			t.Errorf("seed %d: %v, expected the loss of that run, %v, and 22", i+1, row, e)
		}
	}
	if two[0][0] == two[1][0] {
		t.Error("both seeds give the same loss")
	}
	for _, c := range []struct {
		what    string
		n       int
		o       train.Options
		trained int // until then, all in all
	}{
		{"the file holds both", 2, train.Options{Epochs: 3, Seed: 7}, 2},
		{"a third seed", 3, train.Options{Epochs: 3}, 3},
		{"another recipe", 2, train.Options{Epochs: 2}, 5},
		{"the first again, beside the other", 3, train.Options{Epochs: 3}, 5},
		{"fresh", 2, train.Options{Epochs: 3, Fresh: true}, 7},
		{"and the file is whole", 3, train.Options{Epochs: 3}, 7},
	} {
		if rows := seeds(c.n, c.o); len(rows) != c.n || trained != c.trained {
			t.Errorf("%s: %d rows, %d trainings so far; expected %d and %d", c.what, len(rows), trained, c.n, c.trained)
		}
	}
	if again := seeds(2, train.Options{Epochs: 3}); !slices.EqualFunc(again, two, slices.Equal) {
		t.Errorf("from the file %v, trained %v", again, two)
	}
}

func TestSeedsErrors(t *testing.T) {
	b := open(t)
	net := ae.Net{Encoder: []int{2, 1}, Decoder: []int{1, 2}}
	data := train.Data{Train: []float32{0, 1, 1, 0}, Test: []float32{0, 1}}
	folder := t.TempDir()
	damaged := filepath.Join(folder, "damaged.json")
	ok(t, os.WriteFile(damaged, []byte("[{"), 0o600))
	refused := errors.New("refused")
	for _, c := range []struct {
		want, path string
		n          int
		numbers    []float64
		err        error
	}{
		{"at least one seed", filepath.Join(folder, "a.json"), 0, nil, nil},
		{"the name of a file", "", 1, nil, nil},
		{"remove it to train anew", damaged, 1, nil, nil},
		{"refused", filepath.Join(folder, "b.json"), 1, nil, refused},
		{"seed 1", filepath.Join(folder, "c.json"), 1, []float64{math.NaN()}, nil},
	} {
		_, err := train.Seeds(b, net, data, train.Options{Epochs: 1, Path: c.path}, c.n,
			func(*ae.Model) ([]float64, error) { return c.numbers, c.err })
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("path %q, %d seeds: error %v, expected one with %q", c.path, c.n, err, c.want)
		}
	}
}
