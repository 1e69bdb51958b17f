package metric

import (
	"math"
	"strings"
	"testing"
)

func TestMSE(t *testing.T) {
	for _, c := range []struct {
		x, y []float32
		want float64 // by hand
	}{
		{[]float32{1, 2}, []float32{1, 2}, 0},
		{[]float32{0, 0, 0, 0}, []float32{1, -1, 2, 0}, 1.5},
		{[]float32{-1}, []float32{1}, 4},
		{[]float32{1e20}, []float32{-1e20}, 4 * float64(float32(1e20)) * float64(float32(1e20))}, // no overflow
	} {
		got, err := MSE(c.x, c.y)
		if err != nil || got != c.want {
			t.Errorf("MSE(%v, %v) = %v, %v, expected %v", c.x, c.y, got, err, c.want)
		}
		if back, _ := MSE(c.y, c.x); back != got {
			t.Errorf("MSE(%v, %v) = %v one way, %v the other", c.x, c.y, got, back)
		}
		rows, err := MSEByRow(c.x, c.y, 1)
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		for _, v := range rows {
			sum += v
		}
		if mean := sum / float64(len(rows)); mean != got {
			t.Errorf("rows of MSE %v have the mean %v, expected %v", rows, mean, got)
		}
	}
	// Ten million times 0.1² in float32 would be 4 % off, in float64 it is not.
	x, y := make([]float32, 1e7), make([]float32, 1e7)
	for i := range x {
		x[i] = 0.1
	}
	if got, err := MSE(x, y); err != nil || math.Abs(got-0.01) > 1e-9 {
		t.Errorf("MSE of 10⁷ numbers = %v, %v, expected 0.01", got, err)
	}
	if got, err := MSE([]float32{0}, []float32{float32(math.NaN())}); err != nil || !math.IsNaN(got) {
		t.Errorf("MSE of NaN = %v, %v, expected NaN", got, err)
	}
}

func TestMSEByRow(t *testing.T) {
	got, err := MSEByRow([]float32{0, 0, 1, 1, 5, 5}, []float32{0, 0, 1, 2, 6, 8}, 2)
	if err != nil || len(got) != 3 || got[0] != 0 || got[1] != 0.5 || got[2] != 5 {
		t.Errorf("MSEByRow = %v, %v, expected [0 0.5 5]", got, err)
	}
}

func TestMSEErrors(t *testing.T) {
	x := []float32{1, 2, 3}
	_, err := MSE(x, x[:2])
	wantError(t, err, "MSE: x has 3 numbers and y 2")
	_, err = MSE(nil, nil)
	wantError(t, err, "MSE: no data")
	_, err = MSEByRow(x, x[:2], 1)
	wantError(t, err, "MSEByRow: x has 3 numbers and y 2")
	_, err = MSEByRow(x, x, 2)
	wantError(t, err, "3 numbers are no whole rows of d = 2")
	_, err = MSEByRow(x, x, 0)
	wantError(t, err, "d = 0")
}

func TestPSNR(t *testing.T) {
	for _, c := range []struct{ mse, peak, want float64 }{
		{1, 1, 0},
		{0.01, 1, 20},
		{0.001, 1, 30},
		{0, 1, math.Inf(1)},
		{0.05161, 1, 12.87266140930048}, // PCA-3 on MNIST; numpy 2.4.6, 10*log10(1/0.05161)
		{math.Inf(1), 1, math.Inf(-1)},
	} {
		got := PSNR(c.mse, c.peak)
		if got != c.want && !(math.Abs(got-c.want) < 1e-12) {
			t.Errorf("PSNR(%v, %v) = %v, expected %v", c.mse, c.peak, got, c.want)
		}
		// The scale does not matter.
		if signed := PSNR(SignedMSE(c.mse), 2); signed != got && !(math.Abs(signed-got) < 1e-12) {
			t.Errorf("PSNR(%v, %v) = %v on [0,1], %v on [-1,1]", c.mse, c.peak, got, signed)
		}
	}
	for _, bad := range [][2]float64{{-1, 1}, {1, 0}, {1, -2}, {math.NaN(), 1}, {1, math.NaN()}} {
		if got := PSNR(bad[0], bad[1]); !math.IsNaN(got) {
			t.Errorf("PSNR(%v, %v) = %v, expected NaN", bad[0], bad[1], got)
		}
	}
}

func TestUnitMSE(t *testing.T) {
	x, y := []float32{0, 0.25, 1}, []float32{0.5, 0.75, 0}
	signed := func(x []float32) []float32 {
		s := make([]float32, len(x))
		for i, v := range x {
			s[i] = 2*v - 1
		}
		return s
	}
	unit, _ := MSE(x, y)
	both, _ := MSE(signed(x), signed(y))
	if UnitMSE(both) != unit || SignedMSE(unit) != both {
		t.Errorf("MSE %v on [0,1], %v on [-1,1]: UnitMSE %v, SignedMSE %v", unit, both, UnitMSE(both), SignedMSE(unit))
	}
}

// wantError reports an error that does not hold the words.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "metric: ") || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, expected metric: … %s", err, words)
	}
}
