package metric

import (
	"math"
	"slices"
	"testing"
)

// Whatever the direction, its value at each moved code is the place, and what lies
// across it stays.
func TestMove(t *testing.T) {
	z := []float32{1, 2, 3}
	to := []float64{-1, 0, 5}
	slanted := Direction{Weights: []float64{1, 1, 0}, Offset: 2, Step: []float64{0.5, 0.5, 1}}
	for _, l := range []Direction{Axis(1, 3), slanted} {
		moved := l.Move(z, to)
		for i, got := range l.Values(moved) {
			if math.Abs(got-to[i]) > 1e-6 {
				t.Errorf("%v: moved to %g, expected %g", l, got, to[i])
			}
		}
		for i := range to {
			along := float64(moved[3*i+1]-z[1]) / l.Step[1]
			for j, s := range l.Step {
				if got := float64(moved[3*i+j] - z[j]); math.Abs(got-along*s) > 1e-6 {
					t.Errorf("%v: number %d moved by %g, expected %g", l, j, got, along*s)
				}
			}
		}
	}
	if got := Axis(2, 3).Move(z, to); !slices.Equal(got, []float32{1, 2, -1, 1, 2, 0, 1, 2, 5}) {
		t.Errorf("along the third axis: %v", got)
	}
}

// Of 0, 1, … 200 on the second axis the percentiles are 2 and 198.
func TestPlaces(t *testing.T) {
	var z []float32
	for i := range 201 {
		z = append(z, 7, float32((i*50)%201))
	}
	if got := Axis(1, 2).Places(z, 3); !slices.Equal(got, []float64{2, 100, 198}) {
		t.Errorf("places %v, expected 2, 100, 198", got)
	}
}

func TestFollow(t *testing.T) {
	to := []float64{0, 1, 2}
	for _, c := range []struct {
		name    string
		values  []float64
		r, span float64
	}{
		{"all rise", []float64{0, 5, 10, 1, 2, 3, 0, 1, 2}, 1, 2},
		{"all fall: the other way round", []float64{3, 2, 1, 9, 5, 1, 2, 1, 0}, 1, 2},
		{"one stays, two rise", []float64{4, 4, 4, 0, 1, 2, 0, 2, 4}, 2. / 3, 2},
		{"one against two", []float64{2, 1, 0, 0, 1, 2, 0, 2, 4}, 1. / 3, 2},
		{"a bend", []float64{0, 1, 0}, 0, 0},
	} {
		r, span, err := Follow(to, c.values)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(r-c.r) > 1e-12 || math.Abs(span-c.span) > 1e-12 {
			t.Errorf("%s: r %g, span %g, expected %g, %g", c.name, r, span, c.r, c.span)
		}
	}
	for _, values := range [][]float64{nil, {1, 2}, {1, 2, math.NaN()}} {
		if _, _, err := Follow(to, values); err == nil {
			t.Errorf("%v: no error", values)
		}
	}
	if _, _, err := Follow([]float64{1}, []float64{1}); err == nil {
		t.Error("one place: no error")
	}
}
