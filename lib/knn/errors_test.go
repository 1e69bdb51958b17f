package knn

import (
	"math"
	"strings"
	"testing"
)

func TestErrors(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		x     []float32
		d     int
		words string
	}{
		{nil, 1, "NewSet: no points"},
		{[]float32{1}, 0, "d = 0, expected at least 1"},
		{[]float32{1, 2, 3}, 2, "3 numbers, expected whole rows of d = 2"},
		{[]float32{1, 2, 3, nan}, 2, "number 1 of row 1 is NaN"},
		{[]float32{inf}, 1, "number 0 of row 0 is +Inf"},
	} {
		_, err := NewSet(c.x, c.d)
		wantError(t, err, c.words)
	}
	s, err := NewSet([]float32{1, 2, 3}, 1)
	if err != nil || s.Len() != 3 {
		t.Fatal(err)
	}
	visit := func(int, []Neighbor) { t.Error("visited in spite of an error") }
	_, err = s.Search([]float32{1}, 4)
	wantError(t, err, "Search: k = 4, expected 1..3")
	_, err = s.Search([]float32{1}, 0)
	wantError(t, err, "k = 0")
	_, err = s.Search(nil, 1)
	wantError(t, err, "queries: no points")
	distances, at, err := s.Nearest([]float32{nan})
	wantError(t, err, "queries: number 0 of row 0 is NaN")
	if distances != nil || at != nil {
		t.Errorf("Nearest: %v, %v in spite of an error", distances, at)
	}
	wantError(t, s.SearchEach([]float32{nan}, 1, visit), "SearchEach: queries: number 0 of row 0 is NaN")
	_, err = s.Others(3)
	wantError(t, err, "Others: k = 3, expected 1..2, less than the number of points")
	wantError(t, s.OthersEach(2, 2, 1, visit), "OthersEach: points 2..1, expected a range within 0..2")
	wantError(t, s.OthersEach(0, 4, 1, visit), "points 0..3")
	_, err = s.Nearer(0, [][]int{{0}})
	wantError(t, err, "target 0 of point 0")
	_, err = s.Nearer(0, [][]int{{3}})
	wantError(t, err, "target 3 of point 0")
	_, err = s.Nearer(2, [][]int{{0}, {0}})
	wantError(t, err, "points 2..3")
	single, err := NewSet([]float32{1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, err = single.Others(1)
	wantError(t, err, "a single point has no neighbours")
}

// wantError reports an error that does not hold the words.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "knn: ") || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, expected knn: … %s", err, words)
	}
}
