package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"seminar.example/datasets"
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

// cells labels points by ⌊4·x₀⌋ + 4·⌊2·x_{d−1}⌋.
func cells(x []float32, d int) []uint8 {
	labels := make([]uint8, len(x)/d)
	for i := range labels {
		labels[i] = uint8(4*x[i*d]) + 4*uint8(2*x[i*d+d-1])
	}
	return labels
}

func TestKNNAccuracy(t *testing.T) {
	for _, c := range []struct {
		d, k, right int // of 200; scikit-learn 1.9.1, neighbors.KNeighborsClassifier(k)
	}{
		{1, 1, 200}, {1, 2, 199}, {1, 5, 197}, {1, 10, 199}, {1, 300, 42},
		{3, 1, 170}, {3, 2, 159}, {3, 5, 171}, {3, 10, 177}, {3, 300, 28},
		{12, 1, 73}, {12, 2, 66}, {12, 5, 88}, {12, 10, 91}, {12, 300, 25},
	} {
		s := lcg(c.d)
		train, test := s.points(300, c.d), s.points(200, c.d)
		trainLabels, testLabels := cells(train, c.d), cells(test, c.d)
		accuracy := func(train []float32, trainLabels []uint8, test []float32, testLabels []uint8) float64 {
			t.Helper()
			a, err := KNNAccuracy(train, trainLabels, test, testLabels, c.d, c.k)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		got := accuracy(train, trainLabels, test, testLabels)
		if want := float64(c.right) / 200; got != want {
			t.Errorf("d = %d, k = %d: %v, expected %v", c.d, c.k, got, want)
		}
		// The order of the training points does not matter, nor a power of two
		// as scale, nor mirroring: all exact in float32.
		p := rand.New(rand.NewPCG(1, 1)).Perm(300)
		shuffled, shuffledLabels := make([]float32, 0, len(train)), make([]uint8, 300)
		for at, i := range p {
			shuffled = append(shuffled, train[i*c.d:(i+1)*c.d]...)
			shuffledLabels[at] = trainLabels[i]
		}
		if again := accuracy(shuffled, shuffledLabels, test, testLabels); again != got {
			t.Errorf("d = %d, k = %d: %v in another order, %v before", c.d, c.k, again, got)
		}
		if again := accuracy(scaled(train, -8), trainLabels, scaled(test, -8), testLabels); again != got {
			t.Errorf("d = %d, k = %d: %v scaled by −8, %v before", c.d, c.k, again, got)
		}
		if c.k == 1 {
			if own := accuracy(train, trainLabels, train, trainLabels); own != 1 {
				t.Errorf("d = %d, k = 1: %v of its own points, expected 1", c.d, own)
			}
		}
	}
}

// TestKNNAccuracyMNIST classifies images 1000 to 1199 of the test split by their
// pixels' distance to images 0 to 999.
func TestKNNAccuracyMNIST(t *testing.T) {
	im, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range map[int]float64{ // scikit-learn 1.9.1, as above
		1: .85, 3: .86, 10: .815,
	} {
		got, err := KNNAccuracy(im.X[:1000*784], im.Labels[:1000], im.X[1000*784:1200*784], im.Labels[1000:1200], 784, k)
		if err != nil || got != want {
			t.Errorf("k = %d: %v, %v, expected %v", k, got, err, want)
		}
	}
}

// TestKNNAccuracyBrute compares the tree with a search through all points, on
// whole numbers, where nearly every distance is tied.
func TestKNNAccuracyBrute(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 200 {
		n, m, d := 1+rng.IntN(120), 1+rng.IntN(20), 1+rng.IntN(12)
		k := 1 + rng.IntN(n)
		train, test := make([]float32, n*d), make([]float32, m*d)
		trainLabels, testLabels := make([]uint8, n), make([]uint8, m)
		for _, x := range [][]float32{train, test} {
			for i := range x {
				x[i] = float32(rng.IntN(4))
			}
		}
		for _, labels := range [][]uint8{trainLabels, testLabels} {
			for i := range labels {
				labels[i] = uint8(rng.IntN(3))
			}
		}
		right, votes := 0, make([]uint8, m)
		for i := range m {
			if votes[i] = brute(train, trainLabels, test[i*d:(i+1)*d], k); votes[i] == testLabels[i] {
				right++
			}
		}
		if got, err := KNNVotes(train, trainLabels, test, d, k); err != nil || !slices.Equal(got, votes) {
			t.Fatalf("n = %d, m = %d, d = %d, k = %d: votes %v, %v, expected %v", n, m, d, k, got, err, votes)
		}
		got, err := KNNAccuracy(train, trainLabels, test, testLabels, d, k)
		if want := float64(right) / float64(m); err != nil || got != want {
			t.Fatalf("n = %d, m = %d, d = %d, k = %d: %v, %v, expected %v", n, m, d, k, got, err, want)
		}
	}
}

// brute classifies q as KNNAccuracy's comment says, in as few words.
func brute(train []float32, labels []uint8, q []float32, k int) uint8 {
	r := make([]float64, len(labels))
	for i := range r {
		r[i] = squares(q, train[i*len(q):(i+1)*len(q)])
	}
	radius := slices.Sorted(slices.Values(r))[k-1]
	votes, sure, tied := make([]float64, 256), 0., 0.
	for _, v := range r {
		if v < radius {
			sure++
		} else if v == radius {
			tied++
		}
	}
	for i, v := range r {
		if v < radius {
			votes[labels[i]] += tied
		} else if v == radius {
			votes[labels[i]] += float64(k) - sure
		}
	}
	return uint8(slices.Index(votes, slices.Max(votes)))
}

// TestKNNAccuracyTies settles ties by hand.
func TestKNNAccuracyTies(t *testing.T) {
	same := make([]float32, 10)
	for _, c := range []struct {
		name        string
		train       []float32
		trainLabels []uint8
		test        []float32
		testLabels  []uint8
		k           int
		want        float64
	}{
		{"constant codes give the majority class", same, []uint8{7, 7, 7, 7, 3, 3, 3, 1, 1, 2},
			same, []uint8{7, 7, 7, 3, 3, 3, 1, 1, 2, 2}, 4, .3},
		{"equal votes give the smallest label", []float32{-1, 1}, []uint8{5, 4}, []float32{0, 0}, []uint8{4, 5}, 2, .5},
		// Beside the sure 2 one place is left for three at distance 1: 9, 9, 2.
		// Votes 1⅓ against ⅔.
		{"tied points share a place", []float32{0, 1, 1, -1}, []uint8{2, 9, 9, 2}, []float32{0}, []uint8{2}, 2, 1},
		// One place for three at distance 1: ⅔ against ⅓.
		{"tied points alone", []float32{1, 1, -1}, []uint8{9, 9, 2}, []float32{0}, []uint8{9}, 1, 1},
		{"labels up to 255", []float32{0, 9}, []uint8{255, 0}, []float32{1}, []uint8{255}, 1, 1},
	} {
		got, err := KNNAccuracy(c.train, c.trainLabels, c.test, c.testLabels, 1, c.k)
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v, expected %v", c.name, got, err, c.want)
		}
	}
}

// TestKNNAccuracyRotation turns a cloud: equal but for rounding, which can move
// a test point or two across a border.
func TestKNNAccuracyRotation(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	train, trainLabels := clusters(rng, 2000, 2)
	test, testLabels := clusters(rng, 1000, 2)
	turn := func(x []float32) []float32 {
		sin, cos := math.Sincos(0.7)
		y := make([]float32, len(x))
		for i := 0; i < len(x); i += 2 {
			a, b := float64(x[i]), float64(x[i+1])
			y[i], y[i+1] = float32(cos*a-sin*b), float32(sin*a+cos*b)
		}
		return y
	}
	before, err := KNNAccuracy(train, trainLabels, test, testLabels, 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	after, err := KNNAccuracy(turn(train), trainLabels, turn(test), testLabels, 2, 10)
	if err != nil || math.Abs(after-before) > .002 {
		t.Errorf("%v before, %v after turning, %v", before, after, err)
	}
	if before < .3 || before > .95 {
		t.Errorf("accuracy %v: the clusters are too easy or too hard to show anything", before)
	}
}

func TestKNNAccuracyErrors(t *testing.T) {
	x, labels := []float32{0, 1, 2, 3}, []uint8{0, 1}
	nan := []float32{0, 1, 2, float32(math.NaN())}
	inf := []float32{0, 1, 2, float32(math.Inf(-1))}
	for _, c := range []struct {
		train       []float32
		trainLabels []uint8
		test        []float32
		testLabels  []uint8
		d, k        int
		words       string
	}{
		{x, labels, x, labels, 0, 1, "train: d = 0, expected at least 1"},
		{x, labels, x, labels, 3, 1, "train: 4 numbers, expected 6: 2 labels × d = 3"},
		{x, nil, x, labels, 2, 1, "train: no labels"},
		{x, labels, x[:2], labels, 2, 1, "test: 2 numbers, expected 4"},
		{x, labels, nil, nil, 2, 1, "test: no labels"},
		{x, labels, x, labels, 2, 0, "k = 0, expected 1..2"},
		{x, labels, x, labels, 2, 3, "k = 3, expected 1..2"},
		{nan, labels, x, labels, 2, 1, "train: number 1 of row 1 is NaN"},
		{x, labels, inf, labels, 2, 1, "test: number 1 of row 1 is -Inf"},
	} {
		_, err := KNNAccuracy(c.train, c.trainLabels, c.test, c.testLabels, c.d, c.k)
		wantError(t, err, c.words)
		if !strings.HasPrefix(c.words, "test") {
			_, err := KNNVotes(c.train, c.trainLabels, c.test, c.d, c.k)
			wantError(t, err, c.words)
		}
	}
	_, err := KNNVotes(x, labels, inf, 2, 1)
	wantError(t, err, "Inf")
	_, err = KNNVotes(x, labels, x[:3], 2, 1)
	wantError(t, err, "3 numbers")
}

func scaled(x []float32, by float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = by * v
	}
	return y
}
