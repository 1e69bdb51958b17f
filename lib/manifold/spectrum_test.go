package manifold

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// TestSpectrum finds few eigenvectors of matrices that are hard to tell apart and
// compares with all of them by gonum's EigenSym: the eigenvalues to rounding, the
// eigenvectors by what they must be, since those of equal eigenvalues are not
// unique.
func TestSpectrum(t *testing.T) {
	const m, k = 203, 50
	rng := rand.New(rand.NewPCG(4, 4))
	diagonal := func(f func(i int) float64) []float64 {
		a := make([]float64, m*m)
		for i := range m {
			a[i*m+i] = f(i)
		}
		return a
	}
	wilkinson := diagonal(func(i int) float64 { return math.Abs(float64(i - m/2)) }) // pairs equal to 15 digits
	for i := range m - 1 {
		wilkinson[i*m+i+1] = 1
	}
	for _, c := range []struct {
		name string
		a    []float64
	}{
		{"random", turned(rng, m, func(int) float64 { return rng.ExpFloat64() })},
		{"falling over twelve decades", turned(rng, m, func(i int) float64 { return math.Pow(10, -12*float64(i)/m) })},
		{"seven times each", turned(rng, m, func(i int) float64 { return float64(i / 7) })},
		{"all equal but one", turned(rng, m, func(i int) float64 { return float64(1 + i/(m-1)) })},
		{"all equal, turned", turned(rng, m, func(int) float64 { return 3 })},
		{"rank 3", turned(rng, m, func(i int) float64 { return max(0, float64(3-i)) })},
		{"nearly equal", turned(rng, m, func(i int) float64 { return 1 + 1e-14*float64(i) })},
		{"tiny", turned(rng, m, func(i int) float64 { return 1e-80 * float64(i) })},
		{"huge", turned(rng, m, func(i int) float64 { return 1e77 * float64(i) })},
		{"identity", diagonal(func(int) float64 { return 1 })},
		{"diagonal", diagonal(func(i int) float64 { return float64(i) })},
		{"Wilkinson", wilkinson},
	} {
		want, _, err := whole(c.a, m, 0)
		if err != nil {
			t.Fatal(err)
		}
		got, vectors, ok := few(c.a, m, k)
		if !ok {
			t.Errorf("%s: the few eigenvectors were not found", c.name)
			continue
		}
		size := math.Max(want[0], -want[m-1])
		if !floats.EqualApprox(got, want, 1e-13*size) {
			t.Errorf("%s: eigenvalues %v, expected %v", c.name, got, want)
		}
		for j, w := range vectors {
			if rest := residual(c.a, m, got[j], w); rest > 1e-13*size {
				t.Errorf("%s: eigenvector %d is off by %v", c.name, j, rest/size)
			}
			for i := range j + 1 {
				want := 0.
				if i == j {
					want = 1
				}
				if dot := floats.Dot(w, vectors[i]); math.Abs(dot-want) > 1e-13 {
					t.Errorf("%s: eigenvectors %d and %d have the product %v, expected %v", c.name, j, i, dot, want)
				}
			}
		}
	}
}

// TestFallback takes all eigenvectors where a few do not converge: nothing tells
// those of a matrix of zeros apart, and those of NaN there are none.
func TestFallback(t *testing.T) {
	const m, k = 2 * fewFrom, 3
	zero := make([]float64, m*m)
	if _, _, ok := few(zero, m, k); ok {
		t.Error("a few eigenvectors of 0 were found: this test needs another matrix")
	}
	values, vectors, err := symmetric(zero, m, k)
	if err != nil || len(values) != m || len(vectors) != k || floats.Norm(values, 1) != 0 {
		t.Errorf("%d eigenvalues %v, %d eigenvectors, error %v, expected %d times 0 and %d", len(values), values, len(vectors), err, m, k)
	}
	nan := make([]float64, m*m)
	floats.AddConst(math.NaN(), nan)
	if _, _, ok := few(nan, m, k); ok {
		t.Error("eigenvectors of NaN were found")
	}
}

// turned returns the upper triangle of H·diag(λ)·H, rounded, for the product H of
// three random reflections.
func turned(rng *rand.Rand, m int, lambda func(i int) float64) []float64 {
	a := make([]float64, m*m)
	for i := range m {
		a[i*m+i] = lambda(i)
	}
	for range 3 {
		u := make([]float64, m)
		for i := range u {
			u[i] = rng.NormFloat64()
		}
		floats.Scale(1/floats.Norm(u, 2), u)
		for range 2 { // the rows, and by transposing the columns
			for i := range m {
				row := a[i*m : (i+1)*m]
				floats.AddScaled(row, -2*floats.Dot(row, u), u)
			}
			for i := range m {
				for j := range i {
					a[i*m+j], a[j*m+i] = a[j*m+i], a[i*m+j]
				}
			}
		}
	}
	return a
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
		p, err := FitPCA(x, c.n, c.d, c.k)
		if err != nil {
			t.Fatal(err)
		}
		_, cov := covariance(x, c.n, c.d)
		want, _, err := whole(cov, c.d, 0)
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
