package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestCrossEntropy(t *testing.T) {
	for _, c := range []struct {
		x, y []float32
		want float64
	}{
		{[]float32{1, 0}, []float32{0.5, 0.5}, math.Ln2},
		{[]float32{0.25}, []float32{0.25}, 0.5623351446188083}, // the entropy of 1/4: log 4 − 3/4 log 3
		{[]float32{1, 0}, []float32{1, 0}, 1e-7},               // −log(1 − 1e-7)
		{[]float32{0}, []float32{1}, 16.11809565095832},        // −log 1e-7
		{[]float32{1, 0.25}, []float32{0.5, 0.25}, (math.Ln2 + 0.5623351446188083) / 2},
	} {
		got, err := CrossEntropy(c.x, c.y)
		if err != nil || math.Abs(got-c.want) > 1e-8 {
			t.Errorf("x %v, y %v: %.10f, %v; expected %.10f", c.x, c.y, got, err, c.want)
		}
	}
	if v, err := CrossEntropy([]float32{float32(math.NaN())}, []float32{0.5}); err != nil || !math.IsNaN(v) {
		t.Errorf("of NaN: %v, %v; expected NaN", v, err)
	}
	for _, c := range [][2][]float32{{nil, nil}, {{1}, {1, 0}}} {
		if _, err := CrossEntropy(c[0], c[1]); err == nil {
			t.Errorf("%d and %d numbers: no error", len(c[0]), len(c[1]))
		}
	}
}

// No y is nearer to x than x itself, and to several x none than their mean.
func TestCrossEntropyIsLeastAtTheMean(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		a, b, y := rng.Float32(), rng.Float32(), rng.Float32()
		of := func(y float32) float64 {
			v, err := CrossEntropy([]float32{a, b}, []float32{y, y})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		if least, got := of((a+b)/2), of(y); got < least-1e-7 {
			t.Errorf("x %v and %v: %v gives %v, their mean %v", a, b, y, got, least)
		}
	}
}
