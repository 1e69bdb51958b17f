package metric

import (
	"fmt"
	"math"

	"seminar.example/lib/say"
)

// UniformCircularCorrelation returns the correlation of two angles, −1..1, where
// at least one of them is spread over the whole circle, as a turn drawn
// uniformly: 1 if b is a plus any constant, −1 if it turns the other way.
//
//	r = (|Σ exp(i(aⱼ − bⱼ))| − |Σ exp(i(aⱼ + bⱼ))|) / (2 √(Σ sin²(aⱼ − ā) Σ sin²(bⱼ − b̄)))
//
// with ā the direction of the mean of (cos aⱼ, sin aⱼ). Angles spread over the whole
// circle have no mean direction, so the numerator takes those that make both sums
// greatest. An angle that turns twice as often as the other has r near 0.
//
// a and b are in radians, of the same length n ≥ 2, else it fails. NaN and infinity
// give NaN, and so do equal angles.
//
// Source: Jammalamadaka, SenGupta, Topics in Circular Statistics (2001),
// section 8.2. Introduced in notebook 05: does a 2-D code know the turn of an L?
func UniformCircularCorrelation(a, b []float64) (float64, error) {
	if err := sameColumns(a, b); err != nil {
		return 0, fmt.Errorf("metric: UniformCircularCorrelation: %w", err)
	}
	minus, plus := make([]float64, len(a)), make([]float64, len(a))
	for i := range a {
		minus[i], plus[i] = a[i]-b[i], a[i]+b[i]
	}
	_, with := resultant(minus)
	_, against := resultant(plus)
	p := product(sines(a), sines(b))
	if p == 0 {
		return math.NaN(), nil
	}
	return max(-1, min(1, (with-against)/(2*p))), nil
}

// Angles returns the directions of codes of two numbers from their mean,
// −π..π: atan2(z₂ − z̄₂, z₁ − z̄₁).
//
// z is n×2, row-major, n ≥ 1. It fails for other lengths, NaN and infinity.
// Introduced in notebook 05.
func Angles(z []float32) ([]float64, error) {
	n := len(z) / 2
	if n == 0 || len(z)%2 != 0 {
		return nil, say.Errorf("metric: Angles: %d numbers, expected n·2 for codes of two numbers", len(z))
	}
	if err := checkRows(z, n, 2); err != nil {
		return nil, fmt.Errorf("metric: Angles: %w", err)
	}
	var mx, my float64
	for i := range n {
		mx += float64(z[2*i]) / float64(n)
		my += float64(z[2*i+1]) / float64(n)
	}
	angles := make([]float64, n)
	for i := range angles {
		angles[i] = math.Atan2(float64(z[2*i+1])-my, float64(z[2*i])-mx)
	}
	return angles, nil
}

// resultant is the direction and the length of the sum of the unit vectors.
func resultant(a []float64) (direction, length float64) {
	var x, y float64
	for _, v := range a {
		sin, cos := math.Sincos(v)
		x, y = x+cos, y+sin
	}
	return math.Atan2(y, x), math.Hypot(x, y)
}

// sines are those of the angles from their mean direction.
func sines(a []float64) []float64 {
	mean, _ := resultant(a)
	s := make([]float64, len(a))
	for i, v := range a {
		if s[i] = math.Sin(v - mean); math.Abs(s[i]) < 1e-14 {
			s[i] = 0 // rounding
		}
	}
	return s
}

// product is √(Σ a² Σ b²).
func product(a, b []float64) float64 {
	var aa, bb float64
	for i := range a {
		aa += a[i] * a[i]
		bb += b[i] * b[i]
	}
	return math.Sqrt(aa * bb)
}
