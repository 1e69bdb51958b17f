package manifold

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"seminar.example/lib/eigen"
	"seminar.example/lib/knn"
	"seminar.example/lib/say"
)

// Embedding holds points in few dimensions whose distances come near to given
// ones.
type Embedding struct {
	N, K      int
	Z         []float32 // n×k, row-major, centred; the direction of the greatest variance first
	Values    []float64 // the k greatest eigenvalues of the landmarks' distances, descending
	Landmarks []int     // the points from which distances were taken
}

// Axis returns column j of Z, n numbers. As with a slice, j outside 0..K-1
// panics. Introduced in notebook 02.
func (e *Embedding) Axis(j int) []float64 { return Column(e.Z, e.K, j) }

// IsomapOptions say how [Isomap] measures. Zero values stand for the number in
// brackets.
type IsomapOptions struct {
	Neighbors int    // of each point, that it is joined with (10)
	Landmarks int    // points from which distances are measured; at most n (300)
	Seed      uint64 // chooses the landmarks
}

// Isomap unrolls a manifold: it measures the distances along the data, over a
// graph of nearest neighbours, and finds points in k dimensions whose straight
// distances are those.
//
// x is n×d, row-major; n ≥ 3, 1 ≤ k < landmarks. Distances are measured from
// landmarks only, chosen by chance; all other points are put where their distances
// to the landmarks say. With Landmarks ≥ n it is the Isomap of Tenenbaum and others.
//
// Too few neighbours break the graph: that is an error that tells the parts. Too
// many join what lies on different turns of a roll, and the result is bent with no
// error. Directions without any extent give zeros.
//
// It fails if lengths do not agree, a number is out of range, the data holds NaN or
// infinity or the graph is not connected. Cost: landmarks·n·(neighbours + log n) on
// all cores, and landmarks³ for up to 1000 landmarks, landmarks² for each pass of
// an iteration beyond; 5000 points of the Swiss roll take 0.4 s on two, with all as
// landmarks 2 s.
//
// With all points as landmarks the same as scikit-learn's Isomap, up to the sign
// of a column if its greatest magnitude occurs twice; that joins the parts of a
// broken graph instead of failing. Sources: Tenenbaum, de Silva, Langford, "A global
// geometric framework for nonlinear dimensionality reduction", Science 290 (2000),
// table 1; de Silva, Tenenbaum, "Sparse multidimensional scaling using landmark
// points" (2004). Introduced in notebook 02.
func Isomap(x []float32, d, k int, o IsomapOptions) (*Embedding, error) {
	set, err := knn.NewSet(x, d)
	if err != nil {
		return nil, fmt.Errorf("manifold: Isomap: %w", err)
	}
	if o.Neighbors == 0 {
		o.Neighbors = 10
	}
	g, err := set.Graph(o.Neighbors)
	if err != nil {
		return nil, say.Errorf("manifold: Isomap: neighbours: %w", err)
	}
	n := len(g)
	if o.Landmarks == 0 {
		o.Landmarks = 300
	}
	o.Landmarks = min(o.Landmarks, n)
	if k < 1 || k >= o.Landmarks {
		return nil, say.Errorf("manifold: Isomap: k = %d, expected at least 1 and less than the %d landmarks of %d points", k, o.Landmarks, n)
	}
	if _, size := g.Components(); len(size) > 1 {
		return nil, say.Errorf("manifold: Isomap: the graph falls into %d parts of %v points: take more neighbours, or one part only", len(size), size)
	}
	e := &Embedding{N: n, K: k}
	e.Landmarks = rand.New(rand.NewPCG(o.Seed, 4)).Perm(n)[:o.Landmarks]
	slices.Sort(e.Landmarks)
	if o.Landmarks*n > 1e7 { // a matrix of an earlier call, of 80 MB or more, would stay beside this one
		runtime.GC()
	}
	distances, err := g.AllDistances(e.Landmarks)
	if err != nil {
		return nil, fmt.Errorf("manifold: Isomap: %w", err)
	}
	if err := e.scale(distances); err != nil {
		return nil, fmt.Errorf("manifold: Isomap: %w", err)
	}
	return e, nil
}

// scale sets Z and Values from the distances of the landmarks to all points, by
// classical multidimensional scaling:
//
//	B = −½ H D² H,  H = I − 1/l,  B v = λ v,  z = (√λ₁ v₁, …, √λ_k v_k)
//
// where D are the distances between the l landmarks, columns of distances, l×n. It
// squares these in place; where all points are landmarks B takes their place, so that
// there is one n×n matrix only. Source: Borg, Groenen, Modern
// Multidimensional Scaling, 2nd ed., section 12.1.
func (e *Embedding) scale(distances []float64) error {
	l, squares := len(e.Landmarks), distances
	for i, v := range squares {
		squares[i] = v * v
	}
	mean := make([]float64, l) // of the squared distances of each landmark to the others
	b, factor := squares, 1.   // z is factor · v · squares / √λ
	if l < e.N {
		b, factor = make([]float64, l*l), -0.5
		for a := range l {
			for j, at := range e.Landmarks {
				b[a*l+j] = squares[a*e.N+at]
			}
		}
	}
	for a := range l {
		mean[a] = floats.Sum(b[a*l:(a+1)*l]) / float64(l)
	}
	all := floats.Sum(mean) / float64(l)
	for a := range l {
		for j := range l {
			b[a*l+j] = -(b[a*l+j] - mean[a] - mean[j] + all) / 2
		}
	}
	values, vectors, err := eigen.Leading(b, e.K)
	if err != nil {
		return say.Errorf("%d landmarks: %w", l, err)
	}
	e.Values = values
	z := mat.NewDense(e.N, e.K, nil)
	for j, value := range values {
		if !(value > 1e-12*values[0]) {
			break // no extent in this direction: zeros
		}
		// z = −½ v·δ / √λ + a constant, where δ are the squared distances to the
		// landmarks; align takes the constant off. B is −½ δ but for constants, since
		// the numbers of v add up to 0.
		column := make([]float64, e.N)
		for a := range l {
			factor := factor * vectors[j][a] / math.Sqrt(value)
			for i, v := range squares[a*e.N : (a+1)*e.N] {
				column[i] += factor * v
			}
		}
		z.SetCol(j, column)
	}
	return e.align(z)
}

// align centres the points, turns them to their principal axes and fixes signs:
// nothing but signs if all points are landmarks.
func (e *Embedding) align(z *mat.Dense) error {
	for j := range e.K {
		mean := stat.Mean(mat.Col(nil, j, z), nil)
		for i := range e.N {
			z.Set(i, j, z.At(i, j)-mean)
		}
	}
	if len(e.Landmarks) < e.N {
		var moments mat.SymDense
		moments.SymOuterK(1, z.T())
		_, vectors, err := eigen.Leading(moments.RawSymmetric().Data, e.K)
		if err != nil {
			return say.Errorf("the principal axes of %d points: %w", e.N, err)
		}
		axes, turned := mat.NewDense(e.K, e.K, nil), mat.NewDense(e.N, e.K, nil)
		for j, axis := range vectors {
			axes.SetCol(j, axis)
		}
		turned.Mul(z, axes)
		z = turned
	}
	e.Z = make([]float32, e.N*e.K)
	column := make([]float64, e.N)
	for j := range e.K {
		mat.Col(column, j, z)
		fixSign(column)
		for i, v := range column {
			e.Z[i*e.K+j] = float32(v)
		}
	}
	return nil
}
