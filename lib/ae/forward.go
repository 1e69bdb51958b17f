package ae

import (
	"seminar.example/lib/parallel"
)

// The sizes of a product: tileRows inputs times panelWidth outputs are in
// registers at a time, and blockRows inputs with all that comes of them in a
// core's cache.
const tileRows, panelWidth, blockRows = 4, 32, 96

// tileSums are the results of a tile, a row for each input.
type tileSums [tileRows][panelWidth]float32

// tile, where the machine has vector instructions for it, sets s to bias + x·W of
// tileRows inputs, input r of which begins at x[row[r]].
//
//	panel  in×panelWidth, the weights of panelWidth outputs as columns
//	bias   panelWidth
var tile func(s *tileSums, x []float32, row *[tileRows]int, panel, bias []float32)

// inPlace are the activations, applied to the results of a tile.
var inPlace = map[Activation]func(s *tileSums){}

// stage is a dense layer, ready to be multiplied.
type stage struct {
	in, out int
	panels  []float32 // in×panelWidth each, the last one filled up with zeros
	bias    []float32 // filled up as well
	apply   func(s *tileSums)
}

// half is one of the two networks of an autoencoder.
type half int

const (
	encoder half = iota
	decoder
)

// stages returns the layers of the halves from..to of a fully connected net. It
// returns none where GoMLX must compute them: another architecture, a GPU, a machine
// without vector instructions, an activation that is not written for them.
//
// On a CPU they are computed here, whatever the backend, because through GoMLX
// images are copied to the backend and results back, and always 500 at a time.
func (m *Model) stages(from, to half) ([]stage, error) {
	net, ok := m.Net.(Net)
	if !ok || tile == nil || !m.Backend.HasSharedBuffers() {
		return nil, nil
	}
	weights, err := m.Weights()
	if err != nil {
		return nil, err
	}
	var all []stage
	for h, widths := range [][]int{net.Encoder, net.Decoder} {
		for i, in := range widths[:len(widths)-1] {
			a := net.Hidden
			if i == len(widths)-2 {
				a = []Activation{net.OnCode, net.Output}[h]
			}
			w, bias := weights[0].Data, weights[1].Data
			weights = weights[2:]
			if half(h) < from || half(h) > to {
				continue
			}
			apply, known := inPlace[a]
			if !known {
				return nil, nil
			}
			all = append(all, newStage(in, w, bias, apply))
		}
	}
	return all, nil
}

// newStage orders the weights, out×in, as tile reads them.
func newStage(in int, w, bias []float32, apply func(s *tileSums)) stage {
	out := len(bias)
	padded := (out + panelWidth - 1) / panelWidth * panelWidth
	s := stage{in, out, make([]float32, padded*in), make([]float32, padded), apply}
	copy(s.bias, bias)
	for o := range out {
		panel := s.panels[o/panelWidth*panelWidth*in:]
		for i, v := range w[o*in : (o+1)*in] {
			panel[i*panelWidth+o%panelWidth] = v
		}
	}
	return s
}

// forward sends the inputs, n×in, through the stages, on all cores. A result does
// not depend on the other inputs.
func forward(stages []stage, x []float32) []float32 {
	in, out := stages[0].in, stages[len(stages)-1].out
	n := len(x) / in
	y := make([]float32, n*out)
	widest := 0
	for _, s := range stages[:len(stages)-1] {
		widest = max(widest, s.out)
	}
	rooms := func() (room [2][]float32) {
		for i := range room {
			room[i] = make([]float32, blockRows*widest)
		}
		return room
	}
	parallel.DoWith((n+blockRows-1)/blockRows, rooms, func(room [2][]float32, job int) {
		from, to := job*blockRows, min((job+1)*blockRows, n)
		h := x[from*in : to*in]
		for i, s := range stages {
			next := y[from*out : to*out]
			if i < len(stages)-1 {
				next = room[i%2][:(to-from)*s.out]
			}
			s.run(next, h)
			h = next
		}
	})
	return y
}

// run sets y to the layer's outputs.
//
//	x  n×in
//	y  n×out
func (s *stage) run(y, x []float32) {
	n := len(x) / s.in
	var t tileSums
	var row [tileRows]int
	for o := 0; o < s.out; o += panelWidth {
		width := min(panelWidth, s.out-o)
		panel, bias := s.panels[o*s.in:(o+panelWidth)*s.in], s.bias[o:o+panelWidth]
		for i := 0; i < n; i += tileRows {
			for r := range row {
				row[r] = min(i+r, n-1) * s.in // rows that are not there repeat the last
			}
			tile(&t, x, &row, panel, bias)
			s.apply(&t)
			for r := range min(tileRows, n-i) {
				copy(y[(i+r)*s.out+o:][:width], t[r][:])
			}
		}
	}
}
