// One figure of several, chosen by a slider. box is the element to fill, s a slides
// of slider.go.

const input = make("input", {type: "range", min: 0, max: s.Values.length - 1, step: 1, value: 0},
	"flex:1;min-width:8em;margin:0");
const output = make("output", {}, "min-width:4em;font-weight:bold");
const row = make("label", {}, "display:flex;gap:.8em;align-items:center;max-width:" + s.Width + "px;padding:4px 0");
const image = make("img", {width: s.Width, height: s.Height}, "max-width:100%;height:auto;display:block");
const show = () => {
	const i = +input.value;
	image.src = "data:image/png;base64," + s.PNGs[i];
	image.alt = s.Alts[i];
	output.value = s.Values[i];
	input.setAttribute("aria-valuetext", s.Label + " " + s.Values[i]);
};
input.setAttribute("aria-label", s.Label);
input.addEventListener("input", show);
input.addEventListener("keydown", e => e.stopPropagation());
row.append(s.Label + " =", output, input);
box.querySelector("p").replaceWith(row, image);
show();
