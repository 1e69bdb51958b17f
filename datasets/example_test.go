package datasets_test

import (
	"fmt"

	"seminar.example/datasets"
)

func ExampleMNIST() {
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(test.Name, test.N, test.Rows, test.Cols)
	fmt.Println("labels", test.Labels[:10])
	fmt.Println("row 7 of image 0:", test.Image(0)[7*28 : 8*28][6:10])
	// Output:
	// MNIST 10000 28 28
	// labels [7 2 1 0 4 1 4 9 5 9]
	// row 7 of image 0: [0.32941177 0.7254902 0.62352943 0.5921569]
}

func ExampleOther() {
	_, err := datasets.Other("data/fashion", datasets.Train)
	fmt.Println(err)
	// Output:
	// datasets: other: data/fashion is not a folder that can be opened
}

func ExampleSigned() {
	signed := datasets.Signed([]float32{0, 0.25, 1})
	fmt.Println(signed, datasets.Unit(signed))
	// Output: [-1 -0.5 1] [0 0.25 1]
}

func ExampleUnit() {
	fmt.Println(datasets.Unit([]float32{-1.2, 0, 0.5, 3}))
	// Output: [0 0.5 0.75 1]
}

func ExampleImages_Image() {
	im := datasets.Images{N: 2, Rows: 1, Cols: 3, X: []float32{0, 0.5, 1, 1, 0.5, 0}}
	fmt.Println(im.Image(1))
	// Output: [1 0.5 0]
}
