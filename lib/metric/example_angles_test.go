package metric_test

import (
	"fmt"
	"math"

	"seminar.example/lib/metric"
)

func ExampleUniformCircularCorrelation() {
	var turn, found []float64
	for i := range 100 {
		turn = append(turn, 2*math.Pi*float64(i)/100)
		found = append(found, 2-turn[i]) // another zero, the other sense
	}
	r, err := metric.UniformCircularCorrelation(turn, found)
	fmt.Printf("%.2f %v\n", r, err)
	// Output: -1.00 <nil>
}

func ExampleAngles() {
	z := []float32{2, 1, 1, 2, 0, 1, 1, 0} // four codes around (1, 1)
	angles, err := metric.Angles(z)
	fmt.Printf("%.2f %v\n", angles, err)
	// Output: [0.00 1.57 3.14 -1.57] <nil>
}
