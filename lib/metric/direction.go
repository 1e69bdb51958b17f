package metric

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

// AxisR returns the correlation of a factor with the best single axis of a code,
// and which axis that is, 0..d−1.
//
// The axis is chosen on one half of the points, by the greatest |r|, and r is
// measured on the other half, with the sign that the first half gave it: choosing
// among many axes does not flatter. The halves are the points of even and of odd
// number; the result is the mean of both ways round. axis is the choice of all
// points. Where no axis tells anything r is near 0, and may be below.
//
// Of a circular factor one axis can tell at most one side: r is the correlation of
// (cos, sin) with the best multiple of the axis, at most 1/√2 where the angle is
// uniform.
//
// z is n×d, row-major, n ≥ 4, f has n values. A constant factor gives NaN. It fails
// if lengths do not agree or the data holds NaN or infinity. Cost: n·d.
func AxisR(z []float32, d int, f Factor) (r float64, axis int, err error) {
	if err := checkFactor(z, d, f, 4); err != nil {
		return 0, 0, fmt.Errorf("metric: AxisR: %w", err)
	}
	if constant(f.Values) {
		return math.NaN(), 0, nil
	}
	y := f.columns()
	one := func(train, test []float32, at, to []int) float64 {
		axis, slope := strongest(train, d, columnsAt(y, at))
		x := make([]float64, len(to))
		for i := range x {
			x[i] = float64(test[i*d+axis])
		}
		guess := make([][]float64, len(y))
		for c := range y {
			guess[c] = make([]float64, len(x))
			floats.AddScaled(guess[c], slope[c], x)
		}
		return vectorCorrelation(guess, columnsAt(y, to))
	}
	err = eachHalf(z, d, len(f.Values), func(h half) error {
		r += one(h.trainZ, h.testZ, h.train, h.test) / 2
		return nil
	})
	axis, _ = strongest(z, d, y)
	return r, axis, err
}

// strongest returns the axis of z, n×d, that fits the columns best, and the slope of
// each column along it.
func strongest(z []float32, d int, y [][]float64) (axis int, slope []float64) {
	most := -1.0
	for j := range d {
		x := make([]float64, len(y[0]))
		for i := range x {
			x[i] = float64(z[i*d+j])
		}
		variance := stat.Variance(x, nil)
		if !(variance > 0) {
			continue
		}
		explained, s := 0.0, make([]float64, len(y))
		for c := range y {
			s[c] = stat.Covariance(x, y[c], nil) / variance
			explained += s[c] * s[c] * variance
		}
		if explained > most {
			most, axis, slope = explained, j, s
		}
	}
	if slope == nil { // every axis is constant
		slope = make([]float64, len(y))
	}
	return axis, slope
}

// DirectionR returns the correlation of a factor with the best direction of a code:
// with that linear function of its numbers that fits best, found on one half of the
// points and measured on the other, the mean of both ways round.
//
// [FitDirection] says how it is found. Of a circular factor it is the correlation of
// (cos, sin) with the best pair of directions. Arguments, halves and errors are
// those of [AxisR]. Cost: n·d² + d³.
func DirectionR(z []float32, d int, f Factor) (float64, error) {
	r, err := directionR(z, d, f, func(train []int) []int { return train })
	if err != nil {
		return 0, fmt.Errorf("metric: DirectionR: %w", err)
	}
	return r, nil
}

// FewLabelsDirection is [DirectionR] where the factor is known of few points: the
// direction is found on n of one half, drawn without replacement, and measured on
// the other half. It returns r for each of draws; the same seed draws the same
// points, whatever the code is, so that codes can be compared draw by draw.
//
// 3 ≤ n ≤ half the points, else it fails. Cost: draws times that of DirectionR.
func FewLabelsDirection(z []float32, d int, f Factor, n, draws int, seed uint64) ([]float64, error) {
	if n < 3 || n > len(f.Values)/2 || draws < 1 {
		return nil, say.Errorf("metric: FewLabelsDirection: %d labels, %d draws, expected 3..%d labels, half the points, and at least one draw", n, draws, len(f.Values)/2)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	var all []float64
	for range draws {
		r, err := directionR(z, d, f, func(train []int) []int {
			order := rng.Perm(len(train))[:n]
			for i, k := range order {
				order[i] = train[k]
			}
			return order
		})
		if err != nil {
			return nil, fmt.Errorf("metric: FewLabelsDirection: %w", err)
		}
		all = append(all, r)
	}
	return all, nil
}

// directionR is DirectionR with the points of each half that known leaves.
func directionR(z []float32, d int, f Factor, known func(train []int) []int) (r float64, err error) {
	if err := checkFactor(z, d, f, 4); err != nil {
		return 0, err
	}
	if constant(f.Values) {
		return math.NaN(), nil
	}
	y := f.columns()
	err = eachHalf(z, d, len(f.Values), func(h half) error {
		at := known(h.train)
		lines, err := fitLines(pick(z, d, at), d, columnsAt(y, at))
		if err != nil {
			return err
		}
		var guess [][]float64
		for _, l := range lines {
			guess = append(guess, l.Values(h.testZ))
		}
		r += vectorCorrelation(guess, columnsAt(y, h.test)) / 2
		return nil
	})
	return r, err
}

// vectorCorrelation is Pearson's of the numbers of vectors, each column about its
// own mean: Σ cov(aⱼ, bⱼ) / √(Σ var aⱼ · Σ var bⱼ). A constant guess has 0.
func vectorCorrelation(a, b [][]float64) float64 {
	var ab, aa, bb float64
	for j := range a {
		ab += stat.Covariance(a[j], b[j], nil)
		aa += stat.Variance(a[j], nil)
		bb += stat.Variance(b[j], nil)
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return max(-1, min(1, ab/math.Sqrt(aa*bb)))
}

// Direction is a direction of a code that tells a number best.
type Direction struct {
	Weights []float64 // d: the guess is Weights·z + Offset
	Offset  float64
	Step    []float64 // d: by how much the code changes, on average, where the number grows by 1
	Ridge   float64   // strength that was chosen, as a share of n
}

// Values returns the guess for each code: Weights·z + Offset. z is n×d.
func (l Direction) Values(z []float32) []float64 {
	d := len(l.Weights)
	v := make([]float64, len(z)/d)
	for i := range v {
		v[i] = l.Offset
		for j, w := range l.Weights {
			v[i] += w * float64(z[i*d+j])
		}
	}
	return v
}

// Opposite is the direction the other way round: its values have the other sign, and it
// moves the other way. Introduced in notebook 09.
func (l Direction) Opposite() Direction {
	o := Direction{Offset: -l.Offset, Ridge: l.Ridge}
	for j, w := range l.Weights {
		o.Weights, o.Step = append(o.Weights, -w), append(o.Step, -l.Step[j])
	}
	return o
}

// FitDirection returns the direction of a code that tells y best: ridge regression
// on codes whose columns have mean 0 and standard deviation 1.
//
//	w = (XᵀX + λ)⁻¹ Xᵀ(y − ȳ)
//
// The strength λ is that of 10⁻⁶, 10⁻⁵, …, 10 times n which has the least squared
// error when each point is left out in turn; that has a closed form. So few points
// and many axes do no harm.
//
// Two directions must be told apart. Weights reads: it is blind to what changes
// without y. Step moves: it is how the codes of the data change with y, cov(z, y) /
// var(y), and stays where data lies. A traversal goes along Step.
//
// z is n×d, row-major, y has n numbers, n ≥ 3. It fails if lengths do not agree, the
// data holds NaN or infinity, or y is constant. Cost: n·d² + d³.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
// equations 3.44 and 7.64; the two directions: Haufe et al., On the interpretation
// of weight vectors of linear models, NeuroImage 87 (2014), equation 6. Introduced in
// notebook 05a.
func FitDirection(z []float32, d int, y []float64) (Direction, error) {
	if err := checkFactor(z, d, Factor{Values: y}, 3); err != nil {
		return Direction{}, fmt.Errorf("metric: FitDirection: %w", err)
	}
	if constant(y) {
		return Direction{}, say.Errorf("metric: FitDirection: y is constant: no direction tells it")
	}
	lines, err := fitLines(z, d, [][]float64{y})
	if err != nil {
		return Direction{}, fmt.Errorf("metric: FitDirection: %w", err)
	}
	return lines[0], nil
}

// ridges are the strengths that are tried, as shares of n.
var ridges = []float64{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10}

// fitLines fits a direction to each column.
func fitLines(z []float32, d int, y [][]float64) ([]Direction, error) {
	n := len(y[0])
	x, mean, std := standardized(z, n, d)
	var gram mat.SymDense
	gram.SymOuterK(1, x.T())
	var eig mat.EigenSym
	if !eig.Factorize(&gram, true) {
		return nil, say.Errorf("the eigenvectors did not converge")
	}
	values := eig.Values(nil)
	var vectors, turned mat.Dense
	eig.VectorsTo(&vectors)
	turned.Mul(x, &vectors) // n×d: the codes along the eigenvectors
	lines := make([]Direction, len(y))
	for c, column := range y {
		middle := stat.Mean(column, nil)
		target := make([]float64, n)
		copy(target, column)
		floats.AddConst(-middle, target)
		var along mat.VecDense
		along.MulVec(turned.T(), mat.NewVecDense(n, target))
		best := math.Inf(1)
		for _, share := range ridges {
			if loss := leftOut(&turned, values, along.RawVector().Data, target, share*float64(n)); loss < best {
				best, lines[c].Ridge = loss, share
			}
		}
		for j, v := range values {
			along.SetVec(j, along.AtVec(j)/(max(v, 0)+lines[c].Ridge*float64(n)))
		}
		var w mat.VecDense
		w.MulVec(&vectors, &along)
		l := &lines[c]
		l.Weights, l.Step, l.Offset = make([]float64, d), make([]float64, d), middle
		power := floats.Dot(target, target)
		for j := range d {
			l.Weights[j] = w.AtVec(j) / std[j]
			l.Offset -= l.Weights[j] * mean[j]
			for i, v := range target {
				l.Step[j] += x.At(i, j) * std[j] * v / power
			}
		}
	}
	return lines, nil
}

// leftOut is the sum of the squared errors of points that are left out in turn:
// the residual of each, divided by 1 minus its own share in its guess.
func leftOut(turned *mat.Dense, values, along, target []float64, ridge float64) (loss float64) {
	n := len(target)
	for i, y := range target {
		own := 1 / float64(n)
		for j, u := range turned.RawRowView(i) {
			shrunk := u / (max(values[j], 0) + ridge)
			own += u * shrunk
			y -= along[j] * shrunk
		}
		if own >= 1 {
			return math.Inf(1)
		}
		loss += y / (1 - own) * y / (1 - own)
	}
	return loss
}
