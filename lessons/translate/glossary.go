package translate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Term is a row of the glossary.
type Term struct {
	English, Korean []string // what it is called; the first is the usual one
	Not             []string // what Korean texts do not call it
	pattern         *regexp.Regexp
}

// Glossary holds the terms, longest English first.
type Glossary []Term

// ParseGlossary reads notebooks/glossary.md: the rows of its tables have the English,
// the Korean, what is not said, and a sentence in each language; names are parted by
// semicolons.
//
// Errors: a row of other than five cells, one without a name or a sentence, an
// English name twice.
func ParseGlossary(text string) (Glossary, error) {
	var all Glossary
	seen := map[string]bool{}
	for number, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|:") || strings.HasPrefix(line, "| English") {
			continue
		}
		row := strings.Split(strings.Trim(line, "|"), "|")
		if len(row) != 5 {
			return nil, fmt.Errorf("glossary.md:%d: %d cells, expected 5", number+1, len(row))
		}
		t := Term{English: names(row[0]), Korean: names(row[1]), Not: names(row[2])}
		if len(t.English) == 0 || len(t.Korean) == 0 || strings.TrimSpace(row[3]) == "" || strings.TrimSpace(row[4]) == "" {
			return nil, fmt.Errorf("glossary.md:%d: expected names and a sentence in both languages", number+1)
		}
		var words []string
		for _, e := range t.English {
			if seen[e] {
				return nil, fmt.Errorf("glossary.md:%d: %q stands there twice", number+1, e)
			}
			seen[e] = true
			words = append(words, regexp.QuoteMeta(e))
		}
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		t.pattern = regexp.MustCompile(`(?i)(?:^|[^\pL\d-])(?:` + strings.Join(words, "|") + `)(?:s|es)?(?:$|[^\pL\d-])`)
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Term) int { return len(b.English[0]) - len(a.English[0]) })
	return all, nil
}

func names(cell string) []string {
	var all []string
	for _, s := range strings.Split(cell, ";") {
		if s = strings.TrimSpace(s); s != "" && s != "–" {
			all = append(all, s)
		}
	}
	return all
}

// Held returns where a translation does not keep to the glossary. free are English
// terms that the translator says are something else here.
func (g Glossary) Held(english, korean string, free []string) []string {
	if korean == Omitted {
		return nil
	}
	var found []string
	english, korean = strings.Join(strings.Fields(plain(english)), " "), strings.Join(strings.Fields(korean), " ")
	quoted := hangulRun.FindAllString(english, -1)
	for _, t := range g {
		for _, w := range t.Not {
			if strings.Contains(korean, w) && !slices.ContainsFunc(quoted, func(q string) bool { return strings.Contains(q, w) }) {
				found = append(found, fmt.Sprintf("%q: the glossary says %s", w, t.Korean[0]))
			}
		}
		if !t.pattern.MatchString(english) {
			continue
		}
		english = t.pattern.ReplaceAllString(english, " · ")
		if slices.ContainsFunc(free, func(f string) bool { return slices.Contains(t.English, f) }) {
			continue
		}
		if !slices.ContainsFunc(t.Korean, func(k string) bool { return strings.Contains(korean, k) }) {
			found = append(found, fmt.Sprintf("%q of the English: the glossary says %s", t.English[0], strings.Join(t.Korean, " or ")))
		}
	}
	return found
}
