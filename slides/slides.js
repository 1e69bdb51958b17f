// The slides as reveal.js shows them; on a narrow screen as a page to be scrolled.
// ?talk shows the talk of 20 minutes alone, ?print-pdf the slides for printing.
const asked = new URLSearchParams(location.search);
const slides = document.querySelector(".slides");
if (asked.has("talk")) for (const s of slides.querySelectorAll("section:not([data-talk])")) s.remove();
const all = slides.querySelectorAll("section");
all.forEach((s, i) => s.querySelector("footer").append(i + 1 + "/" + all.length));

// The page in which a network trains is there while its slide is: it computes.
const train = (box, shown) => {
	const frame = box.querySelector("iframe");
	if (!shown) {
		if (frame) frame.replaceWith(box.button);
		return;
	}
	const page = JSON.parse(document.getElementById("page").textContent);
	box.button = box.querySelector("button");
	box.button.replaceWith(Object.assign(document.createElement("iframe"), {
		title: words.trains,
		srcdoc: page.replace("<html", `<html data-language="${words.language}"`) + "<style>a { pointer-events: none; color: inherit } header > div:first-child { display: none }</style>", // its links lead to files beside it
	}));
};
const trains = slides.querySelectorAll(".train");
for (const box of trains) box.querySelector("button").addEventListener("click", () => train(box, true));

if (matchMedia("(max-width: 700px)").matches && !asked.has("receiver") && !asked.has("print-pdf")) {
	document.body.classList.add("paper");
	document.querySelector(".reveal").classList.remove("reveal");
	for (const box of slides.querySelectorAll(".output")) box.style.zoom = Math.min(1, box.clientWidth / box.scrollWidth);
	for (const notes of slides.querySelectorAll("aside.notes")) {
		const details = document.createElement("details");
		details.append(Object.assign(document.createElement("summary"), {textContent: words.notes}), ...notes.childNodes);
		notes.replaceWith(details);
	}
} else {
	Reveal.initialize({
		width: 1280, height: 720, margin: 0, center: false, display: "flex", hash: true, transition: "none", backgroundTransition: "none",
		controls: false, scrollActivationWidth: null, defaultTiming: asked.has("talk") ? 80 : null, pdfMaxPagesPerSlide: 1, plugins: [RevealNotes],
	});
	Reveal.on("slidechanged", e => { for (const box of trains) if (!e.currentSlide.contains(box)) train(box, false); });
}
