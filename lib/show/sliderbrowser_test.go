package show

import (
	"bytes"
	"hash/fnv"
	"html"
	"image"
	"image/draw"
	"image/png"
	"slices"
	"testing"

	"seminar.example/lib/plot"
)

// sliderProbe waits for the slider, goes to and fro, and at each stop reads the
// hash of the picture (FNV-1a over its RGBA) and its texts.
const sliderProbe = `<pre id="found"></pre><script>
(() => {
	const found = document.getElementById("found"), box = found.previousElementSibling;
	const hash = pixels => pixels.reduce((h, v) => Math.imul(h ^ v, 16777619), 0x811c9dc5) >>> 0;
	const wait = () => {
		const input = box.querySelector("input"), canvas = box.querySelector("canvas");
		if (!input) return setTimeout(wait, 5);
		const read = () => ({Hash: hash(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data),
			Alt: canvas.getAttribute("aria-label"), Value: box.querySelector("output").value});
		const stops = [0, 2, 1, 0, 3, 1, 3, 2];
		const seen = stops.map(stop => {
			input.value = stop;
			input.dispatchEvent(new Event("input"));
			return {Stop: stop, ...read()};
		});
		found.textContent = JSON.stringify({Seen: seen, Width: canvas.getBoundingClientRect().width, Sentence: box.textContent});
	};
	wait();
})();
</script>`

// TestSliderInBrowser moves a slider in both directions, and compares every
// pixel with what Go composes of the frames.
func TestSliderInBrowser(t *testing.T) {
	browser := findBrowser(t)
	s := slides{Label: "power"}
	for _, p := range []int{1, 2, 3, 1} {
		if err := s.add("p")(power(p)); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.html()
	if err != nil {
		t.Fatal(err)
	}
	want := hashes(t, s.Frames)
	if want[0] == want[1] || want[1] == want[2] || want[3] != want[0] {
		t.Fatalf("hashes %v: expected three different figures, and the first again", want)
	}
	var got struct {
		Seen []struct {
			Stop       int
			Hash       uint32
			Alt, Value string
		}
		Width    float64
		Sentence string
	}
	inBrowser(t, browser, page+sliderProbe, &got, "--virtual-time-budget=600000")
	if len(got.Seen) != 8 || got.Width != 605 || got.Sentence == s.sentence() {
		t.Fatalf("%d stops seen, %v pixels wide, text %q; expected 8 of 605 pixels", len(got.Seen), got.Width, got.Sentence)
	}
	for i, g := range got.Seen {
		if g.Hash != want[g.Stop] || html.UnescapeString(g.Alt) != s.Alts[g.Stop] || g.Value != s.Values[g.Stop] {
			t.Errorf("move %d to stop %d: hash %d, alt text %q, value %q; expected %d, %q, %q",
				i, g.Stop, g.Hash, g.Alt, g.Value, want[g.Stop], s.Alts[g.Stop], s.Values[g.Stop])
		}
	}
}

// hashes gives FNV-1a over the RGBA of every figure that the frames compose.
func hashes(t *testing.T, frames []plot.Frame) (sums []uint32) {
	t.Helper()
	var figures []*image.RGBA
	for _, f := range frames {
		part, err := png.Decode(bytes.NewReader(f.PNG))
		if err != nil {
			t.Fatal(err)
		}
		img := image.NewRGBA(part.Bounds())
		if f.On >= 0 {
			*img = *figures[f.On]
			img.Pix = slices.Clone(img.Pix)
		}
		draw.Draw(img, part.Bounds().Add(image.Pt(f.X, f.Y)), part, image.Point{}, draw.Over)
		figures = append(figures, img)
		h := fnv.New32a()
		h.Write(img.Pix)
		sums = append(sums, h.Sum32())
	}
	return sums
}
