package metric

import (
	"math"
	"sync"
)

// leafSize is the number of points below which a box is not split further.
const leafSize = 16

// tree is a k-d tree: boxes of points, halved at the median of their longest
// edge.
type tree struct {
	d      int
	x      []float32 // n×d, in the order of the leaves
	labels []uint8
	root   *node
}

// node is the box of the points from lo up to hi. A leaf has no children.
type node struct {
	lo, hi      int
	least, most []float64 // the box, d each
	left, right *node
}

// newTree returns the tree of the n×d points x.
func newTree(x []float32, labels []uint8, d int) *tree {
	n := len(labels)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	t := &tree{d: d, x: make([]float32, n*d), labels: make([]uint8, n)}
	t.root = split(x, d, order, 0, n, 3)
	for at, i := range order {
		copy(t.x[at*d:(at+1)*d], x[i*d:(i+1)*d])
		t.labels[at] = labels[i]
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

// search classifies points by a tree, one after the other.
type search struct {
	*tree
	q       []float64 // the point
	nearest []float64 // its k least squared distances so far, a max-heap
	voters  []voter   // every point that was not beyond nearest[0] when seen
}

type voter struct {
	r     float64 // squared distance
	label uint8
}

func newSearch(t *tree, k int) *search {
	return &search{tree: t, q: make([]float64, t.d), nearest: make([]float64, k)}
}

// classify returns the label for which the k nearest points of q vote.
func (s *search) classify(q []float32) uint8 {
	for j, v := range q {
		s.q[j] = float64(v)
	}
	for i := range s.nearest {
		s.nearest[i] = math.Inf(1)
	}
	s.voters = s.voters[:0]
	s.find(s.root)
	return s.vote()
}

// find looks for the nearest points in the node, and for all that are tied with
// the k-th.
func (s *search) find(nd *node) {
	if nd.left != nil {
		near, far := nd.left, nd.right
		nearest, farthest := s.toBox(near), s.toBox(far)
		if farthest < nearest {
			near, far, nearest, farthest = far, near, farthest, nearest
		}
		if nearest <= s.nearest[0] {
			s.find(near)
		}
		if farthest <= s.nearest[0] {
			s.find(far)
		}
		return
	}
	for i := nd.lo; i < nd.hi; i++ {
		r := s.toPoint(i, s.nearest[0])
		if r <= s.nearest[0] {
			s.voters = append(s.voters, voter{r, s.labels[i]})
		}
		if r < s.nearest[0] {
			s.replaceFarthest(r)
		}
	}
}

// vote returns the label with the most votes, the smallest of equals. The points
// tied at the k-th distance share the places that are left; all votes are
// multiplied by their number, so that the shares are whole.
func (s *search) vote() uint8 {
	var sure, tied [256]int // nearer than the k-th distance, and at it
	places, ties := len(s.nearest), 0
	for _, v := range s.voters {
		switch radius := s.nearest[0]; {
		case v.r < radius:
			sure[v.label]++
			places--
		case v.r == radius:
			tied[v.label]++
			ties++
		}
	}
	best, most := 0, -1
	for label := range sure {
		if votes := sure[label]*ties + tied[label]*places; votes > most {
			best, most = label, votes
		}
	}
	return uint8(best)
}

// toBox returns the squared distance to the node's box. Its terms and their
// order are those of toPoint, none greater, so that rounding cannot make it
// exceed the distance to a point in the box; float64(…) keeps the compiler from
// fusing multiplication and addition in only one of them.
func (s *search) toBox(nd *node) float64 {
	var sum float64
	for j, v := range s.q {
		if gap := nd.least[j] - v; gap > 0 {
			sum += float64(gap * gap)
		} else if gap := v - nd.most[j]; gap > 0 {
			sum += float64(gap * gap)
		}
	}
	return sum
}

// toPoint returns the squared distance to point i, or something greater than
// bound as soon as it is known to be that.
func (s *search) toPoint(i int, bound float64) float64 {
	p := s.x[i*s.d : (i+1)*s.d]
	q := s.q[:len(p)]
	var sum float64
	for len(p) > 8 {
		for j, v := range p[:8] {
			gap := q[j] - float64(v)
			sum += float64(gap * gap)
		}
		if sum > bound {
			return sum
		}
		p, q = p[8:], q[8:]
	}
	for j, v := range p {
		gap := q[j] - float64(v)
		sum += float64(gap * gap)
	}
	return sum
}

// replaceFarthest puts r into the heap in place of its greatest distance.
func (s *search) replaceFarthest(r float64) {
	h := s.nearest
	i := 0
	for {
		child := 2*i + 1
		if child >= len(h) {
			break
		}
		if child+1 < len(h) && h[child+1] > h[child] {
			child++
		}
		if h[child] <= r {
			break
		}
		h[i] = h[child]
		i = child
	}
	h[i] = r
}
