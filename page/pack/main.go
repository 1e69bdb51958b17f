// Command pack writes the page in which the network trains, and the page that
// dreams: each one HTML file that needs no server and no network.
//
//	go run ./page/pack page/manifold.html page/dreams.html
//
// It builds the workers for WebAssembly, with SIMD and without, and puts both
// into the pages; into the first 5500 digits to train on and 500 held out, into
// the second the weights of lesson 10's small network.
package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"

	"seminar.example/datasets"
	"seminar.example/lib/files"
	"seminar.example/lib/manifold"
	"seminar.example/lib/plot"
	"seminar.example/page/engine"
)

//go:embed *.html *.css *.js
var parts embed.FS

const (
	trained, heldOut = 5500, 500
	limit            = 2_000_000 // bytes of a page
)

// codes are the code sizes that the page offers.
var codes = []int{1, 2, 3, 5, 10}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pack MANIFOLD.html DREAMS.html")
		os.Exit(2)
	}
	for i, make := range []func() ([]byte, error){build, buildDreams} {
		file := os.Args[1+i]
		page, err := make()
		if err == nil {
			err = files.Write(file, page)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "pack:", err)
			os.Exit(1)
		}
		fmt.Printf("%s: %.2f MB; open it in a browser\n", file, float64(len(page))/1e6)
	}
}

// build makes the whole page in which the network trains.
func build() ([]byte, error) {
	images, pca, err := digits()
	if err != nil {
		return nil, err
	}
	picture, err := still(images)
	if err != nil {
		return nil, err
	}
	return filled("page.html", "seminar.example/page/worker",
		map[string]string{"Images": packed(images), "PCA": pca, "Still": picture},
		map[string]string{"Style": "page.css", "Boot": "boot.js", "Worker": "worker.js", "Text": "text.js", "Draw": "draw.js",
			"Page": "page.js", "Pad": "pad.js", "Launch": "launch.js", "Hands": "hands.js"})
}

// filled is a page: the template, with a program compiled for WebAssembly, data
// and files put into it.
func filled(page, program string, data, from map[string]string) ([]byte, error) {
	simd, err := worker(program, "simd")
	if err != nil {
		return nil, err
	}
	scalar, err := worker(program, "nosimd")
	if err != nil {
		return nil, err
	}
	glue, err := goroot("lib/wasm/wasm_exec.js")
	if err != nil {
		return nil, err
	}
	colors, err := json.Marshal(colors())
	if err != nil {
		return nil, err
	}
	fill := map[string]string{"WASM": packed(simd), "Delta": packed(delta(simd, scalar)), "Glue": string(glue), "Colors": string(colors)}
	maps.Copy(fill, data)
	for name, file := range from {
		b, err := parts.ReadFile(file)
		if err != nil {
			return nil, err
		}
		fill[name] = string(b)
	}
	t, err := template.ParseFS(parts, page)
	if err != nil {
		return nil, err
	}
	var whole bytes.Buffer
	if err := t.Option("missingkey=error").Execute(&whole, fill); err != nil {
		return nil, err
	}
	if whole.Len() > limit {
		return nil, fmt.Errorf("%s becomes a page of %d bytes, expected at most %d: put less into it", page, whole.Len(), limit)
	}
	return whole.Bytes(), nil
}

// colors are those of the classes 0 to 9.
func colors() []string {
	var c []string
	for k := range 10 {
		c = append(c, plot.Hex(plot.ClassColor(k)))
	}
	return c
}

// worker builds a program of a page, with GOEXPERIMENT set to simd or nosimd.
func worker(program, experiment string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "pack")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "worker.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, program)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "CGO_ENABLED=0", "GOEXPERIMENT="+experiment)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%v: %w\n%s", cmd, err, out)
	}
	return os.ReadFile(file)
}

// goroot reads a file of the Go installation.
func goroot(name string) ([]byte, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), filepath.FromSlash(name)))
}

// digits returns the packed images, and as JSON the error of PCA on the held-out
// ones, by side and size of the code.
func digits() (images []byte, pca string, err error) {
	train, err := datasets.MNIST(datasets.Train)
	if err != nil {
		return nil, "", err
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		return nil, "", err
	}
	a, b := train.X[:trained*784], test.X[:heldOut*784]
	if images, err = engine.Pack(a, b, test.Labels[:heldOut]); err != nil {
		return nil, "", err
	}
	levels := map[int]map[int]float64{}
	for _, side := range []int{14, 28} {
		x, y := datasets.Signed(a), datasets.Signed(b)
		if side == 14 {
			x, y = engine.Halve(x), engine.Halve(y)
		}
		if levels[side], err = pcaErrors(x, y, side*side); err != nil {
			return nil, "", err
		}
	}
	j, err := json.Marshal(levels)
	return images, string(j), err
}

// still trains the small network for 2000 steps, and returns its plane as a PNG
// in base64, for browsers that cannot train.
func still(images []byte) (string, error) {
	e, err := engine.New(images)
	if err != nil {
		return "", err
	}
	if err := e.Start(engine.Config{Side: 14, Code: 2, Rate: 3e-3, Batch: 64, Seed: 1}); err != nil {
		return "", err
	}
	for range 2000 {
		if _, err := e.Step(); err != nil {
			return "", err
		}
	}
	const side, grid = 14, 12
	v, err := e.Look(1, grid)
	if err != nil {
		return "", err
	}
	im := image.NewGray(image.Rect(0, 0, grid*side, grid*side))
	for i, ink := range v.Plane {
		at, k := i%(side*side), i/(side*side)
		im.SetGray(k%grid*side+at%side, k/grid*side+at/side, color.Gray{Y: 255 - ink})
	}
	return encoded(im)
}

// encoded is a picture as a PNG in base64.
func encoded(im image.Image) (string, error) {
	var out bytes.Buffer
	if err := png.Encode(&out, im); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(out.Bytes()), nil
}

// pcaErrors fits PCA on x and returns its error on y for each size of the code,
// clipped to [-1,1], the range that the page's network has by its tanh.
func pcaErrors(x, y []float32, d int) (map[int]float64, error) {
	p, err := manifold.FitPCA(x, d, codes[len(codes)-1])
	if err != nil {
		return nil, err
	}
	all, err := p.Errors(y, -1, 1)
	if err != nil {
		return nil, err
	}
	errs := map[int]float64{}
	for _, k := range codes {
		errs[k] = all[k-1]
	}
	return errs, nil
}

// packed is b by gzip, as base64.
func packed(b []byte) string {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // its error: a level that does not exist
	w.Write(b)
	w.Close()
	return base64.StdEncoding.EncodeToString(out.Bytes())
}
