// One figure of several, chosen by a slider. box is the element to fill, s a slides
// of slider.go. A frame holds what differs from an earlier one, so it is drawn after
// that. The slider appears when all can be drawn.

const input = make("input", {type: "range", min: 0, max: s.Values.length - 1, step: 1, value: 0},
	"flex:1;min-width:8em;margin:0");
const output = make("output", {}, "min-width:4em;font-weight:bold");
const row = make("label", {}, "display:flex;gap:.8em;align-items:center;max-width:" + s.Width + "px;padding:4px 0");
const frames = s.Frames.map(f => Object.assign(new Image(), {src: "data:image/png;base64," + f.PNG}));
const canvas = make("canvas", {className: "figure"}, "width:" + s.Width + "px;max-width:100%;height:auto;display:block");
const g = canvas.getContext("2d");
const draw = i => {
	const {On, X, Y} = s.Frames[i];
	if (On >= 0) draw(On);
	g.drawImage(frames[i], X, Y);
};
const show = () => {
	const i = +input.value;
	draw(i);
	canvas.setAttribute("aria-label", s.Alts[i]);
	output.value = s.Values[i];
	input.setAttribute("aria-valuetext", s.Label + " " + s.Values[i]);
};
canvas.setAttribute("role", "img");
input.setAttribute("aria-label", s.Label);
input.addEventListener("input", show);
input.addEventListener("keydown", e => e.stopPropagation());
row.append(s.Label + " =", output, input);
Promise.all(frames.map(f => f.decode())).then(() => {
	canvas.width = frames[0].naturalWidth;
	canvas.height = frames[0].naturalHeight;
	box.querySelector("p").replaceWith(row, canvas);
	show();
});
