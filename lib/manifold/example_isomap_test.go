package manifold_test

import (
	"fmt"
	"log"
	"math"

	"seminar.example/lib/knn"
	"seminar.example/lib/manifold"
)

func ExampleIsomap() {
	p, err := manifold.SwissRoll(1000, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	e, err := manifold.Isomap(p.X, p.D, 2, manifold.IsomapOptions{Neighbors: 10})
	fmt.Println(e.N, e.K, len(e.Landmarks), err)
	// Output: 1000 2 300 <nil>
}

func ExampleIsomapOf() {
	p, err := manifold.SwissRoll(1000, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	set, err := knn.NewSet(p.X, p.D)
	if err != nil {
		log.Fatal(err)
	}
	g, err := set.RadiusGraph(4)
	if err != nil {
		log.Fatal(err)
	}
	e, err := manifold.IsomapOf(g, 2, manifold.IsomapOptions{})
	fmt.Println(e.N, e.K, err)
	// Output: 1000 2 <nil>
}

func ExampleMDS() {
	distances := []float64{ // of three points on a line
		0, 1, 3,
		1, 0, 2,
		3, 2, 0,
	}
	e, err := manifold.MDS(distances, 3, 1)
	if err != nil {
		log.Fatal(err)
	}
	z := e.Axis(0)
	fmt.Printf("%.2f %.2f\n", math.Abs(z[0]-z[1]), math.Abs(z[0]-z[2]))
	// Output: 1.00 3.00
}

func ExampleEmbedding_ResidualVariance() {
	p, err := manifold.SwissRoll(1000, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	e, err := manifold.Isomap(p.X, p.D, 4, manifold.IsomapOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for k := 1; k <= 4; k++ {
		r, err := e.ResidualVariance(k)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.3f ", r) // falls at 2, then stays
	}
	// Output: 0.014 0.000 0.000 0.000
}

func ExampleEmbedding_Axis() {
	e := manifold.Embedding{N: 2, K: 2, Z: []float32{1, 2, 3, 4}}
	fmt.Println(e.Axis(1))
	// Output: [2 4]
}
