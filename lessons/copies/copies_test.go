package copies

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

const renewed = "work     renewed, as you had changed nothing: 04_x"

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
			h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb")
			if h.read(h.copy) != mine {
				t.Error("the copy was changed")
			}
			h.sources(filepath.Join(h.work, "04_x-v2.ipynb"), "a", "new")
			h.says("") // said once
		})
	}
}

// A copy that is no notebook is the reader's: cut short, or with text that is no
// valid Unicode.
func TestADamagedCopyIsTheReaders(t *testing.T) {
	for _, damage := range []func(string) string{
		func(s string) string { return s[:100] },
		func(s string) string { return strings.Replace(s, `"a"`, `"\ud800"`, 1) },
		func(s string) string { return strings.Replace(s, `"a"`, "\"\xff\"", 1) },
		func(string) string { return "" },
	} {
		h := build(t)
		mine := damage(h.read(h.copy))
		h.put(h.copy, []byte(mine))
		h.put(h.lesson, lesson("a", "new"))
		if said := h.update(); !strings.Contains(said, "04_x-v2.ipynb") || h.read(h.copy) != mine {
			t.Errorf("%.120q: said %q, or changed it", mine, said)
		}
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
	h.says("work     04_x: there is a new version; yours stays, the new one is 04_x-v3.ipynb")
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

func TestALostListLosesNothing(t *testing.T) {
	for _, damage := range []string{"lost", "", "\xff\x00 x", "\n\n"} {
		h := build(t)
		if path := filepath.Join(h.work, listed); damage == "lost" {
			ok(t, os.Remove(path))
		} else {
			h.put(path, []byte(damage))
		}
		h.put(h.lesson, lesson("two"))
		if said := h.update(); !strings.Contains(said, "04_x-v2.ipynb") {
			t.Errorf("%q: said %q", damage, said)
		}
		h.sources(h.copy, "a", "b")
	}
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

func TestALessonThatIsCut(t *testing.T) {
	h := build(t)
	h.put(h.lesson, []byte("<<<<<<< conflict"))
	h.says("work     04_x: the lesson in notebooks/ cannot be read: `git checkout notebooks/04_x.ipynb`")
	h.sources(h.copy, "a", "b")
}

// After a run that was cut off before or after any of its writes the next one
// brings the same as a whole run.
func TestCutOffAtEveryWrite(t *testing.T) {
	killed := errors.New("killed")
	for done := 0; ; done++ {
		h := build(t)
		h.typeIn(h.copy)
		mine := h.read(h.copy)
		h.put(h.lesson, lesson("a", "new"))
		h.put(filepath.Join(h.notebooks, "05_y.ipynb"), lesson("y"))
		h.put(h.weights, []byte("second"))
		c, left := New(h.notebooks, h.work), done
		step := func(do func() error) error { // done even: killed before a write; odd: after it
			switch left -= 2; {
			case left < -1:
				return killed
			case left == -1:
				_ = do()
				return killed
			}
			return do()
		}
		write, add := c.write, c.add
		c.write = func(path string, data []byte) error { return step(func() error { return write(path, data) }) }
		c.add = func(path, line string) error { return step(func() error { return add(path, line) }) }
		if err := c.Update(); err == nil {
			if done != 18 { // three files are written, with two marks each
				t.Errorf("a whole run takes %d half steps, expected 18", done)
			}
			return
		}
		h.update()
		want := []string{"04_x-v2.ipynb", "04_x.ipynb", "05_y.ipynb", "solutions/04_x.ipynb", "weights/04.safetensors"}
		if !slices.Equal(h.names(), want) {
			t.Errorf("cut off after %d half steps: work/ holds %q", done, h.names())
		}
		if h.read(h.copy) != mine || h.read(filepath.Join(h.work, "weights", "04.safetensors")) != "second" {
			t.Errorf("cut off after %d half steps: the copy or the weights are others", done)
		}
		h.sources(filepath.Join(h.work, "04_x-v2.ipynb"), "a", "new")
		h.says("")
	}
}

// A line of the list that was cut short spoils no line after it.
func TestAListThatWasCutShort(t *testing.T) {
	h := build(t)
	path := filepath.Join(h.work, listed)
	list := h.read(path)
	for n := len(list) - 90; n < len(list); n++ {
		h.put(path, []byte(list[:n]))
		ok(t, appendTo(path, "there hash 05_y.ipynb"))
		if c := New(h.notebooks, h.work); !c.seen["hash"] {
			t.Errorf("with %d of %d bytes before it a line is lost", n, len(list))
		}
	}
}

func TestLeftoversOfAKilledRunGo(t *testing.T) {
	h := build(t)
	for _, name := range []string{".04_x.ipynb.123", "weights/.04.safetensors.4"} {
		left := filepath.Join(h.work, name)
		h.put(left, nil)
		old := time.Now().Add(-2 * time.Hour)
		ok(t, os.Chtimes(left, old, old))
	}
	h.update()
	if len(h.names()) != 3 {
		t.Errorf("work/ holds %q", h.names())
	}
}

// A folder that cannot be written is one error, and what is there stays.
func TestNoRoom(t *testing.T) {
	h := build(t)
	h.put(h.lesson, lesson("a", "new"))
	c := New(h.notebooks, h.work)
	full := errors.New("no space left on device")
	c.write = func(string, []byte) error { return full }
	if err := c.Update(); !errors.Is(err, full) {
		t.Errorf("error %v, expected %v", err, full)
	}
	h.sources(h.copy, "a", "b")
}

// The list lists hashes, whatever it holds, and a run with it loses nothing.
func FuzzList(f *testing.F) {
	for _, seed := range []string{"", "\ncoming 0a1b weights/a.bin\nthere 0a1b weights/a.bin", "there", "\xff\x00 x"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		work := t.TempDir()
		ok(t, os.WriteFile(filepath.Join(work, listed), data, 0o644))
		c := New(work, work)
		for what := range c.seen {
			if !c.issued[what] {
				t.Errorf("%q was there, but never issued", what)
			}
		}
	})
}
