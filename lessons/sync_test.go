package main

import (
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// An author's edits go from JupyterLab to the source and back, and none is lost.

// author is a home whose lesson was made.
func author(t *testing.T) *home {
	h := newHome(t)
	h.made()
	return h
}

func other(nb *notebook.Notebook) { nb.Cells[1]["source"] = "%%\nfmt.Println(\"b\")" }

// take takes the notebook into its source; the line says so, or an error.
func (h *home) taken(want string) {
	h.Helper()
	line, err := h.take(h.notebookPath("04_x"), h.sourcePath("04_x"))
	ok(h, err)
	if !strings.Contains(line, want) {
		h.Errorf("said %q, expected %q in it", line, want)
	}
}

func TestAnEditAndNothingElseComesBack(t *testing.T) {
	h := author(t)
	h.edit(other)
	if said := lost(h.only()); !strings.Contains(said, "make sync NB=04") {
		t.Errorf("said %q", said)
	}
	h.taken("taken into notebooks/src/04_x.md; now `make notebooks NB=04`")
	if have, want := get(t, h.sourcePath("04_x")), strings.Replace(text, `"a"`, `"b"`, 1); have != want {
		t.Errorf("the source is %q, expected %q", have, want)
	}
	if said := lost(h.only()); said != "" {
		t.Errorf("the source holds it, but executing is refused: %s", said)
	}
	h.taken("the same")
}

func TestCellsAddedRemovedMoved(t *testing.T) {
	h := author(t)
	var want []string
	h.edit(func(nb *notebook.Notebook) {
		fresh := notebook.Cell{"cell_type": "code", "id": "new", "metadata": map[string]any{}, "source": "func f() {}", "execution_count": nil}
		fresh.SetOutputs(nil)
		blank := notebook.Cell{"cell_type": "markdown", "id": "blank", "metadata": map[string]any{}, "source": " \n"}
		nb.Cells = []notebook.Cell{nb.Cells[1], fresh, blank, nb.Cells[0], nb.Cells[3]}
		want = []string{nb.Cells[0].Source(), "func f() {}", nb.Cells[3].Source(), nb.Cells[4].Source()}
	})
	if lost(h.only()) == "" {
		t.Error("executing would lose the edits")
	}
	h.taken("taken into")
	if have := sources(h.only().source); !slices.Equal(have, want) {
		t.Errorf("the source makes %q, expected %q", have, want)
	}
}

const fold = `jupyter={"source_hidden": true}`

// A folded fence makes a folded cell, in the bytes of nbformat, and the cell the
// fence again; all else that a fence says is dropped.
func TestFolded(t *testing.T) {
	h := newHome(t)
	written := strings.Replace(text, "```go", "```go "+fold, 1)
	put(t, h.sourcePath("04_x"), strings.Replace(written, fold, `tags=["x"] `+fold, 1))
	h.made()
	const bytes = `
   "metadata": {
    "jupyter": {
     "source_hidden": true
    }
   },
   "outputs": [],
`
	if made := get(t, h.notebookPath("04_x")); strings.Count(made, bytes) != 1 || strings.Contains(made, "tags") {
		t.Errorf("the notebook is\n%s", made)
	}
	l := h.only()
	if have, err := h.sourceText(h.python, l.source); err != nil || have != written {
		t.Errorf("the source becomes %q (%v), expected %q", have, err, written)
	}
}

// An author who opens a folded cell has edited nothing; what is typed there comes
// into the folded fence. A cell that was folded in JupyterLab gets one.
func TestOpenedAndFoldedInJupyterLab(t *testing.T) {
	h := newHome(t)
	folded := strings.Replace(text, "```go", "```go "+fold, 1)
	put(t, h.sourcePath("04_x"), folded)
	h.made()
	h.edit(func(nb *notebook.Notebook) { nb.Cells[1]["metadata"] = map[string]any{} })
	if l := h.only(); l.file.Edited() || lost(l) != "" {
		t.Error("an opened cell counts as edited")
	}
	h.taken("the same")
	h.edit(other)
	h.taken("taken into")
	if have, want := get(t, h.sourcePath("04_x")), strings.Replace(folded, `"a"`, `"b"`, 1); have != want {
		t.Errorf("the source is %q, expected %q", have, want)
	}

	put(t, h.sourcePath("04_x"), text)
	h.made()
	h.edit(func(nb *notebook.Notebook) { other(nb); nb.Cells[1].Bare(true) })
	h.taken("taken into")
	if have, want := get(t, h.sourcePath("04_x")), strings.Replace(folded, `"a"`, `"b"`, 1); have != want {
		t.Errorf("folded in JupyterLab, the source is %q, expected %q", have, want)
	}
}

func TestNothingEdited(t *testing.T) {
	h := author(t)
	h.taken("the same")
	changed := strings.Replace(text, "# A", "# B", 1)
	put(t, h.sourcePath("04_x"), changed)
	if said := lost(h.only()); said != "" {
		t.Errorf("an edited source alone is not executed: %s", said)
	}
	h.taken("make notebooks NB=04")
	if get(t, h.sourcePath("04_x")) != changed {
		t.Error("the source was changed")
	}
}

func TestBothEditedIsRefusedBothWays(t *testing.T) {
	h := author(t)
	h.edit(other)
	changed := strings.Replace(text, "# A", "# B", 1)
	put(t, h.sourcePath("04_x"), changed)
	if lost(h.only()) == "" {
		t.Error("executing would lose the edits")
	}
	_, err := h.take(h.notebookPath("04_x"), h.sourcePath("04_x"))
	if err == nil || !regexp.MustCompile(`edited too.*\.jupyter/04_x\.md`).MatchString(err.Error()) {
		t.Errorf("error %v", err)
	}
	if get(t, h.sourcePath("04_x")) != changed {
		t.Error("the source was changed")
	}
	if get(t, h.path(".jupyter/04_x.md")) != strings.Replace(text, `"a"`, `"b"`, 1) {
		t.Error("the notebook's cells are not beside it")
	}
}

func TestANotebookWithoutSourceGetsOne(t *testing.T) {
	h := author(t)
	cell := notebook.Cell{"cell_type": "markdown", "id": "new", "metadata": map[string]any{}, "source": "# New"}
	put(t, h.notebookPath("09_new"), string(notebook.New(map[string]any{}, cell).Bytes()))
	well, err := h.sync("09")
	ok(t, err)
	nb, err := h.read(python(t), get(t, h.sourcePath("09_new")))
	ok(t, err)
	if !well || !slices.Equal(sources(nb), []string{"# New"}) {
		t.Errorf("well %t, the source makes %q", well, sources(nb))
	}
}

func TestAwkwardTextsComeThroughOrAreRefused(t *testing.T) {
	refusals := 0
	for _, awkward := range []string{"one\n\n\ntwo", "a fence:\n\n```go\nx := 1\n```\n\nin a text", "<!-- #region -->", "---\n\n---"} {
		h := author(t)
		h.edit(func(nb *notebook.Notebook) { nb.Cells[0]["source"] = awkward })
		_, err := h.take(h.notebookPath("04_x"), h.sourcePath("04_x"))
		var why refused
		switch {
		case errors.As(err, &why):
			refusals++
			if !strings.Contains(why.Error(), "cell 1 cannot be written") || get(t, h.sourcePath("04_x")) != text {
				t.Errorf("%q: %v, or the source was changed", awkward, err)
			}
		case err != nil:
			t.Errorf("%q: %v", awkward, err)
		case h.only().source.Cells[0].Source() != awkward:
			t.Errorf("%q became %q", awkward, h.only().source.Cells[0].Source())
		}
	}
	if refusals == 0 || refusals == 4 {
		t.Errorf("%d of 4 refused: this test sees one half alone", refusals)
	}
}

// A notebook that cannot be read is a line, and the source stays.
func TestADamagedNotebookIsNotTaken(t *testing.T) {
	for damage, want := range map[string]string{"<<<<<<< conflict": "is no notebook", `{"cells": [{"cell_type": "raw", "source": "\ud800"}], "metadata": {}}`: "surrogate"} {
		h := author(t)
		put(t, h.notebookPath("04_x"), damage)
		well, err := h.sync("")
		ok(t, err)
		if said := h.said.String(); well || !strings.Contains(said, "✗ notebooks/04_x.ipynb: is no notebook") || !strings.Contains(said, want) || strings.Count(said, "\n") != 1 {
			t.Errorf("well %t, said %q, expected %q in one line", well, said, want)
		}
		if get(t, h.sourcePath("04_x")) != text {
			t.Error("the source was changed")
		}
	}
}

func TestWhichNotebooks(t *testing.T) {
	h := author(t)
	for which, want := range map[string][2]string{
		"04":                                {h.notebookPath("04_x"), h.sourcePath("04_x")},
		h.path("work/04_x-v2.ipynb"):        {h.path("work/04_x-v2.ipynb"), h.sourcePath("04_x")},
		h.path("work/solutions/04_x.ipynb"): {h.path("work/solutions/04_x.ipynb"), h.sourcePath("solutions/04_x")},
	} {
		if found, err := h.pairs(which); err != nil || !slices.Equal(found, [][2]string{want}) {
			t.Errorf("%s: %q, %v, expected %q", which, found, err, want)
		}
	}
	for _, which := range []string{"7", filepath.Join(h.root, "none.ipynb")} {
		if _, err := h.sync(which); err == nil || !strings.Contains(err.Error(), "there is no notebook "+which) {
			t.Errorf("%s: error %v", which, err)
		}
	}
}

// Edits in the copy that `make lab` opens are told of.
func TestEditsInWork(t *testing.T) {
	h := author(t)
	put(t, h.path("work/04_x.ipynb"), get(t, h.notebookPath("04_x")))
	for _, want := range []bool{false, true} {
		h.said.Reset()
		_, err := h.sync("04")
		ok(t, err)
		if said := h.said.String(); strings.Contains(said, "`make sync NB=work/04_x.ipynb` takes those") != want {
			t.Errorf("said %q, expected the copy in it: %t", said, want)
		}
		h.edit(other)
		put(t, h.path("work/04_x.ipynb"), get(t, h.notebookPath("04_x")))
	}
}

// Every source of the clone survives the way through a notebook.
func TestEverySource(t *testing.T) {
	s, err := openSeminar(clone)
	ok(t, err)
	b := python(t)
	all, err := s.lessons(b, "")
	ok(t, err)
	for _, l := range all {
		if l.source == nil {
			t.Errorf("%s: %s", l.name, l.fault)
			continue
		}
		again, err := s.sourceText(b, l.source)
		ok(t, err)
		if again != l.text {
			t.Errorf("%s becomes another source", l.name)
		}
	}
}

// A source is refused, or makes a notebook that makes it again.
func FuzzSource(f *testing.F) {
	s, err := openSeminar(clone)
	ok(f, err)
	found, err := names(s.path("notebooks/src"), "", ".md")
	ok(f, err)
	for _, name := range found {
		if strings.HasPrefix(name, "solutions/") { // the shorter ones
			f.Add(get(f, s.sourcePath(name)))
		}
	}
	for _, part := range []string{"```", "---\n", "\n\n\n", "{", "\x00", "%%", "가", "<!-- #region -->", text, fold} {
		f.Add(part)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := python(t)
		nb, err := s.read(b, strings.ToValidUTF8(text, "?"))
		var why unreadable
		if errors.As(err, &why) {
			return
		}
		ok(t, err)
		written, err := s.sourceText(b, nb)
		var no refused
		if errors.As(err, &no) || errors.As(err, &why) {
			return
		}
		ok(t, err)
		again, err := s.read(b, written)
		ok(t, err)
		if again.Written() != nb.Written() || !slices.EqualFunc(again.Cells, nb.Cells, same) {
			t.Errorf("the source that was written makes another notebook: %q", written)
		}
	})
}
