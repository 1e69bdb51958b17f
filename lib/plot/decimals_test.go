package plot

import (
	"strings"
	"testing"
)

// A field Decimals means the same in every kind of figure: 1 to 9 decimals, −1 for
// whole numbers, 0 for the kind's default.
func TestDecimals(t *testing.T) {
	kinds := map[string]func(decimals int) (text string, err error){
		"bars": func(d int) (string, error) {
			q := barsOf("d")
			q.Decimals = d
			_, err := q.Figure()
			return q.text(axis{ticks: linearTicks(0, 0.2, 4, false)}, 2), err
		},
		"images": func(d int) (string, error) {
			q := imagesOf("d", 1, 2)
			q.Decimals, q.Rows[0].Numbers = d, []float64{0.16, 0.16}
			_, err := q.Figure()
			return q.text(q.Rows[0].Numbers[1]), err
		},
		"matrix": func(d int) (string, error) {
			q := matrixOf("d")
			q.Decimals, q.Values[0][0], q.Low, q.High = d, 0.16, nil, nil
			_, err := q.Figure()
			number, _ := q.texts(0, 0)
			return number, err
		},
	}
	for kind, want := range map[string]string{"bars": "0.160", "images": "0.160", "matrix": "0.16"} {
		for d, want := range map[int]string{0: want, -1: "0", 1: "0.2", 4: "0.1600"} {
			if got, err := kinds[kind](d); err != nil || got != want {
				t.Errorf("%s, Decimals %d: %q, %v; expected %q", kind, d, got, err, want)
			}
		}
		for _, d := range []int{-2, 10} {
			if _, err := kinds[kind](d); err == nil || !strings.Contains(err.Error(), "expected 1 to 9, 0 for the default, or -1 for whole numbers") {
				t.Errorf("%s, Decimals %d: %v; expected that it is refused", kind, d, err)
			}
		}
	}
	q := barsOf("hidden")
	q.HideValues = true
	if text := q.text(axis{}, 0); text != "" {
		t.Errorf("a bar without values has the label %q", text)
	}
}
