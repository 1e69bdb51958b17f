package pixel_test

import (
	"fmt"

	"seminar.example/lib/pixel"
)

func ExampleShapes() {
	image := make([]float32, 28*28) // a bar of 4 by 16 pixels
	for y := 6; y < 22; y++ {
		for x := 12; x < 16; x++ {
			image[y*28+x] = 1
		}
	}
	shapes, err := pixel.Shapes(image, 28, 28)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := shapes[0]
	fmt.Printf("area %.0f, height %.1f\n", s.Area, s.Height)
	// Output: area 64, height 16.0
}

func ExampleInk() {
	frame := []float32{0.02, 0.6, 0.03, 0.9} // haze, ink, haze, ink
	fmt.Println(pixel.Ink(frame, 0.1))
	// Output: [0 0.6 0 0.9]
}
