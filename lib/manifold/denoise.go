package manifold

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"seminar.example/lib/parallel"
	"seminar.example/lib/say"
)

// Wiener denoises points to which Gaussian noise of standard deviation sigma was
// added: along each component it keeps the share of the variance that is not noise.
//
//	y = x̄ + Σ λₖ/(λₖ + σ²) wₖ wₖᵀ (x − x̄)
//
// Of all linear maps it is the one of least mean squared error, if p was fitted to
// clean points and all components were kept; what lies along components that were
// not kept is lost. Nothing is clipped: see [Clip].
//
// x and the result are n×d, row-major. It fails if x is no whole rows or sigma is
// below 0. Cost: 4·n·d·k on all cores.
// Source: Bishop, Pattern Recognition and Machine Learning, equation 2.116, with
// the covariance of the data as the prior's. Introduced in notebook 06.
func (p *PCA) Wiener(x []float32, sigma float64) ([]float32, error) {
	n, err := p.rows(x, p.D, p.K)
	if err != nil {
		return nil, fmt.Errorf("manifold: PCA.Wiener: x: %w", err)
	}
	if !(sigma >= 0) {
		return nil, say.Errorf("manifold: PCA.Wiener: noise of %g, expected a standard deviation of 0 or more", sigma)
	}
	keep := make([]float64, p.K)
	for k := range keep {
		if v := p.Variance[k]; v > 0 {
			keep[k] = v / (v + sigma*sigma)
		}
	}
	y := make([]float32, n*p.D)
	p.perBlock(n, p.K, func(lo, hi int, points, codes blas64.General) {
		p.center(points, x[lo*p.D:hi*p.D])
		p.encode(points, codes)
		for i := range codes.Data {
			codes.Data[i] *= keep[i%p.K]
		}
		p.decode(codes, points)
		narrow(y[lo*p.D:hi*p.D], points)
	})
	return y, nil
}

// Linear is a linear map of points to points, y = ȳ + A (x − x̄).
type Linear struct {
	D        int
	From, To []float64 // d: the means x̄ and ȳ of the training points
	Weights  []float64 // d×d, row-major: A transposed, row i is what x_i adds to y
	Ridge    float64   // the strength of FitLinear's ridge, in parts of the mean variance of x
}

// BestLinear returns the linear map that takes damaged points back to the clean ones
// with the least mean squared error over all draws of the damage: the best that a
// denoiser can do without bending.
//
//	A = C_yx C_xx⁻¹,  C_yx = α Σ,  C_xx = α² Σ, and on its diagonal Var(x)
//
// where Σ is the covariance of the clean points. The damage hits each number for
// itself and is told by its first two moments, which ae.Noise.Moments gives:
//
//	E[xⱼ | yⱼ]  = α yⱼ + mean
//	E[xⱼ² | yⱼ] = α yⱼ² + square
//
// Nothing is drawn, so nothing depends on a draw, and no ridge is needed: the damage
// is one. (Where a number never varies, a millionth of the mean variance stands in.)
// Under Gaussian noise it is [PCA.Wiener] with all components.
//
// clean is n×d, row-major, n ≥ 2. It fails if lengths do not agree, the data holds
// NaN or infinity, α is not above 0 to 1, or no damage has these moments.
// Cost: n·d² and 3·d³; 60 000 images of 28×28 in a second on two cores.
// Source: Bishop, Pattern Recognition and Machine Learning, equation 2.81, of the
// moments of damaged and clean points together. Introduced in notebook 06.
func BestLinear(clean []float32, d int, alpha, mean, square float64) (*Linear, error) {
	if err := checkFit(clean, d, 1); err != nil {
		return nil, fmt.Errorf("manifold: BestLinear: %w", err)
	}
	if !(alpha > 0 && alpha <= 1) || mean-mean != 0 || square-square != 0 {
		return nil, say.Errorf("manifold: BestLinear: moments %g, %g, %g, expected the first above 0 to 1 and the others finite", alpha, mean, square)
	}
	of, cov := covariance(clean, len(clean)/d, d)
	w := 2 * d
	p := pair{d: d, mean: make([]float64, w), cov: make([]float64, w*w)}
	for i := range d {
		p.mean[i], p.mean[d+i] = alpha*of[i]+mean, of[i]
		for j := range d {
			c := cov[min(i, j)*d+max(i, j)]
			p.cov[i*w+j], p.cov[i*w+d+j] = alpha*alpha*c, alpha*c
		}
		second := alpha*(cov[i*d+i]+of[i]*of[i]) + square
		if p.cov[i*w+i] = second - p.mean[i]*p.mean[i]; p.cov[i*w+i] < -1e-9*second {
			return nil, say.Errorf("manifold: BestLinear: moments %g, %g, %g give number %d a negative variance: no damage has these", alpha, mean, square, i)
		}
	}
	l, err := p.solve(1e-6)
	if err != nil {
		return nil, fmt.Errorf("manifold: BestLinear: %w", err)
	}
	return l, nil
}

// ridges are the strengths among which FitLinear chooses.
var ridges = []float64{1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1}

// FitLinear is [BestLinear] where of the damage nothing is known but examples: least
// squares of clean points on damaged ones.
//
//	A = C_yx (C_xx + λ)⁻¹,  C the covariances of the examples
//
// The ridge λ, in parts of the mean variance of x, is that of eight from 10⁻⁴ to 1
// which has the least error on the last tenth of the points, for a map fitted to the
// others; the map returned is then fitted to all.
//
//	x, y  n×d, row-major: damaged and clean, row by row; n ≥ 20
//
// It is worse than BestLinear by what the draw of the damage adds: 0.2 dB with 20 000
// images of MNIST under Gaussian noise of level 1.
//
// It fails if lengths do not agree, or the data holds NaN or infinity. Cost:
// 4·n·d² and 30·d³; 20 000 images of 28×28 in about 10 s on two cores.
// Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning (2009),
// equation 3.44, for many outputs at once. Introduced in notebook 06.
func FitLinear(x, y []float32, d int) (*Linear, error) {
	if err := checkFit(x, d, 1); err != nil {
		return nil, fmt.Errorf("manifold: FitLinear: x: %w", err)
	}
	if err := checkFit(y, d, 1); err != nil {
		return nil, fmt.Errorf("manifold: FitLinear: y: %w", err)
	}
	n := len(x) / d
	if len(x) != len(y) || n < 20 {
		return nil, say.Errorf("manifold: FitLinear: %d damaged and %d clean points, expected as many, at least 20", n, len(y)/d)
	}
	both := make([]float32, 2*n*d) // n×2d, so that one covariance holds all
	for i := range n {
		copy(both[2*i*d:], x[i*d:(i+1)*d])
		copy(both[(2*i+1)*d:], y[i*d:(i+1)*d])
	}
	fit := n - n/10
	known := newPair(both[:2*fit*d], fit, d)
	best, least := 0.0, math.Inf(1)
	for _, ridge := range ridges {
		try, err := known.solve(ridge)
		if err != nil {
			return nil, fmt.Errorf("manifold: FitLinear: %w", err)
		}
		if mse := try.error(x[fit*d:], y[fit*d:]); mse < least {
			least, best = mse, ridge
		}
	}
	l, err := newPair(both, n, d).solve(best)
	if err != nil {
		return nil, fmt.Errorf("manifold: FitLinear: %w", err)
	}
	return l, nil
}

// Apply returns A (x − x̄) + ȳ for each row of x, n×d; nothing is clipped.
//
// It fails if x is no whole rows. Cost: 2·n·d² on all cores.
func (l *Linear) Apply(x []float32) ([]float32, error) {
	if len(x) == 0 || len(x)%l.D != 0 {
		return nil, say.Errorf("manifold: Linear.Apply: %d numbers, expected whole rows of %d", len(x), l.D)
	}
	n := len(x) / l.D
	a := blas64.General{Rows: l.D, Cols: l.D, Stride: l.D, Data: l.Weights}
	y := make([]float32, n*l.D)
	parallel.Do((n+blockRows-1)/blockRows, func(block int) {
		lo := block * blockRows
		hi := min(lo+blockRows, n)
		from, to := zeros(hi-lo, l.D), zeros(hi-lo, l.D)
		for i := range hi - lo {
			copy(to.Data[i*l.D:(i+1)*l.D], l.To)
			for j, v := range x[(lo+i)*l.D : (lo+i+1)*l.D] {
				from.Data[i*l.D+j] = float64(v) - l.From[j]
			}
		}
		blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, from, a, 1, to)
		narrow(y[lo*l.D:hi*l.D], to)
	})
	return y, nil
}

// error is the mean squared error against y.
func (l *Linear) error(x, y []float32) (mse float64) {
	guess, err := l.Apply(x)
	if err != nil {
		return math.Inf(1)
	}
	for i, v := range guess {
		mse += float64(v-y[i]) * float64(v-y[i])
	}
	return mse / float64(len(y))
}

// pair holds the moments of damaged and clean points together.
type pair struct {
	d         int
	mean, cov []float64 // 2d and 2d×2d, of which the upper triangle is there
}

func newPair(both []float32, n, d int) pair {
	mean, cov := covariance(both, n, 2*d)
	return pair{d, mean, cov}
}

// solve returns the map of a ridge.
func (p pair) solve(ridge float64) (*Linear, error) {
	d, w := p.d, 2*p.d
	damaged := mat.NewSymDense(d, nil)
	trace := 0.0
	for i := range d {
		trace += p.cov[i*w+i] / float64(d)
	}
	if trace == 0 {
		return nil, say.Errorf("the damaged points are all the same: nothing can be told from them")
	}
	cross := mat.NewDense(d, d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			damaged.SetSym(i, j, p.cov[i*w+j])
		}
		damaged.SetSym(i, i, p.cov[i*w+i]+ridge*trace)
		for j := range d {
			cross.Set(i, j, p.cov[i*w+d+j])
		}
	}
	var root mat.Cholesky
	if !root.Factorize(damaged) {
		return nil, say.Errorf("the covariance of the damaged points is not positive definite")
	}
	var a mat.Dense
	if err := root.SolveTo(&a, cross); err != nil {
		return nil, err
	}
	return &Linear{D: d, From: p.mean[:d], To: p.mean[d:], Weights: a.RawMatrix().Data, Ridge: ridge}, nil
}
