// What each page needs to start its worker: cannot, state and heard are the page's;
// and where the lessons are.

// lessonAddress is where a lesson lies: in a clone the notebook of the language, on a
// site, at whose top the page is, the site's own page.
function lessonAddress(name, language) {
	const inClone = /\/page\/[^/]*$/.test(location.pathname);
	return inClone ? `../notebooks/${language == "ko" ? "ko/" : ""}${name}.ipynb` : `notebooks/${name}.html`;
}

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
