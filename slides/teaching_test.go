package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	decimals   = regexp.MustCompile(`\d+\.\d+|\d+ ?%`)
	exerciseNo = regexp.MustCompile(`(?m)^\*\*Exercises\.\*\*.*$`)
	section    = regexp.MustCompile(`\*([A-ZÀ-Þ][^*]+)\*`)
	heading    = regexp.MustCompile(`(?m)^#+ (?:★ )?(.+)$`)
)

// TestTeachersNotes holds teaching.md to the lessons: its decimals and percentages
// stand there, and so do the exercises and the sections that its tables name.
func TestTeachersNotes(t *testing.T) {
	data, err := os.ReadFile("../notebooks/teaching.md")
	ok(t, err)
	notes := string(data)
	s, err := readShown("../notebooks")
	ok(t, err)
	said, headings := "", map[string]bool{}
	sources, err := filepath.Glob("../notebooks/src/*.md")
	ok(t, err)
	for _, path := range append(sources, "../notebooks/notation.md") {
		text, err := os.ReadFile(path)
		ok(t, err)
		said += string(text)
		for _, m := range heading.FindAllStringSubmatch(string(text), -1) {
			headings[m[1]] = true
		}
	}
	printed := said
	for _, l := range s.lessons {
		printed += l.printed
	}
	seen := 0
	for _, n := range decimals.FindAllString(exerciseNo.ReplaceAllString(notes, ""), -1) {
		seen++
		if found := regexp.MustCompile(`(?:^|[^\d.])` + regexp.QuoteMeta(n)).FindString(printed); found == "" {
			t.Errorf("teaching.md says %s, which stands in no lesson", n)
		}
	}
	exercises := 0
	for _, line := range exerciseNo.FindAllString(notes, -1) {
		line, _, _ = strings.Cut(line, "**May be skipped")
		for _, n := range decimals.FindAllString(line, -1) {
			exercises++
			if !strings.Contains(said, "**"+n+"** ") {
				t.Errorf("teaching.md names exercise %s, which no lesson has", n)
			}
		}
	}
	places := 0
	for line := range strings.Lines(notes) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || !strings.Contains(cells[1], "–") {
			continue // no row of a plan
		}
		for _, m := range section.FindAllStringSubmatch(cells[3], -1) {
			places++
			found := false
			for h := range headings {
				found = found || strings.HasPrefix(h, m[1])
			}
			if !found && !strings.Contains(cells[3], "slide *") {
				t.Errorf("teaching.md sends to the section %q, which no lesson has", m[1])
			}
		}
	}
	if questions := strings.Count(notes, "<summary>Answer</summary>"); questions != 20 {
		t.Errorf("%d questions in the quiz, expected 20", questions)
	}
	if seen < 10 || exercises < 20 || places < 20 {
		t.Errorf("%d numbers, %d exercises, %d places: this test does not see the notes", seen, exercises, places)
	}
}
