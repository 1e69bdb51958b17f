package ae

import (
	"slices"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"seminar.example/lib/say"
)

// VAE is a fully connected variational autoencoder. Its encoder maps an input not
// to a code but to a normal distribution of codes, with a mean and a variance for each
// number: it ends in twice the code's size, the means first, then the logarithms of
// the variances.
//
//	q(z|x) = N(µ(x), σ²(x))
//
// A loss draws codes from it by [Sample] and holds it near N(0, 1) by [KL]. Outside
// training nothing is drawn: the code of an input is the mean, and Reconstruct
// decodes that.
//
// Source: D. P. Kingma, M. Welling, "Auto-encoding variational Bayes", ICLR 2014.
// Introduced in notebook 09.
type VAE struct{ Net }

// Posterior is the encoder, q(z|x).
//
//	x [batch, d] → mean, logVariance [batch, d_z]
//
// A graph function: it panics as Net.Encode does.
func (v VAE) Posterior(scope *model.Scope, x *Node) (mean, logVariance *Node) {
	x.AssertDims(-1, v.In())
	both := v.half(scope.At("encoder"), x, len(v.Encoder)-1, "")
	k := v.Code()
	both.AssertDims(-1, 2*k)
	return Slice(both, AxisRange(), AxisRange(0, k)), Slice(both, AxisRange(), AxisRange(k, 2*k))
}

// Encode is the mean of the posterior.
//
//	x [batch, d] → z [batch, d_z]
//
// A graph function: it panics as Net.Encode does.
func (v VAE) Encode(scope *model.Scope, x *Node) *Node {
	mean, _ := v.Posterior(scope, x)
	return mean
}

// Reconstruct decodes the mean of the posterior.
//
//	x [batch, d] → y [batch, d]
//
// A graph function: it panics as Net.Encode does.
func (v VAE) Reconstruct(scope *model.Scope, x *Node) *Node {
	return v.Decode(scope, v.Encode(scope, x))
}

func (v VAE) check() error {
	n := v.Net
	if len(n.Encoder) < 2 || len(n.Decoder) < 2 || n.Encoder[len(n.Encoder)-1] != 2*n.Decoder[0] {
		return say.Errorf("ae: encoder %v and decoder %v of a VAE: the encoder must end at twice the width at which the decoder begins, for a mean and a variance of each number",
			n.Encoder, n.Decoder)
	}
	if n.OnCode != "" {
		return say.Errorf("ae: %q on the code of a VAE: means and logarithms take any value, so it must have no activation", n.OnCode)
	}
	n.Encoder = slices.Clone(n.Encoder)
	n.Encoder[len(n.Encoder)-1] = n.Decoder[0]
	return n.check()
}

// Sample draws codes from normal distributions, so that the gradient passes to their
// means and variances (the reparametrisation):
//
//	z = µ + σ·ε,  σ = exp(logVariance / 2)
//
//	mean, logVariance, noise [batch, d_z] → z [batch, d_z]
//
// noise is ε, standard normal numbers that do not depend on the weights.
//
// A graph function: it panics where the shapes differ. Source: Kingma and Welling
// (see [VAE]), section 2.4. Introduced in notebook 09.
func Sample(mean, logVariance, noise *Node) *Node {
	noise.AssertDims(mean.Shape().Dimensions...)
	return Add(mean, Mul(Exp(MulScalar(logVariance, 0.5)), noise))
}

// KL is the Kullback–Leibler divergence of normal distributions from the standard
// one, in nats, summed over the numbers of a code, the mean over the batch:
//
//	½ Σ (µ² + σ² − log σ² − 1)
//
//	mean, logVariance [batch, d_z] → [] (a scalar)
//
// It is 0 where the distribution does not depend on the input, and the code tells
// nothing.
//
// A graph function: it panics where the shapes differ. Source: Kingma and Welling
// (see [VAE]), appendix B. Introduced in notebook 09.
func KL(mean, logVariance *Node) *Node {
	logVariance.AssertDims(mean.Shape().Dimensions...)
	each := Sub(Add(Square(mean), Exp(logVariance)), AddScalar(logVariance, 1))
	return DivScalar(ReduceAllSum(ReduceSum(each, -1)), 2*float64(mean.Shape().Dim(0)))
}
