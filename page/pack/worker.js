// The worker: unpacks and starts the Go program, and calls it slice by slice, so
// that a message comes through at any time.
let wanted = 0; // steps still to take
let looked = 0, fresh = false, busy = 0, taken = 0, started = 0;
let run = 0; // the training at hand, by the page's count: it stops listening to the one before

let ended = ""; // how the program ended, which should run as long as the page

// What the program prints is why it ends.
let printed = "";
const log = console.log;
console.log = line => { printed += line + "\n"; log(line); };

const tell = message => postMessage({...message, run});

const call = (name, ...args) => {
	const v = engine[name](...args);
	if (v && v.error) throw new Error(v.error);
	return v;
};

async function unpack(text) {
	const raw = atob(text.trim()), b = new Uint8Array(raw.length);
	for (let i = 0; i < b.length; i++) b[i] = raw.charCodeAt(i);
	const gzip = new DecompressionStream("gzip"), to = gzip.writable.getWriter();
	to.write(b), to.close(); // not by a Blob: WebKit reads none in a page of a file
	return new Uint8Array(await new Response(gzip.readable).arrayBuffer());
}

// patched makes the program without SIMD out of the one with it (delta.go).
function patched(old, delta) {
	let at = 0, from = 0, to = 0;
	const number = () => {
		let n = 0, scale = 1;
		for (;; scale *= 128) {
			const b = delta[at++];
			n += (b & 127) * scale;
			if (b < 128) return n;
		}
	};
	const out = new Uint8Array(number());
	while (to < out.length) {
		const literal = number();
		out.set(delta.subarray(at, at + literal), to);
		at += literal, to += literal;
		if (to == out.length) break;
		from += number() - number();
		const same = number();
		out.set(old.subarray(from, from + same), to);
		from += same, to += same;
	}
	return out;
}

// A module of one function that uses a 128-bit constant.
const simd = () => WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0,
	65, 0, 253, 15, 253, 98, 11]));

async function open(m) {
	const [old, images] = await Promise.all([unpack(m.wasm), unpack(m.images)]);
	const wasm = !m.scalar && simd() ? old : patched(old, await unpack(m.delta));
	const go = new Go();
	go.exit = code => ended = `exit status ${code}`;
	const ready = new Promise(done => globalThis.ready = done);
	const {instance} = await WebAssembly.instantiate(wasm, go.importObject);
	go.run(instance).then(() => fail(ended), fail);
	await ready;
	tell({is: "open", labels: call("open", images), kernel: engine.kernel});
}

function look() {
	const v = call("look", 24, 12);
	tell({is: "view", ...v, ms: taken ? busy / taken : 0, seconds: (performance.now() - started) / 1000});
	looked = performance.now();
	fresh = false;
}

// A message to oneself comes after those that wait: so nothing is blocked.
const turn = new MessageChannel();
turn.port1.onmessage = () => {
	try {
		if (wanted <= 0) return;
		const r = call("run", 25, wanted);
		if (r.loss !== r.loss) throw new Error("not finite");
		wanted -= r.taken, busy += r.ms, taken += r.taken, fresh = true;
		const pause = r.steps < 100 ? 60 : 200;
		if (wanted <= 0 || performance.now() - looked > pause) look();
		if (r.steps == r.taken) tell({is: "first"});
		turn.port2.postMessage(0);
	} catch (e) { fail(e); }
};

function go(steps) {
	const idle = wanted <= 0;
	wanted = steps;
	if (idle && wanted > 0) turn.port2.postMessage(0);
}

function fail(e) {
	wanted = 0;
	const text = String(e.message || e);
	tell({is: "error", text, ended: ended != "", memory: e instanceof RangeError || /out of memory|cannot allocate memory/i.test(text + printed)});
}

onmessage = async ({data: m}) => {
	try {
		switch (m.do) {
		case "open": await open(m); break;
		case "start":
			run = m.run;
			call("start", m.config);
			wanted = 0, busy = 0, taken = 0, started = performance.now();
			look();
			break;
		case "run": go(m.steps); break;
		case "pause": wanted = 0; if (fresh) look(); break;
		case "decode": tell({is: "picture", of: m.of, pixels: call("decode", Float32Array.from(m.code))}); break;
		case "encode": tell({is: "drawn", ...call("encode", m.pixels)}); break;
		}
	} catch (e) { fail(e); }
};
