package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"seminar.example/lessons/notebook"
)

const said4 = `
%%
fmt.Print("one ")
fmt.Println(os.Getenv("SEMINAR_HEADLESS"), os.Getenv("SEMINAR_FIGURES"))
fmt.Println(os.Getwd())
`

// fence returns a source with text and code cells.
func fence(cells ...string) string {
	source := head + "# Text\n"
	for _, c := range cells {
		source += "\n```go\n" + strings.Trim(c, "\n") + "\n```\n"
	}
	return source
}

// do runs a command on the lessons that a number picks; it returns what it said.
func (h *home) run(command, number string, m mode) (bool, string) {
	h.Helper()
	h.said.Reset()
	well, err := h.do(command, number, m)
	ok(h, err)
	return well, h.said.String()
}

// A lesson is executed, written, and proven from then on, until its source or what
// lies in its file changes; two at a time as one.
func TestExecuted(t *testing.T) {
	python(t)
	h := newHome(t)
	put(t, h.sourcePath("04_x"), fence(said4))
	put(t, h.sourcePath("05_y"), fence("%%\nfmt.Println(5)"))
	m := mode{keep: true, jobs: 2}
	well, said := h.run("execute", "", m)
	if want := regexp.MustCompile(`^✓ notebooks/04_x\.ipynb +\d+\.\d s\n✓ notebooks/05_y\.ipynb +\d+\.\d s\n$`); !well || !want.MatchString(said) {
		t.Fatalf("well %t, said %q", well, said)
	}
	l := h.only()
	shown := l.file.Cells[1].Outputs()
	if len(shown) != 1 || !strings.HasPrefix(shown[0].Text("text"), "one 1 \n"+h.path("notebooks")+" <nil>") {
		t.Errorf("the cell shows %v", shown)
	}
	if language := l.file.Metadata["language_info"].(map[string]any); language["pygments_lexer"] != "go" {
		t.Errorf("the language is %v", language)
	}
	before := get(t, h.notebookPath("04_x"))
	const proven = "· notebooks/04_x.ipynb                         unchanged, proven by hash\n"
	for _, command := range []string{"execute", "test"} {
		if well, said := h.run(command, "04", m); !well || said != proven {
			t.Errorf("%s once more: well %t, said %q", command, well, said)
		}
	}
	h.edit(func(nb *notebook.Notebook) { nb.Cells[1].Outputs()[0]["text"] = "another number\n" })
	if well, said := h.run("execute", "04", m); !well || !strings.HasPrefix(said, "✓") || get(t, h.notebookPath("04_x")) != before {
		t.Errorf("an output was edited: executed once more it is another: well %t, said %q", well, said)
	}
	if well, said := h.run("test", "04", mode{all: true, jobs: 1}); !well || !strings.HasPrefix(said, "✓") {
		t.Errorf("-all: well %t, said %q", well, said)
	}
	put(t, h.sourcePath("04_x"), fence("%%\nfmt.Println(\"✗\", os.Getenv(\"SEMINAR_FIGURES\"))"))
	if well, said := h.run("figures", "04", mode{jobs: 1}); well || !strings.Contains(said, "cell 2: a check failed: ✗ "+h.path("figures")) {
		t.Errorf("figures: well %t, said %q", well, said)
	}
	if get(t, h.notebookPath("04_x")) != before {
		t.Error("figures wrote the notebook")
	}
}

// A cell that fails is named, with its line in the source and what it said; the
// notebook that was there stays.
func TestFailedWithItsPlace(t *testing.T) {
	python(t)
	h := newHome(t)
	for _, c := range []struct{ command, cell, want, said string }{
		{"execute", "%%\nfmt.Println(\"before\")\npanic(\"on purpose\")", "  cell 3, line 20 of the source, failed:\n", "on purpose"},
		{"test", "%%\nfmt.Println(undefined)", "  executed: cell 3, line 20 of the source, failed:\n", "undefined: undefined"},
	} {
		put(t, h.sourcePath("04_x"), fence("func one() int { return 1 }\n", c.cell))
		old := string(notebook.New(map[string]any{}).Bytes())
		put(t, h.notebookPath("04_x"), old)
		well, said := h.run(c.command, "04", mode{keep: true, jobs: 1})
		if well || !strings.Contains(said, c.want) || !strings.Contains(said, c.said) {
			t.Errorf("%s: well %t, said %q, expected %q and %q in it", c.command, well, said, c.want, c.said)
		}
		if get(t, h.notebookPath("04_x")) != old {
			t.Errorf("%s wrote the notebook", c.command)
		}
	}
}

func TestFailure(t *testing.T) {
	nb := code("a", "b", "c")
	l := &lesson{text: "a\nb\nc\n", source: nb}
	if said := failure(l, nb, "no such kernel"); said != "the kernel does not start: no such kernel; see .jupyter/kernel.log" {
		t.Errorf("said %q", said)
	}
	nb.Cells[1]["execution_count"] = 2
	nb.Cells[1].SetOutputs([]notebook.Output{stream(strings.Repeat("line\n", 20) + "last")})
	if said := failure(l, nb, "Error"); !strings.HasPrefix(said, "cell 2, line 2 of the source, failed:\n    line\n") || !strings.HasSuffix(said, "\n    last") || strings.Count(said, "\n") != 15 {
		t.Errorf("said %q", said)
	}
	if said := failure(l, nb, "not done after 1800 s"); !strings.HasSuffix(said, "failed:\n    not done after 1800 s") {
		t.Errorf("said %q", said)
	}
	nb.Cells[1].SetOutputs(nil)
	if said := failure(l, nb, "DeadKernelError: Kernel died"); !strings.HasSuffix(said, "    DeadKernelError: Kernel died") {
		t.Errorf("said %q", said)
	}
}

func TestJoined(t *testing.T) {
	errors := notebook.Output{"output_type": "stream", "name": "stderr", "text": "e"}
	kept := joined([]notebook.Output{stream("a"), stream("b"), show("text/plain", "x"), stream("c"), errors, stream("d"), stream("e")})
	var texts []string
	for _, o := range kept {
		texts = append(texts, o.Kind()+" "+o.Text("text"))
	}
	if have := strings.Join(texts, ", "); have != "stream ab, display_data , stream c, stream e, stream de" {
		t.Errorf("joined: %s", have)
	}
}

func TestMakeDoesNotExecuteOverEdits(t *testing.T) {
	h := author(t)
	h.edit(other)
	before := get(t, h.notebookPath("04_x"))
	r := h.make(nil, h.only(), mode{keep: true}) // without a bridge nothing is executed
	if r.well || r.err != nil || !strings.Contains(strings.Join(r.lines, "\n"), "make sync NB=04") {
		t.Errorf("result %+v", r)
	}
	if get(t, h.notebookPath("04_x")) != before {
		t.Error("the notebook was written")
	}
}

// The file alone is checked without a kernel.
func TestAgree(t *testing.T) {
	h := author(t)
	if well, said := h.run("agree", "", mode{jobs: 1}); well || !strings.Contains(said, "cell 2: execution count none, expected 1") {
		t.Errorf("not executed: well %t, said %q", well, said)
	}
	put(t, h.notebookPath("07_z"), get(t, h.notebookPath("04_x")))
	put(t, h.path("README.md"), "gallery/04-x.png")
	_, said := h.run("agree", "", mode{jobs: 1})
	for _, want := range []string{"✗ notebooks/07_z.ipynb has no source in notebooks/src\n", "✗ README shows gallery/04-x.png"} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, expected %q in it", said, want)
		}
	}
	put(t, h.notebookPath("04_x"), "<<<<<<< conflict")
	ok(t, os.Remove(h.path("README.md")))
	h.said.Reset()
	if _, err := h.do("agree", "04", mode{jobs: 1}); err != nil || !strings.Contains(h.said.String(), "file: is no notebook") {
		t.Errorf("said %q, error %v", h.said.String(), err)
	}
	ok(t, os.Remove(h.notebookPath("04_x")))
	if well, said := h.run("agree", "04", mode{jobs: 1}); well || !strings.Contains(said, "there is no such notebook: run `make notebooks`") {
		t.Errorf("well %t, said %q", well, said)
	}
}

// Lessons are told of in their order, whichever is done first; an error ends all.
func TestEach(t *testing.T) {
	h := newHome(t)
	all := []*lesson{{name: "1_a"}, {name: "2_b"}, {name: "3_c", fault: "no header"}, {name: "4_d"}}
	second := make(chan bool)
	do := func(_ *bridge, l *lesson) result {
		switch l.name {
		case "1_a":
			<-second
		case "2_b":
			close(second)
		}
		return said(l, time.Second, nil)
	}
	well, err := h.each(all, mode{jobs: 2}, do)
	ok(t, err)
	order := regexp.MustCompile(`\d_\w`).FindAllString(h.said.String(), -1)
	if fmt.Sprint(order) != "[1_a 2_b 3_c 4_d]" || well {
		t.Errorf("well %t, order %q", well, order)
	}
	full := errors.New("no space left")
	done := 0
	_, err = h.each(all, mode{jobs: 1}, func(*bridge, *lesson) result { done++; return result{err: full} })
	if !errors.Is(err, full) || done == len(all) {
		t.Errorf("error %v after %d lessons", err, done)
	}
}
