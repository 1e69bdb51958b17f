package manifold_test

import (
	"fmt"
	"log"

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

func ExampleEmbedding_Axis() {
	e := manifold.Embedding{N: 2, K: 2, Z: []float32{1, 2, 3, 4}}
	fmt.Println(e.Axis(1))
	// Output: [2 4]
}
