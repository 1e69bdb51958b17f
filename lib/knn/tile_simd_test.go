//go:build goexperiment.simd && amd64

package knn

import (
	"math"
	"math/rand/v2"
	"simd/archsimd"
	"testing"
)

// TestTiles compares every tile that this machine can run with sums in float64:
// queries with zeros, fewer queries than a tile has rows, and nothing at all.
func TestTiles(t *testing.T) {
	tiles := map[string]func(*[tileRows * panelWidth]float32, []int32, []float32, []float32){}
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		tiles["tile256"] = tile256
	}
	if archsimd.X86.AVX512() {
		tiles["tile512"] = tile512
	}
	if len(tiles) == 0 {
		t.Skip("this processor has neither AVX2 nor AVX-512: the plain tile is all there is")
	}
	rng := rand.New(rand.NewPCG(3, 1))
	for _, c := range []struct{ d, rows int }{{1, 1}, {13, 3}, {100, 2}, {20, 0}} {
		column, rows := make([]float32, c.d*panelWidth), make([]float32, c.d*c.rows)
		for i := range column {
			column[i] = rng.Float32()
		}
		for i := range rows {
			if rng.IntN(3) > 0 {
				rows[i] = rng.Float32()
			}
		}
		var set tiled
		set.set(rows, c.d)
		for name, tile := range tiles {
			dots := [tileRows * panelWidth]float32{0: 7} // what was there must go
			tile(&dots, set.places, set.values, column)
			for r := range tileRows {
				for p := range panelWidth {
					want := 0.
					for j := 0; r < c.rows && j < c.d; j++ {
						want += float64(rows[r*c.d+j]) * float64(column[j*panelWidth+p])
					}
					// 100 float32 products of numbers in [0, 1).
					if got := float64(dots[r*panelWidth+p]); math.Abs(got-want) > 1e-5*(1+want) {
						t.Fatalf("%s, %d dimensions: query %d, point %d: %v, expected %v", name, c.d, r, p, got, want)
					}
				}
			}
		}
	}
}
