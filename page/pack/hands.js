// Hands: the two maps, the rows, the axes, and what is drawn.

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

function send() {
	drawField();
	cancelAnimationFrame(waiting);
	waiting = requestAnimationFrame(() => worker?.postMessage({do: "encode", pixels: centred()}));
}

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
