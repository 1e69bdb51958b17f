package manifold

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/floats"

	"seminar.example/lib/eigen"
)

// TestCovariance compares with sums about the mean in the plainest way: sizes
// around those of panels, chunks and parts, background, constant columns, and
// values far from 0.
func TestCovariance(t *testing.T) {
	for _, c := range []struct {
		n, d   int
		zeros  float64 // share of background
		offset float32
	}{
		{2, 1, 0, 0}, {3, 50, 0, 0}, {100, 23, 0, 0}, {255, 24, 0.9, -1}, {257, 25, 0.5, 100},
		{2500, 47, 0.97, 0}, {2500, 49, 1, 3}, {1000, 72, 0.8, 0},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := sparse(c.n, c.d, c.zeros, c.offset)
			mean, cov := covariance(x, c.n, c.d)
			wantMean := make([]float64, c.d)
			for i, v := range x {
				wantMean[i%c.d] += float64(v) / float64(c.n)
			}
			for i := range c.d {
				// n roundings of numbers of this size.
				if diff := math.Abs(mean[i] - wantMean[i]); diff > 1e-15*float64(c.n)*(1+math.Abs(float64(c.offset))) {
					t.Fatalf("mean %d: %v, expected %v", i, mean[i], wantMean[i])
				}
				for j := i; j < c.d; j++ {
					want := 0.
					for r := range c.n {
						want += (float64(x[r*c.d+i]) - wantMean[i]) * (float64(x[r*c.d+j]) - wantMean[j]) / float64(c.n-1)
					}
					// Numbers are within 0..1 of the background: sums of n products to 2⁻⁵³ each.
					if got := cov[i*c.d+j]; math.Abs(got-want) > 1e-13 {
						t.Fatalf("covariance of %d and %d: %v, expected %v", i, j, got, want)
					}
				}
			}
			if c.zeros == 1 && slices.Max(cov) != 0 {
				t.Errorf("constant columns have a covariance of %v, expected exactly 0", slices.Max(cov))
			}
		})
	}
}

// sparse returns n×d numbers, a share of them the offset and the others up to 1
// above it. Every fifth column is constant.
func sparse(n, d int, zeros float64, offset float32) []float32 {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(d)))
	x := make([]float32, n*d)
	for i := range x {
		x[i] = offset
		if i%d%5 != 4 && rng.Float64() >= zeros {
			x[i] += rng.Float32()
		}
	}
	return x
}

// TestCores gets the same bits on one core as on several.
func TestCores(t *testing.T) {
	const n, d, k = 3000, 150, 10
	x := sparse(n, d, 0.7, 0)
	var first *PCA
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, cores := range []int{1, 2, 3, 16} {
		runtime.GOMAXPROCS(cores)
		p, err := FitPCA(x, d, k)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = p
		}
		if !slices.Equal(p.Mean, first.Mean) || !slices.Equal(p.Variance, first.Variance) || !slices.Equal(p.Components, first.Components) {
			t.Errorf("%d cores: another result than on one", cores)
		}
	}
}

// TestInfinity finds what is not finite wherever it stands.
func TestInfinity(t *testing.T) {
	const n, d = 600, 30
	for _, at := range []int{0, 29, 3*d + 24, n*d - 1} {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			x := sparse(n, d, 0.5, 0)
			x[at] = float32(v)
			_, err := FitPCA(x, d, 2)
			wantError(t, err, fmt.Sprintf("number %d of row %d is %v", at%d, at/d, v))
		}
	}
}

// TestManyColumns fits data of which few components are found by themselves, with
// columns without variance, fewer points than columns, or two columns alike.
func TestManyColumns(t *testing.T) {
	for _, c := range []struct {
		n, d, k int
		zeros   float64
	}{{400, 130, 30, 0.5}, {400, 160, 160, 0.5}, {20, 150, 30, 0}, {300, 124, 1, 0}, {2, 200, 3, 0}, {50, 200, 50, 1}} {
		x := sparse(c.n, c.d, c.zeros, 2)
		for r := range c.n {
			x[r*c.d+1] = x[r*c.d]
		}
		p, err := FitPCA(x, c.d, c.k)
		if err != nil {
			t.Fatal(err)
		}
		_, cov := covariance(x, c.n, c.d)
		want, _, err := eigen.Spectrum(cov, c.d) // with all vectors: by gonum
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range want {
			if math.Abs(p.Variance[i]-max(v, 0)) > 1e-13*want[0] {
				t.Errorf("%v: variance %d is %v, expected %v", c, i, p.Variance[i], v)
			}
		}
		for i := range c.k {
			w := p.Components[i*c.d : (i+1)*c.d]
			if rest := residual(cov, c.d, p.Variance[i], w); rest > 1e-13*want[0] {
				t.Errorf("%v: component %d is off by %v", c, i, rest)
			}
			for j := range i + 1 {
				dot, want := floats.Dot(w, p.Components[j*c.d:(j+1)*c.d]), 0.
				if i == j {
					want = 1
				}
				if math.Abs(dot-want) > 1e-13 {
					t.Errorf("%v: components %d and %d have the product %v, expected %v", c, i, j, dot, want)
				}
			}
		}
	}
}

// residual returns the length of Aw − λw for the upper triangle of A.
func residual(a []float64, m int, value float64, w []float64) float64 {
	rest := make([]float64, m)
	floats.AddScaled(rest, -value, w)
	for i := range m {
		rest[i] += a[i*m+i] * w[i]
		for j := i + 1; j < m; j++ {
			rest[i] += a[i*m+j] * w[j]
			rest[j] += a[i*m+j] * w[i]
		}
	}
	return floats.Norm(rest, 2)
}
