package main

import (
	"regexp"
	"strings"
	"testing"

	"seminar.example/lessons/translate"
)

// A document's sections put together are its text, and its Korean is in step; one word
// changed in the English fails one part.
func TestDocuments(t *testing.T) {
	s, err := openSeminar(clone)
	ok(t, err)
	said := &strings.Builder{}
	p := &program{s, said, python(t)}
	if well, err := p.documentsAgree(); err != nil || !well {
		t.Errorf("documents are not in step: %v\n%s", err, said)
	}
	g, err := p.glossary()
	ok(t, err)
	for _, d := range documents {
		english, err := readText(p.path(d.english))
		ok(t, err)
		whole := ""
		for _, c := range d.sections(english).Cells {
			whole += c.Source()
		}
		if whole != english {
			t.Errorf("the sections of %s are not its text", d.english)
		}
		po, err := readText(p.poPath(d.name))
		ok(t, err)
		l, _, err := p.document(d, po)
		ok(t, err)
		k := l.korean
		changed := &lesson{name: d.name, korean: &korean{english: &lesson{name: d.name}}}
		last := k.pairs[len(k.pairs)-1].English
		changed.korean.english.text = strings.Replace(english, last, "Astonishing "+last, 1)
		changed.korean.english.source = d.sections(changed.korean.english.text)
		changed.korean.pairs, changed.korean.left = translate.Paired(changed.korean.english.source, k.entries)
		found := p.behind(changed, g)
		if len(found) != 1 || !strings.Contains(found[0], "[Astonishing]") || !strings.Contains(found[0], d.english) {
			t.Errorf("%s: one word changed: %q, expected one breach", d.english, found)
		}
	}
}

// A slide's texts are its title, its blocks, its notes, and what its numbers are; the
// rest is copied.
func TestSlideTexts(t *testing.T) {
	const slide = "# A title\n@session 1 · Part\n@talk 1:20\n@figure 04-loss\n@number 04 \"share\" % : of the cells\n\nText with {04 \"share\" %}.\n\n@notes\nSay it.\n\n---\n"
	var got []string
	for _, text := range translate.Texts(translate.Slide, slide) {
		got = append(got, text.English)
	}
	if want := "# A title|1 · Part|of the cells|Text with {04 \"share\" %}.|Say it."; strings.Join(got, "|") != want {
		t.Errorf("%q, expected %q", got, want)
	}
	made, missing := translate.Replaced(translate.Slide, slide, func(s string) (string, bool) { return s, true })
	if made != slide || missing {
		t.Errorf("replaced by itself it is %q", made)
	}
	if found := translate.Compare("Text {04 \"share\" %}.", "글 {04 \"shar\" %}.", false, nil); len(found) != 2 {
		t.Errorf("another value: %q, expected two differences", found)
	}
}

// The Korean of both pages keeps to the glossary and to the style of the lessons.
func TestPagesInKorean(t *testing.T) {
	s, err := openSeminar(clone)
	ok(t, err)
	p := &program{s, &strings.Builder{}, nil}
	g, err := p.glossary()
	ok(t, err)
	for _, name := range []string{"text.js", "dreams-text.js"} {
		pageInKorean(t, p, g, "page/pack/"+name)
	}
}

func pageInKorean(t *testing.T, p *program, g translate.Glossary, name string) {
	text, err := readText(p.path(name))
	ok(t, err)
	english, korean, both := strings.Cut(text, "}, ko: {")
	value := regexp.MustCompile(`\{\w+\}`)
	entry := regexp.MustCompile(`(?m)(?:^\t|, )(\w+): "((?:[^"\\]|\\.)*)"`)
	ours := map[string]string{}
	for _, m := range entry.FindAllStringSubmatch(korean, -1) {
		ours[m[1]] = m[2]
	}
	seen := 0
	_, english, _ = strings.Cut(english, "TEXT = {en: {")
	for _, m := range entry.FindAllStringSubmatch(english, -1) {
		seen++
		if ours[m[1]] == "" {
			t.Errorf("%s: %s has no Korean", name, m[1])
			continue
		}
		for _, found := range append(g.Held(value.ReplaceAllString(m[2], " "), ours[m[1]], nil), translate.Style(ours[m[1]])...) {
			t.Errorf("%s: %s: %s", name, m[1], found)
		}
	}
	if !both || seen < 40 {
		t.Errorf("%s: %d texts: this test does not see them", name, seen)
	}
}
