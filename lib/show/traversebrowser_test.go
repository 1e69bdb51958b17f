package show

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"seminar.example/datasets"
	"seminar.example/lib/ae"
	"seminar.example/lib/backend"
	"seminar.example/lib/metric"
	"seminar.example/lib/pixel"
	"seminar.example/lib/train"
)

// probe chooses each model, moves its sliders to 25 codes, and reads the picture and
// what is said of it; then it moves one to and fro, and measures. Keys, dragging and
// the choices are tried at the end.
const probe = `<pre id="found"></pre><script>
(() => {
	const found = document.getElementById("found");
	try {
		const box = found.previousElementSibling, lists = [...box.querySelectorAll("select")];
		const [original, picture, map] = box.querySelectorAll("canvas");
		const sliders = () => [...box.querySelectorAll("input")];
		const choose = (list, value) => { lists[list].value = value; lists[list].dispatchEvent(new Event("change")); };
		const move = (input, stop) => { input.value = stop; input.dispatchEvent(new Event("input")); };
		const ink = c => Array.from(c.getContext("2d").getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 == 0).map(v => 255 - v);
		const shown = () => picture.getAttribute("aria-label");
		const says = () => box.querySelector("[role=status]").textContent;
		const models = [0, 1].map(k => {
			choose(0, k);
			const inputs = sliders().slice(1), tried = [];
			for (let n = 0; n < 25; n++) {
				const stops = inputs.map((_, k) => (n * 37 + k * 71 + n * n * (k + 3)) % 241);
				inputs.forEach((input, k) => move(input, stops[k]));
				tried.push({Stops: stops, Pixels: ink(picture), Says: says()});
			}
			const one = i => { move(inputs[i % 3], (i * 7) % 241); picture.getContext("2d").getImageData(0, 0, 1, 1); };
			for (let i = 0; i < 100; i++) one(i);
			const times = [];
			for (let i = 0; i < 200; i++) { const t = performance.now(); one(i); times.push(performance.now() - t); }
			times.sort((x, y) => x - y);
			return {Tried: tried, Median: times[100], Worst: times[198]};
		});
		choose(0, 0);
		const before = shown();
		map.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
		const keyed = shown();
		const r = map.getBoundingClientRect();
		map.dispatchEvent(new PointerEvent("pointermove", {buttons: 1, clientX: r.left + r.width / 4, clientY: r.top + r.height / 4}));
		const dragged = shown();
		map.dispatchEvent(new KeyboardEvent("keydown", {key: "Home"}));
		const home = shown();
		move(sliders()[0], 240);
		const turned = shown();
		const first = ink(original);
		choose(2, 1);
		const second = shown();
		choose(1, 1);
		found.textContent = JSON.stringify({Models: models, Labels: [before, keyed, dragged, home, turned, second, shown()],
			Original: first, Sliders: sliders().length});
	} catch (e) {
		found.textContent = JSON.stringify({Error: String(e) + e.stack});
	}
})();
</script>`

// TestTraverseInBrowser opens the page with two decoders in a browser, without kernel and
// network, and compares its pictures with those of lib/ae, its slants with those of
// lib/pixel, and its distances with those from the points that it has.
func TestTraverseInBrowser(t *testing.T) {
	browser := findBrowser(t)
	models, q := traversals(t)
	data, page := traversalPage(t, q)
	t.Logf("page of %d bytes", len(page))
	if len(page) > 400_000 {
		t.Errorf("the page has %d bytes, expected at most 400 000", len(page))
	}
	var got struct {
		Models []struct {
			Tried []struct {
				Stops  []float64
				Pixels []int
				Says   string
			}
			Median, Worst float64 // ms
		}
		Labels   []string
		Original []int
		Sliders  int
		Error    string
	}
	inBrowser(t, browser, page+probe, &got)
	if got.Error != "" || len(got.Models) != 2 {
		t.Fatalf("%s; %d models tried, expected 2", got.Error, len(got.Models))
	}
	for k, tried := range got.Models {
		m, d := models[k], data.Models[k]
		worst, different, lean, far, off := 0.0, 0, 0.0, 0.0, 0
		for _, c := range tried.Tried {
			z := make([]float32, len(c.Stops))
			for j, stop := range c.Stops {
				low := float64(min(d.Low[data.Classes[0]][j], d.Starts[0][j]))
				high := float64(max(d.High[data.Classes[0]][j], d.Starts[0][j]))
				z[j] = float32(low + (high-low)*stop/traversalStops)
			}
			y, err := m.Decode(z)
			if err != nil {
				t.Fatal(err)
			}
			y = datasets.Unit(y)
			for i, v := range y {
				by := math.Abs(float64(c.Pixels[i]) - math.Round(255*float64(v)))
				worst = max(worst, by)
				if by > 0 {
					different++
				}
			}
			shapes, err := pixel.Shapes(pixel.Ink(y, 0.1), 28, 28)
			if err != nil {
				t.Fatal(err)
			}
			word := regexp.MustCompile(`^slant ([−\d.]+)° of the decoded picture(on|off) the data: ([\d.]+) from the nearest of \d+ codes of images; 99 of 100 others lie within ([\d.]+)$`).FindStringSubmatch(c.Says)
			if word == nil {
				t.Fatalf("the page says %q", c.Says)
			}
			lean = max(lean, math.Abs(parsed(t, word[1])-shapes[0].Slant*180/math.Pi))
			want := nearest(d, z)
			far = max(far, math.Abs(parsed(t, word[3])-want))
			if (word[2] == "off") != (want > d.Limit) || math.Abs(parsed(t, word[4])-d.Limit) > 0.01 {
				t.Errorf("%s: %q, expected %v of %v", d.Name, c.Says, want, d.Limit)
			}
			if word[2] == "off" {
				off++
			}
		}
		t.Logf("%s: greatest difference %v of 255, %d of %d pixels differ; slant differs by %.2f°; %d of 25 off the data; a move takes %.2f ms, the slowest of 200 but one %.2f",
			d.Name, worst, different, 25*784, lean, off, tried.Median, tried.Worst)
		// The page says whole degrees; far off the data the two differ by up to 0.8 more.
		if worst > 1 || lean > 1.3 || far > 0.01 {
			t.Errorf("%s: a pixel differs by %v/255 from lib/ae, a slant by %.2f° from lib/pixel, a distance by %v", d.Name, worst, lean, far)
		}
		if off == 0 || off == 25 {
			t.Errorf("%s: %d of 25 codes off the data: expected some", d.Name, off)
		}
		if tried.Median > 16 {
			t.Errorf("%s: a move takes %.1f ms, expected less than 16", d.Name, tried.Median)
		}
	}
	seen := map[string]bool{}
	for _, l := range got.Labels {
		seen[l] = true
	}
	// Choosing the model again goes back to the start, as Home does.
	if len(seen) != 6 || got.Labels[0] != got.Labels[3] || got.Sliders != 4 {
		t.Errorf("key, drag, Home, slant, start and digit give %q with %d sliders", got.Labels, got.Sliders)
	}
	if z := labelled(t, got.Labels[2]); math.Abs(share(data.Models[0].Map[0], z[0])-0.237) > 0.01 || math.Abs(share(data.Models[0].Map[1], z[1])-0.763) > 0.01 {
		t.Errorf("dragged to the first and the last quarter, the code is %v", z)
	}
	// 30 degrees along the direction.
	for k, v := range labelled(t, got.Labels[4]) {
		if want := float64(data.Models[0].Starts[0][k] + traversalTurn*data.Models[0].Slant[data.Classes[0]][k]); math.Abs(v-want) > 0.0051 {
			t.Errorf("turned by 30°, number %d is %v, expected %v", k, v, want)
		}
	}
	for i, v := range q.Images[:784] {
		if want := 17 * math.Round(15*float64(v)); math.Abs(float64(got.Original[i])-want) > 1 {
			t.Fatalf("pixel %d of the start is %d, expected %v", i, got.Original[i], want)
		}
	}
}

// probeTogether moves the slider of two models to several places, from two starts, and
// reads both pictures.
const probeTogether = `<pre id="found"></pre><script>
(() => {
	const found = document.getElementById("found");
	try {
		const box = found.previousElementSibling, lists = [...box.querySelectorAll("select")], input = box.querySelector("input");
		const pictures = [...box.querySelectorAll("canvas")].slice(1);
		const ink = c => Array.from(c.getContext("2d").getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 == 0).map(v => 255 - v);
		const tried = [];
		for (const digit of [0, 1]) {
			lists[0].value = digit;
			lists[0].dispatchEvent(new Event("change"));
			for (const stop of [null, 0, 60, 120, 240]) {
				if (stop !== null) input.value = stop, input.dispatchEvent(new Event("input"));
				tried.push({Start: 2 * digit, Stop: +input.value, Pixels: pictures.map(ink), Says: box.querySelector("[aria-label^=along]").getAttribute("aria-valuetext"),
					Facts: box.querySelector("p").textContent});
			}
		}
		box.querySelector("button").click();
		found.textContent = JSON.stringify({Tried: tried, Home: +input.value, Inputs: box.querySelectorAll("input").length});
	} catch (e) {
		found.textContent = JSON.stringify({Error: String(e) + e.stack});
	}
})();
</script>`

// TestTogetherInBrowser compares the pictures of two models on their ways with those of
// lib/ae.
func TestTogetherInBrowser(t *testing.T) {
	browser := findBrowser(t)
	models, q := traversals(t)
	for k := range q.Models {
		m := &q.Models[k]
		m.Slant = nil
		way := Way{Step: make([]float64, m.DZ), Low: -3, High: 4}
		way.Step[1] = 1
		for i := range q.Starts {
			way.At = append(way.At, float64(m.Starts[i*m.DZ+1]))
		}
		m.Way = &way
	}
	_, page := traversalPage(t, q)
	var got struct {
		Tried []struct {
			Start       int
			Stop        float64
			Pixels      [][]int
			Says, Facts string
		}
		Home, Inputs int
		Error        string
	}
	inBrowser(t, browser, page+probeTogether, &got)
	if got.Error != "" || len(got.Tried) != 10 || got.Inputs != 1 || got.Home != traversalStops/2 {
		t.Fatalf("%s; %d places tried, expected 10; %d sliders, at %d after the way back", got.Error, len(got.Tried), got.Inputs, got.Home)
	}
	for n, c := range got.Tried {
		share := 2*c.Stop/traversalStops - 1
		if want := []float64{0, -1, -0.5, 0, 1}[n%5]; share != want || !regexp.MustCompile(`^slant (–|−?\d+°), (on|off) the data$`).MatchString(c.Facts) {
			t.Errorf("start %d: at %v, expected %v; %q", c.Start, share, want, c.Facts)
		}
		if want := []string{"0 %", "−100 %", "−50 %", "0 %", "+100 %"}[n%5]; c.Says != want {
			t.Errorf("the slider says %q, expected %q", c.Says, want)
		}
		for k, m := range models {
			d := q.Models[k]
			z := slices.Clone(d.Starts[c.Start*d.DZ : (c.Start+1)*d.DZ])
			if share < 0 {
				z[1] += float32(share) * (z[1] - min(z[1], -3))
			} else {
				z[1] += float32(share) * (max(z[1], 4) - z[1])
			}
			y, err := m.Decode(z)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range datasets.Unit(y) {
				if by := math.Abs(float64(c.Pixels[k][i]) - math.Round(255*float64(v))); by > 1 {
					t.Fatalf("%s, start %d, %v of the way: pixel %d differs by %v/255 from lib/ae", d.Name, c.Start, share, i, by)
				}
			}
		}
	}
}

// share is where in a range v lies.
func share(r [2]float64, v float64) float64 { return (v - r[0]) / (r[1] - r[0]) }

// parsed reads a number with a true minus.
func parsed(t *testing.T, text string) (v float64) {
	t.Helper()
	if _, err := fmt.Sscan(regexp.MustCompile("−").ReplaceAllString(text, "-"), &v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

// labelled reads the code in a picture's label.
func labelled(t *testing.T, label string) (z []float64) {
	t.Helper()
	for _, m := range regexp.MustCompile(`= ([−\d.]+)`).FindAllStringSubmatch(label, -1) {
		z = append(z, parsed(t, m[1]))
	}
	return z
}

// nearest is the distance of a code from the nearest point of the page.
func nearest(m modelData, z []float32) float64 {
	least := math.Inf(1)
	for i := range m.N {
		sum := 0.0
		for k, v := range z {
			at := 2 * (i*len(z) + k)
			place := m.From[k] + m.Grain[k]*float64(uint16(m.Points[at])|uint16(m.Points[at+1])<<8)
			sum += (float64(v) - place) * (float64(v) - place)
		}
		least = min(least, math.Sqrt(sum))
	}
	return least
}

// traversals are AE-3 and conv-16 with the weights of notebook 04, and start images.
func traversals(t *testing.T) (models []*ae.Model, q Traversal) {
	t.Helper()
	b, _, err := backend.Open()
	if err != nil {
		t.Fatal(err)
	}
	test, err := datasets.MNIST(datasets.Test)
	if err != nil {
		t.Fatal(err)
	}
	q = Traversal{Alt: "The code of handwritten digits."}
	starts := append(test.Of(4)[:2], test.Of(7)[:2]...)
	for _, i := range starts {
		q.Starts, q.Classes = append(q.Starts, fmt.Sprintf("test image %d", i)), append(q.Classes, test.Labels[i])
		q.Images = append(q.Images, test.Image(i)...)
	}
	shapes, err := pixel.Shapes(test.X[:4000*784], 28, 28)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, file string
		net        ae.Architecture
	}{{"AE-3", "04-100-epochs-seed-1", ae.AE3}, {"conv-16", "04-conv-seed-1", ae.SmallConv}} {
		m, _, err := train.Load(b, c.net, filepath.Join("..", "..", "notebooks", "weights", c.file+".safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		d := Decoder{Name: c.name, DZ: c.net.Code(), Labels: test.Labels[:4000]}
		if d.Z, err = m.Encode(datasets.Signed(test.X[:4000*784])); err != nil {
			t.Fatal(err)
		}
		if d.Starts, err = datasets.Rows(d.Z, d.DZ, starts); err != nil {
			t.Fatal(err)
		}
		if d.Weights, d.Biases, d.Activations, err = m.DecoderLayers(); err != nil {
			t.Fatal(err)
		}
		d.Slant = make([][]float64, 10)
		for _, digit := range []uint8{4, 7} {
			var at []int
			var y []float64
			for i, l := range d.Labels {
				if l == digit {
					at, y = append(at, i), append(y, shapes[i].Slant*180/math.Pi)
				}
			}
			z, err := datasets.Rows(d.Z, d.DZ, at)
			if err != nil {
				t.Fatal(err)
			}
			l, err := metric.FitDirection(z, d.DZ, y)
			if err != nil {
				t.Fatal(err)
			}
			d.Slant[digit] = l.Step
		}
		models, q.Models = append(models, m), append(q.Models, d)
	}
	return models, q
}

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
