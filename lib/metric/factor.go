package metric

import (
	"fmt"
	"math"
	"slices"

	"seminar.example/lib/say"
)

// Factor is a quantity that each of n points has, such as the slant of an image or
// the angle by which a figure is turned.
//
// A circular one is an angle in radians that may go all the way round. It is read
// as the vector (cos, sin), since 0 and 2π are the same angle and far apart as
// numbers. A class is read as a column of zeros and ones for each value that there
// is, since classes have no order. A factor is not both.
type Factor struct {
	Values          []float64 // n
	Circular, Class bool
}

// columns are what is read of the factor: its values, cosines and sines, or a column
// for each class.
func (f Factor) columns() [][]float64 {
	if f.Class {
		var y [][]float64
		for _, class := range slices.Compact(slices.Sorted(slices.Values(f.Values))) {
			column := make([]float64, len(f.Values))
			for i, v := range f.Values {
				if v == class {
					column[i] = 1
				}
			}
			y = append(y, column)
		}
		return y
	}
	if !f.Circular {
		return [][]float64{f.Values}
	}
	y := [][]float64{make([]float64, len(f.Values)), make([]float64, len(f.Values))}
	for i, v := range f.Values {
		y[1][i], y[0][i] = math.Sincos(v)
	}
	return y
}

// at are the values of some points.
func (f Factor) at(rows []int) Factor {
	g := Factor{Circular: f.Circular, Class: f.Class}
	for _, i := range rows {
		g.Values = append(g.Values, f.Values[i])
	}
	return g
}

// The numbers of neighbours by which [Read] reads a factor: for their mean, and for
// the plane through them.
const (
	meanOf  = 20
	planeOf = 50
)

// Reading says how well a factor is read from codes of points that were not used
// to find out how.
//
//	Neighbors  R² of the mean of the 20 nearest codes; [NeighborR2]
//	Local      R² of the plane through the 50 nearest codes; [LocalR2]
//	Axis       r of the best single axis; [AxisR]
//	Direction  r of the best direction; [DirectionR]
//
// The first two say whether the factor is in the code at all, in whatever bent way.
// In a code of three numbers they agree. In one of ten the 20 nearest are far, their
// mean misses what a plane finds, and may tell less than the best direction does.
// All are lower bounds: a better reading may find more.
//
// R² is 1 where the factor is known exactly and 0 where the code helps no more than
// the mean of all. It is to be compared with r², not with r.
type Reading struct{ Neighbors, Local, Axis, Direction float64 }

// Read reads a factor from codes in four ways.
//
// z is n×d, row-major, f has n values. Errors and cost are those of [NeighborR2],
// [LocalR2], [AxisR] and [DirectionR]; n ≥ 100.
func Read(z []float32, d int, f Factor) (r Reading, err error) {
	if r.Neighbors, err = NeighborR2(z, d, f, meanOf); err != nil {
		return Reading{}, err
	}
	if r.Local, err = LocalR2(z, d, f, planeOf); err != nil {
		return Reading{}, err
	}
	if r.Axis, _, err = AxisR(z, d, f); err != nil {
		return Reading{}, err
	}
	r.Direction, err = DirectionR(z, d, f)
	return r, err
}

// ReadWithin is [Read] within each class, and the mean over the classes: what a
// code knows of a factor beside what the class says of it.
//
// labels are n, of any value; each class counts alike. It fails as Read does, and
// if a class has less than 100 points.
func ReadWithin(z []float32, d int, f Factor, labels []uint8) (r Reading, err error) {
	if err := checkFactor(z, d, f, 2); err != nil {
		return r, fmt.Errorf("metric: ReadWithin: %w", err)
	}
	if len(labels) != len(f.Values) {
		return r, say.Errorf("metric: ReadWithin: %d labels and %d values, expected as many", len(labels), len(f.Values))
	}
	var rows [256][]int
	for i, label := range labels {
		rows[label] = append(rows[label], i)
	}
	classes := 0.0
	for label, at := range rows {
		if len(at) == 0 {
			continue
		}
		one, err := Read(pick(z, d, at), d, f.at(at))
		if err != nil {
			return Reading{}, say.Errorf("metric: ReadWithin: class %d: %w", label, err)
		}
		r = Reading{r.Neighbors + one.Neighbors, r.Local + one.Local, r.Axis + one.Axis, r.Direction + one.Direction}
		classes++
	}
	return Reading{r.Neighbors / classes, r.Local / classes, r.Axis / classes, r.Direction / classes}, nil
}

// half is one way round: some points to learn from, the others to test on.
type half struct {
	d             int
	train, test   []int
	trainZ, testZ []float32
}

// eachHalf learns from the points of even number, then from those of odd number.
func eachHalf(z []float32, d, n int, f func(h half) error) error {
	var parts [2][]int
	for i := range n {
		parts[i%2] = append(parts[i%2], i)
	}
	for k := range 2 {
		h := half{d: d, train: parts[k], test: parts[1-k]}
		h.trainZ, h.testZ = pick(z, d, h.train), pick(z, d, h.test)
		if err := f(h); err != nil {
			return err
		}
	}
	return nil
}

// pick returns rows of z.
func pick(z []float32, d int, rows []int) []float32 {
	picked := make([]float32, 0, len(rows)*d)
	for _, i := range rows {
		picked = append(picked, z[i*d:(i+1)*d]...)
	}
	return picked
}

// columnsAt are the columns at some rows.
func columnsAt(y [][]float64, rows []int) [][]float64 {
	picked := make([][]float64, len(y))
	for c := range y {
		for _, i := range rows {
			picked[c] = append(picked[c], y[c][i])
		}
	}
	return picked
}

// checkFactor reports whether z is n×d and the factor n numbers, n at least least.
func checkFactor(z []float32, d int, f Factor, least int) error {
	if len(f.Values) < least {
		return say.Errorf("%d points, expected at least %d", len(f.Values), least)
	}
	if err := checkRows(z, len(f.Values), d); err != nil {
		return fmt.Errorf("z: %w", err)
	}
	for i, v := range f.Values {
		if v-v != 0 { // NaN or ±Inf
			return say.Errorf("value %d of the factor is %v, expected finite numbers", i, v)
		}
	}
	return nil
}
