package show

import (
	"fmt"
	"strings"

	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

const (
	sliderDPI   = 144     // less than a figure has: there are many
	sliderMax   = 40      // figures
	sliderBytes = 400_000 // of a notebook's million
)

// Slider shows one figure of several, chosen by a slider, for what is better
// seen by hand:
//
//	must.M(show.Slider("dimension d", []int{1, 10, 100},
//		func(d int) (*plot.Figure, error) { return plot.Histogram{…}.Figure() }))
//
// label says what the slider changes; values are the 2 to 40 stops of the
// slider, each printed as fmt.Sprint does; draw gives the figure of a value. All
// figures have one size; give them the same axes too, or the eye compares ticks.
//
// The figures are drawn at once and lie in the notebook, which needs neither
// kernel nor network then: the first one whole, of each other one what differs
// ([plot.Frames]). The arrow keys, Home and End move the slider. Without scripts,
// as in a notebook that is not trusted, a sentence says what would be there: so
// show a still of the same by Figure in the cell before. Only that goes into
// $SEMINAR_FIGURES.
//
// Errors: those of draw; other than 2 to 40 values; figures of different sizes;
// more than 400 kB; a lost connection to the notebook.
// Cost: that of drawing, 30 to 100 ms a figure; about 20 kB, and 2 to 15 kB for each
// figure after the first.
// Introduced in notebook 01.
func Slider[V any](label string, values []V, draw func(V) (*plot.Figure, error)) error {
	if n := len(values); n < 2 || n > sliderMax {
		return say.Errorf("show: slider over %s: %d values, expected 2 to %d", label, n, sliderMax)
	}
	if draw == nil {
		return say.Errorf("show: slider over %s: no function that draws", label)
	}
	s := slides{Label: label}
	for _, v := range values {
		if err := s.add(fmt.Sprint(v))(draw(v)); err != nil {
			return say.Errorf("show: slider over %s: at %v: %w", label, v, err)
		}
	}
	page, err := s.html()
	if err != nil {
		return err
	}
	return showPage(page, s.sentence())
}

// slides is what the script of a slider gets, as JSON.
type slides struct {
	Label         string
	Width, Height int // CSS pixels
	Values, Alts  []string
	Frames        []plot.Frame // whose PNGs are base64 in JSON

	figures []*plot.Figure
}

// add returns a function that takes what draw gave for the value.
func (s *slides) add(value string) func(*plot.Figure, error) error {
	return func(f *plot.Figure, err error) error {
		if err != nil {
			return err
		}
		if f == nil {
			return say.Errorf("no figure: expected what a Figure method of lib/plot returns")
		}
		w, h := f.Size()
		if len(s.Values) == 0 {
			s.Width, s.Height = w, h
		}
		if w != s.Width || h != s.Height {
			return say.Errorf("a figure of %d×%d pixels, expected %d×%d as the first: give all the same Width and Height",
				w, h, s.Width, s.Height)
		}
		s.Values, s.Alts, s.figures = append(s.Values, value), append(s.Alts, f.Alt), append(s.figures, f)
		return nil
	}
}

// sentence stands where nothing moves.
func (s *slides) sentence() string {
	return say.Sprintf("A slider with %d figures: %s = %s.",
		len(s.Values), s.Label, strings.Join(s.Values, ", ")) + needsScripts()
}

// html is the slider.
func (s *slides) html() (string, error) {
	var err error
	if s.Frames, err = plot.Frames(sliderDPI, s.figures...); err != nil {
		return "", say.Errorf("show: slider over %s: %w", s.Label, err)
	}
	page, err := newPage(s.sentence(), []value{{"s", s}}, "make.js", "slider.js")
	if err != nil {
		return "", say.Errorf("show: slider over %s: %w", s.Label, err)
	}
	if len(page) > sliderBytes {
		return "", say.Errorf("show: slider over %s: %d bytes, expected at most %d: take fewer values or figures with less ink",
			s.Label, len(page), sliderBytes)
	}
	return page, nil
}
