package main

import (
	"encoding/json/v2"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"seminar.example/lessons/notebook"
)

const kernel = "seminar-go"

// seminar is a clone.
type seminar struct {
	root       string         // its folder
	kernelspec map[string]any // the metadata by which a notebook names the kernel
}

// openSeminar returns the clone in a folder.
func openSeminar(root string) (*seminar, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(root, "kernel-setup", "jupyter", "kernels", kernel, "kernel.json"))
	if err != nil {
		return nil, fmt.Errorf("this is not the folder of the seminar: %w", err)
	}
	var spec struct {
		DisplayName string `json:"display_name"`
		Language    string `json:"language"`
	}
	if err := json.Unmarshal(data, &spec); err != nil {
		return nil, fmt.Errorf("kernel.json: %w", err)
	}
	return &seminar{root, map[string]any{"display_name": spec.DisplayName, "language": spec.Language, "name": kernel}}, nil
}

// path returns a path in the clone.
func (s *seminar) path(slashed string) string {
	return filepath.Join(s.root, filepath.FromSlash(slashed))
}

// shown returns a path as a reader of the terminal wants it.
func (s *seminar) shown(path string) string {
	if relative, err := filepath.Rel(s.root, path); err == nil && filepath.IsLocal(relative) {
		return filepath.ToSlash(relative)
	}
	return path
}

// lesson is a notebook of the seminar: its source, and its file as it lies there.
type lesson struct {
	name   string             // 04_x or solutions/04_x
	text   string             // of its source
	source *notebook.Notebook // what the source makes, without outputs; nil where it cannot be read
	inputs string             // the hash of all that decides what it shows
	file   *notebook.Notebook // nil where there is none
	data   []byte             // of the file
	fault  string             // why the source cannot be read
	damage string             // why the file cannot be read
	korean *korean            // of the Korean edition, else nil

	executed *notebook.Notebook // by a test of this run, else nil
}

// number returns the number that the lesson's name begins with, as NB takes it.
func (l *lesson) number() string {
	digits, _, _ := strings.Cut(filepath.Base(l.name), "_")
	return digits
}

// shown returns the notebook's path as messages name it.
func (l *lesson) shown() string { return "notebooks/" + l.name + ".ipynb" }

func (s *seminar) notebookPath(name string) string { return s.path("notebooks/" + name + ".ipynb") }
func (s *seminar) sourcePath(name string) string   { return s.path("notebooks/src/" + name + ".md") }

// names lists the files of a folder and of solutions/ in it that have an extension
// and begin with a number, or with anything where it is "", lessons first: their
// paths in the folder without the extension.
func names(folder, number, ext string) ([]string, error) {
	var all []string
	for _, inner := range []string{"", "solutions/"} {
		entries, err := os.ReadDir(filepath.Join(folder, inner))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if name, is := strings.CutSuffix(e.Name(), ext); is && strings.HasPrefix(name, number) && !e.IsDir() {
				all = append(all, inner+name)
			}
		}
	}
	return all, nil
}

// unreadable is the error of a source that holds no notebook.
type unreadable string

func (u unreadable) Error() string { return string(u) }

// lessons reads the sources, and the notebooks that lie there; a number picks some.
// What cannot be read is noted in the lesson.
func (s *seminar) lessons(b *bridge, number string) ([]*lesson, error) {
	found, err := names(s.path("notebooks/src"), number, ".md")
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no source %s*.md in %s: a notebook begins as a source there", number, s.path("notebooks/src"))
	}
	var all []*lesson
	for _, name := range found {
		l := &lesson{name: name}
		var why unreadable
		if l.text, err = readText(s.sourcePath(name)); err == nil {
			l.source, err = s.read(b, l.text)
		}
		if errors.As(err, &why) {
			l.fault = why.Error()
		} else if err != nil {
			return nil, err
		}
		if err := s.load(l); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// load reads the lesson's file, where there is one.
func (s *seminar) load(l *lesson) error {
	l.file, l.data, l.damage = nil, nil, ""
	data, err := os.ReadFile(s.notebookPath(l.name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	l.data = unixLines(data)
	if l.file, err = notebook.Parse(l.data); err != nil {
		l.damage = err.Error()
	}
	return nil
}

// readText reads a text; its lines end as on Unix.
func readText(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(data) {
		return "", unreadable(path + " is no text in UTF-8")
	}
	return string(unixLines(data)), nil
}

// read returns the notebook that a source's text holds: no outputs, ids from the
// cells' texts, so that a cell that stays keeps its id.
func (s *seminar) read(b *bridge, text string) (*notebook.Notebook, error) {
	made, err := b.read(text)
	var why fault
	if errors.As(err, &why) {
		return nil, unreadable(fmt.Sprintf("its source cannot be read: %.200s: compare its header, the lines between ---, with another lesson's",
			strings.Join(strings.Fields(why.Error()), " ")))
	}
	if err != nil {
		return nil, err
	}
	nb := notebook.New(map[string]any{"kernelspec": maps.Clone(s.kernelspec)})
	seen := map[string]int{}
	for _, c := range made.Cells {
		if c.Blank() {
			continue
		}
		id := c.Identifier()
		if seen[id]++; seen[id] > 1 {
			c["id"] = fmt.Sprintf("%s-%d", id, seen[id])
		} else {
			c["id"] = id
		}
		c.Bare(c.Folded())
		nb.Cells = append(nb.Cells, c)
	}
	for _, e := range exercises(nb) {
		e.mark(nb)
	}
	return nb, nil
}

// place returns the line of a source's text at which a cell (from 0) of the
// notebook that it makes begins.
func place(text string, nb *notebook.Notebook, cell int) int {
	at := 0
	for i, c := range nb.Cells[:cell+1] {
		if begin := strings.Index(text[at:], c.Source()); begin >= 0 {
			at += begin
			if i < cell {
				at += len(c.Source())
			}
		}
	}
	return strings.Count(text[:at], "\n") + 1
}
