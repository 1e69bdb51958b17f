package manifold

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/parallel"
)

// The numbers of columns of a tile, which sums products of stripWidth columns
// with panelWidth columns, and of the rows that are taken at a time.
const stripWidth, panelWidth, chunkRows = 3, 24, 128

const strips = panelWidth / stripWidth // in a panel

// panelRow is a row's numbers in a panel.
type panelRow [panelWidth]float64

// tile holds one panelRow of sums for each column of a strip.
type tile [stripWidth]panelRow

// The functions that do the work, replaced where the machine has vector
// instructions for them.
var (
	widen       = plainWiden
	addProducts = plainProducts
)

// plainWiden sets dst to row − shift and adds it to sum.
func plainWiden(dst, shift, sum *panelRow, row *[panelWidth]float32) {
	for i, v := range row {
		dst[i] = float64(v) - shift[i]
		sum[i] += dst[i]
	}
}

// plainProducts adds the products of a strip with a panel to t.
//
//	places  where in panel each row begins in which the strip is not wholly 0, an
//	        even number of rows
//	values  the strip's numbers there, stripWidth for each place
func plainProducts(t *tile, places []int32, values, panel []float64) {
	for i, place := range places {
		row := panel[place : place+panelWidth]
		for s, v := range values[i*stripWidth : (i+1)*stripWidth] {
			if v != 0 {
				floats.AddScaled(t[s][:], v, row)
			}
		}
	}
}

// covariance returns the mean and the covariance matrix of the rows of x. Where x
// holds NaN or infinity so does the mean.
//
// It sums products about a number near each column's least value, not about the
// mean: that turns constant background into zeros, which cost nothing, and keeps
// the sums small whatever the offset of the data.
func covariance(x []float32, n, d int) (mean []float64, cov []float64) {
	shift := lowest(x, n, d)
	parts := partialMoments(x, n, d, shift)
	all := parts[0]
	parallel.Do(len(shift), func(p int) { // each sum in the order of the parts
		for _, m := range parts[1:] {
			floats.Add(all.sum[p][:], m.sum[p][:])
			to, from := all.panel(p), m.panel(p)
			for i := range to {
				for s := range stripWidth {
					floats.Add(to[i][s][:], from[i][s][:])
				}
			}
		}
	})
	sum := func(j int) float64 { return all.sum[j/panelWidth][j%panelWidth] }
	cov = make([]float64, d*d)
	parallel.Do(d, func(i int) {
		for j := i; j < d; j++ {
			products := all.panel(j / panelWidth)[i/stripWidth][i%stripWidth][j%panelWidth]
			cov[i*d+j] = (products - sum(i)*sum(j)/float64(n)) / float64(n-1)
		}
	})
	mean = make([]float64, d)
	for j := range mean {
		mean[j] = shift[j/panelWidth][j%panelWidth] + sum(j)/float64(n)
	}
	return mean, cov
}

// lowest returns each column's least value in up to 256 rows all over x: one of
// the data's own numbers, and the background where there is any.
func lowest(x []float32, n, d int) []panelRow {
	least := make([]panelRow, (d+panelWidth-1)/panelWidth)
	rows := min(n, 256)
	for r := range rows {
		i := r * n / rows
		for j, v := range x[i*d : (i+1)*d] {
			if l := &least[j/panelWidth][j%panelWidth]; r == 0 || float64(v) < *l {
				*l = float64(v)
			}
		}
	}
	return least
}

// moments are sums over rows, of the numbers and of their products. Panel p has
// tiles for the strips up to its own last, so for the triangle of the covariance.
type moments struct {
	sum   []panelRow
	tiles []tile
}

func (m moments) panel(p int) []tile {
	return m.tiles[strips*p*(p+1)/2 : strips*(p+1)*(p+2)/2]
}

// partialMoments returns the moments of x − shift for up to eight ranges of
// rows, computed at the same time. The ranges do not depend on the number of
// cores: added up in their order they give the same result everywhere.
func partialMoments(x []float32, n, d int, shift []panelRow) []moments {
	const parts = 8
	height := max(2*chunkRows, (n+parts-1)/parts)
	all := make([]moments, (n+height-1)/height)
	panels := len(shift)
	parallel.Do(len(all), func(i int) {
		m := moments{make([]panelRow, panels), make([]tile, strips*panels*(panels+1)/2)}
		end := min((i+1)*height, n)
		c := newChunk(panels, min(chunkRows, end-i*height))
		for first := i * height; first < end; first += chunkRows {
			c.load(x[first*d:min(first+chunkRows, end)*d], d, shift, m.sum)
			c.addTo(m)
		}
		all[i] = m
	})
	return all
}

// chunk is some rows of x − shift, in panels of columns and, for the other
// factor of the products, in strips without the rows that are 0.
type chunk struct {
	panels [][]float64 // each row after row
	strips []strip
}

// strip holds what addProducts takes of some columns.
type strip struct {
	places []int32
	values []float64
}

func newChunk(panels, rows int) *chunk {
	c := &chunk{panels: make([][]float64, panels), strips: make([]strip, panels*strips)}
	for i := range c.panels {
		c.panels[i] = make([]float64, rows*panelWidth)
	}
	for i := range c.strips {
		c.strips[i] = strip{make([]int32, rows+1), make([]float64, (rows+1)*stripWidth)}
	}
	return c
}

// load takes the rows of x and adds them to sum.
func (c *chunk) load(x []float32, d int, shift, sum []panelRow) {
	rows, full := len(x)/d, d/panelWidth
	for r := range rows {
		row, at := x[r*d:(r+1)*d], r*panelWidth
		for p := range full {
			widen((*panelRow)(c.panels[p][at:]), &shift[p], &sum[p], (*[panelWidth]float32)(row[p*panelWidth:]))
		}
		if full < len(shift) {
			var rest [panelWidth]float32
			copy(rest[:], row[full*panelWidth:])
			widen((*panelRow)(c.panels[full][at:]), &shift[full], &sum[full], &rest)
		}
	}
	for i := range c.strips {
		c.strips[i].set(c.panels[i/strips][:rows*panelWidth], i%strips*stripWidth)
	}
}

// set takes stripWidth columns of a panel. It has no branch that depends on the
// numbers: those foreseen wrongly would cost more than all the rest.
func (s *strip) set(panel []float64, column int) {
	places, values := s.places[:cap(s.places)], s.values[:cap(s.values)]
	count := 0
	for place := 0; place < len(panel); place += panelWidth {
		from, to := panel[place+column:place+column+stripWidth], values[stripWidth*count:stripWidth*count+stripWidth]
		a, b, c := from[0], from[1], from[2]
		to[0], to[1], to[2] = a, b, c
		places[count] = int32(place)
		bits := math.Float64bits(a) | math.Float64bits(b) | math.Float64bits(c)
		count += int((bits | -bits) >> 63) // 1 if any bit is set
	}
	if count%2 == 1 { // nothing of the first row
		places[count] = 0
		clear(values[stripWidth*count : stripWidth*(count+1)])
		count++
	}
	s.places, s.values = places[:count], values[:stripWidth*count]
}

// addTo adds the products of all strips with all panels. A panel that is wholly 0
// adds nothing.
func (c *chunk) addTo(m moments) {
	for p, panel := range c.panels {
		own := c.strips[p*strips : (p+1)*strips]
		if !slices.ContainsFunc(own, func(s strip) bool { return len(s.places) > 0 }) {
			continue
		}
		tiles := m.panel(p)
		for i := range tiles {
			addProducts(&tiles[i], c.strips[i].places, c.strips[i].values, panel)
		}
	}
}
