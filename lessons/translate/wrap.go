package translate

import (
	"strconv"
	"strings"
	"unicode"
)

// maxColumns is the width of a code cell, as in lessons/rules.go; tabs stand at
// every fourth column, and Hangul takes two.
const maxColumns = 80

// column returns the column of a place on its line.
func column(code string, at int) int {
	return columns(0, code[strings.LastIndexByte(code[:at], '\n')+1:at])
}

// columns returns the column behind a text that begins at one.
func columns(from int, s string) int {
	for _, r := range s {
		switch {
		case r == '\t':
			from += 4 - from%4
		case wide(r):
			from += 2
		default:
			from++
		}
	}
	return from
}

func wide(r rune) bool { return unicode.In(r, unicode.Hangul, unicode.Han) }

// wrapComment returns a comment that begins at a column, in lines; only one that
// stands alone is broken.
func wrapComment(t string, at int, breaks bool) string {
	if !breaks {
		return "// " + t
	}
	indent := "\n" + strings.Repeat("\t", at/4) + strings.Repeat(" ", at%4)
	var lines []string
	line := "//"
	for _, w := range strings.Fields(t) {
		if line != "//" && columns(at, line+" "+w) > maxColumns {
			lines = append(lines, line)
			line = "//"
		}
		line += " " + w
	}
	return strings.Join(append(lines, line), indent)
}

// putString returns the function that writes a string in the place of the tokens
// from first to last: in one literal where the line holds it, else in several.
func putString(code string, tokens []lexeme, first, last int) func(string) string {
	begin, end := tokens[first].begin, tokens[last].end
	start := strings.LastIndexByte(code[:begin], '\n') + 1
	lead := code[start : start+len(code[start:])-len(strings.TrimLeft(code[start:], "\t "))]
	indent := lead + "\t"
	if last > first {
		if at := strings.LastIndexByte(code[:tokens[first+2].begin], '\n') + 1; at > begin {
			indent = code[at : at+len(code[at:])-len(strings.TrimLeft(code[at:], "\t "))]
		}
	}
	tail, _, _ := strings.Cut(code[end:], "\n")
	raw := last == first && strings.HasPrefix(tokens[first].lit, "`")
	return func(t string) string {
		if raw && !strings.Contains(t, "`") {
			return "`" + t + "`"
		}
		return quote(t, column(code, begin), indent, columns(0, strings.TrimRight(tail, " \t")))
	}
}

// quote returns a string in literals joined by +, the first of which begins at a
// column, the others behind an indent, and with room for a tail behind the last.
func quote(t string, at int, indent string, tail int) string {
	if one := strconv.Quote(t); columns(at, one)+tail <= maxColumns {
		return one
	}
	var b strings.Builder
	line := ""
	words := strings.SplitAfter(t, " ")
	for i, w := range words {
		room := len(" +")
		if i == len(words)-1 {
			room = tail
		}
		if line != "" && columns(at, strconv.Quote(line+w))+room > maxColumns {
			b.WriteString(strconv.Quote(line) + " +\n" + indent)
			line, at = "", columns(0, indent)
		}
		line += w
	}
	b.WriteString(strconv.Quote(line))
	return b.String()
}
