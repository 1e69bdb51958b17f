package knn

import (
	"math"
	"slices"

	"seminar.example/lib/parallel"
)

// sieve keeps the points that can be among the nearest of one query, as far as
// products of matrices tell. Their distances in float64, 784 terms each in the
// case of MNIST, are taken at the end, of the few that are left.
type sieve struct {
	*collector
	bound float64   // as panels measure: no point whose least distance is above it is of use
	least []float64 // the k least of the greatest distances so far, a max-heap
	kept  []kept    // every point that was not beyond the bound when seen
	full  int       // length of kept at which points that fell out are dropped
}

// kept is a point whose squared distance is low at least.
type kept struct {
	index int
	low   float64
}

func newSieve(q query) *sieve {
	return &sieve{collector: newCollector(q), least: make([]float64, q.k), kept: make([]kept, 0, 4*q.k+64)}
}

// start makes it ready for row i of the queries.
func (s *sieve) start(i int) {
	s.collector.start(i)
	s.bound = math.Inf(1)
	for i := range s.least {
		s.least[i] = math.Inf(1)
	}
	s.kept = s.kept[:0]
	s.full = 4*s.k + 64
}

// add takes a point whose squared distance is between low and high.
func (s *sieve) add(index int, low, high float64) {
	if index == s.self {
		return
	}
	s.kept = append(s.kept, kept{index, low})
	if high < s.least[0] {
		replaceGreatest(s.least, high)
		s.bound = s.least[0]
	}
	if len(s.kept) >= s.full {
		s.drop()
		s.full = 2*len(s.kept) + 64
	}
}

// drop removes the points beyond the bound.
func (s *sieve) drop() {
	s.kept = slices.DeleteFunc(s.kept, func(p kept) bool { return p.low > s.bound })
}

// finish returns the neighbours in their order, with their distances.
func (s *sieve) finish(p *panels, query []float64) []Neighbor {
	s.drop()
	for _, near := range s.kept {
		s.measure(p, query, near.index)
	}
	return s.collector.finish()
}

// measure takes a point by its distance in float64.
func (s *sieve) measure(p *panels, query []float64, index int) {
	if r := toPoint(query, p.point(index), s.collector.bound); r <= s.collector.bound {
		s.collector.add(index, r)
	}
}

// find runs a query on all cores.
func (p *panels) find(q query, visit func(i int, near []Neighbor)) {
	m := len(q.q) / p.d
	type state struct {
		*block
		near  []*sieve
		point []float64 // room for a query
	}
	rows := p.blockRows(m)
	parallel.DoWith((m+rows-1)/rows, func() state {
		s := state{p.newBlock(rows), make([]*sieve, rows), make([]float64, p.d)}
		for i := range s.near {
			s.near[i] = newSieve(q)
		}
		return s
	}, func(s state, job int) {
		s.load(p, q.q, job*rows)
		for i, near := range s.near[:s.m] {
			near.start(s.first + i)
		}
		wide := func(i int) []float64 {
			widen(s.point, q.q[(s.first+i)*p.d:(s.first+i+1)*p.d])
			return s.point
		}
		s.along(p, func(i, from int, dots []float32) {
			if p.known(s.norm[i]) {
				p.collect(s.near[i], s.norm[i], from, dots)
				return
			}
			for point := wide(i); len(dots) > 0; from, dots = from+1, dots[1:] {
				s.near[i].measure(p, point, from)
			}
		})
		for i, near := range s.near[:s.m] {
			visit(s.first+i, near.finish(p, wide(i)))
		}
	})
}

// collect hands to s the points from.. that are within its bound, of which the
// products with the query are known and bounded.
func (p *panels) collect(s *sieve, norm float64, from int, dots []float32) {
	// The squared distance is within slack·(a² + b²) + tiny of a² + b² − 2 q·x.
	shrink, grow := 1-p.slack, 1+p.slack
	rest := shrink*norm - p.tiny
	within := rest - s.bound
	norms := p.norm[from:][:len(dots)]
	for j, dot := range dots {
		twice := 2 * float64(dot)
		if within+shrink*norms[j] > twice {
			continue
		}
		s.add(from+j, rest+shrink*norms[j]-twice, grow*(norm+norms[j])+p.tiny-twice)
		within = rest - s.bound
	}
}
