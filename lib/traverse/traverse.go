// Package traverse makes latent traversals: it changes one number of a code, or goes
// along a direction of it, decodes every step, and measures what came out.
//
// Codes are n×d, row-major, in float32. Introduced in notebook 05a.
package traverse

import (
	"fmt"
	"math"
	"slices"

	"seminar.example/lib/metric"
	"seminar.example/lib/pixel"
	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

// Code is a code whose steps are decoded and judged.
type Code struct {
	D       int                                         // numbers of the code
	Decode  func(z []float32) ([]float32, error)        // n×D to n pictures on [0,1]
	Support *metric.Support                             // where data lies; nil: nothing is off it
	Measure func(pictures []float32) ([]float64, error) // a number of each picture; nil: none
	Read    func(pictures []float32) ([]uint8, error)   // the class of each picture; nil: none
	Class   uint8                                       // what Read should find
}

// Strip decodes n steps of a traversal and judges each: the measure of the decoded
// picture, the class that is read where it is not c.Class, and whether its
// code lies farther from any training code than the limit of c.Support.
//
//	label, moves  of the strip, as [plot.Strip] has them
//	z             n×D, the codes of the steps
//	at            n, what stands under each picture: the number that moves
//	start         the step that the traversal starts from, 0..n−1
//
// It fails if lengths do not agree or start is out of range, and as the functions of c
// do. Cost: that of these functions. Introduced in notebook 05a.
func (c Code) Strip(label, moves string, z []float32, at []float64, start int) (plot.Strip, error) {
	strip := plot.Strip{Label: label, Moves: moves, Start: start}
	n := len(at)
	switch {
	case c.D < 1 || len(z) != n*c.D:
		return strip, say.Errorf("traverse: %d numbers of code for %d steps, expected %d·%d", len(z), n, n, c.D)
	case start < 0 || start >= n:
		return strip, say.Errorf("traverse: start is step %d of %d, expected one of them", start, n)
	}
	pictures, err := c.Decode(z)
	if err != nil {
		return strip, err
	}
	far, measures, classes := make([]float64, n), make([]float64, n), make([]uint8, n)
	limit := math.Inf(1)
	if c.Support != nil {
		limit = c.Support.Limit
		if far, err = c.Support.Distances(z); err != nil {
			return strip, err
		}
	}
	if c.Measure == nil {
		for i := range measures {
			measures[i] = math.NaN()
		}
	} else if measures, err = c.Measure(pictures); err != nil {
		return strip, err
	}
	if c.Read != nil {
		if classes, err = c.Read(pictures); err != nil {
			return strip, err
		}
	}
	if len(pictures)%n != 0 || len(measures) != n || len(classes) != n {
		return strip, say.Errorf("traverse: %d pixels, %d measures and %d classes of %d steps, expected n·pixels, n and n",
			len(pictures), len(measures), len(classes), n)
	}
	d := len(pictures) / n
	for i := range n {
		f := plot.Step{Image: pictures[i*d : (i+1)*d], At: at[i], Measure: measures[i], Off: far[i] > limit}
		if c.Read != nil && classes[i] != c.Class {
			f.Sign = string(plot.ClassSigns[int(classes[i])%len(plot.ClassSigns)])
		}
		strip.Steps = append(strip.Steps, f)
	}
	return strip, nil
}

// Values returns n numbers that rise from low to high, and which of them is at: it is
// one of them, whatever the others are, so that a traversal passes its start. Below it
// and above it the steps are even. Where at lies outside, the range is widened to it.
//
// It fails if n < 2, low is not below high, or a number is NaN or infinite. Introduced
// in notebook 05a.
func Values(low, at, high float64, n int) (values []float64, start int, err error) {
	if n < 2 || !(low < high) || low-low != 0 || high-high != 0 || at-at != 0 {
		return nil, 0, say.Errorf("traverse: Values: %d from %v to %v through %v, expected at least 2 that rise", n, low, high, at)
	}
	low, high = min(low, at), max(high, at)
	start = int(math.Round((at - low) / (high - low) * float64(n-1)))
	for i := range n {
		v := at
		switch {
		case i < start:
			v = low + (at-low)*float64(i)/float64(start)
		case i > start:
			v = at + (high-at)*float64(i-start)/float64(n-1-start)
		}
		values = append(values, v)
	}
	return values, start, nil
}

// Along returns the codes at + v·step for each v of by, one after the other: with a
// step of 0, …, 1, …, 0 a traversal along an axis, with [metric.Direction.Step] one
// along a direction.
//
//	at, step  d
//	by        n
//	returns   n×d
//
// It fails if at and step are not equally long. Introduced in notebook 05a.
func Along(at []float32, step, by []float64) ([]float32, error) {
	if len(at) != len(step) || len(at) == 0 {
		return nil, say.Errorf("traverse: Along: a code of %d numbers and a step of %d, expected as many", len(at), len(step))
	}
	z := make([]float32, 0, len(at)*len(by))
	for _, v := range by {
		for k, s := range step {
			z = append(z, float32(float64(at[k])+v*s))
		}
	}
	return z, nil
}

// Axis returns the step of [Along] that changes number k of d alone, by 1. As with a
// slice, k outside 0..d−1 panics. Introduced in notebook 05a.
func Axis(d, k int) []float64 {
	step := make([]float64, d)
	step[k] = 1
	return step
}

// Span returns from where to where the middle share of the values lies: with 0.9 the
// 5th and the 95th percentile, interpolated.
//
// It fails if there are no values, one is NaN, or share is not in (0, 1]. Introduced
// in notebook 05a.
func Span(values []float64, share float64) (low, high float64, err error) {
	if len(values) == 0 || !(share > 0 && share <= 1) || slices.ContainsFunc(values, math.IsNaN) {
		return 0, 0, say.Errorf("traverse: Span: the middle %v of %d values, expected a share above 0 to 1, and numbers", share, len(values))
	}
	sorted := slices.Sorted(slices.Values(values))
	at := func(p float64) float64 {
		place := p * float64(len(sorted)-1)
		i := int(place)
		return sorted[i] + (place-float64(i))*(sorted[min(i+1, len(sorted)-1)]-sorted[i])
	}
	return at((1 - share) / 2), at((1 + share) / 2), nil
}

// haze is the ink below which a decoded pixel counts as paper.
const haze = 0.1

// Slants returns the slant of pictures of 28×28 pixels on [0,1], in degrees: 0 upright,
// positive leaning to the right; NaN of a picture without ink. The haze of decoded
// pictures is taken off before, [pixel.Ink].
//
// Errors and cost: those of [pixel.Shapes]. Introduced in notebook 05a.
func Slants(pictures []float32) ([]float64, error) {
	return measured(pictures, func(s pixel.Shape) float64 { return s.Slant * 180 / math.Pi })
}

// Thicknesses returns the thickness of the stroke, in pixels, as [Slants] does.
// Introduced in notebook 05a.
func Thicknesses(pictures []float32) ([]float64, error) {
	return measured(pictures, func(s pixel.Shape) float64 { return s.Thickness })
}

func measured(pictures []float32, of func(pixel.Shape) float64) ([]float64, error) {
	shapes, err := pixel.Shapes(pixel.Ink(pictures, haze), 28, 28)
	if err != nil {
		return nil, fmt.Errorf("traverse: %w", err)
	}
	values := make([]float64, len(shapes))
	for i, s := range shapes {
		values[i] = of(s)
	}
	return values, nil
}

// Plane returns a code for each cell of a plane of two numbers of a code, cols×rows, row
// by row from the top: the cell's middle in numbers a and b, and in each other number the
// median over the codes in the cell. So what is decoded lies where data lies. A cell of
// fewer than least codes has none: nil.
//
//	z     n×d, the codes of data
//	x, y  {low, high} of numbers a and b
//
// It fails if z is no whole rows, a or b is no number of the code, a range has no
// extent, or cols, rows or least is below 1. Introduced in notebook 05a.
func Plane(z []float32, d, a, b int, x, y [2]float64, cols, rows, least int) ([][]float32, error) {
	if d < 2 || len(z)%d != 0 || min(a, b) < 0 || max(a, b) >= d {
		return nil, say.Errorf("traverse: Plane: %d numbers of codes of %d, by numbers %d and %d of each", len(z), d, a, b)
	}
	if !(x[0] < x[1] && y[0] < y[1]) || cols < 1 || rows < 1 || least < 1 {
		return nil, say.Errorf("traverse: Plane: %d×%d cells from %v to %v, at least %d codes in each", cols, rows, x, y, least)
	}
	cells := make([][]int, cols*rows)
	for i := range len(z) / d {
		across := (float64(z[i*d+a]) - x[0]) / (x[1] - x[0])
		down := (y[1] - float64(z[i*d+b])) / (y[1] - y[0])
		if across >= 0 && across < 1 && down >= 0 && down < 1 {
			cell := int(down*float64(rows))*cols + int(across*float64(cols))
			cells[cell] = append(cells[cell], i)
		}
	}
	codes := make([][]float32, cols*rows)
	for cell, in := range cells {
		if len(in) < least {
			continue
		}
		code := make([]float32, d)
		for k := range code {
			var v []float32
			for _, i := range in {
				v = append(v, z[i*d+k])
			}
			slices.Sort(v)
			code[k] = v[len(v)/2]
		}
		code[a] = float32(x[0] + (x[1]-x[0])*(float64(cell%cols)+0.5)/float64(cols))
		code[b] = float32(y[1] - (y[1]-y[0])*(float64(cell/cols)+0.5)/float64(rows))
		codes[cell] = code
	}
	return codes, nil
}
