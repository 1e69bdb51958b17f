package main

import (
	"encoding/json/v2"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestSlides makes the slides of the clone.
func TestSlides(t *testing.T) {
	s, err := english.open("..")
	ok(t, err)
	s.page = "<!doctype html><script>1</script>"
	file, err := s.build()
	ok(t, err)
	text := string(file)
	t.Logf("%d slides, %d bytes", len(s.slides), len(file))
	if from := regexp.MustCompile(`(src|href)\s*=\s*["']?(https?:)?//`).FindString(text); from != "" {
		t.Errorf("the slides take something from elsewhere: %s", from)
	}
	if n := strings.Count(text, "<script>1"); n > 0 {
		t.Errorf("the page that trains is not escaped: it would run at once")
	}
	if n := strings.Count(text, "<section "); n != len(s.slides) || n < 45 {
		t.Errorf("%d slides in the file, %d in the source, expected the same, 45 or more", n, len(s.slides))
	}
	talk, seconds, trains, turns := 0, 0, 0, 0
	for _, one := range s.slides {
		seconds += one.Talk
		talk += min(one.Talk, 1)
		trains += strings.Count(one.Figure, `class="train"`)
		turns += strings.Count(one.Figure, `class="output"`)
	}
	if talk != 15 || seconds > 20*60 {
		t.Errorf("%d slides of %d seconds are in the talk, expected 15 of 1200 at most", talk, seconds)
	}
	if trains != 1 || turns < 4 {
		t.Errorf("%d pages that train and %d interactive outputs, expected 1 and 4 or more", trains, turns)
	}
}

// TestKorean makes the slides in Korean: the same slides, with the same numbers.
func TestKorean(t *testing.T) {
	ours, err := korean.open("..")
	ok(t, err)
	theirs, err := english.open("..")
	ok(t, err)
	file, err := ours.build()
	ok(t, err)
	if !strings.Contains(string(file), `<html lang="ko">`) {
		t.Error("the file does not say that it is Korean")
	}
	if len(ours.slides) != len(theirs.slides) {
		t.Fatalf("%d slides, %d in English", len(ours.slides), len(theirs.slides))
	}
	hangul := func(r rune) bool { return unicode.Is(unicode.Hangul, r) }
	for i, one := range ours.slides {
		other := theirs.slides[i]
		if len(one.Numbers) != len(other.Numbers) || one.Talk != other.Talk || len(one.Deck) != len(other.Deck) || !strings.ContainsFunc(one.Notes, hangul) {
			t.Errorf("slide %d, %s, is not the English one in Korean", i+1, one.Title)
		}
		for k := range min(len(one.Numbers), len(other.Numbers)) {
			if got, want := one.Numbers[k].Value, strings.ReplaceAll(other.Numbers[k].Value, english.to, korean.to); got != want {
				t.Errorf("slide %d shows %s, in English %s", i+1, got, want)
			}
		}
	}
}

// TestDeck holds the deck's words to those that the lessons quote: both are the
// slides', letter by letter.
func TestDeck(t *testing.T) {
	data, err := os.ReadFile("deck.md")
	ok(t, err)
	plain := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	words, seen := "", map[string]bool{}
	for _, q := range readDeck(string(data)) {
		words += " " + plain(q.Words)
		number, _, _ := strings.Cut(q.Key, ".")
		seen[number] = true
	}
	for n := range 15 {
		if !seen[fmt.Sprint(n+1)] {
			t.Errorf("deck.md lacks slide %d", n+1)
		}
	}
	sources, err := filepath.Glob("../notebooks/src/*.md")
	ok(t, err)
	quoted := 0
	for _, path := range sources {
		text, err := os.ReadFile(path)
		ok(t, err)
		for line := range strings.Lines(string(text)) {
			line, is := strings.CutPrefix(line, "> ")
			if !is || !strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
				continue
			}
			quoted++
			if line = strings.TrimPrefix(plain(line), "→ "); !strings.Contains(words, line) {
				t.Errorf("%s quotes %q, which deck.md does not have", path, line)
			}
		}
	}
	if quoted < 5 {
		t.Errorf("%d quotes of the deck in the lessons: this test does not see them", quoted)
	}
}

// notebooks writes two made-up notebooks and returns what they show.
func notebooks(t *testing.T) *shown {
	t.Helper()
	display := func(text, html string) any {
		return map[string]any{"output_type": "display_data", "metadata": map[string]any{},
			"data": map[string]any{"text/plain": text, "text/html": html}}
	}
	outputs := []any{
		map[string]any{"output_type": "stream", "name": "stdout", "text": "seed 1: 60000 images\n" +
			"✓ error, seed 1  0.1349  expected 0.1–0.2\n✓ error, seed 2  0.09  expected 0–1\n" +
			"rank 0.4; ✓   share  0.814  expected 0–1\n✓ gap  1.2e-07  expected 0–1\n✓ words  many  expected 0–1\n"},
		map[string]any{"output_type": "display_data", "metadata": map[string]any{"name": "04-loss", "alt": "A <curve>",
			"image/png": map[string]any{"width": 605, "height": 340}}, "data": map[string]any{"image/png": "QUJD\n"}},
		display("A slider with 2 figures", "<div><script>go()</script></div>"),
		display("way  votes\nAE-3  0.776\nPCA-3  0.492\n", "<table></table>"),
	}
	cell := map[string]any{"cell_type": "code", "id": "a", "metadata": map[string]any{}, "source": "1", "execution_count": 1, "outputs": outputs}
	dir := t.TempDir()
	for name, cells := range map[string][]any{"04_x": {cell}, "05a_y": {}} {
		data, err := json.Marshal(map[string]any{"cells": cells, "metadata": map[string]any{}, "nbformat": 4, "nbformat_minor": 5})
		ok(t, err)
		ok(t, os.WriteFile(filepath.Join(dir, name+".ipynb"), data, 0o666))
	}
	s, err := readShown(dir)
	ok(t, err)
	return s
}

// TestValues takes numbers out of a lesson, in every form.
func TestValues(t *testing.T) {
	s := notebooks(t)
	for _, c := range []struct{ form, want string }{
		{`04 "error, seed 1"`, "0.1349"},
		{`04 "error, seed 1" .2`, "0.13"},
		{`04 "share" %`, "81\u00a0%"},
		{`04 "share" .1 %`, "81.4\u00a0%"},
		{`04 "gap"`, "1.2·10⁻⁷"},
		{`04 "error, seed *" range`, "0.09 to 0.1349"},
		{`04 "error, seed *" #2 .1`, "0.1"},
		{`04 /seed 1: (\d+) images/`, "60\u202f000"},
		{`04 /^AE-3 +(\S+)/ %`, "78\u00a0%"},
		{`04 /-3 +(0\S+)/ range`, "0.492 to 0.776"},
		{`04 "error"`, "notebook 04: check error: it is not there"},
		{`04 "error, seed *"`, "notebook 04: check error, seed *: there are 2: say which by #1 to #2, or range"},
		{`04 "error, seed *" #3`, "notebook 04: check error, seed *: there are 2, so no #3"},
		{`04 "words" .2`, "notebook 04: check words: many is no number"},
		{`04 "words" range`, "notebook 04: check words: many is no number"},
		{`04 /no group/`, "notebook 04: printed line /no group/: expected one group in parentheses, the number"},
		{`05a "share"`, "notebook 05a: check share: it is not there"},
		{`06 "share"`, "there is no notebook 06"},
		{`04 share`, `04 share is no value: write 04 "name of a check" or 04 /printed: (\S+)/, then #2, range, % or .3`},
	} {
		got, err := s.value(c.form)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s is %q, expected %q", c.form, got, c.want)
		}
	}
}

// TestSource reads one slide with every directive.
func TestSource(t *testing.T) {
	s := &sources{language: english, shown: notebooks(t), deck: readDeck("## 1.2\n> 말\n> two\n\nWords.\n"), used: map[string]bool{}}
	s.read(`# One {04 "share" %}
@session First
@talk 1:20
@deck 1.2
@figure 04-loss
@output 04 "A slider" ×1.5
@number 04 "share" .2 : share of *all*

Text with {04 "gap"}.

` + "```go\nx := 0\n---\n```" + `
@notes
Say it.
Then this.

---

# Two
@train
@notes
More.
`)
	ok(t, s.fit())
	if len(s.slides) != 2 {
		t.Fatalf("%d slides, expected 2", len(s.slides))
	}
	one, two := s.slides[0], s.slides[1]
	for _, c := range []struct{ what, got, want string }{
		{"title", one.Title, "One 81\u00a0%"},
		{"quote", one.Deck[0].Words + "|" + one.Deck[0].English, "말\ntwo|Words."},
		{"number", one.Numbers[0].Value + "|" + one.Numbers[0].Caption, "0.81|share of <em>all</em>"},
		{"text", one.Text, "<p>Text with 1.2·10⁻⁷.</p>\n<pre><code class=\"language-go\">x := 0\n---\n</code></pre>"},
		{"notes", one.Notes, "<p>Say it.</p>\n<p>Then this.</p>"},
		{"class", one.Class() + "|" + two.Class(), "beside opens|wide"},
		{"session of the next", two.Session, "First"},
		{"time", fmt.Sprint(one.Talk, two.Talk), "80 0"},
		{"notebooks", fmt.Sprint(one.From, two.From), "[04] []"},
		{"figure", one.Figure, `<figure><img src="data:image/png;base64,QUJD" alt="A &lt;curve&gt;" width="605" height="340"><figcaption>04-loss, notebook 04</figcaption></figure>` +
			`<div class="output" data-prevent-swipe style="--zoom:1.5"><div><script>go()</script></div></div>`},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, expected %q", c.what, c.got, c.want)
		}
	}
}

// TestFaults has one line for each thing that is gone or wrong.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"@figure 05-axes", ":2: no notebook has a figure 05-axes"},
		{`@number 04 "gone" : a caption`, ":2: notebook 04: check gone: it is not there"},
		{`see {04 "gone"}`, ":2: notebook 04: check gone: it is not there"},
		{`@output 04 "A cloud"`, `:2: notebook 04 has 0 outputs that begin with "A cloud": expected one`},
		{`@output 07 "A cloud"`, ":2: there is no notebook 07"},
		{"@output 04", `:2: @output 04: expected the number of a notebook and how the output's text begins, as 02 "A cloud"`},
		{"@deck 99", ":2: @deck 99: slides/deck.md has no such slide"},
		{"@talk long", ":2: @talk long: expected minutes and seconds, as 1:20"},
		{`@number 04 "share"`, `:2: @number 04 "share": expected a value, " : " and what it is`},
		{"@figur 04-loss", ":2: @figur: no such directive"},
		{"an error of 0.13", `:2: "0.13" is written by hand: take the number from its lesson, as {04 "name of a check"}`},
		{"nearly 90 % of them", `:2: "90 %" is written by hand: take the number from its lesson, as {04 "name of a check"}`},
	} {
		s := &sources{language: english, shown: notebooks(t), used: map[string]bool{}}
		s.read("# Title\n" + c.line + "\n@notes\nSay it.\n")
		if want := []string{"slides/manifold.md" + c.want}; !slices.Equal(s.wrong, want) {
			t.Errorf("%s: %q, expected %q", c.line, s.wrong, want)
		}
		if _, err := s.build(); err == nil || err.Error() != "slides/manifold.md"+c.want {
			t.Errorf("%s: built all the same, or says %v", c.line, err)
		}
	}
	s := &sources{language: english, shown: notebooks(t), used: map[string]bool{}}
	s.read("Only text in `lr=1.5`, of exercise 4.1.\n")
	want := []string{"slides/manifold.md:1: a slide without a title: a line that begins with `# `",
		"slides/manifold.md:1: a slide without notes: what is said goes below a line @notes"}
	if !slices.Equal(s.wrong, want) {
		t.Errorf("%q, expected %q", s.wrong, want)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
