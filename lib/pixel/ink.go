package pixel

// Ink returns images with every pixel fainter than least set to 0, the ground.
//
// What a network draws has a haze of ink where paper should be white. Moments weigh
// it by its distance from the middle, so a haze of 0.02 all over an image takes a
// quarter of its slant away. With least = 0.1 none of it is left, while the slant of
// MNIST's own images moves by 0.03 degrees in the median and 0.3 at most. A frame is
// measured by
//
//	pixel.Shapes(pixel.Ink(frames, 0.1), 28, 28)
//
// x is images on [0,1], of any number and size.
func Ink(x []float32, least float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		if v >= least {
			y[i] = v
		}
	}
	return y
}
