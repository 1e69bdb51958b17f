package metric_test

import (
	"fmt"
	"math"

	"seminar.example/lib/metric"
)

// ring are the codes of 400 points of a circle, and the angle of each.
func ring() (z []float32, angle []float64) {
	for i := range 400 {
		a := 2 * math.Pi * float64(i*7%400) / 400
		z = append(z, float32(math.Cos(a)), float32(math.Sin(a)))
		angle = append(angle, a)
	}
	return z, angle
}

func ExampleRead() {
	z, angle := ring()
	r, err := metric.Read(z, 2, metric.Factor{Values: angle, Circular: true})
	fmt.Printf("in the code %.2f, on an axis %.2f, along directions %.2f %v\n", r.Local, r.Axis, r.Direction, err)
	// Output: in the code 1.00, on an axis 0.71, along directions 1.00 <nil>
}

func ExampleReadWithin() {
	z, angle := ring()
	upper := make([]uint8, len(angle)) // the half of the circle as a class
	for i, a := range angle {
		if a < math.Pi {
			upper[i] = 1
		}
	}
	r, err := metric.ReadWithin(z, 2, metric.Factor{Values: angle}, upper)
	fmt.Printf("on an axis %.2f %v\n", r.Axis, err) // the cosine, within a half
	// Output: on an axis 0.99 <nil>
}

func ExampleNeighborR2() {
	z, angle := ring()
	r2, err := metric.NeighborR2(z, 2, metric.Factor{Values: angle, Circular: true}, 5)
	fmt.Printf("%.2f %v\n", r2, err)
	// Output: 1.00 <nil>
}

func ExampleLocalR2() {
	z, angle := ring()
	r2, err := metric.LocalR2(z, 2, metric.Factor{Values: angle, Circular: true}, 10)
	fmt.Printf("%.2f %v\n", r2, err)
	// Output: 1.00 <nil>
}

func ExampleNeighborAngleError() {
	z, angle := ring()
	off, err := metric.NeighborAngleError(z, 2, angle, 1)
	fmt.Printf("%.1f degrees %v\n", off*180/math.Pi, err)
	// Output: 0.9 degrees <nil>
}

func ExampleAxisR() {
	z, angle := ring()
	sine := make([]float64, len(angle))
	for i, a := range angle {
		sine[i] = math.Sin(a)
	}
	r, axis, err := metric.AxisR(z, 2, metric.Factor{Values: sine})
	fmt.Printf("%.2f on axis %d %v\n", r, axis, err)
	// Output: 1.00 on axis 1 <nil>
}

func ExampleDirectionR() {
	z, angle := ring()
	shifted := make([]float64, len(angle))
	for i, a := range angle {
		shifted[i] = math.Sin(a + 1) // between the axes
	}
	r, err := metric.DirectionR(z, 2, metric.Factor{Values: shifted})
	fmt.Printf("%.2f %v\n", r, err)
	// Output: 1.00 <nil>
}

func ExampleFewLabelsDirection() {
	z, angle := ring()
	r, err := metric.FewLabelsDirection(z, 2, metric.Factor{Values: angle, Circular: true}, 5, 2, 1)
	fmt.Printf("%.2f %v\n", r, err)
	// Output: [1.00 1.00] <nil>
}

func ExampleFitDirection() {
	z := []float32{0, 0, 1, 0, 0, 1, 1, 1} // four codes of two numbers
	y := []float64{0, 2, 1, 3}             // 2z₁ + z₂
	l, err := metric.FitDirection(z, 2, y)
	fmt.Printf("weights %.2f, step %.2f %v\n", l.Weights, l.Step, err)
	// Output: weights [2.00 1.00], step [0.40 0.20] <nil>
}

func ExampleStandardized() {
	z, err := metric.Standardized([]float32{1, 10, 3, 30}, 2)
	fmt.Println(z, err)
	// Output: [-1 -1 1 1] <nil>
}

func ExampleMutualInformation() {
	z := []float32{0, 0, 1, 0, 0, 1, 1, 1} // four codes of two numbers
	first := metric.Factor{Values: []float64{0, 1, 0, 1}}
	information, entropy, err := metric.MutualInformation(z, 2, []metric.Factor{first}, 2)
	fmt.Printf("%.2f of %.2f %v\n", information, entropy, err)
	// Output: [[0.69 0.00]] of [0.69] <nil>
}

func ExampleMIG() {
	mig, err := metric.MIG([][]float64{{0.9, 0.1}, {0.2, 0.4}}, []float64{1, 1})
	fmt.Printf("%.2f %v\n", mig, err)
	// Output: 0.50 <nil>
}

func ExampleImportance() {
	z, angle := ring()
	weights, r2, err := metric.Importance(z, 2, []metric.Factor{{Values: angle, Circular: true}})
	fmt.Printf("%.2f, R² %.2f %v\n", weights, r2, err)
	// Output: [[0.71 0.71]], R² [1.00] <nil>
}

func ExampleDCI() {
	d, c, err := metric.DCI([][]float64{{1, 1, 0}, {0, 0, 1}}) // two axes serve one factor
	fmt.Printf("disentanglement %.2f, completeness %.2f %v\n", d, c, err)
	// Output: disentanglement 1.00, completeness 0.58 <nil>
}

func ExampleNewSupport() {
	train := []float32{0, 1, 2, 3} // codes of one number
	test := []float32{0.1, 1.2, 2.3, 3.1}
	s, err := metric.NewSupport(train, test, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := s.Distances([]float32{1.1, 7})
	fmt.Printf("limit %.1f, distances %.1f %v\n", s.Limit, d, err)
	// Output: limit 0.3, distances [0.1 4.0] <nil>
}
