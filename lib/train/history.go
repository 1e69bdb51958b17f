package train

// Epoch is one complete epoch in a run's history.
type Epoch struct {
	Epoch   int     `json:"epoch"`   // from 1
	Train   float64 `json:"train"`   // mean loss over the epoch's steps, each before its update
	Last    float64 `json:"last"`    // loss of the epoch's last batch alone, which the slides' script prints
	Test    float64 `json:"test"`    // loss on the test data after the epoch; NaN where a file has that of other test data
	Seconds float64 `json:"seconds"` // wall time, test included
}

// History is how the loss went.
type History struct {
	Start       float64 `json:"start"`   // test loss of the untrained network; NaN as an epoch's
	Epochs      []Epoch `json:"epochs"`  // complete epochs only
	Steps       int     `json:"steps"`   // steps taken in all
	Backend     string  `json:"backend"` // that took them, by GoMLX's name; "" in old files
	Path        string  `json:"-"`       // of the weights file; "" where the run has none
	Interrupted bool    `json:"-"`
	Loaded      bool    `json:"-"` // read from a weights file, not trained now
}

// Last returns the last complete epoch; its zero value where there is none.
func (h *History) Last() Epoch {
	if len(h.Epochs) == 0 {
		return Epoch{}
	}
	return h.Epochs[len(h.Epochs)-1]
}

// Losses returns the complete epochs as columns to draw: the number of each
// from 1, its mean loss, and the test loss after it.
func (h *History) Losses() (epoch, train, test []float64) {
	for _, e := range h.Epochs {
		epoch = append(epoch, float64(e.Epoch))
		train = append(train, e.Train)
		test = append(test, e.Test)
	}
	return epoch, train, test
}
