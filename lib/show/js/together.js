// Latent traversals of several models together: one start image, one slider, and a picture
// for each model, whose code goes its own way. box is the element to fill, d a
// traversalData of traverse.go; decoder.js is before it.

let share = 0; // of the way from the start to its lower end, -1, or to its upper, 1
const views = models.map(m => {
	const [picture, paint] = paper(196), facts = make("p", {}, "margin:.3em 0");
	const column = make("div", {}, "width:198px");
	column.append(make("b", {textContent: m.Name}, ""), picture, facts);
	return {m, picture, paint, facts, column};
});
const place = make("output", {}, "min-width:4em;text-align:right;font-weight:bold");
const input = make("input", {type: "range", min: 0, max: d.Stops, step: 1}, "flex:1;min-width:7em;margin:0;min-height:1.6em");
input.setAttribute("aria-label", word("along the axis"));
const draw = () => {
	for (const {m, picture, paint, facts} of views) {
		const by = Math.abs(share) * (share < 0 ? m.Back : m.On)[start], z = m.Starts[start].map((v, k) => v + by * m.Step[k]);
		const ink = decode(m, z).map(v => Math.max(0, Math.min(1, m.Unit ? v : (v + 1) / 2)));
		paint(ink);
		const lean = slant(ink), off = distance(m, z) > m.Limit;
		picture.setAttribute("aria-label", word("The picture of {0} at {1}", m.Name, z.map((v, k) => m.Names[k] + " = " + say(v)).join(", ")));
		facts.replaceChildren(word("slant {0}", lean == lean ? say(lean, 0) + "°" : "–") + ", ",
			make("b", {textContent: off ? word("off the data") : word("on the data")}, off ? "border-bottom:3px solid #d55e00" : ""));
	}
	input.value = Math.round((share + 1) / 2 * d.Stops);
	place.value = (share > 0 ? "+" : "") + say(100 * share, 0) + " %";
	input.setAttribute("aria-valuetext", place.value);
};
input.addEventListener("input", () => {
	share = 2 * input.value / d.Stops - 1;
	draw();
});
input.addEventListener("keydown", e => e.stopPropagation());
const begin = () => {
	share = 0;
	showStart();
	draw();
};
models.forEach(ready);
const bar = make("div", {}, "display:flex;flex-wrap:wrap;gap:.4em 1.2em;align-items:center;padding:4px 0");
bar.append(...startLists(begin));
const reset = make("button", {type: "button", textContent: word("Back to the start")}, "min-height:2em");
reset.addEventListener("click", begin);
bar.append(reset);
const shown = make("div", {}, "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-end;padding:4px 0");
if (d.Pictures) shown.append(original);
shown.append(...views.map(v => v.column));
const row = make("label", {}, "display:flex;gap:.6em;align-items:center;padding:1px 0;max-width:500px");
row.append(make("span", {textContent: word("along the axis")}, "white-space:nowrap"), place, input);
box.querySelector("p").replaceWith(bar, shown, row);
begin();
