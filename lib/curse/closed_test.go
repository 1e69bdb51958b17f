package curse

import (
	"math"
	"strings"
	"testing"
)

// value is what a closed form gives, beside mpmath 1.4.1's result at 60 digits.
type value struct {
	name      string
	got, want float64
}

// agree reports values that differ. Nine digits at least must agree: standard
// deviations are differences of great numbers.
func agree(t *testing.T, values []value) {
	t.Helper()
	for _, c := range values {
		if math.Abs(c.got-c.want) > 1e-9*math.Abs(c.want) && math.Abs(c.got-c.want) > 1e-12 || math.IsNaN(c.got) {
			t.Errorf("%s = %.17g, expected %.17g", c.name, c.got, c.want)
		}
	}
}

func TestCubes(t *testing.T) {
	agree(t, []value{
		{"Log10Cells(10, 2)", Log10Cells(10, 2), 2},
		{"Log10Cells(2, 784)", Log10Cells(2, 784), 236.00751660056126},
		{"Filled(5, 10, 1)", Filled(5, 10, 1), 0.40951},
		{"Filled(5, 10, 2)", Filled(5, 10, 2), 0.0490099501},
		{"Filled(5, 10, 3)", Filled(5, 10, 3), 0.004990009995001},
		{"Filled(5, 10, 20)", Filled(5, 10, 20), 5e-20},
		{"Filled(5, 1, 3)", Filled(5, 1, 3), 1}, // a single cell
		{"Filled(0, 10, 1)", Filled(0, 10, 1), 0},
		{"Shell(.01, 10)", Shell(.01, 10), 0.09561792499119551},
		{"Shell(.01, 100)", Shell(.01, 100), 0.6339676587267705},
		{"Shell(.01, 300)", Shell(.01, 300), 0.95095910592871414},
		{"Shell(.01, 784)", Shell(.01, 784), 0.99962156389451247},
		{"Shell(1e-12, 784)", Shell(1e-12, 784), 7.83999999693064e-10},
		{"Shell(1, 3)", Shell(1, 3), 1},
		{"Shell(0, 3)", Shell(0, 3), 0},
	})
}

func TestBalls(t *testing.T) {
	agree(t, []value{
		{"LogBallVolume(0)", LogBallVolume(0), 0},
		{"LogBallVolume(1)", LogBallVolume(1), 0.69314718055994531},
		{"LogBallVolume(2)", LogBallVolume(2), 1.1447298858494002},
		{"LogBallVolume(3)", LogBallVolume(3), 1.4324119583011811},
		{"LogBallVolume(100)", LogBallVolume(100), 0.93615768646495488 - 92.177430345767978},
		{"LogBallVolume(784)", LogBallVolume(784), -1503.9053079829842},
		{"LogBallVolume(100000)", LogBallVolume(100000), -433758.74875738622},
		{"10^Log10BallInCube(1)", math.Pow(10, Log10BallInCube(1)), 1},
		{"10^Log10BallInCube(2)", math.Pow(10, Log10BallInCube(2)), 0.78539816339744831},
		{"10^Log10BallInCube(3)", math.Pow(10, Log10BallInCube(3)), 0.52359877559829887},
		{"10^Log10BallInCube(5)", math.Pow(10, Log10BallInCube(5)), 0.16449340668482264},
		{"10^Log10BallInCube(8)", math.Pow(10, Log10BallInCube(8)), 0.015854344243815501},
		{"10^Log10BallInCube(10)", math.Pow(10, Log10BallInCube(10)), 0.0024903945701927202},
		{"10^Log10BallInCube(300)", math.Pow(10, Log10BallInCube(300)), 3.2106191666274792e-279},
		{"10^Log10BallInCube(784)", math.Pow(10, Log10BallInCube(784)), 0},
		{"Log10BallInCube(784)", Log10BallInCube(784), -889.14529316258178},
	})
}

func TestDistancesAndNeeds(t *testing.T) {
	mean := func(d int) float64 { m, _ := GaussianDistance(d); return m }
	sd := func(d int) float64 { _, s := GaussianDistance(d); return s }
	low := func(r float64, d int) float64 { l, _ := Log10CoverBounds(r, d); return l }
	high := func(r float64, d int) float64 { _, h := Log10CoverBounds(r, d); return h }
	agree(t, []value{
		{"mean distance, d = 1", mean(1), 1.1283791670955126},
		{"mean distance, d = 2", mean(2), 1.772453850905516},
		{"mean distance, d = 784", mean(784), 39.585354856067088},
		{"mean distance, d = 1000", mean(1000), 44.710180609397248},
		{"mean distance, d = 1001", mean(1001), 44.732541285678394},
		{"mean distance, d = 5000", mean(5000), 99.995000125031248},
		{"mean distance, d = 10⁶", mean(1e6), 1414.2132088197486},
		{"sd of distance, d = 1", sd(1), 0.85250246642742173},
		{"sd of distance, d = 10", sd(10), 0.98683561967325953},
		{"sd of distance, d = 1000", sd(1000), 0.99987492971786455},
		{"sd of distance, d = 1001", sd(1001), 0.99987505473331277},
		{"sd of distance, d = 10⁶", sd(1e6), 0.99999987499992969},
		{"covering from below, d = 8", low(.5, 8), 1.7998517162469202},
		{"covering from above, d = 8", high(.5, 8), 3.8169700377572995},
		{"covering from below, d = 784", low(.5, 784), 889.14529316258178},
		{"covering from above, d = 784", high(.5, 784), 1134.5718965722999},
		{"covering by one ball", low(9, 2), 0},
		{"covering by one ball of a grid", high(9, 2), 0},
		{"predicted, d = 1", Log10SamplesPredicted(.5, 1), 0.94869486619010565},
		{"predicted, d = 8", Log10SamplesPredicted(.5, 8), 4.4022150500060964},
		{"predicted, d = 3", Log10SamplesPredicted(.1, 3), 3.9901169626349288},
	})
}

// TestClosedFormsOutside gives values that mean nothing.
func TestClosedFormsOutside(t *testing.T) {
	m, s := GaussianDistance(0)
	l, h := Log10CoverBounds(-1, 2)
	for name, got := range map[string]float64{
		"Log10Cells(0, 3)": Log10Cells(0, 3), "Log10Cells(2, 0)": Log10Cells(2, 0),
		"Filled(-1, 2, 2)": Filled(-1, 2, 2), "Filled(1, 0, 2)": Filled(1, 0, 2), "Filled(1, 2, 0)": Filled(1, 2, 0),
		"Shell(-.1, 2)": Shell(-.1, 2), "Shell(1.1, 2)": Shell(1.1, 2), "Shell(.5, 0)": Shell(.5, 0),
		"LogBallVolume(-1)": LogBallVolume(-1), "Log10BallInCube(0)": Log10BallInCube(0),
		"GaussianDistance(0)": m, "its sd": s, "Log10CoverBounds(-1, 2)": l, "its high": h,
		"Log10SamplesPredicted(0, 2)": Log10SamplesPredicted(0, 2), "Log10SamplesPredicted(1, 0)": Log10SamplesPredicted(1, 0),
	} {
		if !math.IsNaN(got) {
			t.Errorf("%s = %v, expected NaN", name, got)
		}
	}
}

func TestPowerOfTen(t *testing.T) {
	for _, c := range []struct {
		log10 float64
		want  string
	}{
		{Log10Cells(2, 784), "1.02·10^236"},
		{Log10Cells(10, 3), "1000"},
		{6, "1e+06"},
		{Log10BallInCube(784), "7.16·10^-890"},
		{Log10BallInCube(2), "0.785398"},
		{math.Log10(9.999) + 50, "1.00·10^51"},
		{math.Inf(-1), "0"},
		{math.Inf(1), "+Inf"},
		{math.NaN(), "NaN"},
	} {
		if got := PowerOfTen(c.log10); got != c.want {
			t.Errorf("PowerOfTen(%v) = %q, expected %q", c.log10, got, c.want)
		}
	}
}

func TestEstimateString(t *testing.T) {
	for _, c := range []struct {
		e    Estimate
		want string
	}{
		{Estimate{0.51779, 0.00041, 500}, "0.51779 ± 0.00041 (n = 500)"},
		{Estimate{1.9657, 0.04, 5}, "1.966 ± 0.040 (n = 5)"},
		{Estimate{12345.6, 123, 5}, "12346 ± 123 (n = 5)"},
		{Estimate{2, 0, 3}, "2 ± 0 (n = 3)"},
		{Estimate{2, math.NaN(), 1}, "2 ± NaN (n = 1)"},
		{Estimate{math.Inf(1), math.NaN(), 2}, "+Inf ± NaN (n = 2)"},
	} {
		if got := c.e.String(); got != c.want {
			t.Errorf("%+v is written %q, expected %q", c.e, got, c.want)
		}
	}
}

// wantError reports an error that does not hold the words.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "curse: ") || !strings.Contains(err.Error(), words) {
		t.Errorf("error %v, expected curse: … %s", err, words)
	}
}
