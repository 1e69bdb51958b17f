package copies

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

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
