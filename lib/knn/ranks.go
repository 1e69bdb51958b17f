package knn

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Nearer returns for each of the points from..from+len(targets)-1 of the set how
// many other points are nearer to it than each of its targets: the target's rank
// less one, where tied points share the best rank.
//
// targets[t] are rows of the set, none of them the point from+t itself; the
// result has the same shape. It fails if a target or a point is out of range.
//
// Cost: a product of matrices of len(targets)·n·d on all cores; for all of 10 000
// points in 784 dimensions 3 s on two. Trustworthiness counts so.
func (s *Set) Nearer(from int, targets [][]int) ([][]int, error) {
	m := len(targets)
	if from < 0 || m == 0 || from+m > s.n {
		return nil, say.Errorf("knn: Nearer: points %d..%d, expected a range within 0..%d", from, from+m-1, s.n-1)
	}
	for t, list := range targets {
		for _, j := range list {
			if j < 0 || j >= s.n || j == from+t {
				return nil, say.Errorf("knn: Nearer: target %d of point %d, expected another point within 0..%d", j, from+t, s.n-1)
			}
		}
	}
	p := s.inPanels()
	nearer := make([][]int, m)
	type state struct {
		*block
		counts []*counter
		wide   []float64 // room for the points
	}
	rows := p.blockRows(m)
	parallel.DoWith((m+rows-1)/rows, func() state {
		return state{p.newBlock(rows), make([]*counter, rows), make([]float64, rows*s.d)}
	}, func(st state, job int) {
		st.load(p, s.x[from*s.d:(from+m)*s.d], job*rows)
		for i := range st.m {
			self, point := from+st.first+i, st.wide[i*s.d:(i+1)*s.d]
			widen(point, p.point(self))
			st.counts[i] = p.newCounter(self, targets[st.first+i], point, st.norm[i])
		}
		st.along(p, func(i, first int, dots []float32) { st.counts[i].count(first, dots) })
		for i := range st.m {
			nearer[st.first+i] = st.counts[i].result()
		}
	})
	return nearer, nil
}

// counter counts the points that are nearer to one point than its targets.
type counter struct {
	*panels
	self   int
	point  []float64
	norm   float64
	places []int     // of the targets in radii
	radii  []float64 // the targets' squared distances, ascending
	scaled []float64 // as the products of matrices measure them
	beyond []int     // how many points have exactly i radii at or below their distance
}

func (p *panels) newCounter(self int, targets []int, point []float64, norm float64) *counter {
	c := &counter{panels: p, self: self, point: point, norm: norm, places: make([]int, len(targets)), beyond: make([]int, len(targets)+1)}
	radius := make([]float64, len(targets))
	for t, j := range targets {
		radius[t] = toPoint(point, p.point(j), math.Inf(1))
	}
	order := make([]int, len(targets))
	for t := range order {
		order[t] = t
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(radius[a], radius[b]) })
	for place, t := range order {
		c.places[t] = place
		c.radii = append(c.radii, radius[t])
		c.scaled = append(c.scaled, radius[t]*p.scale*p.scale)
	}
	return c
}

// count counts the points first.., of which the products are known.
func (c *counter) count(first int, dots []float32) {
	last := len(c.radii)
	if last == 0 {
		return
	}
	known, farthest := c.known(c.norm), c.scaled[last-1]
	for j, dot := range dots {
		squares := c.norm + c.panels.norm[first+j]
		about := squares - 2*float64(dot)
		margin := c.slack*squares + c.tiny
		if known && about-margin >= farthest || first+j == c.self {
			continue
		}
		place := below(c.scaled, about-margin)
		if !known || place < last && c.scaled[place] <= about+margin { // a radius within the margin
			place = below(c.radii, toPoint(c.point, c.panels.point(first+j), math.Inf(1)))
		}
		c.beyond[place]++
	}
}

// below returns the number of radii that are at most r. A few are looked at one by
// one, without a branch that could be foreseen wrongly.
func below(radii []float64, r float64) int {
	if len(radii) > 32 {
		return sort.Search(len(radii), func(i int) bool { return radii[i] > r })
	}
	n := 0
	for _, radius := range radii {
		if radius <= r {
			n++
		}
	}
	return n
}

// result returns the counts in the order of the targets.
func (c *counter) result() []int {
	sum, upTo := 0, make([]int, len(c.radii))
	for place := range c.radii {
		sum += c.beyond[place] // points before which at most place radii lie
		upTo[place] = sum
	}
	nearer := make([]int, len(c.places))
	for t, place := range c.places {
		nearer[t] = upTo[place]
	}
	return nearer
}
