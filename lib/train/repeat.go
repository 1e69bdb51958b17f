package train

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// repeat runs step for i = 0, 1, … n−1 inside the graph and returns the n
// losses, [n].
//
// Within step a variable holds what the step before left in it: step is written
// as if it ran once, reading with NodeValue and changing with SetNodeValue. vars
// must name every variable that step reads or changes, and all must exist.
//
// On XLA step may slice and gather from nodes made outside, but not combine
// them otherwise. GoMLX keeps one node for each scalar constant of a graph, so
// none may be made outside but by Const: it would leak into the loop and fail.
//
// A graph function. The pure-Go backend (compute v0.1.14) cannot run it.
func repeat(g *Graph, vars []*model.Variable, n int, step func(i *Node) (loss *Node)) (losses *Node) {
	state := []*Node{Const(g, int32(0)), Const(g, make([]float32, n))} // not Zeros: see above
	for _, v := range vars {
		state = append(state, v.NodeValue(g))
	}
	parameters := func(g *Graph, name string) []*Node {
		ps := make([]*Node, len(state))
		for i, s := range state {
			ps[i] = Parameter(g, fmt.Sprintf("%s_%d", name, i), s.Shape())
		}
		return ps
	}
	more := NewClosure(g, func(g *Graph) []*Node {
		return []*Node{LessThan(parameters(g, "more")[0], Const(g, int32(n)))}
	})
	body := NewClosure(g, func(g *Graph) []*Node {
		now := parameters(g, "now")
		i, losses := now[0], now[1]
		for k, v := range vars {
			v.SetNodeValue(now[2+k])
		}
		loss := step(i)
		next := []*Node{AddScalar(i, 1), DynamicUpdateSlice(losses, Reshape(loss, 1), []*Node{i})}
		for _, v := range vars {
			next = append(next, v.NodeValue(g))
		}
		return next
	})
	last := While(more, body, state...)
	for k, v := range vars {
		v.SetNodeValue(last[2+k])
	}
	return last[1]
}
