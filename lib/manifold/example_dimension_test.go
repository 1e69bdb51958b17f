package manifold_test

import (
	"fmt"
	"log"

	"seminar.example/lib/knn"
	"seminar.example/lib/manifold"
)

func ExampleDimensions() {
	p, err := manifold.SwissRoll(4000, 0, 2)
	if err != nil {
		log.Fatal(err)
	}
	mle, two, err := manifold.Dimensions(p.X, p.D, 10)
	fmt.Printf("%.1f %.1f %v\n", mle.Value, two.Value, err)
	// Output: 2.0 2.0 <nil>
}

func ExampleLevinaBickel() {
	p, err := manifold.Ring(1000, 0, 2)
	if err != nil {
		log.Fatal(err)
	}
	set, err := knn.NewSet(p.X, p.D)
	if err != nil {
		log.Fatal(err)
	}
	near, err := set.Others(20)
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range []int{5, 10, 20} { // one search serves all k
		dim, err := manifold.LevinaBickel(near, k)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("k = %d: %.1f\n", k, dim.Value)
	}
	// Output:
	// k = 5: 1.0
	// k = 10: 1.0
	// k = 20: 1.0
}

func ExampleTwoNN() {
	p, err := manifold.Sphere(10_000, 2, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	set, err := knn.NewSet(p.X, p.D)
	if err != nil {
		log.Fatal(err)
	}
	near, err := set.Others(2)
	if err != nil {
		log.Fatal(err)
	}
	dim, err := manifold.TwoNN(near)
	fmt.Printf("%.1f %v\n", dim.Value, err)
	// Output: 2.0 <nil>
}
