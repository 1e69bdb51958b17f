package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"seminar.example/lessons/notebook"
	"seminar.example/lessons/translate"
)

// document is a text of the seminar in Markdown that is no lesson. Its Korean is made
// from it and from notebooks/src/ko/NAME.po, and lies in a file, since other programs read
// it.
type document struct{ name, english, korean string }

var documents = []document{
	{"README", "README.md", "README.ko.md"},
	{"notation", "notebooks/notation.md", "notebooks/ko/notation.md"},
	{"teaching", "notebooks/teaching.md", "notebooks/ko/teaching.md"},
	{"deck", "slides/deck.md", "slides/ko/deck.md"},
	{"manifold", "slides/manifold.md", "slides/ko/manifold.md"},
}

var headingLine = regexp.MustCompile(`(?m)^#+ `)

// sections cuts the document's text into cells: at headings, slides between their lines
// ---. Put together they are the text.
func (d document) sections(text string) *notebook.Notebook {
	nb := notebook.New(map[string]any{})
	kind, slides := translate.Document, strings.HasSuffix(d.name, "manifold")
	if slides {
		kind = translate.Slide
	}
	begin, at, fenced := 0, 0, false
	cut := func(to int) {
		if to > begin {
			nb.Cells = append(nb.Cells, notebook.Cell{"cell_type": kind, "source": text[begin:to]})
		}
		begin = to
	}
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			fenced = !fenced
		case !fenced && (slides && line == "---\n" || !slides && headingLine.MatchString(line)):
			cut(at)
		}
		at += len(line)
	}
	cut(at)
	return nb
}

// document returns the document's texts with their Korean, and the Korean file.
func (p *program) document(d document, po string) (made *lesson, text string, err error) {
	english, err := readText(p.path(d.english))
	if err != nil {
		return nil, "", err
	}
	entries, err := p.python.readPO(po)
	if err != nil {
		return nil, "", err
	}
	source := &lesson{name: d.name, text: english, source: d.sections(english)}
	l := &lesson{name: d.name, korean: &korean{english: source}}
	k := l.korean
	k.entries = entries
	k.pairs, k.left = translate.Paired(source.source, entries)
	l.source, k.missing = translate.Translated(source.source, k.pairs)
	var b strings.Builder
	for _, c := range l.source.Cells {
		b.WriteString(c.Source())
	}
	text = emptied.ReplaceAllString(b.String(), "\n\n")
	text = linkTarget.ReplaceAllStringFunc(text, func(link string) string {
		m := linkTarget.FindStringSubmatch(link)
		if strings.HasPrefix(m[2], "?") { // to the same page
			return link
		}
		if to, is := p.koreanOf(path.Join(path.Dir(d.english), m[2])); is || path.Dir(d.english) != path.Dir(d.korean) {
			relative, err := filepath.Rel(filepath.FromSlash(path.Dir(d.korean)), filepath.FromSlash(to))
			if err == nil {
				return m[1] + filepath.ToSlash(relative) + m[3]
			}
		}
		return link
	})
	return l, text, nil
}

// emptied finds the gap that an omitted block leaves.
var emptied = regexp.MustCompile(`\n{3,}`)

// koreanOf returns the Korean file in place of a file of the clone, or that file where
// there is none.
func (p *program) koreanOf(name string) (string, bool) {
	for _, d := range documents {
		if d.english == name && p.hasPO(d.name) {
			return d.korean, true
		}
	}
	if inner, is := strings.CutPrefix(name, "notebooks/"); is && p.isKorean("ko/"+inner) {
		return "notebooks/ko/" + inner, true
	}
	return name, false
}

func (p *program) hasPO(name string) bool {
	_, err := os.Stat(p.poPath(name))
	return err == nil
}

// translateDocuments brings the PO files of documents in step and writes the Korean
// files: of the one that is named, which gets a PO file where it has none, else of all
// that have one.
func (p *program) translateDocuments(which string) (bool, error) {
	well := true
	for _, d := range documents {
		if which != d.name && (which != "" || !p.hasPO(d.name)) {
			continue
		}
		po, err := readText(p.poPath(d.name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		l, _, err := p.document(d, po)
		if err != nil {
			return false, fmt.Errorf("%s: %w", p.shown(p.poPath(d.name)), err)
		}
		merged, err := p.python.writePO(translate.Merged(l.korean.pairs), d.name)
		if err != nil {
			return false, err
		}
		if merged != po {
			if err := p.write(p.poPath(d.name), []byte(merged)); err != nil {
				return false, err
			}
		}
		l, text, err := p.document(d, merged)
		if err != nil {
			return false, err
		}
		if err := os.MkdirAll(filepath.Dir(p.path(d.korean)), 0o777); err != nil {
			return false, err
		}
		if err := p.write(p.path(d.korean), []byte(text)); err != nil {
			return false, err
		}
		also, err := p.report(l)
		if err != nil {
			return false, err
		}
		well = well && also
	}
	return well, nil
}

// documentsAgree checks that the Korean documents are in step.
func (p *program) documentsAgree() (bool, error) {
	g, err := p.glossary()
	if err != nil {
		return false, err
	}
	well := true
	for _, d := range documents {
		if !p.hasPO(d.name) {
			continue
		}
		po, err := readText(p.poPath(d.name))
		if err != nil {
			return false, err
		}
		l, text, err := p.document(d, po)
		if err != nil {
			return false, fmt.Errorf("%s: %w", p.shown(p.poPath(d.name)), err)
		}
		found := p.behind(l, g)
		if have, err := readText(p.path(d.korean)); err != nil || have != text {
			found = append(found, fmt.Sprintf("it is not what %s and its translation make: `make translate NB=%s`", d.english, d.name))
		}
		for _, b := range found {
			well = false
			fmt.Fprintf(p.out, "✗ %s: %s\n", d.korean, b)
		}
	}
	return well, nil
}
