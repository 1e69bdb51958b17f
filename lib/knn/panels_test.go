package knn

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// Panels that are not kept give the same neighbours and ranks as those that are, for
// numbers of points and queries that fill no panel, tile or block.
func TestPanelsNotKept(t *testing.T) {
	defer func(was int) { keepUpTo = was }(keepUpTo)
	rng := rand.New(rand.NewPCG(1, 2))
	x, q := clusters(rng, 1003, 17), clusters(rng, 3101, 17)
	search := func(limit int) (near [][]Neighbor, nearer [][]int) {
		keepUpTo = limit
		s, err := NewSet(x, 17)
		if err != nil {
			t.Fatal(err)
		}
		if near, err = s.Search(q, 5); err != nil {
			t.Fatal(err)
		}
		targets := make([][]int, 1003)
		for i := range targets {
			targets[i] = []int{(i + 1) % 1003, (i + 500) % 1003}
		}
		if nearer, err = s.Nearer(0, targets); err != nil {
			t.Fatal(err)
		}
		if kept := s.panels.columns != nil; kept != (limit > 0) {
			t.Fatalf("limit %d: panels kept: %t", limit, kept)
		}
		return near, nearer
	}
	near, nearer := search(len(x))
	again, nearerAgain := search(0)
	if !reflect.DeepEqual(near, again) {
		t.Error("other neighbours")
	}
	if !reflect.DeepEqual(nearer, nearerAgain) {
		t.Error("other ranks")
	}
}
