package plot

import (
	"image/color"
	"math"

	"seminar.example/lib/say"
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

// roundColors are the stops of the colours of values that go round, such as angles:
// the last is next to the first. CIE lightness L*: 27, 46, 58, 71, 54.
var roundColors = []color.RGBA{
	inkViolet, inkBlue, inkGreen, inkYellow, inkRed,
}

// RoundColor gives the colour of a value that lies at the share t of a period, such
// as an angle: violet, blue, green, yellow, red, and violet again, so that values on
// either side of the period's end look alike. Shares t and t + 1 are the same. In grey
// the colours grow lighter over three fifths and darker over two. NaN has that of 0.
func RoundColor(t float64) color.RGBA {
	t -= math.Floor(t)
	if !(t < 1) { // NaN, infinite
		t = 0
	}
	at := t * float64(len(roundColors))
	k := int(at)
	return mix(roundColors[k], roundColors[(k+1)%len(roundColors)], at-float64(k))
}

// shade gives the colours of the values of clouds, which share one range. period
// above 0: values that differ by it have the same colour.
type shade struct{ lo, hi, period float64 }

func newShade(clouds []Cloud) shade {
	s := shade{lo: math.Inf(1), hi: math.Inf(-1)}
	for _, cl := range clouds {
		for _, v := range cl.Value {
			s.lo, s.hi = min(s.lo, v), max(s.hi, v)
		}
	}
	return s
}

// step is the number of v's colour, 0..shadeSteps-1.
func (s shade) step(v float64) int {
	if s.period > 0 {
		t := v / s.period
		return int((t-math.Floor(t))*shadeSteps) % shadeSteps
	}
	if s.hi <= s.lo {
		return 0
	}
	return min(int((v-s.lo)/(s.hi-s.lo)*shadeSteps), shadeSteps-1)
}

func (s shade) color(v float64) inkColor {
	if s.period > 0 {
		return RoundColor(float64(s.step(v)) / shadeSteps)
	}
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
	if s.period > 0 {
		return say.Sprintf("colour, once round: %s, violet 0, green %s, red %s", label, decimal(0.4*s.period, 2), decimal(0.8*s.period, 2))
	}
	return say.Sprintf("colour, dark to light: %s, %s to %s", label, decimal(s.lo, d), decimal(s.hi, d))
}
