// What latent traversals to try by hand share: decoders unpacked and run, what is measured
// of a picture and a code, and the choice of a start image. d is a traversalData of
// traverse.go.

const floats = s => new Float32Array(bytes(s).buffer);
const weightsOf = l => {
	const b = bytes(l.Weights), bits = bytes(l.Bits), scale = floats(l.Scales);
	const w = new Float32Array(l.In * l.Out);
	let rest = 0, n = 0, k = 0;
	for (let i = 0; i < w.length; i++) {
		const o = Math.floor(i / l.In), all = 2 ** bits[o];
		for (; n < bits[o]; n += 8) rest |= b[k++] << n;
		w[i] = ((rest & (all - 1)) - all / 2 + 1) * scale[o];
		rest >>>= bits[o];
		n -= bits[o];
	}
	return w;
};
const activate = {"": v => v, relu: v => Math.max(0, v), tanh: Math.tanh, sigmoid: v => 1 / (1 + Math.exp(-v))};
const dense = (x, w, bias) => {
	const y = Float64Array.from(bias), m = x.length;
	for (let o = 0, i = 0; o < y.length; o++) {
		let sum = y[o];
		for (let j = 0; j < m; j++) sum += w[i++] * x[j];
		y[o] = sum;
	}
	return y;
};
// grow shows each pixel of pictures of side×side four times, and convolves by 3×3.
const grow = (x, w, bias, side) => {
	const big = 2 * side, inputs = x.length / side / side, y = new Float64Array(bias.length * big * big);
	for (let o = 0; o < bias.length; o++) {
		const out = y.subarray(o * big * big, (o + 1) * big * big).fill(bias[o]);
		for (let i = 0; i < inputs; i++) for (let tap = 0; tap < 9; tap++) {
			const weight = w[(o * inputs + i) * 9 + tap], down = Math.floor(tap / 3) - 1, right = tap % 3 - 1;
			for (let r = Math.max(0, -down); r < big - Math.max(0, down); r++) {
				const from = (i * side + (r + down >> 1)) * side, to = r * big;
				for (let c = Math.max(0, -right); c < big - Math.max(0, right); c++) out[to + c] += weight * x[from + (c + right >> 1)];
			}
		}
	}
	return y;
};
const models = d.Models.map(m => ({...m, dim: m.Low[0].length, layers: null, places: null}));
const ready = m => { // what is packed is unpacked when a model is looked at first
	if (m.layers) return m;
	m.layers = m.Layers.map(l => ({w: weightsOf(l), bias: floats(l.Biases), side: l.Side, f: activate[l.Activation]}));
	const b = bytes(m.Points), view = new DataView(b.buffer);
	m.places = new Float64Array(m.N * m.dim);
	m.places.forEach((_, i) => { m.places[i] = m.From[i % m.dim] + view.getUint16(2 * i, true) * m.Grain[i % m.dim]; });
	m.classes = b.subarray(2 * m.N * m.dim);
	return m;
};
const decode = (m, z) => m.layers.reduce((x, {w, bias, side, f}) => (side ? grow(x, w, bias, side) : dense(x, w, bias)).map(f), Float64Array.from(z));

// slant is that of lib/pixel, in degrees, of ink of at least 0.1: moments of the pixels,
// and the width of its smoothing.
const slant = ink => {
	let n = 0, x = 0, y = 0, xy = 0, yy = 0;
	ink.forEach((v, i) => { if (v >= 0.1) n += v, x += v * (i % d.Cols), y += v * Math.floor(i / d.Cols); });
	ink.forEach((v, i) => {
		const down = Math.floor(i / d.Cols) - y / n;
		if (v >= 0.1) xy += v * (i % d.Cols - x / n) * down, yy += v * down * down;
	});
	return n ? Math.atan(-xy / (yy + d.Smooth * n)) * 180 / Math.PI : NaN;
};
const distance = (m, z) => {
	let least = Infinity;
	for (let i = 0; i < m.places.length; i += m.dim) {
		let sum = 0;
		for (let k = 0; k < m.dim; k++) sum += (z[k] - m.places[i + k]) ** 2;
		least = Math.min(least, sum);
	}
	return Math.sqrt(least);
};

// word gives a text in the language of the lesson, with values in the places {0}, {1}, …
const word = (text, ...values) => (d.Words?.[text] ?? text).replace(/{(\d)}/g, (_, i) => values[i]);
const say = (v, places = 2) => v.toFixed(places).replace("-", "−");
const select = (name, choices, pick) => {
	const label = make("label", {}, "display:inline-flex;gap:.4em;align-items:center"), list = make("select", {}, "min-height:2em");
	choices.forEach((text, value) => list.append(make("option", {value, textContent: text}, "")));
	list.addEventListener("change", () => pick(+list.value));
	list.addEventListener("keydown", e => e.stopPropagation());
	label.append(name, list);
	return {label, list};
};
const frame = "image-rendering:pixelated;border:1px solid #a8a8a8;background:#fff;";
const paper = size => {
	const c = make("canvas", {width: d.Cols, height: d.Rows}, frame + "width:" + size + "px;height:" + size * d.Rows / d.Cols + "px");
	c.setAttribute("role", "img");
	const g = c.getContext("2d"), pixels = g.createImageData(d.Cols, d.Rows);
	return [c, ink => {
		ink.forEach((v, i) => {
			pixels.data.fill(255 - Math.round(255 * v), 4 * i, 4 * i + 3);
			pixels.data[4 * i + 3] = 255;
		});
		g.putImageData(pixels, 0, 0);
	}];
};

// The start: an index of d.Starts, its picture, and the lists that choose it.
let start = 0;
const [original, paintOriginal] = paper(84);
const showStart = () => {
	if (!d.Pictures) return;
	const b = bytes(d.Pictures), size = d.Rows * d.Cols;
	paintOriginal(Array.from({length: size}, (_, i) => (b[(start * size + i) >> 1] >> 4 * ((start * size + i) & 1) & 15) / 15));
	original.setAttribute("aria-label", word("The start: {0}", d.Starts[start]));
};
// startLists gives the labels of the lists of digits and of images; begin is called after
// another choice.
const startLists = begin => {
	const classes = [...new Set(d.Classes)], ofClass = c => d.Starts.map((_, i) => i).filter(i => d.Classes[i] == c);
	const images = select(word("start"), [], k => {
		start = ofClass(d.Classes[start])[k];
		begin();
	});
	const list = () => images.list.replaceChildren(...ofClass(d.Classes[start]).map((i, value) => make("option", {value, textContent: d.Starts[i]}, "")));
	const digits = select(word("digit"), classes.map(c => d.Signs[c]), k => {
		start = ofClass(classes[k])[0];
		list();
		begin();
	});
	list();
	return [...classes.length > 1 ? [digits.label] : [], ...d.Starts.length > 1 ? [images.label] : []];
};
