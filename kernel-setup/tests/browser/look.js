// Looks at every output of the notebook that is shown; returns what is wrong, a
// line each, and how many pictures and texts were looked at.
() => {
	const wrong = [];
	const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
	// The contrast of two colours as WCAG 2 defines it, 1 to 21.
	const contrast = (a, b) => {
		const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
		return (high + 0.05) / (low + 0.05);
	};
	const parsed = css => (css.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
	// The colour behind an element: its own or the next one outwards that is not clear.
	const behind = e => {
		for (; e; e = e.parentElement) {
			const [r, g, b, alpha = 1] = parsed(getComputedStyle(e).backgroundColor);
			if (alpha > 0.99) return [r, g, b];
		}
		return [255, 255, 255];
	};

	const picture = (img, name, back) => {
		const w = img.naturalWidth ?? img.width, h = img.naturalHeight ?? img.height; // a slider draws on a canvas
		if (img.complete === false || !w) return wrong.push(`${name}: the picture is not there`);
		const shown = img.getBoundingClientRect(), room = img.closest(".jp-OutputArea-output").getBoundingClientRect();
		if (shown.right > room.right + 1) wrong.push(`${name}: cut ${Math.round(shown.right - room.right)} pixels at the right`);
		if (Math.abs(shown.width / shown.height / (w / h) - 1) > 0.01) wrong.push(`${name}: distorted, ${shown.width} × ${shown.height} of ${w} × ${h}`);
		const c = Object.assign(document.createElement("canvas"), {width: w, height: h}).getContext("2d", {willReadFrequently: true});
		c.fillStyle = `rgb(${back})`;
		c.fillRect(0, 0, w, h);
		c.drawImage(img, 0, 0);
		const data = new Uint32Array(c.getImageData(0, 0, w, h).data.buffer), seen = new Map();
		for (const v of data) seen.set(v, (seen.get(v) || 0) + 1);
		const rgb = v => [v & 255, v >> 8 & 255, v >> 16 & 255];
		const ground = [...seen].reduce((a, b) => b[1] > a[1] ? b : a)[0];
		let best = 0;
		for (const [v, n] of seen) if (n > data.length / 2000) best = Math.max(best, contrast(rgb(v), rgb(ground)));
		if (best < 7) wrong.push(`${name}: contrast ${best.toFixed(1)}, expected at least 7`);
		let ink = 0; // on the edge: a figure that was cut
		for (let x = 0; x < w; x++) ink += (data[x] !== ground) + (data[(h - 1) * w + x] !== ground);
		for (let y = 0; y < h; y++) ink += (data[y * w] !== ground) + (data[y * w + w - 1] !== ground);
		if (ink) wrong.push(`${name}: ${ink} pixels of its edge are not empty: something is cut`);
	};

	const text = (e, name) => {
		const style = getComputedStyle(e);
		if (!e.getClientRects().length || style.visibility === "hidden" || e.closest(":disabled")) return 0;
		const said = contrast(parsed(style.color).slice(0, 3), behind(e));
		if (said < 4.5) wrong.push(`${name}: “${e.textContent.trim().slice(0, 30)}” has contrast ${said.toFixed(1)}, expected at least 4.5`);
		return 1;
	};

	let pictures = 0, texts = 0;
	document.querySelectorAll(".jp-OutputArea-output").forEach((output, n) => {
		const name = `output ${n + 1}`;
		for (const img of output.querySelectorAll("img, canvas.figure")) {
			pictures++;
			picture(img, name, behind(output));
		}
		for (const e of output.querySelectorAll("*")) {
			const own = [...e.childNodes].some(c => c.nodeType === 3 && c.textContent.trim());
			if (own && !e.closest("script, style, svg, .katex, mjx-container")) texts += text(e, name);
		}
		if (output.scrollWidth > output.clientWidth + 1) wrong.push(`${name}: ${output.scrollWidth - output.clientWidth} pixels wider than the page`);
	});
	return {wrong, pictures, texts};
}
