package show

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"seminar.example/lib/plot"
	"seminar.example/lib/say"
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
	at := 0
	for i := range p.In * p.Out {
		number, bits := 0, int(p.Bits[i/p.In])
		for k := range bits {
			number |= int(p.Weights[at/8]>>(at%8)&1) << k
			at++
		}
		weights = append(weights, (float64(number)-half(bits))*scales[i/p.In])
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
		p := pack(w, b, "relu", nil)
		if slices.Min(p.Bits) != byte(c.bits) || slices.Max(p.Bits) != byte(c.bits) || len(p.Bits) != c.out || len(p.Weights) != c.bytes || p.In != c.in || p.Out != c.out || p.Activation != "relu" {
			t.Errorf("%d×%d: %d bits, %d bytes, in %d, out %d, %q", c.out, c.in, p.Bits[0], len(p.Weights), p.In, p.Out, p.Activation)
		}
		weights, biases := p.unpack()
		for row := range c.out {
			var most float64
			for _, v := range w[row*c.in : (row+1)*c.in] {
				most = max(most, math.Abs(float64(v)))
			}
			for i := row * c.in; i < (row+1)*c.in; i++ {
				// Half a step, and the rounding of the scale to float32.
				if off := math.Abs(weights[i] - float64(w[i])); off > most*(0.5/half(c.bits)+1e-6) {
					t.Fatalf("%d×%d: weight %d is %v, was %v", c.out, c.in, i, weights[i], w[i])
				}
			}
			if biases[row] != float64(b[row]) {
				t.Fatalf("%d×%d: bias %d is %v, was %v", c.out, c.in, row, biases[row], b[row])
			}
		}
	}
}

// A row whose inputs are known takes fewer bits the less they matter, and its output is
// right to roundingShare/255 of the way from white to black.
func TestPackToInputs(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	const in, out, n = 20, 6, 400
	w, b, x := make([]float32, in*out), make([]float32, out), make([]float32, n*in)
	for i := range w {
		w[i] = float32(rng.NormFloat64()) / 4
	}
	for i := range x {
		x[i] = float32(max(0, rng.NormFloat64()))
	}
	b[4] = -8 // a pixel that is white whatever comes in
	clear(w[5*in:])
	for _, c := range []struct {
		activation string
		reach      float64
	}{{"tanh", 2}, {"sigmoid", 1}, {"", 2}} {
		p := pack(w, b, c.activation, x)
		weights, _ := p.unpack()
		f := activations[c.activation]
		for o := range out {
			worst := 0.0
			for i := range n {
				exact, got := float64(b[o]), float64(b[o])
				for j := range in {
					exact += float64(w[o*in+j]) * float64(x[i*in+j])
					got += weights[o*in+j] * float64(x[i*in+j])
				}
				worst = max(worst, math.Abs(f(got)-f(exact))*255/c.reach)
			}
			if worst > roundingShare+1e-3 {
				t.Errorf("%q: row %d in %d bits is off by %.2f/255", c.activation, o, p.Bits[o], worst)
			}
		}
		if p.Bits[5] != 2 || c.activation != "" && p.Bits[4] >= p.Bits[0] || p.Bits[0] >= bitsSmall {
			t.Errorf("%q: %v bits: expected least for the row of zeros, less for the white pixel", c.activation, p.Bits)
		}
	}
}

// tiny is traversals of a decoder of 2×3 pixels with a code of dz numbers.
func tiny(dz int, change func(*Traversal, *Decoder)) Traversal {
	rng := rand.New(rand.NewPCG(2, 0))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	q := Traversal{Alt: "Six pixels </script><b>.", Rows: 2, Cols: 3}
	m := Decoder{Name: "AE", DZ: dz, Z: draw(4000 * dz), Labels: make([]uint8, 4000),
		Weights: [][]float32{draw(4 * dz), draw(24)}, Biases: [][]float32{draw(4), draw(6)}, Activations: []string{"relu", "tanh"}}
	for i := range m.Labels {
		m.Labels[i] = uint8(i % 10)
	}
	if change != nil {
		change(&q, &m)
	}
	q.Models = append(q.Models, m)
	return q
}

// started gives tiny two images to start from, of classes 3 and 5, and directions.
func started(q *Traversal, m *Decoder) {
	q.Starts, q.Classes = []string{"image 3", "image 5"}, []uint8{3, 5}
	q.Images = []float32{0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 0, 0, 0}
	m.Starts = slices.Concat(m.Z[3*m.DZ:4*m.DZ], m.Z[5*m.DZ:6*m.DZ])
	for c := range 6 {
		step := make([]float64, m.DZ)
		step[0] = float64(c)
		m.Slant = append(m.Slant, step)
	}
}

// way is one for the images of started, of which the second lies beyond its end.
func way() *Way { return &Way{Step: []float64{0, 1, -2}, At: []float64{1, 7}, Low: -1, High: 5} }

// traversalPage is the page of traversals, and the data that it holds.
func traversalPage(t *testing.T, q Traversal) (traversalData, string) {
	t.Helper()
	made, err := newTraversalData(q)
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
	var got traversalData
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

func TestTraversePage(t *testing.T) {
	q := tiny(3, started)
	got, _ := traversalPage(t, q)
	m := got.Models[0]
	if got.Rows != 2 || got.Cols != 3 || len(m.Layers) != 2 || strings.Join(m.Names, " ") != "z₁ z₂ z₃" || !got.Digits || m.Unit {
		t.Errorf("%d×%d, %d layers, names %q, digits %t", got.Rows, got.Cols, len(m.Layers), m.Names, got.Digits)
	}
	// Normal numbers: 98 % within ±2.33 in a class of 400, 99 % of all within ±2.58;
	// bands of 5 standard errors.
	for c := range 10 {
		for k := range 3 {
			if math.Abs(float64(m.Low[c][k])+2.33) > 0.95 || math.Abs(float64(m.High[c][k])-2.33) > 0.95 {
				t.Errorf("class %d: z%d from %.2f to %.2f", c, k+1, m.Low[c][k], m.High[c][k])
			}
		}
	}
	for k, r := range m.Map {
		if math.Abs(r[0]+2.58) > 0.45 || math.Abs(r[1]-2.58) > 0.45 {
			t.Errorf("the map of z%d from %.2f to %.2f", k+1, r[0], r[1])
		}
	}
	if m.N != traversalPoints || len(m.Points) != 7*traversalPoints {
		t.Fatalf("%d points, %d bytes", m.N, len(m.Points))
	}
	// The first point is the first code, to 1/65535 of the range; its class follows.
	for k, v := range q.Models[0].Z[:3] {
		place := m.From[k] + m.Grain[k]*float64(binary.LittleEndian.Uint16(m.Points[2*k:]))
		if math.Abs(place-float64(v)) > m.Grain[k] {
			t.Errorf("the first code's number %d is %v, on the map %v", k, v, place)
		}
	}
	if second := m.Points[6*m.N+1]; second != uint8(4000/m.N%10) {
		t.Errorf("the second point has class %d", second)
	}
	// Starts, their pictures in 16 greys, and directions are those given.
	if fmt.Sprint(got.Classes) != "[3 5]" || got.Starts[1] != "image 5" || float32(m.Starts[1][2]) != q.Models[0].Z[17] || m.Slant[5][0] != 5 {
		t.Errorf("classes %v, starts %q, codes %v, slants %v", got.Classes, got.Starts, m.Starts, m.Slant)
	}
	if want := []byte{0x30, 0x96, 0xfc, 0xff, 0x0f, 0x00}; !slices.Equal(got.Pictures, want) {
		t.Errorf("pictures %x, expected %x", got.Pictures, want)
	}
	// The layers are those given: the first in 16 bits, each row of the last in its own.
	for l, step := range []float64{1.0 / 32767, 1} {
		w, b := m.Layers[l].unpack()
		given := q.Models[0]
		if len(w) != len(given.Weights[l]) || b[2] != float64(given.Biases[l][2]) {
			t.Fatalf("layer %d: %v, %v", l, w, b)
		}
		for i, v := range w {
			row := given.Weights[l][i/m.Layers[l].In*m.Layers[l].In:][:m.Layers[l].In]
			if l == 1 {
				step = 1 / half(int(m.Layers[l].Bits[i/4]))
			}
			most := max(-slices.Min(row), slices.Max(row))
			if math.Abs(v-float64(given.Weights[l][i])) > float64(most)*(step/2+1e-6) {
				t.Errorf("layer %d: weight %d is %v, was %v", l, i, v, given.Weights[l][i])
			}
		}
	}
	plain, _ := traversalPage(t, tiny(1, func(_ *Traversal, m *Decoder) { clear(m.Z); m.Labels = nil }))
	if p := plain.Models[0]; p.Low[0][0] != -1 || p.High[0][0] != 1 || plain.Digits || len(plain.Starts) != 1 || p.Starts[0][0] != 0 {
		t.Errorf("a dead number: %+v", p)
	}
}

// A slider goes from a start to the ends of the way, and never away from them.
func TestTraverseWay(t *testing.T) {
	got, _ := traversalPage(t, tiny(3, func(q *Traversal, m *Decoder) { started(q, m); m.Way = way() }))
	m := got.Models[0]
	if fmt.Sprint(m.Step, m.Back, m.On) != "[0 1 -2] [-2 -8] [4 0]" {
		t.Errorf("step %v, back by %v, on by %v", m.Step, m.Back, m.On)
	}
	// Units are kept that fire at an end: there the third number is 16 more.
	if box := m.box(); box[2][1] != float64(m.Starts[1][2]+16) || box[0][1] > 5 {
		t.Errorf("the box is %v", box)
	}
}

// A code is off the data beyond the distance that 99 % of the other codes keep.
func TestTraverseLimit(t *testing.T) {
	q := tiny(2, nil)
	m := q.Models[0].data(10)
	var far []float64
	for i := range 4000 {
		least, own := math.Inf(1), false
		for k := range m.N {
			j := k * 4000 / m.N
			own = own || i == j
			least = min(least, math.Hypot(float64(q.Models[0].Z[2*i]-q.Models[0].Z[2*j]), float64(q.Models[0].Z[2*i+1]-q.Models[0].Z[2*j+1])))
		}
		if !own {
			far = append(far, least)
		}
	}
	within := 0.0
	for _, v := range far {
		if v <= m.Limit {
			within += 1 / float64(len(far))
		}
	}
	if within < 0.98 || within > 0.999 { // 99 % of 2400 of the 2800 others
		t.Errorf("%.4f of the other codes lie within %v", within, m.Limit)
	}
	few := tiny(1, func(_ *Traversal, m *Decoder) { m.Z, m.Labels = []float32{0, 1, 3}, nil })
	if got := few.Models[0].data(10).Limit; math.Abs(got-2) > 1e-9 {
		t.Errorf("of three codes the farthest neighbour is at 2, limit %v", got)
	}
}

// Where scripts, styles and attributes are stripped, one sentence is left.
func TestTraverseStripped(t *testing.T) {
	_, page := traversalPage(t, tiny(3, nil))
	text := regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(page, "")
	text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")
	want := "Latent traversals to try by hand, AE with the code z₁, z₂, z₃: Six pixels &lt;/script&gt;&lt;b&gt;. " +
		"It needs scripts: trust the notebook, or run the cell."
	if text != want {
		t.Errorf("%q, expected %q", text, want)
	}
}

func TestTraverseErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Traversal, *Decoder)
		want   string
	}{
		{func(q *Traversal, _ *Decoder) { q.Alt = "" }, "no Alt"},
		{func(_ *Traversal, m *Decoder) { m.DZ = 0 }, "DZ = 0"},
		{func(_ *Traversal, m *Decoder) { m.DZ = 17 }, "DZ = 17"},
		{func(q *Traversal, _ *Decoder) { q.Rows = -1 }, "-1×3 pixels"},
		{func(q *Traversal, _ *Decoder) { q.Cols = 4; q.Images = nil }, "gives 6 numbers, the picture has 8"},
		{func(_ *Traversal, m *Decoder) { m.Z = m.Z[:2] }, "Z of 2 numbers"},
		{func(_ *Traversal, m *Decoder) { m.Z = m.Z[:7] }, "Z of 7 numbers"},
		{func(_ *Traversal, m *Decoder) { m.Labels = m.Labels[:5] }, "5 labels for 4000 codes"},
		{func(_ *Traversal, m *Decoder) { m.Labels[7] = 62 }, "a label is 62"},
		{func(q *Traversal, _ *Decoder) { q.Classes[1] = 62 }, "a class is 62"},
		{func(q *Traversal, _ *Decoder) { q.Classes = q.Classes[1:] }, "1 classes of 2 Starts"},
		{func(q *Traversal, _ *Decoder) { q.Images = q.Images[1:] }, "Images of 11 pixels"},
		{func(q *Traversal, _ *Decoder) { q.Images[3] = -1 }, "Images[3] is -1"},
		{func(_ *Traversal, m *Decoder) { m.Starts = m.Starts[1:] }, "Starts of 5 numbers: expected 2·3"},
		{func(_ *Traversal, m *Decoder) { m.Slant = m.Slant[:5] }, "no 3 numbers for class 5"},
		{func(_ *Traversal, m *Decoder) { m.Slant[3] = nil }, "no 3 numbers for class 3"},
		{func(_ *Traversal, m *Decoder) { m.Slant[3][1] = math.Inf(1) }, "Slant holds +Inf"},
		{func(q *Traversal, m *Decoder) { q.Models = []Decoder{*m}; m.Name = "" }, "no Name"},
		{func(q *Traversal, m *Decoder) { q.Models = []Decoder{*m}; m.Way = way() }, "none in another model"},
		{func(_ *Traversal, m *Decoder) { m.Way = way(); m.Way.Step = nil }, "a step of 0 numbers"},
		{func(_ *Traversal, m *Decoder) { m.Way = way(); m.Way.At = m.Way.At[:1] }, "1 places, from -1 to 5: expected 3 numbers, a place for each of the 2 Starts"},
		{func(_ *Traversal, m *Decoder) { m.Way = way(); m.Way.High = -1 }, "from -1 to -1"},
		{func(_ *Traversal, m *Decoder) { m.Way = way(); m.Way.At[1] = math.NaN() }, "Way holds NaN"},
		{func(_ *Traversal, m *Decoder) { m.Z[3] = float32(math.NaN()) }, "a code holds NaN"},
		{func(_ *Traversal, m *Decoder) { m.Weights = nil }, "of 0, 2 and 2 layers"},
		{func(_ *Traversal, m *Decoder) { m.Activations = m.Activations[:1] }, "of 2, 2 and 1 layers"},
		{func(_ *Traversal, m *Decoder) { m.Weights[1] = m.Weights[1][:23] }, "layer 1 has 23 weights"},
		{func(_ *Traversal, m *Decoder) { m.Biases[0] = nil }, "layer 0 has 12 weights and 0 biases"},
		{func(_ *Traversal, m *Decoder) { m.Weights[0][3] = float32(math.Inf(1)) }, "layer 0 holds +Inf"},
		{func(_ *Traversal, m *Decoder) { m.Activations[0] = "gelu" }, `activation "gelu"`},
		{func(q *Traversal, m *Decoder) {
			m.Weights[1], m.Biases[1] = make([]float32, 4*40_000), make([]float32, 40_000)
			q.Rows, q.Cols, q.Images = 100, 400, nil
		}, "take fewer models"},
	} {
		q := tiny(3, func(q *Traversal, m *Decoder) { started(q, m); c.change(q, m) })
		if err := Traverse(q); err == nil || !strings.Contains(err.Error(), "show: traverse: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, expected %q", err, c.want)
		}
	}
	if err := Traverse(Traversal{Alt: "Nothing."}); err == nil || !strings.Contains(err.Error(), "no Models") {
		t.Errorf("%v", err)
	}
}

// Units that never fire are left out, and nothing else: the pictures stay.
func TestPruned(t *testing.T) {
	q := tiny(2, nil).Models[0]
	q.Biases[0][1], q.Biases[0][3] = -1000, -1000
	p, last := q.pruned([][2]float64{{-3, 3}, {-3, 3}})
	if len(p.Biases[0]) != 2 || len(p.Weights[0]) != 4 || len(p.Weights[1]) != 12 || len(q.Biases[0]) != 4 {
		t.Fatalf("%d units, %d and %d weights; %d units given", len(p.Biases[0]), len(p.Weights[0]), len(p.Weights[1]), len(q.Biases[0]))
	}
	z := q.Z[:20]
	if x, _ := rectified(q.Z[8:10], 2, p.Weights[0], p.Biases[0]); !slices.Equal(last[2:4], x) || len(last) != 2*(4000+drawnCodes)/4 {
		t.Errorf("%d inputs of the last layer, that of the fifth code %v, expected %v", len(last)/2, last[2:4], x)
	}
	draw := func(d Decoder) []float32 {
		x, _ := rectified(z, 2, d.Weights[0], d.Biases[0])
		y, _ := rectified(x, len(d.Biases[0]), d.Weights[1], d.Biases[1])
		return y
	}
	if a, b := draw(q), draw(p); !slices.Equal(a, b) {
		t.Errorf("%v, expected %v", b, a)
	}
	// A box beyond the codes keeps a unit that fires there alone.
	q.Biases[0][1] = -float32(math.Abs(float64(q.Weights[0][2]))+math.Abs(float64(q.Weights[0][3])))*50 + 1
	if p, _ := q.pruned([][2]float64{{-100, 100}, {-100, 100}}); len(p.Biases[0]) != 3 {
		t.Errorf("%d units with a wide box, expected 3", len(p.Biases[0]))
	}
	clear(q.Weights[0])
	for i := range q.Biases[0] {
		q.Biases[0][i] = -1
	}
	if p, last := q.pruned([][2]float64{{-1, 1}, {-1, 1}}); len(p.Biases[0]) != 4 || last != nil {
		t.Errorf("a decoder without a unit that fires keeps %d units, expected all", len(p.Biases[0]))
	}
}

// Which layers are convolutions.
func TestGrown(t *testing.T) {
	for _, c := range [][4]int{{1568 * 16, 16, 1568, 0}, {32 * 16 * 9, 1568, 16, 7}, {16 * 9, 16 * 196, 1, 14}, {24, 4, 6, 0}, {23, 4, 6, 0}, {27, 10, 3, 0}} {
		if got := grown(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%d weights, %d inputs, %d outputs: side %d, expected %d", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestTraverseManyClasses(t *testing.T) {
	got, _ := traversalPage(t, tiny(3, func(_ *Traversal, m *Decoder) { m.Labels[7] = 46 }))
	if len(got.Colors) != 47 || got.Signs != plot.ClassSigns[:47] || len(got.Models[0].Low) != 47 {
		t.Errorf("%d colours, signs %q, %d ranges, expected 47", len(got.Colors), got.Signs, len(got.Models[0].Low))
	}
}

// TestTraverseWords: a Korean page has the Korean of every text of its scripts, an
// English one none.
func TestTraverseWords(t *testing.T) {
	t.Setenv(say.LangVar, "en")
	if words := traversalWords(); words != nil {
		t.Errorf("an English page carries %v", words)
	}
	t.Setenv(say.LangVar, "ko")
	words, seen := traversalWords(), 0
	for _, name := range []string{"decoder.js", "traverse.js", "together.js"} {
		script, err := scripts.ReadFile("js/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bword\("([^"]+)"`).FindAllSubmatch(script, -1) {
			seen++
			if text := string(m[1]); words[text] == "" || words[text] == text {
				t.Errorf("%s says %q, which has no Korean", name, text)
			}
		}
	}
	if seen < len(words) || len(words) < 15 {
		t.Errorf("%d texts in the scripts, %d with Korean: one of them is not seen", seen, len(words))
	}
}
