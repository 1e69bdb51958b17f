package metric

import (
	"math"
	"slices"
	"testing"
)

// A rotation is orthogonal, another one for each seed; lengths stay, and its transposed
// matrix turns back.
func TestRotation(t *testing.T) {
	for d := range 5 {
		d++
		q := Rotation(d, 3)
		back := make([][]float64, d)
		for i := range d {
			for j := range d {
				back[i] = append(back[i], q[j][i])
				dot := 0.0
				for k := range d {
					dot += q[i][k] * q[j][k]
				}
				want := 0.0
				if i == j {
					want = 1
				}
				if math.Abs(dot-want) > 1e-12 {
					t.Errorf("%d dimensions: rows %d and %d have the product %v", d, i, j, dot)
				}
			}
		}
		z := make([]float32, 2*d)
		for i := range z {
			z[i] = float32(i*i) - 3
		}
		for i, v := range Turn(Turn(z, q), back) {
			if math.Abs(float64(v-z[i])) > 1e-4 {
				t.Errorf("%d dimensions: there and back %v became %v", d, z[i], v)
			}
		}
	}
	if a, b := Rotation(3, 1), Rotation(3, 2); slices.Equal(a[0], b[0]) {
		t.Error("two seeds give one rotation")
	}
	if got := Turn([]float32{1, 2, 3, 4}, [][]float64{{0, -1}, {1, 0}}); !slices.Equal(got, []float32{-2, 1, -4, 3}) {
		t.Errorf("a quarter turn: %v", got)
	}
}

// Within classes r is that of each alone; here +1 and −1, of which both count as 1, while
// all together have less.
func TestPearsonWithin(t *testing.T) {
	a, b := []float64{0, 1, 2, 0, 1, 2}, []float64{5, 6, 7, 7, 6, 5}
	labels := []uint8{3, 3, 3, 9, 9, 9}
	if got, err := PearsonWithin(a, b, labels); err != nil || math.Abs(got-1) > 1e-12 {
		t.Errorf("%v, %v, expected 1", got, err)
	}
	if all, err := Pearson(a, b); err != nil || math.Abs(all) > 1e-12 {
		t.Errorf("together %v, %v", all, err)
	}
	for _, bad := range []func() error{
		func() error { _, err := PearsonWithin(a, b[:5], labels); return err },
		func() error { _, err := PearsonWithin(a, b, labels[:5]); return err },
		func() error { _, err := PearsonWithin(nil, nil, nil); return err },
	} {
		if bad() == nil {
			t.Error("lengths that do not fit give no error")
		}
	}
}
