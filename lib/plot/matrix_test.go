package plot

import (
	"image"
	"math"
	"strings"
	"testing"
)

// TestMatrixColours looks at the colour of equal values on either side of the
// middle: darker the farther out, and told apart in grey.
func TestMatrixColours(t *testing.T) {
	q := Matrix{Middle: 20, Reach: 4}
	if ink, below := q.color(20); ink != inkWhite || below {
		t.Errorf("the middle is %s, below: %v, expected white and not striped", Hex(ink), below)
	}
	for _, c := range []struct {
		v    float64
		want inkColor
	}{{24, inkBlue}, {400, inkBlue}, {16, inkOrange}, {-5, inkOrange}} {
		if ink, below := q.color(c.v); ink != c.want || below != (c.v < 20) {
			t.Errorf("%g is %s, striped: %v, expected %s and stripes below 20 only", c.v, Hex(ink), below, Hex(c.want))
		}
	}
	last := map[bool]float64{true: 101, false: 101}
	for d := 0.25; d <= 4; d += 0.25 {
		for _, v := range []float64{20 - d, 20 + d} {
			ink, below := q.color(v)
			if l := lightness(ink); l >= last[below] {
				t.Errorf("%g has lightness %.1f, expected less than %.1f of the value nearer to the middle", v, l, last[below])
			} else {
				last[below] = l
			}
		}
	}
	if d := last[true] - last[false]; d < 12 {
		t.Errorf("the two ends differ by %.1f in lightness, expected at least 12", d)
	}
}

// TestMatrixStripes finds two colours in a cell below the middle, beside its
// text, and one in a cell above it, in grey as well.
func TestMatrixStripes(t *testing.T) {
	q := matrixOf("stripes")
	q.Rows, q.Columns = []string{"a"}, []string{"below", "above"}
	q.Values, q.Low, q.High = [][]float64{{-.8, .8}}, nil, nil
	f, err := q.Figure()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[inkColor]image.Rectangle{}
	img := raster(t, f)
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			ink := inkAt(img, x, y)
			seen[ink] = seen[ink].Union(image.Rect(x, y, x+1, y+1))
		}
	}
	stripe := tint(inkOrange, 0.45)
	if !seen[stripe].Overlaps(seen[inkOrange]) {
		t.Errorf("stripes %v, cell %v: expected stripes in the cell below the middle", seen[stripe], seen[inkOrange])
	}
	if seen[stripe].Overlaps(seen[inkBlue]) || seen[inkBlue].Empty() {
		t.Errorf("stripes %v, cell %v: expected none in the cell above the middle", seen[stripe], seen[inkBlue])
	}
	if d := lightness(stripe) - lightness(inkOrange); d < 12 {
		t.Errorf("stripes differ by %.1f in lightness, expected at least 12", d)
	}
}

func TestMatrixTexts(t *testing.T) {
	q := matrixOf("texts")
	q.Values[1][2] = math.NaN()
	if q.Reach = q.farthest(); q.Reach != 0.81 {
		t.Errorf("Reach %g, expected 0.81, the largest distance from 0", q.Reach)
	}
	for _, c := range []struct {
		r, k             int
		number, interval string
	}{
		{0, 0, "−0.80", "−0.90 to −0.70"},
		{1, 1, "0.00", "−0.10 to 0.10"},
		{1, 2, "", ""},
	} {
		if number, interval := q.texts(c.r, c.k); number != c.number || interval != c.interval {
			t.Errorf("[%d][%d]: %q and %q, expected %q and %q", c.r, c.k, number, interval, c.number, c.interval)
		}
	}
	want := "colour: r (no unit), white at 0, blue above, striped orange below"
	if got := q.colours(); got != want {
		t.Errorf("note %q, expected %q", got, want)
	}
	q.Middle = -1
	if got := q.colours(); got != "colour: r (no unit), white at −1, blue above" {
		t.Errorf("note %q, expected no word of a colour that does not occur", got)
	}
	if n := len(q.table()); n != 6 {
		t.Errorf("%d rows, expected 6: header and the five cells with a number", n)
	}
}

func TestMatrixErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		want   string
		change func(*Matrix)
	}{
		{"Name is empty", func(q *Matrix) { q.Name = "" }},
		{"ValueLabel is empty", func(q *Matrix) { q.ValueLabel = "" }},
		{"the fonts have no", func(q *Matrix) { q.Rows[0] = "ก" }},
		{"0 Rows and 3 Columns", func(q *Matrix) { q.Rows = nil }},
		{"401 Columns", func(q *Matrix) { q.Rows, q.Columns = q.Rows[:1], make([]string, 401) }},
		{"Values has 1 values, Rows has 2", func(q *Matrix) { q.Values = q.Values[:1] }},
		{"Values[1] has 2 values, Columns has 3", func(q *Matrix) { q.Values[1] = q.Values[1][:2] }},
		{"Low[0] has 0 values", func(q *Matrix) { q.Low[0] = nil }},
		{"of Low and High", func(q *Matrix) { q.High = nil }},
		{"Values[0][1] is +Inf", func(q *Matrix) { q.Values[0][1] = inf }},
		{"does not hold its value", func(q *Matrix) { q.Low[1][1] = 0.05 }},
		{"does not hold its value", func(q *Matrix) { q.Low[1][1] = nan }},
		{"all Values are NaN", func(q *Matrix) { q.Values = [][]float64{{nan, nan, nan}, {nan, nan, nan}} }},
		{"Reach is -1", func(q *Matrix) { q.Reach = -1 }},
		{"Middle is NaN", func(q *Matrix) { q.Middle = nan }},
		{"label of a column", func(q *Matrix) { q.Columns[1] = strings.Repeat("long", 9) }},
		{"points high, expected at least", func(q *Matrix) { q.Width, q.Decimals, q.Columns = 8, 9, []string{"a", "b", "c"} }},
		{"place has", func(q *Matrix) { q.Column = strings.Repeat("long ", 40) }},
	} {
		q := matrixOf("bad")
		c.change(&q)
		f, err := q.Figure()
		if err == nil || f != nil {
			t.Errorf("expected an error with %q and no figure, found %v", c.want, err)
			continue
		}
		if s := err.Error(); !strings.Contains(s, c.want) || !strings.HasPrefix(s, "plot: matrix \"") && c.want != "Name is empty" {
			t.Errorf("error %q, expected one that names the figure and holds %q", s, c.want)
		}
	}
}
