package engine

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"seminar.example/lib/pixel"
)

// blots are n images of a bright square of 8×8 at a random place, and their
// labels: 0 where it lies in the left half.
func blots(n int, seed uint64) (x []float32, labels []uint8) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for range n {
		im := make([]float32, side*side)
		r, c := rng.IntN(side-8), rng.IntN(side-8)
		for i := range 64 {
			im[(r+i/8)*side+c+i%8] = 1
		}
		x, labels = append(x, im...), append(labels, uint8(2*c/(side-8)))
	}
	return x, labels
}

func opened(t testing.TB, n, held int) *Engine {
	t.Helper()
	train, _ := blots(n, 1)
	test, labels := blots(held, 2)
	b, err := Pack(train, test, labels)
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestPack sends images there and back: 16 shades are 1/30 off at most.
func TestPack(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	x := make([]float32, 5*side*side)
	for i := range x {
		x[i] = rng.Float32()
	}
	b, err := Pack(x[:3*784], x[3*784:], []uint8{7, 1})
	if err != nil {
		t.Fatal(err)
	}
	d, err := unpack(b)
	if err != nil || !slices.Equal(d.labels, []uint8{7, 1}) {
		t.Fatalf("labels %v, %v", d.labels, err)
	}
	back := append(images(d.train, side), images(d.held, side)...)
	for i := range x {
		if off := math.Abs(float64(back[i]+1)/2 - float64(x[i])); !(off <= 1./30+1e-6) {
			t.Fatalf("pixel %d: %v comes back as %v", i, x[i], (back[i]+1)/2)
		}
	}
	for _, cut := range [][]byte{nil, b[:3], b[:len(b)-1], append(bytes.Clone(b), 0), make([]byte, 4)} {
		if _, err := New(cut); err == nil {
			t.Errorf("data of %d bytes give no error", len(cut))
		}
	}
	if _, err := Pack(x[:100], x[:784], []uint8{1}); err == nil {
		t.Error("an eighth of an image gives no error")
	}
	if _, err := Pack(x[:784], x[:784], nil); err == nil {
		t.Error("an image without its label gives no error")
	}
}

func FuzzNew(f *testing.F) {
	f.Add([]byte{1, 0, 1, 0, 3})
	f.Add(make([]byte, header+1+2*stored))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := New(b); err == nil && e.Start(Config{Side: 14, Code: 1, Rate: 1, Batch: 1}) != nil {
			t.Error("data were taken that cannot be started on")
		}
	})
}

func TestHalve(t *testing.T) {
	x := make([]float32, 2*side*side)
	x[784+2*side+4], x[784+3*side+5] = 1, 3 // row 1, column 2 of the second image
	y := Halve(x)
	for i, v := range y {
		if want := map[int]float32{196 + 14 + 2: 1}[i]; v != want {
			t.Errorf("pixel %d of image %d: %v, expected %v", i%196, i/196, v, want)
		}
	}
}

// TestTraining learns blots by two numbers, with noise and without.
func TestTraining(t *testing.T) {
	e := opened(t, 300, 60)
	for _, noise := range []float64{0, 0.5} {
		if err := e.Start(Config{Side: 14, Code: 2, Rate: 3e-3, Batch: 32, Noise: noise, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		before, err := e.Look(5, 4)
		if err != nil {
			t.Fatal(err)
		}
		for range 300 {
			if _, err := e.Step(); err != nil {
				t.Fatal(err)
			}
		}
		after, err := e.Look(5, 4)
		if err != nil {
			t.Fatal(err)
		}
		if e.Steps() != 300 || !(after.Error < before.Error/2) {
			t.Errorf("noise %v: error %.3f before, %.3f after %d steps", noise, before.Error, after.Error, e.Steps())
		}
		if len(after.Codes) != 120 || len(after.In) != 5*196 || len(after.Out) != 5*196 || len(after.Plane) != 16*196 {
			t.Errorf("a view of %d codes, %d, %d and %d pixels", len(after.Codes), len(after.In), len(after.Out), len(after.Plane))
		}
		for k := range 2 {
			if !(after.Low[k] < after.Middle[k] && after.Middle[k] < after.High[k]) {
				t.Errorf("number %d spans %v, %v, %v", k, after.Low[k], after.Middle[k], after.High[k])
			}
		}
		if grey := bytes.ContainsFunc(after.In, func(r rune) bool { return r > 0 && r < 127 && r != 63 && r != 64 }); grey != (noise > 0) {
			t.Errorf("noise %v: the shown digits have noise: %t", noise, grey)
		}
	}
}

// TestMean compares the mean image's error with a computation in float64.
func TestMean(t *testing.T) {
	e := opened(t, 30, 20)
	if err := e.Start(Config{Side: 28, Code: 2, Rate: 1e-3, Batch: 8}); err != nil {
		t.Fatal(err)
	}
	v, err := e.Look(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	train, _ := blots(30, 1)
	held, _ := blots(20, 2)
	want := 0.0
	for i, y := range held {
		mean := 0.0
		for k := range 30 {
			mean += float64(train[k*784+i%784]) / 30
		}
		want += 4 * (float64(y) - mean) * (float64(y) - mean) / float64(len(held)) // pixels on [-1,1]: differences are doubled
	}
	if math.Abs(v.Mean-want) > 1e-5 {
		t.Errorf("the mean image's error is %v, expected %v", v.Mean, want)
	}
}

// TestSeeds starts anew: the same seed gives the same run, another another.
func TestSeeds(t *testing.T) {
	e := opened(t, 50, 10)
	run := func(seed uint64) (loss float64) {
		if err := e.Start(Config{Side: 28, Code: 3, Rate: 1e-3, Batch: 64, Noise: 0.3, Seed: seed}); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			loss, _ = e.Step()
		}
		return loss
	}
	if a, b := run(4), run(4); a != b {
		t.Errorf("seed 4 gives %v, and then %v", a, b)
	}
	if a, b := run(4), run(5); a == b {
		t.Errorf("seeds 4 and 5 both give %v", a)
	}
}

func TestPlane(t *testing.T) {
	e := opened(t, 50, 40)
	if err := e.Start(Config{Side: 14, Code: 3, Rate: 1e-3, Batch: 8, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	v, err := e.Look(1, 3)
	if err != nil {
		t.Fatal(err)
	}
	// The upper left picture: the first number low, the second high.
	at := func(k int, part float32) float32 { return v.Low[k] + part*(v.High[k]-v.Low[k]) }
	want, err := e.Decode([]float32{at(0, 1./6), at(1, 5./6), v.Middle[2]})
	if err != nil || !bytes.Equal(want, v.Plane[:196]) {
		t.Errorf("the upper left of the plane is another picture than its code's (%v)", err)
	}
}

func TestEncode(t *testing.T) {
	e := opened(t, 50, 40)
	if err := e.Start(Config{Side: 14, Code: 2, Rate: 1e-3, Batch: 8, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	held, _ := blots(40, 2)
	drawing := make([]byte, 784)
	for i := range drawing {
		drawing[i] = byte(255 * held[i])
	}
	z, out, err := e.Encode(drawing)
	if err != nil {
		t.Fatal(err)
	}
	v, err := e.Look(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(z, v.Codes[:2]) || !bytes.Equal(out, v.Out) {
		t.Errorf("the first held-out image, drawn, has the code %v, expected %v", z, v.Codes[:2])
	}
}

func TestErrors(t *testing.T) {
	good := Config{Side: 14, Code: 2, Rate: 1e-3, Batch: 8}
	for _, bad := range []func(*Config){
		func(c *Config) { c.Side = 27 }, func(c *Config) { c.Code = 0 }, func(c *Config) { c.Code = 17 }, func(c *Config) { c.Rate = 0 },
		func(c *Config) { c.Rate = math.NaN() }, func(c *Config) { c.Batch = 0 }, func(c *Config) { c.Batch = 5000 },
		func(c *Config) { c.Lean, c.Noise = true, 0.5 },
		func(c *Config) { c.Noise = -1 }, func(c *Config) { c.Noise = math.NaN() },
	} {
		c := good
		bad(&c)
		if err := opened(t, 2, 2).Start(c); err == nil {
			t.Errorf("%+v gives no error", c)
		}
	}
	e := opened(t, 2, 2)
	_, stepped := e.Step()
	_, looked := e.Look(1, 1)
	_, decoded := e.Decode([]float32{1})
	_, _, encoded := e.Encode(make([]byte, 784))
	for _, err := range []error{stepped, looked, decoded, encoded} {
		if err == nil {
			t.Error("no error before Start")
		}
	}
	if err := e.Start(good); err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.Encode(make([]byte, 783)); err == nil {
		t.Error("a drawing of 783 pixels gives no error")
	}
}

func ExampleConfig_Widths() {
	fmt.Println(Config{Side: 28, Code: 3}.Widths())
	// Output: [784 128 64 12 3]
}

// A bar that leans has its slant, on either side; the direction of slant is the change
// of codes within classes, and codes have others within their limit.
func TestSlant(t *testing.T) {
	bar := func(side int, degrees float64) []float32 {
		x := make([]float32, side*side)
		for i := range x {
			dx, dy := float64(i%side)-float64(side-1)/2, float64(i/side)-float64(side-1)/2
			x[i] = -1
			if math.Abs(dy) < float64(side)/3 {
				x[i] = float32(max(-1, min(1, 3-2*math.Abs(dx+dy*math.Tan(degrees*math.Pi/180)))))
			}
		}
		return x
	}
	for _, side := range []int{14, 28} {
		got := slants(slices.Concat(bar(side, -20), bar(side, 0), bar(side, 25), slices.Repeat([]float32{-1}, side*side)), side)
		for i, want := range []float64{-20, 0, 25, 0} {
			if math.Abs(got[i]-want) > 1.5 {
				t.Errorf("%d pixels a side: a bar at %v° measures %v", side, want, got[i])
			}
		}
	}
	e := &Engine{config: Config{Code: 2}, slants: []float64{-10, 0, 10, 15, 25, 35}}
	e.data.labels = []uint8{0, 0, 0, 1, 1, 1}
	v := View{Codes: []float32{-1, 7, 0, 7, 1, 7, 99, 3, 100, 3, 101, 3}} // a class lies far off
	if e.lean(&v); math.Abs(float64(v.Slant[0])-0.1) > 1e-6 || v.Slant[1] != 0 || math.Abs(float64(v.Told[0])-1) > 1e-6 || v.Told[1] != 0 {
		t.Errorf("direction %v, r %v, expected 0.1 and 0, 1 and 0", v.Slant, v.Told)
	}
	if got := apart([]float32{0, 0, 3, 4, 3, 5}, 2); math.Abs(got-5) > 1e-6 {
		t.Errorf("limit %v, expected 5, the farthest of three", got)
	}
}

// shear leans images as lib/pixel does.
func TestShear(t *testing.T) {
	x, _ := blots(3, 4)
	for _, s := range []int{14, side} {
		y := make([]float32, len(x))
		for i, v := range x {
			y[i] = 2*v - 1
		}
		if s != side {
			y = Halve(y)
		}
		for _, degrees := range []float64{-30, 0, 17} {
			got, unit := slices.Clone(y), make([]float32, len(y))
			for i, v := range y {
				unit[i] = (v + 1) / 2
			}
			for image := range slices.Chunk(got, s*s) {
				shear(image, s, degrees)
			}
			want, err := pixel.Sheared(unit, s, s, degrees*math.Pi/180)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range want {
				if math.Abs(float64(2*v-1-got[i])) > 1e-5 {
					t.Fatalf("%d pixels a side, %v°: pixel %d is %v, lib/pixel has %v", s, degrees, i, got[i], 2*v-1)
				}
			}
		}
	}
	empty := slices.Repeat([]float32{-1}, 196)
	if shear(empty, 14, 20); slices.Max(empty) != -1 {
		t.Error("an image without ink has some when it leans")
	}
}

// TestLean trains on bars that lean, with the first number to mean slant and without:
// asked for, it tells the slant, and a step of 1 leans the picture by ten degrees.
func TestLean(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 0))
	bars := func(n int) (x []float32, labels []uint8) {
		for range n {
			tan, half := math.Tan((rng.Float64()-0.5)*math.Pi/4), 5+5*rng.IntN(2)
			for i := range side * side {
				across, down := float64(i%side)-13.5, float64(i/side)-13.5
				ink := 2 - math.Abs(across+down*tan)
				if math.Abs(down) > float64(half) {
					ink = 0
				}
				x = append(x, float32(max(0, min(1, ink))))
			}
			labels = append(labels, uint8(half/10))
		}
		return x, labels
	}
	train, _ := bars(400)
	held, labels := bars(100)
	b, err := Pack(train, held, labels)
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(b)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Start(Config{Side: 14, Code: 3, Rate: 3e-3, Batch: 32, Lean: true, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	v, err := e.Look(1, 1)
	if err != nil {
		t.Fatal(err)
	}
	leans := func(by float32) float64 {
		y, err := e.net.Decode([]float32{v.Middle[0] + by, v.Middle[1], v.Middle[2]})
		if err != nil {
			t.Fatal(err)
		}
		return slants(y, 14)[0]
	}
	if ten := leans(1) - leans(0); !(v.Told[0] > 0.98) || math.Abs(ten-10) > 3 {
		t.Errorf("r %v; a step leans the picture by %v°, expected 10", v.Told, ten)
	}
}
