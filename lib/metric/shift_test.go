package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A move by the root mean square distance of all pairs of rows, counted one by one,
// is a shift of 1; none is 0. The scale of the code does not matter.
func TestShifts(t *testing.T) {
	const n, d = 40, 3
	rng := rand.New(rand.NewPCG(1, 0))
	z := make([]float32, n*d)
	for i := range z {
		z[i] = float32(5 + rng.NormFloat64()*float64(1+i%d))
	}
	sum := 0.0
	for i := range n {
		for k := range n {
			sum += squares(z[i*d:(i+1)*d], z[k*d:(k+1)*d])
		}
	}
	step := math.Sqrt(sum / (n * (n - 1)))
	for _, scale := range []float32{1, 8} {
		from, to := scaled(z, scale), scaled(z, scale)
		for i := 0; i < n; i += 2 { // every second row, along the last number
			to[i*d+2] += scale * float32(step)
		}
		shifts, err := Shifts(from, to, d)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range shifts {
			if want := float64(1 - i%2); math.Abs(s-want) > 1e-5 { // float32 of the moved number
				t.Errorf("scale %g, row %d: shift %g, expected %g", scale, i, s, want)
			}
		}
	}
}

func TestShiftsErrors(t *testing.T) {
	x := []float32{0, 1, 2, 3}
	for _, c := range []struct {
		z, moved []float32
		d        int
		words    string
	}{
		{x, x, 0, "d = 0"},
		{x, x, 3, "expected 3"},
		{x, x[:2], 2, "moved: 2 numbers"},
		{x, x, 4, "at least 2"},
		{nil, nil, 2, "no labels"},
		{[]float32{1, 2, 1, 2}, x, 2, "all rows of z are the same"},
		{x, []float32{0, 1, 2, float32(math.NaN())}, 2, "moved: number 1 of row 1 is NaN"},
	} {
		_, err := Shifts(c.z, c.moved, c.d)
		wantError(t, err, c.words)
	}
}
