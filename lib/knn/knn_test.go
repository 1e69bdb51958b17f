package knn

import (
	"cmp"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

// brute finds neighbours as the package's comment says, in as few words.
func brute(x, q []float32, d, self, k int, ties bool) [][]Neighbor {
	var all [][]Neighbor
	for i := 0; i < len(q); i += d {
		var near []Neighbor
		for j := 0; j < len(x); j += d {
			var sum float64
			for c := range d {
				gap := float64(q[i+c]) - float64(x[j+c])
				sum += float64(gap * gap)
			}
			if self < 0 || j/d != self+i/d {
				near = append(near, Neighbor{j / d, sum})
			}
		}
		slices.SortStableFunc(near, func(a, b Neighbor) int { return cmp.Compare(a.Distance, b.Distance) })
		keep := k
		for ties && keep < len(near) && near[keep].Distance == near[k-1].Distance {
			keep++
		}
		near = near[:keep]
		for n := range near {
			near[n].Distance = math.Sqrt(near[n].Distance)
		}
		all = append(all, near)
	}
	return all
}

// kinds of data that searches must not fall for.
var kinds = []struct {
	name string
	fill func(rng *rand.Rand, x []float32, d int)
}{
	{"normal", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
	}},
	{"ties", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = float32(rng.IntN(3))
		}
	}},
	{"all the same", func(_ *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = 0.1
		}
	}},
	{"far from the origin", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = 1e6 + float32(rng.NormFloat64())
		}
	}},
	{"an outlier hides the rest", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = 1e-12 * float32(rng.NormFloat64())
		}
		x[len(x)-1] = 1e12
	}},
	{"greatest numbers", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = math.MaxFloat32 * float32(rng.IntN(3)-1)
		}
	}},
	{"least numbers", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = math.SmallestNonzeroFloat32 * float32(rng.IntN(5))
		}
	}},
	{"scales from 1e-30 to 1e30", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = float32(math.Pow(10, 60*rng.Float64()-30))
		}
	}},
	{"on a line", func(rng *rand.Rand, x []float32, d int) {
		for i := 0; i < len(x); i += d {
			v := float32(rng.IntN(40))
			for j := range d {
				x[i+j] = v
			}
		}
	}},
	{"sorted", func(rng *rand.Rand, x []float32, d int) {
		for i := range x {
			x[i] = -float32(i / d)
		}
	}},
}

// TestSearch compares tree and panels with a search through all points.
func TestSearch(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, kind := range kinds {
		for range 12 {
			n, m, d := 1+rng.IntN(300), 1+rng.IntN(260), 1+rng.IntN(30)
			k := 1 + rng.IntN(min(n, 30))
			x, q := make([]float32, n*d), make([]float32, m*d)
			kind.fill(rng, x, d)
			kind.fill(rng, q, d)
			copy(q, x[:min(len(x), len(q)/2)/d*d]) // some points find themselves
			s, err := NewSet(x, d)
			if err != nil {
				t.Fatal(err)
			}
			for _, what := range []query{
				{q: q, self: -1, k: k},
				{q: q, self: -1, k: k, ties: true},
				{q: x, self: 0, k: max(1, min(k, n-1)), ties: n == 1},
			} {
				want := brute(x, what.q, d, what.self, what.k, what.ties)
				if n == 1 && what.self == 0 {
					want = [][]Neighbor{{}}
				}
				for name, find := range map[string]func(query, func(int, []Neighbor)){
					"tree": newTree(x, d).find, "panels": newPanels(x, d).find,
				} {
					got := make([][]Neighbor, len(want))
					find(what, func(i int, near []Neighbor) { got[i] = slices.Clone(near) })
					for i := range want {
						if !slices.Equal(got[i], want[i]) {
							t.Fatalf("%s, %s, n = %d, d = %d, query %d of %+v:\nfound    %v\nexpected %v",
								kind.name, name, n, d, i, struct{ self, k int }{what.self, what.k}, got[i], want[i])
						}
					}
				}
			}
			if n > 1 {
				checkNearer(t, kind.name, s, rng)
			}
		}
	}
}

// checkNearer compares Nearer with a count over all points.
func checkNearer(t *testing.T, kind string, s *Set, rng *rand.Rand) {
	t.Helper()
	from := rng.IntN(s.n)
	targets := make([][]int, s.n-from)
	for i := range targets {
		for range rng.IntN(12) {
			if j := rng.IntN(s.n); j != from+i {
				targets[i] = append(targets[i], j)
			}
		}
	}
	got, err := s.Nearer(from, targets)
	if err != nil {
		t.Fatal(err)
	}
	wide := make([]float64, s.d)
	for i, list := range targets {
		widen(wide, s.x[(from+i)*s.d:(from+i+1)*s.d])
		for at, j := range list {
			radius, want := toPoint(wide, s.x[j*s.d:(j+1)*s.d], math.Inf(1)), 0
			for l := range s.n {
				if l != from+i && toPoint(wide, s.x[l*s.d:(l+1)*s.d], math.Inf(1)) < radius {
					want++
				}
			}
			if got[i][at] != want {
				t.Fatalf("%s, n = %d, d = %d: %d points are nearer to %d than %d, expected %d", kind, s.n, s.d, got[i][at], from+i, j, want)
			}
		}
	}
}

// TestPublic runs the public functions of a small set of many ties: what they
// leave out, and their order.
func TestPublic(t *testing.T) {
	x := []float32{0, 1, 1, -1, 5}
	s, err := NewSet(x, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Search([]float32{0}, 2)
	if want := [][]Neighbor{{{0, 0}, {1, 1}}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Search: %v, %v, expected %v", got, err, want)
	}
	err = s.SearchEach([]float32{0}, 2, func(i int, near []Neighbor) {
		if want := []Neighbor{{0, 0}, {1, 1}, {2, 1}, {3, 1}}; !slices.Equal(near, want) {
			t.Errorf("SearchEach: %v, expected %v", near, want)
		}
	})
	if err != nil {
		t.Error(err)
	}
	others, err := s.Others(1)
	if want := [][]Neighbor{{{1, 1}}, {{2, 0}}, {{1, 0}}, {{0, 1}}, {{1, 4}}}; err != nil || !reflect.DeepEqual(others, want) {
		t.Errorf("Others: %v, %v, expected %v", others, err, want)
	}
	seen := 0
	err = s.OthersEach(4, 5, 1, func(i int, near []Neighbor) {
		seen++
		if want := []Neighbor{{1, 4}, {2, 4}}; i != 4 || !slices.Equal(near, want) {
			t.Errorf("OthersEach: %d: %v, expected 4: %v", i, near, want)
		}
	})
	if err != nil || seen != 1 {
		t.Errorf("OthersEach: %d visits, %v", seen, err)
	}
}

// TestFarQueries asks from so far away that products in float32 overflow.
func TestFarQueries(t *testing.T) {
	const d = 200
	x := clusters(rand.New(rand.NewPCG(8, 8)), 100, d)
	for _, far := range []float32{3e38, -3e38, 1e16, -1e16, 1e30} {
		q := slices.Repeat([]float32{far}, d)
		q[0] = 1
		s, err := NewSet(x, d)
		if err != nil {
			t.Fatal(err)
		}
		want := brute(x, q, d, -1, 5, true) // from farthest away all points tie
		err = s.SearchEach(q, 5, func(_ int, near []Neighbor) {
			if !slices.Equal(near, want[0]) {
				t.Errorf("from %v: found %d, expected %d: %v, %v", far, len(near), len(want[0]), near, want)
			}
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// TestCores: the same result on one core and on several, in few and in many
// dimensions.
func TestCores(t *testing.T) {
	for _, d := range []int{3, 20} {
		x := clusters(rand.New(rand.NewPCG(5, 5)), 1500, d)
		s, err := NewSet(x, d)
		if err != nil {
			t.Fatal(err)
		}
		many, _ := s.Others(7)
		before := runtime.GOMAXPROCS(1)
		one, _ := s.Others(7)
		runtime.GOMAXPROCS(before)
		if !reflect.DeepEqual(one, many) {
			t.Errorf("d = %d: one core finds other neighbours than several", d)
		}
	}
}

// TestPartition halves keys of every kind, many of them equal.
func TestPartition(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for range 500 {
		n := 1 + rng.IntN(60)
		keys, order := make([]float32, n), rng.Perm(n)
		for i := range keys {
			keys[i] = float32(rng.IntN(1 + n/2))
		}
		m := rng.IntN(n)
		partition(order, m, func(i int) float32 { return keys[i] })
		for at, i := range order {
			if at < m && keys[i] > keys[order[m]] || at > m && keys[i] < keys[order[m]] {
				t.Fatalf("n = %d: key %v at %d, key %v at %d", n, keys[i], at, keys[order[m]], m)
			}
		}
		slices.Sort(order)
		for at, i := range order {
			if at != i {
				t.Fatalf("n = %d: order lost %d", n, at)
			}
		}
	}
}
