package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/say"
)

// AxesKind says which directions of a code [Axes] takes.
//
//	Principal    those of PCA: the first has the greatest variance, the next the
//	             greatest of what is left
//	Independent  those of ICA: as far from a normal distribution as possible, by
//	             E[log cosh u]
//	Varimax      those along which E[u⁴] is greatest: most codes have small numbers,
//	             few large ones
type AxesKind string

// The kinds of axes.
const (
	Principal   AxesKind = "PCA"
	Independent AxesKind = "ICA"
	Varimax     AxesKind = "varimax"
)

// turns are one step of the fixed-point iteration of each kind: the weights of y that
// u gives, and what is subtracted of the direction itself.
var turns = map[AxesKind]func(u float64) (weight, own float64){
	Principal:   nil,
	Independent: func(u float64) (float64, float64) { t := math.Tanh(u); return t, 1 - t*t },
	Varimax:     func(u float64) (float64, float64) { return u * u * u, 1 },
}

// Axes returns directions of a code that are uncorrelated over the data and have
// standard deviation 1: its principal axes, or these turned, without a label, so that
// each is as special as possible. The sign of each is that of its greatest weight.
//
//	uₖ = Weightsₖ·z + Offsetₖ,  z = mean + Σ uₖ Stepₖ
//
// They are d, or fewer where the codes leave out a direction: where their variance is
// less than a millionth of the greatest, as it is where a network's layer died.
//
// z is n×d, row-major, n > d. Of more than 20 000 codes ICA and varimax take so many
// at even distances. It fails if the size does not fit, the data holds NaN or
// infinity, or all codes are the same. The turning ends when no axis moves by more than
// a quarter of a degree, or after 500 steps: directions that are nearly normal turn on
// among each other without an end.
// Cost: n·d², ICA and varimax that for each step.
// Source: A. Hyvärinen, "Fast and robust fixed-point algorithms for independent
// component analysis", IEEE Transactions on Neural Networks 10 (1999); H. F. Kaiser,
// "The varimax criterion", Psychometrika 23 (1958), of the codes themselves.
// Introduced in notebook 09.
func Axes(z []float32, d int, kind AxesKind) ([]Direction, error) {
	turn, known := turns[kind]
	if !known {
		return nil, say.Errorf("metric: Axes: unknown kind %q: use metric.Principal, metric.Independent or metric.Varimax", string(kind))
	}
	n := 0
	if d > 0 {
		n = len(z) / d
	}
	if n <= d {
		return nil, say.Errorf("metric: Axes: %d codes of %d numbers, expected more codes than numbers", n, d)
	}
	if err := checkRows(z, n, d); err != nil {
		return nil, fmt.Errorf("metric: Axes: %w", err)
	}
	x, mean := mat.NewDense(n, d, nil), make([]float64, d)
	for i, v := range z {
		x.Set(i/d, i%d, float64(v))
		mean[i%d] += float64(v) / float64(n)
	}
	var covariance mat.SymDense
	stat.CovarianceMatrix(&covariance, x, nil)
	var eig mat.EigenSym
	if !eig.Factorize(&covariance, true) {
		return nil, say.Errorf("metric: Axes: the eigenvectors did not converge")
	}
	var vectors mat.Dense
	eig.VectorsTo(&vectors)
	values, m := eig.Values(nil), 0 // from the least up
	for _, v := range values {
		if v > 1e-6*values[d-1] {
			m++
		}
	}
	if m == 0 {
		return nil, say.Errorf("metric: Axes: all codes are the same")
	}
	to, from := mat.NewDense(d, m, nil), mat.NewDense(m, d, nil) // u = (z − mean)·to, z = mean + u·from
	for k := range m {
		variance := values[d-1-k]
		for j := range d {
			to.Set(j, k, vectors.At(j, d-1-k)/math.Sqrt(variance))
			from.Set(k, j, vectors.At(j, d-1-k)*math.Sqrt(variance))
		}
	}
	if turn != nil {
		const most = 20_000
		rows := min(n, most)
		y := mat.NewDense(rows, d, nil)
		for i := range rows {
			for j := range d {
				y.Set(i, j, x.At(i*n/rows, j)-mean[j])
			}
		}
		var u mat.Dense
		u.Mul(y, to)
		r, err := turned(&u, turn)
		if err != nil {
			return nil, fmt.Errorf("metric: Axes: %s: %w", kind, err)
		}
		to.Mul(mat.DenseCopyOf(to), r)
		from.Mul(r.T(), mat.DenseCopyOf(from))
	}
	return directions(to, from, mean), nil
}

// turned iterates r, orthogonal, until the axes y·r settle.
func turned(y *mat.Dense, turn func(u float64) (weight, own float64)) (*mat.Dense, error) {
	n, d := y.Dims()
	r := mat.NewDense(d, d, nil)
	for k := range d {
		r.Set(k, k, 1)
	}
	var u, next mat.Dense
	for range 500 {
		u.Mul(y, r)
		own := make([]float64, d)
		u.Apply(func(_, k int, v float64) float64 {
			w, o := turn(v)
			own[k] += o
			return w
		}, &u)
		next.Mul(y.T(), &u)
		next.Apply(func(j, k int, v float64) float64 { return (v - own[k]*r.At(j, k)) / float64(n) }, &next)
		var svd mat.SVD
		if !svd.Factorize(&next, mat.SVDFull) {
			return nil, say.Errorf("a step has no singular values")
		}
		var left, right mat.Dense
		svd.UTo(&left)
		svd.VTo(&right)
		before := mat.DenseCopyOf(r)
		r.Mul(&left, right.T())
		least := 1.0 // of the cosines between an axis before and after
		for k := range d {
			least = min(least, math.Abs(mat.Dot(before.ColView(k), r.ColView(k))))
		}
		if least > 1-1e-5 {
			break
		}
	}
	return r, nil
}

// directions are the columns of to, with the rows of from as steps.
func directions(to, from *mat.Dense, mean []float64) []Direction {
	d, m := to.Dims()
	all := make([]Direction, m)
	for k := range all {
		sign, greatest := 1.0, 0.0
		for j := range d {
			if v := to.At(j, k); math.Abs(v) > greatest {
				greatest, sign = math.Abs(v), math.Copysign(1, v)
			}
		}
		for j := range d {
			w := sign * to.At(j, k)
			all[k].Weights = append(all[k].Weights, w)
			all[k].Step = append(all[k].Step, sign*from.At(k, j))
			all[k].Offset -= w * mean[j]
		}
	}
	return all
}
