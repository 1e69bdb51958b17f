package knn

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// The sizes of the products of matrices. With these gonum multiplies in the
// calling goroutine, in its own blocks of 64: queries × points.
const panelWidth, queryRows = 64, 192

// panels hold the points of a set for products of matrices in float32.
//
// With q and x shifted and scaled alike, the squared distance is |q|² + |x|² − 2
// q·x, where the product is known to within rounding only. Let u = 2⁻²⁴, a = |q|,
// b = |x|. Rounding q and x to float32 moves each by at most u times its norm, so
// the squared distance by at most 2u(a+b)². The product of d terms is off by at
// most du/(1−du)·ab (Higham, Accuracy and Stability of Numerical Algorithms, 2nd
// ed., equation 3.5, for any order of summation). As (a+b)² ≤ 2(a²+b²),
//
//	| |q−x|² − (a² + b² − 2 q·x) | ≤ slack · (a² + b²) + tiny
//	slack = 4u + du/(1−du)
//
// where tiny covers products that vanish in float32. Points beyond the bound by
// that are never looked at; what remains is decided in float64.
type panels struct {
	n, d    int
	x       []float32   // n×d: the points
	shift   []float64   // d: the least value of each column, so that background is 0
	scale   float64     // a power of two, after which the points are within ±1
	columns [][]float32 // panels of d×64: shifted and scaled points as columns
	norm    []float64   // n: b²
	slack   float64
	tiny    float64
}

func newPanels(x []float32, d int) *panels {
	n := len(x) / d
	du := float64(d+4) * 0x1p-24 // 4 more: float64's own rounding
	p := &panels{n: n, d: d, x: x, shift: make([]float64, d), norm: make([]float64, n),
		columns: make([][]float32, (n+panelWidth-1)/panelWidth),
		slack:   0x1p-22 + du/(1-du), tiny: float64(d) * 0x1p-120}
	if du >= 0.5 {
		p.slack = math.Inf(1) // nothing is known: float64 decides all
	}
	widen(p.shift, x[:d])
	most := slices.Clone(p.shift)
	for i := d; i < len(x); i += d {
		for j, v := range x[i : i+d] {
			p.shift[j] = min(p.shift[j], float64(v))
			most[j] = max(most[j], float64(v))
		}
	}
	var width float64
	for j, v := range most {
		width = max(width, v-p.shift[j])
	}
	_, exponent := math.Frexp(width)
	p.scale = math.Ldexp(1, -exponent)
	parallel(len(p.columns), func() []float32 { return make([]float32, d) }, func(row []float32, job int) {
		column := make([]float32, d*panelWidth)
		for c := range min(panelWidth, n-job*panelWidth) {
			i := job*panelWidth + c
			p.norm[i] = p.prepare(row, x[i*d:(i+1)*d])
			for j, v := range row {
				column[j*panelWidth+c] = v
			}
		}
		p.columns[job] = column
	})
	return p
}

// prepare sets row to the point, shifted and scaled, and returns its squared
// norm.
func (p *panels) prepare(row, point []float32) float64 {
	var norm float64
	for j, v := range point {
		w := float32((float64(v) - p.shift[j]) * p.scale)
		row[j] = w
		norm += float64(w) * float64(w)
	}
	return norm
}

// block is a number of queries on their way along the panels.
type block struct {
	rows  []float32 // queryRows×d: the queries, shifted and scaled
	norm  []float64 // a²
	wide  [][]float64
	dots  []float32 // queryRows×panelWidth
	first int       // row of the first query
	m     int       // number of queries
}

func (p *panels) newBlock() *block {
	b := &block{rows: make([]float32, queryRows*p.d), norm: make([]float64, queryRows),
		wide: make([][]float64, queryRows), dots: make([]float32, queryRows*panelWidth)}
	for i := range b.wide {
		b.wide[i] = make([]float64, p.d)
	}
	return b
}

// load takes the queries first..first+m-1 of q.
func (b *block) load(p *panels, q []float32, first int) {
	b.first, b.m = first, min(queryRows, len(q)/p.d-first)
	for i := range b.m {
		point := q[(first+i)*p.d : (first+i+1)*p.d]
		b.norm[i] = p.prepare(b.rows[i*p.d:(i+1)*p.d], point)
		widen(b.wide[i], point)
	}
}

// along multiplies the queries with one panel after the other and hands each
// query's products with the points from..from+len-1 to visit.
func (b *block) along(p *panels, visit func(i, from int, dots []float32)) {
	rows := blas32.General{Rows: b.m, Cols: p.d, Stride: p.d, Data: b.rows}
	dots := blas32.General{Rows: b.m, Cols: panelWidth, Stride: panelWidth, Data: b.dots}
	for at, column := range p.columns {
		from := at * panelWidth
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rows,
			blas32.General{Rows: p.d, Cols: panelWidth, Stride: panelWidth, Data: column}, 0, dots)
		width := min(panelWidth, p.n-from)
		for i := range b.m {
			visit(i, from, b.dots[i*panelWidth:i*panelWidth+width])
		}
	}
}

// known reports whether the products with a query are bounded: not so if it lies
// so far away that they could exceed float32.
func (p *panels) known(norm float64) bool { return norm < 1e30 && p.slack < 1 }

// point returns the row of a point.
func (p *panels) point(i int) []float32 { return p.x[i*p.d : (i+1)*p.d] }

// find runs a query on all cores.
func (p *panels) find(q query, visit func(i int, near []Neighbor)) {
	m := len(q.q) / p.d
	type state struct {
		*block
		near []*collector
	}
	parallel((m+queryRows-1)/queryRows, func() state {
		s := state{block: p.newBlock(), near: make([]*collector, queryRows)}
		for i := range s.near {
			s.near[i] = newCollector(q)
		}
		return s
	}, func(s state, job int) {
		s.load(p, q.q, job*queryRows)
		for i, c := range s.near[:s.m] {
			c.start(s.first + i)
		}
		s.along(p, func(i, from int, dots []float32) {
			p.collect(s.near[i], s.wide[i], s.norm[i], from, dots)
		})
		for i, c := range s.near[:s.m] {
			visit(s.first+i, c.finish())
		}
	})
}

// collect hands to c the points from.. that are within its bound, of which the
// products with the query are known.
func (p *panels) collect(c *collector, query []float64, norm float64, from int, dots []float32) {
	square := p.scale * p.scale
	// The squared distance is at least (1−slack)(a² + b²) − 2 q·x − tiny.
	least := func() float64 { return (1-p.slack)*norm - p.tiny - c.bound*square }
	rest, shrink := least(), 1-p.slack
	known := p.known(norm)
	norms := p.norm[from:][:len(dots)]
	for j, dot := range dots {
		if known && rest+shrink*norms[j] > 2*float64(dot) {
			continue
		}
		if r := toPoint(query, p.point(from+j), c.bound); r <= c.bound {
			c.add(from+j, r)
			rest = least()
		}
	}
}
