package metric

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/knn"
)

// Factor is a quantity that each of n points has, such as the slant of an image or
// the angle by which a figure is turned.
//
// A circular one is an angle in radians that may go all the way round. It is read
// as the vector (cos, sin), since 0 and 2π are the same angle and far apart as
// numbers.
type Factor struct {
	Values   []float64 // n
	Circular bool
}

// columns are what is read of the factor: its values, or cosines and sines.
func (f Factor) columns() [][]float64 {
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
	g := Factor{Circular: f.Circular}
	for _, i := range rows {
		g.Values = append(g.Values, f.Values[i])
	}
	return g
}

// Neighbors is the number of neighbours by which [Read] reads a factor.
const Neighbors = 20

// Reading says how well a factor is read from codes of points that were not used
// to find out how.
//
//	Neighbors  R² of the mean of the 20 nearest codes: the factor is in the code, in
//	           whatever bent way; [NeighborR2]
//	Axis       r of the best single axis; [AxisR]
//	Direction  r of the best direction; [DirectionR]
//
// R² is 1 where the factor is known exactly and 0 where the code helps no more than
// the mean of all. It is to be compared with r², not with r.
type Reading struct{ Neighbors, Axis, Direction float64 }

// Read reads a factor from codes in three ways.
//
// z is n×d, row-major, f has n values. Errors and cost are those of [NeighborR2],
// [AxisR] and [DirectionR].
func Read(z []float32, d int, f Factor) (r Reading, err error) {
	if r.Neighbors, err = NeighborR2(z, d, f, Neighbors); err != nil {
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
// if a class has less than 42 points.
func ReadWithin(z []float32, d int, f Factor, labels []uint8) (r Reading, err error) {
	if err := checkFactor(z, d, f, 2); err != nil {
		return r, fmt.Errorf("metric: ReadWithin: %w", err)
	}
	if len(labels) != len(f.Values) {
		return r, fmt.Errorf("metric: ReadWithin: %d labels and %d values, expected as many", len(labels), len(f.Values))
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
			return Reading{}, fmt.Errorf("metric: ReadWithin: class %d: %w", label, err)
		}
		r.Neighbors, r.Axis, r.Direction = r.Neighbors+one.Neighbors, r.Axis+one.Axis, r.Direction+one.Direction
		classes++
	}
	return Reading{r.Neighbors / classes, r.Axis / classes, r.Direction / classes}, nil
}

// NeighborR2 returns how well the k nearest codes tell a factor: R², at most 1.
//
//	R² = 1 − Σ |yᵢ − ŷᵢ|² / Σ |yᵢ − ȳ|²
//
// with ŷ the mean over the k nearest points of the other half, and ȳ the mean of
// that half. The halves are the points of even and of odd number, and each is read
// by the other. It is 0 where neighbours tell nothing, below 0 where they mislead,
// by at most 1/k on average. Any smooth function of the code is found, whichever
// way it bends, so it answers whether the factor is in the code at all. A circular
// factor is compared as (cos, sin).
//
// Distances are Euclidean, of the code as it is: an axis of wide range counts more
// than one of narrow range. [Standardized] makes all alike.
//
// z is n×d, row-major, f has n values, 1 ≤ k ≤ n/2. A constant factor gives NaN. It
// fails if lengths do not agree, k is out of range, or the data holds NaN or
// infinity. Cost: n queries among n/2 points, [knn.Set.Search]; 10 000 codes of
// three numbers in 0.02 s, of ten in 0.1 s.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
// equation 2.8.
func NeighborR2(z []float32, d int, f Factor, k int) (float64, error) {
	if err := checkNeighbors(z, d, f, k); err != nil {
		return 0, fmt.Errorf("metric: NeighborR2: %w", err)
	}
	y := f.columns()
	var missed, total float64
	err := eachHalf(z, d, len(f.Values), func(h half) error {
		near, err := h.neighbors(k)
		if err != nil {
			return err
		}
		for _, column := range y {
			mean := 0.0
			for _, i := range h.train {
				mean += column[i] / float64(len(h.train))
			}
			for q, i := range h.test {
				guess := 0.0
				for _, n := range near[q] {
					guess += column[h.train[n.Index]] / float64(k)
				}
				missed += (column[i] - guess) * (column[i] - guess)
				total += (column[i] - mean) * (column[i] - mean)
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("metric: NeighborR2: %w", err)
	}
	if constant(f.Values) {
		return math.NaN(), nil
	}
	return 1 - missed/total, nil
}

// NeighborAngleError returns by how much, in radians, 0..π, the k nearest codes miss
// an angle on average: the angle between it and the mean direction of theirs.
//
//	1/n Σ |αᵢ − arg Σ exp(iαⱼ)|,  j the k nearest of the other half
//
// Chance gives π/2. The halves, arguments, errors and cost are those of
// [NeighborR2]. With few points the error is that of the spacing: compare with the
// same of the pixels.
func NeighborAngleError(z []float32, d int, angles []float64, k int) (float64, error) {
	if err := checkNeighbors(z, d, Factor{Values: angles}, k); err != nil {
		return 0, fmt.Errorf("metric: NeighborAngleError: %w", err)
	}
	sum := 0.0
	err := eachHalf(z, d, len(angles), func(h half) error {
		near, err := h.neighbors(k)
		if err != nil {
			return err
		}
		theirs := make([]float64, k)
		for q, i := range h.test {
			for j, n := range near[q] {
				theirs[j] = angles[h.train[n.Index]]
			}
			direction, _ := resultant(theirs)
			sum += math.Abs(math.Remainder(angles[i]-direction, 2*math.Pi))
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("metric: NeighborAngleError: %w", err)
	}
	return sum / float64(len(angles)), nil
}

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
		return nil, fmt.Errorf("metric: FewLabelsDirection: %d labels, %d draws, expected 3..%d labels, half the points, and at least one draw", n, draws, len(f.Values)/2)
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
// of weight vectors of linear models, NeuroImage 87 (2014), equation 6.
func FitDirection(z []float32, d int, y []float64) (Direction, error) {
	if err := checkFactor(z, d, Factor{Values: y}, 3); err != nil {
		return Direction{}, fmt.Errorf("metric: FitDirection: %w", err)
	}
	if constant(y) {
		return Direction{}, errors.New("metric: FitDirection: y is constant: no direction tells it")
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
		return nil, errors.New("the eigenvectors did not converge")
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

// Standardized returns codes whose axes all have mean 0 and standard deviation 1;
// a constant axis becomes 0.
//
// z is n×d, row-major. Where the scale of an axis means nothing, as in the code of
// an autoencoder, this takes it away. It fails if z is no whole rows, n is below 2,
// or z holds NaN or infinity.
func Standardized(z []float32, d int) ([]float32, error) {
	n := len(z) / max(d, 1)
	if err := checkRows(z, n, d); err != nil {
		return nil, fmt.Errorf("metric: Standardized: %w", err)
	}
	if n < 2 {
		return nil, errors.New("metric: Standardized: one row has no standard deviation")
	}
	x, _, _ := standardized(z, n, d)
	s := make([]float32, n*d)
	for i := range n {
		for j, v := range x.RawRowView(i) {
			s[i*d+j] = float32(v)
		}
	}
	return s, nil
}

// standardized returns z in standard deviations from the mean; std is 1 where an
// axis is constant.
func standardized(z []float32, n, d int) (x *mat.Dense, mean, std []float64) {
	x, mean, std = mat.NewDense(n, d, nil), make([]float64, d), make([]float64, d)
	column := make([]float64, n)
	for j := range d {
		for i := range column {
			column[i] = float64(z[i*d+j])
		}
		mean[j], std[j] = stat.PopMeanStdDev(column, nil)
		if constant(column) {
			mean[j], std[j] = column[0], 1
		}
		for i, v := range column {
			x.Set(i, j, (v-mean[j])/std[j])
		}
	}
	return x, mean, std
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

// neighbors are the k nearest training points of each test point.
func (h half) neighbors(k int) ([][]knn.Neighbor, error) {
	set, err := knn.NewSet(h.trainZ, h.d)
	if err != nil {
		return nil, err
	}
	return set.Search(h.testZ, k)
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
		return fmt.Errorf("%d points, expected at least %d", len(f.Values), least)
	}
	if err := checkRows(z, len(f.Values), d); err != nil {
		return fmt.Errorf("z: %w", err)
	}
	for i, v := range f.Values {
		if v-v != 0 { // NaN or ±Inf
			return fmt.Errorf("value %d of the factor is %v, expected finite numbers", i, v)
		}
	}
	return nil
}

func checkNeighbors(z []float32, d int, f Factor, k int) error {
	if err := checkFactor(z, d, f, 2); err != nil {
		return err
	}
	if k < 1 || k > len(f.Values)/2 {
		return fmt.Errorf("k = %d, expected 1..%d, half the points", k, len(f.Values)/2)
	}
	return nil
}
