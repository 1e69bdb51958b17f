package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// blobs returns n points a class of two Gaussian clouds in d dimensions, their
// means apart by gap along the first coordinate.
func blobs(n, d int, gap float64, seed uint64) (x []float32, labels []uint8) {
	rng := rand.New(rand.NewPCG(seed, 9))
	for i := range 2 * n {
		for j := range d {
			v := rng.NormFloat64()
			if j == 0 {
				v += gap * float64(i%2)
			}
			x = append(x, float32(v))
		}
		labels = append(labels, uint8(3*(i%2)))
	}
	return x, labels
}

// With many labels the accuracy of two Gaussian clouds is Φ(gap/2). With p labels a
// class in d dimensions the difference of the estimated means is off by noise of
// variance 2/p in each of d−1 directions, which turns the border: about
// Φ(gap/2 · 1/√(1 + 2(d−1)/(p·gap²))).
func TestFewLabels(t *testing.T) {
	phi := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
	const gap = 2.
	for _, c := range []struct{ d, per int }{{1, 500}, {20, 500}, {20, 10}, {100, 10}} {
		x, labels := blobs(500, c.d, gap, 1)
		y, want := blobs(2000, c.d, gap, 2)
		got, err := FewLabels(x, labels, y, want, c.d, c.per, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		mean := 0.
		for _, v := range got {
			mean += v / 10
		}
		expected := phi(gap / 2 / math.Sqrt(1+2*float64(c.d-1)/(float64(c.per)*gap*gap)))
		if math.Abs(mean-expected) > 0.025 { // three standard errors of 4000 points, and terms of 1/per
			t.Errorf("d = %d, %d labels a class: accuracy %.3f, expected %.3f", c.d, c.per, mean, expected)
		}
	}
}

// At its limits: no difference between classes gives chance, clouds far apart 1.
// All points known means one draw is like another.
func TestFewLabelsLimits(t *testing.T) {
	for gap, want := range map[float64]float64{0: 0.5, 20: 1} {
		x, labels := blobs(500, 3, gap, 1)
		y, truth := blobs(2000, 3, gap, 2)
		got, err := FewLabels(x, labels, y, truth, 3, 10, 5, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range got {
			if math.Abs(v-want) > 0.03 { // four standard errors of 4000 points
				t.Errorf("gap %g: accuracy %.3f, expected %.1f", gap, v, want)
			}
		}
	}
	x, labels := blobs(50, 3, 1, 1)
	all, err := FewLabels(x, labels, x, labels, 3, 50, 3, 1)
	if err != nil || all[0] != all[1] || all[1] != all[2] {
		t.Errorf("all labels in each draw: accuracies %v, %v, expected three alike", all, err)
	}
}

// The draw does not depend on the code: a code turned, moved and scaled has the
// same accuracies. Another seed draws others.
func TestFewLabelsDraws(t *testing.T) {
	x, labels := blobs(300, 2, 1.5, 1)
	turned := make([]float32, len(x))
	for i := 0; i < len(x); i += 2 {
		turned[i], turned[i+1] = 3-4*x[i+1], 4*x[i]
	}
	a, err := FewLabels(x, labels, x, labels, 2, 5, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := FewLabels(turned, labels, turned, labels, 2, 5, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 0.002 { // a point on the border, by rounding
			t.Errorf("draw %d: accuracy %g, of the turned code %g", i, a[i], b[i])
		}
	}
	c, err := FewLabels(x, labels, x, labels, 2, 5, 10, 2)
	if err != nil || slices.Equal(a, c) {
		t.Errorf("seeds 1 and 2 give the same accuracies %v, %v", a, err)
	}
}

func TestFewLabelsErrors(t *testing.T) {
	x, labels := blobs(5, 2, 1, 1)
	for words, f := range map[string]func() error{
		"class 0 has 5": func() error { _, err := FewLabels(x, labels, x, labels, 2, 6, 1, 1); return err },
		"0 points":      func() error { _, err := FewLabels(x, labels, x, labels, 2, 0, 1, 1); return err },
		"0 draws":       func() error { _, err := FewLabels(x, labels, x, labels, 2, 1, 0, 1); return err },
		"train":         func() error { _, err := FewLabels(x[1:], labels, x, labels, 2, 1, 1, 1); return err },
		"test":          func() error { _, err := FewLabels(x, labels, x[1:], labels, 2, 1, 1, 1); return err },
	} {
		if err := f(); err == nil || !strings.HasPrefix(err.Error(), "metric: FewLabels: ") || !strings.Contains(err.Error(), words) {
			t.Errorf("error %v, expected one with %q", err, words)
		}
	}
}
