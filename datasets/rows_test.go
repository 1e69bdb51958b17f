package datasets_test

import (
	"fmt"
	"slices"
	"testing"

	"seminar.example/datasets"
)

func TestRows(t *testing.T) {
	x := []float32{0, 1, 10, 11, 20, 21}
	got, err := datasets.Rows(x, 2, []int{2, 0, 2})
	if err != nil || !slices.Equal(got, []float32{20, 21, 0, 1, 20, 21}) {
		t.Errorf("rows 2, 0, 2: %v, %v", got, err)
	}
	if got[0] = 99; x[4] != 20 {
		t.Error("the rows are no copy")
	}
	for _, c := range []struct {
		d  int
		at []int
	}{{2, []int{3}}, {2, []int{-1}}, {4, nil}, {0, nil}} {
		if _, err := datasets.Rows(x, c.d, c.at); err == nil {
			t.Errorf("rows %v of width %d: no error", c.at, c.d)
		}
	}
}

func TestPictures(t *testing.T) {
	y := make([]float32, 2*784)
	y[0], y[784], y[785] = -1, 1, 3
	got, err := datasets.Pictures(y)
	if err != nil || len(got) != 2 || len(got[1]) != 784 {
		t.Fatalf("%d pictures, %v", len(got), err)
	}
	if got[0][0] != 0 || got[0][1] != 0.5 || got[1][0] != 1 || got[1][1] != 1 {
		t.Errorf("-1, 0, 1 and 3 became %v, %v, %v and %v", got[0][0], got[0][1], got[1][0], got[1][1])
	}
	if _, err := datasets.Pictures(y[:783]); err == nil {
		t.Error("part of an image: no error")
	}
}

func TestFirstOfEach(t *testing.T) {
	im := &datasets.Images{Labels: []uint8{7, 2, 7, 0, 2, 9}}
	if got := im.FirstOfEach(); !slices.Equal(got, []int{3, 1, 0, 5}) {
		t.Errorf("first of 0, 2, 7, 9: %v", got)
	}
}

func ExampleRows() {
	x := []float32{0, 0, 1, 1, 2, 2}
	rows, err := datasets.Rows(x, 2, []int{2, 1})
	fmt.Println(rows, err)
	// Output: [2 2 1 1] <nil>
}

func ExamplePictures() {
	black := make([]float32, 784)
	for i := range black {
		black[i] = -1
	}
	pictures, err := datasets.Pictures(black)
	fmt.Println(len(pictures), pictures[0][0], err)
	// Output: 1 0 <nil>
}

func ExampleImages_FirstOfEach() {
	im := &datasets.Images{Labels: []uint8{1, 0, 1}}
	fmt.Println(im.FirstOfEach())
	// Output: [1 0]
}

func TestOf(t *testing.T) {
	im := &datasets.Images{Labels: []uint8{7, 2, 7, 0, 2, 9}}
	for label, want := range map[uint8][]int{0: {3}, 2: {1, 4}, 7: {0, 2}, 9: {5}, 1: nil, 255: nil} {
		if got := im.Of(label); !slices.Equal(got, want) {
			t.Errorf("label %d: %v, expected %v", label, got, want)
		}
	}
}

func ExampleImages_Of() {
	im := &datasets.Images{Labels: []uint8{1, 0, 1}}
	fmt.Println(im.Of(1))
	// Output: [0 2]
}
