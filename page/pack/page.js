// The page: what the reader chooses goes to the worker, what comes back is drawn.
const $ = id => document.getElementById(id);
const canvas = (section, n = 0) => $(section).querySelectorAll("canvas")[n];
const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
const state = {
	language: "en", wanted: true, config: null, kernel: "", labels: [], view: null, history: [],
	z: null, // the code that the decoder shows
	turned: 0, // degrees along the direction of slant since its start
	digit: 3, // the held-out digit it belongs to, or -1
	picture: null, drawn: null, places: null, from: null, moved: 0,
	run: 0, // trainings started
	note: null, why: null, // a key of TEXT and its values: what the note says, and why nothing trains
	stuck: false, // no better than the mean image
};
let worker;

// Beside the notebooks in a clone, or at the top of the site.

// What suits each network.
const USUAL = {14: {rate: 0.003, code: 2}, 28: {rate: 0.001, code: 3}};

const text = (key, values = {}) => TEXT[state.language][key].replace(/\{(\w+)\}/g, (_, k) => values[k]);
const number = v => v.toFixed(4).replace("-", "−");

// Languages.
function speak(language) {
	state.language = language;
	document.documentElement.lang = language;
	for (const b of document.querySelectorAll("[data-lang]")) b.setAttribute("aria-pressed", b.dataset.lang == language);
	for (const e of document.querySelectorAll("[data-t]")) e.textContent = text(e.dataset.t);
	for (const e of document.querySelectorAll("[data-x]")) {
		const lean = e.dataset.x == "decoder" && $("lean").checked;
		const name = lean ? NOTEBOOK.lean : NOTEBOOK[e.dataset.x], link = document.createElement("a");
		link.href = lessonAddress(name, language);
		link.target = "_top";
		link.textContent = name;
		const size = Number($("code").value), more = {codes: size == 1 && "codesOne", plane: size > 2 && "planeMore", decoder: lean && "leanMore"}[e.dataset.x];
		e.replaceChildren(text(e.dataset.x, {code: size}) + (more ? " " + text(more) : "") + " " + text("notebook") + " ", link, ".");
	}
	if (state.why) $("why").textContent = text(...state.why);
	if (state.note) $("note").textContent = text(...state.note);
	showButtons();
	drawField();
	if (state.view) draw();
}

function showButtons() {
	$("run").textContent = text(state.wanted ? "pause" : "start");
	if (state.config && state.config.noise > 0) $("rows").querySelector("h2").textContent = text("rowsTitleNoise");
	else $("rows").querySelector("h2").textContent = text("rowsTitle");
}

// say writes a text of TEXT below the controls; without a key, nothing.
function say(key, values) {
	state.note = key ? [key, values] : null;
	$("note").textContent = key ? text(key, values) : "";
}

// cannot leaves the still picture, and the reason why nothing trains.
function cannot(why, values) {
	if (worker) worker.terminate();
	worker = null;
	state.why = [why, values];
	document.querySelector("main").hidden = true;
	$("still").hidden = false;
	speak(state.language);
}

// advise says so when the training goes nowhere. Measured natively over all choices of
// the page but 0.1: without noise the error is below 0.9 of the mean image's after
// 500 steps, with the strongest noise below 0.995 after 1000; with 0.1, above.
function advise(v) {
	const c = state.config, usual = USUAL[c.side].rate;
	const stuck = v.steps >= (c.noise > 0 ? 1000 : 500) && v.mse > 0.995 * v.mean;
	if (stuck && !document.hidden) say(c.rate > usual ? "tooHigh" : "stuck", {steps: v.steps, mean: number(v.mean), rate: usual});
	if (!stuck && state.stuck) say();
	state.stuck = stuck;
}

// Training.
function start() {
	const config = {};
	for (const id of ["side", "code", "rate", "batch", "noise", "seed"]) config[id] = Number($(id).value);
	config.lean = $("noise").disabled = $("lean").checked;
	if (config.lean) config.noise = $("noise").value = 0;
	config.seed = Math.max(0, Math.min(999999, Math.floor(config.seed) || 0));
	const width = state.config && state.config.code;
	state.config = config, state.history = [], state.view = null, state.drawn = null, state.places = null;
	if (width != config.code) makeAxes();
	if (state.digit < 0) state.digit = 3;
	state.stuck = false;
	say();
	worker.postMessage({do: "start", config, run: ++state.run});
	speak(state.language);
	runOrPause();
	if (pad.some(v => v)) send();
}

function runOrPause() {
	if (state.wanted && !document.hidden) worker.postMessage({do: "run", steps: 1e9});
	else worker.postMessage({do: "pause"});
}

$("run").onclick = () => {
	state.wanted = !state.wanted;
	showButtons();
	runOrPause();
};
$("step").onclick = () => {
	state.wanted = false;
	showButtons();
	worker.postMessage({do: "run", steps: 1});
};
$("anew").onclick = () => {
	$("seed").value = Number($("seed").value) + 1;
	start();
};
for (const id of ["side", "code", "rate", "batch", "noise", "lean", "seed"]) $(id).onchange = e => {
	if (id == "side") { // each network begins with what suits it
		for (const id of ["rate", "code"]) $(id).value = USUAL[$("side").value][id];
	}
	start();
};
$("controls").onsubmit = e => e.preventDefault();
document.addEventListener("visibilitychange", () => {
	if (!worker || !state.config) return;
	if (document.hidden) say("hidden");
	else if (state.stuck && state.view) advise(state.view);
	else say();
	runOrPause();
});
for (const b of document.querySelectorAll("[data-lang]")) b.onclick = () => speak(b.dataset.lang);

// What the worker says.
const heard = {
	open(m) {
		state.labels = m.labels, state.kernel = m.kernel;
		document.querySelector("main").inert = false; // before, the worker knows no answer
		start();
	},
	first() { performance.mark("first step"); },
	view(m) {
		if (state.history.length && m.steps < state.history[state.history.length - 1][0]) state.history = [];
		state.view = m;
		state.history.push([m.steps, m.mse]);
		if (state.history.length > 1200) state.history = state.history.filter((_, i) => i % 2 == 0 || i > 800);
		const dz = state.config.code;
		state.from = state.places;
		state.moved = performance.now();
		state.target = places(m.codes, dz);
		if (state.digit >= 0) state.z = Array.from(m.codes.slice(state.digit * dz, (state.digit + 1) * dz)), state.turned = 0;
		ask();
		advise(m);
		draw();
		if (state.drawn) send();
	},
	picture(m) {
		state.picture = m.pixels;
		drawDecoder();
	},
	drawn(m) {
		state.drawn = Array.from(m.code);
		drawOne(canvas("draw", 1), m.out, state.config.side);
		$("drawnCode").textContent = "z = " + state.drawn.map(v => v.toFixed(1)).join(", ").replaceAll("-", "−");
		drawMaps();
	},
	error(m) {
		if (m.memory) return cannot("noMemory");
		if (m.ended || !state.config) return cannot("broken", {text: m.text});
		state.wanted = false;
		showButtons();
		if (m.text == "not finite") say("diverged");
		else say("failed", {text: m.text});
	},
};

// place is where a code lies in the plane, in parts from the lower left.
function place(z) {
	const v = state.view, at = k => (z[k] - v.low[k]) / (v.high[k] - v.low[k]);
	return [at(0), z.length > 1 ? at(1) : 0.5].map(p => 0.04 + 0.92 * Math.max(-0.03, Math.min(1.03, p)));
}

function places(codes, dz) {
	const all = new Float32Array(2 * state.labels.length);
	for (let i = 0; i < state.labels.length; i++) {
		const p = place(codes.subarray(i * dz, (i + 1) * dz));
		if (dz == 1) p[1] = 0.08 + 0.084 * state.labels[i] + 0.06 * (i % 7) / 7; // one number: the class is the height
		all.set(p, 2 * i);
	}
	return all;
}

// ask has the decoder's code decoded; one question at a time.
function ask() {
	if (state.z) worker.postMessage({do: "decode", code: state.z});
}

// Drawing.
function draw() {
	const v = state.view, pca = PCA[state.config.side][state.config.code];
	$("status").textContent = text("status", {steps: v.steps, error: number(v.mse), ms: v.ms.toFixed(1), kernel: state.kernel, seed: state.config.seed});
	drawRows(canvas("rows"), v, state.config.side, state.digit);
	drawError(canvas("error"), state.history, pca, `PCA-${state.config.code}  ${number(pca)}`);
	canvas("rows").setAttribute("aria-label", text("rowsAlt"));
	canvas("error").setAttribute("aria-label", text("errorAlt", {error: number(v.mse), steps: v.steps, pca: number(pca)}));
	canvas("codes").setAttribute("aria-label", text("codesAlt"));
	canvas("plane").setAttribute("aria-label", text("planeAlt"));
	canvas("draw").setAttribute("aria-label", text("drawAlt"));
	canvas("draw", 1).setAttribute("aria-label", text("drawnAlt"));
	drawDecoder();
	requestAnimationFrame(move);
}

// move lets the digits glide from where they were to where they are.
function move() {
	const t = reduced || !state.from ? 1 : Math.min(1, (performance.now() - state.moved) / 180);
	if (!state.places || state.places.length != state.target.length) state.places = state.target.slice();
	for (let i = 0; i < state.target.length; i++) {
		state.places[i] = t == 1 ? state.target[i] : state.places[i] + (state.target[i] - state.places[i]) * Math.max(0.15, t);
	}
	drawMaps();
	if (t < 1) requestAnimationFrame(move);
}

function drawMaps() {
	if (!state.view || !state.places) return;
	const at = state.z && place(state.z), drawn = state.drawn && place(state.drawn);
	drawCodes(canvas("codes"), state.places, state.labels, at, drawn);
	drawPlane(canvas("plane"), state.view.plane, state.config.side, at, drawn);
}

function drawDecoder() {
	if (!state.view || !state.z) return;
	drawOne(canvas("decoder"), state.picture, state.config.side);
	canvas("decoder").setAttribute("aria-label", text("decoderAlt", {z: state.z.map(v => v.toFixed(1)).join(", ")}));
	const [turn, ...inputs] = $("axes").querySelectorAll("input");
	turn.value = Math.round(50 * (1 + state.turned / TURN));
	turn.parentElement.firstChild.textContent = text("slant");
	turn.parentElement.lastChild.textContent = (state.turned > 0 ? "+" : "") + signed(state.turned, 0) + "°";
	inputs.forEach((input, k) => {
		const v = state.view, part = (state.z[k] - v.low[k]) / (v.high[k] - v.low[k]);
		if (document.activeElement != input || state.digit >= 0) input.value = Math.round(100 * Math.max(0, Math.min(1, part)));
		input.parentElement.lastChild.textContent = signed(state.z[k], 1);
	});
	const lean = slant(state.picture, state.config.side), far = nearest(state.view.codes, state.z);
	$("facts").textContent = text("facts", {slant: lean == lean ? signed(lean, 0) : "–", far: far.toFixed(2), limit: state.view.far.toFixed(2),
		how: text(far > state.view.far ? "offData" : "onData")});
	const told = Array.from(state.view.told, Math.abs), most = Math.max(...told);
	$("told").textContent = text("told", {axis: "z" + String.fromCodePoint(0x2080 + Math.floor((told.indexOf(most) + 1) / 10)).replace("₀", "") +
		String.fromCodePoint(0x2080 + (told.indexOf(most) + 1) % 10), r: most.toFixed(2)});
}

const signed = (v, places) => v.toFixed(places).replace(/^-/, "−").replace(/^−0$/, "0");

// slant is that of a picture of ink 0 to 255, in degrees, as the engine measures the
// digits; ink fainter than a tenth, the haze, does not count.
function slant(pixels, side) {
	if (!pixels || pixels.length != side * side) return NaN;
	let n = 0, x = 0, y = 0, xy = 0, yy = 0;
	const ink = Array.from(pixels, v => v >= 25.5 ? v : 0);
	ink.forEach((v, i) => { n += v, x += v * (i % side), y += v * Math.floor(i / side); });
	ink.forEach((v, i) => {
		const down = Math.floor(i / side) - y / n;
		xy += v * (i % side - x / n) * down, yy += v * down * down;
	});
	return Math.atan(-xy / yy) * 180 / Math.PI;
}

// nearest is the distance of a code from the nearest of codes.
function nearest(codes, z) {
	let least = Infinity;
	for (let i = 0; i < codes.length; i += z.length) {
		let sum = 0;
		for (let k = 0; k < z.length; k++) sum += (codes[i + k] - z[k]) ** 2;
		least = Math.min(least, sum);
	}
	return Math.sqrt(least);
}

window.addEventListener("resize", () => state.view && draw());
