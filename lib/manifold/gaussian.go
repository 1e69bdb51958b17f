package manifold

import (
	"fmt"
	"math"
	"math/rand/v2"

	"seminar.example/lib/say"
)

// GaussianLike draws m points from the Gaussian that has the mean and the
// covariance of the data x.
//
//	g = x̄ + Σⱼ √λⱼ εⱼ wⱼ,  εⱼ ~ N(0,1), with the λⱼ and wⱼ of [FitPCA]
//
// It is the control for whatever is found in x: pairs of columns go together as in
// x, and nothing else is kept, so there is no manifold but the flat one that PCA
// sees. A property that it shares with the data is one of the covariance.
//
// x is n×d, row-major, n ≥ 2; the result is m×d, m ≥ 1, on the scale of x. A Gaussian
// knows no least and greatest pixel: numbers are not clipped, since that would
// change their covariance; for a picture use [Clip]. The same seed gives the same
// points.
//
// It fails as [FitPCA] does, and if m < 1.
// Cost: FitPCA with all d components, and 2·m·d²; 10 000 points like MNIST's
// 60 000×784 take about two seconds on two cores.
// Introduced in notebook 01.
func GaussianLike(x []float32, d, m int, seed uint64) ([]float32, error) {
	if d < 1 || m < 1 {
		return nil, say.Errorf("manifold: GaussianLike: d = %d, m = %d, expected at least 1 each", d, m)
	}
	p, err := FitPCA(x, d, d)
	if err != nil {
		return nil, fmt.Errorf("manifold: GaussianLike: %w", err)
	}
	rng := rand.New(rand.NewPCG(seed, 0))
	z := make([]float32, m*d)
	for i := range z {
		z[i] = float32(math.Sqrt(p.Variance[i%d]) * rng.NormFloat64())
	}
	return p.Inverse(z, d)
}
