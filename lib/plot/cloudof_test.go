package plot_test

import (
	"fmt"
	"reflect"
	"testing"

	"seminar.example/lib/plot"
)

func TestCloudOf(t *testing.T) {
	got := plot.CloudOf("epoch 1", []float32{1, 2, 3, 4, 5, 6}, []uint8{7, 0})
	want := plot.Cloud{Title: "epoch 1", X: []float64{1, 4}, Y: []float64{2, 5}, Z: []float64{3, 6}, Class: []int{7, 0}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("in space: %+v, expected %+v", got, want)
	}
	got = plot.CloudOf("", []float32{1, 2, 3, 4}, []uint8{1, 2})
	want = plot.Cloud{X: []float64{1, 3}, Y: []float64{2, 4}, Class: []int{1, 2}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("in the plane: %+v, expected %+v", got, want)
	}
}

// What does not fit is an error of the figure.
func TestCloudOfMisfits(t *testing.T) {
	for name, z := range map[string][]float32{"none": nil, "too few": {1, 2, 3}, "ragged": {1, 2, 3, 4, 5}} {
		q := plot.Scatter{Name: "99-cloud", Title: "t", Alt: "a", XLabel: "x", YLabel: "y",
			Clouds: []plot.Cloud{plot.CloudOf("", z, []uint8{1, 2})}}
		if _, err := q.Figure(); err == nil {
			t.Errorf("%s: a figure of %v", name, z)
		}
	}
}

func ExampleCloudOf() {
	c := plot.CloudOf("codes", []float32{0.5, 1, -2, 0.25, 3, 4}, []uint8{3, 8})
	fmt.Println(c.X, c.Y, c.Z, c.Class)
	// Output: [0.5 0.25] [1 3] [-2 4] [3 8]
}
