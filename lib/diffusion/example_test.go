package diffusion_test

import (
	"fmt"
	"math/rand/v2"

	"seminar.example/lib/diffusion"
)

// All data is at 3 or at 5, one as likely as the other: a sample is one of both, and
// never the mean of both, which the denoiser answers while there is much noise.
func ExampleSampler_Sample() {
	two, err := diffusion.Exact([]float32{3, 5}, 1)
	if err != nil {
		panic(err)
	}
	x, err := diffusion.Sampler{Steps: 40}.Sample(two, 6, 1, rand.New(rand.NewPCG(2, 0)))
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f\n", x)
	// Output: [5.00 3.00 5.00 3.00 3.00 5.00]
}
