package metric

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/say"
)

// MutualInformation returns how much each axis of a code and each factor tell of
// each other, in nats, a matrix factor × axis, and the entropy of each factor, which
// is the most that any axis can tell of it.
//
//	I(v; z) = Σ p(a, b) log( p(a, b) / p(a)p(b) )
//
// over bins of equal width between the least and the greatest number. A factor that
// is a class or a count should have as many bins as values. Any relation counts,
// straight or bent, but only to one axis. The estimate is too large by about
// (bins−1)²/2n nats where nothing is told, 0.02 for 20 bins and 10 000 points.
//
// z is n×d, row-major, each factor has n values; bins ≥ 2. It fails if lengths do
// not agree or the data holds NaN or infinity. Cost: n·d for each factor.
// Source: as google-research/disentanglement_lib discretises codes; there the
// factors are discrete already. Introduced in notebook 05.
func MutualInformation(z []float32, d int, factors []Factor, bins int) (information [][]float64, entropy []float64, err error) {
	if err := checkFactors(z, d, factors); err != nil {
		return nil, nil, fmt.Errorf("metric: MutualInformation: %w", err)
	}
	if bins < 2 {
		return nil, nil, say.Errorf("metric: MutualInformation: %d bins, expected at least 2", bins)
	}
	n := len(factors[0].Values)
	axes := make([][]int, d)
	for j := range axes {
		column := make([]float64, n)
		for i := range column {
			column[i] = float64(z[i*d+j])
		}
		axes[j] = binned(column, bins)
	}
	for _, f := range factors {
		v := binned(f.Values, bins)
		row := make([]float64, d)
		for j := range row {
			row[j] = mutual(v, axes[j], bins)
		}
		information = append(information, row)
		entropy = append(entropy, mutual(v, v, bins))
	}
	return information, entropy, nil
}

// binned are the bins 0..bins−1 of numbers; constant ones all lie in the first.
func binned(v []float64, bins int) []int {
	low, high := slices.Min(v), slices.Max(v)
	at := make([]int, len(v))
	for i, x := range v {
		if high > low {
			at[i] = min(bins-1, int(float64(bins)*(x-low)/(high-low)))
		}
	}
	return at
}

// mutual is the mutual information of two columns of bins, in nats.
func mutual(a, b []int, bins int) (sum float64) {
	n := float64(len(a))
	both, of, to := make([]float64, bins*bins), make([]float64, bins), make([]float64, bins)
	for i := range a {
		both[a[i]*bins+b[i]]++
		of[a[i]]++
		to[b[i]]++
	}
	for k, count := range both {
		if count > 0 {
			sum += count / n * math.Log(count*n/(of[k/bins]*to[k%bins]))
		}
	}
	return max(0, sum)
}

// MIG returns the mutual information gap, 0..1: whether each factor is told by one
// axis alone.
//
//	MIG = 1/K Σ over factors (I of the best axis − I of the second) / H(factor)
//
// It is 1 where each factor has an axis that tells it wholly and no other axis tells
// of it; it is 0 where two axes tell every factor equally well. A code that is turned
// has a small MIG, though it knows as much.
//
// information is factor × axis and entropy has a number for each factor, as
// [MutualInformation] returns them. It fails if the sizes do not agree, there are
// less than two axes, or a factor is constant.
// Source: Chen, Li, Grosse, Duvenaud, Isolating sources of disentanglement in
// variational autoencoders (2018), equation 6. Introduced in notebook 05.
func MIG(information [][]float64, entropy []float64) (float64, error) {
	if err := checkTable(information); err != nil {
		return 0, fmt.Errorf("metric: MIG: %w", err)
	}
	if len(entropy) != len(information) || len(information[0]) < 2 {
		return 0, say.Errorf("metric: MIG: %d factors × %d axes and %d entropies, expected as many as factors, and at least two axes",
			len(information), len(information[0]), len(entropy))
	}
	sum := 0.0
	for i, row := range information {
		if !(entropy[i] > 0) {
			return 0, say.Errorf("metric: MIG: factor %d has entropy %v: it is constant", i, entropy[i])
		}
		sorted := slices.Sorted(slices.Values(row))
		sum += (sorted[len(sorted)-1] - sorted[len(sorted)-2]) / entropy[i]
	}
	return sum / float64(len(information)), nil
}

// Importance returns how much each axis of a code is used to tell each factor, a
// matrix factor × axis, and how well each factor is told: R² on points that were not
// used, the informativeness.
//
// Factors are told by a straight line, as [FitDirection] does: the importance is the
// size of the weight where factor and axes have standard deviation 1, of a circular
// factor the length of its two weights. So what is in the code and bent is not seen:
// the informativeness says so, beside [NeighborR2]. (The paper takes lasso, linear as
// here, or random forests, disentanglement_lib gradient boosted trees. Ridge has no
// zeros: axes that are unused get small weights, not none.)
//
// z is n×d, row-major, each factor has n values, n ≥ 4. Both ways round of two
// halves, the mean. It fails if lengths do not agree, the data holds NaN or
// infinity, or a factor is constant. Cost: [DirectionR], for each factor.
func Importance(z []float32, d int, factors []Factor) (weights [][]float64, r2 []float64, err error) {
	if err := checkFactors(z, d, factors); err != nil {
		return nil, nil, fmt.Errorf("metric: Importance: %w", err)
	}
	_, _, scale := standardized(z, len(factors[0].Values), d)
	for i, f := range factors {
		if constant(f.Values) {
			return nil, nil, say.Errorf("metric: Importance: factor %d is constant", i)
		}
		y := f.columns()
		row, missed, total := make([]float64, d), 0.0, 0.0
		err := eachHalf(z, d, len(f.Values), func(h half) error {
			own := columnsAt(y, h.test)
			lines, err := fitLines(h.trainZ, d, columnsAt(y, h.train))
			if err != nil {
				return err
			}
			size := make([]float64, d)
			for c, l := range lines {
				guess := l.Values(h.testZ)
				floats.Sub(guess, own[c])
				missed += floats.Dot(guess, guess)
				centered(own[c])
				total += floats.Dot(own[c], own[c])
				for j, w := range l.Weights {
					size[j] = math.Hypot(size[j], w*scale[j])
				}
			}
			floats.AddScaled(row, 0.5, size)
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("metric: Importance: %w", err)
		}
		spread := 0.0
		for _, column := range y {
			centered(column)
			spread += floats.Dot(column, column) / float64(len(column))
		}
		floats.Scale(1/math.Sqrt(spread), row)
		weights, r2 = append(weights, row), append(r2, 1-missed/total)
	}
	return weights, r2, nil
}

// DCI returns two scores, 0..1, of a matrix of importances, factor × axis.
//
//	disentanglement  of an axis: 1 − H(its importances, as shares) / log factors:
//	                 1 if it serves one factor, 0 if it serves all alike
//	completeness     of a factor: 1 − H(its importances, as shares) / log axes:
//	                 1 if one axis serves it, 0 if all do alike
//
// Each is the mean over axes, and over factors, weighted by the sum of their
// importances. An axis or factor without any counts 0. The third letter,
// informativeness, is what [Importance] returns beside the matrix.
//
// It fails if the matrix is ragged, has less than two factors or two axes, or holds
// a number that is negative or not finite.
// Source: Eastwood and Williams, A framework for the quantitative evaluation of
// disentangled representations, ICLR (2018), section 2; both means weighted as in
// disentanglement_lib. Introduced in notebook 05.
func DCI(importance [][]float64) (disentanglement, completeness float64, err error) {
	if err := checkTable(importance); err != nil {
		return 0, 0, fmt.Errorf("metric: DCI: %w", err)
	}
	if len(importance) < 2 || len(importance[0]) < 2 {
		return 0, 0, say.Errorf("metric: DCI: %d factors × %d axes, expected at least two of each", len(importance), len(importance[0]))
	}
	turned := make([][]float64, len(importance[0]))
	for j := range turned {
		for _, row := range importance {
			turned[j] = append(turned[j], row[j])
		}
	}
	return concentrated(turned), concentrated(importance), nil
}

// concentrated is the weighted mean over rows of 1 − H(shares)/log(columns).
func concentrated(rows [][]float64) (score float64) {
	total := 0.0
	for _, row := range rows {
		sum := floats.Sum(row)
		total += sum
		one := 1.0
		for _, v := range row {
			if v > 0 {
				one += v / sum * math.Log(v/sum) / math.Log(float64(len(row)))
			}
		}
		score += one * sum
	}
	if total == 0 {
		return 0
	}
	return score / total
}

func checkFactors(z []float32, d int, factors []Factor) error {
	if len(factors) == 0 {
		return say.Errorf("no factors")
	}
	for i, f := range factors {
		if err := checkFactor(z, d, f, 4); err != nil {
			return say.Errorf("factor %d: %w", i, err)
		}
	}
	return nil
}

// checkTable reports a matrix that is ragged, empty, or holds what is no amount.
func checkTable(rows [][]float64) error {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return say.Errorf("no factors or no axes")
	}
	for i, row := range rows {
		if len(row) != len(rows[0]) {
			return say.Errorf("row %d has %d numbers and row 0 %d, expected as many", i, len(row), len(rows[0]))
		}
		for j, v := range row {
			if !(v >= 0) || math.IsInf(v, 0) {
				return say.Errorf("number %d of row %d is %v, expected 0 or more", j, i, v)
			}
		}
	}
	return nil
}
