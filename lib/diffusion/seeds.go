package diffusion

import (
	"os"

	"github.com/gomlx/compute"

	"seminar.example/lib/say"
	"seminar.example/lib/train"
)

// Seeds trains the net from each of the seeds 1, 2, …, n and returns what measure
// says of the trained models: n rows of numbers. As train.Seeds, it keeps the numbers
// in the JSON file o.Path and no weights, and does not repeat a training that the
// file holds.
//
// Errors: those of [Run] and of measure, n below 1, no path, an interrupted training,
// a file that cannot be read or written.
// Cost: n trainings, or a look at the data where the file holds all. Notebook 10.
func Seeds(b compute.Backend, net Net, data Data, o Options, n int, measure func(*Model) ([]float64, error)) (rows [][]float64, err error) {
	if n < 1 || o.Path == "" {
		return nil, say.Errorf("diffusion: Seeds: %d seeds, file %q: expected at least one seed and the name of a file", n, o.Path)
	}
	fresh, path := o.Fresh || os.Getenv(train.RetrainVar) == "new", o.Path
	o.Path = ""
	for o.Seed = 1; o.Seed <= uint64(n); o.Seed++ {
		numbers, err := train.Measured(path, recipe(net, data, o.withDefaults()), fresh, func() ([]float64, error) {
			m, h, err := Run(b, net, data, o)
			if err == nil && h.Interrupted {
				err = say.Errorf("diffusion: Seeds: the training of seed %d was interrupted: run again to train it from its beginning", o.Seed)
			}
			if err != nil {
				return nil, err
			}
			return measure(m)
		})
		if err != nil {
			return nil, err
		}
		rows = append(rows, numbers)
	}
	return rows, nil
}
