package knn

import (
	"cmp"
	"math"
	"slices"
)

// collector keeps the nearest points of one query while they are being found.
// The Distance of its neighbours is a square until finish.
type collector struct {
	query
	self    int        // the point that must not be found, or −1
	bound   float64    // no squared distance above it is of use
	nearest []float64  // the k least squared distances so far, a max-heap
	found   []Neighbor // every point that was not beyond the bound when seen
	full    int        // length of found at which points that fell out are dropped
}

func newCollector(q query) *collector {
	return &collector{query: q, nearest: make([]float64, q.k)}
}

// start makes it ready for row i of the queries.
func (c *collector) start(i int) {
	c.self, c.bound = c.leftOut(i), math.Inf(1)
	for i := range c.nearest {
		c.nearest[i] = math.Inf(1)
	}
	c.found = c.found[:0]
	c.full = 4*c.k + 64
}

// add takes a point whose squared distance r is at most the bound.
func (c *collector) add(index int, r float64) {
	if index == c.self {
		return
	}
	c.found = append(c.found, Neighbor{index, r})
	if r < c.nearest[0] {
		replaceGreatest(c.nearest, r)
		c.bound = c.nearest[0]
	}
	if len(c.found) >= c.full {
		c.drop()
		c.full = 2*len(c.found) + 64
	}
}

// drop removes the points beyond the bound.
func (c *collector) drop() {
	c.found = slices.DeleteFunc(c.found, func(n Neighbor) bool { return n.Distance > c.bound })
}

// finish returns the neighbours in their order, with their distances.
func (c *collector) finish() []Neighbor {
	c.drop()
	slices.SortFunc(c.found, func(a, b Neighbor) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Index, b.Index))
	})
	near := c.found
	if !c.ties {
		near = near[:c.k]
	}
	for i := range near {
		near[i].Distance = math.Sqrt(near[i].Distance)
	}
	return near
}

// replaceGreatest puts r into a max-heap in place of its greatest number.
func replaceGreatest(h []float64, r float64) {
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

// toPoint returns the squared distance from q to p, or something greater than
// bound as soon as it is known to be that.
//
// float64(…) keeps the compiler from fusing multiplication and addition, so that
// the sum is the same on every machine.
func toPoint(q []float64, p []float32, bound float64) float64 {
	q = q[:len(p)]
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

// widen copies p to q in float64.
func widen(q []float64, p []float32) {
	for j, v := range p {
		q[j] = float64(v)
	}
}
