package plot

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// madeOf is a picture of w×h pixels; at gives their colours.
func madeOf(w, h int, at func(x, y int) color.RGBA) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, at(x, y))
		}
	}
	return img
}

// decoded gives what a reader of the PNG sees. It fails unless the picture has
// the size of img, is opaque, and comes out the same when encoded again.
func decoded(t *testing.T, img *image.RGBA) image.Image {
	t.Helper()
	data, err := encodePNG(img)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := encodePNG(img); err != nil || !bytes.Equal(data, again) {
		t.Errorf("encoded twice: %d and %d bytes that differ, error %v", len(data), len(again), err)
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != img.Bounds() {
		t.Fatalf("%v, expected %v", got.Bounds(), img.Bounds())
	}
	if o, ok := got.(interface{ Opaque() bool }); !ok || !o.Opaque() {
		t.Errorf("%T is not opaque", got)
	}
	return got
}

// off gives the greatest error of a channel and the share of pixels with an error
// beyond 16.
func off(img *image.RGBA, got image.Image) (worst int, share float64) {
	b := img.Bounds()
	n := 0
	for y := range b.Dy() {
		for x := range b.Dx() {
			c, d := img.RGBAAt(x, y), color.RGBAModel.Convert(got.At(x, y)).(color.RGBA)
			e := max(absInt(int(c.R)-int(d.R)), absInt(int(c.G)-int(d.G)), absInt(int(c.B)-int(d.B)))
			worst = max(worst, e)
			if e > 16 {
				n++
			}
		}
	}
	return worst, float64(n) / float64(b.Dx()*b.Dy())
}

func absInt(n int) int { return max(n, -n) }

func TestPaletteOfMadePictures(t *testing.T) {
	for _, c := range []struct {
		name  string
		img   *image.RGBA
		pal   bool
		worst int
	}{
		{"one colour", madeOf(30, 20, func(x, y int) color.RGBA { return inkWhite }), true, 0},
		{"16 colours", madeOf(64, 9, func(x, y int) color.RGBA { return color.RGBA{uint8(x % 16), 7, 0, 255} }), true, 0},
		{"256 thin colours", madeOf(256, 3, func(x, y int) color.RGBA { return color.RGBA{uint8(x), uint8(255 - x), 9, 255} }), true, slightOff},
		{"256 grey areas", madeOf(1024, 9, func(x, y int) color.RGBA { return color.RGBA{uint8(x / 4), uint8(x / 4), uint8(x / 4), 255} }), true, 4},
		{"257 colours", madeOf(257, 3, func(x, y int) color.RGBA { return color.RGBA{uint8(x), 0, uint8(x / 256), 255} }), true, worstOff},
		{"all reds and greens", madeOf(256, 256, func(x, y int) color.RGBA { return color.RGBA{uint8(x), uint8(y), 0, 255} }), true, worstOff},
		{"colours all over the cube", madeOf(256, 256, func(x, y int) color.RGBA {
			return color.RGBA{uint8(x), uint8(y), uint8(37*x + 91*y), 255}
		}), false, 0}, // a palette of 256 leaves more than 0.3 % of the pixels off
	} {
		got := decoded(t, c.img)
		if _, pal := got.(image.PalettedImage); pal != c.pal {
			t.Errorf("%s: %T, expected a palette: %v", c.name, got, c.pal)
		}
		if worst, share := off(c.img, got); worst > c.worst || share > shareOff {
			t.Errorf("%s: off by up to %d, expected at most %d; %.2f%% of the pixels off", c.name, worst, c.worst, 100*share)
		}
	}
}

// Every figure keeps the bounds and the flat colours of the house exactly, in a
// palette.
func TestPaletteOfFigures(t *testing.T) {
	reduced := 0
	for _, f := range samples(t) {
		for _, dpi := range []int{96, 192} {
			c := vgimg.NewWith(vgimg.UseWH(vg.Length(f.w)*px, vg.Length(f.h)*px), vgimg.UseDPI(dpi))
			f.draw(vgCanvas{c})
			img := c.Image().(*image.RGBA)
			got := decoded(t, img)
			p, ok := got.(*image.Paletted)
			if !ok {
				t.Errorf("%s at %d dpi: %T, expected a palette", f.Name, dpi, got)
				continue
			}
			worst, share := off(img, got)
			if worst > 0 {
				reduced++
			}
			if worst > 40 || share > 0.003 {
				t.Errorf("%s at %d dpi: off by up to %d of 255, %.2f%% of the pixels by more than 16; expected at most 40 and 0.3%%",
					f.Name, dpi, worst, 100*share)
			}
			for i := 0; i < len(img.Pix); i += 4 {
				ink := color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 255}
				if ink != inkText && ink != inkWhite && ink != inkSoft && ink != inkBlue && ink != inkBlack {
					continue
				}
				if kept := p.Palette[p.Pix[i/4]]; kept != ink {
					t.Errorf("%s at %d dpi: %v became %v", f.Name, dpi, ink, kept)
					break
				}
			}
		}
	}
	if reduced < 10 {
		t.Errorf("%d figures with more than 256 colours, expected at least 10: the bounds are not tried", reduced)
	}
}
