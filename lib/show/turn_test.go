package show

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/plot"
)

// helix is n points that climb around an axis; c changes the figure.
func helix(n int, change func(*plot.Clouds3D)) plot.Clouds3D {
	c := plot.Cloud{Title: "helix"}
	for i := range n {
		a := float64(i) / 20
		c.X, c.Y, c.Z = append(c.X, 3*math.Cos(a)), append(c.Y, 3*math.Sin(a)), append(c.Z, a)
		c.Value, c.Class = append(c.Value, a), append(c.Class, i%10)
	}
	q := plot.Clouds3D{Name: "99-helix", Title: "A helix climbs", Alt: "A helix </script><b>.",
		XLabel: "x (cm)", YLabel: "y (cm)", ZLabel: "height (cm)", ValueLabel: "angle (radians)", Clouds: []plot.Cloud{c}}
	change(&q)
	return q
}

func byValue(q *plot.Clouds3D) { q.Clouds[0].Class = nil }
func byClass(q *plot.Clouds3D) { q.Clouds[0].Value = nil }

// page reads the page of a cloud as a browser would.
func page(t *testing.T, q plot.Clouds3D) (turn, string) {
	t.Helper()
	made, err := newTurn(q)
	if err != nil {
		t.Fatal(err)
	}
	text, err := made.html()
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`currentScript\.parentElement, t = (.*), caption = "`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no data in %.300s", text)
	}
	var got turn
	if err := json.Unmarshal([]byte(found[1]), &got); err != nil {
		t.Fatal(err)
	}
	return got, text
}

// The page holds every point at its place in the box and in its colour.
func TestTurnPage(t *testing.T) {
	q := helix(200, byValue)
	got, text := page(t, q)
	if n := strings.Count(text, "</script>"); n != 1 {
		t.Errorf("the script ends %d times: a text can end it", n)
	}
	if got.Digits || got.Shown != 200 || got.Azimuth != -55 || got.Elevation != 22 || got.Names != [3]string{"x (cm)", "y (cm)", "height (cm)"} {
		t.Errorf("digits %v, %d points, view %v, %v, axes %q", got.Digits, got.Shown, got.Azimuth, got.Elevation, got.Names)
	}
	c, want := got.Clouds[0], q.Clouds[0]
	if len(c.Places) != 6*200 || len(c.Ink) != 200 || c.Title != "helix" {
		t.Fatalf("%q: %d bytes of places, %d of colours; expected 1200 and 200", c.Title, len(c.Places), len(c.Ink))
	}
	place := func(i, axis int) float64 {
		return float64(binary.LittleEndian.Uint16(c.Places[6*i+2*axis:])) / 65535
	}
	for i := range 200 {
		for axis, v := range [3]float64{(want.X[i] + 3) / 6, (want.Y[i] + 3) / 6, want.Z[i] / want.Z[199]} {
			if d := math.Abs(place(i, axis) - v); d > 1e-3 { // the points do not reach ±3 exactly
				t.Errorf("point %d, axis %d: %.5f of the box, expected %.5f", i, axis, place(i, axis), v)
			}
		}
		if i > 0 && c.Ink[i] < c.Ink[i-1] {
			t.Errorf("point %d: colour %d after %d, but the value rises", i, c.Ink[i], c.Ink[i-1])
		}
	}
	if c.Ink[0] != 0 || c.Ink[199] != shades-1 || len(got.Colors) != shades || got.Colors[0] != "#4b2e83" {
		t.Errorf("colours %d to %d of %d, the first %s", c.Ink[0], c.Ink[199], len(got.Colors), got.Colors[0])
	}
	bare := regexp.MustCompile(`(?s)<script>.*</script>|<[^>]*>`).ReplaceAllString(text, "")
	if !strings.HasPrefix(bare, "A cloud to turn by hand, 200 points: A helix &lt;/script&gt;") || !strings.Contains(bare, "trust the notebook") {
		t.Errorf("without script and tags the page says %q", bare)
	}
	script := regexp.MustCompile(`"(Places|Ink)":"[^"]*"`).ReplaceAllString(text, "")
	if regexp.MustCompile(`https?:|//[a-z]`).MatchString(script) {
		t.Error("the page names a host: it must need no network")
	}
	for _, part := range []string{`"pointermove"`, "ArrowLeft", "Home", `"aria-label"`, "data-lm-suppress-shortcuts", "tabIndex"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %s in the page", part)
		}
	}
}

func TestTurnClasses(t *testing.T) {
	got, text := page(t, helix(9000, byClass))
	if !got.Digits || len(got.Colors) != 10 || got.Colors[3] != "#56b4e9" {
		t.Errorf("digits %v, colours %v: expected the ten of classes", got.Digits, got.Colors)
	}
	if got.Shown != turnMax || got.All != 9000 || !strings.Contains(text, "4000 of 9000 points") || len(text) > 60_000 {
		t.Errorf("%d of %d points, %d bytes; expected 4000 of 9000, at most 60 kB", got.Shown, got.All, len(text))
	}
	if ink := got.Clouds[0].Ink; ink[0] != 0 || ink[4] != 9 { // every 2.25th point: 0, 2, 4, 6, 9
		t.Errorf("the first points have the classes %v, expected 0 2 4 6 9", ink[:5])
	}
	alike, _ := page(t, helix(10, func(q *plot.Clouds3D) { q.Clouds[0].Class, q.Clouds[0].Value = nil, nil }))
	if alike.Digits {
		t.Error("points without classes are drawn as digits")
	}
}

// With Middle each cloud has a box of its own; what lies outside is left out.
func TestTurnMiddle(t *testing.T) {
	q := helix(1000, byValue)
	far := helix(1000, byValue).Clouds[0]
	far.Z[500] = 1e6
	q.Clouds, q.Middle = append(q.Clouds, far), 0.98
	got, _ := page(t, q)
	for i, c := range got.Clouds {
		if n := len(c.Ink); n < 930 || n > 960 { // 2 % along each of three axes are outside
			t.Errorf("cloud %d: %d of 1000 points, expected about 940", i, n)
		}
		top := binary.LittleEndian.Uint16(c.Places[len(c.Places)-2:])
		if top < 65000 {
			t.Errorf("cloud %d: the last point is at %d of its box, expected its top", i, top)
		}
	}
}

func TestTurnOdd(t *testing.T) {
	flat, _ := page(t, helix(20, func(q *plot.Clouds3D) { byValue(q); q.Clouds[0].Z = make([]float64, 20) }))
	if z := binary.LittleEndian.Uint16(flat.Clouds[0].Places[4:]); z != 32768 {
		t.Errorf("a cloud without height lies at %d of the box, expected its middle", z)
	}
	turned, _ := page(t, helix(20, func(q *plot.Clouds3D) { byValue(q); q.Azimuth, q.Elevation = 10, 0 }))
	if turned.Azimuth != 10 || turned.Elevation != 0 {
		t.Errorf("view %v, %v, expected the figure's 10, 0", turned.Azimuth, turned.Elevation)
	}
	if err := Turn(helix(20, func(q *plot.Clouds3D) { byValue(q); q.Clouds[0].Y[3] = math.NaN() })); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("NaN: error %v", err)
	}
	if err := Turn(plot.Clouds3D{}); err == nil {
		t.Error("an empty figure is no error")
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"height (cm)": "height (cm)", "z_{1} (no unit)": "z₁ (no unit)", "10^{-3} x_{max}": "10⁻³ xmax", "a_{": "a_{", "x_{}": "x",
	} {
		if got := plain(text); got != want {
			t.Errorf("%q: %q, expected %q", text, got, want)
		}
	}
}

// More than ten classes: each has a colour and a sign.
func TestTurnManyClasses(t *testing.T) {
	got, _ := page(t, helix(620, func(q *plot.Clouds3D) {
		byClass(q)
		for i := range q.Clouds[0].Class {
			q.Clouds[0].Class[i] = i % 47
		}
	}))
	ink := got.Clouds[0].Ink
	if most := slices.Max(ink); most != 46 || len(got.Colors) != 47 || got.Signs != plot.ClassSigns[:47] {
		t.Errorf("classes up to %d, %d colours, signs %q", most, len(got.Colors), got.Signs)
	}
}
