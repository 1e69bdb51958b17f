package dream

import (
	"math"
	"testing"
)

// random are weights of the right number, all small.
func random(t testing.TB) *Net {
	t.Helper()
	total := 0
	for _, w := range Tensors() {
		total += w.Size
	}
	b := make([]byte, 2*total)
	for i := range b {
		b[i] = byte(i*37 + i/251)
		if i%2 == 1 {
			b[i] = b[i]&0x80 | 0x2c // ±1/16 to ±1/8
		}
	}
	n, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// All numbers in half precision: exact, by their definition.
func TestWhole(t *testing.T) {
	for h := range 1 << 16 {
		sign, e, f := 1.0, h>>10&31, float64(h&1023)
		if h>>15 == 1 {
			sign = -1
		}
		want := sign * math.Ldexp(1+f/1024, e-15)
		switch {
		case e == 0:
			want = sign * math.Ldexp(f, -24)
		case e == 31 && f == 0:
			want = math.Inf(int(sign))
		case e == 31:
			want = math.NaN()
		}
		if got := float64(whole(uint16(h))); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("%#x: %v, expected %v", h, got, want)
		}
	}
}

// quarters has each pixel of 2×2 in a channel of its own, joined puts them back.
func TestQuarters(t *testing.T) {
	x := make([]float32, 3*16)
	for i := range x {
		x[i] = float32(i)
	}
	q := quarters(x, 3, 2)
	// Channel 1, lower right pixel of the upper left square: row 1, column 1.
	if got := q[(4*1+3)*4]; got != 16+5 {
		t.Errorf("found pixel %v, expected 21", got)
	}
	for i, v := range joined(q, 3, 2) {
		if v != x[i] {
			t.Fatalf("pixel %d came back as %v", i, v)
		}
	}
}

// A convolution whose only weight is beside the middle moves the picture.
func TestConvolution(t *testing.T) {
	n := &Net{w: map[string][]float32{"c.bias": {1}, "c.weight": make([]float32, 9)}}
	n.w["c.weight"][5] = 2 // row 1, column 2: the pixel at the right
	y := n.convolution("c", []float32{1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 3)
	for i, want := range []float32{5, 7, 1, 11, 13, 1, 17, 19, 1} {
		if y[i] != want {
			t.Errorf("pixel %d: %v, expected %v", i, y[i], want)
		}
	}
}

// A walk depends on its seed and its label, and on nothing else.
func TestWalk(t *testing.T) {
	n := random(t)
	end := func(c Config) []float32 {
		w, err := n.Start(c)
		if err != nil {
			t.Fatal(err)
		}
		for range c.Steps {
			if _, last := w.Step(); last {
				t.Fatalf("%+v ends early", c)
			}
		}
		m, last := w.Step()
		if again, still := w.Step(); !last || !still || &again.Clean[0] != &m.Clean[0] {
			t.Errorf("%+v does not end after %d steps", c, c.Steps)
		}
		return m.Clean
	}
	same := func(a, b []float32) bool {
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
		return true
	}
	c := Config{Label: 2, Lean: 1, Steps: 4, Highest: 20, Seed: 1}
	first := end(c)
	if !same(first, end(c)) {
		t.Error("the same walk again ends elsewhere")
	}
	for name, other := range map[string]Config{"seed": {Label: 2, Lean: 1, Steps: 4, Highest: 20, Seed: 2}, "label": {Label: 3, Lean: 1, Steps: 4, Highest: 20, Seed: 1},
		"drawing": {Label: 2, Lean: 1, Steps: 4, Highest: 20, Seed: 1, Drawing: make([]byte, 784)}, "lean": {Label: 2, Lean: 2, Steps: 4, Highest: 20, Seed: 1}} {
		if same(first, end(other)) {
			t.Errorf("another %s gives the same", name)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, b := range [][]byte{nil, make([]byte, 7)} {
		if _, err := New(b); err == nil {
			t.Errorf("%d bytes of weights give no error", len(b))
		}
	}
	n := random(t)
	good := Config{Label: 10, Lean: 1, Steps: 20, Highest: 20}
	for name, spoil := range map[string]func(*Config){
		"label":   func(c *Config) { c.Label = 11 },
		"below":   func(c *Config) { c.Label = -1 },
		"lean":    func(c *Config) { c.Lean = 0.5 },
		"steps":   func(c *Config) { c.Steps = 1 },
		"highest": func(c *Config) { c.Highest = 0 },
		"no σ":    func(c *Config) { c.Highest = math.NaN() },
		"drawing": func(c *Config) { c.Drawing = make([]byte, 3) },
	} {
		c := good
		spoil(&c)
		if _, err := n.Start(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := n.Start(good); err != nil {
		t.Error(err)
	}
}

func TestGrey(t *testing.T) {
	got := Grey([]float32{-1, 0, 1, -5, 5}, 0)
	for i, want := range []byte{0, 128, 255, 0, 255} {
		if got[i] != want {
			t.Errorf("%d: %d, expected %d", i, got[i], want)
		}
	}
	if got := Grey([]float32{5}, 10); got[0] != 191 {
		t.Errorf("half of the noise: %d, expected 191", got[0])
	}
}

func BenchmarkDenoise(b *testing.B) {
	n := random(b)
	x := make([]float32, pixels)
	for b.Loop() {
		n.Denoise(x, 1, 3)
	}
}
