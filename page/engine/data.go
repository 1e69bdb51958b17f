package engine

import (
	"encoding/binary"
	"errors"
)

// Pixels of a stored image: 28×28 with 16 shades of grey, two to a byte.
const (
	side    = 28
	stored  = side * side / 2
	shades  = 15
	header  = 4
	maxKept = 1<<16 - 1
)

// Pack makes the data of the page: images to train on, images held out, and the
// labels of those.
//
//	train, held  n×784, in [0,1], row by row; 16 shades of grey are kept
//	labels       one for each held-out image
//
// Errors: no whole images, none at all, more than 65 535, other labels.
func Pack(train, held []float32, labels []uint8) ([]byte, error) {
	n, h := len(train)/(side*side), len(held)/(side*side)
	if len(train)%(side*side) != 0 || len(held)%(side*side) != 0 || n < 1 || h < 1 || max(n, h) > maxKept || len(labels) != h {
		return nil, errors.New("engine: expected 1 to 65 535 images of 784 numbers each, and a label for each held-out one")
	}
	b := binary.LittleEndian.AppendUint16(nil, uint16(n))
	b = binary.LittleEndian.AppendUint16(b, uint16(h))
	b = append(b, labels...)
	for _, x := range [][]float32{train, held} {
		for i := 0; i < len(x); i += 2 {
			b = append(b, shade(x[i])|shade(x[i+1])<<4)
		}
	}
	return b, nil
}

func shade(v float32) byte { return byte(max(0, min(shades, v*shades+0.5))) }

// data are the images as they were packed.
type data struct {
	train, held []byte // two pixels a byte
	labels      []uint8
}

// unpack reads what Pack wrote.
func unpack(b []byte) (data, error) {
	if len(b) < header {
		return data{}, errors.New("engine: the data are cut off: expected a header of 4 bytes")
	}
	n, h := int(binary.LittleEndian.Uint16(b)), int(binary.LittleEndian.Uint16(b[2:]))
	if n < 1 || h < 1 || len(b) != header+h+(n+h)*stored {
		return data{}, errors.New("engine: the data do not have the length that their header tells: pack them anew")
	}
	labels, pixels := b[header:header+h], b[header+h:]
	return data{pixels[:n*stored], pixels[n*stored:], labels}, nil
}

// images returns packed images on [-1,1], s×s pixels: 28, or 14, where each is
// the mean of four.
func images(packed []byte, s int) []float32 {
	x := make([]float32, 2*len(packed))
	for i, b := range packed {
		x[2*i] = float32(b&15)*2/shades - 1
		x[2*i+1] = float32(b>>4)*2/shades - 1
	}
	if s == side {
		return x
	}
	return Halve(x)
}

// Halve returns images of 28×28 as 14×14, each pixel the mean of four.
func Halve(x []float32) []float32 {
	const half = side / 2
	y := make([]float32, len(x)/4)
	for i := range y {
		row, column := i/half, i%half // rows of all images, one below the other
		at := 2*row*side + 2*column
		y[i] = (x[at] + x[at+1] + x[at+side] + x[at+side+1]) / 4
	}
	return y
}
