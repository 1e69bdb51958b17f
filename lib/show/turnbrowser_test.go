package show

import (
	"testing"

	"seminar.example/lib/plot"
)

// turnBefore notes where a cloud's lines and texts are drawn, at once instead of
// at the next frame; turnProbe turns it through every angle by the arrow keys.
const turnBefore = `<script>
window.requestAnimationFrame = f => f();
const pen = CanvasRenderingContext2D.prototype;
const seen = {Width: 0, Height: 0, Lines: [1e9, 1e9, -1e9, -1e9], Texts: [1e9, 1e9, -1e9, -1e9], Views: 0, Title: 0};
const note = (r, x0, y0, x1, y1) => { r[0] = Math.min(r[0], x0); r[1] = Math.min(r[1], y0); r[2] = Math.max(r[2], x1); r[3] = Math.max(r[3], y1); };
for (const name of ["moveTo", "lineTo"]) {
	const own = pen[name];
	pen[name] = function(x, y) { note(seen.Lines, x, y, x, y); own.call(this, x, y); };
}
const write = pen.fillText;
pen.fillText = function(text, x, y) {
	const m = this.measureText(text);
	if (text === "the title") seen.Title = Math.max(seen.Title, y + m.actualBoundingBoxDescent);
	else note(seen.Texts, x - m.width / 2, y - m.actualBoundingBoxAscent, x + m.width / 2, y + m.actualBoundingBoxDescent);
	write.call(this, text, x, y);
};
</script>`

const turnProbe = `<pre id="found"></pre><script>
(() => {
	const found = document.getElementById("found");
	try {
		const canvas = found.previousElementSibling.querySelector("canvas");
		const press = key => canvas.dispatchEvent(new KeyboardEvent("keydown", {key}));
		seen.Width = parseFloat(canvas.style.width);
		seen.Height = parseFloat(canvas.style.height);
		for (let n = 0; n < 37; n++) press("ArrowUp");
		for (let n = 0; n < 37; n++, press("ArrowDown"))
			for (let m = 0; m < 72; m++, seen.Views++) press("ArrowLeft");
		found.textContent = JSON.stringify(seen);
	} catch (e) {
		found.textContent = JSON.stringify({Error: String(e)});
	}
})();
</script>`

// At no angle is the box or the name of an axis cut, or drawn over the title: one
// cloud, with and without a title, and three, every 5° of azimuth and elevation.
func TestTurnIsNeverCut(t *testing.T) {
	browser := findBrowser(t)
	for _, c := range []struct {
		name   string
		title  string
		clouds int
	}{{"one", "the title", 1}, {"one without a title", "", 1}, {"three", "the title", 3}} {
		t.Run(c.name, func(t *testing.T) {
			q := helix(5, byValue)
			q.Clouds[0].Title = c.title
			for len(q.Clouds) < c.clouds {
				q.Clouds = append(q.Clouds, q.Clouds[0])
			}
			neverCut(t, browser, q)
		})
	}
}

func neverCut(t *testing.T, browser string, q plot.Clouds3D) {
	t.Helper()
	_, text := page(t, q)
	var got struct {
		Width, Height, Title float64
		Lines, Texts         [4]float64 // left, top, right, bottom
		Views                int
		Error                string
	}
	inBrowser(t, browser, turnBefore+text+turnProbe, &got)
	if got.Error != "" || got.Views != 37*72 {
		t.Fatalf("%d views, expected %d; error %q", got.Views, 37*72, got.Error)
	}
	for what, r := range map[string][4]float64{"lines": got.Lines, "names of axes": got.Texts} {
		t.Logf("%s in %.0f of %v×%v", what, r, got.Width, got.Height)
		if r[0] < 0 || r[1] < got.Title || r[2] > got.Width || r[3] > got.Height {
			t.Errorf("%s reach over %.1f of a canvas of %v×%v below a title that ends at %.1f",
				what, r, got.Width, got.Height, got.Title)
		}
	}
	if least := 0.9 * min(got.Width, got.Height-got.Title); got.Lines[3]-got.Lines[1] < least {
		t.Errorf("the box fills %.0f pixels of height, expected at least %.0f", got.Lines[3]-got.Lines[1], least)
	}
}
