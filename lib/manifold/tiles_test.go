package manifold

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTiles(t *testing.T) {
	// 3 columns of 2 rows of one point: the first coordinate ranks 0 to 5.
	z := []float32{0, 5, 9, 1, 4, 9, 2, 3, 8, 3, 2, 7, 4, 1, 7, 5, 0, 6}
	got, err := Tiles(z, 3, 3, 2)
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range [][]int{{1, 0}, {3, 2}, {5, 4}} {
		for r := range want {
			if !slices.Equal(got[c][r], want[r:r+1]) {
				t.Errorf("column %d, row %d: %v, expected %v", c, r, got[c][r], want[r])
			}
		}
	}
	// Ties go by the index, and every point has its place once, in order.
	rng := rand.New(rand.NewPCG(1, 0))
	z = make([]float32, 2*1135)
	for i := range z {
		z[i] = float32(rng.IntN(40))
	}
	tiles, err := Tiles(z, 2, 10, 4)
	if err != nil {
		t.Fatal(err)
	}
	seen, right := map[int]bool{}, float32(-1)
	for c, column := range tiles {
		top, low, high := float32(-1), float32(1e9), float32(-1)
		for r, tile := range column {
			if n := len(tile); n < 28 || n > 29 {
				t.Errorf("column %d, row %d: %d points, expected 28 or 29", c, r, n)
			}
			for _, i := range tile {
				if z[2*i+1] < top || seen[i] {
					t.Errorf("column %d, row %d: point %d is out of order, or twice", c, r, i)
				}
				top, low, high = z[2*i+1], min(low, z[2*i]), max(high, z[2*i])
				seen[i] = true
			}
		}
		if low < right {
			t.Errorf("column %d begins at %g, before the last one's end %g", c, low, right)
		}
		right = high
	}
	if len(seen) != 1135 {
		t.Errorf("%d points, expected all 1135", len(seen))
	}
}

func TestTilesErrors(t *testing.T) {
	for _, c := range []struct{ n, d, cols, rows int }{{7, 2, 1, 1}, {6, 1, 1, 1}, {6, 2, 2, 2}, {6, 2, 0, 1}} {
		_, err := Tiles(make([]float32, c.n), c.d, c.cols, c.rows)
		wantError(t, err, "manifold: Tiles: ")
	}
}
