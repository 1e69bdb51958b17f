package manifold

import (
	"math"
	"math/rand/v2"
	"testing"

	"seminar.example/lib/knn"
)

// lcg makes the same points here and in Python: 24-bit fractions of
// s ← 1664525·s + 1013904223 mod 2³².
type lcg uint32

func (s *lcg) points(n, d int) []float32 {
	x := make([]float32, n*d)
	for i := range x {
		*s = *s*1664525 + 1013904223
		x[i] = float32(*s>>8) / (1 << 24)
	}
	return x
}

func TestDimension(t *testing.T) {
	for _, c := range []struct {
		n, d, k int
		// scikit-dimension 0.5.0: id.MLE().fit(X, n_neighbors=k, comb="mle"), its
		// dimension_pw_[7], and id.TwoNN().fit(X)
		mle, local, two float64
	}{
		{60, 2, 2, 1.816581114896631, 5.663517470552823, 1.896021108268608},
		{60, 2, 5, 1.970157514818537, 1.893615279428321, 1.896021108268608},
		{300, 3, 20, 2.756120889560252, 3.187096332663434, 2.879663822670941},
		{300, 8, 10, 6.196133515625922, 11.30921223832456, 7.002323481430626},
		{400, 40, 20, 20.78150971862197, 23.43357069043001, 25.96473738154586},
	} {
		s := lcg(c.n + c.d)
		x := s.points(c.n, c.d)
		mle, two, err := Dimensions(x, c.d, c.k)
		if err != nil {
			t.Fatal(err)
		}
		// scikit-learn's distances are rounded otherwise: 1e-9, not 1e-15.
		if !near(mle.Value, c.mle, 1e-9) || !near(mle.Local[7], c.local, 1e-9) || !near(two.Value, c.two, 1e-9) {
			t.Errorf("n = %d, d = %d, k = %d: %.12f, %.12f, %.12f, expected %.12f, %.12f, %.12f",
				c.n, c.d, c.k, mle.Value, mle.Local[7], two.Value, c.mle, c.local, c.two)
		}
		if mle.N != c.n || mle.Skipped != 0 || two.N != c.n || !(mle.Low < mle.Value && mle.Value < mle.High && mle.SE > 0) {
			t.Errorf("n = %d: %+v, %+v", c.n, mle.N, two)
		}
		// Neither the order of the rows nor a scale matters, nor further columns.
		var other []float32
		for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(c.n) {
			for _, v := range x[i*c.d : (i+1)*c.d] {
				other = append(other, 8*v, 3)
			}
		}
		again, againTwo, err := Dimensions(other, 2*c.d, c.k)
		if err != nil || !near(again.Value, mle.Value, 1e-12) || !near(again.SE, mle.SE, 1e-9) ||
			!near(againTwo.Value, two.Value, 1e-12) || !near(againTwo.SE, two.SE, 1e-9) {
			t.Errorf("in another order: %v, %v, %v, were %v, %v", again, againTwo, err, mle, two)
		}
	}
}

func near(a, b, eps float64) bool { return math.Abs(a-b) <= eps*math.Abs(b) }

// TestDimensionKnown estimates where the answer is known. The bounds are those of
// the lesson, and above four dimensions what borders take away.
func TestDimensionKnown(t *testing.T) {
	for _, c := range []struct {
		name      string
		make      func() (*Points, error)
		low, high float64
	}{
		{"ring", func() (*Points, error) { return Ring(2000, 0, 1) }, .9, 1.1},
		{"spiral", func() (*Points, error) { return Spiral(2000, 0, 1) }, .9, 1.1},
		{"Swiss roll", func() (*Points, error) { return SwissRoll(2000, 0, 1) }, 1.85, 2.15},
		{"sphere", func() (*Points, error) { return Sphere(2000, 2, 0, 1) }, 1.85, 2.15},
		{"cube of 3", func() (*Points, error) { return Cube(2000, 3, 0, 1) }, 2.7, 3.15},
		{"cube of 5", func() (*Points, error) { return Cube(2000, 5, 0, 1) }, 4.3, 5.2},
		{"a ring full of noise", func() (*Points, error) { return Ring(2000, .2, 1) }, 1.7, 2.1},
	} {
		p, err := c.make()
		if err != nil {
			t.Fatal(err)
		}
		turned, err := p.Embed(20, 0, 5)
		if err != nil {
			t.Fatal(err)
		}
		mle, two, err := Dimensions(p.X, p.D, 20)
		if err != nil {
			t.Fatal(err)
		}
		if mle.Value < c.low || mle.Value > c.high || two.Value < c.low || two.Value > c.high {
			t.Errorf("%s: %v and %v, expected %v..%v", c.name, mle, two, c.low, c.high)
		}
		// Turned into 20 dimensions nothing changes but for float32.
		mle20, two20, err := Dimensions(turned.X, 20, 20)
		if err != nil || !near(mle20.Value, mle.Value, 1e-3) || !near(two20.Value, two.Value, 3e-3) {
			t.Errorf("%s in 20 dimensions: %v and %v, %v, were %v and %v", c.name, mle20, two20, err, mle, two)
		}
	}
}

// TestDimensionInterval draws 100 samples: the standard errors are about the
// standard deviation of the estimates, as without the neighbours that are shared
// they would not be (they would be two thirds).
func TestDimensionInterval(t *testing.T) {
	const samples = 100
	for _, k := range []int{1, 3} {
		var mle, two, mleSE, twoSE []float64
		for seed := range uint64(samples) {
			p, err := Sphere(400, k, 0, seed)
			if err != nil {
				t.Fatal(err)
			}
			m, w, err := Dimensions(p.X, p.D, 10)
			if err != nil {
				t.Fatal(err)
			}
			mle, two, mleSE, twoSE = append(mle, m.Value), append(two, w.Value), append(mleSE, m.SE), append(twoSE, w.SE)
		}
		for _, c := range []struct {
			name       string
			values, se []float64
		}{{"MLE", mle, mleSE}, {"TwoNN", two, twoSE}} {
			mean, sd := meanSD(c.values)
			se, _ := meanSD(c.se)
			if ratio := se / sd; ratio < .8 || ratio > 1.4 {
				t.Errorf("sphere of %d, %s: standard error %v, standard deviation %v of %d samples", k, c.name, se, sd, samples)
			}
			covered := 0
			for i, v := range c.values {
				if math.Abs(v-mean) <= 1.96*c.se[i] {
					covered++
				}
			}
			if covered < 85 {
				t.Errorf("sphere of %d, %s: %d of %d intervals hold the mean", k, c.name, covered, samples)
			}
		}
	}
}

func meanSD(values []float64) (mean, sd float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, math.Sqrt(sd)
}

// TestDimensionDuplicates leaves points with duplicates out and counts them.
func TestDimensionDuplicates(t *testing.T) {
	s := lcg(9)
	x := s.points(200, 2)
	mle, two, err := Dimensions(append(x, x[:20]...), 2, 5)
	if err != nil || mle.N != 190 || mle.Skipped != 20 || two.N != 190 || two.Skipped != 20 {
		t.Fatalf("ten points twice: %v, %v, %v, expected 20 skipped", mle, two, err)
	}
	if !math.IsNaN(mle.Local[3]) || !math.IsNaN(mle.Local[203]) || math.IsNaN(mle.Local[50]) {
		t.Errorf("local estimates %v, %v of duplicates, %v of another", mle.Local[3], mle.Local[203], mle.Local[50])
	}
	if mle.Value < 1.6 || mle.Value > 2.3 {
		t.Errorf("%v, expected about 2", mle)
	}
	if want := "20 duplicates left out"; mle.String()[len(mle.String())-len(want):] != want {
		t.Errorf("%q does not end in %q", mle, want)
	}
	_, _, err = Dimensions(append(x, x...), 2, 5)
	wantError(t, err, "all 400 points have a duplicate")
	_, _, err = Dimensions([]float32{0, 0, 1, 3}, 1, 2) // two without
	wantError(t, err, "2 points without a duplicate, expected at least 3")
}

func TestDimensionErrors(t *testing.T) {
	square := []float32{0, 0, 0, 1, 1, 0, 1, 1} // the two nearest are equally far
	_, _, err := Dimensions(square, 2, 2)
	wantError(t, err, "LevinaBickel: the 2 neighbours of every point are equally far")
	set, err := knn.NewSet(square, 2)
	if err != nil {
		t.Fatal(err)
	}
	two, err := set.Others(2)
	if err != nil {
		t.Fatal(err)
	}
	_, err = TwoNN(two)
	wantError(t, err, "TwoNN: the two nearest neighbours of every point are equally far")
	_, _, err = Dimensions(square, 2, 4)
	wantError(t, err, "k = 4, expected at least 2 and less than the 4 points")
	_, _, err = Dimensions(square, 2, 1)
	wantError(t, err, "k = 1")
	_, _, err = Dimensions(square[:2], 2, 2)
	wantError(t, err, "less than the 1 points")
	_, _, err = Dimensions(square, 0, 2)
	wantError(t, err, "d = 0")
	_, _, err = Dimensions([]float32{1, 2, float32(math.NaN())}, 1, 2)
	wantError(t, err, "row 2 is NaN")
	_, err = LevinaBickel(nil, 2)
	wantError(t, err, "no points")
	_, err = LevinaBickel(two, 1)
	wantError(t, err, "k = 1, expected at least 2")
	_, err = LevinaBickel(two, 3)
	wantError(t, err, "point 0 has 2 neighbours, expected 3")
	one, err := set.Search(square, 2) // finds the points themselves
	if err != nil {
		t.Fatal(err)
	}
	_, err = LevinaBickel(one, 2)
	wantError(t, err, "search by knn.Set.Others")
	_, err = TwoNN(nil)
	wantError(t, err, "TwoNN: no points")
}
