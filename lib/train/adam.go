package train

import (
	"math"
	"path"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Adam is PyTorch's torch.optim.Adam, for GoMLX: with Decay it adds decay·p to
// the gradient of every parameter p, biases included, before the moments are
// taken ("coupled" L2; AdamW, which GoMLX has, takes the decay past them):
//
//	g = ∇L + decay·p
//	m = β₁m + (1−β₁)g,  v = β₂v + (1−β₂)g²
//	p = p − rate · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)
//
// with β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
//
// Source: Kingma and Ba, "Adam", ICLR 2015, algorithm 1; PyTorch,
// torch.optim.Adam. Slide 11; notebook 03.
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
	steps := a.steps(scope, loss.DType())
	steps.SetNodeValue(AddScalar(steps.NodeValue(g), 1))
	t := Squeeze(steps.NodeValue(g))
	rate := MulScalar(Reciprocal(Neg(Expm1(MulScalar(t, math.Log(beta1))))), a.Rate)
	scale := Sqrt(Neg(Expm1(MulScalar(t, math.Log(beta2)))))

	for i, p := range updated(scope, g) {
		value := p.NodeValue(g)
		m, v := a.moments(scope, p)
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
	}
}

// updated lists the parameters that an update changes, in the order of
// BuildTrainableVariablesGradientsGraph.
func updated(scope *model.Scope, g *Graph) (parameters []*model.Variable) {
	for p := range scope.IterVariables() {
		if p.Trainable && p.InUseByGraph(g) {
			parameters = append(parameters, p)
		}
	}
	return parameters
}

// withState lists each parameter and its two moments, and after all of them the
// count of the steps; those that are not there yet are made.
func (a Adam) withState(scope *model.Scope, parameters []*model.Variable) (all []*model.Variable) {
	for _, p := range parameters {
		m, v := a.moments(scope, p)
		all = append(all, p, m, v)
	}
	return append(all, a.steps(scope, parameters[0].DType()))
}

// steps counts the updates, [1]: safetensors files hold no scalars.
func (a Adam) steps(scope *model.Scope, dtype dtypes.DType) *model.Variable {
	return a.state(scope, "steps", shapes.Make(dtype, 1))
}

// moments are the running means of p's gradient and of its square.
func (a Adam) moments(scope *model.Scope, p *model.Variable) (first, second *model.Variable) {
	return a.state(scope, "first"+p.Path(), p.Shape()), a.state(scope, "second"+p.Path(), p.Shape())
}

// state is one of Adam's own variables, zero at first. It has its value at once,
// so that no graph is compiled to give it one.
func (a Adam) state(scope *model.Scope, name string, shape shapes.Shape) *model.Variable {
	name = path.Join(adamScope, name)
	if v := scope.Store().GetVariable(name); v != nil {
		return v
	}
	v, err := scope.Store().CreateVariable(name, tensors.FromShape(shape))
	if err != nil {
		panic(err) // as GoMLX's graph functions do
	}
	return v.SetTrainable(false)
}
