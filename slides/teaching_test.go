package main

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	decimals   = regexp.MustCompile(`\d+\.\d+|\d+ ?%`)
	exerciseNo = regexp.MustCompile(`(?m)^\*\*Exercises\.\*\*.*$`)
	place      = regexp.MustCompile(`(?:(\d\d[ab]?), )?\*([A-ZÀ-Þβ][^*]+)\*`)
	heading    = regexp.MustCompile(`(?m)^##+ (?:★ )?(.+)$`)
)

// TestTeachersNotes holds teaching.md to the lessons: its decimals and percentages
// stand there, and so do the exercises, the sections that its plans name, and a cell
// where something is to be run live.
func TestTeachersNotes(t *testing.T) {
	data, err := os.ReadFile("../notebooks/teaching.md")
	ok(t, err)
	notes := string(data)
	s, err := readShown("../notebooks")
	ok(t, err)
	said, sections := "", map[string]string{}
	sources, err := filepath.Glob("../notebooks/src/*.md")
	ok(t, err)
	for _, path := range append(sources, "../notebooks/notation.md") {
		text, err := os.ReadFile(path)
		ok(t, err)
		said += string(text)
		lesson, _, _ := strings.Cut(filepath.Base(path), "_")
		ends := append(heading.FindAllStringSubmatchIndex(string(text), -1), []int{len(text)})
		for i, m := range ends[:len(ends)-1] {
			sections[lesson+", "+string(text[m[2]:m[3]])] = string(text[m[1]:ends[i+1][0]])
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
		elsewhere := regexp.MustCompile("the slide \\*|`page/").MatchString(cells[3])
		lesson, runs := "", elsewhere
		for _, m := range place.FindAllStringSubmatch(cells[3], -1) {
			places++
			lesson = cmp.Or(m[1], lesson)
			found := elsewhere
			for name, text := range sections {
				if strings.HasPrefix(name, lesson+", "+m[2]) {
					found, runs = true, runs || strings.Contains(text, "```go")
				}
			}
			if !found {
				t.Errorf("teaching.md sends to the section %q, which lesson %s does not have", m[2], lesson)
			}
		}
		if strings.Contains(cells[2], "Live:") && !runs {
			t.Errorf("teaching.md names no cell to run live in %q", cells[2])
		}
	}
	if questions := strings.Count(notes, "<summary>Answer</summary>"); questions != 20 {
		t.Errorf("%d questions in the quiz, expected 20", questions)
	}
	if seen < 10 || exercises < 20 || places < 20 {
		t.Errorf("%d numbers, %d exercises, %d places: this test does not see the notes", seen, exercises, places)
	}
}
