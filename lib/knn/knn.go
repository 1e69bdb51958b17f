// Package knn finds nearest neighbours by Euclidean distance, exactly and in any
// number of dimensions, and the graphs that they make.
//
// A point's neighbours are ordered by distance and, where distances tie, by
// index. Distances are compared as squares, each summed up in float64 over the
// coordinates in their order: so results are the same on any number of cores, and
// two distances tie if these sums are equal.
//
// In few dimensions a k-d tree looks at a small part of the points. In many, where
// no tree helps, a product of matrices in float32 gives all distances to within a
// bound that is proved, and float64 decides among those that it leaves open.
package knn

import (
	"fmt"
	"slices"
	"sync"

	"seminar.example/lib/say"
)

// treeDims is the number of dimensions up to which a tree is faster: measured for
// 10 000 queries among 60 000 points in ten clusters.
const treeDims = 12

// Neighbor is a point that was found.
type Neighbor struct {
	Index    int     // row in the set
	Distance float64 // Euclidean, from the point that was asked for
}

// Set is a set of points, prepared to be searched. It can be used by several
// goroutines at a time.
type Set struct {
	n, d int
	x    []float32 // n×d

	makeTree   sync.Once
	tree       *tree
	makePanels sync.Once
	panels     *panels
}

// NewSet prepares n points of d dimensions for searches.
//
// x is n×d, row-major; it is not copied and must not change. It fails if x is no
// whole rows or holds NaN or infinity. Introduced in notebook 02.
func NewSet(x []float32, d int) (*Set, error) {
	if err := checkRows(x, d); err != nil {
		return nil, fmt.Errorf("knn: NewSet: %w", err)
	}
	return &Set{n: len(x) / d, d: d, x: x}, nil
}

// Len returns the number of points.
func (s *Set) Len() int { return s.n }

// Search returns the k points of the set that are nearest to each query, the
// nearest first.
//
// q is m×d, row-major; the result is m×k; 1 ≤ k ≤ n. A query that is itself a
// point of the set finds itself at distance 0: [Set.Others] leaves it out.
//
// It fails if k is out of range, q is no whole rows or holds NaN or infinity.
//
// Cost on two cores for 10 000 queries among 60 000 points, k = 10: 0.05 s in 3
// dimensions, 0.5 s in 10, 1 s in 64; 2.3 s for the pixels of MNIST, 4 s for
// as many numbers none of which is 0, with AVX-512.
// Memory beside x: as much again in more than 12 dimensions; beyond 60 MB of x, 12 kB
// for each of 1500 queries a core.
// Introduced in notebook 02.
func (s *Set) Search(q []float32, k int) ([][]Neighbor, error) {
	found := make([][]Neighbor, len(q)/max(s.d, 1))
	err := s.searchEach(q, k, false, func(i int, near []Neighbor) { found[i] = slices.Clone(near) })
	if err != nil {
		return nil, fmt.Errorf("knn: Search: %w", err)
	}
	return found, nil
}

// Nearest returns, for each query, the distance of the nearest point of the set and
// its row. It is [Set.Search] for one neighbour, with its errors and cost.
//
// q is m×d, row-major; the results are m numbers each. Introduced in notebook 10.
func (s *Set) Nearest(q []float32) (distances []float64, at []int, err error) {
	found, err := s.Search(q, 1)
	for _, near := range found {
		distances, at = append(distances, near[0].Distance), append(at, near[0].Index)
	}
	return distances, at, err
}

// SearchEach finds for each query what [Set.Search] does and, after it, all
// further points at the k-th distance, and hands them to visit.
//
// So that what is made of ties need not depend on the order of the points.
// visit(i, near) is called once for each query i, by several goroutines at a time;
// near may be kept only during the call. Errors and cost as [Set.Search].
func (s *Set) SearchEach(q []float32, k int, visit func(i int, near []Neighbor)) error {
	if err := s.searchEach(q, k, true, visit); err != nil {
		return fmt.Errorf("knn: SearchEach: %w", err)
	}
	return nil
}

func (s *Set) searchEach(q []float32, k int, ties bool, visit func(i int, near []Neighbor)) error {
	if err := checkRows(q, s.d); err != nil {
		return say.Errorf("queries: %w", err)
	}
	if k < 1 || k > s.n {
		return say.Errorf("k = %d, expected 1..%d, the number of points", k, s.n)
	}
	s.find(query{q: q, self: -1, k: k, ties: ties}, visit)
	return nil
}

// Others returns for each point of the set the k other points nearest to it, the
// nearest first: a search that leaves the point itself out, but not others at the
// same place.
//
// The result is n×k; 1 ≤ k < n, else it fails. Cost: as n queries in
// [Set.Search]. Introduced in notebook 02.
func (s *Set) Others(k int) ([][]Neighbor, error) {
	found := make([][]Neighbor, s.n)
	err := s.othersEach(0, s.n, k, false, func(i int, near []Neighbor) { found[i] = slices.Clone(near) })
	if err != nil {
		return nil, fmt.Errorf("knn: Others: %w", err)
	}
	return found, nil
}

// OthersEach finds for each of the points from..to-1 of the set what [Set.Others]
// does and, after it, all further points at the k-th distance, and hands them to
// visit as [Set.SearchEach] does. It fails if k or the range of points is wrong.
func (s *Set) OthersEach(from, to, k int, visit func(i int, near []Neighbor)) error {
	if err := s.othersEach(from, to, k, true, visit); err != nil {
		return fmt.Errorf("knn: OthersEach: %w", err)
	}
	return nil
}

func (s *Set) othersEach(from, to, k int, ties bool, visit func(i int, near []Neighbor)) error {
	if from < 0 || from >= to || to > s.n {
		return say.Errorf("points %d..%d, expected a range within 0..%d", from, to-1, s.n-1)
	}
	if s.n == 1 {
		return say.Errorf("a single point has no neighbours")
	}
	if k < 1 || k >= s.n {
		return say.Errorf("k = %d, expected 1..%d, less than the number of points", k, s.n-1)
	}
	s.find(query{q: s.x[from*s.d : to*s.d], self: from, k: k, ties: ties},
		func(i int, near []Neighbor) { visit(from+i, near) })
	return nil
}

// query says what is to be found for the rows of q.
type query struct {
	q    []float32 // m×d
	self int       // index in the set of the first row, to be left out; −1: none is
	k    int
	ties bool // and all at the k-th distance
}

// leftOut returns the index of the point that query i must not find, −1 if none.
func (q query) leftOut(i int) int {
	if q.self < 0 {
		return -1
	}
	return q.self + i
}

// find runs a query by the tree or by the panels.
func (s *Set) find(q query, visit func(i int, near []Neighbor)) {
	if s.d <= treeDims {
		s.makeTree.Do(func() { s.tree = newTree(s.x, s.d) })
		s.tree.find(q, visit)
		return
	}
	s.inPanels().find(q, visit)
}

func (s *Set) inPanels() *panels {
	s.makePanels.Do(func() { s.panels = newPanels(s.x, s.d) })
	return s.panels
}

// checkRows reports whether x is whole rows of d finite numbers, at least one.
func checkRows(x []float32, d int) error {
	switch {
	case d < 1:
		return say.Errorf("d = %d, expected at least 1", d)
	case len(x) == 0:
		return say.Errorf("no points")
	case len(x)%d != 0:
		return say.Errorf("%d numbers, expected whole rows of d = %d", len(x), d)
	}
	for i, v := range x {
		if v-v != 0 { // NaN or ±Inf
			return say.Errorf("number %d of row %d is %v, expected finite numbers", i%d, i/d, v)
		}
	}
	return nil
}
