// The worker that trains: it calls the Go program slice by slice, so that a message
// comes through at any time.
let wanted = 0; // steps still to take
let looked = 0, fresh = false, busy = 0, taken = 0, started = 0;
let run = 0; // the training at hand, by the page's count: it stops listening to the one before

const tell = message => postMessage({...message, run});

async function open(m) {
	const [images] = await Promise.all([unpack(m.images), boot(m)]);
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
	tell(failed(e));
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
