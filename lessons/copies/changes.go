package copies

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"seminar.example/lessons/notebook"
)

const (
	most  = 4  // titles that a line lists of one kind, cells of one section
	words = 44 // characters of a title that is a comment
)

var (
	heading = regexp.MustCompile(`(?m)^#+ (?:★ )?(.+)$`)
	fenced  = regexp.MustCompile("(?ms)^```.*?^```")
	comment = regexp.MustCompile(`(?m)^\s*// (.+)$`)
)

// identities returns what tells each cell of a lesson from all others.
func identities(nb *notebook.Notebook) []string {
	var all []string
	for _, c := range nb.Cells {
		if !c.Blank() {
			all = append(all, c.Identifier())
		}
	}
	return all
}

// section is a heading with the cells below it.
type section struct {
	title, first string // first is the identity of the cell with the heading
	cells        []notebook.Cell
}

func sections(nb *notebook.Notebook) []section {
	all := []section{{}}
	for _, c := range nb.Cells {
		if c.Blank() {
			continue
		}
		if m := heading.FindAllStringSubmatch(fenced.ReplaceAllString(c.Source(), ""), -1); m != nil && c.Kind() == "markdown" {
			all = append(all, section{title: m[len(m)-1][1], first: c.Identifier()}) // text may stand above a heading
		}
		last := &all[len(all)-1]
		last.cells = append(last.cells, c)
	}
	return all
}

// titled returns the section with a title, nil where there is none.
func titled(all []section, title string) *section {
	if i := slices.IndexFunc(all, func(s section) bool { return s.title == title }); i >= 0 {
		return &all[i]
	}
	return nil
}

// changes says by titles how a lesson differs from the version that a copy was made
// of, whose cells are before; "" where no cell is another. What the reader changed
// in the copy is no change of the lesson.
func changes(had, now *notebook.Notebook, before []string) string {
	cells, old, current := identities(now), sections(had), sections(now)
	if slices.Equal(before, cells) {
		return ""
	}
	var added, changed, gone []string
	for _, s := range current {
		var what []string
		for _, c := range s.cells {
			if t := label(c); !slices.Contains(before, c.Identifier()) && !slices.Contains(what, t) {
				what = append(what, t)
			}
		}
		was := titled(old, s.title)
		switch {
		case was == nil && slices.Contains(before, s.first): // the reader removed it
		case was == nil:
			added = append(added, s.title)
			continue
		case slices.ContainsFunc(was.cells, func(c notebook.Cell) bool {
			return slices.Contains(before, c.Identifier()) && !slices.Contains(cells, c.Identifier())
		}) && len(what) == 0:
			what = []string{"a cell is gone"}
		}
		switch list := join(what); {
		case list == "":
		case s.title == "":
			changed = append(changed, list)
		default:
			changed = append(changed, s.title+" ("+list+")")
		}
	}
	for _, s := range old {
		if titled(current, s.title) == nil && slices.Contains(before, s.first) {
			gone = append(gone, s.title)
		}
	}
	var said []string
	for _, list := range []struct {
		what  string
		names []string
	}{{"new", added}, {"changed", changed}, {"gone", gone}} {
		if len(list.names) > 0 {
			said = append(said, list.what+": "+join(list.names))
		}
	}
	if said == nil {
		return "cells are gone or stand elsewhere"
	}
	return strings.Join(said, "; ")
}

// join lists names, not too many of them.
func join(names []string) string {
	if n := len(names); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}

// label names a cell within its section: code by its first comment.
func label(c notebook.Cell) string {
	if c.Kind() != "code" {
		return "text"
	}
	m := comment.FindStringSubmatch(c.Source())
	if m == nil {
		return "code"
	}
	title := []rune(strings.TrimRight(m[1], ".:"))
	if len(title) <= words {
		return "“" + string(title) + "”"
	}
	cut := string(title[:words])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = strings.TrimRight(cut[:i], ",;")
	}
	return "“" + cut + "…”"
}
