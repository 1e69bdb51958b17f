package ae

import (
	"slices"

	"seminar.example/lib/say"
)

// TurnCode returns the network with its code turned, and its pictures as they were: the
// encoder's last layer turns by q, the decoder's first one turns back.
//
//	z' = q·z:  Wx + b → qWx + qb,  Vz + c → Vqᵀz' + c
//
// q is d_z×d_z and orthogonal, such as metric.Rotation draws; that is not checked. It
// fails if the network is no fully connected Net with a linear code, or q has another
// size. Introduced in notebook 09.
func (m *Model) TurnCode(q [][]float64) (*Model, error) {
	net, ok := m.Net.(Net)
	if !ok || net.OnCode != "" {
		return nil, say.Errorf("ae: TurnCode of %v: expected a fully connected Net with a linear code", m.Net)
	}
	d := net.Code()
	if len(q) != d || slices.ContainsFunc(q, func(row []float64) bool { return len(row) != d }) {
		return nil, say.Errorf("ae: TurnCode: q of %d rows: expected %d×%d", len(q), d, d)
	}
	all, err := m.Weights()
	if err != nil {
		return nil, err
	}
	last := 2 * (len(net.Encoder) - 2)
	turn(all[last].Data, q, len(all[last].Data)/d, 1) // d×n: each column
	turn(all[last+1].Data, q, 1, 1)
	turn(all[last+2].Data, q, 1, d) // n×d: each row
	turned, err := New(m.Backend, net, 0)
	if err != nil {
		return nil, err
	}
	return turned, turned.SetWeights(all)
}

// turn turns the vectors in x by q: the numbers of each lie step apart, the vectors begin
// next apart.
func turn(x []float32, q [][]float64, step, next int) {
	old := slices.Clone(x)
	for v := range len(x) / len(q) {
		for k, row := range q {
			sum := 0.0
			for j, w := range row {
				sum += w * float64(old[v*next+j*step])
			}
			x[v*next+k*step] = float32(sum)
		}
	}
}
