package knn_test

import (
	"fmt"
	"log"

	"seminar.example/lib/knn"
)

// corners holds four points in the plane.
func corners() *knn.Set {
	s, err := knn.NewSet([]float32{
		0, 0,
		1, 0,
		1, 2,
		9, 9,
	}, 2)
	if err != nil {
		log.Fatal(err)
	}
	return s
}

func ExampleNewSet() {
	s, err := knn.NewSet([]float32{0, 0, 1, 0, 1, 2, 9, 9}, 2)
	fmt.Println(s.Len(), "points", err)
	// Output: 4 points <nil>
}

func ExampleSet_Search() {
	near, err := corners().Search([]float32{1, 1}, 2) // one query
	fmt.Println(near[0], err)
	// Output: [{1 1} {2 1}] <nil>
}

func ExampleSet_Nearest() {
	distances, at, err := corners().Nearest([]float32{0, 3, 9, 8}) // two queries
	fmt.Printf("%.3f %d %v\n", distances, at, err)
	// Output: [1.414 1.000] [2 3] <nil>
}

func ExampleSet_SearchEach() {
	err := corners().SearchEach([]float32{1, 1}, 1, func(query int, near []knn.Neighbor) {
		fmt.Println(query, near) // both are nearest
	})
	fmt.Println(err)
	// Output:
	// 0 [{1 1} {2 1}]
	// <nil>
}

func ExampleSet_Others() {
	near, err := corners().Others(1)
	fmt.Println(near[0], near[2], err)
	// Output: [{1 1}] [{1 2}] <nil>
}

func ExampleSet_OthersEach() {
	err := corners().OthersEach(2, 3, 1, func(point int, near []knn.Neighbor) {
		fmt.Println(point, near)
	})
	fmt.Println(err)
	// Output:
	// 2 [{1 2}]
	// <nil>
}

func ExampleSet_Nearer() {
	count, err := corners().Nearer(0, [][]int{{1, 3}})
	fmt.Println(count, err) // 1 is the nearest; two points are nearer than 3
	// Output: [[0 2]] <nil>
}

func ExampleSet_Graph() {
	g, err := corners().Graph(1)
	for _, e := range g.Edges() {
		fmt.Printf("%d–%d %.1f  ", e.A, e.B, e.Length)
	}
	fmt.Println(err)
	// Output: 0–1 1.0  1–2 2.0  2–3 10.6  <nil>
}

func ExampleGraph_Edges() {
	g := knn.Graph{{{Index: 1, Distance: 3}}, {{Index: 0, Distance: 3}}}
	fmt.Println(g.Edges())
	// Output: [{0 1 3}]
}

// parts are three points on a line, and one alone.
var parts = knn.Graph{
	{{Index: 1, Distance: 1}},
	{{Index: 0, Distance: 1}, {Index: 2, Distance: 2}},
	{{Index: 1, Distance: 2}},
	nil,
}

func ExampleGraph_Components() {
	part, size := parts.Components()
	fmt.Println(part, size)
	// Output: [0 0 0 1] [3 1]
}

func ExampleGraph_Distances() {
	length, err := parts.Distances(0)
	fmt.Println(length, err)
	// Output: [0 1 3 +Inf] <nil>
}
