package show

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"seminar.example/lib/plot"
)

// power draws y = x^p, with a text that must not end the script.
func power(p int) (*plot.Figure, error) {
	return plot.Curves{Name: "99-power", Title: "A power", Alt: "x to the " + strings.Repeat("x", p) + " </script><b>",
		XLabel: "x (no unit)", YLabel: "y (no unit)", YRange: [2]float64{0, 10},
		Lines: []plot.Line{{X: []float64{0, 1}, Y: []float64{0, float64(p)}}}}.Figure()
}

// drawn is the slider's page over the values 1, 2 and 3.
func drawn(t *testing.T) (slides, string) {
	t.Helper()
	s := slides{Label: "power <p>"}
	for p := 1; p <= 3; p++ {
		if err := s.add(strings.Repeat("I", p))(power(p)); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.html()
	if err != nil {
		t.Fatal(err)
	}
	return s, page
}

// TestSliderPage reads the page as a browser would: data, frames, keys.
func TestSliderPage(t *testing.T) {
	want, page := drawn(t)
	if n := strings.Count(page, "</script>"); n != 1 {
		t.Errorf("the script ends %d times: a text can end it", n)
	}
	found := regexp.MustCompile(`(?m)currentScript\.parentElement, s = (.*);$`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no data in %.300s", page)
	}
	var s slides
	if err := json.Unmarshal([]byte(found[1]), &s); err != nil {
		t.Fatal(err)
	}
	if s.Label != want.Label || s.Width != 605 || s.Height != 340 || strings.Join(s.Values, " ") != "I II III" {
		t.Errorf("label %q, %d×%d, values %q", s.Label, s.Width, s.Height, s.Values)
	}
	for i, f := range s.Frames {
		picture, err := png.Decode(bytes.NewReader(f.PNG))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); i == 0 && (size != image.Pt(908, 510) || len(f.PNG) > 20_000) {
			t.Errorf("frame 0: %v pixels, %d bytes: expected 1.5 × 605×340 in at most 20 kB", size, len(f.PNG))
		}
		if i > 0 && len(f.PNG) > len(s.Frames[0].PNG)/2 {
			t.Errorf("frame %d: %d bytes, the first %d: expected less than half, only what differs", i, len(f.PNG), len(s.Frames[0].PNG))
		}
		if !strings.HasPrefix(s.Alts[i], "x to the "+strings.Repeat("x", i+1)) {
			t.Errorf("frame %d: alt text %q", i, s.Alts[i])
		}
	}
	if len(s.Frames) != 3 {
		t.Errorf("%d frames, expected 3", len(s.Frames))
	}
	for _, part := range []string{`type: "range"`, `addEventListener("input", show)`, `"aria-label"`, `data-lm-suppress-shortcuts`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in the page", part)
		}
	}
	if regexp.MustCompile(`https?:|//[a-z]`).MatchString(strings.ReplaceAll(page, found[1], "")) {
		t.Error("the page names a host: it must need no network")
	}
}

// Where scripts, styles and attributes are stripped, one sentence is left.
func TestSliderStripped(t *testing.T) {
	s, page := drawn(t)
	text := regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(page, "")
	text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")
	want := "A slider with 3 figures: power &lt;p&gt; = I, II, III. It needs scripts: trust the notebook, or run the cell."
	if text != want {
		t.Errorf("%q, expected %q", text, want)
	}
	var err error
	got := printed(t, func() {
		err = Slider("power <p>", []string{"I", "II", "III"}, func(v string) (*plot.Figure, error) { return power(len(v)) })
	})
	if err != nil || got != s.sentence()+"\n" {
		t.Errorf("outside a notebook: %q, %v", got, err)
	}
}

func TestSliderErrors(t *testing.T) {
	bad := errors.New("bad figure")
	for _, c := range []struct {
		name   string
		values []int
		draw   func(int) (*plot.Figure, error)
		want   string
	}{
		{"one value", []int{1}, power, "1 values, expected 2 to 40"},
		{"many", make([]int, 41), power, "41 values"},
		{"no function", []int{1, 2}, nil, "no function that draws"},
		{"no figure", []int{1, 2}, func(int) (*plot.Figure, error) { return nil, nil }, "at 1: no figure"},
		{"empty figure", []int{1, 2}, func(int) (*plot.Figure, error) { return &plot.Figure{}, nil }, "slider over d: plot: empty figure"},
		{"its error", []int{1, 2}, func(int) (*plot.Figure, error) { return nil, bad }, "at 1: bad figure"},
		{"sizes", []int{8, 9}, func(h int) (*plot.Figure, error) {
			return plot.Curves{Name: "99-a", Title: "A", Alt: "A.", XLabel: "x", YLabel: "y", Height: float64(h),
				Lines: []plot.Line{{X: []float64{0, 1}, Y: []float64{0, 1}}}}.Figure()
		}, "at 9: a figure of 605×340 pixels, expected 605×302"},
	} {
		err := Slider("d", c.values, c.draw)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, expected %q", c.name, err, c.want)
		}
	}
	if err := Slider("d", []int{1, 2}, func(int) (*plot.Figure, error) { return nil, bad }); !errors.Is(err, bad) {
		t.Error("the error of draw is not wrapped")
	}
	s, _ := drawn(t)
	s.Alts[0] = strings.Repeat("A", sliderBytes)
	if _, err := s.html(); err == nil || !strings.Contains(err.Error(), "fewer values") {
		t.Errorf("a page too large: %v", err)
	}
}
