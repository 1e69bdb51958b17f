package translate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"seminar.example/lessons/notebook"
)

// Entry is an entry of a PO file.
type Entry struct {
	Context  string `json:"context"` // cell/place: the cell's id when it was first seen
	English  string `json:"english"` // msgid: what Korean was made from
	Korean   string `json:"korean"`  // msgstr
	Fuzzy    bool   `json:"fuzzy"`   // Previous changed to English, and nobody has confirmed Korean since
	Previous string `json:"previous"`
	Near     string `json:"near"` // #. comments
	Note     string `json:"note"` // the translator's own comments
}

// noted returns the words behind a heading of the translator's comments, as in
// "numbers: 200" and "terms: code; step".
func (e *Entry) noted(heading, sep string) []string {
	var all []string
	for line := range strings.Lines(e.Note) {
		if rest, is := strings.CutPrefix(strings.TrimSpace(line), heading+":"); is {
			for _, s := range strings.Split(rest, sep) {
				if s = strings.TrimSpace(s); s != "" {
					all = append(all, s)
				}
			}
		}
	}
	return all
}

// cell returns the id of the cell.
func (e *Entry) cell() string { id, _, _ := strings.Cut(e.Context, "/"); return id }

// Pair is a text of today with its entry.
type Pair struct {
	Cell int    // counted from 0
	ID   string // of the cell, as the file names it
	Text
	Entry *Entry // nil where there is none
}

// Changed tells whether a translation was made from another text, or is not
// confirmed since; English that is only broken otherwise into lines is the same.
func (p Pair) Changed() bool {
	return p.Entry != nil && p.Entry.Korean != "" && (p.Entry.Fuzzy || !p.same())
}

func (p Pair) same() bool {
	if p.Code {
		return p.English == p.Entry.English
	}
	return slices.Equal(strings.Fields(p.English), strings.Fields(p.Entry.English))
}

// Was returns the English that the translation was made from.
func (p Pair) Was() string {
	if p.Entry.Fuzzy && p.Entry.Previous != "" && p.same() {
		return p.Entry.Previous
	}
	return p.Entry.English
}

// Korean returns the translation, if there is one of today's text.
func (p Pair) Korean() (string, bool) {
	if p.Entry == nil || p.Entry.Korean == "" || p.Changed() {
		return "", false
	}
	return p.Entry.Korean, true
}

// Paired pairs the texts of a notebook with entries: first cells, by equal texts,
// then by how alike they are and where they lie; then the texts of each cell in the
// same way. It also returns the entries that are left.
func Paired(nb *notebook.Notebook, entries []*Entry) (pairs []Pair, left []*Entry) {
	var today [][]Text
	for _, c := range nb.Cells {
		today = append(today, Texts(c.Kind(), c.Source()))
	}
	var ids []string
	had := map[string][]*Entry{}
	for _, e := range entries {
		if had[e.cell()] == nil {
			ids = append(ids, e.cell())
		}
		had[e.cell()] = append(had[e.cell()], e)
	}
	a, b := make([]string, len(today)), make([]string, len(ids))
	for i, texts := range today {
		for _, t := range texts {
			a[i] += t.English + "\n"
		}
	}
	for j, id := range ids {
		for _, e := range had[id] {
			b[j] += e.English + "\n"
		}
	}
	taken := map[string]bool{}
	match := align(a, b, 0.5)
	for i := range match {
		if match[i] >= 0 {
			taken[ids[match[i]]] = true
		}
	}
	for i, texts := range today {
		if len(texts) == 0 {
			continue
		}
		id, mine := "", []*Entry(nil)
		if match[i] >= 0 {
			id = ids[match[i]]
			mine = had[id]
		} else {
			for id = nb.Cells[i].Identifier(); taken[id]; id += "+" {
			}
			taken[id] = true
		}
		a, b := make([]string, len(texts)), make([]string, len(mine))
		for k, t := range texts {
			a[k] = t.English
		}
		for k, e := range mine {
			b[k] = e.English
		}
		used := map[int]bool{}
		for k, m := range align(a, b, 0) {
			p := Pair{Cell: i, ID: id, Text: texts[k]}
			if m >= 0 {
				p.Entry, used[m] = mine[m], true
			}
			pairs = append(pairs, p)
		}
		for k, e := range mine {
			if !used[k] {
				left = append(left, e)
			}
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(match, func(m int) bool { return m >= 0 && ids[m] == id }) {
			left = append(left, had[id]...)
		}
	}
	return pairs, left
}

// align returns for each text of a the place of its partner in b, -1 for none: the
// same words first, then the most alike of the rest, as long as they are alike by
// least, 0 to 1. A text whose neighbour's partner lies beside counts as more alike.
func align(a, b []string, least float64) []int {
	match, free := make([]int, len(a)), make([]bool, len(b))
	wa, wb := make([][]string, len(a)), make([][]string, len(b))
	for j := range b {
		free[j], wb[j] = true, strings.Fields(b[j])
	}
	for i := range a {
		match[i], wa[i] = -1, strings.Fields(a[i])
	}
	for i := range a {
		for j := range b {
			if match[i] < 0 && free[j] && len(wa[i]) > 0 && slices.Equal(wa[i], wb[j]) {
				match[i], free[j] = j, false
			}
		}
	}
	for {
		best, at, to := -1.0, -1, -1
		for i := range a {
			if match[i] >= 0 || len(wa[i]) == 0 {
				continue
			}
			for j := range b {
				if !free[j] {
					continue
				}
				alike := alikeness(wa[i], wb[j])
				if alike < least {
					continue
				}
				if before := i == 0 && j == 0 || i > 0 && j > 0 && match[i-1] == j-1; before {
					alike += 0.2
				}
				if after := i == len(a)-1 && j == len(b)-1 || i+1 < len(a) && match[i+1] == j+1; after {
					alike += 0.2
				}
				if alike > best {
					best, at, to = alike, i, j
				}
			}
		}
		if at < 0 || best <= 0 {
			return match
		}
		match[at], free[to] = to, false
	}
}

// alikeness is Dice's coefficient of two lists of words: 1 for the same words.
func alikeness(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	n := map[string]int{}
	for _, w := range a {
		n[w]++
	}
	both := 0
	for _, w := range b {
		if n[w] > 0 {
			n[w]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}

// Merged returns the entries of a file that is in step with the pairs: changed
// originals are marked fuzzy, with what they were.
func Merged(pairs []Pair) []*Entry {
	var all []*Entry
	place := map[string]int{}
	for _, p := range pairs {
		place[p.ID]++
		e := Entry{}
		if p.Entry != nil {
			e = *p.Entry
		}
		if p.Changed() {
			e.Previous, e.Fuzzy = p.Was(), true
		} else {
			e.Previous, e.Fuzzy = "", false
		}
		e.Context, e.English, e.Near = p.ID+"/"+strconv.Itoa(place[p.ID]), p.English, p.Near
		all = append(all, &e)
	}
	return all
}

// Breaches returns what is wrong with the translation of a pair, a line each, without
// saying where.
func (p Pair) Breaches(g Glossary) []string {
	if p.Changed() {
		return []string{fmt.Sprintf("the English changed, and the Korean is not confirmed:\n%s", difference(p.Was(), p.English))}
	}
	korean, is := p.Korean()
	if !is {
		return nil
	}
	found := Compare(p.English, korean, p.Code, p.Entry.noted("numbers", " "))
	return append(found, g.Held(p.English, korean, p.Entry.noted("terms", ";"))...)
}

// difference shows the lines, or words, that two texts do not share.
func difference(was, is string) string {
	a, b := strings.Fields(was), strings.Fields(is)
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	const around = 4 // words
	cut := func(w []string) string {
		from, to := max(0, head-around), min(len(w), len(w)-tail+around)
		return strings.Join(w[from:head], " ") + " [" + strings.Join(w[head:len(w)-tail], " ") + "] " + strings.Join(w[len(w)-tail:to], " ")
	}
	return "    - … " + cut(a) + " …\n    + … " + cut(b) + " …"
}

// Translated returns the notebook with the translations in it, and how many texts
// have none.
func Translated(nb *notebook.Notebook, pairs []Pair) (*notebook.Notebook, int) {
	korean := map[int]map[string]string{}
	missing := 0
	for _, p := range pairs {
		if korean[p.Cell] == nil {
			korean[p.Cell] = map[string]string{}
		}
		if t, is := p.Korean(); is {
			korean[p.Cell][p.English] = t
		} else {
			missing++
		}
	}
	out := notebook.New(nb.Metadata)
	for i, c := range nb.Cells {
		made := notebook.Cell{}
		for k, v := range c {
			made[k] = v
		}
		made["source"], _ = Replaced(c.Kind(), c.Source(), func(english string) (string, bool) {
			t, is := korean[i][english]
			return t, is
		})
		out.Cells = append(out.Cells, made)
	}
	return out, missing
}
