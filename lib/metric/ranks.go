package metric

import (
	"fmt"

	"seminar.example/lib/knn"
	"seminar.example/lib/say"
)

// Trustworthiness says how far the neighbours in an embedding are neighbours in
// the data too: 1 if all are, about ½ if they are drawn by chance, at worst 0.
//
//	T(k) = 1 − 2/(n k (2n − 3k − 1)) Σ_i Σ_{j ∈ N_k(i)} max(0, r(i,j) − k)
//
// N_k(i) are the k points nearest to i in the embedding z and r(i,j) is the rank
// of j among the points nearest to i in the data x: points that were brought
// close from afar cost most.
//
// x is n×d and z n×dz, row-major; 1 ≤ k < n/2. Ties never depend on the order of
// the rows: points tied at the k-th distance in z share the places that are left
// in equal parts, points tied in x all have the best rank. So T is 1 for z = x even
// with duplicates, and for a constant z it is the mean over all choices of
// neighbours. scikit-learn's trustworthiness is the same without ties and settles
// them by the order in which it sorts.
//
// It fails if lengths do not agree, k is out of range or the data holds NaN or
// infinity. Cost: a product of matrices of n²·d on all cores; 10 000 points with
// d = 784 take 3 s on two.
// Source: Venna, Kaski, "Neighborhood preservation in nonlinear projection
// methods: an experimental study", ICANN 2001, equation 1.
// Introduced in notebook 02.
func Trustworthiness(x []float32, d int, z []float32, dz, k int) (float64, error) {
	t, err := trust(x, d, z, dz, k, "x", "z")
	if err != nil {
		return 0, fmt.Errorf("metric: Trustworthiness: %w", err)
	}
	return t, nil
}

// Continuity says how far the neighbours in the data are still neighbours in the
// embedding: [Trustworthiness] with data and embedding exchanged. Where points
// that were close are torn apart, it falls.
//
// Arguments, ties, errors and source as there, equation 2. Cost: as there, twice.
// Introduced in notebook 02.
func Continuity(x []float32, d int, z []float32, dz, k int) (float64, error) {
	t, err := trust(z, dz, x, d, k, "z", "x")
	if err != nil {
		return 0, fmt.Errorf("metric: Continuity: %w", err)
	}
	return t, nil
}

// trust returns the trustworthiness of z for x; the names are for errors.
func trust(x []float32, d int, z []float32, dz, k int, nameX, nameZ string) (float64, error) {
	original, err := knn.NewSet(x, d)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", nameX, err)
	}
	embedded, err := knn.NewSet(z, dz)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", nameZ, err)
	}
	n := original.Len()
	if embedded.Len() != n {
		return 0, say.Errorf("%s has %d rows and %s %d, expected as many", nameX, n, nameZ, embedded.Len())
	}
	if k < 1 || 2*k >= n {
		return 0, say.Errorf("k = %d, expected at least 1 and less than half of the %d points", k, n)
	}
	const height = 1536 // points at a time, which bounds the memory for ties
	var cost float64
	for from := 0; from < n; from += height {
		part, err := farNeighbours(original, embedded, from, min(from+height, n), k)
		if err != nil {
			return 0, err
		}
		cost += part
	}
	return 1 - cost*2/(float64(n)*float64(k)*float64(2*n-3*k-1)), nil
}

// farNeighbours returns Σ max(0, r(i,j) − k) over the points from..to-1.
func farNeighbours(original, embedded *knn.Set, from, to, k int) (float64, error) {
	targets := make([][]int, to-from)
	sure := make([]int, to-from) // of the targets, nearer than the k-th distance
	err := embedded.OthersEach(from, to, k, func(i int, near []knn.Neighbor) {
		for _, n := range near {
			targets[i-from] = append(targets[i-from], n.Index)
			if n.Distance < near[k-1].Distance {
				sure[i-from]++
			}
		}
	})
	if err != nil {
		return 0, err
	}
	nearer, err := original.Nearer(from, targets)
	if err != nil {
		return 0, err
	}
	var cost float64
	for i, counts := range nearer {
		share := float64(k-sure[i]) / float64(len(counts)-sure[i]) // of each tied point
		for at, count := range counts {
			weight := share
			if at < sure[i] {
				weight = 1
			}
			cost += weight * float64(max(0, count+1-k))
		}
	}
	return cost, nil
}
