package train

import (
	"math"
	"path"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
)

// Adam is PyTorch's torch.optim.Adam, for GoMLX: with Decay it adds decay·p to
// the gradient of every parameter p, biases included, before the moments are
// taken ("coupled" L2; AdamW, which GoMLX has, takes the decay past them):
//
//	g = ∇L + decay·p
//	m = β₁m + (1−β₁)g,  v = β₂v + (1−β₂)g²
//	p = p − rate · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
//
// with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. It is a GoMLX optimizer.Interface. The
// corrections 1−βᵗ are computed as −expm1(t·log β): in float32 the plain form
// loses three digits in the first steps.
//
// Source: Kingma and Ba, "Adam", ICLR 2015, algorithm 1; PyTorch,
// torch.optim.Adam. Slide 11; notebook 04.
type Adam struct {
	Rate  float64 // learning rate; PyTorch's default is 1e-3
	Decay float64 // weight_decay; the seminar's is 1e-5
}

const (
	beta1, beta2, epsilon = 0.9, 0.999, 1e-8
	adamScope             = "/adam" // where the moments and the step count lie
)

// UpdateGraph adds one update of every trainable variable under scope that the
// loss's graph uses. A graph function: it panics where loss is no scalar.
func (a Adam) UpdateGraph(scope *model.Scope, g *Graph, loss *Node) {
	loss.AssertScalar()
	gradients := scope.BuildTrainableVariablesGradientsGraph(loss)
	steps := a.state(scope, "steps", ExpandAxes(loss, 0)) // [1]: safetensors files hold no scalars
	steps.SetNodeValue(AddScalar(steps.NodeValue(g), 1))
	t := Squeeze(steps.NodeValue(g))
	rate := DivScalar(Reciprocal(Neg(Expm1(MulScalar(t, math.Log(beta1))))), 1/a.Rate)
	scale := Sqrt(Neg(Expm1(MulScalar(t, math.Log(beta2)))))

	i := 0
	for p := range scope.IterVariables() {
		if !p.Trainable || !p.InUseByGraph(g) {
			continue
		}
		value := p.NodeValue(g)
		m, v := a.state(scope, "first"+p.Path(), value), a.state(scope, "second"+p.Path(), value)
		grad := gradients[i]
		if a.Decay != 0 {
			grad = Add(grad, MulScalar(value, a.Decay))
		}
		m1 := Add(MulScalar(m.NodeValue(g), beta1), MulScalar(grad, 1-beta1))
		v1 := Add(MulScalar(v.NodeValue(g), beta2), MulScalar(Square(grad), 1-beta2))
		m.SetNodeValue(m1)
		v.SetNodeValue(v1)
		step := Div(Mul(rate, m1), AddScalar(Div(Sqrt(v1), scale), epsilon))
		p.SetNodeValue(Sub(value, step))
		i++
	}
}

// Clear forgets the moments and the step count.
func (a Adam) Clear(scope *model.Scope) error {
	return scope.Store().DeleteVariablesInScope(adamScope)
}

// state is one of Adam's own variables, zero at first, shaped as like.
func (a Adam) state(scope *model.Scope, name string, like *Node) *model.Variable {
	dir, base := path.Split(path.Join(adamScope, name))
	return scope.Store().Scope(path.Clean(dir)).WithInitializer(initializer.Zero).
		VariableWithShape(base, like.Shape()).SetTrainable(false)
}
