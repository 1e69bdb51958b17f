package plot

import (
	"fmt"
	"image/color"
	"math"
)

// shadeColors are the stops of the colours of values: those of the house from
// dark to light. CIE lightness L*: 27, 46, 58, 71.
var shadeColors = []color.RGBA{
	inkViolet, inkBlue, inkGreen, inkYellow,
}

// shadeSteps is the number of colours of a figure: more are not told apart, and
// the file grows.
const shadeSteps = 16

// ShadeColor gives the colour of a value that lies at the share t, 0..1, of the
// range of all: violet, blue, green, yellow, which grow lighter all the way, so
// that the order is seen in grey too. What lies outside has the end's colour,
// NaN that of 0.
func ShadeColor(t float64) color.RGBA {
	if !(t > 0) {
		return shadeColors[0]
	}
	at := min(t, 1) * float64(len(shadeColors)-1)
	k := min(int(at), len(shadeColors)-2)
	return mix(shadeColors[k], shadeColors[k+1], at-float64(k))
}

// shade gives the colours of the values of clouds, which share one range.
type shade struct{ lo, hi float64 }

func newShade(clouds []Cloud) shade {
	s := shade{math.Inf(1), math.Inf(-1)}
	for _, cl := range clouds {
		for _, v := range cl.Value {
			s.lo, s.hi = min(s.lo, v), max(s.hi, v)
		}
	}
	return s
}

// step is the number of v's colour, 0..shadeSteps-1.
func (s shade) step(v float64) int {
	if s.hi <= s.lo {
		return 0
	}
	return min(int((v-s.lo)/(s.hi-s.lo)*shadeSteps), shadeSteps-1)
}

func (s shade) color(v float64) inkColor {
	return ShadeColor(float64(s.step(v)) / (shadeSteps - 1))
}

// note says what the colours stand for; "" where no cloud has values.
func (s shade) note(label string) string {
	if s.hi < s.lo {
		return ""
	}
	d := 2
	if s.hi > s.lo {
		d = decimals(niceStep(s.hi-s.lo, 20))
	}
	return fmt.Sprintf("colour, dark to light: %s, %s to %s", label, decimal(s.lo, d), decimal(s.hi, d))
}
