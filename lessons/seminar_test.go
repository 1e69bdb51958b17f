package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"seminar.example/lessons/notebook"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const clone = ".." // the seminar whose lessons these tests read

// python returns a bridge that the tests of this package share. It skips where
// these do not run in the seminar's environment, which sets JUPYTER_PATH.
func python(t testing.TB) *bridge {
	t.Helper()
	if os.Getenv("JUPYTER_PATH") == "" {
		t.Skip("needs jupytext and the kernel: python3 kernel-setup/environ.py go test ./lessons")
	}
	return shared()
}

var shared = sync.OnceValue(func() *bridge { return newBridge(clone) })

// A source with every kind of cell, as `lessons sync` writes it.
const (
	head = `---
jupyter:
  jupytext:
    text_representation:
      extension: .md
      format_name: markdown
  kernelspec:
    display_name: Go (seminar)
    language: go
    name: seminar-go
---

`
	text = head + "# A\n\n```python .noeval\nimport torch\n```\n\n```go\n%%\nfmt.Println(\"a\")\n```\n\nText after.\n\n\nA text cell of its own.\n"
)

// home is a seminar of one lesson in a folder of its own, and what its commands say.
type home struct {
	*program
	*testing.T
	said bytes.Buffer
}

func newHome(t *testing.T) *home {
	t.Helper()
	root := filepath.Join(t.TempDir(), "with space")
	h := &home{T: t}
	for name, content := range map[string]string{
		"go.mod":                       "module seminar.example\n\ngo 1.26\n",
		"go.sum":                       "",
		"kernel-setup/patch.py":        "# two changes\n",
		"kernel-setup/tools/go.mod":    "module tools\n",
		"kernel-setup/tools/gonb/a.go": "package gonb\n",
		"kernel-setup/jupyter/kernels/seminar-go/kernel.json": `{"display_name": "Go (seminar)", "language": "go"}`,
		"README.md":             "",
		"notebooks/src/04_x.md": text,
	} {
		put(t, filepath.Join(root, filepath.FromSlash(name)), content)
	}
	bridge, err := os.ReadFile("bridge.py")
	ok(t, err)
	put(t, filepath.Join(root, "lessons", "bridge.py"), string(bridge))
	s, err := openSeminar(root)
	ok(t, err)
	h.program = &program{s, &h.said, shared()}
	return h
}

func put(t testing.TB, path, content string) {
	t.Helper()
	ok(t, os.MkdirAll(filepath.Dir(path), 0o777))
	ok(t, os.WriteFile(path, []byte(content), 0o644))
}

func get(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	ok(t, err)
	return string(data)
}

// made writes the notebook of the source as `make notebooks` leaves it, but for its
// outputs.
func (h *home) made() {
	h.Helper()
	nb, err := h.read(python(h), get(h, h.sourcePath("04_x")))
	ok(h, err)
	nb.Mark("inputs")
	put(h, h.notebookPath("04_x"), string(nb.Bytes()))
}

// edit changes the notebook as JupyterLab does.
func (h *home) edit(change func(nb *notebook.Notebook)) {
	h.Helper()
	nb, err := parse(h.notebookPath("04_x"))
	ok(h, err)
	change(nb)
	put(h, h.notebookPath("04_x"), string(nb.Bytes()))
}

// only returns the one lesson.
func (h *home) only() *lesson {
	h.Helper()
	all, err := h.lessons(python(h), "04")
	ok(h, err)
	return all[0]
}

func sources(nb *notebook.Notebook) []string {
	var all []string
	for _, c := range nb.Cells {
		all = append(all, c.Source())
	}
	return all
}

const twins = head + "# A\n\n```go\nx\n```\n\n```go\nx\n```\n\n```python .noeval\nimport torch\n```\n"

// Cells that are the same have ids of their own, and each time the same.
func TestRead(t *testing.T) {
	h := newHome(t)
	var before []string
	for range 2 {
		nb, err := h.read(python(t), twins)
		ok(t, err)
		var kinds, ids []string
		for _, c := range nb.Cells {
			kinds, ids = append(kinds, c.Kind()), append(ids, c.ID())
		}
		if !slices.Equal(kinds, []string{"markdown", "code", "code", "markdown"}) {
			t.Errorf("cells %q", kinds)
		}
		if unique := slices.Compact(slices.Sorted(slices.Values(ids))); len(unique) != 4 || ids[2] != ids[1]+"-2" {
			t.Errorf("ids %q", ids)
		}
		if before != nil && !slices.Equal(ids, before) {
			t.Errorf("ids %q, before %q", ids, before)
		}
		before = ids
		if nb.Edited() {
			t.Error("what a source makes counts as edited")
		}
	}
}

func TestPlace(t *testing.T) {
	nb, err := newHome(t).read(python(t), twins)
	ok(t, err)
	for i, want := range []int{13, 16, 20, 23} {
		if line := place(twins, nb, i); line != want {
			t.Errorf("cell %d begins in line %d, expected %d", i+1, line, want)
		}
	}
}

// A source that cannot be read is a line, and stops no other.
func TestASourceThatCannotBeReadIsOneLine(t *testing.T) {
	for source, want := range map[string]string{
		strings.Replace(text, "kernelspec:", "kernelspec*", 1): "compare its header",
		text + "\xff": "is no text in UTF-8",
	} {
		h := newHome(t)
		h.made()
		put(t, h.sourcePath("04_x"), source)
		put(t, h.sourcePath("05_y"), text)
		for _, run := range []bool{true, false} {
			h.said.Reset()
			all, err := h.lessons(python(t), "")
			ok(t, err)
			well, err := h.each(all, mode{jobs: 2}, func(b *bridge, l *lesson) result { return h.test(b, l, mode{}, run && l.number() == "04") })
			ok(t, err)
			if said := h.said.String(); well || strings.Count(said, want) != 1 || !strings.Contains(said, "05_y") {
				t.Errorf("well %t, said %q, expected %q in it", well, said, want)
			}
		}
	}
}

func TestNoSuchLesson(t *testing.T) {
	h := newHome(t)
	if _, err := h.lessons(nil, "9"); err == nil || !strings.Contains(err.Error(), "no source 9*.md") {
		t.Errorf("error %v", err)
	}
}

// Python that is not there, or breaks, is one line.
func TestNoPython(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := newBridge(clone).read(text); err == nil || !strings.Contains(err.Error(), "run `make setup`") {
		t.Errorf("error %v", err)
	}
}

func TestPythonWithoutPackages(t *testing.T) {
	b := python(t) // so that there is a Python
	_, err := b.read(text)
	ok(t, err)
	broken := newBridge(t.TempDir()) // without bridge.py
	defer broken.close()
	if _, err := broken.read(text); err == nil || !strings.Contains(err.Error(), "bridge.py") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
}
