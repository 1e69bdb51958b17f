// The worker that dreams: it takes the steps of one walk after the other, and reads
// messages between any two.
let run = 0; // the wish at hand, by the page's count
let todo = []; // walks: the one to look at, then those of the row

const tell = message => postMessage({...message, run});

// A message to oneself comes after those that wait: so nothing is blocked.
const turn = new MessageChannel();
turn.port1.onmessage = () => {
	const walk = todo[0];
	if (!walk) return;
	try {
		const before = performance.now();
		if (!walk.begun) call("start", walk.config), walk.begun = true;
		const m = call("step");
		walk.ms += performance.now() - before;
		tell({is: walk.is, label: walk.config.label, ms: walk.ms, ...m});
		if (m.last) todo.shift();
		turn.port2.postMessage(0);
	} catch (e) { fail(e); }
};

function fail(e) {
	todo = [];
	tell(failed(e));
}

onmessage = async ({data: m}) => {
	try {
		switch (m.do) {
		case "open": {
			const [weights] = await Promise.all([unpack(m.weights), boot(m)]);
			call("open", weights);
			tell({is: "open", kernel: engine.kernel});
			break;
		}
		case "dream": {
			const idle = !todo.length;
			run = m.run;
			todo = [{is: "moment", config: m.config, ms: 0}, ...m.wishes.map(label => ({is: "wish", config: {...m.config, label}, ms: 0}))];
			if (idle) turn.port2.postMessage(0);
		}
		}
	} catch (e) { fail(e); }
};
