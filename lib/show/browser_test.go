package show

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/train"
)

// probe moves the sliders of the page to 40 codes and reads the picture; then it
// moves one to and fro, and measures. Keys and dragging are tried at the end.
const probe = `<pre id="found"></pre><script>
(() => {
	const found = document.getElementById("found");
	try {
		const box = found.previousElementSibling, inputs = [...box.querySelectorAll("input")];
		const picture = box.querySelector("canvas"), map = box.querySelectorAll("canvas")[1];
		const move = (input, stop) => { input.value = stop; input.dispatchEvent(new Event("input")); };
		const ink = () => Array.from(picture.getContext("2d").getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 == 0).map(v => 255 - v);
		const shown = () => box.querySelector("canvas").getAttribute("aria-label");
		const tried = [];
		for (let n = 0; n < 40; n++) {
			const stops = inputs.map((_, k) => (n * 37 + k * 71 + n * n * (k + 3)) % 201);
			inputs.forEach((input, k) => move(input, stops[k]));
			tried.push({Stops: stops, Pixels: ink()});
		}
		const one = i => { move(inputs[i % 3], (i * 7) % 201); picture.getContext("2d").getImageData(0, 0, 1, 1); };
		for (let i = 0; i < 100; i++) one(i);
		const times = [];
		for (let i = 0; i < 200; i++) { const t = performance.now(); one(i); times.push(performance.now() - t); }
		times.sort((x, y) => x - y);
		const before = shown();
		map.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
		const keyed = shown();
		const r = map.getBoundingClientRect();
		map.dispatchEvent(new PointerEvent("pointermove", {buttons: 1, clientX: r.left + r.width / 4, clientY: r.top + r.height / 4}));
		const dragged = shown(), at = inputs.map(i => +i.value);
		map.dispatchEvent(new KeyboardEvent("keydown", {key: "Home"}));
		found.textContent = JSON.stringify({Tried: tried, Median: times[100], Worst: times[198],
			Labels: [before, keyed, dragged, shown()], Dragged: at});
	} catch (e) {
		found.textContent = JSON.stringify({Error: String(e)});
	}
})();
</script>`

// TestDecoderSlidersInBrowser opens the page with the seminar's decoder in a browser,
// without kernel and network, and compares its pictures with those of lib/ae.
func TestDecoderSlidersInBrowser(t *testing.T) {
	browser := findBrowser(t)
	m, q := deckDecoder(t)
	data, page := decoderPage(t, q)
	t.Logf("page of %d bytes", len(page))
	if len(page) > 300_000 {
		t.Errorf("the page has %d bytes, expected less than 300 000", len(page))
	}
	var got struct {
		Tried []struct {
			Stops  []float64
			Pixels []int
		}
		Median, Worst float64 // ms
		Labels        []string
		Dragged       []float64
		Error         string
	}
	inBrowser(t, browser, page+probe, &got)
	if got.Error != "" || len(got.Tried) != 40 {
		t.Fatalf("%s; %d codes tried, expected 40", got.Error, len(got.Tried))
	}
	worst, different := 0.0, 0
	for _, c := range got.Tried {
		z := make([]float32, 3)
		for k, stop := range c.Stops {
			z[k] = float32(data.Low[k] + (data.High[k]-data.Low[k])*stop/float64(data.Stops))
		}
		y, err := m.Decode(z)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range datasets.Unit(y) {
			off := math.Abs(float64(c.Pixels[i]) - math.Round(255*float64(v)))
			worst = max(worst, off)
			if off > 0 {
				different++
			}
		}
	}
	t.Logf("greatest difference %v of 255, %d of %d pixels differ; a move takes %.2f ms, the slowest of 200 but one %.2f",
		worst, different, 40*784, got.Median, got.Worst)
	if worst > 1 {
		t.Errorf("a pixel differs by %v/255 from lib/ae", worst)
	}
	if got.Median > 16 {
		t.Errorf("a move takes %.1f ms, expected less than 16", got.Median)
	}
	seen := map[string]bool{}
	for _, l := range got.Labels {
		seen[l] = true
	}
	if len(seen) != 4 || math.Abs(got.Dragged[0]-47) > 2 || math.Abs(got.Dragged[1]-153) > 2 {
		t.Errorf("key, drag and Home give %q; dragged to %v, expected 47 and 153 of 200", got.Labels, got.Dragged)
	}
}

// deckDecoder is the seminar's decoder with the weights of notebook 04.
func deckDecoder(t *testing.T) (*ae.Model, Decoder) {
	t.Helper()
	b, _, err := backend.Open()
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := train.Load(b, ae.AE3, filepath.Join("..", "..", "notebooks", "weights", "04-100-epochs-seed-1.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	z, err := m.Encode(datasets.Signed(test.X[:2000*784]))
	if err != nil {
		t.Fatal(err)
	}
	q := Decoder{Alt: "The code of handwritten digits.", Z: z, DZ: 3, Labels: test.Labels[:2000]}
	q.Weights, q.Biases, q.Activations, err = m.DecoderLayers()
	if err != nil {
		t.Fatal(err)
	}
	return m, q
}

// findBrowser gives the browser that this machine has; without one the test is
// skipped.
func findBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no chromium, chromium-browser or google-chrome in PATH: the page is not tried in a browser")
	return ""
}

// inBrowser opens the page, with further flags of the browser, and reads the JSON
// that its element "found" holds.
func inBrowser(t *testing.T, browser, page string, found any, flags ...string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte("<!doctype html><meta charset=utf-8><body>"+page), 0o666); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	flags = append(flags, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--dump-dom", "file://"+file)
	out, err := exec.CommandContext(ctx, browser, flags...).Output()
	if err != nil {
		t.Skipf("%s cannot open a page here: %v", browser, err)
	}
	text := regexp.MustCompile(`(?s)<pre id="found">(.*?)</pre>`).FindSubmatch(out)
	if text == nil {
		t.Fatalf("nothing found in a page of %d bytes", len(out))
	}
	if err := json.Unmarshal(text[1], found); err != nil {
		t.Fatalf("%v: %.300s", err, text[1])
	}
}
