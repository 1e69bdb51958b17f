package manifold_test

import (
	"fmt"
	"log"
	"math"

	"seminar.example/lib/manifold"
)

func ExampleRing() {
	p, err := manifold.Ring(100, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d points, radius %.3f\n", p.N, math.Hypot(p.Axis(0)[0], p.Axis(1)[0]))
	// Output: 100 points, radius 1.000
}

func ExampleSpiral() {
	p, err := manifold.Spiral(100, 0.02, 1)
	fmt.Println(p.N, p.D, p.Names, err)
	// Output: 100 2 [length] <nil>
}

func ExampleSwissRoll() {
	p, err := manifold.SwissRoll(1000, 0, 1)
	fmt.Println(p.N, p.D, p.Names, err)
	// Output: 1000 3 [length height] <nil>
}

func ExampleSphere() {
	p, err := manifold.Sphere(1000, 2, 0, 1)
	fmt.Println(p.N, p.D, p.Names, err)
	// Output: 1000 3 [angle 1 angle 2] <nil>
}

func ExampleCube() {
	p, err := manifold.Cube(1000, 5, 0, 1)
	fmt.Println(p.N, p.D, p.K, err)
	// Output: 1000 5 5 <nil>
}

func ExamplePoints_Embed() {
	p, err := manifold.Cube(1000, 5, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	e, err := p.Embed(784, 0.01, 1)
	fmt.Println(e.N, e.D, e.K, err)
	// Output: 1000 784 5 <nil>
}

func ExamplePoints_Axis() {
	p := manifold.Points{N: 2, D: 3, X: []float32{1, 2, 3, 4, 5, 6}}
	fmt.Println(p.Axis(2))
	// Output: [3 6]
}

func ExamplePoints_Coordinate() {
	p, err := manifold.SwissRoll(1000, 0, 1)
	if err != nil {
		log.Fatal(err)
	}
	length := p.Coordinate(0)
	fmt.Println(len(length), p.Names[0])
	// Output: 1000 length
}

func ExampleColumn() {
	fmt.Println(manifold.Column([]float32{1, 2, 3, 4, 5, 6}, 3, 1))
	// Output: [2 5]
}

func ExampleTiles() {
	z := []float32{0, 1, 0.1, 0, 5, 3, 5.1, 2}
	tiles, err := manifold.Tiles(z, 2, 2, 2)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("left:", tiles[0], "right:", tiles[1])
	// Output: left: [[1] [0]] right: [[3] [2]]
}
