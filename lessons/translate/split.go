// Package translate keeps a translation of the lessons in step with them.
//
// A cell is cut into texts and what stands around them. The texts of Markdown are its
// blocks between empty lines; those of code are string literals that hold a word, and
// comments. A translation is a PO file, whose entries are paired with the texts of
// today; the translated cell has the translations in the texts' places, and all
// else byte for byte.
package translate

import (
	"go/scanner"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Text is one text of a cell, as a translator sees it.
type Text struct {
	English string
	Code    bool   // of a code cell: a string, or a comment
	Near    string // the code at which it stands
}

// piece is a part of a cell: a text, or what is copied.
type piece struct {
	source string // as the cell has it
	text   string // of a text, else ""
	put    func(translation string) string
	near   string
}

// Texts returns the texts of a cell in order, each once.
func Texts(kind, source string) []Text {
	var all []Text
	seen := map[string]bool{}
	for _, p := range pieces(kind, source) {
		if p.put == nil || seen[p.text] {
			continue
		}
		seen[p.text] = true
		all = append(all, Text{p.text, kind == "code", p.near})
	}
	return all
}

// Replaced returns the cell with translations in the places of its texts, and
// whether one is missing. A text that find does not know stays English, below a
// mark.
func Replaced(kind, source string, find func(english string) (string, bool)) (string, bool) {
	var b strings.Builder
	missing, marked := false, false
	for _, p := range pieces(kind, source) {
		if p.put == nil {
			b.WriteString(p.source)
			continue
		}
		if t, known := find(p.text); known {
			b.WriteString(p.put(t))
			marked = false
			continue
		}
		missing = true
		if kind != "code" && !marked {
			b.WriteString(markdownMark + "\n\n")
			marked = true
		}
		b.WriteString(p.source)
	}
	if missing && kind == "code" {
		b.WriteString("\n" + codeMark)
	}
	return b.String(), missing
}

// What stands where a text has no translation.
const (
	markdownMark = "> 아래는 아직 한국어로 옮기지 않은 부분입니다."
	codeMark     = "// 이 셀에는 아직 한국어로 옮기지 않은 글이 있습니다."
)

// Kinds of cells beside "markdown" and "code": a section of a document, whose fences
// may hold comments, and a slide of slides/manifold.md.
const (
	Document = "document"
	Slide    = "slide"
)

func pieces(kind, source string) []piece {
	switch kind {
	case "code":
		return codePieces(source)
	case Slide:
		return slidePieces(source)
	case Document:
		inner := strings.TrimRight(source, "\n")
		return append(blocks(inner, true), piece{source: source[len(inner):]})
	}
	return blocks(source, false)
}

var (
	quoting         = regexp.MustCompile(`^## [\d.]+\n>`) // in slides/deck.md
	spokenDirective = regexp.MustCompile(`^@(?:session |number .* : )`)
	commented       = regexp.MustCompile(`(?m)(?:^|\s)(?:#|//) [A-Za-z]`)
)

// slidePieces cuts a slide: its text as blocks, and of its directives the title of a
// session and what a number is.
func slidePieces(source string) []piece {
	var all []piece
	text := ""
	flush := func() {
		inner := strings.Trim(text, "\n")
		if inner != "" {
			lead, tail, _ := strings.Cut(text, inner)
			all = append(all, piece{source: lead})
			all = append(all, blocks(inner, false)...)
			text = tail
		}
		all = append(all, piece{source: text})
		text = ""
	}
	for line := range strings.Lines(source) {
		if !strings.HasPrefix(line, "@") && line != "---\n" {
			text += line
			continue
		}
		flush()
		if head := spokenDirective.FindString(line); head != "" {
			said := strings.TrimSuffix(line[len(head):], "\n")
			all = append(all, piece{source: head}, piece{source: said, text: said, put: func(t string) string { return t }, near: head})
			line = line[len(head)+len(said):]
		}
		all = append(all, piece{source: line})
	}
	flush()
	return all
}

// Omitted is the translation of a block that a translation leaves out: what explains
// the deck's Korean in English.
const Omitted = "<!-- omitted -->"

var gaps = regexp.MustCompile(`\n(?:[ \t]*\n)+`)

// blocks cuts Markdown at empty lines. Copied are fences, blocks without a word
// outside of formulas and code, and quotes of the deck, which are Korean. With comments
// fences that hold one are texts.
func blocks(source string, comments bool) []piece {
	var all []piece
	rest := source
	for rest != "" {
		block, gap := rest, ""
		if open := strings.TrimLeft(rest, " "); strings.HasPrefix(open, "```") {
			block, gap = cutFence(rest)
		} else if at := gaps.FindStringIndex(rest); at != nil {
			block, gap = rest[:at[0]], rest[at[0]:at[1]]
		}
		fence := strings.HasPrefix(block, "```")
		if (fence && comments && commented.MatchString(block)) || !fence && hasWord(plain(block)) && !quotesDeck(block) && !(comments && quoting.MatchString(block)) {
			all = append(all, piece{source: block, text: block, put: func(t string) string {
				if t == Omitted {
					return ""
				}
				return t
			}})
		} else {
			all = append(all, piece{source: block})
		}
		if gap != "" {
			all = append(all, piece{source: gap})
		}
		rest = rest[len(block)+len(gap):]
	}
	return all
}

// cutFence cuts a text that begins with a fence behind it.
func cutFence(rest string) (block, gap string) {
	lines := strings.SplitAfter(rest, "\n")
	n := len(lines[0])
	for _, l := range lines[1:] {
		n += len(l)
		if strings.TrimSpace(l) == "```" {
			break
		}
	}
	block = strings.TrimRight(rest[:n], "\n")
	if at := gaps.FindStringIndex(rest[len(block):]); at != nil && at[0] == 0 {
		gap = rest[len(block):][:at[1]]
	} else if strings.HasPrefix(rest[len(block):], "\n") {
		gap = "\n"
	}
	return block, gap
}

func quotesDeck(block string) bool { return strings.HasPrefix(block, ">") && hasHangul(block) }

func hasHangul(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) >= 0
}

var word = regexp.MustCompile(`[A-Za-z][a-z]`)

func hasWord(s string) bool { return word.MatchString(s) }

var (
	verb       = regexp.MustCompile(`%(?:\[\d+\])?[-+#0-9.*]*[a-zA-Z]`)
	figureName = regexp.MustCompile(`^\d\d[ab]?-[a-z0-9-]+$`)
	path       = regexp.MustCompile(`^[\w./%-]*(?:/|\.(?:safetensors|bin|png|csv|md|ipynb))[\w./%-]*$`)
	activation = regexp.MustCompile(`^(?:relu|tanh|sigmoid)$`)
	article    = regexp.MustCompile(`\ba %`) // "a %d", a digit
)

// told reports whether a string of code is one that a reader sees.
func told(s string) bool {
	return (article.MatchString(s) || hasWord(verb.ReplaceAllString(s, " "))) && !figureName.MatchString(s) && !path.MatchString(s) && !activation.MatchString(s)
}

// codePieces cuts a code cell. Lines of the kernel, which begin with % or !, are
// copied.
func codePieces(source string) []piece {
	var all []piece
	goes, begin := "", 0
	flush := func() {
		if goes != "" {
			all = append(all, goPieces(goes, source, begin)...)
		}
		goes = ""
	}
	at := 0
	for line := range strings.Lines(source) {
		if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "!") {
			flush()
			all = append(all, piece{source: line})
		} else {
			if goes == "" {
				begin = at
			}
			goes += line
		}
		at += len(line)
	}
	flush()
	return all
}

// lexeme is a token with the bytes that it covers.
type lexeme struct {
	begin, end int
	tok        token.Token
	lit        string
}

// goPieces cuts a part of Go, which begins at a place of its cell. Go that cannot
// be scanned is copied whole.
func goPieces(code, cell string, offset int) []piece {
	tokens, well := scan(code)
	if !well {
		return []piece{{source: code}}
	}
	var all []piece
	at := 0
	text := func(begin, end int, english string, put func(string) string) {
		if begin > at {
			all = append(all, piece{source: code[at:begin]})
		}
		line := code[strings.LastIndexByte(code[:begin], '\n')+1:]
		line, _, _ = strings.Cut(line, "\n")
		all = append(all, piece{source: code[begin:end], text: english, put: put, near: strings.TrimSpace(line)})
		at = end
	}
	importing, depth := false, 0
	for i := 0; i < len(tokens); i++ {
		switch k := tokens[i]; {
		case k.tok == token.IMPORT:
			importing, depth = true, 0
		case importing && k.tok == token.LPAREN:
			depth++
		case importing && k.tok == token.RPAREN:
			importing = false
		case importing && depth == 0 && k.tok == token.SEMICOLON:
			importing = false
		case k.tok == token.COMMENT && strings.HasPrefix(k.lit, "//"):
			last, english := comment(code, tokens, i)
			if hasWord(english) {
				lead := column(code, k.begin)
				text(k.begin, tokens[last].end, english, func(t string) string { return wrapComment(t, lead, alone(code, k.begin)) })
			}
			i = last
		case k.tok == token.STRING && !importing:
			last, english, well := joined(tokens, i)
			if well && told(english) {
				text(k.begin, tokens[last].end, english, putString(code, tokens, i, last))
			}
			i = last
		}
	}
	if at < len(code) {
		all = append(all, piece{source: code[at:]})
	}
	return all
}

// scan returns the tokens of Go; false where it is none.
func scan(code string) ([]lexeme, bool) {
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(code))
	var s scanner.Scanner
	faults := 0
	s.Init(file, []byte(code), func(token.Position, string) { faults++ }, scanner.ScanComments)
	var all []lexeme
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return all, faults == 0
		}
		begin := file.Offset(pos)
		end := begin + len(lit)
		if lit == "" {
			end = begin + len(tok.String())
		}
		if tok == token.COMMENT {
			lit = strings.TrimRight(lit, "\r")
		}
		all = append(all, lexeme{begin, end, tok, lit})
	}
}

// alone tells whether nothing but white space stands before a place on its line.
func alone(code string, at int) bool {
	return strings.TrimSpace(code[strings.LastIndexByte(code[:at], '\n')+1:at]) == ""
}

// comment returns the last of the tokens that continue a comment on lines of their
// own, and what they say.
func comment(code string, tokens []lexeme, i int) (last int, english string) {
	said := func(k lexeme) string { return strings.TrimSpace(strings.TrimPrefix(k.lit, "//")) }
	english = said(tokens[i])
	if !alone(code, tokens[i].begin) || special(tokens[i].lit) {
		return i, english
	}
	for last = i; last+1 < len(tokens); last++ {
		next := tokens[last+1]
		between := code[tokens[last].end:next.begin]
		if next.tok != token.COMMENT || special(next.lit) || strings.Count(between, "\n") != 1 ||
			column(code, next.begin) != column(code, tokens[i].begin) {
			break
		}
		english += " " + said(next)
	}
	return last, english
}

// special tells a comment that is no prose: empty, set as code, or a directive.
func special(lit string) bool {
	rest := strings.TrimPrefix(lit, "//")
	return strings.TrimSpace(rest) == "" || strings.HasPrefix(rest, "\t") || strings.HasPrefix(rest, "  ") || strings.HasPrefix(rest, "go:")
}

// joined returns the last of the tokens of strings joined by +, and their text.
func joined(tokens []lexeme, i int) (last int, english string, well bool) {
	english, err := strconv.Unquote(tokens[i].lit)
	for last = i; err == nil && last+2 < len(tokens) && tokens[last+1].tok == token.ADD && tokens[last+2].tok == token.STRING; last += 2 {
		var more string
		more, err = strconv.Unquote(tokens[last+2].lit)
		english += more
	}
	return last, english, err == nil
}
