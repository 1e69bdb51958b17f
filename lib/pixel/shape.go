package pixel

import (
	"math"
	"slices"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Shape holds the measures of a drawn image by the definitions of Morpho-MNIST.
// Lengths are in pixels of the image, whatever its size.
//
//	Area       ink of at least half the greatest contrast, pixels²
//	Length     of the stroke's skeleton: 1 for each pair of neighbours side by
//	           side, √2 for each pair corner to corner
//	Thickness  of the stroke: twice the mean distance of the skeleton from the edge
//	Slant      atan(−µ₁₁/µ₀₂), radians: 0 upright, positive leaning to the right
//	Width      of the parallelogram of that slant that holds 98 % of the ink
//	           sideways: the width of the digit set upright. Soft edges count: a
//	           bar of 3 pixels measures 4.4
//	Height     of the rows that hold 98 % of the ink
//
// µ are the central moments of the grey values, y downwards:
//
//	µₚq = Σ (x − x̄)ᵖ (y − ȳ)^q · grey / Σ grey
type Shape struct{ Area, Length, Thickness, Slant, Width, Height float64 }

// Values returns the measures in the order of the fields.
func (s Shape) Values() []float64 {
	return []float64{s.Area, s.Length, s.Thickness, s.Slant, s.Width, s.Height}
}

// shapeScale is how many times finer the grid is on which an image is measured.
const shapeScale = 4

// Shapes measures n images on all cores.
//
//	x  n×(rows·cols), row-major, light ink on dark ground as in MNIST, on [0,1];
//	   on [-1,1] convert with datasets.Unit first
//
// Each is measured on a grid four times as fine: bicubic interpolation after
// Keys, clamped to the image's range, smoothed by a Gauss filter of 4/3 fine
// pixels, in 256 levels. Moments and widths are those of the grey values, area,
// length and thickness those of the pixels of at least half the contrast and of
// their medial axis. Where pixels are equally far from the edge chance decides
// about the axis in Morpho-MNIST, here a fixed shuffle; that moves the length by
// some 2 %. Length is the roughest of the measures: of straight strokes of 14
// pixels it finds 13 to 21, the more, the thicker they are and the more aslant;
// the thickness comes out up to 15 % too small then.
//
// An image of one grey has no shape: its measures are NaN. Errors: x is no whole
// images; NaN or infinity in it; images smaller than 4×4. Values outside [0,1]
// are clamped.
//
// Cost: 10 000 images of 28×28 in 3 s on two cores.
// Source: Castro, Tan, Kainz, Konukoglu, Glocker, Morpho-MNIST, JMLR 20 (2019),
// section 3 and its published measures. Introduced in notebook 05.
func Shapes(x []float32, rows, cols int) ([]Shape, error) {
	if rows < 4 || cols < 4 {
		return nil, say.Errorf("pixel: Shapes: images of %d×%d, expected at least 4×4", rows, cols)
	}
	d := rows * cols
	if len(x) == 0 || len(x)%d != 0 {
		return nil, say.Errorf("pixel: Shapes: %d numbers, expected n·%d for whole images of %d×%d", len(x), d, rows, cols)
	}
	for i, v := range x {
		if v-v != 0 {
			return nil, say.Errorf("pixel: Shapes: image %d holds %v, expected finite numbers", i/d, v)
		}
	}
	shapes := make([]Shape, len(x)/d)
	parallel.DoWith(len(shapes), func() *fine { return newFine(rows, cols) }, func(f *fine, i int) {
		shapes[i] = f.measure(x[i*d : (i+1)*d])
	})
	return shapes, nil
}

// fine is an image on the fine grid, and room to measure it.
type fine struct {
	h, w       int // of the fine grid
	across     []taps
	down       []taps
	rows, cols int
	half, grey []float64
	ink        inked
}

func newFine(rows, cols int) *fine {
	h, w := shapeScale*rows, shapeScale*cols
	return &fine{h: h, w: w, rows: rows, cols: cols, across: bicubic(cols), down: bicubic(rows),
		half: make([]float64, h*w), grey: make([]float64, h*w), ink: newInked(h, w)}
}

func (f *fine) measure(image []float32) Shape {
	low, high := slices.Min(image), slices.Max(image)
	if !(max(low, 0) < min(high, 1)) {
		none := math.NaN()
		return Shape{none, none, none, none, none, none}
	}
	f.enlarge(image)
	s := f.extent()
	lo, hi := slices.Min(f.grey), slices.Max(f.grey)
	for i, v := range f.grey {
		f.ink.set(i, v >= lo+(hi-lo)/2)
	}
	area, length, thickness := f.ink.measure()
	s.Area = area / (shapeScale * shapeScale)
	s.Length, s.Thickness = length/shapeScale, thickness/shapeScale
	return s
}

// extent gives slant, width and height of the grey values.
func (f *fine) extent() (s Shape) {
	var total, sx, sy float64
	for y := range f.h {
		for x, v := range f.row(y) {
			total += v
			sx += v * float64(x)
			sy += v * float64(y)
		}
	}
	if total == 0 { // fainter than 1/255
		none := math.NaN()
		return Shape{Slant: none, Width: none, Height: none}
	}
	mx, my := sx/total, sy/total
	var m11, m02 float64
	for y := range f.h {
		dy := float64(y) - my
		for x, v := range f.row(y) {
			m11 += v * (float64(x) - mx) * dy
			m02 += v * dy * dy
		}
	}
	shear := m11 / m02
	// Share of the ink before each column, set upright, and above each row.
	left, above := make([]float64, f.w), make([]float64, f.h)
	for y := range f.h {
		upright := 0.5 - shear*(float64(y)-my)
		for x, v := range f.row(y) {
			if v == 0 {
				continue
			}
			if at := max(0, int(math.Floor(float64(x)+upright))+1); at < f.w {
				left[at] += v / total
			}
			if y+1 < f.h {
				above[y+1] += v / total
			}
		}
	}
	s.Slant = math.Atan(-shear)
	s.Width = middle98(left) / shapeScale
	s.Height = middle98(above) / shapeScale
	return s
}

func (f *fine) row(y int) []float64 { return f.grey[y*f.w : (y+1)*f.w] }

// middle98 is the length that holds all but 1 % at either end; share[t] is what
// lies between t−1 and t.
func middle98(share []float64) float64 {
	at := func(want float64) float64 {
		var sum float64
		for t, s := range share {
			if sum+s >= want {
				if t == 0 || s == 0 {
					return float64(t)
				}
				return float64(t) - 1 + (want-sum)/s
			}
			sum += s
		}
		return float64(len(share) - 1)
	}
	return at(0.99) - at(0.01)
}

// taps are the pixels that a fine pixel is interpolated from.
type taps struct {
	at     [4]int
	weight [4]float64
}

// bicubic gives the taps of each fine pixel along n pixels: the convolution of
// Keys with a = −½; beyond the edge the image is mirrored.
func bicubic(n int) []taps {
	all := make([]taps, shapeScale*n)
	for i := range all {
		place := (float64(i)+0.5)/shapeScale - 0.5
		first := math.Floor(place)
		t := place - first
		all[i].weight = [4]float64{
			t * (-0.5 + t*(1-0.5*t)), 1 + t*t*(-2.5+1.5*t), t * (0.5 + t*(2-1.5*t)), t * t * (-0.5 + 0.5*t),
		}
		for k := range 4 {
			all[i].at[k] = mirror(int(first)-1+k, n)
		}
	}
	return all
}

func mirror(i, n int) int {
	switch {
	case i < 0:
		return -1 - i
	case i >= n:
		return 2*n - 1 - i
	}
	return i
}

// smoothing is the filter of 4/3 fine pixels.
var smoothing = bell(2.0 * shapeScale / 6)

// enlarge puts the image on the fine grid, in levels 0..255.
func (f *fine) enlarge(image []float32) {
	low, high := 1.0, 0.0
	for r := range f.rows { // across; f.half holds rows×w
		row, out := image[r*f.cols:(r+1)*f.cols], f.half[r*f.w:(r+1)*f.w]
		for _, v := range row {
			v := max(0, min(1, float64(v)))
			low, high = min(low, v), max(high, v)
		}
		for i, t := range f.across {
			out[i] = 0
			for k, at := range t.at {
				out[i] += t.weight[k] * max(0, min(1, float64(row[at])))
			}
		}
	}
	for i, t := range f.down {
		out := f.grey[i*f.w : (i+1)*f.w]
		a, b := f.half[t.at[0]*f.w:][:f.w], f.half[t.at[1]*f.w:][:f.w]
		c, d := f.half[t.at[2]*f.w:][:f.w], f.half[t.at[3]*f.w:][:f.w]
		for x := range out {
			out[x] = max(low, min(high, t.weight[0]*a[x]+t.weight[1]*b[x]+t.weight[2]*c[x]+t.weight[3]*d[x]))
		}
	}
	blur(f.grey, f.half, f.h, f.w, smoothing, mirror)
	for i, v := range f.grey {
		f.grey[i] = math.Floor(255*v + 1e-9) // rounding must not lose a level
	}
}
