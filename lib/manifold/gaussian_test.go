package manifold

import (
	"math"
	"slices"
	"testing"
)

// The points have the mean and the covariance of the data, whatever its
// distribution, and lie in the plane that the data fills.
func TestGaussianLike(t *testing.T) {
	const n, d, m = 500, 6, 40000
	for _, rank := range []int{d, 2} {
		x := cloud(n, d, rank, 3, 1)
		for i := range x {
			x[i] *= x[i] // no Gaussian any more
			if rank == 2 && i%d > 1 {
				x[i] = x[i-i%d] - 2*x[i-i%d+1] // a plane
			}
		}
		g, err := GaussianLike(x, d, m, 1)
		if err != nil {
			t.Fatal(err)
		}
		mean, want := covariance(x, n, d)
		gotMean, got := covariance(g, m, d)
		for i := range d {
			si := math.Sqrt(want[i*d+i])
			if off := math.Abs(gotMean[i]-mean[i]) / si; off > 5/math.Sqrt(m) { // five standard errors
				t.Errorf("rank %d: the mean of column %d is %g SD off", rank, i, off)
			}
			for j := range d {
				// The SE of a Gaussian's covariance is at most √(2/m) σᵢσⱼ.
				if off := math.Abs(got[i*d+j]-want[i*d+j]) / (si * math.Sqrt(want[j*d+j])); off > 5*math.Sqrt(2./m) {
					t.Errorf("rank %d: the covariance of columns %d and %d is %g σσ off", rank, i, j, off)
				}
			}
		}
		if rank == 2 {
			for i := 0; i < len(g); i += d {
				if off := math.Abs(float64(g[i] - 2*g[i+1] - g[i+5])); off > 1e-3 {
					t.Fatalf("row %d lies %g off the plane of the data", i/d, off)
				}
			}
		}
	}
}

// The third moments are those of a Gaussian, not those of the data.
func TestGaussianLikeIsNotTheData(t *testing.T) {
	x := make([]float32, 1000) // a tenth 1, the rest 0: skewness 2.7
	for i := range x {
		x[i] = float32((i%10 + 1) / 10)
	}
	g, err := GaussianLike(x, 1, 40000, 1)
	if err != nil {
		t.Fatal(err)
	}
	var skewness float64
	for _, v := range g {
		skewness += math.Pow((float64(v)-0.1)/0.3, 3) / float64(len(g))
	}
	if math.Abs(skewness) > 5*math.Sqrt(15./40000) { // the sixth moment is 15
		t.Errorf("skewness %.3f, expected 0", skewness)
	}
}

func TestGaussianLikeSeedsAndErrors(t *testing.T) {
	x := small()
	draw := func(seed uint64) []float32 {
		g, err := GaussianLike(x, 4, 10, seed)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	if !slices.Equal(draw(1), draw(1)) || slices.Equal(draw(1), draw(2)) {
		t.Error("a seed does not decide what is drawn")
	}
	for _, c := range []struct {
		x     []float32
		d, m  int
		words string
	}{
		{x, 0, 1, "d = 0"},
		{x, 4, 0, "m = 0"},
		{x, 5, 1, "x has 48 numbers"},
		{x[:4], 4, 1, "at least two"},
		{[]float32{1, float32(math.NaN())}, 1, 1, "NaN"},
	} {
		_, err := GaussianLike(c.x, c.d, c.m, 1)
		wantError(t, err, c.words)
	}
}
