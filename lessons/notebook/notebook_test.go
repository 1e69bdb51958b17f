package notebook_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// committed returns the paths of the notebooks of this clone.
func committed(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.ipynb", "solutions/*.ipynb"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "notebooks", pattern))
		ok(t, err)
		all = append(all, found...)
	}
	return all
}

// A notebook that nbformat wrote is written with the same bytes.
func TestCommittedNotebooksRoundTrip(t *testing.T) {
	paths := committed(t)
	if len(paths) < 18 {
		t.Fatalf("found %d notebooks, expected at least 18", len(paths))
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		ok(t, err)
		data = []byte(strings.ReplaceAll(string(data), "\r\n", "\n")) // a checkout on Windows
		nb, err := notebook.Parse(data)
		ok(t, err)
		if got := nb.Bytes(); string(got) != string(data) {
			t.Errorf("%s: written again it has other bytes, first at %d", path, differs(got, data))
		}
		if nb.Edited() {
			t.Errorf("%s counts as edited", path)
		}
	}
}

func differs(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

type golden struct {
	Name, File, Written, Held, Bytes string
	Identifiers                      []string
}

// goldens returns notebooks with the hashes and bytes that the seminar's Python
// (json, hashlib, nbformat 5.10) made of them, when students' lists began.
func goldens(t testing.TB) []golden {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "golden.json"))
	ok(t, err)
	var all []golden
	ok(t, json.Unmarshal(data, &all))
	return all
}

func TestHashesAndBytesAreThoseOfPython(t *testing.T) {
	for _, want := range goldens(t) {
		nb, err := notebook.Parse([]byte(want.File))
		if err != nil {
			t.Errorf("%s: %v", want.Name, err)
			continue
		}
		if nb.Written() != want.Written || nb.Held() != want.Held {
			t.Errorf("%s: written %s, held %s, expected %s, %s", want.Name, nb.Written(), nb.Held(), want.Written, want.Held)
		}
		ids := []string{}
		for _, c := range nb.Cells {
			ids = append(ids, c.Identifier())
		}
		if !slices.Equal(ids, want.Identifiers) {
			t.Errorf("%s: identifiers %q, expected %q", want.Name, ids, want.Identifiers)
		}
		if want.Bytes != "" && string(nb.Bytes()) != want.Bytes {
			t.Errorf("%s: bytes\n%s\nexpected\n%s", want.Name, nb.Bytes(), want.Bytes)
		}
	}
}

// The hashes tell what they must tell apart, and nothing else.
func TestWhatTheHashesTell(t *testing.T) {
	const file = `{"cells": [{"cell_type": "code", "source": "a", "outputs": [{"output_type": "stream", "text": "1"}]}], "metadata": {}}`
	for _, c := range []struct {
		old, new      string
		written, held bool // whether it stays
	}{
		{`"a"`, `["a"]`, true, true},
		{`"metadata": {}`, `"metadata": {"x": 1}`, true, true},
		{`"text": "1"`, `"text": "2"`, true, false},
		{`"source": "a"`, `"source": "b"`, false, false},
		{`"code"`, `"raw"`, false, false},
		{`"code"`, `"code", "metadata": {"jupyter": {"source_hidden": true}}`, true, true}, // a cell that is opened or folded is not edited
	} {
		nb, err := notebook.Parse([]byte(file))
		ok(t, err)
		other, err := notebook.Parse([]byte(strings.Replace(file, c.old, c.new, 1)))
		ok(t, err)
		if written, held := nb.Written() == other.Written(), nb.Held() == other.Held(); written != c.written || held != c.held {
			t.Errorf("%s for %s: the same text %t, the same %t, expected %t, %t", c.new, c.old, written, held, c.written, c.held)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	cell := func(s string) string { return `{"cells": [` + s + `], "metadata": {}}` }
	for file, why := range map[string]string{
		"":                                 "EOF",
		"<<<<<<< conflict":                 "invalid character",
		"[]":                               "lacks cells",
		`{"cells": []}`:                    "lacks cells or metadata",
		`{"cells": {}, "metadata": {}}`:    "lacks cells",
		`{"cells": [], "metadata": {}} {}`: "follows",
		cell(`1`):                          "cell 1: it has no cell_type",
		cell(`{"cell_type": "code", "source": "x"}, {"cell_type": "code"}`):        "cell 2: it has no source",
		cell(`{"cell_type": "code", "source": ["x", 1]}`):                          "no source",
		cell(`{"cell_type": "code", "source": "x", "outputs": {}}`):                "no list",
		cell(`{"cell_type": "code", "source": "x", "outputs": [1]}`):               "no object",
		cell(`{"cell_type": "code", "source": "x", "outputs": [{"data": [1]}]}`):   "no object",
		cell(`{"cell_type": "code", "source": "half a pair \ud83d"}`):              "surrogate",
		cell("{\"cell_type\": \"code\", \"source\": \"\xff\"}"):                    "UTF-8",
		`{"cells": [], "metadata": {}, "x": ` + strings.Repeat("[", 20_000) + "}}": "depth",
	} {
		if _, err := notebook.Parse([]byte(file)); err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.80s: error %v, expected one line with %q", file, err, why)
		}
	}
}

// What was made is not edited, whatever JupyterLab leaves; without stored hashes
// the ids tell.
func TestEdited(t *testing.T) {
	cell := notebook.Cell{"cell_type": "code", "source": "a"}
	cell["id"] = cell.Identifier() + "-2"
	nb := notebook.New(map[string]any{}, cell)
	if nb.Edited() {
		t.Error("by its ids it is edited")
	}
	cell["source"] = "a!"
	if !nb.Edited() {
		t.Error("by its ids it is not edited")
	}
	nb.Mark("inputs")
	if nb.Edited() || !nb.Proven("inputs") || nb.Proven("others") {
		t.Error("marked, it is edited, or not proven by its inputs alone")
	}
	cell.SetOutputs([]notebook.Output{{"output_type": "stream", "text": "x"}})
	if nb.Edited() || nb.Proven("inputs") {
		t.Error("with another output it is edited, or still proven")
	}
	cell["source"] = "b"
	if !nb.Edited() {
		t.Error("with another text it is not edited")
	}
}

// A damaged file is refused, or is a notebook whose own bytes make it again.
func FuzzParse(f *testing.F) {
	for _, g := range goldens(f) {
		f.Add([]byte(g.File))
	}
	for _, path := range committed(f) {
		if data, err := os.ReadFile(path); err == nil && len(data) < 20_000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := notebook.Parse(data)
		if err != nil {
			return
		}
		nb.Edited()
		nb.Proven("")
		again, err := notebook.Parse(nb.Bytes())
		ok(t, err)
		if again.Held() != nb.Held() || again.Written() != nb.Written() {
			t.Errorf("written again it holds something else:\n%s", nb.Bytes())
		}
	})
}
