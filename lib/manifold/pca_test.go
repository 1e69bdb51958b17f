package manifold

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// small is the data of the reference values: 12×4, xᵢⱼ = (7i + 13j + i²j mod 17)/4.
func small() []float32 {
	x := make([]float32, 12*4)
	for i := range 12 {
		for j := range 4 {
			x[i*4+j] = float32((i*7+j*13+i*i*j)%17) / 4
		}
	}
	return x
}

// TestFitPCA compares with scikit-learn 1.9.1, decomposition.PCA(svd_solver="full").
// Its 11 digits were printed, which is the tolerance.
func TestFitPCA(t *testing.T) {
	p, err := FitPCA(small(), 4, 4)
	if err != nil {
		t.Fatal(err)
	}
	codes, err := p.Transform(small()[:8], 2)
	if err != nil {
		t.Fatal(err)
	}
	var codes64 []float64
	for _, v := range codes {
		codes64 = append(codes64, float64(v))
	}
	for _, c := range []struct {
		name      string
		got, want []float64
		tol       float64
	}{
		{"mean_", p.Mean, []float64{1.8333333333, 2.1666666667, 1.7916666667, 2.125}, 1e-10},
		{"explained_variance_", p.Variance, []float64{2.7843954088, 1.3634881611, 1.3083555297, 0.6460336277}, 1e-10},
		{"components_", p.Components, []float64{
			0.4793260816, -0.1344252631, -0.3767124634, 0.7811940067,
			0.1165586049, 0.5613751085, 0.7278928146, 0.3760905871,
			0.8220915322, -0.2679676346, 0.287772336, -0.4117595683,
			0.2842993349, 0.7713502337, -0.4954259309, -0.2806169135}, 1e-10},
		{"transform(x[:2])[:, :2]", codes64, []float64{-1.8805964861, 0.3990038683, 1.9670909421, -1.1756717288}, 2e-7}, // float32
	} {
		if !floats.EqualApprox(c.got, c.want, c.tol) {
			t.Errorf("%s: %v, expected %v", c.name, c.got, c.want)
		}
	}
	for k, want := range map[int]float64{ // mean((x − inverse)²) in numpy
		1: 0.7603468854875365, 2: 0.44788084857313254, 3: 0.14804937301855262, 4: 0,
	} {
		y, err := p.Reconstruct(small(), k)
		if err != nil {
			t.Fatal(err)
		}
		// y is float32 of size 4: each square is known to 1e-7.
		if got := mse(small(), y); math.Abs(got-want) > 1e-7 {
			t.Errorf("k = %d: MSE %v, expected %v", k, got, want)
		}
	}
}

// TestProperties checks what holds for any data, on clouds of many shapes.
func TestProperties(t *testing.T) {
	for _, c := range []struct {
		n, d, rank    int
		offset, scale float64
	}{
		{2, 1, 1, 0, 1}, {2, 5, 1, 0, 1}, {50, 3, 3, 0, 1}, {50, 3, 3, 1000, 1}, {700, 20, 20, -3, 0.1},
		{700, 20, 2, 0, 1}, {10, 30, 9, 0, 1}, {3000, 8, 8, 0, 100}, {100, 4, 0, 7, 1},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			x := cloud(c.n, c.d, c.rank, c.offset, c.scale)
			p, err := FitPCA(x, c.d, c.d)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.IsSortedFunc(p.Variance, func(a, b float64) int { return cmp.Compare(b, a) }) {
				t.Errorf("variances do not descend: %v", p.Variance)
			}
			// Components are orthonormal, their greatest entry positive.
			for i := range c.d {
				w := p.Components[i*c.d : (i+1)*c.d]
				for j := range c.d {
					want := 0.
					if i == j {
						want = 1
					}
					if dot := floats.Dot(w, p.Components[j*c.d:(j+1)*c.d]); math.Abs(dot-want) > 1e-12 {
						t.Fatalf("components %d and %d: product %v", i, j, dot)
					}
				}
				if floats.Max(w) < -floats.Min(w) {
					t.Errorf("component %d: greatest entry is negative: %v", i, w)
				}
			}
			// The sum of the variances is the trace of the covariance.
			if want := trace(x, c.n, c.d); math.Abs(p.Total-want) > 1e-6*want+1e-9 {
				t.Errorf("total variance %v, expected %v", p.Total, want)
			}
			// The MSE of a reconstruction is the variance left out, and with as
			// many components as the data has dimensions nothing is.
			last := math.Inf(1)
			for k := 1; k <= c.d; k++ {
				y, err := p.Reconstruct(x, k)
				if err != nil {
					t.Fatal(err)
				}
				got := mse(x, y)
				want := floats.Sum(p.Variance[k:]) * float64(c.n-1) / float64(c.n*c.d)
				tol := math.Pow(1e-6*(math.Abs(c.offset)+4*c.scale), 2) + 1e-5*want
				if math.Abs(got-want) > tol || got > last+tol {
					t.Errorf("k = %d: MSE %v, expected %v and at most %v", k, got, want, last)
				}
				last = got
				z, err := p.Transform(x, k)
				if err != nil {
					t.Fatal(err)
				}
				back, err := p.Inverse(z, k)
				if err != nil {
					t.Fatal(err)
				}
				if diff := math.Sqrt(mse(y, back)); diff > 1e-6*(math.Abs(c.offset)+4*c.scale) {
					t.Errorf("k = %d: Inverse(Transform) is %v off Reconstruct", k, diff)
				}
			}
		})
	}
}

// TestKeptComponents gets the same components however many are kept, and the
// same bits however often.
func TestKeptComponents(t *testing.T) {
	x := cloud(3000, 12, 12, 0, 1)
	all, err := FitPCA(x, 12, 12)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		few, err := FitPCA(x, 12, 3)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(few.Components, all.Components[:36]) || !slices.Equal(few.Variance, all.Variance) || few.Total != all.Total {
			t.Fatal("3 components differ from the first 3 of 12")
		}
	}
}

func TestShare(t *testing.T) {
	p := &PCA{D: 4, Variance: []float64{4, 3, 2, 1}, Total: 10}
	for k, want := range []float64{0, .4, .7, .9, 1, 1} {
		if got := p.Share(k); math.Abs(got-want) > 1e-15 {
			t.Errorf("Share(%d) = %v, expected %v", k, got, want)
		}
	}
	for share, want := range map[float64]int{-1: 0, 0: 0, .1: 1, .4: 1, .41: 2, .95: 4, 1: 4, 2: 4} {
		if got := p.Needed(share); got != want {
			t.Errorf("Needed(%v) = %d, expected %d", share, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	x := small()
	nan := slices.Clone(x)
	nan[5] = float32(math.NaN())
	for _, c := range []struct {
		x     []float32
		d, k  int
		words string
	}{
		{x, 48, 1, "x has 48 numbers, expected whole rows of 48, at least two"},
		{nil, 4, 1, "x has 0 numbers"},
		{x, 0, 1, "d = 0, expected at least one dimension"},
		{x, 5, 1, "x has 48 numbers, expected whole rows of 5"},
		{x, 4, 0, "k = 0, expected 1..4"},
		{x, 4, 5, "k = 5, expected 1..4"},
		{nan, 4, 2, "number 1 of row 1 is NaN"},
	} {
		_, err := FitPCA(c.x, c.d, c.k)
		wantError(t, err, c.words)
	}
	p, err := FitPCA(x, 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		f     func(x []float32, k int) ([]float32, error)
		x     []float32
		k     int
		words string
	}{
		{p.Transform, x, 3, "Transform: x: k = 3, expected 1..2, the number of components kept"},
		{p.Transform, x[:5], 1, "5 numbers, expected whole rows of 4"},
		{p.Transform, nil, 1, "0 numbers, expected whole rows of 4"},
		{p.Inverse, x, 0, "Inverse: z: k = 0"},
		{p.Inverse, x[:5], 2, "5 numbers, expected whole rows of 2"},
		{p.Reconstruct, x, -1, "Reconstruct: x: k = -1"},
		{p.Reconstruct, x[:5], 2, "5 numbers, expected whole rows of 4"},
	} {
		_, err := c.f(c.x, c.k)
		wantError(t, err, c.words)
	}
}

// cloud returns n points in d dimensions that fill only rank of them.
func cloud(n, d, rank int, offset, scale float64) []float32 {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(d)))
	axes := make([]float64, rank*d)
	for i := range axes {
		axes[i] = rng.NormFloat64() / float64(1+i/d)
	}
	x := make([]float32, n*d)
	for i := range n {
		row := make([]float64, d)
		for r := range rank {
			floats.AddScaled(row, scale*rng.NormFloat64(), axes[r*d:(r+1)*d])
		}
		for j, v := range row {
			x[i*d+j] = float32(offset + v)
		}
	}
	return x
}

// trace returns the sum of the columns' sample variances.
func trace(x []float32, n, d int) float64 {
	var sum float64
	for j := range d {
		var mean, squares float64
		for i := range n {
			mean += float64(x[i*d+j]) / float64(n)
		}
		for i := range n {
			squares += (float64(x[i*d+j]) - mean) * (float64(x[i*d+j]) - mean)
		}
		sum += squares / float64(n-1)
	}
	return sum
}

func mse(x, y []float32) float64 {
	var sum float64
	for i, v := range x {
		d := float64(v) - float64(y[i])
		sum += d * d
	}
	return sum / float64(len(x))
}

// wantError reports an error that does not hold the words.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "manifold: ") || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, expected manifold: … %s", err, words)
	}
}
