package eigen_test

import (
	"fmt"

	"seminar.example/lib/eigen"
)

// Springs in a row: the eigenvalues are 2 − √2, 2 and 2 + √2.
var springs = []float64{
	2, -1, 0,
	-1, 2, -1,
	0, -1, 2,
}

func ExampleSpectrum() {
	values, vectors, err := eigen.Spectrum(springs, 1)
	fmt.Printf("%.3f %d %v\n", values, len(vectors), err)
	v := vectors[0]
	fmt.Printf("%.3f %.3f\n", v[1]/v[0], v[2]/v[0]) // the sign of v is not fixed
	// Output:
	// [3.414 2.000 0.586] 1 <nil>
	// -1.414 1.000
}

func ExampleLeading() {
	values, vectors, err := eigen.Leading(springs, 2)
	fmt.Printf("%.3f %d %v\n", values, len(vectors), err)
	// Output: [3.414 2.000] 2 <nil>
}
