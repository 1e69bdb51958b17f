package curse

import (
	"math"
	"testing"
)

func TestPairDistances(t *testing.T) {
	got, err := PairDistances([]float32{0, 0, 3, 4, 0, 1}, 2)
	want := []float64{5, 1, math.Sqrt(18)} // 0–1, 0–2, 1–2
	if err != nil || len(got) != 3 {
		t.Fatal(got, err)
	}
	for i, v := range want {
		if got[i] != v {
			t.Errorf("pair %d: %v, expected %v", i, got[i], v)
		}
	}
	// Mean and standard deviation of 20 000 distances of independent points; of
	// all pairs they would not be independent.
	for _, d := range []int{1, 2, 7, 100} {
		x, err := Gaussian(40000, d, 5)
		if err != nil {
			t.Fatal(err)
		}
		var own []float64
		for i := 0; i < len(x); i += 2 * d {
			one, err := PairDistances(x[i:i+2*d], d)
			if err != nil {
				t.Fatal(err)
			}
			own = append(own, one[0])
		}
		e := mean(own)
		exact, sd := GaussianDistance(d)
		if off := e.Off(exact); math.Abs(off) > 4 {
			t.Errorf("d = %d: mean distance %v, expected %v", d, e, exact)
		}
		if got := e.SE * math.Sqrt(float64(e.N)); math.Abs(got/sd-1) > .03 {
			t.Errorf("d = %d: standard deviation %v, expected %v", d, got, sd)
		}
	}
}

// TestBall: uniform in the ball, the norm to the d-th power is uniform in [0,1],
// and every coordinate has mean 0 and variance 1/(d+2).
func TestBall(t *testing.T) {
	for _, d := range []int{1, 2, 10, 100} {
		x, err := Ball(20000, d, 3)
		if err != nil || len(x) != 20000*d {
			t.Fatal(len(x), err)
		}
		var powers, coordinates, squared []float64
		for i := 0; i < len(x); i += d {
			var norm float64
			for _, v := range x[i : i+d] {
				norm += float64(v) * float64(v)
			}
			powers = append(powers, math.Pow(norm, float64(d)/2))
			last := float64(x[i+d-1])
			coordinates, squared = append(coordinates, last), append(squared, last*last)
		}
		for _, c := range []struct {
			values []float64
			exact  float64
		}{{powers, .5}, {coordinates, 0}, {squared, 1 / float64(d+2)}} {
			if e := mean(c.values); math.Abs(e.Off(c.exact)) > 4 {
				t.Errorf("d = %d: %v, expected %v", d, e, c.exact)
			}
		}
	}
	_, err := Ball(1, 0, 1)
	wantError(t, err, "curse: Ball: d = 0")
}

// TestContrast checks by hand, at its limits, and the figures of the lesson.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		x, q []float32
		want float64
	}{
		{[]float32{1, 2, 5}, []float32{0}, 4},      // (5−1)/1
		{[]float32{1, 2, 5}, []float32{0, 3}, 2.5}, // and (2−1)/1
		{[]float32{1, -1}, []float32{0}, 0},        // all equally far
	} {
		e, err := Contrast(c.x, c.q, 1)
		if err != nil || e.Median != c.want {
			t.Errorf("Contrast(%v, %v) = %v, %v, expected %v", c.x, c.q, e, err, c.want)
		}
	}
	for _, c := range []struct {
		d         int
		low, high float64 // numpy 2.4.6, five seeds of 10 000 points and 100 queries, widened by half
	}{{13, 2.7, 3.4}, {784, .155, .172}} {
		n := 10000
		x, err := Uniform(n, c.d, 1)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Uniform(40, c.d, 2)
		if err != nil {
			t.Fatal(err)
		}
		e, err := Contrast(x, q, c.d)
		if err != nil || e.Median < c.low || e.Median > c.high {
			t.Errorf("uniform, d = %d: contrast %v, %v, expected %v..%v", c.d, e, err, c.low, c.high)
		}
		for i := range x { // scale does not matter; a power of two is exact
			x[i] *= 4
		}
		for i := range q {
			q[i] *= 4
		}
		if again, _ := Contrast(x, q, c.d); again != e {
			t.Errorf("d = %d: %v scaled by 4, %v before", c.d, again, e)
		}
	}
}

func TestSampleMaxMin(t *testing.T) {
	// numpy 2.4.6 and scipy 1.17.1, pdist of 60 data sets: 1.967 ± 0.007.
	e, err := SampleMaxMin(1000, 100, 12, 1)
	if off := (e.Value - 1.967) / math.Hypot(e.SE, .007); err != nil || math.Abs(off) > 4 || e.SE > .04 {
		t.Errorf("max/min in 100 dimensions: %v, %v, expected 1.967 ± 0.007", e, err)
	}
}

func TestDistanceErrors(t *testing.T) {
	nan := []float32{0, float32(math.NaN())}
	_, err := PairDistances(nan, 1)
	wantError(t, err, "number 0 of row 1 is NaN")
	_, err = PairDistances([]float32{1}, 1)
	wantError(t, err, "one point")
	_, err = PairDistances([]float32{1, 2}, 0)
	wantError(t, err, "d = 0")
	_, err = PairDistances(nil, 1)
	wantError(t, err, "0 numbers")
	_, err = Contrast(nan, []float32{1}, 1)
	wantError(t, err, "Contrast: x: number 0 of row 1 is NaN")
	_, err = Contrast([]float32{1}, nan, 1)
	wantError(t, err, "Contrast: q: ")
	_, err = Contrast([]float32{0, 1}, []float32{2, 0}, 1)
	wantError(t, err, "Contrast: query 1 is one of the points")
	_, err = Contrast([]float32{0}, []float32{0}, 1) // 0 ÷ 0
	wantError(t, err, "Contrast: query 0 is one of the points")
	_, err = ExtremesOf(nil)
	wantError(t, err, "no distances")
	_, err = ExtremesOf([]float64{1, math.NaN()})
	wantError(t, err, "distance 1 is NaN")
	_, err = Uniform(0, 1, 1)
	wantError(t, err, "Uniform: n = 0")
	_, err = Gaussian(1, 0, 1)
	wantError(t, err, "Gaussian: d = 0")
	if e, err := ExtremesOf([]float64{2, 1, 4}); err != nil || e.Ratio() != 4 || e.Contrast() != 3 {
		t.Errorf("extremes of 2, 1, 4: %+v, %v", e, err)
	}
}
