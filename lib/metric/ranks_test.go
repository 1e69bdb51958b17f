package metric

import (
	"math"
	"math/rand/v2"
	"testing"

	"seminar.example/datasets"
)

// columns returns the first dz of d columns.
func columns(x []float32, d, dz int) []float32 {
	var z []float32
	for i := 0; i < len(x); i += d {
		z = append(z, x[i:i+dz]...)
	}
	return z
}

func TestTrustworthiness(t *testing.T) {
	for _, c := range []struct {
		n, d, dz, k       int
		trust, continuity float64 // scikit-learn 1.9.1, manifold.trustworthiness(X, Z) and (Z, X)
	}{
		{40, 3, 2, 5, 0.82765625, 0.9360937499999999},
		{40, 3, 1, 19, 0.7721291866028708, 0.7984449760765551},
		{200, 5, 2, 1, 0.7673484848484848, 0.9394949494949495},
		{200, 5, 2, 7, 0.7712585034013606, 0.8998790627362057},
		{200, 5, 3, 30, 0.8676752966558792, 0.9321596548004315},
		{300, 30, 2, 10, 0.5989091974223785, 0.6575207967193908},
		{300, 30, 29, 10, 0.9949162272993556, 0.9977621558289397},
	} {
		s := lcg(c.n + c.d)
		x := s.points(c.n, c.d)
		z := columns(x, c.d, c.dz)
		both := func(x, z []float32) (trust, continuity float64) {
			t.Helper()
			trust, err := Trustworthiness(x, c.d, z, c.dz, c.k)
			if err != nil {
				t.Fatal(err)
			}
			continuity, err = Continuity(x, c.d, z, c.dz, c.k)
			if err != nil {
				t.Fatal(err)
			}
			return trust, continuity
		}
		trust, continuity := both(x, z)
		if math.Abs(trust-c.trust) > 1e-12 || math.Abs(continuity-c.continuity) > 1e-12 {
			t.Errorf("n = %d, d = %d, dz = %d, k = %d: %v, %v, expected %v, %v", c.n, c.d, c.dz, c.k, trust, continuity, c.trust, c.continuity)
		}
		// Scales, a shift of powers of two and the order of the rows do not matter.
		p := rand.New(rand.NewPCG(1, 1)).Perm(c.n)
		var xp, zp []float32
		for _, i := range p {
			xp = append(xp, x[i*c.d:(i+1)*c.d]...)
			zp = append(zp, z[i*c.dz:(i+1)*c.dz]...)
		}
		if a, b := both(scaled(xp, -4), scaled(zp, 16)); math.Abs(a-trust) > 1e-12 || math.Abs(b-continuity) > 1e-12 {
			t.Errorf("scaled and in another order: %v, %v, expected %v, %v", a, b, trust, continuity)
		}
	}
}

// TestTrustworthinessLimits: the data itself is best, also with duplicates; a
// constant embedding and noise are chance; the reverse of near and far is worst.
func TestTrustworthinessLimits(t *testing.T) {
	const n, k = 120, 8
	rng := rand.New(rand.NewPCG(2, 2))
	x, coarse, noise := make([]float32, 3*n), make([]float32, 3*n), make([]float32, 3*n)
	for i := range x {
		x[i], coarse[i], noise[i] = rng.Float32(), float32(rng.IntN(3)), rng.Float32()
	}
	// All neighbours chosen by chance have this mean.
	chance := 1 - float64((n-k)*(n-1-k))/float64((n-1)*(2*n-3*k-1))
	for _, c := range []struct {
		name         string
		x, z         []float32
		want, within float64
	}{
		{"identity", x, x, 1, 0},
		{"identity with duplicates", coarse, coarse, 1, 0},
		{"constant", x, make([]float32, 3*n), chance, 1e-12},
		{"noise", x, noise, chance, .05},
		{"data without distances", make([]float32, 3*n), x, 1, 0},
	} {
		got, err := Trustworthiness(c.x, 3, c.z, 3, k)
		if err != nil || !(math.Abs(got-c.want) <= c.within) {
			t.Errorf("%s: %v, %v, expected %v ± %v", c.name, got, err, c.want, c.within)
		}
		back, err := Continuity(c.z, 3, c.x, 3, k)
		if err != nil || back != got {
			t.Errorf("%s: continuity the other way is %v, %v, expected %v", c.name, back, err, got)
		}
	}
	// On a line 0 … n−1 with k = 1: the embedding puts i beside i + n/2, whose rank
	// is about n at best.
	const m = 40
	line, folded := make([]float32, m), make([]float32, m)
	for i := range line {
		line[i] = float32(i)
		folded[i] = 10*float32(i%(m/2)) + float32(i/(m/2))
	}
	if got, err := Trustworthiness(line, 1, folded, 1, 1); err != nil || got > .35 {
		t.Errorf("folded: %v, %v, expected a bad one", got, err)
	}
}

// TestTrustworthinessRotation turns the embedding: equal but for rounding.
func TestTrustworthinessRotation(t *testing.T) {
	s := lcg(11)
	x := s.points(300, 6)
	z := columns(x, 6, 2)
	turned := make([]float32, len(z))
	sin, cos := math.Sincos(1)
	for i := 0; i < len(z); i += 2 {
		a, b := float64(z[i]), float64(z[i+1])
		turned[i], turned[i+1] = float32(cos*a-sin*b), float32(sin*a+cos*b)
	}
	before, err := Trustworthiness(x, 6, z, 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	if after, err := Trustworthiness(x, 6, turned, 2, 10); err != nil || math.Abs(after-before) > 1e-4 {
		t.Errorf("%v after turning, %v, was %v", after, err, before)
	}
}

// TestTrustworthinessMNIST embeds 500 images by two of their pixels.
func TestTrustworthinessMNIST(t *testing.T) {
	im, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	x := im.X[:500*784]
	var z []float32
	for i := range 500 {
		z = append(z, mean(x[i*784:i*784+392]), mean(x[i*784+392:(i+1)*784]))
	}
	trust, err := Trustworthiness(x, 784, z, 2, 10)
	if want := 0.636876367389061; err != nil || math.Abs(trust-want) > 1e-6 { // scikit-learn 1.9.1; float32 codes
		t.Errorf("trustworthiness %.9f, %v, expected %.9f", trust, err, want)
	}
}

func mean(x []float32) float32 {
	var sum float64
	for _, v := range x {
		sum += float64(v)
	}
	return float32(sum / float64(len(x)))
}

func TestTrustworthinessErrors(t *testing.T) {
	x := make([]float32, 12)
	nan := append(make([]float32, 11), float32(math.NaN()))
	for _, c := range []struct {
		x     []float32
		d     int
		z     []float32
		dz, k int
		words string
	}{
		{x, 2, x, 2, 3, "k = 3, expected at least 1 and less than half of the 6 points"},
		{x, 2, x, 2, 0, "k = 0"},
		{x[:1], 1, x[:1], 1, 1, "k = 1, expected at least 1 and less than half of the 1 points"},
		{x, 2, x, 3, 1, "x has 6 rows and z 4"},
		{x, 0, x, 2, 1, "x: knn: NewSet: d = 0"},
		{x, 2, x[:3], 2, 1, "z: knn: NewSet: 3 numbers"},
		{x, 2, nan, 2, 1, "z: knn: NewSet: number 1 of row 5 is NaN"},
		{nil, 2, x, 2, 1, "no points"},
	} {
		_, err := Trustworthiness(c.x, c.d, c.z, c.dz, c.k)
		wantError(t, err, "Trustworthiness: ")
		wantError(t, err, c.words)
	}
	_, err := Continuity(x, 2, nan, 2, 1)
	wantError(t, err, "Continuity: z: ")
	_, err = Continuity(x, 2, x, 3, 1)
	wantError(t, err, "z has 4 rows and x 6")
}
