package pixel_test

import (
	"fmt"
	"math"
	"testing"

	"seminar.example/lib/metric"
	"seminar.example/lib/pixel"
)

// pair is a picture of 8×9 on [0,1], and another that shares much of it.
func pair() (x, y []float32) {
	for i := range 72 {
		a, b := float64((i*37+11)%64)/63, float64((i*53+5)%64)/63
		x, y = append(x, float32(a)), append(y, float32(0.7*a+0.3*b))
	}
	return x, y
}

// The numbers are scikit-image's 0.26.0: structural_similarity and
// peak_signal_noise_ratio of the same pictures, data_range = peak.
func TestAsScikitImage(t *testing.T) {
	for _, c := range []struct{ peak, ssim, psnr float64 }{
		{1, 0.8849982023516096, 18.452512573317406},
		{2, 0.7723744291371974, 18.452512573317406}, // on [-1,1]
	} {
		x, y := pair()
		if c.peak == 2 {
			for i := range x {
				x[i], y[i] = 2*x[i]-1, 2*y[i]-1
			}
		}
		got, err := pixel.SSIM(x, y, 8, 9, c.peak)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got-c.ssim) > 1e-6 { // our pictures are float32
			t.Errorf("peak %g: SSIM %.8f, scikit-image has %.8f", c.peak, got, c.ssim)
		}
		if same, err := pixel.SSIM(y, x, 8, 9, c.peak); err != nil || math.Abs(same-got) > 1e-12 {
			t.Errorf("SSIM is not symmetric: %v and %v (%v)", got, same, err)
		}
		mse, err := metric.MSE(x, y)
		if err != nil {
			t.Fatal(err)
		}
		if got := metric.PSNR(mse, c.peak); math.Abs(got-c.psnr) > 1e-5 {
			t.Errorf("peak %g: PSNR %.7f, scikit-image has %.7f", c.peak, got, c.psnr)
		}
	}
}

func TestSSIMLimits(t *testing.T) {
	x, y := pair()
	if got, err := pixel.SSIM(x, x, 8, 9, 1); err != nil || got != 1 {
		t.Errorf("an image and itself: %v, %v", got, err)
	}
	black, grey := make([]float32, 72), make([]float32, 72)
	for i := range grey {
		grey[i] = 0.5
	}
	// scikit-image: 0.0003998400639744103, c₁ over the squared difference.
	if got, err := pixel.SSIM(black, grey, 8, 9, 1); err != nil || math.Abs(got-0.0003998400639744103) > 1e-9 {
		t.Errorf("black and grey: %v, %v", got, err)
	}
	for name, call := range map[string]func() (float64, error){
		"too small":   func() (float64, error) { return pixel.SSIM(x[:36], y[:36], 6, 6, 1) },
		"not whole":   func() (float64, error) { return pixel.SSIM(x[:71], y[:71], 8, 9, 1) },
		"differ":      func() (float64, error) { return pixel.SSIM(x, y[:71], 8, 9, 1) },
		"none":        func() (float64, error) { return pixel.SSIM(nil, nil, 8, 9, 1) },
		"peak of 0":   func() (float64, error) { return pixel.SSIM(x, y, 8, 9, 0) },
		"peak is NaN": func() (float64, error) { return pixel.SSIM(x, y, 8, 9, math.NaN()) },
	} {
		if _, err := call(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func ExampleSSIM() {
	x := make([]float32, 28*28)
	for i := range x {
		x[i] = float32(i%28) / 27
	}
	s, err := pixel.SSIM(x, x, 28, 28, 1)
	fmt.Println(s, err)
	// Output: 1 <nil>
}
