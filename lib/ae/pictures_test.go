package ae_test

import (
	"math"
	"testing"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"seminar.example/lib/ae"
)

// waves are numbers that no place repeats.
func waves(dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(math.Sin(1.3*float64(i) + 0.1*float64(len(dims))))
	}
	return tensors.FromFlatDataAndDimensions(x, dims...)
}

// Conv3 against a loop over places, for more and for fewer channels out than
// in, and its gradients against central differences of a weighted sum.
func TestConv3(t *testing.T) {
	const h, w, n = 3, 4, 2
	for _, c := range [][2]int{{2, 3}, {3, 2}, {2, 2}} {
		in, out := c[0], c[1]
		args := []*tensors.Tensor{waves(out, in, 3, 3), waves(out), waves(in, h, w, n), waves(out, h, w, n)}
		results, err := CallOnceN(open(t), func(weight, bias, x, v *Node) []*Node {
			y := ae.Conv3(weight, bias, x)
			return append([]*Node{y}, Gradient(ReduceAllSum(Mul(y, v)), weight, bias, x)...)
		}, args[0], args[1], args[2], args[3])
		ok(t, err)
		var x [][]float32
		for _, a := range args {
			x = append(x, tensors.MustCopyFlatData[float32](a))
		}
		loop := func() (y []float64) {
			for o := range out {
				for i := range h {
					for j := range w {
						for k := range n {
							sum := float64(x[1][o])
							for c := range in {
								for tap := range 9 {
									a, b := i+tap/3-1, j+tap%3-1
									if a >= 0 && a < h && b >= 0 && b < w {
										sum += float64(x[0][(o*in+c)*9+tap]) * float64(x[2][((c*h+a)*w+b)*n+k])
									}
								}
							}
							y = append(y, sum)
						}
					}
				}
			}
			return y
		}
		for i, want := range loop() {
			if got := tensors.MustCopyFlatData[float32](results[0])[i]; math.Abs(float64(got)-want) > 2e-6 {
				t.Fatalf("%d to %d channels: number %d is %v, expected %v", in, out, i, got, want)
			}
		}
		for g := range 3 {
			gradient := tensors.MustCopyFlatData[float32](results[1+g])
			for i := range x[g] {
				const step = 1.0 / 64
				was, change := x[g][i], 0.0
				for _, s := range []float32{step, -step} {
					x[g][i] = was + s
					for k, y := range loop() {
						change += y * float64(x[3][k]) * float64(s) / (2 * step * step)
					}
				}
				x[g][i] = was
				if math.Abs(float64(gradient[i])-change) > 1e-5 {
					t.Fatalf("%d to %d channels: gradient %d of argument %d is %v, expected %v", in, out, i, g, gradient[i], change)
				}
			}
		}
	}
}
