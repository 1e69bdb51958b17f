package plot

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"

	"seminar.example/lib/say"
)

// Mosaic is pictures in columns and rows that fill a part of a [Scatter], pale, behind
// its points: what lies at each place.
type Mosaic struct {
	Cols, Rows int
	W, H       int         // pixels of a picture; 0: 28
	Images     [][]float32 // Cols·Rows pictures in [0,1], row by row from the top; nil leaves a gap
	X, Y       [2]float64  // from where to where it lies
}

// sized fills in the size of pictures.
func (m Mosaic) sized() Mosaic {
	s := m
	if s.W == 0 {
		s.W = 28
	}
	if s.H == 0 {
		s.H = 28
	}
	return s
}

func (m Mosaic) rules() []rule {
	if m.Images == nil {
		return nil
	}
	s := m.sized()
	inked := func(v float32) bool { return v >= -1e-3 && v <= 1+1e-3 }
	return []rule{
		that(s.Cols > 0 && s.Rows > 0 && s.W > 0 && s.H > 0, "Behind has %d columns and %d rows of %d×%d pixels, expected at least 1 of each", s.Cols, s.Rows, s.W, s.H),
		that(len(s.Images) == s.Cols*s.Rows, "Behind.Images has %d pictures, expected Cols·Rows = %d·%d", len(s.Images), s.Cols, s.Rows),
		ranged("Behind.X", s.X), ranged("Behind.Y", s.Y),
		that(s.X[0] < s.X[1] && s.Y[0] < s.Y[1], "Behind lies from %v to %v; expected {low, high} of both axes", s.X, s.Y),
		each("Behind.Images", len(s.Images), func(picture string, k int) []rule {
			img := s.Images[k]
			return []rule{
				that(img == nil || len(img) == s.W*s.H, "%s has %d pixels, expected W·H = %d·%d", picture, len(img), s.W, s.H),
				all(picture, img, inked, say.T("[0,1]; scale from [-1,1] by (x+1)/2 and clamp first")),
			}
		}),
	}
}

// behind is how much of the way to white the ink behind points is taken.
const behind = 0.55

// draw fills the mosaic's part of a plot.
func (m Mosaic) draw(c canvas, a axes) {
	s := m.sized()
	pic := image.NewGray(image.Rect(0, 0, s.Cols*s.W, s.Rows*s.H))
	for i := range pic.Pix {
		pic.Pix[i] = 0xff
	}
	for k, img := range s.Images {
		for i, v := range img {
			x, y := k%s.Cols*s.W+i%s.W, k/s.Cols*s.H+i/s.W
			const greys = stripGreys
			ink := math.Round((greys-1)*max(0, min(float64(v), 1))) / (greys - 1)
			pic.Pix[y*pic.Stride+x] = 255 - uint8(math.Round(255*(1-behind)*ink))
		}
	}
	c.image(vg.Rectangle{
		Min: vg.Point{X: snap(a.px(s.X[0])), Y: snap(a.py(s.Y[0]))},
		Max: vg.Point{X: snap(a.px(s.X[1])), Y: snap(a.py(s.Y[1]))},
	}, pic)
}
