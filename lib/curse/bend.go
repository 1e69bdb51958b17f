package curse

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Bend returns the coefficient of d² in the parabola through log₁₀ n, by least
// squares: 0 where the growth is exponential, positive where it is faster.
//
//	log₁₀ n ≈ a + b d + Bend · d²
//
// A share of explained variance near 1, as in R2, does not tell the two apart: a
// bent curve that rises throughout has it too. The standard error is that of the
// regression, NaN for three dimensions. Introduced in notebook 01.
func (g *Growth) Bend() Estimate {
	logs, square := make([]float64, len(g.D)), make([]float64, len(g.D))
	for i, d := range g.D {
		logs[i], square[i] = math.Log10(g.N[i]), d*d
	}
	logs, square = residuals(g.D, logs), residuals(g.D, square) // what no straight line explains
	var both, squares float64
	for i, s := range square {
		both += s * logs[i]
		squares += s * s
	}
	e := Estimate{Value: both / squares, N: len(g.D)}
	var rest float64
	for i, s := range square {
		rest += (logs[i] - e.Value*s) * (logs[i] - e.Value*s)
	}
	e.SE = math.Sqrt(rest / float64(len(g.D)-3) / squares)
	if len(g.D) == 3 {
		e.SE = math.NaN()
	}
	return e
}

// residuals returns y less the straight line through it.
func residuals(x, y []float64) []float64 {
	a, b := stat.LinearRegression(x, y, nil, false)
	left := make([]float64, len(y))
	for i, v := range x {
		left[i] = y[i] - a - b*v
	}
	return left
}
