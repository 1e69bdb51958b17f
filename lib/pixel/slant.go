package pixel

import "math"

// Slants returns the slant of each image alone, by the definition of [Shape] but on
// the pixels themselves, in a thousandth of the time of [Shapes]: on MNIST within
// 0.1 degrees in the median and 0.7 at most.
//
//	x  n×(rows·cols), light ink on dark ground, on [0,1]
//
// An image without ink has NaN. Errors: x is no whole images. Cost: 10 000 images of
// 28×28 in 0.02 s. Introduced in notebook 09.
func Slants(x []float32, rows, cols int) ([]float64, error) {
	if err := check(x, rows, cols); err != nil {
		return nil, err
	}
	d := rows * cols
	slants := make([]float64, len(x)/d)
	for i := range slants {
		var ink, sx, sy, xy, yy float64
		for k, v := range x[i*d : (i+1)*d] {
			if v == 0 {
				continue
			}
			w, c, r := float64(v), float64(k%cols), float64(k/cols)
			ink += w
			sx += w * c
			sy += w * r
			xy += w * c * r
			yy += w * r * r
		}
		slants[i] = math.Atan(-(xy - sx*sy/ink) / (yy - sy*sy/ink))
	}
	return slants, nil
}
