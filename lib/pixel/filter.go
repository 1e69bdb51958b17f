// Package pixel measures images and filters them: how alike two of them are (SSIM),
// what shape they show (slant, thickness and their relatives), and the median and
// the Gaussian blur, which take noise away without learning.
//
// An image is a slice of rows·cols numbers, row by row.
package pixel

import (
	"math"
	"slices"

	"seminar.example/lib/say"
)

// Median replaces every pixel by the median of the 3×3 pixels around it. Beyond the
// edge of the image the nearest pixel goes on.
//
//	x, y  n×(rows·cols)
//
// Errors: x is no whole images. Cost: 10 000 images of 28×28 in about 0.5 s.
// Source: J. W. Tukey, Exploratory Data Analysis (1977); as
// scipy.ndimage.median_filter(size=3, mode="nearest"). Notebook 06.
func Median(x []float32, rows, cols int) (y []float32, err error) {
	if err := check(x, rows, cols); err != nil {
		return nil, err
	}
	y = make([]float32, len(x))
	var window [9]float32
	for at := 0; at < len(x); at += rows * cols {
		image, out := x[at:at+rows*cols], y[at:at+rows*cols]
		for i := range out {
			r, c := i/cols, i%cols
			for k := range window {
				window[k] = image[within(r+k/3-1, rows)*cols+within(c+k%3-1, cols)]
			}
			slices.Sort(window[:])
			out[i] = window[4]
		}
	}
	return y, nil
}

// Gaussian blurs images: every pixel becomes the mean of those around it,
// weighted by exp(−d²/(2·width²)) at distance d, up to 4 widths away. Beyond the
// edge of the image the nearest pixel goes on.
//
//	x, y   n×(rows·cols)
//	width  standard deviation in pixels; 0: y is x
//
// Errors: x is no whole images, a width below 0 or beyond the image. Source: as
// scipy.ndimage.gaussian_filter(sigma=width, mode="nearest"). Notebook 06.
func Gaussian(x []float32, rows, cols int, width float64) (y []float32, err error) {
	if err := check(x, rows, cols); err != nil {
		return nil, err
	}
	if !(width >= 0) || width > float64(rows+cols) {
		return nil, say.Errorf("pixel: a width of %g pixels: expected 0 to %d", width, rows+cols)
	}
	if width == 0 {
		return slices.Clone(x), nil
	}
	weights := bell(width)
	y = make([]float32, len(x))
	image, half := make([]float64, rows*cols), make([]float64, rows*cols)
	for at := 0; at < len(x); at += rows * cols {
		for i, v := range x[at : at+rows*cols] {
			image[i] = float64(v)
		}
		blur(image, half, rows, cols, weights, within)
		for i, v := range image {
			y[at+i] = float32(v)
		}
	}
	return y, nil
}

// bell are the weights of a Gaussian blur along a line, from the middle out. The sum
// of all, those of both sides, is 1.
func bell(width float64) []float64 {
	weights, sum := make([]float64, int(4*width+0.5)+1), 0.0
	for i := range weights {
		weights[i] = math.Exp(-float64(i*i) / (2 * width * width))
		sum += weights[i] * float64(min(2, i+1)) // the middle once, the others on both sides
	}
	for i := range weights {
		weights[i] /= sum
	}
	return weights
}

// blur replaces every number of an image, h×w, by the sum of those around it, with
// the weights of bell: down the columns, then along the rows.
//
//	half  room for as many numbers
//	edge  the index from 0 to n−1 whose number stands for that of any index
func blur(image, half []float64, h, w int, weights []float64, edge func(i, n int) int) {
	for y := range h {
		out := half[y*w : (y+1)*w]
		for x, v := range image[y*w : (y+1)*w] {
			out[x] = weights[0] * v
		}
		for k := 1; k < len(weights); k++ {
			a, b := image[edge(y-k, h)*w:][:w], image[edge(y+k, h)*w:][:w]
			for x := range out {
				out[x] += weights[k] * (a[x] + b[x])
			}
		}
	}
	pad := len(weights) - 1
	padded := make([]float64, w+2*pad)
	for y := range h {
		row, out := half[y*w:(y+1)*w], image[y*w:(y+1)*w]
		for i := range padded {
			padded[i] = row[edge(i-pad, w)]
		}
		for x := range out {
			p := padded[x : x+2*pad+1]
			v := weights[0] * p[pad]
			for k := 1; k <= pad; k++ {
				v += weights[k] * (p[pad-k] + p[pad+k])
			}
			out[x] = v
		}
	}
}

// within is the index i, or the nearest of 0 … n−1.
func within(i, n int) int { return max(0, min(n-1, i)) }

func check(x []float32, rows, cols int) error {
	if rows < 1 || cols < 1 || len(x)%(rows*cols) != 0 {
		return say.Errorf("pixel: %d numbers are no whole images of %d×%d", len(x), rows, cols)
	}
	return nil
}
