package metric

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The formulas on small tables: numpy 2.4.6 and scipy 1.17.1 with
// disentanglement_lib's definitions, its entropy of importances in the base of the
// number of factors, and of axes.
func TestScoresOfTables(t *testing.T) {
	for _, c := range []struct {
		name                          string
		table                         [][]float64 // factor × axis
		disentanglement, completeness float64
	}{
		{"one axis each", [][]float64{{1, 0, 0}, {0, 2, 0}, {0, 0, .5}}, 1, 1},
		{"one axis serves two", [][]float64{{1, 0}, {1, 0}}, 0, 1},
		{"two axes for one", [][]float64{{1, 1, 0, 0}, {0, 0, 1, 1}}, 1, 0.5},
		{"all alike", [][]float64{{1, 1}, {1, 1}}, 0, 0},
		{"nothing", [][]float64{{0, 0}, {0, 0}}, 0, 0},
		{"mixed", [][]float64{{.7, .1, .2, 0}, {.1, .6, .1, .3}, {0, .2, .9, .1}}, 0.40533144165744595, 0.36595292731815743},
	} {
		d, k, err := DCI(c.table)
		if err != nil || math.Abs(d-c.disentanglement) > 1e-9 || math.Abs(k-c.completeness) > 1e-9 { // there 10⁻¹¹ is added to each
			t.Errorf("%s: %v, %v, %v; expected %v, %v", c.name, d, k, err, c.disentanglement, c.completeness)
		}
	}
	mig, err := MIG([][]float64{{.7, .1, .2, 0}, {.1, .6, .1, .3}, {0, .2, .9, .1}}, []float64{1, 1.5, 2})
	if want := (.5/1 + .3/1.5 + .7/2) / 3; err != nil || math.Abs(mig-want) > 1e-12 {
		t.Errorf("MIG %v, %v; expected %v", mig, err, want)
	}
}

// Information of columns: sklearn.metrics.mutual_info_score, 1.9.1, of the bins that
// numpy.digitize gives, as disentanglement_lib calls them.
func TestMutualInformation(t *testing.T) {
	z := []float32{0, .3, .9, .1, .5, .6, 1, .2, .2, .8, .7, 0, .4, .9, .1, .5} // 8 × 2
	y := []float64{0, 1, 2, 3, 3, 1, 0, 2}
	info, h, err := MutualInformation(z, 2, []Factor{{Values: y}}, 4)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(info[0][0]-0.6277411625893765) > 1e-12 || math.Abs(info[0][1]-0.9743147528693492) > 1e-12 || math.Abs(h[0]-math.Log(4)) > 1e-12 {
		t.Errorf("%v of %v, expected %v, %v of log 4", info, h, 0.6277411625893765, 0.9743147528693492)
	}
}

// At the limits: axes that are the factors have all three scores 1; turned by 45°
// the same code knows as much, and the scores fall; a code of noise tells nothing.
func TestDisentanglementLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	const n = 10000
	var own, turned, noise []float32
	factors := []Factor{{}, {}}
	for range n {
		a, b := 2*rng.Float64()-1, 2*rng.Float64()-1
		factors[0].Values, factors[1].Values = append(factors[0].Values, a), append(factors[1].Values, b)
		own = append(own, float32(-9*b), float32(a+3))
		turned = append(turned, float32(a+b), float32(a-b))
		noise = append(noise, float32(rng.NormFloat64()), float32(rng.NormFloat64()))
	}
	for _, c := range []struct {
		name              string
		z                 []float32
		mig, d, c, r2     float64
		epsMIG, eps, epsR float64
	}{
		// Two independent uniform columns of 20 bins share 0.018 nats of log 20 by chance.
		{"own axes", own, 1, 1, 1, 1, 0.01, 1e-3, 1e-6},
		{"turned", turned, 0, 0, 0, 1, 0.01, 1e-3, 1e-6},
		{"noise", noise, 0, 0.5, 0.5, 0, 0.01, 0.5, 0.01},
	} {
		info, h, err := MutualInformation(c.z, 2, factors, 20)
		if err != nil {
			t.Fatal(err)
		}
		mig, err := MIG(info, h)
		if err != nil {
			t.Fatal(err)
		}
		weights, r2, err := Importance(c.z, 2, factors)
		if err != nil {
			t.Fatal(err)
		}
		d, k, err := DCI(weights)
		if err != nil || math.Abs(mig-c.mig) > c.epsMIG || math.Abs(d-c.d) > c.eps || math.Abs(k-c.c) > c.eps || math.Abs(r2[0]-c.r2) > c.epsR || math.Abs(r2[1]-c.r2) > c.epsR {
			t.Errorf("%s: MIG %.3f, D %.4f, C %.4f, R² %.4f, %v; expected %v, %v, %v, %v", c.name, mig, d, k, r2, err, c.mig, c.d, c.c, c.r2)
		}
	}
	info, _, _ := MutualInformation(noise, 2, factors, 20)
	if chance := 19. * 19 / (2 * n); math.Abs(info[0][0]-chance) > 0.5*chance {
		t.Errorf("noise tells %.4f nats, expected (bins−1)²/2n = %.4f", info[0][0], chance)
	}
}

// A weight is in standard deviations, so the scale of axes and factors does not
// matter; that of a circular factor is the length of both.
func TestImportance(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	const n = 4000
	var z []float32
	var y, angle []float64
	for range n {
		a, b := rng.NormFloat64(), rng.NormFloat64()
		turn := 2 * math.Pi * rng.Float64()
		z = append(z, float32(50*a), float32(b/50), float32(2*math.Cos(turn)), float32(7*math.Sin(turn)))
		y = append(y, 1000*(3*a+4*b))
		angle = append(angle, turn)
	}
	w, r2, err := Importance(z, 4, []Factor{{Values: y}, {Values: angle, Circular: true}})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]float64{{0.6, 0.8, 0, 0}, {0, 0, math.Sqrt2 / 2, math.Sqrt2 / 2}}
	for i, row := range want {
		if math.Abs(r2[i]-1) > 1e-4 {
			t.Errorf("factor %d: R² %v, expected 1", i, r2[i])
		}
		for j, v := range row {
			if math.Abs(w[i][j]-v) > 0.02 { // standard deviations of 4000 points
				t.Errorf("factor %d, axis %d: weight %.4f, expected %.4f", i, j, w[i][j], v)
			}
		}
	}
}

func TestDisentanglementErrors(t *testing.T) {
	z := []float32{1, 2, 3, 4, 5, 6, 7, 9}
	y := Factor{Values: []float64{1, 2, 3, 5}}
	flat := Factor{Values: make([]float64, 4)}
	table := [][]float64{{1, 0}, {0, 1}}
	for words, call := range map[string]func() error{
		"no factors":     func() error { _, _, err := MutualInformation(z, 2, nil, 20); return err },
		"1 bins":         func() error { _, _, err := MutualInformation(z, 2, []Factor{y}, 1); return err },
		"factor 1":       func() error { _, _, err := MutualInformation(z, 2, []Factor{y, {}}, 4); return err },
		"is constant":    func() error { _, _, err := Importance(z, 2, []Factor{flat}); return err },
		"1 entropies":    func() error { _, err := MIG(table, []float64{1}); return err },
		"entropy 0":      func() error { _, err := MIG(table, []float64{1, 0}); return err },
		"row 1 has 1":    func() error { _, _, err := DCI([][]float64{{1, 2}, {3}}); return err },
		"number 1 of":    func() error { _, _, err := DCI([][]float64{{1, -2}, {3, 4}}); return err },
		"1 factors":      func() error { _, _, err := DCI(table[:1]); return err },
		"no axes":        func() error { _, _, err := DCI([][]float64{{}}); return err },
		"number 0 of ro": func() error { _, _, err := DCI([][]float64{{math.NaN(), 1}, {1, 1}}); return err },
	} {
		wantError(t, call(), words)
	}
	if got := binned([]float64{0, 1, 2, 3, 4}, 4); !slices.Equal(got, []int{0, 1, 2, 3, 3}) { // the greatest belongs to the last
		t.Errorf("bins %v", got)
	}
}
