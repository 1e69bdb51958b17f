// Hands: the two maps, the rows, the axes, and the field to draw in.

// show has the decoder show a code.
function show(z, digit) {
	state.z = z, state.digit = digit;
	ask();
	drawMaps();
	if (state.view) drawRows(canvas("rows"), state.view, state.config.side, digit);
}

// at returns the code of a place of the plane; the other numbers stay.
function codeAt(x, y) {
	const v = state.view, z = state.z ? state.z.slice() : Array.from(v.middle);
	[x, y].forEach((p, k) => {
		if (k < z.length) z[k] = v.low[k] + (Math.max(0, Math.min(1, p)) - 0.04) / 0.92 * (v.high[k] - v.low[k]);
	});
	return z;
}

for (const map of ["codes", "plane"]) {
	const c = canvas(map);
	c.addEventListener("pointermove", e => {
		if (!state.view) return;
		const r = c.getBoundingClientRect(), z = codeAt((e.clientX - r.left) / r.width, 1 - (e.clientY - r.top) / r.height);
		for (let k = 2; k < z.length; k++) z[k] = state.view.middle[k]; // as the plane is decoded
		show(z, -1);
	});
	c.addEventListener("keydown", e => {
		const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[e.key];
		if (!step || !state.view) return;
		e.preventDefault();
		const [x, y] = place(state.z || Array.from(state.view.middle));
		show(codeAt(x + step[0] * 0.03, y + step[1] * 0.03), -1);
	});
}

function take(digit) {
	const dz = state.config.code;
	state.turned = 0;
	show(Array.from(state.view.codes.slice(digit * dz, (digit + 1) * dz)), digit);
}

canvas("rows").addEventListener("click", e => {
	const r = e.currentTarget.getBoundingClientRect();
	const column = Math.floor(COLUMNS * (e.clientX - r.left) / r.width);
	const row = Math.floor((e.clientY - r.top) / (r.width / COLUMNS) / PAIR);
	if (state.view) take(Math.max(0, Math.min(23, COLUMNS * row + column)));
});
canvas("rows").addEventListener("keydown", e => {
	const step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS}[e.key];
	if (!step || !state.view) return;
	e.preventDefault();
	take((Math.max(0, state.digit) + step + 24) % 24);
});

// slider makes a slider of 0 to 100 among the axes; its value goes to use.
function slider(label, name, use) {
	const row = document.createElement("label"), input = document.createElement("input"), says = document.createElement("span");
	input.type = "range";
	input.setAttribute("aria-label", label);
	input.oninput = () => {
		if (state.view && state.z) use(Number(input.value)); // a new training has not been looked at yet
	};
	says.innerHTML = name;
	row.append(says, input, document.createElement("span"));
	$("axes").append(row);
}

// TURN is how far the slant slider goes to either side, in degrees.
const TURN = 30;

// makeAxes makes a slider for the slant, and one for each number of the code.
function makeAxes() {
	$("axes").replaceChildren();
	slider("slant", "", value => {
		const to = (value / 50 - 1) * TURN, by = to - state.turned;
		show(state.z.map((v, k) => v + by * state.view.slant[k]), -1);
		state.turned = to;
		drawDecoder();
	});
	for (let k = 0; k < state.config.code; k++) {
		slider(`z${k + 1}`, `<i>z</i><sub>${k + 1}</sub>`, value => {
			const v = state.view, z = state.z.slice();
			z[k] = v.low[k] + value / 100 * (v.high[k] - v.low[k]);
			show(z, -1);
		});
	}
	state.z = null;
	state.turned = 0;
}

// The field: 28×28 as MNIST's, ink 0 to 255.
const pad = new Uint8Array(784);
const field = canvas("draw");
let last = null, waiting = 0;

// dab lays ink around a place, in pixels.
function dab(x, y) {
	for (let r = Math.max(0, Math.floor(y - 3)); r < Math.min(28, y + 3); r++) {
		for (let c = Math.max(0, Math.floor(x - 3)); c < Math.min(28, x + 3); c++) {
			const far = Math.hypot(c + 0.5 - x, r + 0.5 - y), ink = 255 * Math.max(0, Math.min(1, 1.75 - far));
			pad[28 * r + c] = Math.max(pad[28 * r + c], ink);
		}
	}
}

// centred moves the ink's centre of mass to the middle, as MNIST's is.
function centred() {
	let mass = 0, x = 0, y = 0;
	pad.forEach((v, i) => { mass += v, x += v * (i % 28), y += v * Math.floor(i / 28); });
	if (!mass) return pad;
	const dx = Math.round(x / mass - 13.5), dy = Math.round(y / mass - 13.5), out = new Uint8Array(784);
	for (let r = 0; r < 28; r++) for (let c = 0; c < 28; c++) {
		const from = [r + dy, c + dx];
		if (from.every(p => p >= 0 && p < 28)) out[28 * r + c] = pad[28 * from[0] + from[1]];
	}
	return out;
}

function drawField() {
	drawOne(field, pad, 28);
	if (pad.some(v => v)) return;
	const c = field.getContext("2d");
	c.fillStyle = SOFT, c.textAlign = "center", c.font = "14px system-ui, sans-serif";
	c.fillText(text("here"), field.clientWidth / 2, field.clientWidth / 2);
}

function send() {
	drawField();
	cancelAnimationFrame(waiting);
	waiting = requestAnimationFrame(() => worker?.postMessage({do: "encode", pixels: centred()}));
}

const spot = e => {
	const r = field.getBoundingClientRect();
	return [28 * (e.clientX - r.left) / r.width, 28 * (e.clientY - r.top) / r.height];
};
field.addEventListener("pointerdown", e => {
	field.setPointerCapture(e.pointerId);
	last = spot(e);
	dab(...last);
	send();
});
field.addEventListener("pointermove", e => {
	if (!last) return;
	const to = spot(e), steps = Math.ceil(2 * Math.hypot(to[0] - last[0], to[1] - last[1]));
	for (let i = 1; i <= steps; i++) dab(last[0] + (to[0] - last[0]) * i / steps, last[1] + (to[1] - last[1]) * i / steps);
	last = to;
	send();
});
for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => last = null);

$("clear").onclick = () => {
	pad.fill(0);
	state.drawn = null;
	$("drawnCode").textContent = "";
	drawField();
	drawOne(canvas("draw", 1), null, 28);
	drawMaps();
};
let taken = -1;
$("take").onclick = () => {
	if (!state.view) return;
	taken = (taken + 1) % 24;
	const side = state.config.side, scale = 28 / side, from = state.view.in.slice(taken * side * side, (taken + 1) * side * side);
	pad.forEach((_, i) => pad[i] = from[Math.floor(Math.floor(i / 28) / scale) * side + Math.floor(i % 28 / scale)]);
	send();
};

// lacking names what the browser or the site's policy withholds, or nothing.
function lacking() {
	if (!window.WebAssembly) return "noWebAssembly";
	if (!window.Worker) return "noWorkers";
	if (!window.DecompressionStream) return "noUnpacking";
	try {
		new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); // empty: only a policy refuses it
	} catch { return "forbidsWebAssembly"; }
}

// launch starts the worker. A policy that forbids it is told by an event, before or
// after the worker's own, which names no reason, and in some browsers by an exception.
function launch() {
	document.addEventListener("securitypolicyviolation", e => {
		if (e.blockedURI.startsWith("blob")) cannot("forbidsWorkers");
	});
	try {
		worker = new Worker(URL.createObjectURL(new Blob([$("worker").textContent], {type: "text/javascript"})));
	} catch { return cannot("forbidsWorkers"); }
	worker.onmessage = ({data: m}) => { // what the training before still said is late
		if (m.run == state.run) heard[m.is](m);
	};
	worker.onerror = e => state.why || heard.error({text: e.message || "the worker does not start", ended: true});
}

// Here we go.
function begin() {
	state.language = document.documentElement.dataset.language || ((navigator.language || "").startsWith("ko") ? "ko" : "en");
	const why = lacking();
	if (why) return cannot(why);
	launch();
	if (state.why) return;
	$("still").hidden = true;
	document.querySelector("main").hidden = false;
	speak(state.language);
	say("loading");
	drawField();
	drawOne(canvas("draw", 1), null, 28);
	worker.postMessage({do: "open", wasm: $("wasm").textContent, delta: $("delta").textContent, images: $("images").textContent,
		scalar: location.hash == "#scalar"});
}
begin();
