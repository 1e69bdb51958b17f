package metric

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"seminar.example/lib/say"
)

// FewLabels returns, for each of draws, the accuracy, 0..1, of a classifier that
// knows the labels of few training points: the nearest class mean.
//
//	mean of class c:  m_c = 1/per Σ z  over the points of c that were drawn
//	class of z:       argmin_c ‖z − m_c‖
//
// In each draw per points are drawn from each class, without replacement. How far a
// code gets with so few labels says how well it was learned without them: the
// classifier has nothing to learn but one point for a class.
//
// train is n×d and test m×d, row-major, with n and m labels of any value; per ≥ 1,
// draws ≥ 1. The same seed draws the same rows, whatever the code is: codes can be
// compared draw by draw.
//
// It fails if lengths and d do not agree, a class has less than per points, or the
// data holds NaN or infinity. Cost: draws × m × classes × d.
// Source: nearest centroids, Hastie, Tibshirani, Friedman, The Elements of
// Statistical Learning (2009), 18.2, without its shrinkage.
// Introduced in notebook 02.
func FewLabels(train []float32, trainLabels []uint8, test []float32, testLabels []uint8, d, per, draws int, seed uint64) ([]float64, error) {
	if err := checkRows(train, len(trainLabels), d); err != nil {
		return nil, fmt.Errorf("metric: FewLabels: train: %w", err)
	}
	if per < 1 || draws < 1 {
		return nil, say.Errorf("metric: FewLabels: %d points of each class, %d draws, expected at least 1 each", per, draws)
	}
	var rows [256][]int // of each class
	for i, label := range trainLabels {
		rows[label] = append(rows[label], i)
	}
	var classes []uint8
	for label, r := range rows {
		if len(r) > 0 && len(r) < per {
			return nil, say.Errorf("metric: FewLabels: class %d has %d training points, expected at least %d", label, len(r), per)
		}
		if len(r) > 0 {
			classes = append(classes, uint8(label))
		}
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	accuracies := make([]float64, draws)
	for draw := range accuracies {
		means := make([]float32, 0, len(classes)*d)
		for _, class := range classes {
			drawn := slices.Clone(rows[class])
			sum := make([]float64, d)
			for i := range per {
				j := i + rng.IntN(len(drawn)-i)
				drawn[i], drawn[j] = drawn[j], drawn[i]
				for c, v := range train[drawn[i]*d : (drawn[i]+1)*d] {
					sum[c] += float64(v) / float64(per)
				}
			}
			for _, v := range sum {
				means = append(means, float32(v))
			}
		}
		a, err := KNNAccuracy(means, classes, test, testLabels, d, 1)
		if err != nil {
			return nil, fmt.Errorf("metric: FewLabels: %w", err)
		}
		accuracies[draw] = a
	}
	return accuracies, nil
}
