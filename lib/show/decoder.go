package show

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"seminar.example/lib/plot"
)

const (
	decoderPoints = 1500    // of the map: more cover each other
	decoderBytes  = 400_000 // of a notebook's million
	decoderStops  = 200     // steps of a slider
)

// Decoder is a fully connected decoder to try by hand, with a map of the code.
type Decoder struct {
	Alt string // what is to be seen, one or two sentences

	// The layers from the code to the picture, as Model.DecoderLayers of lib/ae
	// returns them: weights out×in, row-major; activations "", "relu", "tanh" or
	// "sigmoid".
	Weights, Biases [][]float32
	Activations     []string

	// n codes of real data, row-major, and their classes 0..61, or none: the map.
	// The sliders span the middle 99 % of each number, and Start.
	Z      []float32
	DZ     int // numbers of a code, 1 to 9
	Labels []uint8

	Start []float32 // the code shown first; by default the first of Z

	Rows, Cols int  // of the picture; by default 28×28
	Unit       bool // the outputs are on [0,1], 1 is ink; by default on [-1,1]
}

// DecoderSliders shows a decoder to try by hand: a slider for each number of the
// code, and a map of two of them on which to drag. The picture is computed in the
// page.
//
//	w, b, act, err := m.DecoderLayers()
//	must.M(err)
//	must.M(show.DecoderSliders(show.Decoder{Alt: …, Weights: w, Biases: b, Activations: act,
//		Z: z, DZ: 3, Labels: test.Labels}))
//
// The arrow keys move a slider, and on the map the code (click it first); Home
// on the map goes back to the start. Digits on the map are at most 1500 codes, at
// even distances in their order, with their classes.
//
// The decoder's weights lie in the notebook, which needs neither kernel nor
// network then: 12 bits a weight in layers of more than 16 384, 16 in others.
// The picture of the seminar's decoder is that of lib/ae to 1/255. Without
// scripts, as in a notebook that is not trusted, a sentence says what would be
// there: show a strip of pictures by Figure in the cell before.
//
// Errors: layers, codes or labels that do not fit together; NaN or infinity;
// more than 400 kB; a lost connection to the notebook.
// Cost: about 2 bytes a weight: 250 kB for the 110 336 numbers of the seminar's
// decoder; under a millisecond a move. Introduced in notebook 05.
func DecoderSliders(q Decoder) error {
	l, err := newDecoderData(q)
	if err != nil {
		return fmt.Errorf("show: decoder sliders: %w", err)
	}
	page, err := l.html()
	if err != nil {
		return fmt.Errorf("show: decoder sliders: %w", err)
	}
	return showPage(page, l.sentence())
}

// decoderData is what the script gets, as JSON.
type decoderData struct {
	Alt        string
	Rows, Cols int
	Unit       bool
	Layers     []packed
	Names      []string  // z₁, z₂, …
	Low, High  []float64 // of the sliders and the map
	Start      []float64
	Stops      int
	Colors     []string
	Signs      string // of the classes
	Digits     bool   // the points have classes
	Points     []byte // base64 in JSON: of each point its place 0..255 in the range of each number, and its class
	N, All     int    // points shown, given
}

func newDecoderData(q Decoder) (*decoderData, error) {
	if q.Rows == 0 && q.Cols == 0 {
		q.Rows, q.Cols = 28, 28
	}
	if err := q.check(); err != nil {
		return nil, err
	}
	if q.Start == nil {
		q.Start = q.Z[:q.DZ]
	}
	l := &decoderData{Alt: q.Alt, Rows: q.Rows, Cols: q.Cols, Unit: q.Unit, Stops: decoderStops,
		Digits: q.Labels != nil, All: len(q.Z) / q.DZ}
	for i, w := range q.Weights {
		l.Layers = append(l.Layers, pack(w, q.Biases[i], q.Activations[i]))
	}
	for j := range q.DZ {
		column := make([]float64, l.All)
		for i := range column {
			column[i] = float64(q.Z[i*q.DZ+j])
		}
		slices.Sort(column)
		cut := int(0.005 * float64(l.All))
		low, high := column[cut], column[l.All-1-cut]
		if low == high { // a dead number: some room to move it
			low, high = low-1, high+1
		}
		start := float64(q.Start[j])
		low, high = min(low, start), max(high, start)
		l.Names = append(l.Names, "z"+string('₁'+rune(j)))
		l.Low, l.High, l.Start = append(l.Low, low), append(l.High, high), append(l.Start, start)
	}
	l.points(q)
	classes := 10
	if q.Labels != nil {
		classes = max(classes, 1+int(slices.Max(q.Labels)))
	}
	l.Signs = plot.ClassSigns[:classes]
	for i := range classes {
		l.Colors = append(l.Colors, plot.Hex(plot.ClassColor(i)))
	}
	return l, nil
}

// points puts the codes within the ranges on the map.
func (l *decoderData) points(q Decoder) {
	var in []int
	for i := range l.All {
		inside := true
		for j, v := range q.Z[i*q.DZ : (i+1)*q.DZ] {
			inside = inside && float64(v) >= l.Low[j] && float64(v) <= l.High[j]
		}
		if inside {
			in = append(in, i)
		}
	}
	l.N = min(len(in), decoderPoints)
	for k := range l.N {
		i := in[k*len(in)/l.N]
		for j, v := range q.Z[i*q.DZ : (i+1)*q.DZ] {
			l.Points = append(l.Points, byte(math.Round(255*span{l.Low[j], l.High[j]}.share(float64(v)))))
		}
		class := byte(0)
		if q.Labels != nil {
			class = q.Labels[i]
		}
		l.Points = append(l.Points, class)
	}
}

// check says what is wrong with the decoder, if anything is.
func (q Decoder) check() error {
	if q.Alt == "" {
		return fmt.Errorf("no Alt: say what is to be seen, for those who do not see it")
	}
	if q.DZ < 1 || q.DZ > 9 {
		return fmt.Errorf("code of DZ = %d: expected 1 to 9 numbers of a code", q.DZ)
	}
	if q.Rows < 1 || q.Cols < 1 {
		return fmt.Errorf("a picture of %d×%d pixels: expected at least 1×1, or neither for 28×28", q.Rows, q.Cols)
	}
	if len(q.Z) < 2*q.DZ || len(q.Z)%q.DZ != 0 {
		return fmt.Errorf("codes Z of %d numbers: expected n·%d for codes of DZ = %d, at least two codes", len(q.Z), q.DZ, q.DZ)
	}
	if q.Labels != nil && len(q.Labels) != len(q.Z)/q.DZ {
		return fmt.Errorf("%d labels for %d codes: expected one each, or none", len(q.Labels), len(q.Z)/q.DZ)
	}
	if q.Labels != nil && int(slices.Max(q.Labels)) >= len(plot.ClassSigns) {
		return fmt.Errorf("a label is %d: expected 0 to %d", slices.Max(q.Labels), len(plot.ClassSigns)-1)
	}
	if q.Start != nil && len(q.Start) != q.DZ {
		return fmt.Errorf("a start of %d numbers: expected %d, or none", len(q.Start), q.DZ)
	}
	for _, v := range slices.Concat(q.Z, q.Start) {
		if v-v != 0 {
			return fmt.Errorf("a code holds %v: expected finite numbers", v)
		}
	}
	return checkLayers(q.Weights, q.Biases, q.Activations, q.DZ, q.Rows*q.Cols)
}

// sentence stands where nothing moves.
func (l *decoderData) sentence() string {
	return fmt.Sprintf("A decoder to try by hand, with the code %s: %s"+needsScripts, strings.Join(l.Names, ", "), l.Alt)
}

func (l *decoderData) html() (string, error) {
	page, err := newPage(l.sentence(), []value{{"d", l}}, "bytes.js", "make.js", "decoder.js")
	if err != nil {
		return "", err
	}
	if len(page) > decoderBytes {
		return "", fmt.Errorf("%d bytes, expected at most %d: take a smaller network", len(page), decoderBytes)
	}
	return page, nil
}
