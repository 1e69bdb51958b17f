package copies

import (
	"errors"
	"io/fs"
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

// lesson returns the bytes of an executed notebook.
func lesson(sources ...string) []byte {
	nb := notebook.New(map[string]any{"language_info": map[string]any{"pygments_lexer": "go"}})
	for n, source := range sources {
		c := notebook.Cell{"cell_type": "code", "source": source, "execution_count": n + 1, "metadata": map[string]any{}}
		c["id"] = c.Identifier()
		c.SetOutputs([]notebook.Output{{"output_type": "stream", "name": "stdout", "text": "1\n"}})
		nb.Cells = append(nb.Cells, c)
	}
	nb.Mark("inputs")
	return nb.Bytes()
}

// house is a seminar with one lesson, its solution and one file of weights, and a
// reader's copies of them.
type house struct {
	*testing.T
	notebooks, work, lesson, copy, weights string
}

func build(t *testing.T) *house {
	folder := filepath.Join(t.TempDir(), "with space")
	h := &house{T: t, notebooks: filepath.Join(folder, "notebooks"), work: filepath.Join(folder, "work")}
	h.lesson, h.copy = filepath.Join(h.notebooks, "04_x.ipynb"), filepath.Join(h.work, "04_x.ipynb")
	h.weights = filepath.Join(h.notebooks, "weights", "04.safetensors")
	h.put(h.weights, []byte("first"))
	h.put(filepath.Join(h.notebooks, "solutions", "04_x.ipynb"), lesson("solution"))
	h.put(h.lesson, lesson("a", "b"))
	h.update()
	return h
}

func (h *house) put(path string, data []byte) {
	h.Helper()
	ok(h, os.MkdirAll(filepath.Dir(path), 0o777))
	ok(h, os.WriteFile(path, data, 0o644))
}

func (h *house) update() string {
	h.Helper()
	c := New(h.notebooks, h.work)
	ok(h, c.Update())
	return strings.Join(c.Lines(), "\n")
}

func (h *house) says(want string) {
	h.Helper()
	if said := h.update(); said != want {
		h.Errorf("said %q, expected %q", said, want)
	}
}

func (h *house) read(path string) string {
	h.Helper()
	data, err := os.ReadFile(path)
	ok(h, err)
	return string(data)
}

func (h *house) edit(path string, change func(nb *notebook.Notebook)) {
	h.Helper()
	nb, err := notebook.Parse([]byte(h.read(path)))
	ok(h, err)
	change(nb)
	h.put(path, nb.Bytes())
}

func (h *house) typeIn(path string) {
	h.edit(path, func(nb *notebook.Notebook) { nb.Cells[0]["source"] = "mine" })
}

// names lists the files in work/, but for the list.
func (h *house) names() []string {
	var all []string
	ok(h, filepath.WalkDir(h.work, func(path string, e fs.DirEntry, err error) error {
		if relative, _ := filepath.Rel(h.work, path); err == nil && !e.IsDir() && relative != listed {
			all = append(all, filepath.ToSlash(relative))
		}
		return err
	}))
	return all
}

func (h *house) sources(path string, want ...string) {
	h.Helper()
	nb, err := notebook.Parse([]byte(h.read(path)))
	ok(h, err)
	var have []string
	for _, c := range nb.Cells {
		have = append(have, c.Source())
	}
	if !slices.Equal(have, want) {
		h.Errorf("%s holds %q, expected %q", path, have, want)
	}
}

const renewed = "work     04_x: renewed, as you had changed nothing; changed: code"

func TestAllThatANotebookReachesIsThere(t *testing.T) {
	h := build(t)
	if want := []string{"04_x.ipynb", "solutions/04_x.ipynb", "weights/04.safetensors"}; !slices.Equal(h.names(), want) {
		t.Errorf("work/ holds %q, expected %q", h.names(), want)
	}
	if h.read(h.copy) != h.read(h.lesson) {
		t.Error("the copy is another file")
	}
	h.says("")
}

func TestUneditedIsRenewedInOneLine(t *testing.T) {
	h := build(t)
	h.put(h.lesson, lesson("a", "new"))
	h.says(renewed)
	h.sources(h.copy, "a", "new")
	if len(h.names()) != 3 {
		t.Errorf("work/ holds %q", h.names())
	}
}

func TestOpenedAndSavedIsUnedited(t *testing.T) {
	h := build(t)
	h.edit(h.copy, func(nb *notebook.Notebook) {
		nb.Metadata = map[string]any{"kernelspec": map[string]any{}, "language_info": map[string]any{"pygments_lexer": ""}}
		for _, c := range nb.Cells {
			c["metadata"] = map[string]any{"tags": []any{}}
			c["execution_count"] = 7
		}
		nb.Cells = append(nb.Cells, notebook.Cell{"cell_type": "code", "id": "x", "source": "", "outputs": []any{}, "metadata": map[string]any{}})
	})
	h.put(h.lesson, lesson("a", "new"))
	h.says(renewed)
}

// Whatever a reader did stays, byte for byte.
func TestEditedStaysAndTheNewOneComesBeside(t *testing.T) {
	for what, change := range map[string]func(nb *notebook.Notebook){
		"typed":           func(nb *notebook.Notebook) { nb.Cells[0]["source"] = "mine" },
		"added a cell":    func(nb *notebook.Notebook) { nb.Cells = append(nb.Cells, nb.Cells[0]) },
		"removed a cell":  func(nb *notebook.Notebook) { nb.Cells = nb.Cells[:1] },
		"ran":             func(nb *notebook.Notebook) { nb.Cells[0].Outputs()[0]["text"] = "2\n" },
		"cleared outputs": func(nb *notebook.Notebook) { nb.Cells[0].SetOutputs(nil) },
	} {
		t.Run(what, func(t *testing.T) {
			h := build(t)
			h.edit(h.copy, change)
			mine := h.read(h.copy)
			h.says("") // nothing new, nothing to say
			h.put(h.lesson, lesson("a", "new"))
			h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb; changed: code")
			if h.read(h.copy) != mine {
				t.Error("the copy was changed")
			}
			h.sources(filepath.Join(h.work, "04_x-v2.ipynb"), "a", "new")
			h.says("") // said once
		})
	}
}

func TestVersionsGoOn(t *testing.T) {
	h := build(t)
	second, third := filepath.Join(h.work, "04_x-v2.ipynb"), filepath.Join(h.work, "04_x-v3.ipynb")
	h.typeIn(h.copy)
	h.put(h.lesson, lesson("two"))
	h.update()
	h.put(h.lesson, lesson("three"))
	h.says(renewed)
	h.sources(second, "three")
	h.typeIn(second)
	h.put(h.lesson, lesson("four"))
	h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v3.ipynb; changed: code")
	ok(t, os.Remove(second))
	ok(t, os.Remove(third))
	h.says("") // a version that was seen and removed does not come again
	h.put(h.lesson, lesson("two"))
	h.says("") // nor one that was seen before
	ok(t, os.Remove(h.copy))
	h.says("work     04_x: copied into work/")
	h.sources(h.copy, "two")
}

func TestTheNewOnePutInPlaceOfTheOld(t *testing.T) {
	h := build(t)
	h.typeIn(h.copy)
	h.put(h.lesson, lesson("two"))
	h.update()
	ok(t, os.Rename(filepath.Join(h.work, "04_x-v2.ipynb"), h.copy))
	h.put(h.lesson, lesson("three"))
	h.says(renewed)
}

func TestWeights(t *testing.T) {
	h := build(t)
	path := filepath.Join(h.work, "weights", "04.safetensors")
	holds := func(want string) {
		t.Helper()
		h.update()
		if data, err := os.ReadFile(path); string(data) != want || want == "" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the copy holds %q, expected %q", data, want)
		}
	}
	h.put(filepath.Join(h.notebooks, "weights", "04.partial.safetensors"), nil)
	h.put(h.weights, []byte("second"))
	holds("second") // renewed
	h.put(path, []byte("trained"))
	h.put(h.weights, []byte("third"))
	holds("trained")
	if there(filepath.Join(h.work, "weights", "04.partial.safetensors")) {
		t.Error("an unfinished training was copied")
	}
	ok(t, os.Remove(path))
	holds("third") // one that never was there comes
	ok(t, os.Remove(path))
	holds("") // removed to train anew, it does not come back
	ok(t, os.Remove(filepath.Dir(path)))
	holds("third") // without the folder all come back
}

func TestNotation(t *testing.T) {
	h := build(t)
	from, to := filepath.Join(h.notebooks, notation), filepath.Join(h.work, notation)
	for _, step := range []struct{ mine, seminar, want string }{
		{"", "first", "first"},
		{"", "second", "second"},              // renewed
		{"with notes", "third", "with notes"}, // the reader's own
	} {
		if step.mine != "" {
			h.put(to, []byte(step.mine))
		}
		h.put(from, []byte(step.seminar))
		h.update()
		if got := h.read(to); got != step.want {
			t.Errorf("the copy holds %q, expected %q", got, step.want)
		}
	}
	ok(t, os.Remove(to))
	h.update()
	if got := h.read(to); got != "third" {
		t.Errorf("removed, it comes as %q, expected %q", got, "third")
	}
	h.put(filepath.Join(h.notebooks, "ko", notation), []byte("표기"))
	ok(t, New(h.notebooks, h.work).Update("ko/"))
	if got := h.read(filepath.Join(h.work, "ko", notation)); got != "표기" {
		t.Errorf("the Korean page comes as %q", got)
	}
}

func TestEditedInNotebooks(t *testing.T) {
	h := build(t)
	h.typeIn(h.lesson)
	h.typeIn(filepath.Join(h.notebooks, "solutions", "04_x.ipynb"))
	mine := h.read(h.copy)
	said := h.update()
	for _, want := range []string{"`mv notebooks/04_x.ipynb work/04_x-mine.ipynb && git checkout notebooks/04_x.ipynb`", "make sync NB=04",
		"`mv notebooks/solutions/04_x.ipynb work/solutions/04_x-mine.ipynb"} {
		if !strings.Contains(said, want) {
			t.Errorf("said %q, expected %q in it", said, want)
		}
	}
	if strings.Count(said, "NB=04") != 2 || h.read(h.copy) != mine {
		t.Errorf("said %q, or changed the copy", said)
	}
	ok(t, os.Remove(h.copy))
	h.update()
	h.sources(h.copy, "mine", "b") // it comes, as an author's own
	h.put(h.lesson, lesson("a", "new"))
	if said := h.update(); !strings.Contains(said, "04_x-v2.ipynb") {
		t.Errorf("said %q: the author's edits were taken for the seminar's", said)
	}
}
