package pixel

import (
	"math"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Turned returns images of rows×cols pixels turned counter-clockwise as seen, all by
// one angle in radians, or each by its own.
//
//	y(p) = x(R⁻¹(p − c) + c),  R the turn, c the middle of the ink
//
// Each pixel is read between four by bilinear interpolation; what comes from outside
// is 0, the ground. An image without ink stays as it is. To turn changes more than
// the slant: level strokes turn too, upright ones by as much. Compare [Sheared].
//
// x is images on [0,1], row by row from the top. It fails for lengths that are no
// whole images, for neither one angle nor one for each image, and for NaN or infinity.
// Cost: 10 µs an image of 28×28 and core.
//
// Introduced in notebook 05b.
func Turned(x []float32, rows, cols int, angles ...float64) ([]float32, error) {
	return moved(x, rows, cols, "Turned", angles, func(angle float64) [4]float64 {
		sin, cos := math.Sincos(angle)
		// Rows count downwards: seen counter-clockwise is (i, j) → (cos·i + sin·j, −sin·i + cos·j).
		return [4]float64{cos, -sin, sin, cos}
	})
}

// Sheared returns images whose rows are moved sideways in proportion to their
// height: upright strokes lean by an angle in radians, one for all images or each its
// own, to the right where it is above 0, and level ones stay.
//
//	y(i, j) = x(i + tan(angle)·(j − c_j), j),  c the middle of the ink, j downwards
//
// The slant of [Shapes] changes by as much: tan(slant) grows by tan(angle). Arguments,
// errors and cost are those of [Turned], and |angle| < π/2.
//
// Introduced in notebook 05b.
func Sheared(x []float32, rows, cols int, angles ...float64) ([]float32, error) {
	for _, angle := range angles {
		if !(math.Abs(angle) < math.Pi/2) {
			return nil, say.Errorf("pixel: Sheared: angle %v, expected between −π/2 and π/2", angle)
		}
	}
	return moved(x, rows, cols, "Sheared", angles, func(angle float64) [4]float64 {
		return [4]float64{1, math.Tan(angle), 0, 1}
	})
}

// moved reads each pixel at m·(place − middle) + middle; m is 2×2, row by row, of
// places (right, down).
func moved(x []float32, rows, cols int, name string, angles []float64, m func(angle float64) [4]float64) ([]float32, error) {
	d := rows * cols
	if rows < 1 || cols < 1 || len(x)%d != 0 {
		return nil, say.Errorf("pixel: %s: %d numbers, expected whole images of %d×%d", name, len(x), rows, cols)
	}
	if n := len(x) / d; len(angles) != 1 && len(angles) != n {
		return nil, say.Errorf("pixel: %s: %d angles of %d images, expected one, or one of each", name, len(angles), n)
	}
	for i, angle := range angles {
		if angle-angle != 0 { // NaN or ±Inf
			return nil, say.Errorf("pixel: %s: angle %d is not finite", name, i)
		}
	}
	for k, v := range x {
		if v-v != 0 {
			return nil, say.Errorf("pixel: %s: pixel %d of image %d is %v, expected finite numbers", name, k%d, k/d, v)
		}
	}
	y := make([]float32, len(x))
	parallel.Do(len(x)/d, func(i int) {
		move(y[i*d:(i+1)*d], x[i*d:(i+1)*d], rows, cols, m(angles[i%len(angles)]))
	})
	return y, nil
}

// move reads the image x into y.
func move(y, x []float32, rows, cols int, m [4]float64) {
	var ink, right, down float64
	for k, v := range x {
		ink += float64(v)
		right += float64(v) * float64(k%cols)
		down += float64(v) * float64(k/cols)
	}
	if ink == 0 {
		copy(y, x)
		return
	}
	right, down = right/ink, down/ink
	for k := range y {
		i, j := float64(k%cols)-right, float64(k/cols)-down
		y[k] = between(x, rows, cols, m[0]*i+m[1]*j+right, m[2]*i+m[3]*j+down)
	}
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
