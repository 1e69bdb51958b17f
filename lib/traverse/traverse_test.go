package traverse

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/metric"
)

// toy is a code of two numbers: a picture of two pixels shows them, the measure is the
// first, and the class says whether the second is positive.
func toy(t *testing.T) Code {
	t.Helper()
	var train, test []float32
	for i := range 100 {
		train = append(train, float32(i)/100, float32(i%10)/10)
		test = append(test, float32(i)/100+0.3, float32(i%10)/10)
	}
	support, err := metric.NewSupport(train, test, 2, 0.99)
	if err != nil {
		t.Fatal(err)
	}
	return Code{D: 2, Support: support, Class: 3,
		Decode: func(z []float32) ([]float32, error) { return slices.Clone(z), nil },
		Measure: func(x []float32) (m []float64, err error) {
			for p := range slices.Chunk(x, 2) {
				m = append(m, float64(p[0]))
			}
			return m, nil
		},
		Read: func(x []float32) (c []uint8, err error) {
			for p := range slices.Chunk(x, 2) {
				if p[1] > 0 {
					c = append(c, 7)
				} else {
					c = append(c, 3)
				}
			}
			return c, nil
		},
	}
}

func TestStrip(t *testing.T) {
	c := toy(t)
	z := []float32{0.5, -3, 0.5, 0, 0.5, 0.5} // off the data, at its edge, among it
	strip, err := c.Strip("toy", "z_{2}", z, []float64{-3, 0, 0.5}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if strip.Label != "toy" || strip.Moves != "z_{2}" || strip.Start != 1 || len(strip.Steps) != 3 {
		t.Fatalf("%q, %q, start %d, %d steps", strip.Label, strip.Moves, strip.Start, len(strip.Steps))
	}
	for i, want := range []struct {
		off  bool
		sign string
	}{{true, ""}, {false, ""}, {false, "7"}} {
		s := strip.Steps[i]
		if s.Off != want.off || s.Sign != want.sign || s.Measure != 0.5 || s.At != []float64{-3, 0, 0.5}[i] ||
			!slices.Equal(s.Image, z[2*i:2*i+2]) {
			t.Errorf("step %d: %+v, expected off %v, sign %q", i, s, want.off, want.sign)
		}
	}
	bare := Code{D: 2, Decode: c.Decode}
	strip, err = bare.Strip("", "", z, []float64{0, 0, 0}, 0)
	if err != nil || strip.Steps[0].Off || strip.Steps[2].Sign != "" || !math.IsNaN(strip.Steps[0].Measure) {
		t.Errorf("without support, measure and classes: %+v, %v", strip.Steps, err)
	}
}

func TestStripErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct {
		want   string
		change func(*Code)
		z      []float32
		start  int
	}{
		{"3 numbers of code for 2 steps, expected 2·2", func(*Code) {}, make([]float32, 3), 0},
		{"start is step 2 of 2", func(*Code) {}, make([]float32, 4), 2},
		{"broken", func(c *Code) { c.Decode = func([]float32) ([]float32, error) { return nil, broken } }, make([]float32, 4), 0},
		{"broken", func(c *Code) { c.Measure = func([]float32) ([]float64, error) { return nil, broken } }, make([]float32, 4), 0},
		{"broken", func(c *Code) { c.Read = func([]float32) ([]uint8, error) { return nil, broken } }, make([]float32, 4), 0},
		{"1 measures", func(c *Code) { c.Measure = func([]float32) ([]float64, error) { return []float64{1}, nil } }, make([]float32, 4), 0},
		{"NaN", func(*Code) {}, []float32{0, 0, 0, float32(math.NaN())}, 0},
	} {
		code := toy(t)
		c.change(&code)
		if _, err := code.Strip("", "", c.z, []float64{0, 1}, c.start); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
}

// Values rise, hold the start, and begin and end where they should.
func TestValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 200 {
		low := rng.NormFloat64()
		high, n := low+0.1+rng.Float64(), 2+rng.IntN(12)
		at := low + (high-low)*(3*rng.Float64()-1) // a third of them inside
		v, start, err := Values(low, at, high, n)
		if err != nil {
			t.Fatal(err)
		}
		if len(v) != n || !slices.IsSorted(v) || v[start] != at {
			t.Fatalf("%v through %v to %v: %v, start %d", low, at, high, v, start)
		}
		// With the start nearest to an end, that end is the start itself.
		if start > 0 && math.Abs(v[0]-min(low, at)) > 1e-12 || start < n-1 && math.Abs(v[n-1]-max(high, at)) > 1e-12 {
			t.Fatalf("%v through %v to %v: ends at %v and %v", low, at, high, v[0], v[n-1])
		}
	}
	for _, bad := range [][4]float64{{0, 0.5, 1, 1}, {1, 1, 1, 5}, {2, 1, 0, 5}, {0, math.NaN(), 1, 5}, {math.Inf(-1), 0, 1, 5}} {
		if _, _, err := Values(bad[0], bad[1], bad[2], int(bad[3])); err == nil {
			t.Errorf("%v: no error", bad)
		}
	}
}

func TestAlong(t *testing.T) {
	z, err := Along([]float32{1, 2, 3}, []float64{0, 1, -2}, []float64{-1, 0, 0.5})
	if want := []float32{1, 1, 5, 1, 2, 3, 1, 2.5, 2}; err != nil || !slices.Equal(z, want) {
		t.Errorf("%v, %v, expected %v", z, err, want)
	}
	if got := Axis(3, 1); !slices.Equal(got, []float64{0, 1, 0}) {
		t.Errorf("axis %v", got)
	}
	if _, err := Along([]float32{1}, []float64{1, 2}, nil); err == nil || !strings.Contains(err.Error(), "1 numbers and a step of 2") {
		t.Errorf("%v", err)
	}
}

func TestSpan(t *testing.T) {
	var v []float64
	for i := range 1001 {
		v = append(v, float64((i*5)%1001)) // 0..1000, in another order
	}
	low, high, err := Span(v, 0.9)
	if err != nil || math.Abs(low-50) > 1 || math.Abs(high-950) > 1 {
		t.Errorf("%v to %v, %v; expected 50 to 950", low, high, err)
	}
	if v[1] != 5 {
		t.Error("the values were sorted in place")
	}
	for _, share := range []float64{0, -1, 1.1, math.NaN()} {
		if _, _, err := Span(v, share); err == nil {
			t.Errorf("share %v: no error", share)
		}
	}
	if _, _, err := Span([]float64{1, math.NaN()}, 0.9); err == nil {
		t.Error("NaN: no error")
	}
}

// A bar that leans by an angle measures it, under a haze too, and its thickness.
func TestMeasures(t *testing.T) {
	for _, degrees := range []float64{-20, 0, 25} {
		x := make([]float32, 28*28)
		for i := range x {
			dx, dy := float64(i%28)-13.5, float64(i/28)-13.5
			x[i] = 0.05 // haze
			if math.Abs(dy) < 9 {
				x[i] = float32(max(0.05, min(1, 2-math.Abs(dx+dy*math.Tan(degrees*math.Pi/180)))))
			}
		}
		slants, err := Slants(x)
		if err != nil || math.Abs(slants[0]-degrees) > 1 {
			t.Errorf("a bar at %v° measures %v, %v", degrees, slants, err)
		}
		thick, err := Thicknesses(x)
		if err != nil || thick[0] < 2 || thick[0] > 4 {
			t.Errorf("a bar of 3 pixels measures %v, %v", thick, err)
		}
	}
	if s, err := Slants(make([]float32, 784)); err != nil || !math.IsNaN(s[0]) {
		t.Errorf("an empty picture: %v, %v", s, err)
	}
	if _, err := Slants(make([]float32, 5)); err == nil || !strings.Contains(err.Error(), "traverse: ") {
		t.Errorf("%v", err)
	}
}

func ExampleValues() {
	values, start, err := Values(-4, 1, 6, 6)
	fmt.Println(values, start, err)
	// Output: [-4 -2.333333333333333 -0.6666666666666665 1 3.5 6] 3 <nil>
}

func ExampleAlong() {
	z, err := Along([]float32{1, 2}, Axis(2, 1), []float64{-1, 0, 1})
	fmt.Println(z, err)
	// Output: [1 1 1 2 1 3] <nil>
}

// Two cells of three codes each, an empty one, and one with too few.
func TestPlane(t *testing.T) {
	z := []float32{
		0.1, 5, 0.9, 0.2, 7, 0.8, 0.3, 6, 0.6, // upper left
		0.9, 1, 0.1, 0.6, 2, 0.4, 0.7, 9, 0.2, // lower right
		0.1, 0, 0.1, // lower left, alone
		3, 3, 3, // outside
	}
	got, err := Plane(z, 3, 0, 2, [2]float64{0, 1}, [2]float64{0, 1}, 2, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	if want := "[[0.25 6 0.75] [] [] [0.75 2 0.25]]"; fmt.Sprint(got) != want {
		t.Errorf("%v, expected %v", got, want)
	}
	unit := [2]float64{0, 1}
	for i, err := range []error{
		second(Plane(z[1:], 3, 0, 2, unit, unit, 2, 2, 1)), second(Plane(z, 3, 0, 3, unit, unit, 2, 2, 1)),
		second(Plane(z, 3, 0, 1, [2]float64{1, 1}, unit, 2, 2, 1)), second(Plane(z, 3, 0, 1, unit, unit, 0, 2, 1)),
		second(Plane(z, 3, 0, 1, unit, unit, 2, 2, 0)),
	} {
		if err == nil {
			t.Errorf("bad call %d: no error", i)
		}
	}
}

func second[T any](_ T, err error) error { return err }
