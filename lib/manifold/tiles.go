package manifold

import (
	"cmp"
	"slices"

	"seminar.example/lib/say"
)

// Tiles cuts a cloud into cols columns of equally many points by the first
// coordinate, and each column into rows of equally many by the second: what a
// figure needs that shows examples where they lie.
//
// z is n×d, row-major, d ≥ 2; tiles[c][r] holds the indices of the points of column
// c, row r, by rising second coordinate, and points of the same coordinate by rising
// index. Sizes differ by one at most in each direction. The sign of a coordinate of
// Isomap or PCA is arbitrary, so which end comes first is too.
//
// It fails if z is no whole rows or the n points cannot fill cols·rows tiles.
// Introduced in notebook 02.
func Tiles(z []float32, d, cols, rows int) (tiles [][][]int, err error) {
	if d < 2 || len(z)%d != 0 {
		return nil, say.Errorf("manifold: Tiles: %d numbers, expected rows of d = %d, d at least 2", len(z), d)
	}
	n := len(z) / d
	if cols < 1 || rows < 1 || n < cols*rows {
		return nil, say.Errorf("manifold: Tiles: %d columns and %d rows of %d points, expected at least one point in each tile", cols, rows, n)
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	sortBy := func(points []int, axis int) {
		slices.SortFunc(points, func(a, b int) int {
			return cmp.Or(cmp.Compare(z[a*d+axis], z[b*d+axis]), cmp.Compare(a, b))
		})
	}
	sortBy(all, 0)
	for c := range cols {
		column := all[c*n/cols : (c+1)*n/cols]
		sortBy(column, 1)
		var parts [][]int
		for r := range rows {
			parts = append(parts, column[r*len(column)/rows:(r+1)*len(column)/rows])
		}
		tiles = append(tiles, parts)
	}
	return tiles, nil
}
