package manifold_test

import (
	"fmt"
	"log"

	"seminar.example/lib/manifold"
)

func ExamplePCA_Wiener() {
	p, err := manifold.FitPCA(line, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	y, err := p.Wiener([]float32{3, 0}, 0.5)
	fmt.Printf("%.2f %v\n", y, err) // across the line little is kept
	// Output: [1.42 1.39] <nil>
}

func ExampleBestLinear() {
	// Numbers of mean 5 and variance 20/3, noise of variance 20/3: half is kept.
	l, err := manifold.BestLinear([]float32{2, 4, 6, 8}, 1, 1, 0, 20./3)
	if err != nil {
		log.Fatal(err)
	}
	y, err := l.Apply([]float32{5, 9})
	fmt.Printf("%.2f %v\n", y, err)
	// Output: [5.00 7.00] <nil>
}

func ExampleFitLinear() {
	var damaged, clean []float32
	for i := range 20 {
		damaged, clean = append(damaged, float32(i)), append(clean, float32(3-2*i))
	}
	l, err := manifold.FitLinear(damaged, clean, 1)
	if err != nil {
		log.Fatal(err)
	}
	y, err := l.Apply([]float32{100})
	fmt.Printf("%.1f %v\n", y, err)
	// Output: [-197.0] <nil>
}
