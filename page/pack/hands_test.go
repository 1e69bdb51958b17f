package main

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

// hands tries pointer and keys: every one must change the decoded picture.
func hands(t *testing.T, p *tab) {
	var r struct {
		Pictures []string
		Drawn    int
		Code     string
		Leans    float64 // degrees more after 24 are asked for
		Fact     string
		Steps    []float64
	}
	p.eval(`(async () => {
		const wait = () => new Promise(r => setTimeout(r, 150)), pictures = [];
		const note = async () => { await wait(); pictures.push(Array.from(state.picture).join()); };
		if (state.wanted) $("run").click();
		await wait();
		const move = (c, type, x, y) => {
			const r = c.getBoundingClientRect();
			c.dispatchEvent(new PointerEvent(type, {pointerId: 1, clientX: r.left + x * r.width, clientY: r.top + y * r.height, bubbles: true}));
		};
		const key = (c, key) => c.dispatchEvent(new KeyboardEvent("keydown", {key}));
		take(2), await note();
		move(canvas("codes"), "pointermove", 0.2, 0.2), await note();
		move(canvas("plane"), "pointermove", 0.8, 0.7), await note();
		for (let i = 0; i < 5; i++) key(canvas("codes"), "ArrowLeft");
		await note();
		key(canvas("rows"), "ArrowRight"), await note();
		const [turn, axis] = $("axes").querySelectorAll("input");
		axis.value = 95, axis.dispatchEvent(new Event("input")), await note();
		take(2), await note();
		const lean = () => slant(state.picture, state.config.side), before = lean();
		turn.value = 90, turn.dispatchEvent(new Event("input")), await note();
		const leans = lean() - before, fact = $("facts").textContent, z = state.z.slice(), start = Array.from(state.view.codes.slice(2 * z.length, 3 * z.length));
		const steps = z.map((v, k) => (v - start[k]) / state.view.slant[k]);
		const field = canvas("draw");
		field.setPointerCapture = () => {};
		move(field, "pointerdown", 0.5, 0.2), move(field, "pointermove", 0.5, 0.8), move(field, "pointerup", 0.5, 0.8);
		await wait();
		return {Pictures: pictures, Drawn: state.drawn.length, Code: $("drawnCode").textContent, Leans: leans, Fact: fact, Steps: steps};
	})()`, &r)
	for i := 1; i < len(r.Pictures); i++ {
		if r.Pictures[i] == r.Pictures[i-1] || r.Pictures[i] == "" {
			t.Errorf("hand %d changes nothing in the decoder", i)
		}
	}
	for k, v := range r.Steps {
		if math.Abs(v-24) > 1e-3 {
			t.Errorf("number %d went by %v degrees of the direction, expected 24", k, v)
		}
	}
	if !(r.Leans > 0) || !regexp.MustCompile(`^The picture leans by −?\d+°\. Its code lies [\d.]+ from the nearest held-out one: (on|off) the data, as 99 of 100 lie within [\d.]+\.$`).MatchString(r.Fact) {
		t.Errorf("the picture leans by %v° more; the page says %q", r.Leans, r.Fact)
	}
	if r.Drawn != 2 || !strings.HasPrefix(r.Code, "z = ") {
		t.Errorf("a drawn stroke gives a code of %d numbers, %q", r.Drawn, r.Code)
	}
}

// languages compares the keys of both, and looks for what was left out.
func languages(t *testing.T, p *tab) {
	var wrong []string
	p.eval(`(() => {
		const wrong = Object.keys(TEXT.en).filter(k => !TEXT.ko[k]).concat(Object.keys(TEXT.ko).filter(k => !TEXT.en[k]));
		for (const language of ["ko", "en"]) {
			document.querySelector("[data-lang=" + language + "]").click();
			if (document.documentElement.lang != language) wrong.push("lang " + language);
			for (const e of document.querySelectorAll("[data-t], section > p")) if (!e.textContent || /undefined|[{}]/.test(e.textContent)) wrong.push(e.outerHTML);
			for (const e of document.querySelectorAll("canvas")) if (!e.getAttribute("aria-label") || !e.getAttribute("role")) wrong.push(e.outerHTML);
			for (const e of document.querySelectorAll("section")) if (!e.querySelector("a[href*='notebooks/']")) wrong.push(e.id + " has no link");
			for (const e of document.querySelectorAll("select, input")) if (!e.closest("label")) wrong.push(e.outerHTML);
		}
		return wrong;
	})()`, &wrong)
	if len(wrong) > 0 {
		t.Errorf("left out: %q", wrong)
	}
}
