package manifold

import (
	"fmt"
	"math"
	"slices"

	"seminar.example/lib/knn"
	"seminar.example/lib/say"
)

// Dimension is an estimate of how many coordinates the manifold near the data
// has: the intrinsic dimension.
type Dimension struct {
	Value     float64
	SE        float64   // standard error
	Low, High float64   // 95 % confidence interval: Value ± 1.96 SE
	N         int       // points that were used
	Skipped   int       // points that were not: a duplicate lies at distance 0
	Local     []float64 // n: the estimate at each point, NaN where skipped; nil for TwoNN
}

// String returns a line such as "13.2 (13.0 to 13.4, n = 10000)".
func (d *Dimension) String() string {
	s := say.Sprintf("%.2f (%.2f to %.2f, n = %d)", d.Value, d.Low, d.High, d.N)
	if d.Skipped > 0 {
		s += say.Sprintf(", %d duplicates left out", d.Skipped)
	}
	return s
}

// Dimensions returns both estimates for n points, [LevinaBickel] with k
// neighbours and [TwoNN], from one search.
//
// x is n×d, row-major; 2 ≤ k < n. It fails as these do. Cost: a search of all for
// all; 10 000 images of MNIST take 5 s on two cores. Introduced in notebook 02.
func Dimensions(x []float32, d, k int) (mle, two *Dimension, err error) {
	set, err := knn.NewSet(x, d)
	if err != nil {
		return nil, nil, fmt.Errorf("manifold: Dimensions: %w", err)
	}
	if k < 2 || k >= set.Len() {
		return nil, nil, say.Errorf("manifold: Dimensions: k = %d, expected at least 2 and less than the %d points", k, set.Len())
	}
	near, err := set.Others(k)
	if err != nil {
		return nil, nil, fmt.Errorf("manifold: Dimensions: %w", err)
	}
	if mle, err = LevinaBickel(near, k); err != nil {
		return nil, nil, err
	}
	if two, err = TwoNN(near); err != nil {
		return nil, nil, err
	}
	return mle, two, nil
}

// LevinaBickel estimates the intrinsic dimension by maximum likelihood from the
// distances T₁ ≤ … ≤ T_k of each point to its k nearest neighbours.
//
//	at a point:  1/mᵢ = 1/(k−1) Σ_{j<k} ln(T_k / T_j)
//	of all:      1/m  = 1/n Σ_i 1/mᵢ
//
// The inverses are averaged, not the mᵢ: that is the maximum likelihood for all
// points (MacKay and Ghahramani), and for small k it takes away a bias.
//
// near comes from [knn.Set.Others] with k neighbours or more; 2 ≤ k. Points with a
// duplicate are left out and counted.
//
// The interval covers what another sample of as many points would change. As
// neighbourhoods overlap, its standard error adds up the deviations of all points
// that share a neighbour: of 150 samples of each of five manifolds 93 to 99 % had
// the mean of all in their interval. It does not cover what is wrong with the
// assumption that the density is constant within T_k: at borders and in many
// dimensions the estimate is too low (7.9 instead of 10 for 1000 points in a cube,
// k = 20), with noise too high.
//
// It fails if near is empty, rows are shorter than k, k < 2, all points have
// duplicates, or all distances of each point are equal.
//
// The same as scikit-dimension's id.MLE with comb="mle", whose n_neighbors is k;
// that takes duplicates for dimension 0.
// Sources: Levina, Bickel, "Maximum likelihood estimation of intrinsic dimension",
// NIPS 2004, equation 8; MacKay, Ghahramani, "Comments on 'Maximum likelihood
// estimation of intrinsic dimension' by E. Levina and P. Bickel" (2005).
// [Dimensions] calls it.
func LevinaBickel(near [][]knn.Neighbor, k int) (*Dimension, error) {
	if err := checkNear(near, k); err != nil {
		return nil, fmt.Errorf("manifold: LevinaBickel: %w", err)
	}
	inverse := make([]float64, len(near))
	dim := &Dimension{Local: make([]float64, len(near))}
	var sum float64
	for i, list := range near {
		if list[0].Distance == 0 {
			inverse[i], dim.Local[i] = math.NaN(), math.NaN()
			dim.Skipped++
			continue
		}
		for _, n := range list[:k-1] {
			inverse[i] += math.Log(list[k-1].Distance / n.Distance)
		}
		inverse[i] /= float64(k - 1)
		dim.Local[i] = 1 / inverse[i]
		sum += inverse[i]
	}
	dim.N = len(near) - dim.Skipped
	switch {
	case dim.N == 0:
		return nil, say.Errorf("manifold: LevinaBickel: all %d points have a duplicate: remove the duplicates", len(near))
	case sum == 0:
		return nil, say.Errorf("manifold: LevinaBickel: the %d neighbours of every point are equally far: no dimension fits", k)
	}
	mean := sum / float64(dim.N)
	for i := range inverse {
		inverse[i] -= mean // the deviations
	}
	dim.setInterval(1/mean, shared(near, k, inverse)/(mean*mean))
	return dim, nil
}

// TwoNN estimates the intrinsic dimension from the ratios µ = T₂/T₁ of each
// point's distances to its two nearest neighbours alone.
//
//	−ln(1 − F(µ)) = m ln µ
//
// F is the empirical distribution of the n ratios; m is the slope of the line
// through the origin, by least squares over all but the tenth with the greatest
// ratios. It looks at the least distances that there are, so density and
// curvature matter less than for [LevinaBickel] and noise more.
//
// near comes from [knn.Set.Others] with two neighbours or more. Points with a
// duplicate are left out and counted.
//
// The interval is as there. Its standard error is that of the maximum likelihood
// estimate from the same ratios, the greatest tenth censored, which varies a little
// less than the line does: 92 % of samples had the mean in their interval.
//
// It fails if near is empty, rows are shorter than 2, fewer than three points are
// left without duplicates, or every point's two distances are equal. The same as
// scikit-dimension's id.TwoNN.
// Source: Facco, d'Errico, Rodriguez, Laio, "Estimating the intrinsic dimension of
// datasets by a minimal neighborhood information", Scientific Reports 7 (2017),
// equations 4 and 5; the censored estimate: Epstein, Sobel, "Life testing", Journal
// of the American Statistical Association 48 (1953). Introduced in notebook 02.
func TwoNN(near [][]knn.Neighbor) (*Dimension, error) {
	if err := checkNear(near, 2); err != nil {
		return nil, fmt.Errorf("manifold: TwoNN: %w", err)
	}
	var ratios []float64 // ln µ
	for _, list := range near {
		if list[0].Distance > 0 {
			ratios = append(ratios, math.Log(list[1].Distance/list[0].Distance))
		}
	}
	n := len(ratios)
	kept := int(float64(n) * (1 - 0.1))
	if kept < 2 {
		return nil, say.Errorf("manifold: TwoNN: %d points without a duplicate, expected at least 3", n)
	}
	slices.Sort(ratios)
	var xy, xx, sum float64
	for i, x := range ratios[:kept] {
		xy -= x * math.Log(1-float64(i+1)/float64(n))
		xx += x * x
		sum += x
	}
	if xx == 0 {
		return nil, say.Errorf("manifold: TwoNN: the two nearest neighbours of every point are equally far: no dimension fits")
	}
	most := ratios[kept-1]
	rate := float64(kept) / (sum + float64(n-kept)*most) // maximum likelihood
	deviations := make([]float64, len(near))
	for i, list := range near {
		switch x := math.Log(list[1].Distance / list[0].Distance); {
		case list[0].Distance == 0:
			deviations[i] = math.NaN()
		case x <= most:
			deviations[i] = 1 - rate*x
		default:
			deviations[i] = -rate * most
		}
	}
	dim := &Dimension{N: n, Skipped: len(near) - n}
	dim.setInterval(xy/xx, xy/xx*shared(near, 2, deviations)*float64(n)/float64(kept))
	return dim, nil
}

// shared returns the standard error of the mean of the points' statistics, whose
// deviations from it are given; NaN marks points to leave out.
//
// Statistics of points with a common neighbour are not independent. For each point
// the deviations of all points that have it among their k neighbours, and its own,
// are added up and squared: that counts each pair once for each neighbour that
// they share, and each point itself k+1 times, by which the sum is divided.
func shared(near [][]knn.Neighbor, k int, deviations []float64) float64 {
	sums := make([]float64, len(near))
	n := 0
	for i, list := range near {
		if math.IsNaN(deviations[i]) {
			continue
		}
		n++
		sums[i] += deviations[i]
		for _, nb := range list[:k] {
			sums[nb.Index] += deviations[i]
		}
	}
	var squares float64
	for _, s := range sums {
		squares += s * s
	}
	return math.Sqrt(squares/float64(k+1)) / float64(n)
}

// setInterval sets the value, its standard error and the interval.
func (d *Dimension) setInterval(value, se float64) {
	d.Value, d.SE = value, se
	d.Low, d.High = value-1.96*se, value+1.96*se
}

// checkNear reports neighbours of which k cannot be used.
func checkNear(near [][]knn.Neighbor, k int) error {
	if len(near) == 0 {
		return say.Errorf("no points")
	}
	if k < 2 {
		return say.Errorf("k = %d, expected at least 2", k)
	}
	for i, list := range near {
		if len(list) < k {
			return say.Errorf("point %d has %d neighbours, expected %d: search for that many", i, len(list), k)
		}
		for _, n := range list[:k] {
			if n.Index < 0 || n.Index >= len(near) || n.Index == i || !(n.Distance >= 0) {
				return say.Errorf("point %d has the neighbour %+v, expected another of the %d points: search by knn.Set.Others", i, n, len(near))
			}
		}
	}
	return nil
}
