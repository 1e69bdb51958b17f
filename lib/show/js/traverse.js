// Latent traversals to try by hand: choose a model, a digit and a start image, then move
// the numbers of its code, the slant, or the point on the map. The picture is black on
// white, a pixel's ink its output; a map's points are drawn once for each pair of numbers.
// box is the element to fill, d a traversalData of traverse.go; decoder.js is before it.

const side = 300, pad = 8, inner = side - 2 * pad, ratio = window.devicePixelRatio || 1;
let m, z, turned = 0, a = 0, b = 1; // the model, the code, by how much the slant was moved, the map's numbers
const from = () => m.Starts[start];
const range = k => { // of the digit's codes, and the start
	const c = d.Classes[start];
	return [Math.min(m.Low[c][k], from()[k]), Math.max(m.High[c][k], from()[k])];
};

const [picture, paint] = paper(224);
const sheet = () => {
	const c = make("canvas", {width: side * ratio, height: side * ratio},
		"width:" + side + "px;height:" + side + "px;max-width:100%;cursor:crosshair;touch-action:none;background:#fff;border:1px solid #a8a8a8");
	const g = c.getContext("2d");
	g.scale(ratio, ratio);
	return [c, g];
};
const [map, mg] = sheet(), [back, bg] = sheet();
const across = v => pad + (v - m.Map[a][0]) / (m.Map[a][1] - m.Map[a][0]) * inner;
const up = v => side - pad - (v - m.Map[b][0]) / (m.Map[b][1] - m.Map[b][0]) * inner;
const ground = () => {
	bg.clearRect(0, 0, side, side);
	bg.textAlign = "center";
	bg.textBaseline = "middle";
	bg.font = "bold 9px sans-serif";
	bg.globalAlpha = 0.55;
	for (let i = 0; i < m.N; i++) {
		const x = across(m.places[i * m.dim + a]), y = up(m.places[i * m.dim + b]), c = m.classes[i];
		bg.fillStyle = d.Colors[c];
		if (d.Digits) bg.fillText(d.Signs[c], x, y);
		else bg.fillRect(x - 1, y - 1, 2, 2);
	}
	bg.globalAlpha = 1;
	bg.fillStyle = "#222222";
	bg.font = "13px sans-serif";
	bg.fillText(m.Names[a] + " →", side - 20, side - 9);
	bg.fillText("↑ " + m.Names[b], 20, 9);
};
const dot = (x, y, r, fill) => {
	mg.beginPath();
	mg.arc(x, y, r, 0, 7);
	if (fill) mg.fill();
	mg.stroke();
};
const drawMap = () => {
	const x = across(z[a]), y = up(z[b]), x0 = across(from()[a]), y0 = up(from()[b]);
	mg.clearRect(0, 0, side, side);
	mg.drawImage(back, 0, 0, side, side);
	for (const [colour, width] of [["#ffffff", 5], ["#222222", 2]]) { // a light edge parts it from the digits
		mg.strokeStyle = colour;
		mg.lineWidth = width;
		mg.beginPath();
		mg.moveTo(x0, y0);
		mg.lineTo(x, y);
		mg.stroke();
		mg.strokeRect(x0 - 5, y0 - 5, 10, 10);
		mg.fillStyle = "#d55e00";
		dot(x, y, 5, true);
	}
};
const facts = make("p", {}, "margin:.3em 0;min-height:3em");
facts.setAttribute("role", "status");
const draw = () => {
	const ink = decode(m, z).map(v => Math.max(0, Math.min(1, m.Unit ? v : (v + 1) / 2)));
	paint(ink);
	const lean = slant(ink), far = distance(m, z), code = z.map((v, k) => m.Names[k] + " = " + say(v)).join(", ");
	picture.setAttribute("aria-label", word("The picture that the decoder makes of {0}", code));
	const how = far > m.Limit ? word("off the data") : word("on the data");
	facts.replaceChildren(make("b", {textContent: word("slant {0}", lean == lean ? say(lean, 0) + "°" : "–")}, ""),
		word(" of the decoded picture"), make("br", {}, ""),
		make("b", {textContent: how}, far > m.Limit ? "border-bottom:3px solid #d55e00" : ""),
		word(": {0} from the nearest of {1} codes of images; 99 of 100 others lie within {2}", say(far), m.N, say(m.Limit)));
	for (const row of rows) row.show();
	if (m.dim > 1) drawMap();
};

// A slider for each number, and one for the slant.
const slider = (name, text, low, high, get, set) => {
	const input = make("input", {type: "range", min: 0, max: d.Stops, step: 1}, "flex:1;min-width:7em;margin:0;min-height:1.6em");
	const output = make("output", {}, "min-width:4em;text-align:right;font-weight:bold");
	const row = make("label", {}, "display:flex;gap:.6em;align-items:center;padding:1px 0");
	input.setAttribute("aria-label", name);
	input.addEventListener("input", () => {
		set(low + (high - low) * input.value / d.Stops);
		draw();
	});
	input.addEventListener("keydown", e => e.stopPropagation());
	row.append(make("span", {textContent: name}, "min-width:2.4em;white-space:nowrap"), output, input);
	return {row, show() {
		input.value = Math.round((get() - low) / (high - low) * d.Stops);
		output.value = text(get());
		input.setAttribute("aria-valuetext", name + " " + text(get()));
	}};
};
let rows = [];
const sliders = make("div", {}, "display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,250px),1fr));gap:0 1.5em;max-width:860px");
const build = () => {
	rows = z.map((_, k) => slider(m.Names[k], v => say(v), ...range(k), () => z[k], v => { z[k] = v; }));
	const step = m.Slant && m.Slant[d.Classes[start]];
	if (step) {
		rows.unshift(slider(word("slant by"), v => (v > 0 ? "+" : "") + say(v, 0) + "°", -d.Turn, d.Turn, () => turned, v => {
			step.forEach((s, k) => { z[k] += (v - turned) * s; });
			turned = v;
		}));
	}
	sliders.replaceChildren(...rows.map(r => r.row));
};
const home = () => {
	z = [...from()];
	turned = 0;
	draw();
};
const begin = () => { // from another start or model
	ready(m);
	z = [...from()];
	turned = 0;
	build();
	showStart();
	if (m.dim > 1) ground();
	draw();
};
const pairs = select(word("map of"), [], k => {
	[a, b] = pairsOf()[k];
	ground();
	draw();
});
const pairsOf = () => z.flatMap((_, i) => z.slice(i + 1).map((_, j) => [i, i + 1 + j]));
const take = k => {
	m = ready(models[k]);
	z = [...from()];
	[a, b] = [0, 1];
	pairs.list.replaceChildren(...pairsOf().map(([i, j], value) => make("option", {value, textContent: word("{0} and {1}", m.Names[i], m.Names[j])}, "")));
	pairs.label.style.display = m.dim > 2 ? "inline-flex" : "none";
	map.style.display = m.dim > 1 ? "" : "none";
	begin();
};
const choice = select(word("model"), models.map(m => m.Name), take);
const reset = make("button", {type: "button", textContent: word("Back to the start")}, "min-height:2em");
reset.addEventListener("click", home);
const set = (k, v) => { z[k] = Math.max(m.Map[k][0], Math.min(m.Map[k][1], v)); };
map.tabIndex = 0;
map.setAttribute("role", "application");
map.setAttribute("aria-label", word("Map of the code. {0} Arrow keys move the code, Home goes back to the start.", d.Alt));
const drag = e => {
	const r = map.getBoundingClientRect();
	const share = (from, size) => (from / size * side - pad) / inner;
	set(a, m.Map[a][0] + (m.Map[a][1] - m.Map[a][0]) * share(e.clientX - r.left, r.width));
	set(b, m.Map[b][0] + (m.Map[b][1] - m.Map[b][0]) * share(r.bottom - e.clientY, r.height));
	draw();
};
map.addEventListener("pointerdown", e => {
	map.setPointerCapture(e.pointerId);
	drag(e);
});
map.addEventListener("pointermove", e => { if (e.buttons) drag(e); });
map.addEventListener("keydown", e => {
	const by = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[e.key];
	if (!by && e.key !== "Home") return;
	e.preventDefault();
	e.stopPropagation();
	if (!by) return home();
	[a, b].forEach((k, i) => set(k, z[k] + by[i] * (m.Map[k][1] - m.Map[k][0]) / 50));
	draw();
});

const bar = make("div", {}, "display:flex;flex-wrap:wrap;gap:.4em 1.2em;align-items:center;padding:4px 0");
if (models.length > 1) bar.append(choice.label);
bar.append(...startLists(begin), pairs.label, reset);
const column = make("div", {}, "width:226px");
column.append(picture, facts);
const views = make("div", {}, "display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start;padding:4px 0");
if (d.Pictures) views.append(original);
views.append(column, map);
const help = make("p", {textContent: word("Digits on the map are codes of images. Square: the start; dot: the code. Drag on the map, or use the arrow keys on it and on the sliders; Home on the map goes back to the start.")}, "max-width:860px");
box.querySelector("p").replaceWith(bar, views, sliders, help);
take(0);
