package main

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"seminar.example/lib/backend"
	"seminar.example/lib/diffusion"
	"seminar.example/lib/train"
	"seminar.example/page/dream"
)

var dreamed = sync.OnceValues(buildDreams)

// TestBuildDreams makes the page that dreams, where no browser is too.
func TestBuildDreams(t *testing.T) {
	page, err := dreamed()
	ok(t, err)
	t.Logf("%d bytes", len(page))
	if len(page) < 500_000 {
		t.Errorf("the page has %d bytes: it cannot hold program and weights", len(page))
	}
	if from := regexp.MustCompile(`(src|href)\s*=\s*["']?(https?:)?//`).Find(page); from != nil {
		t.Errorf("the page takes something from elsewhere: %s", from)
	}
	if left := regexp.MustCompile(`\{\{\.\w+`).Find(page); left != nil {
		t.Errorf("not filled in: %s", left)
	}
}

// both are the net of the page and lib/diffusion's, of the same weights.
func both(t *testing.T) (*dream.Net, *diffusion.Model) {
	t.Helper()
	file, err := dreamer()
	ok(t, err)
	packed, err := dreamWeights(file)
	ok(t, err)
	net, err := dream.New(packed)
	ok(t, err)
	b, _, err := backend.Open()
	ok(t, err)
	m, err := diffusion.New(b, diffusion.Small, make([]float32, 784), 1, 1)
	ok(t, err)
	f, err := train.ReadRecord(file)
	ok(t, err)
	ok(t, m.SetWeights(f.Weights))
	return net, m
}

// TestSameAsLibrary walks with both from the same noise: every state and answer of
// every step must be the same to half a grey level of 255.
func TestSameAsLibrary(t *testing.T) {
	net, m := both(t)
	drawing := make([]byte, 784)
	for i := range 14 {
		drawing[28*(7+i)+14] = 255
	}
	for _, c := range []dream.Config{
		{Label: 3, Lean: 1, Steps: 20, Highest: 20, Seed: 1},
		{Label: 8, Lean: 1.25, Steps: 20, Highest: 20, Seed: 2, Euler: true},
		{Label: dream.NoLabel, Lean: 4, Steps: 10, Highest: 20, Seed: 3},
		{Label: 7, Lean: 1, Steps: 20, Highest: 1.5, Seed: 4, Drawing: drawing},
	} {
		walk, err := net.Start(c)
		ok(t, err)
		worst, steps := 0.0, 0
		compare := func(what string, sigma float64, got, want []float32) {
			for i, v := range want {
				d := math.Abs(float64(got[i]-v)) / max(1, sigma)
				worst = max(worst, d)
				if !(d <= 1./255) {
					t.Fatalf("%+v, σ = %.3f: %s, pixel %d: %.5f, the library has %.5f", c, sigma, what, i, got[i], v)
				}
			}
		}
		s := diffusion.Sampler{Steps: c.Steps, Highest: c.Highest, Watch: func(sigma float64, x, clean []float32) {
			moment, last := walk.Step()
			if steps++; last || math.Abs(moment.Sigma-sigma) > 1e-12*sigma {
				t.Fatalf("step %d: σ = %v, the library has %v", steps, moment.Sigma, sigma)
			}
			compare("state", sigma, moment.State, x)
			compare("answer", 0, moment.Clean, clean)
		}}
		if c.Euler {
			s.Kind = diffusion.Euler
		}
		rng := rand.New(rand.NewPCG(c.Seed, 0))
		x := make([]float32, 784)
		for i := range x {
			x[i] = float32(c.Highest * rng.NormFloat64())
			if c.Drawing != nil {
				x[i] += float32(c.Drawing[i])/127.5 - 1
			}
		}
		denoiser := m.For([]uint8{uint8(c.Label)})
		if c.Label != dream.NoLabel {
			denoiser = m.Guided([]uint8{uint8(c.Label)}, c.Lean)
		}
		y, err := s.From(denoiser, x, rng)
		ok(t, err)
		end, last := walk.Step()
		if !last || steps != c.Steps {
			t.Fatalf("%d steps, the last one: %t; expected %d", steps, last, c.Steps)
		}
		compare("digit", 0, end.Clean, y)
		t.Logf("label %d: worst difference %.1e", c.Label, worst)
	}
}

// TestDreamWeights gives files that are damaged.
func TestDreamWeights(t *testing.T) {
	file, err := dreamer()
	ok(t, err)
	whole, err := os.ReadFile(file)
	ok(t, err)
	for name, b := range map[string][]byte{
		"nothing":         nil,
		"half of it":      whole[:len(whole)/2],
		"no header":       make([]byte, 100),
		"another dtype":   []byte(strings.Replace(string(whole), `"F16"`, `"F32"`, 1)),
		"a name is wrong": []byte(strings.Replace(string(whole), `"down.first.bias"`, `"down.first.bins"`, 1)),
	} {
		path := filepath.Join(t.TempDir(), "w.safetensors")
		ok(t, os.WriteFile(path, b, 0o666))
		if _, err := dreamWeights(path); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestDreams opens the page that dreams as a reader does: the first digit is that
// of the Go program here. How long it takes is told; the limits are wide, since
// other tests may run at the same time.
func TestDreams(t *testing.T) {
	page, err := dreamed()
	ok(t, err)
	file := filepath.Join(t.TempDir(), "dreams.html")
	ok(t, os.WriteFile(file, page, 0o666))
	for _, hash := range []string{"", "#scalar"} {
		p := openTab(t)
		p.open("file://"+file+hash, before)
		p.until("performance.getEntriesByName('first digit').length", 30*time.Second)
		answersOnceLoaded(t, p)
		var r struct {
			First, Ms      float64
			Kernel         string
			State, Clean   []int
			Moments, Steps int
		}
		p.eval(`(() => {
			const m = state.moments, last = m[m.length - 1];
			return {First: performance.getEntriesByName("first digit")[0].startTime, Ms: state.ms, Kernel: state.kernel,
				State: Array.from(m[10].state), Clean: Array.from(last.clean), Moments: m.length, Steps: state.config.steps};
		})()`, &r)
		t.Logf("first digit after %.0f ms, 20 steps in %.0f ms, by %s", r.First, r.Ms, r.Kernel)
		if r.Moments != 21 || r.First > 10_000 || r.Ms > 5000 || (r.Kernel == "scalar") != (hash != "") {
			t.Errorf("%d moments; first digit after %.0f ms, 20 steps in %.0f ms; by %s", r.Moments, r.First, r.Ms, r.Kernel)
		}
		net, _ := both(t)
		walk, err := net.Start(dream.Config{Label: 3, Lean: 1.25, Steps: 20, Highest: 20, Seed: 1})
		ok(t, err)
		for i := range 21 {
			m, _ := walk.Step()
			if i == 10 {
				sameGrey(t, r.State, dream.Grey(m.State, m.Sigma))
			}
			if i == 20 {
				sameGrey(t, r.Clean, dream.Grey(m.Clean, 0))
			}
		}
		_, said := p.heard()
		if len(said) > 0 {
			t.Errorf("errors: %q", said)
		}
	}
}

func sameGrey(t *testing.T, got []int, want []byte) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d pixels, expected %d", len(got), len(want))
	}
	for i, v := range want {
		if d := got[i] - int(v); d < -1 || d > 1 {
			t.Fatalf("pixel %d: %d on the page, %d here", i, got[i], v)
		}
	}
}
