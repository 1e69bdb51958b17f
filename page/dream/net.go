// Package dream turns noise into the digit asked for, without GoMLX: the forward
// pass of lib/diffusion's small U-Net and its steps, in plain Go. The worker hands
// its answers to the browser; tests hold them against lib/diffusion.
//
// It avoids fmt, whose code would make the page larger.
package dream

import (
	"encoding/binary"
	"errors"
	"math"

	"seminar.example/lib/scratch"
)

// The sizes of diffusion.Small.
const (
	side, half, inner = 28, 14, 7 // pixels of the edge of the image and of the pictures within
	pixels            = side * side
	c1, c2            = 16, 32 // channels at 14×14 and at 7×7
	embedded, waves   = 64, 16
	labels            = 11
)

// NoLabel asks for any digit.
const NoLabel = 10

// Tensor is one of the tensors of diffusion.Small, named and laid out as there.
type Tensor struct {
	Name string
	Size int
}

// Tensors are those of the net, in the order in which [New] reads them.
func Tensors() []Tensor {
	all := []Tensor{{"mean", pixels}, {"deviation", 1}, {"label.weight", labels * embedded},
		{"place14", c1 * half * half}, {"place7", c2 * inner * inner}}
	layer := func(name string, out, in int) {
		all = append(all, Tensor{name + ".weight", out * in}, Tensor{name + ".bias", out})
	}
	block := func(name string, in, out int) {
		layer(name+".first", out, 9*in)
		layer(name+".second", out, 9*out)
		layer(name+".told", out, embedded)
		if in != out {
			layer(name+".around", out, in)
		}
	}
	layer("level", embedded, 2*waves)
	layer("enter", c1, 9*4)
	block("down", c1, c1)
	layer("shrink", c2, 4*c1)
	for _, i := range []string{"0", "1"} {
		block("middle."+i, c2, c2)
		layer("mix."+i+".places", inner*inner, inner*inner)
		layer("mix."+i+".channels", c2, c2)
	}
	// A transposed convolution is kept as [in, out, 2, 2].
	all = append(all, Tensor{"grow.weight", c2 * c1 * 4}, Tensor{"grow.bias", c1})
	block("up", 2*c1, c1)
	layer("leave", 4, 9*c1)
	return all
}

// Net is a denoiser for all noise levels. It is not safe for use by several
// goroutines at once.
type Net struct {
	w       map[string][]float32
	product scratch.Product
	columns []float32 // of a convolution
}

// New reads the numbers of all [Tensors] in half precision, little-endian.
//
// Errors: another number of bytes.
func New(packed []byte) (*Net, error) {
	total := 0
	for _, t := range Tensors() {
		total += 2 * t.Size
	}
	if len(packed) != total {
		return nil, errors.New("dream: the weights do not have the length of the net: pack them anew")
	}
	n := &Net{w: map[string][]float32{}}
	for _, t := range Tensors() {
		x := make([]float32, t.Size)
		for i := range x {
			x[i] = whole(binary.LittleEndian.Uint16(packed[2*i:]))
		}
		n.w[t.Name] = x
		packed = packed[2*t.Size:]
	}
	// The matrices that stand on the right, or are used transposed.
	for _, i := range []string{"0", "1"} {
		name := "mix." + i + ".places.weight"
		n.w[name] = transposed(n.w[name], inner*inner, inner*inner)
	}
	n.w["grow.weight"] = transposed(n.w["grow.weight"], c2, 4*c1)
	return n, nil
}

// whole is a number in half precision as float32.
func whole(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // below 2⁻¹⁴: fraction/2²⁴
		return math.Float32frombits(sign | math.Float32bits(float32(fraction)/(1<<24)))
	case 31:
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

func transposed(x []float32, rows, columns int) []float32 {
	y := make([]float32, len(x))
	for r := range rows {
		for c := range columns {
			y[c*rows+r] = x[r*columns+c]
		}
	}
	return y
}

// Denoise returns D(x; σ): the mean of the clean images that x may stand for.
//
//	x      784 numbers, an image on [-1,1] with noise
//	sigma  σ > 0, the noise's standard deviation
//	label  0 to 9, or NoLabel
//
// It is lib/diffusion's Model.Denoise for one image.
//
// Cost: 4.9 million products, 2 to 5 ms in a browser.
func (n *Net) Denoise(x []float32, sigma float64, label int) []float32 {
	s, mean := float64(n.w["deviation"][0]), n.w["mean"]
	v := sigma*sigma + s*s
	skip, out, in := float32(s*s/v), float32(sigma*s/math.Sqrt(v)), float32(1/math.Sqrt(v))
	scaled := make([]float32, pixels)
	for i := range scaled {
		scaled[i] = in * (x[i] - mean[i])
	}
	f := n.answer(scaled, n.embedding(math.Log(sigma)/4, label))
	for i := range f {
		f[i] = mean[i] + skip*(x[i]-mean[i]) + out*f[i]
	}
	return f
}

// embedding turns noise level and label into 64 numbers.
func (n *Net) embedding(level float64, label int) []float32 {
	told := make([]float32, 2*waves)
	for i := range waves {
		frequency := math.Exp(math.Log(0.5) + float64(i)/(waves-1)*(math.Log(8)-math.Log(0.5)))
		sin, cos := math.Sincos(frequency * level)
		told[i], told[waves+i] = float32(sin), float32(cos)
	}
	e := n.linear("level", told, 2*waves, 1)
	for i, h := range e {
		e[i] = h/(1+float32(math.Exp(float64(-h)))) + n.w["label.weight"][label*embedded+i]
	}
	return e
}

// answer is the U-Net: of an image scaled to unit variance, and of what tells
// level and label. Pictures are [channels, height·width].
func (n *Net) answer(x, e []float32) []float32 {
	fine := n.convolution("enter", quarters(x, 1, half), 4, half)
	add(fine, n.w["place14"])
	fine = n.block("down", fine, e, c1, c1, half)

	m := n.linear("shrink", quarters(relu(fine), c1, inner), 4*c1, inner*inner)
	add(m, n.w["place7"])
	for _, i := range []string{"0", "1"} {
		m = n.block("middle."+i, m, e, c2, c2, inner)
		m = n.mix("mix."+i, m)
	}

	up := make([]float32, 4*c1*inner*inner)
	n.product.Add(up, n.w["grow.weight"], relu(m), 4*c1, c2, inner*inner)
	up = joined(up, c1, inner)
	bias(up, n.w["grow.bias"])
	y := n.block("up", append(fine, up...), e, 2*c1, c1, half)
	return joined(n.convolution("leave", relu(y), c1, half), 1, half)
}

// block is x + second(relu(first(relu(x)) + told(e))); x goes through a 1×1
// convolution where the channels change.
func (n *Net) block(name string, x, e []float32, in, out, size int) []float32 {
	h := n.convolution(name+".first", relu(x), in, size)
	bias(h, n.linear(name+".told", e, embedded, 1))
	h = n.convolution(name+".second", relu(h), out, size)
	if in != out {
		x = n.linear(name+".around", x, in, size*size)
	}
	add(h, x)
	return h
}

// mix is x + channels(relu(places(relu(x)))) of 7×7 pictures.
func (n *Net) mix(name string, x []float32) []float32 {
	const places = inner * inner
	h := make([]float32, c2*places)
	for c := range c2 {
		copy(h[c*places:], n.w[name+".places.bias"])
	}
	n.product.Add(h, relu(x), n.w[name+".places.weight"], c2, places, places)
	h = n.linear(name+".channels", relu(h), c2, places)
	add(h, x)
	return h
}

// linear is W·x + b for each column of x: [in, columns] → [out, columns].
func (n *Net) linear(name string, x []float32, in, columns int) []float32 {
	b := n.w[name+".bias"]
	y := make([]float32, len(b)*columns)
	bias(y, b)
	n.product.Add(y, n.w[name+".weight"], x, len(b), in, columns)
	return y
}

// convolution is a 3×3 convolution of pictures of size×size, with zeros around
// them: one product with nine moved copies of each.
func (n *Net) convolution(name string, x []float32, in, size int) []float32 {
	area := size * size
	if cap(n.columns) < 9*in*area {
		n.columns = make([]float32, 9*in*area)
	}
	moved := n.columns[:9*in*area]
	clear(moved)
	for k := range 9 * in {
		from, to := x[k/9*area:][:area], moved[k*area:][:area]
		down, right := k%9/3-1, k%3-1
		for r := max(0, -down); r < min(size, size-down); r++ {
			left := max(0, -right)
			copy(to[r*size+left:(r+1)*size-max(0, right)], from[(r+down)*size+left+right:])
		}
	}
	return n.linear(name, moved, 9*in, area)
}

// quarters puts each pixel of 2×2 into a channel of its own: pictures of
// 2·size edge become four times as many of size.
func quarters(x []float32, channels, size int) []float32 {
	y := make([]float32, len(x))
	eachQuarter(channels, size, func(whole, part int) { y[part] = x[whole] })
	return y
}

// joined is the inverse of quarters.
func joined(x []float32, channels, size int) []float32 {
	y := make([]float32, len(x))
	eachQuarter(channels, size, func(whole, part int) { y[whole] = x[part] })
	return y
}

func eachQuarter(channels, size int, f func(whole, part int)) {
	i := 0
	for c := range channels {
		for r := range 2 * size {
			for q := range 2 * size {
				f(i, ((4*c+r%2*2+q%2)*size+r/2)*size+q/2)
				i++
			}
		}
	}
}

func relu(x []float32) []float32 {
	y := make([]float32, len(x))
	for i, v := range x {
		y[i] = max(0, v)
	}
	return y
}

func add(y, x []float32) {
	for i, v := range x {
		y[i] += v
	}
}

// bias adds one number to each row of y.
func bias(y, b []float32) {
	columns := len(y) / len(b)
	for i := range y {
		y[i] += b[i/columns]
	}
}
