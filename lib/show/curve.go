package show

import (
	"fmt"
	"math"
	"strings"

	"seminar.example/lib/say"
)

// curve is the loss so far: means over a few steps, and complete epochs.
type curve struct {
	every  int // steps that make one point
	steps  []point
	sum    float64
	n      int
	epochs []epochLoss
}

type point struct{ x, y float64 } // x in epochs

type epochLoss struct {
	epoch       int
	train, test float64
}

func (c *curve) addStep(x, loss float64) {
	c.sum += loss
	c.n++
	if c.n >= c.every {
		c.steps = append(c.steps, point{x, c.sum / float64(c.n)})
		c.sum, c.n = 0, 0
	}
}

func (c *curve) addEpoch(epoch int, train, test float64) {
	c.epochs = append(c.epochs, epochLoss{epoch, train, test})
}

// The colours of the losses are those of a figure's lines; a test of lib/plot holds
// them.
const trainColour, testColour = "#0072B2", "#D55E00"

// The drawing, in its own units: the plot's area within the picture.
const (
	curveW, curveH = 605.0, 170.0
	left, right    = 44.0, 605.0 - 96
	top, bottom    = 10.0, 146.0
)

// svg draws the loss on a log scale over the epochs that the training has. It
// takes the page's text colour, so that it is legible on light and on dark.
func (c *curve) svg(epochs int) string {
	low, high := c.extent()
	if !(low > 0) || !(high > low) || math.IsInf(high, 0) {
		return ""
	}
	px := func(x float64) float64 { return left + (right-left)*x/float64(max(1, epochs)) }
	py := func(y float64) float64 {
		return bottom - (bottom-top)*math.Log(y/low)/math.Log(high/low)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" width="100%%" role="img" aria-label="%s" `+
		`style="font-size:11px;fill:currentColor">`, curveW, curveH, say.T("loss so far"))
	for _, y := range []float64{low, math.Sqrt(low * high), high} {
		fmt.Fprintf(&b, `<line x1="%g" x2="%g" y1="%.1f" y2="%.1f" stroke="currentColor" stroke-opacity=".2"/>`+
			`<text x="%g" y="%.1f" text-anchor="end">%.3g</text>`, left, right, py(y), py(y), left-5, py(y)+4, y)
	}
	fmt.Fprintf(&b, `<text x="%g" y="%g">0</text><text x="%g" y="%g" text-anchor="end">%s</text>`,
		left, curveH-6, right, curveH-6, say.Sprintf("epoch %d", epochs))
	line := func(points []point, colour, dashes, name string) {
		if len(points) == 0 {
			return
		}
		var at []string
		for _, p := range points {
			at = append(at, fmt.Sprintf("%.1f,%.1f", px(p.x), py(p.y)))
		}
		last := points[len(points)-1]
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="1.8" stroke-dasharray="%s"/>`,
			strings.Join(at, " "), colour, dashes)
		dy := 11.0 // below the line's end; the test loss stands above
		if dashes != "" {
			dy = -3
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" fill="%s">%s %.4f</text>`, px(last.x)+5, py(last.y)+dy, colour, name, last.y)
	}
	test := make([]point, len(c.epochs))
	for i, e := range c.epochs {
		test[i] = point{float64(e.epoch), e.test}
	}
	line(c.steps, trainColour, "", say.T("train"))
	line(test, testColour, "5 3", say.T("test"))
	b.WriteString("</svg>")
	return b.String()
}

// extent is the range of all losses seen, a little wider.
func (c *curve) extent() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	see := func(y float64) { low, high = min(low, y), max(high, y) }
	for _, p := range c.steps {
		see(p.y)
	}
	for _, e := range c.epochs {
		see(e.test)
	}
	return low / 1.03, high * 1.03
}
