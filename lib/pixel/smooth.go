package pixel

import (
	"math"

	"seminar.example/lib/say"
)

// Smoothness returns the correlation of pixels with those to the right of them,
// −1..1, over all images: near 1 for blots, near 0 for specks that know nothing of
// each other. The weights of a unit of a first layer are an image, too.
//
//	x  n×(rows·cols)
//
// Errors: x is no whole images, none, or images of one column; pixels that are all
// the same. Notebook 06.
func Smoothness(x []float32, rows, cols int) (float64, error) {
	if err := check(x, rows, cols); err != nil {
		return 0, err
	}
	if len(x) == 0 || cols < 2 {
		return 0, say.Errorf("pixel: Smoothness of %d numbers in rows of %d: expected at least one image, at least two columns", len(x), cols)
	}
	var n, sa, sb, saa, sbb, sab float64
	first := float64(x[0]) // taken off, so that a large mean leaves no rounding
	for i, v := range x {
		if i%cols == cols-1 {
			continue
		}
		a, b := float64(v)-first, float64(x[i+1])-first
		n, sa, sb = n+1, sa+a, sb+b
		saa, sbb, sab = saa+a*a, sbb+b*b, sab+a*b
	}
	r := (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
	if r-r != 0 {
		return 0, say.Errorf("pixel: Smoothness of pixels that are all the same, or not finite")
	}
	return r, nil
}
