// Every worker: unpacks and starts its Go program.
let ended = ""; // how the program ended, which should run as long as the page

// What the program prints is why it ends.
let printed = "";
const log = console.log;
console.log = line => { printed += line + "\n"; log(line); };

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

// boot starts the program, with SIMD where the browser has it.
async function boot(m) {
	const old = await unpack(m.wasm), wasm = !m.scalar && simd() ? old : patched(old, await unpack(m.delta));
	const go = new Go();
	go.exit = code => ended = `exit status ${code}`;
	const ready = new Promise(done => globalThis.ready = done);
	const {instance} = await WebAssembly.instantiate(wasm, go.importObject);
	go.run(instance).then(() => fail(ended), fail);
	await ready;
}

// failed is the message to the page of what went wrong.
const failed = e => {
	const text = String(e.message || e);
	return {is: "error", text, ended: ended != "", memory: e instanceof RangeError || /out of memory|cannot allocate memory/i.test(text + printed)};
};
