package metric_test

import (
	"fmt"

	"seminar.example/lib/metric"
)

func ExampleMSE() {
	mse, err := metric.MSE([]float32{-1, 0, 1, 1}, []float32{-1, 0, 0, 1})
	fmt.Println(mse, err)
	// Output: 0.25 <nil>
}

func ExampleMSEByRow() {
	x := []float32{0, 0, 1, 1} // two rows of two
	y := []float32{0, 1, 1, 1}
	mse, err := metric.MSEByRow(x, y, 2)
	fmt.Println(mse, err)
	// Output: [0.5 0] <nil>
}

func ExampleUnitMSE() {
	fmt.Printf("%.4f\n", metric.UnitMSE(0.2064))
	// Output: 0.0516
}

func ExampleSignedMSE() {
	fmt.Printf("%.4f\n", metric.SignedMSE(0.0516))
	// Output: 0.2064
}

func ExamplePSNR() {
	fmt.Printf("%.1f dB\n", metric.PSNR(0.01, 1))
	// Output: 20.0 dB
}

func ExampleKNNAccuracy() {
	train := []float32{0, 0.1, 0.9, 1} // four codes of one number
	trainLabels := []uint8{3, 3, 8, 8}
	test := []float32{0.2, 0.8, 0.3}
	testLabels := []uint8{3, 8, 8}
	accuracy, err := metric.KNNAccuracy(train, trainLabels, test, testLabels, 1, 2)
	fmt.Printf("%.3f %v\n", accuracy, err)
	// Output: 0.667 <nil>
}

func ExampleKNNVotes() {
	train := []float32{0, 0.1, 0.9, 1} // four codes of one number
	votes, err := metric.KNNVotes(train, []uint8{3, 3, 8, 8}, []float32{0.2, 0.8, 0.3}, 1, 2)
	fmt.Println(votes, err)
	// Output: [3 8 3] <nil>
}

func ExampleMeanByClass() {
	c, err := metric.MeanByClass([]float64{0.1, 0.3, 0.5}, []uint8{1, 8, 8})
	fmt.Println(c.Mean[1], c.Mean[8], c.Count[8], err)
	// Output: 0.1 0.4 2 <nil>
}

func ExampleShifts() {
	z := []float32{0, 0, 3, 4} // two codes, 5 apart
	moved := []float32{0, 1, 3, 4}
	s, err := metric.Shifts(z, moved, 2)
	fmt.Printf("%.1f %v\n", s, err)
	// Output: [0.2 0.0] <nil>
}

func ExampleSpreadOf() {
	s, err := metric.SpreadOf([]float64{0.131, 0.134, 0.1323})
	fmt.Println(s, err)
	// Output: 0.1324 ± 0.0015 (0.131 to 0.134, n = 3) <nil>
}

func ExampleTrustworthiness() {
	x := []float32{0, 1, 2, 3, 4, 5, 6, 7} // eight points on a line
	z := []float32{0, 1, 2, 3, 3, 2, 1, 0} // folded in the middle
	t, err := metric.Trustworthiness(x, 1, z, 1, 2)
	fmt.Printf("%.2f %v\n", t, err)
	// Output: 0.51 <nil>
}

func ExampleContinuity() {
	x := []float32{0, 1, 2, 3, 4, 5, 6, 7}     // eight points on a line
	z := []float32{0, 1, 2, 3, 90, 91, 92, 93} // torn in the middle
	c, err := metric.Continuity(x, 1, z, 1, 2)
	fmt.Printf("%.2f %v\n", c, err)
	// Output: 0.94 <nil>
}

func ExamplePearson() {
	r, err := metric.Pearson([]float64{1, 2, 3}, []float64{2, 4, 5})
	fmt.Printf("%.3f %v\n", r, err)
	// Output: 0.982 <nil>
}

func ExampleSpearman() {
	r, err := metric.Spearman([]float64{1, 2, 3}, []float64{1, 10, 1000})
	fmt.Println(r, err)
	// Output: 1 <nil>
}

func ExampleMultipleCorrelation() {
	z := []float32{0, 0, 1, 0, 0, 1, 1, 1} // four codes of two numbers
	y := []float64{0, 1, 1, 2}             // their sum
	r, err := metric.MultipleCorrelation(z, 2, y)
	fmt.Printf("%.3f %v\n", r, err)
	// Output: 1.000 <nil>
}

func ExamplePrincipalAngles() {
	floor := []float64{1, 0, 0, 0, 1, 0} // two directions in space
	wall := []float64{1, 1, 0, 0, 0, 1}
	angles, err := metric.PrincipalAngles(floor, wall, 3)
	fmt.Printf("%.2f %v\n", angles, err) // they share the direction (1, 1, 0)
	// Output: [1.57 0.00] <nil>
}

func ExampleShareOf() {
	s, err := metric.ShareOf(17, 20, 0.95)
	fmt.Println(s, err)
	// Output: 17 of 20 (64 % to 95 %) <nil>
}

func ExampleFewLabels() {
	codes := []float32{0, 1, 10, 11} // one number a point
	labels := []uint8{0, 0, 1, 1}
	accuracies, err := metric.FewLabels(codes, labels, []float32{2, 4, 7, 5}, []uint8{0, 0, 1, 1}, 1, 2, 1, 1)
	fmt.Println(accuracies, err)
	// Output: [0.75] <nil>
}
