package knn

import (
	"math"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"seminar.example/lib/parallel"
)

// The sizes of the products of matrices. With these gonum multiplies in the
// calling goroutine, in its own blocks of 64: queries × points.
const panelWidth, queryRows = 64, 192

// Panels of more than keepUpTo numbers, as many as 20 000 images have, are not kept,
// since they take as much memory as the points: they are filled for each block of up
// to manyRows queries, which takes a twentieth of its time.
const manyRows = 1536

var keepUpTo = 20000 * 784 // a variable for tests

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
	columns [][]float32 // panels of d×64: shifted and scaled points as columns; none beyond keepUpTo
	norm    []float64   // n: b²
	slack   float64
	tiny    float64
}

func newPanels(x []float32, d int) *panels {
	n := len(x) / d
	du := float64(d+4) * 0x1p-24 // 4 more: float64's own rounding
	p := &panels{n: n, d: d, x: x, shift: make([]float64, d), norm: make([]float64, n),
		slack: 0x1p-22 + du/(1-du), tiny: float64(d) * 0x1p-120}
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
	if len(x) <= keepUpTo {
		p.columns = make([][]float32, p.count())
	}
	parallel.DoWith(p.count(), func() []float32 { return make([]float32, d) }, func(row []float32, job int) {
		for i := job * panelWidth; i < min((job+1)*panelWidth, n); i++ {
			p.norm[i] = p.prepare(row, x[i*d:(i+1)*d])
		}
		if p.columns != nil {
			p.columns[job] = make([]float32, d*panelWidth)
			p.fill(p.columns[job], job)
		}
	})
	return p
}

// count is the number of panels.
func (p *panels) count() int { return (p.n + panelWidth - 1) / panelWidth }

// fill sets column to a panel. What it held of points beyond the last stays: their
// products are not read.
func (p *panels) fill(column []float32, panel int) {
	from := panel * panelWidth
	points := p.x[from*p.d : min(from+panelWidth, p.n)*p.d]
	for j, shift := range p.shift {
		row := column[j*panelWidth:][:panelWidth]
		for c, at := 0, j; at < len(points); c, at = c+1, at+p.d {
			row[c] = float32((float64(points[at]) - shift) * p.scale)
		}
	}
}

// blockRows returns how many of m queries go along the panels at a time. Where
// panels are not kept there are more, so that each panel is filled seldom; but as
// many blocks for each core.
func (p *panels) blockRows(m int) int {
	if p.columns != nil {
		return queryRows
	}
	cores := runtime.GOMAXPROCS(0)
	blocks := cores * ((m + cores*manyRows - 1) / (cores * manyRows))
	return ((m+blocks-1)/blocks + tileRows - 1) / tileRows * tileRows
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

// tileRows is how many queries tile multiplies at once; queryRows is a multiple.
// The fewer, the more dimensions there are in which all of them are 0.
const tileRows = 3

// tile, where the machine has vector instructions for it, sets dots to the
// products of tileRows queries with the points of a panel.
//
//	places  where in column each dimension begins in which any of the queries is not
//	        0, an even number of dimensions
//	values  the queries' numbers there, tileRows for each place
var tile func(dots *[tileRows * panelWidth]float32, places []int32, values, column []float32)

// block is a number of queries on their way along the panels.
type block struct {
	rows  []float32 // the queries, shifted and scaled: all, or with tile those of one tile
	norm  []float64 // a²
	dots  []float32 // rows×panelWidth
	room  []float32 // for a panel that is not kept
	tiles []tiled   // the rows again, for tile
	first int       // row of the first query
	m     int       // number of queries
}

// tiled are the numbers of tileRows queries, as tile takes them.
type tiled struct {
	places []int32
	values []float32
}

// set takes the rows, at most tileRows of d numbers; rows that are not there are 0.
func (t *tiled) set(rows []float32, d int) {
	some := 0 // dimensions in which any of the queries is not 0
	for j := range d {
		for at := j; at < len(rows); at += d {
			if rows[at] != 0 {
				some++
				break
			}
		}
	}
	t.places, t.values = slices.Grow(t.places[:0], some+1), slices.Grow(t.values[:0], (some+1)*tileRows)
	for j := range d {
		var values [tileRows]float32
		some := false
		for r := 0; r*d < len(rows); r++ {
			values[r] = rows[r*d+j]
			some = some || values[r] != 0
		}
		if some {
			t.places, t.values = append(t.places, int32(j*panelWidth)), append(t.values, values[:]...)
		}
	}
	if len(t.places)%2 == 1 { // nothing of the first dimension
		t.places, t.values = append(t.places, 0), append(t.values, make([]float32, tileRows)...)
	}
}

// newBlock makes room for a number of queries, a multiple of tileRows.
func (p *panels) newBlock(rows int) *block {
	b := &block{norm: make([]float64, rows), dots: make([]float32, rows*panelWidth), tiles: make([]tiled, rows/tileRows)}
	if tile != nil {
		rows = tileRows
	}
	b.rows = make([]float32, rows*p.d)
	if p.columns == nil {
		b.room = make([]float32, p.d*panelWidth)
	}
	return b
}

// load takes the queries first..first+m-1 of q.
func (b *block) load(p *panels, q []float32, first int) {
	b.first, b.m = first, min(len(b.norm), len(q)/p.d-first)
	for from := 0; from < b.m; from += tileRows {
		rows := b.rows
		if tile == nil {
			rows = rows[from*p.d:]
		}
		rows = rows[:(min(from+tileRows, b.m)-from)*p.d]
		for at := 0; at < len(rows); at += p.d {
			i := from + at/p.d
			b.norm[i] = p.prepare(rows[at:at+p.d], q[(first+i)*p.d:(first+i+1)*p.d])
		}
		if tile != nil {
			b.tiles[from/tileRows].set(rows, p.d)
		}
	}
}

// along multiplies the queries with one panel after the other and hands each
// query's products with the points from..from+len-1 to visit.
func (b *block) along(p *panels, visit func(i, from int, dots []float32)) {
	for at := range p.count() {
		from, column := at*panelWidth, b.room
		if p.columns != nil {
			column = p.columns[at]
		} else {
			p.fill(column, at)
		}
		b.multiply(column)
		width := min(panelWidth, p.n-from)
		for i := range b.m {
			visit(i, from, b.dots[i*panelWidth:i*panelWidth+width])
		}
	}
}

// multiply sets dots to the products of the queries with the points of a panel.
func (b *block) multiply(column []float32) {
	if tile != nil {
		for t := 0; t*tileRows < b.m; t++ {
			dots := (*[tileRows * panelWidth]float32)(b.dots[t*tileRows*panelWidth:])
			tile(dots, b.tiles[t].places, b.tiles[t].values, column)
		}
		return
	}
	d := len(column) / panelWidth
	rows := blas32.General{Rows: b.m, Cols: d, Stride: d, Data: b.rows}
	points := blas32.General{Rows: d, Cols: panelWidth, Stride: panelWidth, Data: column}
	dots := blas32.General{Rows: b.m, Cols: panelWidth, Stride: panelWidth, Data: b.dots}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, rows, points, 0, dots)
}

// known reports whether the products with a query are bounded: not so if it lies
// so far away that they could exceed float32.
func (p *panels) known(norm float64) bool { return norm < 1e30 && p.slack < 1 }

// point returns the row of a point.
func (p *panels) point(i int) []float32 { return p.x[i*p.d : (i+1)*p.d] }
