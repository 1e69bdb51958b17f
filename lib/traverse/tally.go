package traverse

import (
	"math"

	"seminar.example/lib/plot"
)

// Tally is what traversals come to, each a sum over them.
type Tally struct {
	N, Steps float64 // traversals, and steps of them
	Span     float64 // from the least to the greatest measure
	Gain     float64 // change of the measure for 1 of the number that moves
	Off      float64 // steps off the data
	Other    float64 // steps that have a sign: read as another class
	Lost     float64 // starts that have one
}

// Add counts a strip. Gain is taken from the first step that has a measure to the last
// one; a strip without two such steps adds nothing to it, nor to Span.
//
// Introduced in notebook 05a.
func (t *Tally) Add(strip plot.Strip) {
	t.N++
	low, high := math.Inf(1), math.Inf(-1)
	var measured []plot.Step
	for i, step := range strip.Steps {
		t.Steps++
		if step.Off {
			t.Off++
		}
		if step.Sign != "" {
			t.Other++
			if i == strip.Start {
				t.Lost++
			}
		}
		if step.Measure == step.Measure {
			low, high = min(low, step.Measure), max(high, step.Measure)
			measured = append(measured, step)
		}
	}
	if len(measured) > 1 {
		a, b := measured[0], measured[len(measured)-1]
		t.Span += high - low
		t.Gain += (b.Measure - a.Measure) / (b.At - a.At)
	}
}
