// A decoder to try by hand: sliders for the numbers z of the code, a map of two of
// them, and the picture, black on white, a pixel's ink its output. The map's points
// are drawn once for each pair of numbers; a move draws the picture and the cross only.
// box is the element to fill, d a decoderData of decoder.go.

const floats = s => new Float32Array(bytes(s).buffer);
const layers = d.Layers.map(l => {
	const b = bytes(l.Weights), scale = floats(l.Scales), half = 2 ** (l.Bits - 1) - 1;
	const w = new Float32Array(l.In * l.Out);
	let rest = 0, n = 0, k = 0;
	for (let i = 0; i < w.length; i++) {
		for (; n < l.Bits; n += 8) rest |= b[k++] << n;
		w[i] = ((rest & (2 ** l.Bits - 1)) - half) * scale[Math.floor(i / l.In)];
		rest >>>= l.Bits;
		n -= l.Bits;
	}
	return {w, bias: floats(l.Biases), activation: l.Activation};
});
const activate = {"": v => v, relu: v => Math.max(0, v), tanh: Math.tanh, sigmoid: v => 1 / (1 + Math.exp(-v))};
const decode = z => layers.reduce((x, {w, bias, activation}) => {
	const y = new Float64Array(bias.length), f = activate[activation], m = x.length;
	for (let o = 0, i = 0; o < y.length; o++) {
		let sum = bias[o];
		for (let j = 0; j < m; j++) sum += w[i++] * x[j];
		y[o] = f(sum);
	}
	return y;
}, Float64Array.from(z));

const z = [...d.Start], side = 300, pad = 8, inner = side - 2 * pad, dim = z.length, points = bytes(d.Points);
const say = v => v.toFixed(2).replace("-", "−");
const picture = make("canvas", {width: d.Cols, height: d.Rows},
	"width:224px;height:" + 224 * d.Rows / d.Cols + "px;image-rendering:pixelated;border:1px solid #a8a8a8;background:#fff");
picture.setAttribute("role", "img");
const pg = picture.getContext("2d"), pixels = pg.createImageData(d.Cols, d.Rows);

const ratio = window.devicePixelRatio || 1;
const sheet = () => {
	const c = make("canvas", {width: side * ratio, height: side * ratio},
		"width:" + side + "px;height:" + side + "px;max-width:100%;cursor:crosshair;touch-action:none;background:#fff;border:1px solid #a8a8a8");
	const g = c.getContext("2d");
	g.scale(ratio, ratio);
	return [c, g];
};
const [map, mg] = sheet(), [back, bg] = sheet();
let a = 0, b = 1; // the numbers across and up
const across = v => pad + (v - d.Low[a]) / (d.High[a] - d.Low[a]) * inner;
const up = v => side - pad - (v - d.Low[b]) / (d.High[b] - d.Low[b]) * inner;
const ground = () => {
	bg.clearRect(0, 0, side, side);
	bg.textAlign = "center";
	bg.textBaseline = "middle";
	bg.font = "bold 9px sans-serif";
	bg.globalAlpha = 0.55;
	for (let i = 0; i < d.N; i++) {
		const at = i * (dim + 1), x = pad + points[at + a] / 255 * inner, y = side - pad - points[at + b] / 255 * inner, c = points[at + dim];
		bg.fillStyle = d.Colors[c];
		if (d.Digits) bg.fillText(d.Signs[c], x, y);
		else bg.fillRect(x - 1, y - 1, 2, 2);
	}
	bg.globalAlpha = 1;
	bg.fillStyle = "#222222";
	bg.font = "13px sans-serif";
	bg.fillText(d.Names[a] + " →", side - 18, side - 9);
	bg.fillText("↑ " + d.Names[b], 18, 9);
};
const draw = () => {
	const y = decode(z);
	y.forEach((v, i) => {
		const ink = Math.max(0, Math.min(1, d.Unit ? v : (v + 1) / 2));
		pixels.data.fill(255 - Math.round(255 * ink), 4 * i, 4 * i + 3);
		pixels.data[4 * i + 3] = 255;
	});
	pg.putImageData(pixels, 0, 0);
	const code = z.map((v, k) => d.Names[k] + " = " + say(v)).join(", ");
	picture.setAttribute("aria-label", "The picture that the decoder makes of " + code);
	rows.forEach(({input, output}, k) => {
		input.value = Math.round((z[k] - d.Low[k]) / (d.High[k] - d.Low[k]) * d.Stops);
		output.value = say(z[k]);
		input.setAttribute("aria-valuetext", d.Names[k] + " " + say(z[k]));
	});
	if (dim < 2) return;
	mg.clearRect(0, 0, side, side);
	mg.drawImage(back, 0, 0, side, side);
	mg.strokeStyle = "#222222";
	mg.beginPath();
	mg.moveTo(across(z[a]), 0);
	mg.lineTo(across(z[a]), side);
	mg.moveTo(0, up(z[b]));
	mg.lineTo(side, up(z[b]));
	mg.stroke();
	mg.beginPath();
	mg.arc(across(z[a]), up(z[b]), 6, 0, 7);
	mg.lineWidth = 2;
	mg.stroke();
	mg.lineWidth = 1;
};
const set = (k, v) => { z[k] = Math.max(d.Low[k], Math.min(d.High[k], v)); };
const rows = z.map((_, k) => {
	const input = make("input", {type: "range", min: 0, max: d.Stops, step: 1}, "flex:1;min-width:8em;margin:0");
	const output = make("output", {}, "min-width:4em;text-align:right;font-weight:bold");
	const row = make("label", {}, "display:flex;gap:.8em;align-items:center;max-width:560px;padding:2px 0");
	input.setAttribute("aria-label", d.Names[k]);
	input.addEventListener("input", () => {
		set(k, d.Low[k] + (d.High[k] - d.Low[k]) * input.value / d.Stops);
		draw();
	});
	input.addEventListener("keydown", e => e.stopPropagation());
	row.append(d.Names[k] + " =", output, input);
	return {row, input, output};
});
const views = make("div", {}, "display:flex;flex-wrap:wrap;gap:16px;align-items:center;padding:4px 0");
views.append(picture);
if (dim > 1) {
	map.tabIndex = 0;
	map.setAttribute("role", "application");
	map.setAttribute("aria-label", "Map of the code. " + d.Alt + " Arrow keys move the code, Home goes back to the start.");
	const drag = e => {
		const r = map.getBoundingClientRect();
		const share = (from, size) => (from / size * side - pad) / inner;
		set(a, d.Low[a] + (d.High[a] - d.Low[a]) * share(e.clientX - r.left, r.width));
		set(b, d.Low[b] + (d.High[b] - d.Low[b]) * share(r.bottom - e.clientY, r.height));
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
		if (by) [a, b].forEach((k, i) => set(k, z[k] + by[i] * (d.High[k] - d.Low[k]) / 50));
		else z.splice(0, dim, ...d.Start);
		draw();
	});
	views.append(map);
}
const line = make("p", {textContent: d.N + " of " + d.All + " codes" + (d.Digits ? " as digits of their class" : "") +
	". Drag on the map, or use the arrow keys on it and on the sliders; Home on the map goes back to the start."}, "max-width:560px");
const parts = [views, ...rows.map(r => r.row)];
if (dim > 1) parts.push(line);
if (dim > 2) {
	const choice = make("select", {}, "margin-left:.5em"), pick = make("label", {}, "");
	for (let i = 0; i < dim; i++) for (let j = i + 1; j < dim; j++) {
		choice.append(make("option", {value: i + "," + j, textContent: d.Names[i] + " and " + d.Names[j]}, ""));
	}
	choice.addEventListener("change", () => {
		[a, b] = choice.value.split(",").map(Number);
		ground();
		draw();
	});
	choice.addEventListener("keydown", e => e.stopPropagation());
	pick.append("map of", choice);
	parts.splice(1, 0, pick);
}
box.querySelector("p").replaceWith(...parts);
if (dim > 1) ground();
draw();
