// Clouds of points in space that are turned by hand; the projection is that of
// plot.Clouds3D. box is the element to fill, t a turn of turn.go, caption the line
// below the clouds.

const cols = Math.min(t.Clouds.length, 3), width = Math.floor(600 / cols), big = cols > 1 ? 0.8 : 1;
const top = t.Clouds.some(c => c.Title) ? 20 : 0, side = Math.min(width, 420), height = top + side; // the title is above the box
const eye = 7, reach = eye * Math.sqrt(3 / (eye * eye - 3)); // the farthest from the middle that perspective draws a corner, at any angle
const scale = (side / 2 - 4) / reach;
let az = t.Azimuth, el = t.Elevation;
const row = document.createElement("div"), line = document.createElement("p");
row.style.cssText = "display:flex;flex-wrap:wrap;max-width:605px";
line.textContent = caption;
const clouds = t.Clouds.map(c => {
	const canvas = document.createElement("canvas"), ratio = window.devicePixelRatio || 1;
	canvas.width = width * ratio;
	canvas.height = height * ratio;
	canvas.style.cssText = "width:" + width + "px;height:" + height + "px;cursor:grab;touch-action:pan-y;background:#fff";
	canvas.tabIndex = 0;
	canvas.setAttribute("role", "img");
	canvas.setAttribute("aria-label", (c.Title ? c.Title + ". " : "") + t.Alt + " " + caption);
	const g = canvas.getContext("2d");
	g.scale(ratio, ratio);
	row.append(canvas);
	const places = bytes(c.Places), ink = bytes(c.Ink), p = new Float32Array(places.length / 2);
	p.forEach((_, i) => { p[i] = (places[2 * i] + 256 * places[2 * i + 1]) / 32767.5 - 1; });
	return {canvas, g, p, ink, title: c.Title};
});
const project = (x, y, z) => {
	const a = -(az + 90) * Math.PI / 180, e = el * Math.PI / 180;
	const u = x * Math.cos(a) - y * Math.sin(a), v = x * Math.sin(a) + y * Math.cos(a);
	const depth = v * Math.cos(e) - z * Math.sin(e), f = eye / (eye + depth);
	return [width / 2 + scale * u * f, top + side / 2 - scale * (z * Math.cos(e) + v * Math.sin(e)) * f, depth, f];
};
const frame = g => {
	g.globalAlpha = 1;
	g.font = 12 * big + "px sans-serif";
	for (let axis = 0; axis < 3; axis++) for (const i of [-1, 1]) for (const j of [-1, 1]) {
		const from = [i, i, i], own = i < 0 && j < 0;
		from[(axis + 1) % 3] = i;
		from[(axis + 2) % 3] = j;
		const to = [...from];
		from[axis] = -1;
		to[axis] = 1;
		const a = project(...from), b = project(...to);
		g.strokeStyle = own ? "#5e5e5e" : "#d8d8d8";
		g.beginPath();
		g.moveTo(a[0], a[1]);
		g.lineTo(b[0], b[1]);
		g.stroke();
		if (own) {
			to[axis] = 1.12;
			const n = project(...to), half = g.measureText(t.Names[axis]).width / 2 + 2;
			g.fillStyle = "#222222";
			g.fillText(t.Names[axis], Math.max(half, Math.min(width - half, n[0])), Math.max(top + 8, Math.min(height - 8, n[1])));
		}
	}
};
const draw = () => clouds.forEach(({g, p, ink, title}) => {
	g.clearRect(0, 0, width, height);
	g.textAlign = "center";
	g.textBaseline = "middle";
	frame(g);
	const at = Array.from(ink, (c, i) => [...project(p[3 * i], p[3 * i + 1], p[3 * i + 2]), c]);
	at.sort((a, b) => b[2] - a[2]);
	for (const [x, y, depth, f, c] of at) {
		g.globalAlpha = 1 - 0.6 * Math.max(0, Math.min(1, (depth + 1.2) / 2.4));
		g.fillStyle = t.Colors[c];
		if (t.Digits) {
			g.font = "bold " + 11 * big * f + "px sans-serif";
			g.fillText(t.Signs[c], x, y);
			continue;
		}
		g.beginPath();
		g.arc(x, y, 2.3 * big * f, 0, 7);
		g.fill();
	}
	g.globalAlpha = 1;
	g.fillStyle = "#222222";
	g.font = "bold 13px sans-serif";
	g.fillText(title, width / 2, 10);
});
const turn = (right, down) => {
	az -= right;
	el = Math.max(-90, Math.min(90, el + down));
	requestAnimationFrame(draw);
};
for (const {canvas} of clouds) {
	canvas.addEventListener("pointerdown", e => canvas.setPointerCapture(e.pointerId));
	canvas.addEventListener("pointermove", e => {
		if (e.buttons) turn(e.movementX / 2, e.movementY / 2);
	});
	canvas.addEventListener("keydown", e => {
		const by = {ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5]}[e.key];
		if (!by && e.key !== "Home") return;
		e.preventDefault();
		e.stopPropagation();
		if (by) return turn(...by);
		az = t.Azimuth;
		el = t.Elevation;
		draw();
	});
}
box.querySelector("p").replaceWith(row, line);
draw();
