package plot

import (
	"bytes"
	"image/png"
	"math"
	"strings"
	"testing"
)

// whirl is a field of arrows that turn around the origin.
func whirl() Cloud {
	var c Cloud
	for i := range 25 {
		x, y := float64(i%5)-2, float64(i/5)-2
		c.X, c.Y = append(c.X, x), append(c.Y, y)
		c.U, c.V = append(c.U, -y/4), append(c.V, x/4)
	}
	return c
}

// Longer arrows have more ink, and their tips lie within the axes.
func TestArrows(t *testing.T) {
	blue := func(scale float64) (n int) {
		c := whirl()
		for i := range c.U {
			c.U[i], c.V[i] = scale*c.U[i], scale*c.V[i]
		}
		f, err := scatterOf("99-whirl", c).Figure()
		if err != nil {
			t.Fatal(err)
		}
		data, err := f.PNG(96)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, _, b, _ := img.At(x, y).RGBA()
				if b>>8 > 120 && r>>8 < 90 {
					n++
				}
			}
		}
		return n
	}
	small, large := blue(0.2), blue(1)
	if small < 20 || large < 2*small {
		t.Errorf("%d blue pixels of short arrows, %d of long ones", small, large)
	}
	f, err := scatterOf("99-whirl", whirl()).Figure()
	if err != nil {
		t.Fatal(err)
	}
	table, err := f.CSV()
	if err != nil || !strings.Contains(string(table), "x,y,u,v\n") || !strings.Contains(string(table), ",0,,-2,-2,0.5,-0.5\n") {
		t.Errorf("CSV %q, %v: expected the arrows", table, err)
	}
}

// Of several faults the first is reported, in the order X, Y, U, V.
func TestArrowsReportTheFirstFault(t *testing.T) {
	c := whirl()
	c.U, c.V[1] = c.U[:3], math.NaN()
	for range 50 {
		if _, err := scatterOf("99-whirl", c).Figure(); err == nil || !strings.Contains(err.Error(), "Clouds[0].U has 3 values") {
			t.Fatalf("%v; expected the fault of U, which comes before V", err)
		}
	}
}

func TestArrowsRefuse(t *testing.T) {
	for name, change := range map[string]func(c *Cloud){
		"only U":     func(c *Cloud) { c.V = nil },
		"too few":    func(c *Cloud) { c.U = c.U[:3] },
		"not finite": func(c *Cloud) { c.V[1] = math.NaN() },
		"classes":    func(c *Cloud) { c.Class = make([]int, 25) },
	} {
		c := whirl()
		change(&c)
		if _, err := scatterOf("99-whirl", c).Figure(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	c := whirl()
	c.Z = make([]float64, 25)
	if _, err := (Clouds3D{Name: "99-x", Title: "x", Alt: "x", XLabel: "x", YLabel: "y", ZLabel: "z", Clouds: []Cloud{c}}).Figure(); err == nil {
		t.Error("arrows in space: no error")
	}
}
