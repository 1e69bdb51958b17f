// Command slides makes the seminar's slides: one HTML file that needs no server
// and no network.
//
//	go run ./slides slides/manifold.html   writes the slides, and slides/manifold-ko.html, in Korean
//	go run ./slides check                  checks that all that they name is there
//
// Their source is manifold.md; what its directives are says [sources.read]. Every
// figure and every number comes out of an executed notebook by its name, so that
// no slide shows another number than its lesson. The Korean source is ko/manifold.md,
// which `make translate` writes; its figures are those of notebooks/ko where these exist.
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
	for _, l := range []language{english, korean} {
		if err := l.run(target); err != nil {
			return err
		}
	}
	return nil
}

// run writes the slides in one language, or checks them.
func (l language) run(target string) error {
	s, err := l.open(".")
	if err != nil {
		return err
	}
	if target == "check" {
		return s.fit()
	}
	target = strings.TrimSuffix(target, ".html") + l.ending + ".html"
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

// language is what differs between the two editions of the slides.
type language struct {
	Lang, Title                 string
	Notebook, Notebooks, InTalk string
	ending                      string // of the file's name
	folder                      string // of the sources
	to                          string // between the ends of a range
	trainHere                   string
	words                       map[string]string // of slides.js
}

var (
	english = language{Lang: "en", Title: "The manifold seminar: slides", Notebook: "notebook", Notebooks: "notebooks",
		InTalk: "in the talk of 20 minutes", folder: "slides", to: " to ", trainHere: "Train it here",
		words: map[string]string{"notes": "Notes", "trains": "An autoencoder that trains in this slide", "language": "en"}}
	korean = language{Lang: "ko", Title: "매니폴드 세미나: 슬라이드", Notebook: "노트북", Notebooks: "노트북",
		InTalk: "20분 발표에 포함", ending: "-ko", folder: "slides/ko", to: "–", trainHere: "여기서 학습하기",
		words: map[string]string{"notes": "발표 노트", "trains": "이 슬라이드에서 학습하는 오토인코더", "language": "ko"}}
)

// open reads the slides of the clone in a folder.
func (l language) open(root string) (*sources, error) {
	deck, err := os.ReadFile(filepath.Join(root, l.folder, "deck.md"))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(root, l.folder, "manifold.md"))
	if err != nil {
		return nil, err
	}
	shown, err := readShown(filepath.Join(root, "notebooks"))
	if err != nil {
		return nil, err
	}
	shown.to = l.to
	if l.Lang == "ko" {
		if err := shown.replace(filepath.Join(root, "notebooks", "ko")); err != nil {
			return nil, err
		}
	}
	s := &sources{language: l, deck: readDeck(string(deck)), shown: shown, used: map[string]bool{}}
	s.read(string(text))
	for _, q := range s.deck {
		if !s.used[q.Key] {
			s.wrong = append(s.wrong, fmt.Sprintf("%s/manifold.md: no slide quotes %s of the deck: add `@deck %s`", l.folder, q.Key, q.Key))
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
	words, err := json.Marshal(s.language.words)
	if err != nil {
		return nil, err
	}
	fill := map[string]any{"Slides": s.slides, "Page": string(page), "Language": s.language, "Words": string(words)}
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
