package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"seminar.example/lessons/notebook"
)

// An author's edits in JupyterLab, back into notebooks/src.

const header = `---
jupyter:
  jupytext:
    text_representation:
      extension: .md
      format_name: markdown
  kernelspec:
    display_name: %s
    language: %s
    name: %s
---

`

// refused says why a source is not replaced, and what to do.
type refused string

func (r refused) Error() string { return string(r) }

// sourceText returns the text of the source that makes the cells of a notebook;
// refused where none does.
func (s *seminar) sourceText(b *bridge, nb *notebook.Notebook) (string, error) {
	plain := notebook.New(map[string]any{"kernelspec": s.kernelspec})
	for _, c := range nb.Cells {
		if c.Blank() {
			continue
		}
		bare := notebook.Cell{"cell_type": c.Kind(), "id": c.Identifier(), "source": c.Source()}
		bare.Bare(c.Folded())
		if c.Kind() == "code" {
			bare["execution_count"] = nil
			bare.SetOutputs(nil)
		}
		plain.Cells = append(plain.Cells, bare)
	}
	written, err := b.write(plain)
	if err != nil {
		return "", err
	}
	_, body, found := strings.Cut(written, "\n---\n")
	if !found {
		return "", fmt.Errorf("jupytext wrote no header: %.60q", written)
	}
	text := fmt.Sprintf(header, s.kernelspec["display_name"], s.kernelspec["language"], s.kernelspec["name"]) + strings.TrimLeft(body, "\n")
	again, err := s.read(b, text)
	if err != nil {
		return "", err
	}
	for i, want := range plain.Cells {
		if i >= len(again.Cells) || !same(again.Cells[i], want) || i+1 == len(plain.Cells) && len(again.Cells) > i+1 {
			return "", refused(fmt.Sprintf("cell %d cannot be written as Markdown (a fence ```go in a text cell?): %.60q", i+1, want.Source()))
		}
	}
	return text, nil
}

// same tells whether a source writes two cells alike.
func same(a, b notebook.Cell) bool {
	return a.Kind() == b.Kind() && a.Source() == b.Source() && a.Folded() == b.Folded()
}

// take replaces a lesson's source by what a notebook holds; it returns the line
// that says so.
func (p *program) take(path, source string) (string, error) {
	nb, err := parse(path)
	if err != nil {
		return "", err
	}
	old, err := readText(source)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	have, folded := "", map[string]bool{}
	if old != "" {
		was, err := p.read(p.python, old)
		if err != nil {
			return "", err
		}
		have = was.Written()
		for _, c := range was.Cells {
			folded[c.ID()] = c.Folded()
		}
	}
	number, _, _ := strings.Cut(filepath.Base(path), "_")
	switch {
	case nb.Written() == have:
		return fmt.Sprintf("· %s: its source holds the same", p.shown(path)), nil
	case have != "" && !nb.Edited():
		return fmt.Sprintf("· %s: not edited; its source was: `make notebooks NB=%s`", p.shown(path), number), nil
	}
	for _, c := range nb.Cells {
		c.Bare(c.Folded() || folded[c.ID()]) // an author opens a cell to edit it, and it stays folded
	}
	text, err := p.sourceText(p.python, nb)
	if err != nil {
		return "", err
	}
	if have != "" && have != nb.Made() {
		other := p.path(".jupyter/" + filepath.Base(source))
		if err := p.write(other, []byte(text)); err != nil {
			return "", err
		}
		return "", refused(fmt.Sprintf("%s was edited too since the notebook was made. The notebook's cells are now in %s: "+
			"bring what you want of them into the source (`diff %[1]s %[2]s`), remove the notebook and run `make notebooks NB=%s`",
			p.shown(source), p.shown(other), number))
	}
	if err := p.write(source, []byte(text)); err != nil {
		return "", err
	}
	return fmt.Sprintf("✓ %s: taken into %s; now `make notebooks NB=%s`", p.shown(path), p.shown(source), number), nil
}

// parse reads a notebook's file.
func parse(path string) (*notebook.Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return notebook.Parse(data)
}

// pairs returns the notebooks that NB names, each with its source: a number names
// lessons, a path a notebook.
func (s *seminar) pairs(which string) ([][2]string, error) {
	if strings.HasSuffix(which, ".ipynb") {
		path, err := filepath.Abs(which)
		if err != nil {
			return nil, err
		}
		name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(path), ".ipynb"), "-v")
		if slices.Contains(strings.Split(filepath.ToSlash(filepath.Dir(path)), "/"), "ko") {
			return nil, fmt.Errorf("%s is the Korean edition: its texts are edited in %s, its code in the English lesson", which, s.shown(s.poPath(name)))
		}
		if filepath.Base(filepath.Dir(path)) == "solutions" {
			name = "solutions/" + name
		}
		return [][2]string{{path, s.sourcePath(name)}}, nil
	}
	found, err := names(s.path("notebooks"), which, ".ipynb")
	var all [][2]string
	for _, name := range found {
		all = append(all, [2]string{s.notebookPath(name), s.sourcePath(name)})
	}
	return all, err
}

// inWork returns a line about edits in the copy that `make lab` opens, or "".
func (s *seminar) inWork(path string) string {
	relative, err := filepath.Rel(s.path("notebooks"), path)
	if err != nil {
		return ""
	}
	copy := filepath.Join(s.path("work"), relative)
	nb, err := parse(copy)
	if err != nil || !nb.Edited() {
		return ""
	}
	return fmt.Sprintf("  %s holds edits, too: `make sync NB=%[1]s` takes those", s.shown(copy))
}

// sync takes the edits of notebooks into their sources: of those that which names,
// of all in notebooks/ where it is "". A notebook that has no source gets it. A
// source is replaced only where it was not edited, too, since the notebook was made.
func (p *program) sync(which string) (bool, error) {
	found, err := p.pairs(which)
	if err != nil {
		return false, err
	}
	missing := len(found) == 0
	for _, pair := range found {
		if _, err := os.Stat(pair[0]); err != nil {
			missing = true
		}
	}
	if missing {
		return false, fmt.Errorf("there is no notebook %s in %s", which, p.path("notebooks"))
	}
	well := true
	for _, pair := range found {
		line, err := p.take(pair[0], pair[1])
		if err != nil {
			well = false
			fmt.Fprintf(p.out, "✗ %s: %v\n", p.shown(pair[0]), err)
			continue
		}
		fmt.Fprintln(p.out, line)
		if which != "" && !strings.HasSuffix(which, ".ipynb") {
			if line := p.inWork(pair[0]); line != "" {
				fmt.Fprintln(p.out, line)
			}
		}
	}
	return well, nil
}
