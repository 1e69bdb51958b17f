package metric

import (
	"fmt"
	"math"

	"seminar.example/lib/say"
)

// Shifts returns how far each row moves from z to moved, divided by the root mean
// square distance of two different rows of z: 1 means as far as from one point to
// any other.
//
//	sᵢ = ‖movedᵢ − zᵢ‖ / √(2 Σⱼ Var zⱼ)
//
// so that codes of any size and scale can be compared: does noise in an image move
// its code? Var is the sample's, divided by n−1, over the rows.
//
// z and moved are n×d, row-major, n ≥ 2. It fails if lengths and d do not agree, the
// data holds NaN or infinity, or all rows of z are the same.
// Introduced in notebook 06.
func Shifts(z, moved []float32, d int) ([]float64, error) {
	n := len(z) / max(d, 1)
	if err := checkRows(z, n, d); err != nil {
		return nil, fmt.Errorf("metric: Shifts: z: %w", err)
	}
	if err := checkRows(moved, n, d); err != nil {
		return nil, say.Errorf("metric: Shifts: moved: %w", err)
	}
	if n < 2 {
		return nil, say.Errorf("metric: Shifts: %d row, expected at least 2", n)
	}
	total := 0.0
	for j := range d {
		sum, squares := 0.0, 0.0
		for i := range n {
			v := float64(z[i*d+j]) - float64(z[j])
			sum, squares = sum+v, squares+v*v
		}
		total += (squares - sum*sum/float64(n)) / float64(n-1)
	}
	if !(total > 0) {
		return nil, say.Errorf("metric: Shifts: all rows of z are the same: no distance to compare with")
	}
	shifts := make([]float64, n)
	for i := range shifts {
		sum := 0.0
		for j := range d {
			v := float64(moved[i*d+j]) - float64(z[i*d+j])
			sum += v * v
		}
		shifts[i] = math.Sqrt(sum / (2 * total))
	}
	return shifts, nil
}
