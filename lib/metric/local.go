package metric

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/knn"
	"seminar.example/lib/parallel"
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
	r2, err := localR2(z, d, f, k, func(h half, y []float64, near []knn.Neighbor, _ []float32) float64 {
		return h.mean(y, near)
	})
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
// is below 0, by at most about (d+1)/k.
//
// k should be a few times the dimension of the data. Arguments and errors as there.
// Cost: as there, and n·(k·d² + d³/3); 10 000 codes of 16 numbers with k = 50 in 0.5 s.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
// section 6.1.1, with the window of nearest neighbours.
func LocalR2(z []float32, d int, f Factor, k int) (float64, error) {
	r2, err := localR2(z, d, f, k, half.plane)
	if err != nil {
		return 0, fmt.Errorf("metric: LocalR2: %w", err)
	}
	return r2, nil
}

// localR2 is R² of a guess of each column from the k nearest points of the other half.
func localR2(z []float32, d int, f Factor, k int, guess func(h half, y []float64, near []knn.Neighbor, at []float32) float64) (float64, error) {
	if err := checkNeighbors(z, d, f, k); err != nil {
		return 0, err
	}
	if constant(f.Values) {
		return math.NaN(), nil
	}
	var missed, total float64
	err := eachHalf(z, d, len(f.Values), func(h half) error {
		near, err := h.neighbors(k)
		if err != nil {
			return err
		}
		for _, column := range f.columns() {
			mean := 0.0
			for _, i := range h.train {
				mean += column[i] / float64(len(h.train))
			}
			guesses := make([]float64, len(h.test))
			parallel.Do(len(h.test), func(q int) {
				guesses[q] = guess(h, column, near[q], h.testZ[q*d:(q+1)*d])
			})
			for q, i := range h.test {
				missed += (column[i] - guesses[q]) * (column[i] - guesses[q])
				total += (column[i] - mean) * (column[i] - mean)
			}
		}
		return nil
	})
	return 1 - missed/total, err
}

// mean is that of y over neighbours.
func (h half) mean(y []float64, near []knn.Neighbor) (mean float64) {
	for _, n := range near {
		mean += y[h.train[n.Index]] / float64(len(near))
	}
	return mean
}

// plane is the value at a code of the plane through y at its neighbours.
func (h half) plane(y []float64, near []knn.Neighbor, at []float32) float64 {
	k, d := len(near), h.d
	x, middle, offset := mat.NewDense(k, d, nil), make([]float64, d), mat.NewVecDense(d, nil)
	for _, n := range near {
		for j, v := range h.trainZ[n.Index*d : (n.Index+1)*d] {
			middle[j] += float64(v) / float64(k)
		}
	}
	for j, v := range at {
		offset.SetVec(j, float64(v)-middle[j])
	}
	mean := h.mean(y, near)
	rest := mat.NewVecDense(k, nil)
	for i, n := range near {
		rest.SetVec(i, y[h.train[n.Index]]-mean)
		for j, v := range h.trainZ[n.Index*d : (n.Index+1)*d] {
			x.Set(i, j, float64(v)-middle[j])
		}
	}
	var gram mat.SymDense
	gram.SymOuterK(1, x.T())
	ridge := 0.05 * mat.Trace(&gram) / float64(d)
	for j := range d {
		gram.SetSym(j, j, gram.At(j, j)+ridge)
	}
	var root mat.Cholesky
	var along, w mat.VecDense
	along.MulVec(x.T(), rest)
	if !root.Factorize(&gram) || root.SolveVecTo(&w, &along) != nil { // all neighbours at one place
		return mean
	}
	return mean + mat.Dot(&w, offset)
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
		return fmt.Errorf("k = %d, expected 1..%d, half the points", k, len(f.Values)/2)
	}
	return nil
}
