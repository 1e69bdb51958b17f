// The page that dreams: what the reader asks for goes to the worker, the moments of
// a walk from noise to a digit come back.
const $ = id => document.getElementById(id);
const canvas = (section, n = 0) => $(section).querySelectorAll("canvas")[n];
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
const ANY = 10; // the label of whoever asks for no digit
const state = {
	language: "en", kernel: "", why: null, note: null,
	run: 0, // walks asked for
	config: null, moments: [], at: 0, // of the walk to look at, and the moment on show
	pace: 0, shown: 0, // milliseconds a moment while it plays, 0: it stands; when the last one came
	ms: 0, // of the worker, for all steps
	wishes: "", tiles: [], // what the row was asked for, and its digits
	drawing: null, // where the walk starts, or noise alone
};
let worker;

const text = (key, values = {}) => TEXT[state.language][key].replace(/\{(\w+)\}/g, (_, k) => values[k]);
const level = v => v == 0 ? "0" : v.toFixed(v < 0.1 ? 3 : v < 10 ? 2 : 1);
const named = label => label == ANY ? text("anyDigit") : label;

// The slider of the drawing's noise: even in its logarithm, from 0.2 to 20.
const added = () => 0.2 * 100 ** (Number($("added").value) / 100);

// Languages.
function speak(language) {
	state.language = language;
	document.documentElement.lang = language;
	for (const b of document.querySelectorAll("[data-lang]")) b.setAttribute("aria-pressed", b.dataset.lang == language);
	for (const e of document.querySelectorAll("[data-t]")) e.textContent = text(e.dataset.t);
	for (const e of document.querySelectorAll("[data-x]")) {
		const link = document.createElement("a");
		link.href = lessonAddress("10_generating", language);
		link.target = "_top";
		link.textContent = "10_generating";
		e.replaceChildren(text(e.dataset.x) + " " + text("notebook") + " ", link, ".");
	}
	if (state.why) $("why").textContent = text(...state.why);
	if (state.note) $("note").textContent = text(...state.note);
	$("digits").querySelectorAll("label span")[ANY].textContent = text("any");
	$("digits").querySelectorAll("input")[ANY].setAttribute("aria-label", text("anyDigit"));
	$("level").setAttribute("aria-label", text("levelLabel"));
	canvas("draw").setAttribute("aria-label", text("drawAlt"));
	drawField();
	showAdded();
	show();
	state.tiles.forEach(showTile);
}

// say writes a text of TEXT below the controls; without a key, nothing.
function say(key, values) {
	state.note = key ? [key, values] : null;
	$("note").textContent = key ? text(key, values) : "";
}

// cannot leaves the still picture, and the reason why nothing is drawn.
function cannot(why, values) {
	if (worker) worker.terminate();
	worker = null;
	state.why = [why, values];
	document.querySelector("main").hidden = true;
	$("still").hidden = false;
	speak(state.language);
}

// Asking.
function dream() {
	const seed = Math.max(0, Math.min(999999, Math.floor(Number($("seed").value)) || 0));
	state.config = {
		label: Number($("digits").querySelector(":checked").value), steps: Number($("steps").value), lean: Number($("lean").value), euler: $("way").value == "euler", seed,
		highest: state.drawing ? added() : 20, drawing: state.drawing,
	};
	const wishes = JSON.stringify({...state.config, label: 0, drawing: state.drawing && Array.from(state.drawing)});
	if (wishes != state.wishes) state.tiles = Array.from({length: 10}, () => ({pixels: null, last: false}));
	state.wishes = wishes;
	state.moments = [], state.at = 0, state.shown = performance.now();
	state.pace = reduced ? 0 : 45;
	$("level").max = state.config.steps;
	say();
	const lacking = [...state.tiles.keys()].filter(k => !state.tiles[k].last);
	worker.postMessage({do: "dream", run: ++state.run, config: state.config, wishes: lacking});
	state.tiles.forEach(showTile);
	show();
}

for (let label = 0; label <= ANY; label++) {
	const e = document.createElement("label"), input = document.createElement("input"), says = document.createElement("span");
	Object.assign(input, {type: "radio", name: "digit", value: label, checked: label == 3, onchange: dream});
	says.textContent = label;
	e.append(input, says);
	$("digits").lastElementChild.append(e);
}
for (const id of ["seed", "steps", "way", "lean"]) $(id).onchange = dream;
$("anew").onclick = () => {
	$("seed").value = Number($("seed").value) + 1;
	dream();
};
$("controls").onsubmit = e => e.preventDefault();
for (const b of document.querySelectorAll("[data-lang]")) b.onclick = () => speak(b.dataset.lang);

// What the worker says.
const heard = {
	open(m) {
		state.kernel = m.kernel;
		document.querySelector("main").inert = false; // before, the worker knows no answer
		dream();
	},
	moment(m) {
		state.moments.push(m);
		state.ms = m.ms;
		if (!state.pace) state.at = state.moments.length - 1;
		requestAnimationFrame(play);
	},
	wish(m) {
		state.tiles[m.label] = {pixels: m.clean, last: m.last};
		showTile(state.tiles[m.label], m.label);
	},
	error(m) {
		if (m.memory) return cannot("noMemory");
		if (m.ended || !state.config) return cannot("broken", {text: m.text});
		say("failed", {text: m.text});
	},
};

// Looking.
let waits = false; // a frame is asked for
function play() {
	if (waits) return;
	const last = state.moments.length - 1;
	if (state.pace && state.at < last) {
		if (performance.now() - state.shown >= state.pace) state.at++, state.shown = performance.now();
		waits = true;
		requestAnimationFrame(() => { waits = false; play(); });
	}
	show();
	if (state.at == last && state.moments[last].last) {
		state.pace = 0;
		if (!performance.getEntriesByName("first digit").length) performance.mark("first digit");
	}
}

function show() {
	const m = state.moments[state.at], c = state.config;
	drawOne(canvas("walk", 0), m?.state, 28);
	drawOne(canvas("walk", 1), m?.clean, 28);
	drawStrip(canvas("walk", 2));
	if (!m) return;
	const values = {step: state.at, steps: c.steps, sigma: level(m.sigma), digit: named(c.label)};
	$("level").value = state.at;
	$("level").setAttribute("aria-valuetext", text("level", values));
	$("sigma").textContent = text("level", values);
	canvas("walk", 0).setAttribute("aria-label", text("stateAlt", values));
	canvas("walk", 1).setAttribute("aria-label", text("cleanAlt", values));
	canvas("walk", 2).setAttribute("aria-label", text("stripAlt", values));
	const done = state.moments.length > c.steps;
	$("status").textContent = done ? text("status", {...values, ms: state.ms.toFixed(0), kernel: state.kernel, seed: c.seed,
		from: c.drawing ? text("fromDrawing", {sigma: level(c.highest)}) : text("fromNoise")}) : text("busy");
}

// drawStrip draws some moments of the walk, the state above the network's answer.
function drawStrip(canvas) {
	const columns = 7, [c, w] = fit(canvas, 2.06 / columns), tile = w / columns, steps = state.config ? state.config.steps : 1;
	for (let k = 0; k < columns; k++) {
		const m = state.moments[Math.round(k * steps / (columns - 1))];
		if (m) [m.state, m.clean].forEach((pixels, below) => c.drawImage(picture(pixels, 28, 1), k * tile, below * 1.06 * tile, tile, tile));
	}
	for (const below of [0, 1]) hairlines(c, 0, below * 1.06 * tile, w, tile, columns, 1);
}

function showTile(tile, label) {
	const button = $("tiles").children[label];
	button.setAttribute("aria-label", text("wish", {digit: label}));
	button.setAttribute("aria-pressed", state.config.label == label);
	drawOne(button.firstChild, tile.pixels, 28);
}

for (let label = 0; label < ANY; label++) {
	const b = document.createElement("button");
	b.type = "button";
	b.append(document.createElement("canvas"));
	b.onclick = () => $("digits").querySelectorAll("input")[label].click();
	$("tiles").append(b);
}
$("level").oninput = () => {
	state.pace = 0;
	state.at = Math.max(0, Math.min(Number($("level").value), state.moments.length - 1));
	show();
};
$("play").onclick = () => {
	state.at = 0, state.pace = reduced ? 500 : 160, state.shown = performance.now();
	play();
};

// Drawing: the walk starts from the drawing when the pen is lifted.
function send() {
	drawField();
}

function fromDrawing() {
	state.drawing = pad.some(v => v) ? centred().slice() : null;
	dream();
}

function showAdded() {
	$("addedSigma").textContent = "σ = " + level(added());
}
$("added").oninput = () => {
	showAdded();
	if (state.drawing) dream();
};
$("take").onclick = () => {
	const m = state.moments[state.moments.length - 1];
	if (!m) return;
	pad.set(m.clean);
	drawField();
	fromDrawing();
};
$("clear").onclick = () => {
	pad.fill(0);
	drawField();
	fromDrawing();
};
window.addEventListener("resize", () => { if (worker) speak(state.language); });

function begin() {
	state.language = document.documentElement.dataset.language || ((navigator.language || "").startsWith("ko") ? "ko" : "en");
	const why = lacking();
	if (why) return cannot(why);
	launch();
	if (state.why) return;
	$("still").hidden = true;
	document.querySelector("main").hidden = false;
	field.addEventListener("pointerup", fromDrawing);
	speak(state.language);
	say("loading");
	worker.postMessage({do: "open", wasm: $("wasm").textContent, delta: $("delta").textContent, weights: $("weights").textContent,
		scalar: location.hash == "#scalar"});
}
