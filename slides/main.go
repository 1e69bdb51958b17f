// Command slides makes the seminar's slides: one HTML file that needs no server
// and no network.
//
//	go run ./slides slides/manifold.html   writes the slides
//	go run ./slides check                  checks that all that they name is there
//
// Their source is manifold.md; what its directives are says [sources.read]. Every
// figure and every number comes out of an executed notebook by its name, so that
// no slide shows another number than its lesson.
package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/template"

	"seminar.example/lib/files"
)

//go:embed page.html slides.css slides.js reveal
var parts embed.FS

const limit = 12_000_000 // bytes of the file

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: slides FILE.html, or slides check")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(target string) error {
	s, err := open(".")
	if err != nil {
		return err
	}
	if target == "check" {
		return s.fit()
	}
	page, err := os.ReadFile("page/manifold.html")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("slides: page/manifold.html is missing: run `make page`")
	}
	if err != nil {
		return err
	}
	s.page = string(page)
	file, err := s.build()
	if err != nil {
		return err
	}
	if err := files.Write(target, file); err != nil {
		return err
	}
	fmt.Printf("%s: %d slides, %.1f MB; open it in a browser\n", target, len(s.slides), float64(len(file))/1e6)
	return nil
}

// open reads the slides of the clone in a folder.
func open(root string) (*sources, error) {
	deck, err := os.ReadFile(filepath.Join(root, "slides", "deck.md"))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, "slides", "manifold.md"))
	if err != nil {
		return nil, err
	}
	shown, err := readShown(filepath.Join(root, "notebooks"))
	if err != nil {
		return nil, err
	}
	s := &sources{deck: readDeck(string(deck)), shown: shown, used: map[string]bool{}}
	s.read(string(text))
	for _, q := range s.deck {
		if !s.used[q.Key] {
			s.wrong = append(s.wrong, fmt.Sprintf("slides/manifold.md: no slide quotes %s of the deck: add `@deck %s`", q.Key, q.Key))
		}
	}
	return s, nil
}

// fit says what is wrong with the slides, a line each.
func (s *sources) fit() error {
	if len(s.wrong) > 0 {
		return errors.New(strings.Join(s.wrong, "\n"))
	}
	return nil
}

// build makes the file.
func (s *sources) build() ([]byte, error) {
	if err := s.fit(); err != nil {
		return nil, err
	}
	t, err := template.New("page.html").Funcs(template.FuncMap{"text": html.EscapeString, "lines": lines}).ParseFS(parts, "page.html")
	if err != nil {
		return nil, err
	}
	page, err := json.Marshal(s.page) // escapes <, so that it cannot end the script that carries it
	if err != nil {
		return nil, err
	}
	fill := map[string]any{"Slides": s.slides, "Page": string(page)}
	for name, file := range map[string]string{"Reveal": "reveal/reveal.js", "RevealStyle": "reveal/reveal.css", "Notes": "reveal/notes.js",
		"License": "reveal/LICENSE", "Style": "slides.css", "Script": "slides.js"} {
		b, err := parts.ReadFile(file)
		if err != nil {
			return nil, err
		}
		fill[name] = endless.ReplaceAllString(string(b), `<\/script`)
	}
	var file bytes.Buffer
	if err := t.Execute(&file, fill); err != nil {
		return nil, err
	}
	if file.Len() > limit {
		return nil, fmt.Errorf("slides: the file has %d bytes, expected at most %d", file.Len(), limit)
	}
	return file.Bytes(), nil
}

// endless finds what would end the script that carries it.
var endless = regexp.MustCompile(`(?i)</script`)

// lines sets each line of the deck's words, which may hold HTML, on its own.
func lines(words string) string { return strings.ReplaceAll(words, "\n", "<br>") }
