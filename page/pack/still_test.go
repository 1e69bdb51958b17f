package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// policy is what a site must allow for the page; each case takes one thing away.
const policy = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src data:"

// withholding are sites and browsers in which nothing can be trained: a policy of
// the site, or a script that takes away what the browser would lack, and the
// reason that the page must give.
var withholding = []struct{ name, policy, script, why string }{
	{"nothing withheld", policy, "", ""},
	{"no WebAssembly", "", "delete window.WebAssembly", "noWebAssembly"},
	{"no workers", "", "delete window.Worker", "noWorkers"},
	{"no gzip", "", "delete window.DecompressionStream", "noUnpacking"},
	{"WebAssembly forbidden", strings.Replace(policy, "'wasm-unsafe-eval'", "", 1), "", "forbidsWebAssembly"},
	{"workers forbidden", strings.Replace(policy, "worker-src blob:", "worker-src 'none'", 1), "", "forbidsWorkers"},
	{"workers of this host only", strings.Replace(policy, "worker-src blob:", "worker-src 'self'", 1), "", "forbidsWorkers"},
	{"workers throw", "", "window.Worker = class { constructor() { throw new DOMException('', 'SecurityError'); } }", "forbidsWorkers"},
	{"scripts forbidden", "default-src 'none'; img-src data:", "", "scripts"},
	{"a program that ends", "", inWorker("WebAssembly.instantiate = async () => { throw new Error('no luck'); };"), "broken"},
}

// inWorker is a script of the page that runs another first in every worker.
func inWorker(script string) string {
	return fmt.Sprintf("const B = Blob; window.Blob = class extends B { constructor(parts, o) { super(o ? [%q, ...parts] : parts, o); } };", script+"\n")
}

// TestStill opens the page where nothing can be trained: it shows the still
// picture, and gives the true reason in both languages.
func TestStill(t *testing.T) {
	page, err := built()
	ok(t, err)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i, c := range withholding {
			if r.URL.Path == fmt.Sprint("/", i) {
				w.Header().Set("Content-Type", "text/html")
				if c.policy != "" {
					w.Header().Set("Content-Security-Policy", c.policy)
				}
				fmt.Fprint(w, strings.Replace(string(page), "<title>", "<script>"+c.script+"</script><title>", 1))
			}
		}
	}))
	defer site.Close()
	p := openTab(t)
	for i, c := range withholding {
		p.open(fmt.Sprint(site.URL, "/", i), "")
		if c.why == "" {
			p.until("state.view && state.view.steps > 0", 30*time.Second)
			continue
		}
		t.Run(c.name, func(t *testing.T) { p.still(t, c.why) })
	}
}

// TestMemory opens the page in a browser that refuses memory: at once, or later.
func TestMemory(t *testing.T) {
	for name, pages := range map[string]int{"at once": 10, "later": 300} {
		t.Run(name, func(t *testing.T) {
			p := openTab(t, fmt.Sprint("--js-flags=--wasm-max-mem-pages=", pages))
			p.open(written(t), "")
			p.still(t, "noMemory")
		})
	}
}

// still waits for the still picture, and compares the reason given.
func (p *tab) still(t *testing.T, why string) {
	t.Helper()
	p.until("!document.getElementById('still').hidden && (typeof state == 'undefined' || state.why)", 30*time.Second)
	var r struct {
		Main  bool
		Width int
		Why   string
		Said  []string
	}
	p.eval(`(() => {
		const q = s => document.querySelector(s);
		if (typeof state == "undefined") return {Main: !q("main").hidden, Width: q("#still img").naturalWidth, Why: "scripts", Said: [q("#why").firstChild.data, q("#why span").textContent]};
		const said = ["en", "ko"].map(l => { q("[data-lang=" + l + "]").click(); return q("#why").textContent; });
		return {Main: !q("main").hidden, Width: q("#still img").naturalWidth, Why: state.why[0], Said: said};
	})()`, &r)
	t.Logf("%q", r.Said)
	if r.Main || r.Width != 12*14 || r.Why != why {
		t.Errorf("the reason is %q, expected %q; a picture %d wide, expected 168; what trains is shown: %t", r.Why, why, r.Width, r.Main)
	}
	for i, word := range []string{"Nothing trains here: ", "학습할 수 없습니다"} {
		if len(r.Said) != 2 || !strings.Contains(r.Said[i], word) || strings.Contains(r.Said[i], "undefined") {
			t.Errorf("said %q, expected %q in it", r.Said, word)
		}
	}
}
