package knn

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// lineSet holds points on a line: two groups, and one alone.
func lineSet(t *testing.T) *Set {
	t.Helper()
	s, err := NewSet([]float32{0, 1, 2.5, 10, 11, 30}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGraph(t *testing.T) {
	s := lineSet(t)
	g, err := s.Graph(1)
	if err != nil {
		t.Fatal(err)
	}
	// 2's nearest is 1, whose nearest is 0: the edge stands at both ends.
	want := Graph{{{1, 1}}, {{0, 1}, {2, 1.5}}, {{1, 1.5}}, {{4, 1}}, {{3, 1}, {5, 19}}, {{4, 19}}}
	if !reflect.DeepEqual(g, want) {
		t.Errorf("Graph(1) = %v, expected %v", g, want)
	}
	if edges := g.Edges(); !slices.Equal(edges, []Edge{{0, 1, 1}, {1, 2, 1.5}, {3, 4, 1}, {4, 5, 19}}) {
		t.Errorf("edges %v", edges)
	}
	r := Graph{{{1, 1}}, {{0, 1}, {2, 1.5}}, {{1, 1.5}}, {{4, 1}}, {{3, 1}}, nil} // at most 1.5 apart
	part, size := r.Components()
	if !slices.Equal(part, []int{0, 0, 0, 1, 1, 2}) || !slices.Equal(size, []int{3, 2, 1}) {
		t.Errorf("parts %v of sizes %v", part, size)
	}
	length, err := r.Distances(0)
	if err != nil || !slices.Equal(length, []float64{0, 1, 2.5, math.Inf(1), math.Inf(1), math.Inf(1)}) {
		t.Errorf("distances %v, %v", length, err)
	}
	_, err = r.Distances(6)
	wantError(t, err, "point 6, expected 0..5")
	_, err = r.Distances(-1)
	wantError(t, err, "point -1")
	_, err = s.Graph(6)
	wantError(t, err, "k = 6, expected 1..5")
	// The largest part is number 0 wherever it stands.
	last := Graph{nil, {{2, 1}}, {{1, 1}}}
	if part, size := last.Components(); !slices.Equal(part, []int{1, 0, 0}) || !slices.Equal(size, []int{2, 1}) {
		t.Errorf("parts %v of sizes %v", part, size)
	}
}

// TestShortest compares Dijkstra's algorithm with Floyd and Warshall's.
func TestShortest(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for range 20 {
		n := 2 + rng.IntN(40)
		s, err := NewSet(clusters(rng, n, 2), 2)
		if err != nil {
			t.Fatal(err)
		}
		g, err := s.Graph(1 + rng.IntN(min(4, n-1)))
		if err != nil {
			t.Fatal(err)
		}
		all := make([][]float64, n)
		for i := range all {
			all[i] = slices.Repeat([]float64{math.Inf(1)}, n)
			all[i][i] = 0
			for _, nb := range g[i] {
				all[i][nb.Index] = nb.Distance
			}
		}
		for c := range n {
			for a := range n {
				for b := range n {
					all[a][b] = min(all[a][b], all[a][c]+all[c][b])
				}
			}
		}
		for a := range n {
			length, err := g.Distances(a)
			if err != nil {
				t.Fatal(err)
			}
			for b := range n {
				if math.Abs(length[b]-all[a][b]) > 1e-12 {
					t.Fatalf("%d to %d: %v, expected %v", a, b, length[b], all[a][b])
				}
			}
		}
	}
}
