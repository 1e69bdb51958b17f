package show

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"seminar.example/lib/plot"
)

// unpack is what the page does to a layer's weights and biases.
func (p packed) unpack() (weights, biases []float64) {
	floats := func(b []byte) (x []float64) {
		for ; len(b) > 0; b = b[4:] {
			x = append(x, float64(math.Float32frombits(binary.LittleEndian.Uint32(b))))
		}
		return x
	}
	scales := floats(p.Scales)
	for i := range p.In * p.Out {
		number := 0
		for k := range p.Bits {
			at := i*p.Bits + k
			number |= int(p.Weights[at/8]>>(at%8)&1) << k
		}
		weights = append(weights, (float64(number)-p.half())*scales[i/p.In])
	}
	return weights, floats(p.Biases)
}

func TestPack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, c := range []struct{ in, out, bits, bytes int }{
		{3, 5, 16, 30}, {1, 1, 16, 2}, {128, 784, 12, 128 * 784 * 3 / 2}, {1, 16385, 12, 24578}, // an odd number of halves
	} {
		w, b := make([]float32, c.in*c.out), make([]float32, c.out)
		for i := range w {
			w[i] = float32(rng.NormFloat64() * math.Exp(3*float64(i/c.in%3)-3)) // rows of different size
		}
		for i := range b {
			b[i] = float32(rng.NormFloat64())
		}
		if c.out > 3 {
			clear(w[2*c.in : 3*c.in]) // a row of zeros
		}
		p := pack(w, b, "relu")
		if p.Bits != c.bits || len(p.Weights) != c.bytes || p.In != c.in || p.Out != c.out || p.Activation != "relu" {
			t.Errorf("%d×%d: %d bits, %d bytes, in %d, out %d, %q", c.out, c.in, p.Bits, len(p.Weights), p.In, p.Out, p.Activation)
		}
		weights, biases := p.unpack()
		for row := range c.out {
			var most float64
			for _, v := range w[row*c.in : (row+1)*c.in] {
				most = max(most, math.Abs(float64(v)))
			}
			for i := row * c.in; i < (row+1)*c.in; i++ {
				// Half a step, and the rounding of the scale to float32.
				if off := math.Abs(weights[i] - float64(w[i])); off > most*(0.5/p.half()+1e-6) {
					t.Fatalf("%d×%d: weight %d is %v, was %v", c.out, c.in, i, weights[i], w[i])
				}
			}
			if biases[row] != float64(b[row]) {
				t.Fatalf("%d×%d: bias %d is %v, was %v", c.out, c.in, row, biases[row], b[row])
			}
		}
	}
}

// tiny is a decoder of 2×3 pixels from a code of dz numbers.
func tiny(dz int, change func(*Decoder)) Decoder {
	rng := rand.New(rand.NewPCG(2, 0))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	q := Decoder{Alt: "Six pixels </script><b>.", Rows: 2, Cols: 3, DZ: dz, Z: draw(4000 * dz), Labels: make([]uint8, 4000),
		Weights: [][]float32{draw(4 * dz), draw(24)}, Biases: [][]float32{draw(4), draw(6)}, Activations: []string{"relu", "tanh"}}
	for i := range q.Labels {
		q.Labels[i] = uint8(i % 10)
	}
	if change != nil {
		change(&q)
	}
	return q
}

// decoderPage is the page of a decoder, and the data that it holds.
func decoderPage(t *testing.T, q Decoder) (decoderData, string) {
	t.Helper()
	made, err := newDecoderData(q)
	if err != nil {
		t.Fatal(err)
	}
	text, err := made.html()
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)currentScript\.parentElement, d = (.*);$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("no data in %.300s", text)
	}
	var got decoderData
	if err := json.Unmarshal([]byte(found[1]), &got); err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`https?:|//[a-z]`).MatchString(strings.ReplaceAll(text, found[1], "")) {
		t.Error("the page names a host: it must need no network")
	}
	if n := strings.Count(text, "</script>"); n != 1 {
		t.Errorf("the script ends %d times: a text can end it", n)
	}
	return got, text
}

func TestDecoderSlidersPage(t *testing.T) {
	got, _ := decoderPage(t, tiny(3, nil))
	if got.Rows != 2 || got.Cols != 3 || len(got.Layers) != 2 || strings.Join(got.Names, " ") != "z₁ z₂ z₃" || !got.Digits || got.Unit {
		t.Errorf("%d×%d, %d layers, names %q, digits %t", got.Rows, got.Cols, len(got.Layers), got.Names, got.Digits)
	}
	for j := range 3 { // normal numbers: 99 % within ±2.58; bands of 5 standard errors
		if math.Abs(got.Low[j]+2.58) > 0.45 || math.Abs(got.High[j]-2.58) > 0.45 || got.Start[j] != float64(tiny(3, nil).Z[j]) {
			t.Errorf("z%d from %.2f to %.2f, start %.2f", j+1, got.Low[j], got.High[j], got.Start[j])
		}
	}
	if got.N != decoderPoints || got.All != 4000 || len(got.Points) != 4*decoderPoints {
		t.Errorf("%d of %d points, %d bytes", got.N, got.All, len(got.Points))
	}
	// The first point on the map is the first code within the ranges.
	q := tiny(3, nil)
	for j, v := range q.Z[:3] {
		place := got.Low[j] + (got.High[j]-got.Low[j])*float64(got.Points[j])/255
		if math.Abs(place-float64(v)) > (got.High[j]-got.Low[j])/500 {
			t.Errorf("the first code's number %d is %v, on the map %v", j, v, place)
		}
	}
	// The layers are those given.
	w, b := got.Layers[1].unpack()
	if len(w) != 24 || math.Abs(w[5]-float64(q.Weights[1][5])) > 1e-4 || b[2] != float64(q.Biases[1][2]) {
		t.Errorf("second layer: %v, %v", w, b)
	}
	dead, _ := decoderPage(t, tiny(1, func(q *Decoder) { clear(q.Z); q.Labels = nil }))
	if dead.Low[0] != -1 || dead.High[0] != 1 || dead.Digits {
		t.Errorf("a dead number from %v to %v, expected room to move it; digits %t", dead.Low[0], dead.High[0], dead.Digits)
	}
	start, _ := decoderPage(t, tiny(2, func(q *Decoder) { q.Start = []float32{9, 0.5} }))
	if start.Start[0] != 9 || start.High[0] != 9 || start.Start[1] != 0.5 {
		t.Errorf("start %v, highest %v: expected the given one, within the range", start.Start, start.High)
	}
}

// Where scripts, styles and attributes are stripped, one sentence is left.
func TestDecoderSlidersStripped(t *testing.T) {
	_, page := decoderPage(t, tiny(3, nil))
	text := regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(page, "")
	text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")
	want := "A decoder to try by hand, with the code z₁, z₂, z₃: Six pixels &lt;/script&gt;&lt;b&gt;. " +
		"It needs scripts: trust the notebook, or run the cell."
	if text != want {
		t.Errorf("%q, expected %q", text, want)
	}
}

func TestDecoderSlidersErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Decoder)
		want   string
	}{
		{func(q *Decoder) { q.Alt = "" }, "no Alt"},
		{func(q *Decoder) { q.DZ = 0 }, "DZ = 0"},
		{func(q *Decoder) { q.DZ = 10 }, "DZ = 10"},
		{func(q *Decoder) { q.Rows = -1 }, "-1×3 pixels"},
		{func(q *Decoder) { q.Cols = 4 }, "gives 6 numbers, the picture has 8"},
		{func(q *Decoder) { q.Z = q.Z[:2] }, "Z of 2 numbers"},
		{func(q *Decoder) { q.Z = q.Z[:7] }, "Z of 7 numbers"},
		{func(q *Decoder) { q.Labels = q.Labels[:5] }, "5 labels for 4000 codes"},
		{func(q *Decoder) { q.Labels[7] = 62 }, "a label is 62"},
		{func(q *Decoder) { q.Start = []float32{1} }, "a start of 1 numbers"},
		{func(q *Decoder) { q.Z[3] = float32(math.NaN()) }, "a code holds NaN"},
		{func(q *Decoder) { q.Weights = nil }, "of 0, 2 and 2 layers"},
		{func(q *Decoder) { q.Activations = q.Activations[:1] }, "of 2, 2 and 1 layers"},
		{func(q *Decoder) { q.Weights[1] = q.Weights[1][:23] }, "layer 1 has 23 weights"},
		{func(q *Decoder) { q.Biases[0] = nil }, "layer 0 has 12 weights and 0 biases"},
		{func(q *Decoder) { q.Weights[0][3] = float32(math.Inf(1)) }, "layer 0 holds +Inf"},
		{func(q *Decoder) { q.Activations[0] = "gelu" }, `activation "gelu"`},
		{func(q *Decoder) {
			q.Weights[1], q.Biases[1] = make([]float32, 4*100_000), make([]float32, 100_000)
			q.Rows, q.Cols = 100, 1000
		}, "take a smaller network"},
	} {
		if err := DecoderSliders(tiny(3, c.change)); err == nil || !strings.Contains(err.Error(), "show: decoder sliders: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
}

func TestDecoderManyClasses(t *testing.T) {
	got, _ := decoderPage(t, tiny(3, func(q *Decoder) { q.Labels[7] = 46 }))
	if len(got.Colors) != 47 || got.Signs != plot.ClassSigns[:47] {
		t.Errorf("%d colours, signs %q, expected 47", len(got.Colors), got.Signs)
	}
}
