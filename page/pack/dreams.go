package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"seminar.example/page/dream"
)

// dreamer is the file of the small network, as lesson 10 stores it.
func dreamer() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "seminar.example").Output()
	if err != nil {
		return "", fmt.Errorf("go list -m: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "notebooks", "weights", "10-unet-16-32-seed-1.safetensors"), nil
}

// buildDreams makes the whole page that dreams.
func buildDreams() ([]byte, error) {
	file, err := dreamer()
	if err != nil {
		return nil, err
	}
	weights, err := dreamWeights(file)
	if err != nil {
		return nil, err
	}
	picture, err := tenDreams(weights)
	if err != nil {
		return nil, err
	}
	return filled("dreams.html", "seminar.example/page/dream/worker",
		map[string]string{"Weights": packed(weights), "Still": picture},
		map[string]string{"Style": "page.css", "Dreams": "dreams.css", "Boot": "boot.js", "Worker": "dreams-worker.js",
			"Text": "dreams-text.js", "Draw": "draw.js", "Page": "dreams.js", "Pad": "pad.js", "Launch": "launch.js"})
}

// dreamWeights reads a file in the format of safetensors, in half precision, and
// returns its numbers in the order in which the net reads them.
func dreamWeights(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var all map[string]struct {
		Type string   `json:"dtype"`
		At   [2]int64 `json:"data_offsets"`
	}
	// The length of a header in JSON, the header, the data.
	if len(b) < 8 || binary.LittleEndian.Uint64(b) > uint64(len(b)-8) {
		return nil, fmt.Errorf("%s is cut off", path)
	}
	data := b[8+binary.LittleEndian.Uint64(b):]
	if err := json.Unmarshal(b[8:len(b)-len(data)], &all); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var weights []byte
	for _, t := range dream.Tensors() {
		w := all[t.Name]
		if w.Type != "F16" || w.At[0] < 0 || w.At[1]-w.At[0] != int64(2*t.Size) || w.At[1] > int64(len(data)) {
			return nil, fmt.Errorf("%s: expected %d numbers in half precision in %q", path, t.Size, t.Name)
		}
		weights = append(weights, data[w.At[0]:w.At[1]]...)
	}
	return weights, nil
}

// tenDreams are the ten digits that the page shows first, as a PNG in base64, for
// browsers that cannot draw.
func tenDreams(weights []byte) (string, error) {
	n, err := dream.New(weights)
	if err != nil {
		return "", err
	}
	const side = 28
	im := image.NewGray(image.Rect(0, 0, 10*side, side))
	for label := range 10 {
		w, err := n.Start(dream.Config{Label: label, Lean: 1.25, Steps: 20, Highest: 20, Seed: 1})
		if err != nil {
			return "", err
		}
		m, last := w.Step()
		for !last {
			m, last = w.Step()
		}
		for i, ink := range dream.Grey(m.Clean, 0) {
			im.SetGray(label*side+i%side, i/side, color.Gray{Y: 255 - ink})
		}
	}
	return encoded(im)
}
