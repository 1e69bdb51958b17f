// Package copies makes the copies of the lessons to work in: notebooks/ is the
// seminar's, work/ the reader's.
//
// Stepping through a notebook changes it. git does not see work/, so that a pull
// never meets a reader's edits. Per lesson, when the seminar has another version:
//
//   - the copy holds nothing of the reader's (no cell and no output differs from a
//     version that was put there): it is renewed;
//   - it does: it stays, and the new version comes beside it, as NAME-v2.ipynb, or
//     as the next free number. A -v2 that the reader removes does not come again; a
//     NAME.ipynb that the reader removes does, fresh.
//
// What is announced says which cells changed, and which lessons were withdrawn or
// renamed: their copies stay.
//
// Weights: renewed as long as they are the seminar's; what the reader trained, and
// what the reader removed, stays so. What was put there is listed in work/.issued,
// by its hash: before the file is put there and afterwards, so that a run may be
// cut off anywhere. A lesson's cells are listed with it, since its reader's copy may
// have others. The page of notation, to which the lessons link, is kept like
// weights, but comes again where it is missing.
package copies

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"seminar.example/lessons/notebook"
	"seminar.example/lib/files"
)

const (
	listed   = ".issued"
	notation = "notation.md" // every lesson links to it
)

// Copies are the copies in a folder, and what happened to them.
type Copies struct {
	notebooks, work string
	issued          map[string]bool     // what was put there, or was about to be
	seen            map[string]bool     // what was put there
	cells           map[string][]string // identities of a lesson's cells, by the path of its copy
	told            map[string]bool     // paths of copies whose lesson was withdrawn

	fresh, same, unread, edited []string
	changed                     []string    // lines on lessons with other cells
	withdrawn                   [][2]string // lesson, what it is called now or ""

	write func(path string, data []byte) error // files.Write
	add   func(path, line string) error        // appends to the list
}

// New reads what was put into work before; a list that is lost or damaged makes
// every copy the reader's own.
func New(notebooks, work string) *Copies {
	c := &Copies{notebooks: notebooks, work: work, issued: map[string]bool{}, seen: map[string]bool{},
		cells: map[string][]string{}, told: map[string]bool{}, write: files.Write, add: appendTo}
	data, _ := os.ReadFile(filepath.Join(work, listed))
	for line := range strings.Lines(string(data)) {
		mark, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		what, path, _ := strings.Cut(rest, " ")
		switch {
		case what == "":
		case mark == "cells":
			c.cells[path] = strings.Split(what, ",")
		case mark == "gone":
			c.told[path] = true
		default:
			c.issued[what] = true
			if mark == "there" {
				c.seen[what] = true
			}
		}
	}
	return c
}

// appendTo adds a line to a file, on the disk when it returns. The line end comes
// first: a line that was cut short ends here.
func appendTo(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString("\n" + line)
	return errors.Join(err, f.Sync(), f.Close())
}

// note adds lines on files to the list.
func (c *Copies) note(lines ...string) error {
	return c.add(filepath.Join(c.work, listed), strings.Join(lines, "\n"))
}

// place is the path of a copy as the list has it.
func (c *Copies) place(target string) string {
	relative, err := filepath.Rel(c.work, target)
	if err != nil {
		return target
	}
	return filepath.ToSlash(relative)
}

// put writes a file that may be renewed some day; cells are those of a lesson.
func (c *Copies) put(target string, data []byte, what string, cells ...string) error {
	place := c.place(target)
	if !c.issued[what] {
		c.issued[what] = true
		if err := c.note("coming " + what + " " + place); err != nil {
			return err
		}
	}
	if err := c.write(target, data); err != nil {
		return err
	}
	var lines []string
	if !c.seen[what] {
		c.seen[what] = true
		lines = append(lines, "there "+what+" "+place)
	}
	if len(cells) > 0 && !slices.Equal(c.cells[place], cells) {
		c.cells[place] = cells
		lines = append(lines, "cells "+strings.Join(cells, ",")+" "+place)
	}
	if lines == nil {
		return nil
	}
	return c.note(lines...)
}

// lesson brings one notebook's copy up to date; see the rules above. name is its
// path in notebooks/, with slashes, without .ipynb.
func (c *Copies) lesson(name string) error {
	data, err := os.ReadFile(filepath.Join(c.notebooks, name+".ipynb"))
	if err != nil {
		return err
	}
	nb, err := notebook.Parse(data)
	if err != nil {
		c.unread = append(c.unread, name)
		return nil
	}
	first, what, cells := filepath.Join(c.work, name+".ipynb"), nb.Held(), identities(nb)
	if nb.Edited() {
		c.edited = append(c.edited, name)
		if there(first) {
			return nil
		}
		c.fresh = append(c.fresh, name)
		return c.write(first, data)
	}
	if !there(first) {
		c.fresh = append(c.fresh, name)
		if err := c.put(first, data, what, cells...); err != nil {
			return err
		}
	}
	last, next := first, ""
	for number := 2; ; number++ {
		next = filepath.Join(c.work, fmt.Sprintf("%s-v%d.ipynb", name, number))
		if !there(next) {
			break
		}
		last = next
	}
	had, err := os.ReadFile(last)
	if err != nil {
		return err
	}
	var old *notebook.Notebook // nil where the copy is damaged
	have := notebook.Hash(had)
	if read, err := notebook.Parse(had); err == nil {
		old, have = read, read.Held()
	}
	switch {
	case have == what, c.seen[what] && !c.issued[have]:
		return nil // it is there, or was there and its reader has seen it
	case c.issued[have]:
		if changes := changes(old, nb, identities(old)); changes == "" {
			c.same = append(c.same, name)
		} else {
			c.changed = append(c.changed, fmt.Sprintf("%s: renewed, as you had changed nothing; %s", name, changes))
		}
		return c.put(last, data, what, cells...)
	}
	line := fmt.Sprintf("%s: there is a new version; yours stays, the new one is %s", name, filepath.Base(next))
	if before := c.cells[c.place(last)]; old != nil && before != nil {
		line += "; " + cmp.Or(changes(old, nb, before), "the same cells, executed anew")
	}
	c.changed = append(c.changed, line)
	return c.put(next, data, what, cells...)
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// weights copies the weights that are not the reader's.
func (c *Copies) weights() error {
	anew := !there(filepath.Join(c.work, "weights"))
	entries, err := os.ReadDir(filepath.Join(c.notebooks, "weights"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || strings.HasPrefix(name, ".") || strings.Contains(name, ".partial.") {
			continue
		}
		if err := c.file(filepath.Join("weights", name), anew); err != nil {
			return err
		}
	}
	return nil
}

// file copies one file that is no notebook, unless its copy is the reader's, or the
// reader removed it; anew: it comes all the same.
func (c *Copies) file(name string, anew bool) error {
	data, err := os.ReadFile(filepath.Join(c.notebooks, name))
	if err != nil {
		return err
	}
	target, what := filepath.Join(c.work, name), notebook.Hash(data)
	if err := clean(target); err != nil {
		return err
	}
	switch had, err := os.ReadFile(target); {
	case err == nil:
		if have := notebook.Hash(had); have == what || !c.issued[have] {
			return nil
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case c.seen[what] && !anew:
		return nil
	}
	return c.put(target, data, what)
}

// clean takes away what killed runs left of a copy.
func clean(target string) error {
	if err := files.Clean(target); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil // there is no folder yet
}

// Update makes what is missing in work/, and renews what is not the reader's: the
// lessons, their solutions, and what more folders hold, such as "ko/".
func (c *Copies) Update(more ...string) error {
	if err := os.MkdirAll(c.work, 0o777); err != nil {
		return err
	}
	if err := c.weights(); err != nil {
		return err
	}
	for _, folder := range append([]string{"", "solutions/"}, more...) {
		if err := c.file(filepath.Join(folder, notation), true); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		entries, err := os.ReadDir(filepath.Join(c.notebooks, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, e := range entries {
			name, is := strings.CutSuffix(e.Name(), ".ipynb")
			if !is || e.IsDir() {
				continue
			}
			if err := clean(filepath.Join(c.work, folder, e.Name())); err != nil {
				return err
			}
			if err := c.lesson(folder + name); err != nil {
				return err
			}
		}
	}
	return c.without()
}

// without finds the copies whose lesson is no longer there, and tells of each once.
func (c *Copies) without() error {
	for _, path := range slices.Sorted(maps.Keys(c.cells)) {
		name := strings.TrimSuffix(path, ".ipynb")
		if c.told[path] || later.MatchString(name) || there(filepath.Join(c.notebooks, path)) || !there(filepath.Join(c.work, path)) {
			continue
		}
		c.told[path] = true
		c.withdrawn = append(c.withdrawn, [2]string{name, c.successor(path)})
		if err := c.note("gone - " + path); err != nil {
			return err
		}
	}
	return nil
}

// later matches the name of a version that came beside a copy.
var later = regexp.MustCompile(`-v\d+$`)

// successor returns the lesson that is new and has half of another's cells or more:
// the most of all; "" where there is none.
func (c *Copies) successor(path string) (name string) {
	most := (len(c.cells[path]) + 1) / 2
	for _, fresh := range c.fresh {
		kept := 0
		for _, cell := range c.cells[path] {
			if slices.Contains(c.cells[fresh+".ipynb"], cell) {
				kept++
			}
		}
		if kept >= most {
			most, name = kept, fresh
		}
	}
	return name
}

// Lines says what happened, a line each.
func (c *Copies) Lines() []string {
	var said []string
	to, from := filepath.Base(c.work), filepath.Base(c.notebooks)
	if n := len(c.fresh); n > 1 {
		said = append(said, fmt.Sprintf("%d lessons copied into %s/: yours to change, git does not see them", n, to))
	} else if n == 1 {
		said = append(said, fmt.Sprintf("%s: copied into %s/", c.fresh[0], to))
	}
	if len(c.same) > 0 {
		said = append(said, "renewed, as you had changed nothing; the same cells, executed anew: "+strings.Join(c.same, ", "))
	}
	said = append(said, c.changed...)
	for _, w := range c.withdrawn {
		if w[1] != "" {
			said = append(said, fmt.Sprintf("%s: the lesson is called %s now, and lies beside your copy, which stays", w[0], w[1]))
		} else {
			said = append(said, w[0]+": the lesson was withdrawn; your copy stays")
		}
	}
	for _, name := range c.unread {
		said = append(said, fmt.Sprintf("%s: the lesson in %s/ cannot be read: `git checkout %[2]s/%[1]s.ipynb`", name, from))
	}
	for _, name := range c.edited {
		path := fmt.Sprintf("%s/%s.ipynb", from, name)
		said = append(said, fmt.Sprintf("%s itself was edited: an author takes that over by `make sync NB=%s`; anyone else: "+
			"`mv %[1]s %[3]s/%[4]s-mine.ipynb && git checkout %[1]s`", path, number(name), to, name))
	}
	for i := range said {
		said[i] = "work     " + said[i]
	}
	return said
}

// number returns the number that a lesson's name begins with.
func number(name string) string {
	digits, _, _ := strings.Cut(name[strings.LastIndexByte(name, '/')+1:], "_")
	return digits
}
