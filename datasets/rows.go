package datasets

import (
	"slices"

	"seminar.example/lib/say"
)

// Rows returns the rows at of x, one after the other, as a copy.
//
//	x  n×d, row-major
//	at m indices of rows, each 0..n-1, in any order
//
// It fails if x is no whole rows or an index is outside. Introduced in
// notebook 04.
func Rows(x []float32, d int, at []int) ([]float32, error) {
	if d < 1 || len(x)%d != 0 {
		return nil, say.Errorf("datasets: %d numbers are no whole rows of %d", len(x), d)
	}
	picked := make([]float32, 0, len(at)*d)
	for _, i := range at {
		if i < 0 || i >= len(x)/d {
			return nil, say.Errorf("datasets: row %d is not there: expected 0 to %d", i, len(x)/d-1)
		}
		picked = append(picked, x[i*d:(i+1)*d]...)
	}
	return picked, nil
}

// Pictures cuts n images of 28×28 pixels on [-1,1], such as reconstructions,
// into pictures on [0,1] as lib/plot draws them.
//
// It fails if y is no whole images. Introduced in notebook 04.
func Pictures(y []float32) ([][]float32, error) {
	const d = 28 * 28
	if len(y)%d != 0 {
		return nil, say.Errorf("datasets: %d numbers are no whole images of %d pixels", len(y), d)
	}
	return slices.Collect(slices.Chunk(Unit(y), d)), nil
}

// FirstOfEach returns the index of the first image of each class, in the order of
// [Images.Classes]. Introduced in notebook 04.
func (im *Images) FirstOfEach() []int {
	var at []int
	for _, label := range im.Classes() {
		at = append(at, slices.Index(im.Labels, label))
	}
	return at
}

// Of returns the indices of all images of a label, in their order, as Rows
// takes them; none if there is no such image. Introduced in notebook 02.
func (im *Images) Of(label uint8) []int {
	var at []int
	for i, l := range im.Labels {
		if l == label {
			at = append(at, i)
		}
	}
	return at
}
