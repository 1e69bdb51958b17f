package curse_test

import (
	"fmt"
	"math"

	"seminar.example/lib/curse"
)

func ExampleLog10Cells() {
	fmt.Println(curse.PowerOfTen(curse.Log10Cells(10, 3)), curse.PowerOfTen(curse.Log10Cells(2, 784)))
	// Output: 1000 1.02·10^236
}

func ExamplePowerOfTen() {
	fmt.Println(curse.PowerOfTen(curse.Log10Cells(256, 784)))
	// Output: 1.15·10^1888
}

func ExampleFilled() {
	for d := 1; d <= 3; d++ {
		fmt.Printf("%.4f ", curse.Filled(5, 10, d))
	}
	// Output: 0.4095 0.0490 0.0050
}

func ExampleSampleFilled() {
	e, err := curse.SampleFilled(5, 10, 1, 1000, 1)
	fmt.Printf("%v, exact %.4f %v\n", e, curse.Filled(5, 10, 1), err)
	// Output: 0.4109 ± 0.0022 (n = 1000), exact 0.4095 <nil>
}

func ExampleFilledBy() {
	points := []float32{.05, .25, .45, .65, .85}
	share, cells, err := curse.FilledBy(points, 1, 10)
	fmt.Println(share, cells, err)
	// Output: 0.5 5 <nil>
}

func ExampleSampleEdge() {
	e, err := curse.SampleEdge(0.01, 10, 100_000, 1)
	fmt.Println(e, err)
	// Output: 0.6308 ± 0.0022 (n = 100000) <nil>
}

func ExampleShell() {
	fmt.Printf("%.3f %.3f %.3f\n", curse.Shell(.01, 10), curse.Shell(.01, 100), curse.Shell(.01, 300))
	// Output: 0.096 0.634 0.951
}

func ExampleSampleShell() {
	e, err := curse.SampleShell(.01, 100, 10_000, 1)
	fmt.Println(math.Abs(e.Off(curse.Shell(.01, 100))) < 3, err)
	// Output: true <nil>
}

func ExampleLogBallVolume() {
	fmt.Printf("%.4f %.4f\n", math.Exp(curse.LogBallVolume(2)), math.Exp(curse.LogBallVolume(3)))
	// Output: 3.1416 4.1888
}

func ExampleLog10BallInCube() {
	fmt.Println(curse.PowerOfTen(curse.Log10BallInCube(784)))
	// Output: 7.16·10^-890
}

func ExampleSampleBallInCube() {
	e, err := curse.SampleBallInCube(5, 100_000, 1)
	fmt.Println(e, err)
	// Output: 0.1633 ± 0.0012 (n = 100000) <nil>
}

func ExampleSampleMedianNearest() {
	e, err := curse.SampleMedianNearest(500, 10, 1000, 1)
	fmt.Println(math.Abs(e.Off(0.51779213)) < 3, err)
	// Output: true <nil>
}

func ExampleGaussianDistance() {
	mean, sd := curse.GaussianDistance(784)
	fmt.Printf("%.2f ± %.2f\n", mean, sd)
	// Output: 39.59 ± 1.00
}

func ExamplePairDistances() {
	distances, err := curse.PairDistances([]float32{0, 0, 3, 4, 0, 1}, 2)
	fmt.Printf("%.2f %v\n", distances, err)
	// Output: [5.00 1.00 4.24] <nil>
}

func ExampleExtremesOf() {
	e, err := curse.ExtremesOf([]float64{2, 1, 4})
	fmt.Println(e.Ratio(), e.Contrast(), err)
	// Output: 4 3 <nil>
}

func ExampleUniform() {
	x, err := curse.Uniform(100, 784, 1) // 100×784
	fmt.Println(len(x), err)
	// Output: 78400 <nil>
}

func ExampleGaussian() {
	x, err := curse.Gaussian(100, 784, 1) // 100×784
	fmt.Println(len(x), err)
	// Output: 78400 <nil>
}

func ExampleBall() {
	x, err := curse.Ball(500, 100, 1) // 500×100
	nearest := 1.0                    // to the centre
	for i := 0; i < len(x); i += 100 {
		var squares float64
		for _, v := range x[i : i+100] {
			squares += float64(v) * float64(v)
		}
		nearest = min(nearest, math.Sqrt(squares))
	}
	fmt.Println(nearest > 0.9, nearest < 0.97, err)
	// Output: true true <nil>
}

func ExampleSampleMaxMin() {
	e, err := curse.SampleMaxMin(200, 100, 10, 1)
	fmt.Println(e.Value > 1.6 && e.Value < 1.9, err)
	// Output: true <nil>
}

func ExampleContrast() {
	x := []float32{1, 2, 5} // three points on a line
	q := []float32{0, 3}    // two queries
	e, err := curse.Contrast(x, q, 1)
	fmt.Println(e, err)
	// Output: 2.5 (1.3 to 3.7) <nil>
}

func ExampleBandOf() {
	b, err := curse.BandOf([]float64{1, 2, 3, 4, 100})
	fmt.Println(b, err)
	// Output: 3 (1.4 to 61.6) <nil>
}

func ExampleSampleNearest() {
	v, err := curse.SampleNearest(1000, 500, 50, 1, 1)
	fmt.Println(v.Within.Value > 0.5, v.Lost.Value < 0.1, err)
	// Output: true true <nil>
}

func ExampleGrowth_Bend() {
	g := curse.Growth{D: []float64{1, 2, 3, 4}, N: []float64{10, 1e4, 1e9, 1e16}}
	fmt.Printf("%.2f\n", g.Bend().Value) // log₁₀ n = d²
	// Output: 1.00
}

func ExampleSamplesNeeded() {
	g, err := curse.SamplesNeeded(curse.Learning{Dims: []int{2, 3, 4, 5}, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("each dimension takes %.1f times more examples\n", g.Factor())
	// Output: each dimension takes 3.3 times more examples
}

func ExampleLog10SamplesPredicted() {
	fmt.Println(curse.PowerOfTen(curse.Log10SamplesPredicted(0.5, 784)))
	// Output: 1.25·10^380
}

func ExampleLearningCurve() {
	rms, err := curse.LearningCurve(3, []int{10, 100, 1000}, 1000, 1)
	fmt.Printf("%.1f %v\n", rms, err)
	// Output: [0.9 0.4 0.2] <nil>
}

func ExampleBallsNeeded() {
	g, err := curse.BallsNeeded(curse.Covering{Dims: []int{2, 3, 4, 5, 6}, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("each dimension takes %.1f times more balls\n", g.Factor())
	// Output: each dimension takes 2.2 times more balls
}

func ExampleLog10CoverBounds() {
	low, high := curse.Log10CoverBounds(0.5, 784)
	fmt.Println("at least", curse.PowerOfTen(low), "balls, at most", curse.PowerOfTen(high))
	// Output: at least 1.40·10^889 balls, at most 3.73·10^1134
}
