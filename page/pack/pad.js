// The field to draw in; what is drawn goes to send, the page's.

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
