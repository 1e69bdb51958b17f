package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/say"
)

// Known says how much of a factor can be told from a code, in R²: of the whole
// code, of one direction of it, of one axis. All three are read in the same way, by
// the 50 nearest codes, so that a bent relation counts wherever it is.
//
//	Code       the plane through the 50 nearest codes; [LocalR2]
//	Direction  the place along the direction that [FitDirection] finds, read by the
//	           line through the 50 nearest places
//	Axis       the place along the single axis that is read best in that way
//
// Direction and axis are chosen on one half of the points and read on the other,
// the mean of both ways round. The choice of the axis needs a reading within the
// first half: that half is halved again. A factor of several columns, as a class or
// an angle, has a direction for each column, and one axis.
//
// R² is 1 where the factor is known exactly and 0 where nothing more is known than
// the mean. Each is a lower bound: a better reading may find more.
type Known struct{ Code, Direction, Axis float64 }

// KnownOf returns how much of each factor can be told from a code.
//
// z is n×d, row-major, each factor has n values, n ≥ 200. A constant factor gives
// NaN. It fails if lengths do not agree or the data holds NaN or infinity.
// Cost: [LocalR2] once, not for each factor, and d times that of one axis: 10 000
// codes of ten numbers and six factors in 1 s.
//
// Introduced in notebook 05.
func KnownOf(z []float32, d int, factors []Factor) ([]Known, error) {
	known, err := knownOf(z, d, factors)
	if err != nil {
		return nil, fmt.Errorf("metric: KnownOf: %w", err)
	}
	return known, nil
}

// KnownWithin is [KnownOf] within each class, and the mean over the classes: what
// is known of a factor beside what the class tells of it.
//
// labels are n, of any value; each class counts alike. It fails as KnownOf does, and
// if a class has less than 200 points. Introduced in notebook 05.
func KnownWithin(z []float32, d int, factors []Factor, labels []uint8) ([]Known, error) {
	if err := checkFactors(z, d, factors); err != nil {
		return nil, fmt.Errorf("metric: KnownWithin: %w", err)
	}
	if n := len(factors[0].Values); len(labels) != n {
		return nil, say.Errorf("metric: KnownWithin: %d labels and %d values, expected as many", len(labels), n)
	}
	var rows [256][]int
	for i, label := range labels {
		rows[label] = append(rows[label], i)
	}
	sum, classes := make([]Known, len(factors)), 0.0
	for label, at := range rows {
		if len(at) == 0 {
			continue
		}
		own := make([]Factor, len(factors))
		for i, f := range factors {
			own[i] = f.at(at)
		}
		one, err := knownOf(pick(z, d, at), d, own)
		if err != nil {
			return nil, say.Errorf("metric: KnownWithin: class %d: %w", label, err)
		}
		for i, k := range one {
			sum[i] = Known{sum[i].Code + k.Code, sum[i].Direction + k.Direction, sum[i].Axis + k.Axis}
		}
		classes++
	}
	for i, k := range sum {
		sum[i] = Known{k.Code / classes, k.Direction / classes, k.Axis / classes}
	}
	return sum, nil
}

func knownOf(z []float32, d int, factors []Factor) ([]Known, error) {
	if err := checkFactors(z, d, factors); err != nil {
		return nil, err
	}
	n := len(factors[0].Values)
	if n < 4*planeOf {
		return nil, say.Errorf("%d points, expected at least %d", n, 4*planeOf)
	}
	y := make([][][]float64, len(factors))
	for i, f := range factors {
		if len(f.Values) != n {
			return nil, say.Errorf("factor %d has %d values, expected %d", i, len(f.Values), n)
		}
		y[i] = f.columns()
	}
	code, direction, axis := newScores(y), newScores(y), newScores(y)
	err := eachHalf(z, d, n, func(h half) error {
		whole, err := h.read(y, planeOf, half.plane)
		if err != nil {
			return err
		}
		for i := range y {
			code.add(i, h, y[i], whole[i])
			if err := h.alongDirection(direction, i, y[i]); err != nil {
				return err
			}
		}
		return h.alongAxes(axis, y)
	})
	if err != nil {
		return nil, err
	}
	known := make([]Known, len(factors))
	for i, f := range factors {
		known[i] = Known{code.r2(i), direction.r2(i), axis.r2(i)}
		if constant(f.Values) {
			known[i] = Known{math.NaN(), math.NaN(), math.NaN()}
		}
	}
	return known, nil
}

// alongDirection reads the columns of factor i, each along its own direction.
func (h half) alongDirection(s *scores, i int, y [][]float64) error {
	lines, err := fitLines(h.trainZ, h.d, columnsAt(y, h.train))
	if err != nil {
		return err
	}
	var guesses [][]float64
	for c, l := range lines {
		one := half{d: 1, train: h.train, test: h.test, trainZ: singles(l.Values(h.trainZ)), testZ: singles(l.Values(h.testZ))}
		g, err := one.read([][][]float64{{y[c]}}, planeOf, half.plane)
		if err != nil {
			return err
		}
		guesses = append(guesses, g[0][0])
	}
	s.add(i, h, y, guesses)
	return nil
}

// alongAxes reads each factor along the axis that is read best within h.train.
func (h half) alongAxes(s *scores, y [][][]float64) error {
	most := make([]float64, len(y))
	guesses := make([][][]float64, len(y))
	for j := range h.d {
		inner := newScores(y)
		own := columnAt(h.trainZ, h.d, j)
		err := eachHalf(own, 1, len(h.train), func(in half) error {
			in.train, in.test = rowsAt(h.train, in.train), rowsAt(h.train, in.test)
			g, err := in.read(y, planeOf, half.plane)
			for i := range g {
				inner.add(i, in, y[i], g[i])
			}
			return err
		})
		if err != nil {
			return err
		}
		one := half{d: 1, train: h.train, test: h.test, trainZ: own, testZ: columnAt(h.testZ, h.d, j)}
		g, err := one.read(y, planeOf, half.plane)
		if err != nil {
			return err
		}
		for i := range y {
			if r2 := inner.r2(i); j == 0 || r2 > most[i] {
				most[i], guesses[i] = r2, g[i]
			}
		}
	}
	for i := range y {
		s.add(i, h, y[i], guesses[i])
	}
	return nil
}

// scores gather the squared errors of factors.
type scores struct{ missed, total []float64 }

func newScores(y [][][]float64) *scores {
	return &scores{make([]float64, len(y)), make([]float64, len(y))}
}

// add counts the guesses of the columns of factor i at the test points of a half.
func (s *scores) add(i int, h half, y, guesses [][]float64) {
	for c, column := range y {
		mean := 0.0
		for _, at := range h.train {
			mean += column[at] / float64(len(h.train))
		}
		for q, at := range h.test {
			s.missed[i] += (column[at] - guesses[c][q]) * (column[at] - guesses[c][q])
			s.total[i] += (column[at] - mean) * (column[at] - mean)
		}
	}
}

func (s *scores) r2(i int) float64 { return 1 - s.missed[i]/s.total[i] }

// rowsAt are the rows at some places of a list of rows.
func rowsAt(rows, at []int) []int {
	picked := make([]int, len(at))
	for i, k := range at {
		picked[i] = rows[k]
	}
	return picked
}

// columnAt is column j of z, n×d.
func columnAt(z []float32, d, j int) []float32 {
	column := make([]float32, len(z)/d)
	for i := range column {
		column[i] = z[i*d+j]
	}
	return column
}

// singles are numbers in single precision, in standard deviations, which leaves
// their order and keeps large ones apart.
func singles(v []float64) []float32 {
	middle, size := floats.Sum(v)/float64(len(v)), floats.Norm(v, 2)
	if size == 0 {
		size = 1
	}
	s := make([]float32, len(v))
	for i, x := range v {
		s[i] = float32((x - middle) / size)
	}
	return s
}
