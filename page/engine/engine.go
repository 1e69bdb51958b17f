// Package engine is what the page does, without the page: a network of
// lib/scratch that trains on some of MNIST's digits, and what there is to see of
// it. The worker hands its answers to the browser; tests call it as it is.
//
// It avoids fmt, whose code would make the page a third larger.
package engine

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"seminar.example/lib/scratch"
)

// Config is a choice of network and training.
type Config struct {
	Side  int     // of an image: 14, or 28, the seminar's
	Code  int     // numbers of the code, 1 to 16
	Rate  float64 // learning rate of Adam, above 0
	Batch int     // images a step, 1 to 1024
	Noise float64 // standard deviation of what is added to every pixel on [-1,1]; 0: none
	Lean  bool    // the first number shall mean slant: each image is told again, sheared; without noise
	Seed  uint64  // of initial weights, order, noise and shears
}

// Engine is a network in training.
type Engine struct {
	data   data
	config Config
	net    *scratch.Net

	train, held, noisy []float32 // n×d; noisy is held with noise
	mean               float64   // error of the mean image on held
	slants             []float64 // of held, degrees
	order              []int
	next, steps        int
	input, target      []float32
	move               []float32 // of the codes, by a shear
	rng                *rand.Rand
}

// New reads data as Pack makes them.
func New(packed []byte) (*Engine, error) {
	d, err := unpack(packed)
	return &Engine{data: d}, err
}

// Labels are those of the held-out digits.
func (e *Engine) Labels() []uint8 { return e.data.labels }

// Steps says how many steps were taken since Start.
func (e *Engine) Steps() int { return e.steps }

// Widths are those of the network from the image to the code.
func (c Config) Widths() []int {
	if c.Side == side {
		return []int{784, 128, 64, 12, c.Code}
	}
	return []int{196, 64, 16, c.Code}
}

func (c Config) check() error {
	switch {
	case c.Side != 14 && c.Side != side:
		return errors.New("engine: expected images of 14 or 28 pixels a side")
	case c.Code < 1 || c.Code > 16:
		return errors.New("engine: expected a code of 1 to 16 numbers")
	case !(c.Rate > 0) || !(c.Rate <= 1):
		return errors.New("engine: expected a learning rate above 0, at most 1")
	case c.Batch < 1 || c.Batch > 1024:
		return errors.New("engine: expected a batch of 1 to 1024 images")
	case !(c.Noise >= 0) || !(c.Noise <= 4):
		return errors.New("engine: expected noise of 0 to 4")
	case c.Lean && c.Noise > 0:
		return errors.New("engine: expected no noise where the first number shall mean slant")
	}
	return nil
}

// Start makes a new network; nothing is learned yet.
func (e *Engine) Start(c Config) error {
	if err := c.check(); err != nil {
		return err
	}
	net, err := scratch.New(c.Seed, c.Widths()...)
	if err != nil {
		return err
	}
	net.Rate = c.Rate
	if e.net == nil || e.config.Side != c.Side {
		e.train, e.held = images(e.data.train, c.Side), images(e.data.held, c.Side)
		e.mean = meanError(e.train, e.held, c.Side*c.Side)
		e.slants = slants(e.held, c.Side)
	}
	e.net, e.config, e.steps, e.next = net, c, 0, 0
	e.rng = rand.New(rand.NewPCG(c.Seed, 1))
	d := c.Side * c.Side
	e.order = e.rng.Perm(len(e.train) / d)
	e.noisy = e.held
	if c.Noise > 0 {
		e.noisy = slices.Clone(e.held)
		e.disturb(e.noisy)
	}
	return nil
}

// meanError is the mean squared error on held where each image is told by the mean
// of train: what a network gives that has learned nothing of single images.
func meanError(train, held []float32, d int) (mse float64) {
	mean := make([]float32, d)
	n := float32(len(train) / d)
	for image := range slices.Chunk(train, d) {
		for i, v := range image {
			mean[i] += v / n
		}
	}
	for image := range slices.Chunk(held, d) {
		for i, v := range image {
			mse += float64(v-mean[i]) * float64(v-mean[i])
		}
	}
	return mse / float64(len(held))
}

// disturb adds noise to pixels, and keeps them on [-1,1].
func (e *Engine) disturb(x []float32) {
	for i := range x {
		x[i] = max(-1, min(1, x[i]+float32(e.config.Noise*e.rng.NormFloat64())))
	}
}

// Step takes one step on the next images of a random order, which is drawn anew
// when all had their turn. It returns the loss before the step.
func (e *Engine) Step() (float64, error) {
	if e.net == nil {
		return 0, errors.New("engine: no network yet: call Start first")
	}
	d := e.config.Side * e.config.Side
	e.target = e.target[:0]
	for range min(e.config.Batch, len(e.order)) {
		if e.next == len(e.order) {
			e.next = 0
			e.rng.Shuffle(len(e.order), func(i, j int) { e.order[i], e.order[j] = e.order[j], e.order[i] })
		}
		i := e.order[e.next]
		e.next++
		e.target = append(e.target, e.train[i*d:(i+1)*d]...)
	}
	e.steps++
	if e.config.Lean {
		return e.leaningStep()
	}
	if e.config.Noise == 0 {
		return e.net.Step(e.target, nil)
	}
	e.input = append(e.input[:0], e.target...)
	e.disturb(e.input)
	return e.net.Step(e.input, e.target)
}

// The shears are drawn evenly from ±mostLean degrees; the first number of the code shall
// grow by 1 in ten degrees. How much that counts is codeWeight, as in notebook 09.
const (
	mostLean   = 30
	codeWeight = 0.05
)

// leaningStep takes a step on the images of e.target and on these, sheared.
func (e *Engine) leaningStep() (float64, error) {
	d := e.config.Side * e.config.Side
	e.input = append(e.input[:0], e.target...)
	e.move = e.move[:0]
	for image := range slices.Chunk(e.input, d) {
		degrees := (2*e.rng.Float64() - 1) * mostLean
		shear(image, e.config.Side, degrees)
		e.move = append(e.move, float32(degrees/10))
		e.move = append(e.move, make([]float32, e.config.Code-1)...)
	}
	return e.net.MovedStep(e.target, e.input, e.move, codeWeight)
}

// shear leans an image on [-1,1] by so many degrees to the right, as lib/pixel's Sheared
// does: rows move sideways in proportion to their height over the middle of the ink.
func shear(image []float32, side int, degrees float64) {
	var ink, down float64
	for i, v := range image {
		ink, down = ink+float64(v+1), down+float64(v+1)*float64(i/side)
	}
	if ink == 0 {
		return
	}
	tan, old := math.Tan(degrees*math.Pi/180), make([]float32, side)
	for r := range side {
		row := image[r*side : (r+1)*side]
		copy(old, row)
		from := tan * (float64(r) - down/ink) // to the right of a pixel lies what it shows
		left := int(math.Floor(from))
		part := float32(from - float64(left))
		at := func(i int) float32 {
			if i < 0 || i >= side {
				return -1
			}
			return old[i]
		}
		for i := range row {
			row[i] = (1-part)*at(i+left) + part*at(i+left+1)
		}
	}
}

// View is what there is to see at a moment.
type View struct {
	Error     float64   // mean squared error on the held-out digits without noise, on [-1,1]
	Mean      float64   // the same error where each digit is told by the mean image
	Codes     []float32 // of them, n×Code
	Low, High []float32 // of each number of the codes, without the outermost hundredth
	Middle    []float32 // their medians
	Slant     []float32 // the change of the code where a digit leans by one degree more
	Told      []float32 // Pearson's r of each number with the slant, within the classes
	Far       float64   // 99 of 100 codes have another one within this distance
	In, Out   []byte    // the first digits with their noise, and what the network makes of them
	Plane     []byte    // decoded over the first two numbers, the others at Middle, from the top left
}

// Look returns the view: shown digits, and a plane of grid×grid pictures.
func (e *Engine) Look(shown, grid int) (v View, err error) {
	if e.net == nil {
		return v, errors.New("engine: no network yet: call Start first")
	}
	y, err := e.net.Reconstruct(e.held)
	if err != nil {
		return v, err
	}
	for i := range y {
		v.Error += float64(y[i]-e.held[i]) * float64(y[i]-e.held[i])
	}
	v.Error /= float64(len(y))
	v.Mean = e.mean
	if v.Codes, err = e.net.Encode(e.held); err != nil {
		return v, err
	}
	e.span(&v)
	e.lean(&v)
	v.Far = apart(v.Codes, e.config.Code)
	d := e.config.Side * e.config.Side
	some := e.noisy[:min(shown*d, len(e.noisy))]
	if y, err = e.net.Reconstruct(some); err != nil {
		return v, err
	}
	v.In, v.Out = grey(some), grey(y)
	var z []float32
	for row := range grid {
		for column := range grid {
			at := []float32{(float32(column) + 0.5) / float32(grid), 1 - (float32(row)+0.5)/float32(grid)}
			for k := range e.config.Code {
				c := v.Middle[k]
				if k < len(at) {
					c = v.Low[k] + at[k]*(v.High[k]-v.Low[k])
				}
				z = append(z, c)
			}
		}
	}
	v.Plane, err = e.Decode(z)
	return v, err
}

// span finds what each number of the codes spans.
func (e *Engine) span(v *View) {
	dz := e.config.Code
	n := len(v.Codes) / dz
	column := make([]float32, n)
	for k := range dz {
		for i := range column {
			column[i] = v.Codes[i*dz+k]
		}
		slices.Sort(column)
		low, high := column[n/100], column[n-1-n/100]
		if high-low < 1e-3 {
			low, high = low-5e-4, high+5e-4 // all codes alike: still a plane to look at
		}
		v.Low, v.High = append(v.Low, low), append(v.High, high)
		v.Middle = append(v.Middle, column[n/2])
	}
}

// slants are the slants of images of any side on [-1,1], atan(−µ₁₁/µ₀₂) in degrees: as
// lib/pixel measures, without its finer grid. An image without ink has 0.
func slants(x []float32, side int) (all []float64) {
	for image := range slices.Chunk(x, side*side) {
		var n, mx, my, xy, yy float64
		for i, v := range image {
			ink := float64(v+1) / 2
			n, mx, my = n+ink, mx+ink*float64(i%side), my+ink*float64(i/side)
		}
		for i, v := range image {
			down := float64(i/side) - my/n
			xy, yy = xy+float64(v+1)/2*(float64(i%side)-mx/n)*down, yy+float64(v+1)/2*down*down
		}
		slant := 0.0
		if yy > 0 {
			slant = math.Atan(-xy/yy) * 180 / math.Pi
		}
		all = append(all, slant)
	}
	return all
}

// lean finds how codes change with the slant, on average within the classes:
// cov(z, slant)/var(slant) of the deviations from the classes' means, and their r.
func (e *Engine) lean(v *View) {
	dz := e.config.Code
	v.Slant, v.Told = make([]float32, dz), make([]float32, dz)
	var n, slant [256]float64
	middle := make([]float64, 256*dz)
	for i, c := range e.data.labels {
		n[c]++
		slant[c] += e.slants[i]
		for k := range dz {
			middle[int(c)*dz+k] += float64(v.Codes[i*dz+k])
		}
	}
	power, cov, own := 0.0, make([]float64, dz), make([]float64, dz)
	for i, c := range e.data.labels {
		off := e.slants[i] - slant[c]/n[c]
		power += off * off
		for k := range dz {
			z := float64(v.Codes[i*dz+k]) - middle[int(c)*dz+k]/n[c]
			cov[k], own[k] = cov[k]+off*z, own[k]+z*z
		}
	}
	for k := range dz {
		if power > 0 {
			v.Slant[k] = float32(cov[k] / power)
		}
		if power > 0 && own[k] > 0 {
			v.Told[k] = float32(cov[k] / math.Sqrt(power*own[k]))
		}
	}
}

// apart is the distance to the nearest other code that 99 of 100 codes keep.
func apart(z []float32, dz int) float64 {
	var far []float64
	for i := 0; i < len(z); i += dz {
		least := math.Inf(1)
		for j := 0; j < len(z); j += dz {
			sum := 0.0
			for k := range dz {
				d := float64(z[i+k] - z[j+k])
				sum += d * d
			}
			if i != j {
				least = min(least, sum)
			}
		}
		far = append(far, math.Sqrt(least))
	}
	slices.Sort(far)
	return far[(len(far)*99-1)/100]
}

// Decode returns the pictures of codes, 0 black to 255 white ink.
func (e *Engine) Decode(z []float32) ([]byte, error) {
	if e.net == nil {
		return nil, errors.New("engine: no network yet: call Start first")
	}
	y, err := e.net.Decode(z)
	return grey(y), err
}

// Encode takes a drawing of 28×28, 0 to 255 as MNIST's, and returns its code and
// what the network makes of it.
func (e *Engine) Encode(drawing []byte) (z []float32, out []byte, err error) {
	if e.net == nil || len(drawing) != side*side {
		return nil, nil, errors.New("engine: expected a network and a drawing of 784 pixels")
	}
	x := make([]float32, len(drawing))
	for i, b := range drawing {
		x[i] = float32(b)/127.5 - 1
	}
	if e.config.Side != side {
		x = Halve(x)
	}
	if z, err = e.net.Encode(x); err != nil {
		return nil, nil, err
	}
	out, err = e.Decode(z)
	return z, out, err
}

// grey turns pixels on [-1,1] into bytes.
func grey(x []float32) []byte {
	b := make([]byte, len(x))
	for i, v := range x {
		b[i] = byte(math.Round(float64(max(0, min(255, (v+1)*127.5)))))
	}
	return b
}
