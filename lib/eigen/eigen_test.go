package eigen

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// checkVectors reports eigenvectors of the matrix whose upper triangle is a's that
// are none, not of length 1 or not orthogonal. far is how far ‖Av − λv‖ may be from 0.
func checkVectors(t *testing.T, name string, a, values []float64, vectors [][]float64, far float64) {
	t.Helper()
	for j, w := range vectors {
		if rest := residual(a, len(w), values[j], w); !(rest <= far) {
			t.Errorf("%s: eigenvector %d is off by %v, expected at most %v", name, j, rest, far)
		}
		for i := range j + 1 {
			want := 0.
			if i == j {
				want = 1
			}
			if dot := floats.Dot(w, vectors[i]); !(math.Abs(dot-want) <= 1e-13) {
				t.Errorf("%s: eigenvectors %d and %d have the product %v, expected %v", name, j, i, dot, want)
			}
		}
	}
}

// TestSpectrum takes matrices with rows of zeros between the others, of which few
// or all eigenvectors are asked for, and compares with gonum's EigenSym of the
// whole matrix.
func TestSpectrum(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, c := range []struct {
		name     string
		m, empty int // rows in all, and those of zeros
		lambda   func(i int) float64
	}{
		{"one number", 1, 0, func(int) float64 { return -2 }},
		{"one zero", 1, 1, nil},
		{"zeros", 60, 60, nil},
		{"small", 7, 0, func(i int) float64 { return float64(3 - i) }},
		{"small with empty rows", 9, 4, func(i int) float64 { return float64(2 - i) }},
		{"positive", 80, 20, func(i int) float64 { return 1 / float64(1+i) }},
		{"positive and negative", 90, 30, func(i int) float64 { return float64(i%7 - 3) }},
		{"negative", 80, 20, func(i int) float64 { return -1 - float64(i) }},
		{"all equal", 70, 5, func(int) float64 { return 4 }},
	} {
		n := c.m - c.empty
		part := turned(rng, n, c.lambda)
		at := rng.Perm(c.m)[:n]
		slices.Sort(at)
		a := make([]float64, c.m*c.m)
		for i, r := range at {
			for j, col := range at[i:] {
				a[r*c.m+col] = part[i*n+i+j]
			}
		}
		want, _, err := whole(a, c.m, 0)
		if err != nil {
			t.Fatal(err)
		}
		size := math.Max(want[0], -want[c.m-1])
		for _, k := range []int{1, (c.m + 2) / 3, c.m} {
			values, vectors, err := Spectrum(a, k)
			if err != nil || len(vectors) != k {
				t.Fatalf("%s: %d vectors of %d, error %v", c.name, len(vectors), k, err)
			}
			if !floats.EqualApprox(values, want, 1e-13*size) || !slices.IsSortedFunc(values, func(a, b float64) int { return cmp.Compare(b, a) }) {
				t.Errorf("%s: eigenvalues %v, expected %v", c.name, values, want)
			}
			checkVectors(t, c.name, a, values, vectors, 1e-13*size)
			few, some, err := Leading(a, k)
			if err != nil || !slices.Equal(few, values[:k]) || !slices.EqualFunc(some, vectors, slices.Equal[[]float64]) {
				t.Errorf("%s: Leading gives others than Spectrum: %v, error %v", c.name, few, err)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	nan := make([]float64, 4)
	nan[1] = math.NaN()
	large := make([]float64, (directUpTo+1)*(directUpTo+1))
	large[len(large)-1] = math.Inf(-1)
	for _, c := range []struct {
		a     []float64
		k     int
		words string
	}{
		{nil, 1, "0 numbers, expected a square matrix"},
		{make([]float64, 6), 1, "6 numbers, expected a square matrix"},
		{make([]float64, 4), 0, "k = 0, expected 1..2"},
		{make([]float64, 4), 3, "k = 3, expected 1..2, the number of rows"},
		{nan, 1, "element (0, 1) is NaN, expected finite numbers"},
		{large, 2, "element (1000, 1000) is -Inf"},
	} {
		for name, solve := range map[string]func(a []float64, k int) ([]float64, [][]float64, error){"Spectrum": Spectrum, "Leading": Leading} {
			_, _, err := solve(c.a, c.k)
			if err == nil || !strings.HasPrefix(err.Error(), "eigen: "+name+": ") || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: error %v, expected %s", name, err, c.words)
			}
		}
	}
}

// TestFew finds few eigenvectors of matrices whose eigenvalues are hard to tell
// apart and compares with all of them by gonum's EigenSym: the eigenvalues to
// rounding, the eigenvectors by what they must be, since those of equal
// eigenvalues are not unique.
func TestFew(t *testing.T) {
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
		checkVectors(t, c.name, c.a, got, vectors, 1e-13*size)
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
	values, vectors, err := dense(zero, m, k)
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
