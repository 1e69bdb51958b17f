package pixel

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// stroke is an image of side×side with a soft straight stroke through a place,
// upright where angle is 0, leaning to the right above.
func stroke(side int, angle, right, down float64) []float32 {
	x := make([]float32, side*side)
	sin, cos := math.Sincos(angle)
	for k := range x {
		i, j := float64(k%side)-right, down-float64(k/side) // up
		across, along := i*cos-j*sin, i*sin+j*cos
		x[k] = float32(math.Exp(-across*across/4 - along*along/40))
	}
	return x
}

func slantOf(t *testing.T, x []float32, side int) float64 {
	t.Helper()
	s, err := Shapes(x, side, side)
	if err != nil {
		t.Fatal(err)
	}
	return s[0].Slant
}

// A shear moves the slant by the formula, whatever the image; a turn moves an
// upright stroke against its angle, since counter-clockwise leans to the left.
func TestShearedAndTurned(t *testing.T) {
	const side = 41
	for _, start := range []float64{-0.3, 0, 0.2} {
		x := stroke(side, start, 19, 22)
		before := slantOf(t, x, side)
		for _, angle := range []float64{-0.5, -0.1, 0, 0.3} {
			y, err := Sheared(x, side, side, angle)
			if err != nil {
				t.Fatal(err)
			}
			// Interpolation between rows' pixels blurs along rows alone: no bias.
			want := math.Atan(math.Tan(before) + math.Tan(angle))
			if got := slantOf(t, y, side); math.Abs(got-want) > 0.02 {
				t.Errorf("slant %.3f sheared by %.1f: %.3f, expected %.3f", before, angle, got, want)
			}
			turned, err := Turned(x, side, side, angle)
			if err != nil {
				t.Fatal(err)
			}
			drawn := stroke(side, start-angle, 19, 22)
			for k, v := range turned {
				if math.Abs(float64(v-drawn[k])) > 0.06 { // of the interpolation
					t.Fatalf("turned by %.1f: pixel %d is %.3f, expected %.3f", angle, k, v, drawn[k])
				}
			}
		}
	}
}

// At the limits: by 0 nothing changes, a quarter turn moves whole pixels, ink that
// leaves the image is lost, a white image stays.
func TestTurnedLimits(t *testing.T) {
	x := stroke(5, 0.4, 2, 2)
	for _, f := range []func([]float32, int, int, ...float64) ([]float32, error){Turned, Sheared} {
		y, err := f(x, 5, 5, 0)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range y {
			if math.Abs(float64(v-x[k])) > 1e-5 {
				t.Errorf("by 0: pixel %d is %v, expected %v", k, v, x[k])
			}
		}
	}
	white, err := Turned(make([]float32, 8), 2, 4, 1)
	if err != nil || white[3] != 0 {
		t.Errorf("white: %v, %v", white, err)
	}
	// An L: a quarter turn counter-clockwise about the middle of its ink, (1, 1).
	l := []float32{0, 1, 0, 0, 1, 0, 0, 1, 0}
	l, err = Turned(l, 3, 3, math.Pi/2)
	want := []float32{0, 0, 0, 1, 1, 1, 0, 0, 0}
	for k := range want {
		if err != nil || math.Abs(float64(l[k]-want[k])) > 1e-6 {
			t.Fatalf("a quarter turn: %v, %v, expected %v", l, err, want)
		}
	}
	corner, err := Turned([]float32{1, 0, 0, 0, 1, 0, 0, 0, 0}, 3, 3, math.Pi/2) // the middle is (½, ½): the upper left goes to the lower left
	if err != nil || math.Abs(float64(corner[3]-1)) > 1e-6 || math.Abs(float64(corner[1]-1)) > 1e-6 {
		t.Errorf("a diagonal: %v, %v", corner, err)
	}
}

// Each image by an angle of its own is as each alone.
func TestTurnedEach(t *testing.T) {
	angles := []float64{-0.4, 0, 0.3}
	for _, f := range []func([]float32, int, int, ...float64) ([]float32, error){Turned, Sheared} {
		var x, want []float32
		for _, angle := range angles {
			one := stroke(15, 0.2+angle, 7, 8)
			alone, err := f(one, 15, 15, angle)
			if err != nil {
				t.Fatal(err)
			}
			x, want = append(x, one...), append(want, alone...)
		}
		if got, err := f(x, 15, 15, angles...); err != nil || !slices.Equal(got, want) {
			t.Errorf("three images by three angles are not as each alone (%v)", err)
		}
	}
}

func TestTurnedErrors(t *testing.T) {
	for words, call := range map[string]func() error{
		"5 numbers":       func() error { _, err := Turned(make([]float32, 5), 2, 2, 0); return err },
		"0 is not finite": func() error { _, err := Turned(make([]float32, 4), 2, 2, math.NaN()); return err },
		"pixel 2 of imag": func() error { _, err := Turned([]float32{0, 0, float32(math.NaN()), 0}, 2, 2, 0); return err },
		"1 is not finite": func() error { _, err := Turned(make([]float32, 8), 2, 2, 0, math.NaN()); return err },
		"2 angles of 3":   func() error { _, err := Turned(make([]float32, 12), 2, 2, 0, 1); return err },
		"0 angles of 1":   func() error { _, err := Sheared(make([]float32, 4), 2, 2); return err },
		"angle 2":         func() error { _, err := Sheared(make([]float32, 4), 2, 2, 2); return err },
	} {
		if err := call(); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("said %v, expected %q", err, words)
		}
	}
}
