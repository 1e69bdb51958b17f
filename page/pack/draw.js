// Drawing: everything that turns numbers into pictures.

// COLORS, the colours of the classes, are lib/plot's; main.go puts them into the page.
// The greys are those of page.css.
const MARK = COLORS[4];
const [INK, SOFT, LINE] = ["--ink", "--soft", "--line"].map(name => getComputedStyle(document.documentElement).getPropertyValue(name).trim());

// fit gives a canvas as many pixels as it covers, and returns its context in CSS
// pixels. ratio is height by width.
function fit(canvas, ratio) {
	const w = canvas.clientWidth || 300, h = Math.round(w * ratio), scale = window.devicePixelRatio || 1;
	if (canvas.width != Math.round(w * scale) || canvas.height != Math.round(h * scale)) {
		canvas.width = Math.round(w * scale);
		canvas.height = Math.round(h * scale);
	}
	canvas.style.height = h + "px";
	const c = canvas.getContext("2d");
	c.setTransform(scale, 0, 0, scale, 0, 0);
	c.clearRect(0, 0, w, h);
	c.imageSmoothingEnabled = false;
	return [c, w, h];
}

// picture makes a small canvas of n images, some in a row, black on white.
function picture(pixels, side, columns) {
	const n = pixels.length / (side * side), canvas = document.createElement("canvas");
	canvas.width = columns * side;
	canvas.height = Math.ceil(n / columns) * side;
	const image = new ImageData(canvas.width, canvas.height), to = new Uint32Array(image.data.buffer);
	for (let k = 0; k < n; k++) {
		const left = k % columns * side, top = Math.floor(k / columns) * side;
		for (let i = 0; i < side * side; i++) {
			const v = 255 - pixels[k * side * side + i];
			to[(top + Math.floor(i / side)) * canvas.width + left + i % side] = 0xff000000 | v << 16 | v << 8 | v;
		}
	}
	canvas.getContext("2d").putImageData(image, 0, 0);
	return canvas;
}

// hairlines parts a grid of images.
function hairlines(c, x, y, w, h, columns, rows) {
	c.strokeStyle = LINE;
	c.lineWidth = 1;
	c.beginPath();
	for (let i = 0; i <= columns; i++) c.moveTo(x + i * w / columns, y), c.lineTo(x + i * w / columns, y + h);
	for (let i = 0; i <= rows; i++) c.moveTo(x, y + i * h / rows), c.lineTo(x + w, y + i * h / rows);
	c.stroke();
}

// Digits in a row of the view, and what a pair of rows takes of a tile's height.
const COLUMNS = 12, PAIR = 2.3;

// drawRows draws pairs of rows: digits, and below them what came back.
function drawRows(canvas, view, side, chosen) {
	const size = COLUMNS * side * side, pairs = view.in.length / size;
	const [c, w] = fit(canvas, (PAIR * pairs - 0.3) / COLUMNS), tile = w / COLUMNS;
	for (let k = 0; k < pairs; k++) {
		[view.in, view.out].forEach((pixels, below) => {
			const top = (PAIR * k + below) * tile;
			c.drawImage(picture(pixels.subarray(k * size, (k + 1) * size), side, COLUMNS), 0, top, w, tile);
			hairlines(c, 0, top, w, tile, COLUMNS, 1);
		});
	}
	if (chosen >= 0 && chosen < pairs * COLUMNS) {
		c.strokeStyle = MARK;
		c.lineWidth = 2.5;
		c.strokeRect(chosen % COLUMNS * tile + 1, PAIR * Math.floor(chosen / COLUMNS) * tile + 1, tile - 2, 2 * tile - 2);
	}
}

// drawError draws the error by step, both from the start; its axis is logarithmic.
function drawError(canvas, history, pca, label) {
	const [c, w, h] = fit(canvas, 0.42), left = 40, right = w - 14, top = 10, bottom = h - 26;
	const last = Math.max(100, history.length ? history[history.length - 1][0] : 0);
	let low = pca;
	for (const [, e] of history) low = Math.min(low, e);
	low = low < 0.1 ? low * 0.8 : 0.09;
	const high = 1.1, x = s => left + (right - left) * s / last;
	const y = e => bottom - (bottom - top) * Math.log(Math.min(high, e) / low) / Math.log(high / low);
	c.font = "12px system-ui, sans-serif";
	c.lineWidth = 1;
	for (const tick of [0.02, 0.05, 0.1, 0.2, 0.5, 1]) {
		if (tick < low) continue;
		c.strokeStyle = LINE;
		c.beginPath(), c.moveTo(left, y(tick)), c.lineTo(right, y(tick)), c.stroke();
		c.fillStyle = SOFT, c.textAlign = "right", c.fillText(tick, left - 6, y(tick) + 4);
	}
	const step = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].find(s => last / s <= 6) || 100000;
	c.textAlign = "center";
	for (let s = 0; s <= last; s += step) c.fillText(s, x(s), h - 8);
	c.setLineDash([6, 4]);
	c.strokeStyle = INK;
	c.lineWidth = 1.3;
	c.beginPath(), c.moveTo(left, y(pca)), c.lineTo(right, y(pca)), c.stroke();
	c.setLineDash([]);
	c.fillStyle = INK, c.textAlign = "right", c.fillText(label, right, y(pca) - 6);
	c.strokeStyle = COLORS[0];
	c.lineWidth = 2.4;
	c.lineJoin = "round";
	c.beginPath();
	history.forEach(([s, e], i) => i ? c.lineTo(x(s), y(e)) : c.moveTo(x(s), y(e)));
	c.stroke();
	if (history.length) {
		const [s, e] = history[history.length - 1];
		c.fillStyle = COLORS[0];
		c.beginPath(), c.arc(x(s), y(e), 4, 0, 7), c.fill();
	}
}

// cross marks a code, in parts of the plane from the lower left.
function cross(c, w, h, at, ring) {
	if (!at) return;
	const x = at[0] * w, y = (1 - at[1]) * h;
	for (const [colour, width] of [["#fff", 5], [MARK, 2.2]]) {
		c.strokeStyle = colour;
		c.lineWidth = width;
		c.beginPath();
		if (ring) c.arc(x, y, 9, 0, 7);
		else c.moveTo(x - 9, y), c.lineTo(x + 9, y), c.moveTo(x, y - 9), c.lineTo(x, y + 9);
		c.stroke();
	}
}

// drawCodes draws every digit at its place, [x, y] in parts of the plane.
function drawCodes(canvas, places, labels, at, drawn) {
	const [c, w, h] = fit(canvas, 0.8);
	c.strokeStyle = LINE;
	c.strokeRect(0.5, 0.5, w - 1, h - 1);
	c.font = "600 12px system-ui, sans-serif";
	c.textAlign = "center";
	for (let i = 0; i < labels.length; i++) {
		c.fillStyle = COLORS[labels[i]];
		c.fillText(labels[i], places[2 * i] * w, (1 - places[2 * i + 1]) * h + 4);
	}
	cross(c, w, h, at, false);
	cross(c, w, h, drawn, true);
}

function drawPlane(canvas, pixels, side, at, drawn) {
	const [c, w, h] = fit(canvas, 0.8), n = Math.sqrt(pixels.length / (side * side));
	c.drawImage(picture(pixels, side, n), 0, 0, w, h);
	hairlines(c, 0, 0, w, h, n, n);
	cross(c, w, h, at, false);
	cross(c, w, h, drawn, true);
}

function drawOne(canvas, pixels, side) {
	const [c, w, h] = fit(canvas, 1);
	if (pixels && pixels.length == side * side) c.drawImage(picture(pixels, side, 1), 0, 0, w, h);
	hairlines(c, 0, 0, w, h, 1, 1);
}
