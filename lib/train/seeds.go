package train

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/gomlx/compute"

	"seminar.example/lib/ae"
	"seminar.example/lib/files"
	"seminar.example/lib/say"
)

// measured is one training in a file of Seeds.
type measured struct {
	Recipe  Recipe    `json:"recipe"`
	Numbers []float64 `json:"numbers"`
}

// Seeds trains the net from each of the seeds 1, 2, …, n and returns what
// measure says of the trained nets: n rows of numbers.
//
// What is said of a training needs several seeds, but their weights take too much
// room. So o.Path names a JSON file that keeps the numbers of each training beside its
// recipe, and no weights. A training that the file holds is not repeated; with
// o.Fresh, or [RetrainVar] set to "new", all are. Several nets, data or options may
// share a file. Another measure needs another file: the recipe does not name it.
// o.Seed is not used.
//
// Errors: those of [Run] and of measure, n below 1, no path, an interrupted
// training, a file that cannot be read or written. What was measured before an
// error is kept.
// Cost: n trainings, or reading the data once where the file holds all.
//
// Introduced in notebook 03.
func Seeds(b compute.Backend, net ae.Architecture, data Data, o Options, n int, measure func(*ae.Model) ([]float64, error)) ([][]float64, error) {
	if n < 1 || o.Path == "" {
		return nil, say.Errorf("train: Seeds: %d seeds, file %q: expected at least one seed and the name of a file", n, o.Path)
	}
	path := o.Path
	o.Path = ""
	recipe := newRecipe(net, data, o.withDefaults())
	var rows [][]float64
	for seed := range uint64(n) {
		o.Seed, recipe.Seed = seed+1, seed+1
		numbers, err := Measured(path, recipe, o.withDefaults().Fresh, func() ([]float64, error) {
			return trainAndMeasure(b, net, data, o, measure)
		})
		if err != nil {
			return nil, err
		}
		rows = append(rows, numbers)
	}
	return rows, nil
}

// Measured returns the numbers that a JSON file keeps for the training of a recipe.
// Where it keeps none, or with fresh, they are those of measure, and are kept.
//
// Errors: those of measure, a file that cannot be read or written.
func Measured(path string, recipe Recipe, fresh bool, measure func() ([]float64, error)) ([]float64, error) {
	all, err := readMeasured(path)
	if err != nil {
		return nil, err
	}
	numbers := numbersOf(all, recipe)
	if numbers == nil || fresh {
		if numbers, err = measure(); err != nil {
			return nil, err
		}
		err = intoMeasured(path, measured{recipe, numbers})
	}
	return numbers, err
}

func trainAndMeasure(b compute.Backend, net ae.Architecture, data Data, o Options, measure func(*ae.Model) ([]float64, error)) ([]float64, error) {
	m, h, err := Run(b, net, data, o)
	if err != nil {
		return nil, err
	}
	if h.Interrupted {
		return nil, say.Errorf("train: Seeds: the training of seed %d was interrupted: run again to train it from its beginning", o.Seed)
	}
	return measure(m)
}

func readMeasured(path string) (all []measured, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, say.Errorf("train: Seeds: %s: %w: remove it to train anew", path, err)
	}
	return all, nil
}

// numbersOf returns the numbers of a recipe, or nil.
func numbersOf(all []measured, recipe Recipe) []float64 {
	for _, m := range all {
		if m.Recipe == recipe {
			return m.Numbers
		}
	}
	return nil
}

// intoMeasured puts a training into the file, as it is now: another program may
// have added to it since. One training a line, so that versions can be compared.
func intoMeasured(path string, one measured) error {
	all, err := readMeasured(path)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(all, func(m measured) bool { return m.Recipe == one.Recipe }); at >= 0 {
		all[at] = one
	} else {
		all = append(all, one)
	}
	lines := make([]string, len(all))
	for i, m := range all {
		line, err := json.Marshal(m)
		if err != nil { // NaN or infinity
			return say.Errorf("train: Seeds: seed %d: %w", m.Recipe.Seed, err)
		}
		lines[i] = string(line)
	}
	return files.Write(path, []byte("[\n"+strings.Join(lines, ",\n")+"\n]\n"))
}
