package metric

import (
	"math"
	"testing"
)

// wide returns n numbers of the generator in float64.
func wide(seed uint32, n int) []float64 {
	s := lcg(seed)
	column := make([]float64, n)
	for i, v := range s.points(n, 1) {
		column[i] = float64(v)
	}
	return column
}

func TestCorrelation(t *testing.T) {
	a, b := wide(1, 50), wide(2, 50)
	coarseA, coarseB := make([]float64, 50), make([]float64, 50)
	up, cubed, minus := make([]float64, 50), make([]float64, 50), make([]float64, 50)
	for i := range b {
		b[i] += a[i]
		coarseA[i], coarseB[i] = math.Floor(4*a[i]), math.Floor(4*b[i])
		up[i], cubed[i], minus[i] = 3*a[i]+7, a[i]*a[i]*a[i], -a[i]
	}
	nan := math.NaN()
	for _, c := range []struct {
		name              string
		a, b              []float64
		pearson, spearman float64 // scipy 1.17.1, stats.pearsonr and spearmanr; limits by definition
	}{
		{"apart", a, b, 0.744891803325442, 0.7265786314525811},
		{"with ties", coarseA, coarseB, 0.6492833782105047, 0.6427808027364168},
		{"itself", a, a, 1, 1},
		{"scaled and shifted", a, up, 1, 1},
		{"turned", a, minus, -1, -1},
		{"constant", a, make([]float64, 50), nan, nan},
		{"constant to rounding", a, tenths(50), nan, nan},
		{"with NaN", []float64{1, nan, 3}, []float64{1, 2, 3}, nan, nan},
	} {
		r, err := Pearson(c.a, c.b)
		if err != nil || !same(r, c.pearson, 1e-12) {
			t.Errorf("%s: Pearson %v, %v, expected %v", c.name, r, err, c.pearson)
		}
		s, err := Spearman(c.a, c.b)
		if err != nil || !same(s, c.spearman, 1e-12) {
			t.Errorf("%s: Spearman %v, %v, expected %v", c.name, s, err, c.spearman)
		}
		if back, _ := Spearman(c.b, c.a); !same(back, s, 1e-15) {
			t.Errorf("%s: Spearman %v one way, %v the other", c.name, s, back)
		}
	}
	// A curve that rises keeps the ranks, not the line.
	if s, err := Spearman(a, cubed); err != nil || math.Abs(s-1) > 1e-12 {
		t.Errorf("Spearman of a cube: %v, %v, expected 1", s, err)
	}
	if r, err := Pearson(a, cubed); err != nil || r > .97 {
		t.Errorf("Pearson of a cube: %v, %v, expected less than 0.97", r, err)
	}
}

func tenths(n int) []float64 {
	a := make([]float64, n)
	for i := range a {
		a[i] = .1
	}
	return a
}

// same reports numbers that are both NaN or at most eps apart.
func same(a, b, eps float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= eps
}

func TestMultipleCorrelation(t *testing.T) {
	s := lcg(3)
	z := s.points(60, 4)
	y := wide(4, 60)
	for i := range y {
		y[i] += float64(z[i*4]) - 2*float64(z[i*4+2])
	}
	want := 0.9267419386567193 // scikit-learn 1.9.1, LinearRegression().fit(z, y).score(z, y) ** 0.5
	got, err := MultipleCorrelation(z, 4, y)
	if err != nil || math.Abs(got-want) > 1e-9 {
		t.Errorf("R = %.12f, %v, expected %.12f", got, err, want)
	}
	// Columns that add nothing, another basis of the columns, and a shift.
	var more []float32
	for i := range y {
		r := z[i*4 : i*4+4]
		more = append(more, 5, r[0]+r[1], 8*r[1]-100, r[2], r[3]-r[0], r[3])
	}
	if again, err := MultipleCorrelation(more, 6, y); err != nil || math.Abs(again-want) > 1e-4 {
		t.Errorf("R = %.12f, %v in another basis, expected %.12f", again, err, want)
	}
	// With one column it is the correlation without its sign.
	one := columns(z, 4, 1)
	r, err := Pearson(y, wideOf(one))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := MultipleCorrelation(one, 1, y); err != nil || math.Abs(got-math.Abs(r)) > 1e-9 {
		t.Errorf("R = %v, %v of one column, expected |%v|", got, err, r)
	}
	if got, err := MultipleCorrelation(z, 4, wideOf(one)); err != nil || math.Abs(got-1) > 1e-9 {
		t.Errorf("R = %v, %v of a column of z, expected 1", got, err)
	}
	if got, err := MultipleCorrelation(make([]float32, 60), 1, y); err != nil || got != 0 {
		t.Errorf("R = %v, %v of a constant code, expected 0", got, err)
	}
	if got, err := MultipleCorrelation(z, 4, tenths(60)); err != nil || !math.IsNaN(got) {
		t.Errorf("R = %v, %v of a constant y, expected NaN", got, err)
	}
}

func wideOf(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

func TestCorrelationErrors(t *testing.T) {
	_, err := Pearson([]float64{1, 2}, []float64{1})
	wantError(t, err, "Pearson: columns of 2 and 1 numbers")
	_, err = Pearson([]float64{1}, []float64{1})
	wantError(t, err, "fewer than two numbers")
	_, err = Spearman(nil, nil)
	wantError(t, err, "Spearman: fewer than two numbers")
	_, err = MultipleCorrelation([]float32{1, 2, 3}, 1, []float64{1, 2})
	wantError(t, err, "z: 3 numbers, expected 2")
	_, err = MultipleCorrelation([]float32{1, 2}, 1, []float64{1, 2})
	wantError(t, err, "2 points for d = 1, expected more than d+1")
	_, err = MultipleCorrelation([]float32{1, 2, 3}, 1, []float64{1, 2, math.Inf(1)})
	wantError(t, err, "y: number 2 is +Inf")
	_, err = MultipleCorrelation([]float32{1, 2, float32(math.NaN())}, 1, []float64{1, 2, 3})
	wantError(t, err, "z: number 0 of row 2 is NaN")
}
