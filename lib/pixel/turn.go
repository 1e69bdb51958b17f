package pixel

import (
	"fmt"
	"math"
)

// Turned returns images of rows×cols pixels turned by an angle in radians,
// counter-clockwise as seen.
//
//	y(p) = x(R⁻¹(p − c) + c),  R the turn, c the middle of the ink
//
// Each pixel is read between four by bilinear interpolation; what comes from outside
// is 0, the ground. An image without ink stays as it is. To turn changes more than
// the slant: level strokes turn too, upright ones by as much. Compare [Sheared].
//
// x is images on [0,1], row by row from the top. It fails for lengths that are no
// whole images, and for NaN or infinity. Cost: 10 µs an image of 28×28.
//
// Introduced in notebook 05.
func Turned(x []float32, rows, cols int, angle float64) ([]float32, error) {
	sin, cos := math.Sincos(angle)
	// Rows count downwards: seen counter-clockwise is (i, j) → (cos·i + sin·j, −sin·i + cos·j).
	return moved(x, rows, cols, "Turned", [4]float64{cos, -sin, sin, cos})
}

// Sheared returns images whose rows are moved sideways in proportion to their
// height: upright strokes lean by an angle in radians, to the right where it is
// above 0, and level ones stay.
//
//	y(i, j) = x(i + tan(angle)·(j − c_j), j),  c the middle of the ink, j downwards
//
// The slant of [Shapes] changes by as much: tan(slant) grows by tan(angle). Arguments,
// errors and cost are those of [Turned], and |angle| < π/2.
//
// Introduced in notebook 05.
func Sheared(x []float32, rows, cols int, angle float64) ([]float32, error) {
	if !(math.Abs(angle) < math.Pi/2) {
		return nil, fmt.Errorf("pixel: Sheared: angle %v, expected between −π/2 and π/2", angle)
	}
	return moved(x, rows, cols, "Sheared", [4]float64{1, math.Tan(angle), 0, 1})
}

// moved reads each pixel at m·(place − middle) + middle; m is 2×2, row by row, of
// places (right, down).
func moved(x []float32, rows, cols int, name string, m [4]float64) ([]float32, error) {
	n := rows * cols
	if rows < 1 || cols < 1 || len(x)%n != 0 {
		return nil, fmt.Errorf("pixel: %s: %d numbers, expected whole images of %d×%d", name, len(x), rows, cols)
	}
	for _, v := range m {
		if v-v != 0 { // NaN or ±Inf
			return nil, fmt.Errorf("pixel: %s: the angle is not finite", name)
		}
	}
	y := make([]float32, len(x))
	for at := 0; at < len(x); at += n {
		from, to := x[at:at+n], y[at:at+n]
		var ink, right, down float64
		for k, v := range from {
			if v-v != 0 {
				return nil, fmt.Errorf("pixel: %s: pixel %d of image %d is %v, expected finite numbers", name, k, at/n, v)
			}
			ink += float64(v)
			right += float64(v) * float64(k%cols)
			down += float64(v) * float64(k/cols)
		}
		if ink == 0 {
			copy(to, from)
			continue
		}
		right, down = right/ink, down/ink
		for k := range to {
			i, j := float64(k%cols)-right, float64(k/cols)-down
			to[k] = between(from, rows, cols, m[0]*i+m[1]*j+right, m[2]*i+m[3]*j+down)
		}
	}
	return y, nil
}

// between is the value of an image at a place between pixels.
func between(x []float32, rows, cols int, right, down float64) float32 {
	left, top := math.Floor(right), math.Floor(down)
	sum := 0.0
	for a := range 2 {
		for b := range 2 {
			i, j := int(left)+a, int(top)+b
			if i >= 0 && i < cols && j >= 0 && j < rows {
				sum += (1 - math.Abs(right-float64(i))) * (1 - math.Abs(down-float64(j))) * float64(x[j*cols+i])
			}
		}
	}
	return float32(sum)
}
