package copies

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// taught returns the bytes of an executed notebook: a text begins with "# " or ": ",
// all else is code.
func taught(sources ...string) []byte {
	nb, err := notebook.Parse(lesson(sources...))
	if err != nil {
		panic(err)
	}
	for _, c := range nb.Cells {
		if strings.HasPrefix(c.Source(), "#") || strings.HasPrefix(c.Source(), ": ") {
			c["cell_type"] = "markdown"
			delete(c, "outputs")
			delete(c, "execution_count")
			c["id"] = c.Identifier()
		}
	}
	nb.Mark("inputs")
	return nb.Bytes()
}

var first = []string{"# MNIST?", "## ★ Five epochs", "// train trains.\n%%", ": It learns.", "## Side by side", "// Draws: ten digits.", "x", "## Outlook", "y"}

func with(change func(all []string) []string) []byte { return taught(change(slices.Clone(first))...) }

// What a reader changed in a copy is no change of the lesson, whatever it is.
func TestWhatChanged(t *testing.T) {
	for name, test := range map[string]struct {
		now  []byte
		want string
	}{
		"code": {with(func(s []string) []string {
			s[2] = "// train trains, and stops at a given error, as it is asked to.\n%%"
			return s
		}),
			"; changed: Five epochs (“train trains, and stops at a given error…”)"},
		"text and code": {with(func(s []string) []string { s[3], s[2] = ": It learns well.", "z"; return s }),
			"; changed: Five epochs (code, text)"},
		"below a text":    {with(func(s []string) []string { s[3] = ": It learns.\n\n## Watch\n\n```\n# no heading\n```"; return s }), "; new: Watch; changed: Five epochs (a cell is gone)"},
		"heading's text":  {with(func(s []string) []string { s[4] += "\n\nAnd more."; return s }), "; changed: Side by side (text)"},
		"a section more":  {with(func(s []string) []string { return append(s, "## Summary", "w") }), "; new: Summary"},
		"a section less":  {with(func(s []string) []string { return s[:7] }), "; gone: Outlook"},
		"a cell less":     {with(func(s []string) []string { return slices.Delete(s, 6, 7) }), "; changed: Side by side (a cell is gone)"},
		"another order":   {with(func(s []string) []string { s[5], s[6] = s[6], s[5]; return s }), "; cells are gone or stand elsewhere"},
		"another heading": {with(func(s []string) []string { s[7] = "## A look ahead"; return s }), "; new: A look ahead; gone: Outlook"},
		"all": {taught("# A", "a", "## B", "b", "## C", "c", "## D", "d", "## E", "e", "## F", "f"),
			"; new: A, B, C, D and 2 more; gone: MNIST?, Five epochs, Side by side, Outlook"},
	} {
		t.Run(name, func(t *testing.T) {
			h := build(t)
			h.put(h.lesson, taught(first...))
			h.update()
			h.put(h.lesson, test.now)
			h.says("work     04_x: renewed, as you had changed nothing" + test.want)
			h = build(t)
			h.put(h.lesson, taught(first...))
			h.update()
			h.edit(h.copy, func(nb *notebook.Notebook) {
				nb.Cells[2]["source"], nb.Cells[8]["source"] = "mine", "mine"
				nb.Cells = append(nb.Cells, notebook.Cell{"cell_type": "markdown", "id": "m", "source": "## My own", "metadata": map[string]any{}})
			})
			h.put(h.lesson, test.now)
			h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb" + test.want)
		})
	}
}

// Cells that the reader removed were in the lesson all the same.
func TestWhatTheReaderRemovedIsNotNew(t *testing.T) {
	h := build(t)
	h.put(h.lesson, taught(first...))
	h.update()
	h.edit(h.copy, func(nb *notebook.Notebook) { nb.Cells = nb.Cells[:4] })
	h.put(h.lesson, with(func(s []string) []string { s[8] = "z"; return s }))
	h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb; changed: Outlook (code)")
}

func TestExecutedAnew(t *testing.T) {
	anew := func(h *house) {
		h.edit(h.lesson, func(nb *notebook.Notebook) { nb.Cells[0].Outputs()[0]["text"] = "2\n" })
	}
	h := build(t)
	anew(h)
	h.says("work     renewed, as you had changed nothing; the same cells, executed anew: 04_x")
	h = build(t)
	h.typeIn(h.copy)
	anew(h)
	h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb; the same cells, executed anew")
}

func TestWithdrawn(t *testing.T) {
	h := build(t)
	h.typeIn(h.copy)
	mine := h.read(h.copy)
	ok(t, os.Remove(h.lesson))
	h.put(filepath.Join(h.notebooks, "05_y.ipynb"), lesson("other", "cells"))
	want := "work     05_y: copied into work/\nwork     04_x: the lesson was withdrawn; your copy stays"
	h.says(want)
	if h.read(h.copy) != mine {
		t.Error("the copy was changed")
	}
	h.says("") // said once
	h.put(h.lesson, lesson("a", "new"))
	h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb; changed: code")
}

func TestRenamed(t *testing.T) {
	for what, sources := range map[string][]string{"as it was": {"a", "b"}, "with other cells": {"a", "c", "d"}} {
		t.Run(what, func(t *testing.T) {
			h := build(t)
			h.typeIn(h.copy)
			ok(t, os.Remove(h.lesson))
			h.put(filepath.Join(h.notebooks, "05_y.ipynb"), lesson(sources...))
			h.says("work     05_y: copied into work/\nwork     04_x: the lesson is called 05_y now, and lies beside your copy, which stays")
			h.says("")
			ok(t, os.Remove(filepath.Join(h.notebooks, "05_y.ipynb")))
			h.says("work     05_y: the lesson was withdrawn; your copy stays")
		})
	}
}

// A copy that the reader removed is of no lesson's concern.
func TestWithdrawnWithoutACopy(t *testing.T) {
	h := build(t)
	ok(t, os.Remove(h.copy))
	ok(t, os.Remove(h.lesson))
	h.says("")
}
