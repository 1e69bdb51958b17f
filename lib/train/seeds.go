package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/gomlx/compute"

	"seminar.example/lib/ae"
	"seminar.example/lib/files"
)

// measured is one training in a file of Seeds.
type measured struct {
	Recipe  Recipe    `json:"recipe"`
	Numbers []float64 `json:"numbers"`
}

// Seeds trains the net from each of the seeds 1, 2, …, n and returns what
// measure says of the trained nets: n rows of numbers.
//
// What is said of a training needs several seeds, but their weights fill a disk.
// So o.Path names a JSON file that keeps the numbers of each training beside its
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
		return nil, fmt.Errorf("train: Seeds: %d seeds, file %q: expected at least one seed and the name of a file", n, o.Path)
	}
	path := o.Path
	o.Path = ""
	all, err := readMeasured(path)
	if err != nil {
		return nil, err
	}
	recipe := newRecipe(net, data, o.withDefaults())
	var rows [][]float64
	for seed := range uint64(n) {
		o.Seed, recipe.Seed = seed+1, seed+1
		at := 0
		for at < len(all) && all[at].Recipe != recipe {
			at++
		}
		if at == len(all) || o.withDefaults().Fresh {
			numbers, err := trainAndMeasure(b, net, data, o, measure)
			if err != nil {
				return nil, err
			}
			if at == len(all) {
				all = append(all, measured{Recipe: recipe})
			}
			all[at].Numbers = numbers
			if err := writeMeasured(path, all); err != nil {
				return nil, err
			}
		}
		rows = append(rows, all[at].Numbers)
	}
	return rows, nil
}

func trainAndMeasure(b compute.Backend, net ae.Architecture, data Data, o Options, measure func(*ae.Model) ([]float64, error)) ([]float64, error) {
	m, h, err := Run(b, net, data, o)
	if err != nil {
		return nil, err
	}
	if h.Interrupted {
		return nil, fmt.Errorf("train: Seeds: the training of seed %d was interrupted: run again to train it from its beginning", o.Seed)
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
		return nil, fmt.Errorf("train: Seeds: %s: %w: remove it to train anew", path, err)
	}
	return all, nil
}

// writeMeasured writes one training a line, so that versions can be compared.
func writeMeasured(path string, all []measured) error {
	text := "["
	for i, m := range all {
		line, err := json.Marshal(m)
		if err != nil { // NaN or infinity
			return fmt.Errorf("train: Seeds: seed %d: %w", m.Recipe.Seed, err)
		}
		if i > 0 {
			text += ","
		}
		text += "\n" + string(line)
	}
	return files.Write(path, []byte(text+"\n]\n"))
}
