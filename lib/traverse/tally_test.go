package traverse

import (
	"math"
	"testing"

	"seminar.example/lib/plot"
)

func TestTally(t *testing.T) {
	var got Tally
	got.Add(plot.Strip{Start: 1, Steps: []plot.Step{
		{At: 0, Measure: math.NaN(), Off: true}, // a picture without ink
		{At: 1, Measure: 5, Sign: "9"},
		{At: 3, Measure: -2, Sign: "9", Off: true},
		{At: 5, Measure: 3},
	}})
	want := Tally{N: 1, Steps: 4, Span: 7, Gain: -0.5, Off: 2, Other: 2, Lost: 1}
	if got != want {
		t.Errorf("%+v, expected %+v", got, want)
	}
	// One measure says nothing of a change; and a second strip is added.
	got.Add(plot.Strip{Steps: []plot.Step{{At: 0, Measure: 4}, {At: 1, Measure: math.NaN(), Sign: "2"}}})
	want.N, want.Steps, want.Other = 2, 6, 3
	if got != want {
		t.Errorf("%+v, expected %+v", got, want)
	}
}
