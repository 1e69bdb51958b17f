package train

import (
	"fmt"
	"math/rand/v2"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/ae"
	"seminar.example/lib/say"
)

// Objective is what a run minimises where that is more than the distance of a
// reconstruction from its target. It sees the inputs, whatever is drawn for each
// batch, such as transformed images or noise, and codes: it calls the functions of the
// net itself. [Variational] is one.
//
// Its zero value is none. Introduced in notebook 09.
type Objective struct {
	// Name tells it from others: it stands in the recipe of a weights file in place of
	// the functions. Another formula or number needs another name.
	Name string

	// Draw returns what Loss needs beside the batch x, batch×d: slices of as many rows
	// as the batch, of any width. It draws from rng alone, which depends on the
	// run's seed, the epoch and the step, so that a run can go on where another
	// stopped. nil: nothing is needed.
	Draw func(x []float32, rng *rand.Rand) ([][]float32, error)

	// Loss is a graph function.
	//
	//	in  [batch, d] the batch, then what Draw returns → [] (a scalar)
	Loss func(scope *model.Scope, in []*Node) *Node
}

// Variational is the objective of a β-VAE, for each pixel: the cross-entropy between
// x and what comes back of a code drawn near its mean, and β times the divergence of
// the codes from the standard normal distribution.
//
//	L = CE(x, g(z)) + β·KL/d,  z = µ + σ·noise
//
// Source: Higgins et al., "β-VAE", ICLR 2017, equation 4; Kingma and Welling,
// "Auto-encoding variational Bayes", ICLR 2014, with β = 1. Used in notebook 10.
func Variational(net ae.VAE, beta float64) Objective {
	return Objective{Name: fmt.Sprintf("VAE, beta %g", beta),
		Draw: func(x []float32, rng *rand.Rand) ([][]float32, error) {
			return [][]float32{Normal(len(x)/net.In()*net.Code(), rng)}, nil
		},
		Loss: func(scope *model.Scope, in []*Node) *Node {
			mean, logVariance := net.Posterior(scope, in[0])
			y := net.Decode(scope, ae.Sample(mean, logVariance, in[1]))
			return Add(ae.CrossEntropy.Mean(in[0], y), MulScalar(ae.KL(mean, logVariance), beta/float64(net.In())))
		}}
}

// given reports whether there is one.
func (o Objective) given() bool { return o.Loss != nil }

// check says what is wrong with the objective in a run's options, if anything is.
func (o Options) checkObjective(data Data) error {
	switch one := o.Objective; {
	case !one.given() && (one.Name != "" || one.Draw != nil):
		return say.Errorf("train: the objective %q has no Loss", one.Name)
	case !one.given():
		return nil
	case one.Name == "":
		return say.Errorf("train: an objective without a Name: weights files tell it from others by that")
	case o.Noise.Kind != "":
		return say.Errorf("train: noise beside the objective %q: let its Draw damage the batch", one.Name)
	case data.TrainTargets != nil:
		return say.Errorf("train: targets beside the objective %q: let its Draw return what its Loss compares with", one.Name)
	}
	return nil
}

// StepOn takes one step by t.Objective on a batch, and returns the loss before it.
//
//	in  the batch, n×d, then what the objective's Draw returns, n rows each
//
// Errors: no objective; slices that are no n rows; a loss that is no finite
// number (*NotFinite).
func (t *Trainer) StepOn(in ...[]float32) (loss float64, err error) {
	if !t.Objective.given() {
		return 0, say.Errorf("train: StepOn: the trainer has no objective: set it before the first step, or call Step")
	}
	d, n := t.model.Net.In(), 0
	if len(in) > 0 {
		n = len(in[0]) / d
	}
	if n == 0 || len(in[0]) != n*d {
		return 0, say.Errorf("train: StepOn: no batch of n×%d numbers, n at least 1", d)
	}
	for i, x := range in {
		if len(x) == 0 || len(x)%n != 0 {
			return 0, say.Errorf("train: the objective %q: input %d holds %d numbers: expected as many rows as the batch, %d, of one width", t.Objective.Name, i, len(x), n)
		}
	}
	return t.take(n, in...)
}

// Normal returns n standard normal numbers, such as the noise of ae.Sample.
// Introduced in notebook 09.
func Normal(n int, rng *rand.Rand) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}
