package manifold_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"seminar.example/lib/manifold"
)

// line holds four points near a line in the plane.
var line = []float32{
	0, 0,
	1, 1,
	2, 2,
	3, 3.5,
}

func ExampleFitPCA() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.3f\n", p.Mean)
	fmt.Printf("direction %.3f\n", p.Components)
	fmt.Printf("variances %.3f\n", p.Variance)
	// Output:
	// mean [1.500 1.625]
	// direction [0.654 0.757]
	// variances [3.885 0.011]
}

func ExamplePCA_Share() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.1f %%\n", 100*p.Share(1))
	// Output: 99.7 %
}

func ExamplePCA_Needed() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Needed(0.95), p.Needed(0.999))
	// Output: 1 2
}

func ExamplePCA_Transform() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	z, err := p.Transform(line, 1) // 4×1
	if err != nil {
		log.Fatal(err)
	}
	y, err := p.Inverse(z, 1) // 4×2
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("codes %.2f\n", z)
	fmt.Printf("points %.2f\n", y)
	// Output:
	// codes [-2.21 -0.80 0.61 2.40]
	// points [0.05 -0.05 0.98 1.02 1.90 2.09 3.07 3.44]
}

func ExamplePCA_Inverse() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	y, err := p.Inverse([]float32{0, 1}, 1)
	fmt.Printf("%.3f %v\n", y, err)
	// Output: [1.500 1.625 2.154 2.382] <nil>
}

func ExamplePCA_Reconstruct() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	y, err := p.Reconstruct([]float32{3, 0}, 1)
	fmt.Printf("%.3f %v\n", y, err)
	// Output: [1.337 1.437] <nil>
}

func ExampleLoadPCA() {
	p, err := manifold.FitPCA(line, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "line.pca")
	if err := p.Save(path); err != nil {
		log.Fatal(err)
	}
	again, err := manifold.LoadPCA(path)
	fmt.Println(again.D, again.K, err)
	// Output: 2 1 <nil>
}

func ExampleGaussianLike() {
	g, err := manifold.GaussianLike(line, 2, 10000, 1)
	if err != nil {
		log.Fatal(err)
	}
	p, err := manifold.FitPCA(g, 2, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("mean %.1f, direction %.2f\n", p.Mean, p.Components)
	// Output: mean [1.5 1.6], direction [0.65 0.76]
}
