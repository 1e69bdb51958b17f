package metric

import (
	"fmt"
	"math"

	"seminar.example/lib/knn"
	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// NeighborR2 returns how well the k nearest codes tell a factor: R², at most 1.
//
//	R² = 1 − Σ |yᵢ − ŷᵢ|² / Σ |yᵢ − ȳ|²
//
// with ŷ the mean over the k nearest points of the other half, and ȳ the mean of
// that half. The halves are the points of even and of odd number, and each is read
// by the other. It is 0 where neighbours tell nothing, below 0 where they mislead,
// by at most 1/k on average. Any smooth function of the code is found, whichever
// way it bends, if neighbours are near enough; see [LocalR2]. A circular
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
	r2, err := localR2(z, d, f, k, half.mean)
	if err != nil {
		return 0, fmt.Errorf("metric: NeighborR2: %w", err)
	}
	return r2, nil
}

// LocalR2 is [NeighborR2] with the plane that fits the k nearest codes best in place
// of their mean: local linear regression.
//
//	ŷ = ȳ + w·(z − z̄),  w = (ZᵀZ + λ)⁻¹ Zᵀ(y − ȳ),  over the k nearest
//
// with means over the k, Z their codes without the mean, and λ a twentieth of the mean
// eigenvalue of ZᵀZ. In a code of many numbers all neighbours are far, and lie to one
// side of a code at the edge, so that their mean is drawn to the middle; a plane is
// not. It finds all that a bent or a straight reading finds. Where nothing is told it
// is below 0, by about (d+1)/(k−d−1).
//
// k should be a few times the dimension of the data. Arguments and errors as there.
// Cost: as there, and n·(k·d²/2 + d³/6); 10 000 codes of 16 numbers with k = 50 in 0.4 s.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
// section 6.1.1, with the window of nearest neighbours.
func LocalR2(z []float32, d int, f Factor, k int) (float64, error) {
	r2, err := localR2(z, d, f, k, half.plane)
	if err != nil {
		return 0, fmt.Errorf("metric: LocalR2: %w", err)
	}
	return r2, nil
}

// localR2 is R² of a factor read from the k nearest points of the other half.
func localR2(z []float32, d int, f Factor, k int, weigh weighing) (float64, error) {
	if err := checkNeighbors(z, d, f, k); err != nil {
		return 0, err
	}
	if constant(f.Values) {
		return math.NaN(), nil
	}
	y := [][][]float64{f.columns()}
	s := newScores(y)
	err := eachHalf(z, d, len(f.Values), func(h half) error {
		guesses, err := h.read(y, k, weigh)
		if err == nil {
			s.add(0, h, y[0], guesses[0])
		}
		return err
	})
	return s.r2(0), err
}

// weighing says how much each of the neighbours of a code counts in the guess there.
type weighing func(h half, near []knn.Neighbor, at []float32, weights []float64)

// read guesses the columns of each factor at the test points, from the k nearest
// training points: factor × column × test point. The weights are the same for all.
func (h half) read(y [][][]float64, k int, weigh weighing) ([][][]float64, error) {
	near, err := h.neighbors(k)
	if err != nil {
		return nil, err
	}
	guesses := make([][][]float64, len(y))
	for i, columns := range y {
		guesses[i] = make([][]float64, len(columns))
		for c := range columns {
			guesses[i][c] = make([]float64, len(h.test))
		}
	}
	parallel.Do(len(h.test), func(q int) {
		weights := make([]float64, len(near[q]))
		weigh(h, near[q], h.testZ[q*h.d:(q+1)*h.d], weights)
		for i, columns := range y {
			for c, column := range columns {
				for j, n := range near[q] {
					guesses[i][c][q] += weights[j] * column[h.train[n.Index]]
				}
			}
		}
	})
	return guesses, nil
}

// mean weighs all neighbours alike.
func (h half) mean(near []knn.Neighbor, _ []float32, weights []float64) {
	for j := range near {
		weights[j] = 1 / float64(len(near))
	}
}

// plane weighs neighbours so that the guess is the value at a code of the plane
// through them: 1/k + x_j·(XᵀX + λ)⁻¹(at − x̄).
func (h half) plane(near []knn.Neighbor, at []float32, weights []float64) {
	k, d := len(near), h.d
	h.mean(near, at, weights)
	x, middle := make([]float64, k*d), make([]float64, d)
	for j, n := range near {
		for c, v := range h.trainZ[n.Index*d : (n.Index+1)*d] {
			x[j*d+c] = float64(v)
			middle[c] += float64(v) / float64(k)
		}
	}
	for i := range x {
		x[i] -= middle[i%d]
	}
	gram, trace, size := make([]float64, d*d), 0.0, 0.0
	for j := range k {
		row := x[j*d : (j+1)*d]
		for a, v := range row {
			for b, w := range row[:a+1] {
				gram[a*d+b] += v * w
			}
		}
	}
	for a := range d {
		trace += gram[a*d+a]
		size += float64(k) * middle[a] * middle[a]
	}
	if trace <= 1e-14*size { // all neighbours at one place, to the precision of z
		return
	}
	slope := make([]float64, d)
	for a, v := range at {
		slope[a] = float64(v) - middle[a]
		gram[a*d+a] += 0.05 * trace / float64(d)
	}
	solve(gram, slope)
	for j := range k {
		for c, v := range x[j*d : (j+1)*d] {
			weights[j] += v * slope[c]
		}
	}
}

// solve replaces b by a⁻¹b, a being symmetric and positive definite, d×d, of which
// the lower half is read, and replaced by its Cholesky factor.
func solve(a, b []float64) {
	d := len(b)
	for i := range d {
		for j := range i + 1 {
			v := a[i*d+j]
			for c := range j {
				v -= a[i*d+c] * a[j*d+c]
			}
			if i == j {
				a[i*d+i] = math.Sqrt(v)
			} else {
				a[i*d+j] = v / a[j*d+j]
			}
		}
	}
	for i := range d {
		for c := range i {
			b[i] -= a[i*d+c] * b[c]
		}
		b[i] /= a[i*d+i]
	}
	for i := d - 1; i >= 0; i-- {
		for c := i + 1; c < d; c++ {
			b[i] -= a[c*d+i] * b[c]
		}
		b[i] /= a[i*d+i]
	}
}

// NeighborAngleError returns by how much, in radians, 0..π, the k nearest codes miss
// an angle on average: the angle between it and the mean direction of theirs.
//
//	1/n Σ |αᵢ − arg Σ exp(iαⱼ)|,  j the k nearest of the other half
//
// Chance gives π/2. The halves, arguments, errors and cost are those of
// [NeighborR2]. With few points the error is that of the spacing: compare with the
// same of the pixels. Introduced in notebook 05.
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

// neighbors are the k nearest training points of each test point.
func (h half) neighbors(k int) ([][]knn.Neighbor, error) {
	set, err := knn.NewSet(h.trainZ, h.d)
	if err != nil {
		return nil, err
	}
	return set.Search(h.testZ, k)
}

func checkNeighbors(z []float32, d int, f Factor, k int) error {
	if err := checkFactor(z, d, f, 2); err != nil {
		return err
	}
	if k < 1 || k > len(f.Values)/2 {
		return say.Errorf("k = %d, expected 1..%d, half the points", k, len(f.Values)/2)
	}
	return nil
}
