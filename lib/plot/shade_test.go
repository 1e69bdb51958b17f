package plot

import (
	"bytes"
	"encoding/csv"
	"math"
	"strings"
	"testing"
)

// Colours of values grow lighter all the way: their order is seen in grey.
func TestShadeColorOrder(t *testing.T) {
	for i := range 100 {
		a, b := ShadeColor(float64(i)/100), ShadeColor(float64(i+1)/100)
		if lightness(b) < lightness(a)-0.2 { // channels are whole numbers
			t.Errorf("at %d %%: lightness falls from %.2f to %.2f", i, lightness(a), lightness(b))
		}
	}
	for _, c := range []struct{ t, same float64 }{{-1, 0}, {math.NaN(), 0}, {2, 1}, {math.Inf(1), 1}} {
		if ShadeColor(c.t) != ShadeColor(c.same) {
			t.Errorf("ShadeColor(%v) is not that of %v", c.t, c.same)
		}
	}
	if l := lightness(ShadeColor(1)) - lightness(ShadeColor(0)); l < 40 {
		t.Errorf("the ends differ by %.1f in lightness, expected 40 or more", l)
	}
}

// Colours of a period close: no step is greater where it ends, and all differ.
func TestRoundColor(t *testing.T) {
	apart := func(a, b inkColor) float64 {
		return math.Abs(float64(a.R)-float64(b.R)) + math.Abs(float64(a.G)-float64(b.G)) + math.Abs(float64(a.B)-float64(b.B))
	}
	seen := map[inkColor]bool{}
	for i := range 100 {
		a, b := RoundColor(float64(i)/100), RoundColor(float64(i+1)/100)
		seen[a] = true
		if apart(a, b) > 20 {
			t.Errorf("at %d %%: from %s to %s", i, Hex(a), Hex(b))
		}
	}
	if len(seen) < 100 {
		t.Errorf("%d colours of 100", len(seen))
	}
	for _, c := range []struct{ t, same float64 }{{1, 0}, {-0.25, 0.75}, {math.NaN(), 0}, {math.Inf(1), 0}, {7.5, 0.5}} {
		if RoundColor(c.t) != RoundColor(c.same) {
			t.Errorf("RoundColor(%v) is not that of %v", c.t, c.same)
		}
	}
	s := shade{lo: 0, hi: 6, period: 2 * math.Pi}
	if s.color(0.1) != s.color(0.1+4*math.Pi) || s.color(-0.1) != s.color(2*math.Pi-0.1) || s.color(0.1) == s.color(math.Pi) {
		t.Error("values a period apart differ in colour, or values half a period apart do not")
	}
	if got, want := s.note("angle in rad"), "colour, once round: angle in rad, violet 0, green 2.51, red 5.03"; got != want {
		t.Errorf("note %q, expected %q", got, want)
	}
}

// valued is a cloud whose value is its x, from 0 to 99.
func valued(solid bool) Cloud {
	c := Cloud{}
	for i := range 100 {
		x := float64(i)
		c.X, c.Y, c.Value = append(c.X, x), append(c.Y, math.Mod(7*x, 10)), append(c.Value, x)
		if solid {
			c.Z = append(c.Z, math.Mod(3*x, 10))
		}
	}
	return c
}

func TestValuesColourPoints(t *testing.T) {
	flat, solid := scatterOf("99-flat", valued(false)), spaceOf("99-solid", valued(true))
	flat.ValueLabel, solid.ValueLabel = "length (cm)", "length (cm)"
	for _, d := range []drawn{made(flat.Figure()), made(solid.Figure())} {
		if d.err != nil {
			t.Fatal(d.err)
		}
		table, err := d.f.CSV()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
		if err != nil || len(rows) != 101 {
			t.Fatalf("%s: %d rows, %v; expected a header and 100", d.f.Name, len(rows), err)
		}
		if last := rows[100]; rows[0][len(last)-1] != "value" || last[len(last)-1] != "99" {
			t.Errorf("%s: the last row is %v under %v, expected the value 99", d.f.Name, last, rows[0])
		}
	}
	f, err := flat.Figure()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[inkColor]bool{}
	img := raster(t, f)
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			seen[inkAt(img, x, y)] = true
		}
	}
	for i := range shadeSteps {
		if ink := ShadeColor(float64(i) / (shadeSteps - 1)); !seen[ink] {
			t.Errorf("colour %d of the values, %s, is not in the picture", i, Hex(ink))
		}
	}
}

// Panels share the range of their values, and the note tells it.
func TestValuesShareRange(t *testing.T) {
	s := newShade([]Cloud{{Value: []float64{2, 3}}, {}, {Value: []float64{-1, 12}}})
	if s.lo != -1 || s.hi != 12 || s.step(-1) != 0 || s.step(12) != shadeSteps-1 {
		t.Errorf("range %v to %v, ends in colours %d and %d", s.lo, s.hi, s.step(-1), s.step(12))
	}
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{nil, ""},
		{[]float64{0, 89.4}, "colour, dark to light: length, 0 to 89"},
		{[]float64{-0.5, 0.5}, "colour, dark to light: length, −0.50 to 0.50"},
		{[]float64{3, 3}, "colour, dark to light: length, 3.00 to 3.00"},
	} {
		if got := newShade([]Cloud{{Value: c.values}}).note("length"); got != c.want {
			t.Errorf("%v: note %q, expected %q", c.values, got, c.want)
		}
	}
}

func TestValueErrors(t *testing.T) {
	for _, c := range []struct {
		want   string
		change func(*Scatter)
	}{
		{"ValueLabel is empty", func(q *Scatter) { q.ValueLabel = "" }},
		{"Value has 99 values", func(q *Scatter) { q.Clouds[0].Value = q.Clouds[0].Value[:99] }},
		{"Value[3] is NaN", func(q *Scatter) { q.Clouds[0].Value[3] = math.NaN() }},
		{"Value and Class are given", func(q *Scatter) { q.Clouds[0].Class = make([]int, 100) }},
	} {
		q := scatterOf("99-bad", valued(false))
		q.ValueLabel = "length"
		c.change(&q)
		if _, err := q.Figure(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, expected one with %q", err, c.want)
		}
		s := spaceOf("99-bad", valued(true))
		s.ValueLabel, s.Clouds[0].Value, s.Clouds[0].Class = q.ValueLabel, q.Clouds[0].Value, q.Clouds[0].Class
		if _, err := s.Figure(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("in space: error %v, expected one with %q", err, c.want)
		}
	}
}
