package show

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

const (
	traversalPoints  = 700     // codes of a model: more cover each other on the map
	traversalNumbers = 6_400   // numbers of these codes, 2 bytes each
	traversalBytes   = 400_000 // of a notebook's million
	traversalStops   = 240     // steps of a slider
	traversalTurn    = 30      // degrees to either side
	// What lib/pixel's finer, smoothed grid adds to the spread of ink along an axis,
	// pixels²: 1/9 is its filter, the rest what bicubic interpolation is clamped by.
	traversalSmooth = 0.2
)

// Traversal is latent traversals to try by hand: decoders, and images to start from.
type Traversal struct {
	Alt    string // what is to be seen, one or two sentences
	Models []Decoder

	// The m start images: what each is called ("test image 7"), its class 0..61, and its
	// pixels on [0,1], m×(Rows·Cols) row by row, or none. Without Starts a model begins
	// at its first code.
	Starts  []string
	Classes []uint8
	Images  []float32

	Rows, Cols int // of the picture; by default 28×28
}

// Decoder is a decoder with the codes of images.
type Decoder struct {
	Name string // "AE-3"

	// The layers from the code to the picture, as Model.DecoderLayers of lib/ae
	// returns them: weights out×in, row-major; activations "", "relu", "tanh" or
	// "sigmoid". A layer of out×c×3×3 weights after c square pictures shows each of
	// their pixels four times and convolves by 3×3, with zeros around.
	Weights, Biases [][]float32
	Activations     []string

	// n codes of images, row-major, and their classes 0..61, or none: the map, and the
	// place of the data. A slider spans the middle 98 % of its number over the codes of
	// the start's class, and the start.
	Z      []float32
	DZ     int // numbers of a code, 1 to 16
	Labels []uint8

	Starts []float32   // m×DZ: the codes of the start images
	Slant  [][]float64 // by class: the change of the code for one degree of slant; or none
	Unit   bool        // the outputs are on [0,1], 1 is ink; by default on [-1,1]

	// Where each model has a Way, all are shown together, and one slider moves them.
	Way *Way
}

// Way is how a slider moves the code of a start image: from its place to both ends of
// the data along a direction. Fields of a metric.Direction serve: Step is its Step, At
// its Values.
//
//	z = start + (v − At)·Step,  v from Low to High, and through At
type Way struct {
	Step      []float64 // DZ: the change of the code for a place farther by 1
	At        []float64 // m: the places of the start images
	Low, High float64   // the ends: of a start beyond them, its place
}

// Traverse shows latent traversals to try by hand. Choose a model, a digit and a start
// image; then move a number of the code by its slider, all of them along the direction of
// slant, or two by dragging on the map of the codes. The page computes the picture, and
// says how far it leans and how far its code lies from those of images.
//
//	w, b, act, err := m.DecoderLayers()
//	must.M(err)
//	must.M(show.Traverse(show.Traversal{Alt: …, Starts: …, Classes: …, Models: []show.Decoder{
//		{Name: "AE-3", Weights: w, Biases: b, Activations: act, Z: z, DZ: 3, Labels: test.Labels, Starts: …}}}))
//
// Models that have a Way are shown side by side: each decodes the same start image, and one
// slider takes their codes along their ways. There is no map then, and no other slider.
//
// The arrow keys move a slider, and on the map the code; Home on the map goes back to the
// start. On the map are at most 700 codes, at even distances in their order, fewer of
// codes of more than nine numbers. A code is off the data where it lies farther from the
// nearest of them than 99 % of the other codes given do. The slant is that of
// pixel.Shapes of ink of at least 0.1, to half a degree on the data.
//
// All lies in the notebook, which needs neither kernel nor network then. Units that never
// fire are left out; weights take 2 to 16 bits, as few as keep the picture, and codes 16.
// The picture of the seminar's decoders is that of lib/ae to 1/255. Without scripts, as in
// a notebook that is not trusted, a sentence says what would be there: show a strip by
// Figure before.
//
// Errors: layers, codes, classes or images that do not fit together; NaN or infinity;
// more than 400 kB; a lost connection to the notebook.
// Cost: about 1.1 bytes a weight: 120 kB for the 110 336 numbers of the seminar's decoder;
// 1 to 5 milliseconds a move. Introduced in notebook 05a.
func Traverse(q Traversal) error {
	l, err := newTraversalData(q)
	if err != nil {
		return fmt.Errorf("show: traverse: %w", err)
	}
	page, err := l.html()
	if err != nil {
		return fmt.Errorf("show: traverse: %w", err)
	}
	return showPage(page, l.sentence())
}

// traversalData is what the script gets, as JSON.
type traversalData struct {
	Alt        string
	Rows, Cols int
	Stops      int
	Turn       float64
	Smooth     float64
	Colors     []string
	Signs      string // of the classes
	Digits     bool   // the points have classes
	Starts     []string
	Classes    []int
	Pictures   []byte // of the starts: 16 greys, two pixels a byte; or none
	Models     []modelData
	Words      map[string]string `json:",omitempty"` // the script's texts in the language of the lesson
}

// modelData is a model as the script gets it.
type modelData struct {
	Name        string
	Unit        bool
	Layers      []packed
	Names       []string     // z₁, z₂, …
	Low, High   [][]short    // of the sliders, by class
	Map         [][2]float64 // of each number
	Starts      [][]short
	Slant       [][]short // by class, or none
	Step        []short   `json:",omitempty"` // of its Way
	Back, On    []short   `json:",omitempty"` // of each start: how far it is to the ends of its Way, Back below 0
	From, Grain []float64 // a number of a point is From + k·Grain
	Points      []byte    // of each point k for each number, uint16, little-endian; then each point's class
	N           int       // points
	Limit       float64   // 99 % of the other codes lie no farther from the nearest point
}

func newTraversalData(q Traversal) (*traversalData, error) {
	if q.Rows == 0 && q.Cols == 0 {
		q.Rows, q.Cols = 28, 28
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	l := &traversalData{Alt: q.Alt, Rows: q.Rows, Cols: q.Cols, Stops: traversalStops, Turn: traversalTurn, Smooth: traversalSmooth,
		Starts: q.Starts, Pictures: nibbles(q.Images), Words: traversalWords()}
	classes := 10
	for _, c := range q.Classes {
		l.Classes = append(l.Classes, int(c))
		classes = max(classes, int(c)+1)
	}
	for _, m := range q.Models {
		if m.Labels != nil {
			l.Digits, classes = true, max(classes, 1+int(slices.Max(m.Labels)))
		}
	}
	if l.Starts == nil {
		l.Starts, l.Classes = []string{say.T("the first code")}, []int{0}
	}
	for _, m := range q.Models {
		l.Models = append(l.Models, m.data(classes))
	}
	l.Signs = plot.ClassSigns[:classes]
	for i := range classes {
		l.Colors = append(l.Colors, plot.Hex(plot.ClassColor(i)))
	}
	return l, nil
}

// nibbles packs pixels on [0,1] into 16 greys, two a byte, the first low.
func nibbles(x []float32) []byte {
	b := make([]byte, (len(x)+1)/2)
	for i, v := range x {
		b[i/2] |= byte(math.Round(15*float64(max(0, min(1, v))))) << (4 * (i % 2))
	}
	return b
}

// data packs a model.
func (q Decoder) data(classes int) modelData {
	m := modelData{Name: q.Name, Unit: q.Unit}
	for _, step := range q.Slant {
		m.Slant = append(m.Slant, shorts(step))
	}
	if q.Starts == nil {
		q.Starts = q.Z[:q.DZ]
	}
	for s := range slices.Chunk(q.Starts, q.DZ) {
		m.Starts = append(m.Starts, shorts(numbers(s)))
	}
	for k := range q.DZ {
		column := q.column(k, -1)
		low, high := middle(column, 0.99)
		m.Map = append(m.Map, [2]float64{low, high})
		m.Names = append(m.Names, "z"+subscript(k+1))
		least, most := slices.Min(column), slices.Max(column)
		m.From, m.Grain = append(m.From, least), append(m.Grain, (most-least)/65535)
	}
	for c := range classes {
		var low, high []float64
		for k := range q.DZ {
			column := q.column(k, c)
			if len(column) < 2 {
				column = q.column(k, -1)
			}
			l, h := middle(column, 0.98)
			low, high = append(low, l), append(high, h)
		}
		m.Low, m.High = append(m.Low, shorts(low)), append(m.High, shorts(high))
	}
	if way := q.Way; way != nil {
		var back, on []float64
		for _, at := range way.At {
			back, on = append(back, min(0, way.Low-at)), append(on, max(0, way.High-at))
		}
		m.Step, m.Back, m.On = shorts(way.Step), shorts(back), shorts(on)
	}
	m.place(q)
	q, x := q.pruned(m.box())
	in := q.DZ
	for i, w := range q.Weights {
		var tried []float32
		if i == len(q.Weights)-1 {
			tried = x
		}
		p := pack(w, q.Biases[i], q.Activations[i], tried)
		p.Side = grown(len(w), in, p.Out)
		in = p.Out * max(1, 4*p.Side*p.Side)
		m.Layers = append(m.Layers, p)
	}
	return m
}

// box is where a reader can move each number to by sliders and on the map.
func (m *modelData) box() [][2]float64 {
	box := slices.Clone(m.Map)
	reach := slices.Concat(m.Low, m.High, m.Starts)
	for i, back := range m.Back {
		for _, by := range []short{back, m.On[i]} {
			end := slices.Clone(m.Starts[i])
			for k, s := range m.Step {
				end[k] += by * s
			}
			reach = append(reach, end)
		}
	}
	for k := range box {
		for _, v := range reach {
			box[k][0], box[k][1] = min(box[k][0], float64(v[k])), max(box[k][1], float64(v[k]))
		}
	}
	return box
}

// column is number k of the codes of class c, of all where c is -1.
func (q Decoder) column(k, c int) []float64 {
	var v []float64
	for i := range len(q.Z) / q.DZ {
		if c < 0 || q.Labels == nil || int(q.Labels[i]) == c {
			v = append(v, float64(q.Z[i*q.DZ+k]))
		}
	}
	return v
}

// middle is from where to where the middle share of the values lies. A dead number gets
// some room to move it.
func middle(v []float64, share float64) (low, high float64) {
	slices.Sort(v)
	cut := int((1 - share) / 2 * float64(len(v)))
	low, high = v[cut], v[len(v)-1-cut]
	if low == high {
		return low - 1, high + 1
	}
	return low, high
}

// place puts codes on the map, and finds out how far from them others lie.
func (m *modelData) place(q Decoder) {
	all := len(q.Z) / q.DZ
	m.N = min(all, traversalPoints, traversalNumbers/q.DZ)
	var points [][]float64
	var labels []byte
	shown := make([]bool, all)
	for k := range m.N {
		i := k * all / m.N
		shown[i] = true
		point := make([]float64, q.DZ)
		for j, v := range q.Z[i*q.DZ : (i+1)*q.DZ] {
			step := 0.0
			if m.Grain[j] > 0 {
				step = math.Round((float64(v) - m.From[j]) / m.Grain[j])
			}
			m.Points = binary.LittleEndian.AppendUint16(m.Points, uint16(step))
			point[j] = m.From[j] + step*m.Grain[j]
		}
		points = append(points, point)
		label := byte(0)
		if q.Labels != nil {
			label = q.Labels[i]
		}
		labels = append(labels, label)
	}
	m.Points = append(m.Points, labels...)
	var others [][]float64
	for i := range all {
		if !shown[i] {
			others = append(others, numbers(q.Z[i*q.DZ:(i+1)*q.DZ]))
		}
	}
	own := len(others) == 0 // then each point is compared with the other ones
	if own {
		others = points
	}
	var far []float64
	for k := range min(len(others), 2*traversalPoints) {
		i := k * len(others) / min(len(others), 2*traversalPoints)
		least := math.Inf(1)
		for j, p := range points {
			if own && i == j {
				continue
			}
			sum := 0.0
			for n, v := range p {
				sum += (v - others[i][n]) * (v - others[i][n])
			}
			least = min(least, sum)
		}
		far = append(far, math.Sqrt(least))
	}
	slices.Sort(far)
	m.Limit = far[int(math.Ceil(0.99*float64(len(far))))-1]
}

// short is a number that the page gets in single precision: half as many digits.
type short float32

func shorts(x []float64) []short {
	v := make([]short, len(x))
	for i := range x {
		v[i] = short(x[i])
	}
	return v
}

func numbers(x []float32) []float64 {
	v := make([]float64, len(x))
	for i := range x {
		v[i] = float64(x[i])
	}
	return v
}

// subscript writes n with digits that stand low.
func subscript(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '₀' }, strconv.Itoa(n))
}

// check says what is wrong with the traversal, if anything is.
func (q Traversal) check() error {
	switch {
	case q.Alt == "":
		return say.Errorf("no Alt: say what is to be seen, for those who do not see it")
	case len(q.Models) == 0:
		return say.Errorf("no Models: give at least one decoder")
	case q.Rows < 1 || q.Cols < 1:
		return say.Errorf("a picture of %d×%d pixels: expected at least 1×1, or neither for 28×28", q.Rows, q.Cols)
	case len(q.Classes) != len(q.Starts):
		return say.Errorf("%d classes of %d Starts: expected one each", len(q.Classes), len(q.Starts))
	case q.Images != nil && len(q.Images) != len(q.Starts)*q.Rows*q.Cols:
		return say.Errorf("these Images of %d pixels: expected %d·%d for %d Starts, or none", len(q.Images), len(q.Starts), q.Rows*q.Cols, len(q.Starts))
	case len(q.Classes) > 0 && int(slices.Max(q.Classes)) >= len(plot.ClassSigns):
		return say.Errorf("a class is %d: expected 0 to %d", slices.Max(q.Classes), len(plot.ClassSigns)-1)
	}
	for i, v := range q.Images {
		if !(v >= -1e-3 && v <= 1+1e-3) {
			return say.Errorf("pixel Images[%d] is %v: expected [0,1]", i, v)
		}
	}
	for _, m := range q.Models {
		if err := m.check(q); err != nil {
			return say.Errorf("model %q: %w", m.Name, err)
		}
	}
	return nil
}

// check says what is wrong with a model of the traversal, if anything is.
func (q Decoder) check(t Traversal) error {
	switch {
	case q.Name == "" && len(t.Models) > 1:
		return say.Errorf("no Name: each of several models needs one")
	case q.DZ < 1 || q.DZ > 16:
		return say.Errorf("code of DZ = %d: expected 1 to 16 numbers of a code", q.DZ)
	case len(q.Z) < 2*q.DZ || len(q.Z)%q.DZ != 0:
		return say.Errorf("codes Z of %d numbers: expected n·%d for codes of DZ = %d, at least two codes", len(q.Z), q.DZ, q.DZ)
	case q.Labels != nil && len(q.Labels) != len(q.Z)/q.DZ:
		return say.Errorf("%d labels for %d codes: expected one each, or none", len(q.Labels), len(q.Z)/q.DZ)
	case q.Labels != nil && int(slices.Max(q.Labels)) >= len(plot.ClassSigns):
		return say.Errorf("a label is %d: expected 0 to %d", slices.Max(q.Labels), len(plot.ClassSigns)-1)
	case len(q.Starts) != len(t.Starts)*q.DZ:
		return say.Errorf("these Starts of %d numbers: expected %d·%d, the codes of the start images", len(q.Starts), len(t.Starts), q.DZ)
	}
	for _, v := range slices.Concat(q.Z, q.Starts) {
		if v-v != 0 {
			return say.Errorf("a code holds %v: expected finite numbers", v)
		}
	}
	for _, c := range t.Classes {
		if q.Slant != nil && (int(c) >= len(q.Slant) || len(q.Slant[c]) != q.DZ) {
			return say.Errorf("this Slant has no %d numbers for class %d: expected as many for each class, or none", q.DZ, c)
		}
	}
	if (q.Way == nil) != (t.Models[0].Way == nil) {
		return say.Errorf("a Way here and none in another model: give one to each model, or to none")
	}
	if way := q.Way; way != nil {
		if len(way.Step) != q.DZ || len(way.At) != len(t.Starts) || len(t.Starts) == 0 || !(way.Low < way.High) {
			return say.Errorf("this Way has a step of %d numbers, %d places, from %v to %v: expected %d numbers, a place for each of the %d Starts, at least one, and Low below High",
				len(way.Step), len(way.At), way.Low, way.High, q.DZ, len(t.Starts))
		}
		for _, v := range slices.Concat(way.Step, way.At, []float64{way.Low, way.High}) {
			if v-v != 0 {
				return say.Errorf("this Way holds %v: expected finite numbers", v)
			}
		}
	}
	for _, step := range q.Slant {
		for _, v := range step {
			if v-v != 0 {
				return say.Errorf("this Slant holds %v: expected finite numbers", v)
			}
		}
	}
	return checkLayers(q.Weights, q.Biases, q.Activations, q.DZ, t.Rows*t.Cols)
}

// sentence stands where nothing moves.
func (l *traversalData) sentence() string {
	var names []string
	for _, m := range l.Models {
		names = append(names, strings.TrimSpace(say.Sprintf("%s with the code %s", m.Name, strings.Join(m.Names, ", "))))
	}
	return say.Sprintf("Latent traversals to try by hand, %s: %s", strings.Join(names, "; "), l.Alt) + needsScripts()
}

// traversalWords are the texts of the scripts, where {0} stands for a value.
func traversalWords() map[string]string {
	return say.Words(
		"The start: {0}",
		"start",
		"digit",
		"The picture that the decoder makes of {0}",
		"off the data",
		"on the data",
		"slant {0}",
		" of the decoded picture",
		": {0} from the nearest of {1} codes of images; 99 of 100 others lie within {2}",
		"slant by",
		"map of",
		"{0} and {1}",
		"model",
		"Back to the start",
		"Map of the code. {0} Arrow keys move the code, Home goes back to the start.",
		"Digits on the map are codes of images. Square: the start; dot: the code. Drag on the map, or use the arrow keys on it and on the sliders; Home on the map goes back to the start.",
		"along the axis",
		"The picture of {0} at {1}")
}

func (l *traversalData) html() (string, error) {
	how := "traverse.js"
	if l.Models[0].Step != nil {
		how = "together.js"
	}
	page, err := newPage(l.sentence(), []value{{"d", l}}, "bytes.js", "make.js", "decoder.js", how)
	if err != nil {
		return "", err
	}
	if len(page) > traversalBytes {
		return "", say.Errorf("%d bytes, expected at most %d: take fewer models, or smaller ones", len(page), traversalBytes)
	}
	return page, nil
}
