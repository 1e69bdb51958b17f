package scratch

// Kernel says what the products of matrices run on: "scalar", or "SIMD, 128 bit".
var Kernel = "scalar"

// The two loops that take the time; simd.go replaces them where it can.
var (
	tile = tileScalar
	adam = adamScalar
)

// view is a matrix: element (r, c) is v[r*down+c*right].
type view struct {
	v           []float32
	rows, cols  int
	down, right int
}

// matrix is the view of v as rows×cols, row by row.
func matrix(v []float32, rows, cols int) view { return view{v, rows, cols, cols, 1} }

// T is the transposed matrix: the same numbers, seen otherwise.
func (a view) T() view { return view{a.v, a.cols, a.rows, a.right, a.down} }

// The product is computed in tiles of 4 rows and 8 columns, since so many sums
// stay in registers.
const high, wide = 4, 8

// product adds products of matrices; it keeps the memory it needs.
type product struct {
	panel []float32            // eight columns of b, side by side
	edge  [high * wide]float32 // a tile that reaches beyond the edge of c
}

// add computes c += a·b, where c is [a.rows, b.cols], row by row.
func (m *product) add(c []float32, a, b view) {
	k, n := a.cols, b.cols
	m.panel = resize(m.panel, k*wide)
	for j := 0; j < n; j += wide {
		w := min(wide, n-j)
		m.pack(b, j, w)
		for i := 0; i < a.rows; i += high {
			h := min(high, a.rows-i)
			if w == wide && h == high {
				tile(c[i*n+j:], n, a, i, m.panel)
				continue
			}
			clear(m.edge[:])
			tile(m.edge[:], wide, a, i, m.panel)
			for r := range h {
				row := c[(i+r)*n+j:][:w]
				for q := range row {
					row[q] += m.edge[r*wide+q]
				}
			}
		}
	}
}

// pack copies the columns j..j+w-1 of b into the panel.
func (m *product) pack(b view, j, w int) {
	if b.right == 1 && w == wide {
		for p := range b.rows {
			*(*[wide]float32)(m.panel[p*wide:]) = [wide]float32(b.v[p*b.down+j:])
		}
		return
	}
	clear(m.panel)
	for q := range w {
		from, to := b.v[(j+q)*b.right:], m.panel[q:]
		for p := range b.rows {
			to[p*wide] = from[p*b.down]
		}
	}
}

// tileScalar adds the product of the rows i..i+3 of a with the panel to a tile of
// c: c begins at the tile, its rows are n numbers apart.
func tileScalar(c []float32, n int, a view, i int, panel []float32) {
	for r := range high {
		at := min(i+r, a.rows-1) * a.down // below the last row: computed, not used
		var s0, s1, s2, s3, s4, s5, s6, s7 float32
		for left := panel; len(left) >= wide; left = left[wide:] {
			x, b := a.v[at], (*[wide]float32)(left)
			at += a.right
			s0, s1, s2, s3 = s0+x*b[0], s1+x*b[1], s2+x*b[2], s3+x*b[3]
			s4, s5, s6, s7 = s4+x*b[4], s5+x*b[5], s6+x*b[6], s7+x*b[7]
		}
		to := (*[wide]float32)(c[r*n:])
		to[0], to[1], to[2], to[3] = to[0]+s0, to[1]+s1, to[2]+s2, to[3]+s3
		to[4], to[5], to[6], to[7] = to[4]+s4, to[5]+s5, to[6]+s6, to[7]+s7
	}
}

// Product adds products of matrices; it keeps the memory that it needs. It is not
// safe for use by several goroutines at once.
type Product struct{ product }

// Add computes c += a·b, where c is [rows, columns], a [rows, inner] and b
// [inner, columns], all row by row.
//
// It panics where one of them is shorter. Cost: rows·inner·columns products.
func (p *Product) Add(c, a, b []float32, rows, inner, columns int) {
	p.add(c[:rows*columns], matrix(a[:rows*inner], rows, inner), matrix(b[:inner*columns], inner, columns))
}
