package plot

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// The colours of the house: the greys of everything that is not data, and those of
// M. Okabe and K. Ito. Copies in CSS and JavaScript are held by a test.
var (
	inkText   = color.RGBA{0x22, 0x22, 0x22, 0xff} // titles, labels
	inkSoft   = color.RGBA{0x5e, 0x5e, 0x5e, 0xff} // tick labels, notes, reference levels
	inkGrid   = color.RGBA{0xe4, 0xe4, 0xe4, 0xff}
	inkAxis   = color.RGBA{0xa8, 0xa8, 0xa8, 0xff} // zero lines, frames of images
	inkBlack  = color.RGBA{0, 0, 0, 0xff}
	inkWhite  = color.RGBA{0xff, 0xff, 0xff, 0xff}
	inkBlue   = color.RGBA{0x00, 0x72, 0xb2, 0xff}
	inkOrange = color.RGBA{0xe6, 0x9f, 0x00, 0xff}
	inkRed    = color.RGBA{0xd5, 0x5e, 0x00, 0xff}
	inkSky    = color.RGBA{0x56, 0xb4, 0xe9, 0xff}
	inkGreen  = color.RGBA{0x00, 0x9e, 0x73, 0xff}
	inkPink   = color.RGBA{0xcc, 0x79, 0xa7, 0xff}
	inkYellow = color.RGBA{0xc0, 0xae, 0x00, 0xff} // darker than Okabe and Ito's, which white swallows
	inkBrown  = color.RGBA{0x7a, 0x4a, 0x1e, 0xff}
	inkViolet = color.RGBA{0x4b, 0x2e, 0x83, 0xff}
)

// lineColors are Okabe and Ito's colours without yellow, which white swallows.
// CIE lightness L* in this order: 46, 71, 54, 70, 58, 0, 61.
var lineColors = []color.RGBA{
	inkBlue, inkOrange, inkRed, inkSky, inkGreen, inkBlack, inkPink,
}

// lineDashes are the second channel of lines, in points on and off.
var lineDashes = [][]vg.Length{
	nil, {7, 2.5}, {2.4, 2}, {8, 2, 2, 2}, {12, 3}, {4, 1.6}, {1.2, 1.6},
}

// classColors are the colours of the classes 0 to 9: Okabe and Ito's with a
// darker yellow, and brown and violet, which complete the ten. L* in this
// order: 46, 71, 36, 70, 54, 0, 61, 27, 71, 58.
var classColors = [10]color.RGBA{
	inkBlue, inkOrange, inkBrown, inkSky, inkRed, inkBlack, inkPink, inkViolet, inkYellow, inkGreen,
}

// lineColor gives the colour of the i-th line of a figure, i counted from 0;
// colours repeat after seven.
func lineColor(i int) color.RGBA {
	return lineColors[i%len(lineColors)]
}

// ClassColor gives the colour of class k; classes repeat after ten. Negative k
// count as 0.
func ClassColor(k int) color.RGBA {
	return classColors[max(k, 0)%len(classColors)]
}

// ClassSigns are what stands for the classes 0 to 61 in a cloud: digits, then
// letters, in EMNIST's order. A letter shares its colour with others.
const ClassSigns = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Hex writes a colour as HTML, CSS and SVG do: "#0072b2".
func Hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// luminance is the relative luminance of an sRGB colour, in [0,1].
func luminance(c color.RGBA) float64 {
	lin := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.R) + 0.7152*lin(c.G) + 0.0722*lin(c.B)
}

// mix goes the share t of the way from a to b.
func mix(a, b color.RGBA, t float64) color.RGBA {
	f := func(x, y uint8) uint8 {
		return uint8(math.Round(float64(x) + t*(float64(y)-float64(x))))
	}
	return color.RGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), 0xff}
}

// tint lightens a colour: t = 0 leaves it, t = 1 is white.
func tint(c color.RGBA, t float64) color.RGBA { return mix(c, inkWhite, t) }

// textColor darkens a colour until text in it reads well on white: a contrast
// of at least 4.5 (WCAG 2.2, 1.4.3).
func textColor(c color.RGBA) color.RGBA {
	for t := 0.0; t < 1; t += 0.05 {
		if d := mix(c, inkBlack, t); 1.05/(luminance(d)+0.05) >= 4.5 {
			return d
		}
	}
	return inkBlack
}
