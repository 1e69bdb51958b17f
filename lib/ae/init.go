package ae

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// SplitMix64 is the random generator that draws initial weights, so that every
// backend, and PyTorch beside them, starts from the same numbers. Its value is
// its state: SplitMix64(seed) starts it.
//
// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014.
type SplitMix64 uint64

// Uint64 returns the next number.
func (s *SplitMix64) Uint64() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// Uniform returns the next number in [0, 1), with 53 bits.
func (s *SplitMix64) Uniform() float64 {
	return float64(s.Uint64()>>11) * 0x1p-53
}

// Init puts an architecture's initial weights into store, drawn as PyTorch's
// nn.Linear and nn.Conv2d draw them: weights and biases uniform in ±1/√in, where
// in is the number of inputs of one output.
//
// The draws come from SplitMix64(seed): layer by layer, encoder then decoder,
// the weights row by row as PyTorch keeps them, [out, in, …], then the bias
// [out]. The same seed gives the same weights on every backend.
//
// Errors: an architecture that cannot be built, a store that has such weights.
//
// Source: PyTorch, torch.nn.Linear ("Variables").
func Init(a Architecture, store *model.Store, seed uint64) error {
	if err := a.check(); err != nil {
		return err
	}
	s := SplitMix64(seed)
	for _, l := range a.layers() {
		bound := 1 / math.Sqrt(float64(l.fanIn()))
		scope := store.RootScope().At("%s", l.half).At("%d", l.index)
		if scope.GetVariable("weight") != nil {
			return say.Errorf("ae: the store already has a weight %s.%d: use a new store", l.half, l.index)
		}
		for _, v := range []struct {
			name string
			dims []int
		}{{"weight", l.weight}, {"bias", []int{l.out()}}} {
			w := make([]float32, size(v.dims))
			for i := range w {
				w[i] = float32((2*s.Uniform() - 1) * bound)
			}
			if _, err := scope.CreateVariable(v.name, tensors.FromFlatDataAndDimensions(w, v.dims...)); err != nil {
				return fmt.Errorf("ae: %w", err)
			}
		}
	}
	return nil
}
