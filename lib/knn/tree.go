package knn

import (
	"math"
	"sync"

	"seminar.example/lib/parallel"
)

// leafSize is the number of points below which a box is not split further.
const leafSize = 16

// tree is a k-d tree: boxes of points, halved at the median of their longest
// edge.
type tree struct {
	d     int
	x     []float32 // n×d, in the order of the leaves
	index []int     // n: the rows' places in the set
	root  *node
}

// node is the box of the points from lo up to hi. A leaf has no children.
type node struct {
	lo, hi      int
	least, most []float64 // the box, d each
	left, right *node
}

// newTree returns the tree of the n×d points x.
func newTree(x []float32, d int) *tree {
	n := len(x) / d
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	t := &tree{d: d, x: make([]float32, n*d), index: order}
	t.root = split(x, d, order, 0, n, 3)
	for at, i := range order {
		copy(t.x[at*d:(at+1)*d], x[i*d:(i+1)*d])
	}
	return t
}

// split builds the node of the points order[lo:hi], reordering them; its two
// halves are built at the same time down to the depth parallel.
func split(x []float32, d int, order []int, lo, hi, parallel int) *node {
	nd := &node{lo: lo, hi: hi, least: make([]float64, d), most: make([]float64, d)}
	axis, longest := 0, 0.0
	for j := range d {
		least, most := math.Inf(1), math.Inf(-1)
		for _, i := range order[lo:hi] {
			v := float64(x[i*d+j])
			least, most = min(least, v), max(most, v)
		}
		nd.least[j], nd.most[j] = least, most
		if most-least > longest {
			axis, longest = j, most-least
		}
	}
	if hi-lo <= leafSize || longest == 0 {
		return nd
	}
	mid := (lo + hi) / 2
	partition(order[lo:hi], mid-lo, func(i int) float32 { return x[i*d+axis] })
	if parallel == 0 {
		nd.left = split(x, d, order, lo, mid, 0)
		nd.right = split(x, d, order, mid, hi, 0)
		return nd
	}
	var other sync.WaitGroup
	other.Go(func() { nd.left = split(x, d, order, lo, mid, parallel-1) })
	nd.right = split(x, d, order, mid, hi, parallel-1)
	other.Wait()
	return nd
}

// partition reorders a so that no key before place m is greater and no key
// after it less than the key at m (Hoare's quickselect).
func partition(a []int, m int, key func(i int) float32) {
	lo, hi := 0, len(a)-1
	for lo < hi {
		pivot := key(a[(lo+hi)/2])
		i, j := lo, hi
		for i <= j {
			for key(a[i]) < pivot {
				i++
			}
			for key(a[j]) > pivot {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case m <= j:
			hi = j
		case m >= i:
			lo = i
		default:
			return
		}
	}
}

// find runs a query on all cores.
func (t *tree) find(q query, visit func(i int, near []Neighbor)) {
	const block = 64 // queries that a worker takes at a time
	m := len(q.q) / t.d
	parallel.DoWith((m+block-1)/block, func() *search {
		return &search{t, newCollector(q), make([]float64, t.d)}
	}, func(s *search, job int) {
		for i := job * block; i < min((job+1)*block, m); i++ {
			widen(s.point, q.q[i*t.d:(i+1)*t.d])
			s.start(i)
			s.node(t.root)
			visit(i, s.finish())
		}
	})
}

// search goes through a tree for one query after the other.
type search struct {
	*tree
	*collector
	point []float64 // the query
}

// node looks for points within the bound in the node.
func (s *search) node(nd *node) {
	if nd.left != nil {
		near, far := nd.left, nd.right
		nearest, farthest := s.toBox(near), s.toBox(far)
		if farthest < nearest {
			near, far, nearest, farthest = far, near, farthest, nearest
		}
		if nearest <= s.bound {
			s.node(near)
		}
		if farthest <= s.bound {
			s.node(far)
		}
		return
	}
	for i := nd.lo; i < nd.hi; i++ {
		if r := toPoint(s.point, s.x[i*s.d:(i+1)*s.d], s.bound); r <= s.bound {
			s.add(s.index[i], r)
		}
	}
}

// toBox returns the squared distance to the node's box. Its terms and their
// order are those of toPoint, none greater, so that rounding cannot make it
// exceed the distance to a point in the box.
func (s *search) toBox(nd *node) float64 {
	var sum float64
	for j, v := range s.point {
		if gap := nd.least[j] - v; gap > 0 {
			sum += float64(gap * gap)
		} else if gap := v - nd.most[j]; gap > 0 {
			sum += float64(gap * gap)
		}
	}
	return sum
}
