package show

import (
	"math/rand/v2"
	"slices"
)

// drawnCodes are codes tried besides those given, to find units that never fire.
const drawnCodes = 4000

// pruned returns the decoder without the units of fully connected ReLU layers that are 0
// for every code of Z and for codes drawn from the box that a reader moves in: they add
// nothing to a picture, and in the seminar's decoder a quarter of the page. last are the
// inputs of the last layer for every fourth of these codes, or nil where not all layers
// are such layers.
func (q Decoder) pruned(box [][2]float64) (_ Decoder, last []float32) {
	rng := rand.New(rand.NewPCG(1, 0))
	codes := slices.Clone(q.Z)
	for range drawnCodes {
		for _, r := range box {
			codes = append(codes, float32(r[0]+(r[1]-r[0])*rng.Float64()))
		}
	}
	q.Weights, q.Biases = slices.Clone(q.Weights), slices.Clone(q.Biases)
	x, in := codes, q.DZ
	for l := 0; l+1 < len(q.Weights); l++ {
		out, next := len(q.Biases[l]), len(q.Biases[l+1])
		if q.Activations[l] != "relu" || len(q.Weights[l]) != in*out || len(q.Weights[l+1]) != out*next {
			return q, nil
		}
		y, fires := rectified(x, in, q.Weights[l], q.Biases[l])
		var keep []int
		for o, is := range fires {
			if is {
				keep = append(keep, o)
			}
		}
		if len(keep) == 0 { // a decoder that draws one picture alone
			return q, nil
		}
		var w, b, after, z []float32
		for _, o := range keep {
			w, b = append(w, q.Weights[l][o*in:(o+1)*in]...), append(b, q.Biases[l][o])
		}
		pick := func(rows []float32) (cut []float32) {
			for row := range slices.Chunk(rows, out) {
				for _, o := range keep {
					cut = append(cut, row[o])
				}
			}
			return cut
		}
		after, z = pick(q.Weights[l+1]), pick(y)
		q.Weights[l], q.Biases[l], q.Weights[l+1] = w, b, after
		x, in = z, len(keep)
	}
	for i := 0; i < len(x); i += 4 * in {
		last = append(last, x[i:i+in]...)
	}
	return q, last
}

// rectified is max(0, Wx + b) of each row of x, and which units are above 0 anywhere.
func rectified(x []float32, in int, w, b []float32) (y []float32, fires []bool) {
	fires = make([]bool, len(b))
	for row := range slices.Chunk(x, in) {
		for o, sum := range b {
			for j, v := range row {
				sum += w[o*in+j] * v
			}
			fires[o] = fires[o] || sum > 0
			y = append(y, max(0, sum))
		}
	}
	return y, fires
}
