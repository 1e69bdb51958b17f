package manifold

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestIsomap compares with the Isomap of all points.
func TestIsomap(t *testing.T) {
	for _, c := range []struct {
		n, d, k, c int
		// scikit-learn 1.9.1, manifold.Isomap(n_neighbors=k, n_components=c,
		// eigen_solver="dense"): rows 0, 7, n−1 and kernel_pca_.eigenvalues_
		rows, values []float64
	}{
		{60, 2, 6, 2, []float64{0.6752902111, -0.179613861, 0.2544196712, 0.06953866327, -0.497836208, 0.2622676378}, []float64{9.957941737, 3.383469253}},
		{150, 3, 8, 2, []float64{0.6792464936, 0.1126161933, -0.5685277798, -0.0437610615, 0.2555110634, -0.5356545996}, []float64{20.50481771, 17.59018871}},
		{150, 5, 10, 3, []float64{-0.1456890445, 0.6193947504, 0.4084480464, -0.5963089078, 0.1908232348, -0.2359356302, 0.269960594, 0.129269584, 0.1613229697}, []float64{33.60036372, 31.67043498, 26.94931882}},
	} {
		s := lcg(c.n + c.d)
		x := s.points(c.n, c.d)
		e, err := Isomap(x, c.d, c.c, IsomapOptions{Neighbors: c.k, Landmarks: c.n})
		if err != nil {
			t.Fatal(err)
		}
		for at, i := range []int{0, 7, c.n - 1} {
			for j := range c.c {
				got, want := float64(e.Z[i*c.c+j]), c.rows[at*c.c+j]
				if math.Abs(got-want) > 1e-6 {
					t.Errorf("n = %d: row %d, column %d: %v, expected %v", c.n, i, j, got, want)
				}
			}
		}
		for j, want := range c.values {
			if !near(e.Values[j], want, 1e-8) {
				t.Errorf("n = %d: eigenvalue %d is %v, expected %v", c.n, j, e.Values[j], want)
			}
		}
		// A scale goes through, a shift and the order of the rows do not matter.
		p := rand.New(rand.NewPCG(1, 1)).Perm(c.n)
		var other []float32
		for _, i := range p {
			for _, v := range x[i*c.d : (i+1)*c.d] {
				other = append(other, 4*v-2)
			}
		}
		again, err := Isomap(other, c.d, c.c, IsomapOptions{Neighbors: c.k, Landmarks: c.n})
		if err != nil {
			t.Fatal(err)
		}
		for at, i := range p {
			for j := range c.c {
				if got, want := again.Z[at*c.c+j], 4*e.Z[i*c.c+j]; math.Abs(float64(got-want)) > 1e-4 {
					t.Fatalf("n = %d: row %d scaled by 4 is %v, expected %v", c.n, i, got, want)
				}
			}
		}
	}
}

// TestLandmarks: with some landmarks it is nearly what it is with all, and on a
// line of points exactly that.
func TestLandmarks(t *testing.T) {
	p, err := SwissRoll(700, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Isomap(p.X, 3, 2, IsomapOptions{Landmarks: 700})
	if err != nil {
		t.Fatal(err)
	}
	some, err := Isomap(p.X, 3, 2, IsomapOptions{Landmarks: 100, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	other, err := Isomap(p.X, 3, 2, IsomapOptions{Landmarks: 100, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	for j := range 2 {
		if r := correlation(all.Axis(j), some.Axis(j)); math.Abs(r) < .999 {
			t.Errorf("column %d of 100 landmarks: correlation %v with that of all", j, r)
		}
		if r := correlation(some.Axis(j), other.Axis(j)); math.Abs(r) < .998 {
			t.Errorf("column %d: correlation %v of two seeds", j, r)
		}
	}
	if slices.Equal(some.Landmarks, other.Landmarks) {
		t.Error("two seeds choose the same landmarks")
	}
	line := make([]float32, 50)
	for i := range line {
		line[i] = float32(i * i)
	}
	e, err := Isomap(line, 1, 1, IsomapOptions{Neighbors: 3, Landmarks: 5})
	if err != nil {
		t.Fatal(err)
	}
	for i := range line {
		if got, want := math.Abs(float64(e.Z[i]-e.Z[0])), float64(line[i]); math.Abs(got-want) > 1e-3 {
			t.Errorf("point %d of a line is %v from its start, expected %v", i, got, want)
		}
	}
}

func correlation(a, b []float64) float64 {
	ma, sa := meanSD(a)
	mb, sb := meanSD(b)
	var sum float64
	for i := range a {
		sum += (a[i] - ma) * (b[i] - mb)
	}
	return sum / sa / sb / float64(len(a)-1)
}

// TestUnroll: the claim, and its failure: with too many neighbours the turns of
// the roll are joined.
func TestUnroll(t *testing.T) {
	p, err := SwissRoll(1000, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		neighbours int
		low, high  float64 // of the correlation with the true length
	}{{10, .995, 1}, {40, 0, .9}} {
		e, err := Isomap(p.X, 3, 2, IsomapOptions{Neighbors: c.neighbours})
		if err != nil {
			t.Fatal(err)
		}
		r := math.Abs(correlation(e.Axis(0), p.Coordinate(0)))
		if r < c.low || r > c.high {
			t.Errorf("%d neighbours: correlation %v with the length, expected %v..%v", c.neighbours, r, c.low, c.high)
		}
	}
}

func TestIsomapErrors(t *testing.T) {
	two := []float32{0, 1, 2, 10, 11, 12, 13}
	_, err := Isomap(two, 1, 1, IsomapOptions{Neighbors: 2})
	wantError(t, err, "the graph falls into 2 parts of [4 3] points: take more neighbours")
	_, err = Isomap(two, 1, 1, IsomapOptions{Neighbors: 7})
	wantError(t, err, "k = 7, expected 1..6")
	_, err = Isomap(two, 1, 7, IsomapOptions{Neighbors: 6})
	wantError(t, err, "k = 7, expected at least 1 and less than the 7 landmarks of 7 points")
	_, err = Isomap(two, 1, 2, IsomapOptions{Neighbors: 6, Landmarks: 2})
	wantError(t, err, "less than the 2 landmarks")
	_, err = Isomap(two, 1, 0, IsomapOptions{Neighbors: 6})
	wantError(t, err, "k = 0")
	_, err = Isomap(two, 0, 1, IsomapOptions{})
	wantError(t, err, "d = 0")
	_, err = Isomap([]float32{1, float32(math.NaN())}, 1, 1, IsomapOptions{})
	wantError(t, err, "row 1 is NaN")
	_, err = Isomap([]float32{1}, 1, 1, IsomapOptions{})
	wantError(t, err, "a single point has no neighbours")
	// Duplicates are joined at no distance.
	e, err := Isomap([]float32{0, 0, 1, 1, 2, 2}, 1, 1, IsomapOptions{Neighbors: 3})
	if err != nil || e.Z[0] != e.Z[1] || math.Abs(math.Abs(float64(e.Z[5]-e.Z[0]))-2) > 1e-6 {
		t.Errorf("duplicates: %+v, %v", e, err)
	}
}
