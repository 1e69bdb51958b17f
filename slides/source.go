package main

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	renderer "github.com/yuin/goldmark/renderer/html"
)

// slide is one slide, its parts in HTML.
type slide struct {
	Session string // its title, for the foot of the slide
	Opens   bool   // it opens a session
	Talk    int    // seconds in the talk of 20 minutes; 0 if it is not in it
	Title   string
	Deck    []quote
	Figure  string
	Wide    bool // the figure stands above the text, not beside it
	Tall    bool // it is less than 1.35 times as wide as it is high
	Numbers []number
	Text    string
	Notes   string
	From    []string // the notebooks that it shows, by number
}

// Class says how the slide is laid out.
func (one *slide) Class() string {
	class := "beside" // the figure beside the text
	switch {
	case one.Figure == "":
		class = "words"
	case one.Wide:
		class = "wide" // the figure above the text
	case one.Text == "" && one.Numbers == nil:
		class = "alone"
	}
	if one.Opens {
		class += " opens"
	}
	return class
}

// Beside tells whether the deck's words stand with the text, beside the figure, so
// that a tall one has the whole height.
func (one *slide) Beside() bool { return one.Tall && !one.Wide }

// quote is what the deck says on one of its slides.
type quote struct{ Key, Words, English string }

// number is a number out of a lesson, and what it is.
type number struct{ Value, Caption string }

// sources is what the slides are made from.
type sources struct {
	language
	slides []*slide
	deck   []quote
	shown  *shown
	wrong  []string        // what cannot be shown, a line each
	page   string          // the page in which a network trains
	used   map[string]bool // keys of the deck that a slide quotes
}

var (
	markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithRendererOptions(renderer.WithUnsafe()))
	inline   = regexp.MustCompile(`\{(` + valueForm + `)\}`)
	deckHead = regexp.MustCompile(`(?m)^## (\S+)\n`)
	talkTime = regexp.MustCompile(`^(\d+):(\d\d)$`)
	caption  = regexp.MustCompile(`^(` + valueForm + `)(.*?) : (.+)$`)
	named    = regexp.MustCompile(`^(\d\d[a-z]?) "([^"]+)"(?: ×(\d\.\d+)(?: (\d+)px)?)?$`)
)

// readDeck reads the deck's own words: below a key such as 1.2 lines that begin
// with > are the words, the others their meaning in English.
func readDeck(text string) (deck []quote) {
	heads := deckHead.FindAllStringSubmatchIndex(text, -1)
	for i, h := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		q := quote{Key: text[h[2]:h[3]]}
		var words, english []string
		for line := range strings.Lines(text[h[1]:end]) {
			if quoted, is := strings.CutPrefix(strings.TrimSpace(line), "> "); is {
				words = append(words, quoted)
			} else if line = strings.TrimSpace(line); line != "" {
				english = append(english, line)
			}
		}
		q.Words, q.English = strings.Join(words, "\n"), strings.Join(english, " ")
		deck = append(deck, q)
	}
	return deck
}

// read reads the slides of a source. A line --- stands between two of them, and a
// line that begins with @ is a directive:
//
//	@session TITLE                 the slide opens a session
//	@talk 1:20                     it is in the talk of 20 minutes, for so long
//	@deck 1.2                      quotes the deck (deck.md)
//	@figure 01-five-points         a figure of a notebook, by its name
//	@output 02 "A cloud to turn"   an output in HTML, by how its text begins; ×1.5 640px enlarges
//	                               it, from that width
//	@train                         the page in which a network trains
//	@number VALUE : what it is     a number of a notebook, large
//	@notes                         what follows is for the speaker, a paragraph a line
//
// In text and notes {VALUE} is a number of a notebook.
func (s *sources) read(text string) {
	begin, session := 1, ""
	var lines []string
	add := func(next int) {
		if strings.TrimSpace(strings.Join(lines, "")) != "" {
			one := s.slide(begin, lines, session)
			session = one.Session
			s.slides = append(s.slides, one)
		}
		begin, lines = next, nil
	}
	at, fenced := 0, false
	for line := range strings.Lines(text) {
		at++
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if line == "---" && !fenced {
			add(at + 1)
			continue
		}
		lines = append(lines, line)
	}
	add(at + 1)
}

// fault notes what is wrong at a line of the source.
func (s *sources) fault(line int, format string, args ...any) {
	s.wrong = append(s.wrong, fmt.Sprintf("%s/manifold.md:%d: ", s.folder, line)+fmt.Sprintf(format, args...))
}

// slide makes a slide of its lines.
func (s *sources) slide(begin int, lines []string, session string) *slide {
	one := &slide{Session: session}
	var text, notes []string
	into := &text
	for i, line := range lines {
		at := begin + i
		switch {
		case strings.HasPrefix(line, "# ") && one.Title == "":
			one.Title = s.inlineHTML(at, one, line[2:])
		case line == "@notes":
			into = &notes
		case strings.HasPrefix(line, "@"):
			word, rest, _ := strings.Cut(line[1:], " ")
			s.directive(at, one, word, strings.TrimSpace(rest))
		default:
			*into = append(*into, s.filled(at, one, line))
		}
	}
	if one.Title == "" {
		s.fault(begin, "a slide without a title: a line that begins with `# `")
	}
	one.Text, one.Notes = toHTML(strings.Join(text, "\n")), toHTML(strings.Join(notes, "\n\n"))
	if one.Notes == "" {
		s.fault(begin, "a slide without notes: what is said goes below a line @notes")
	}
	return one
}

// directive does what a line that begins with @ says.
func (s *sources) directive(at int, one *slide, word, rest string) {
	switch word {
	case "session":
		one.Session, one.Opens = rest, true
	case "talk":
		m := talkTime.FindStringSubmatch(rest)
		if m == nil {
			s.fault(at, "@talk %s: expected minutes and seconds, as 1:20", rest)
			return
		}
		minutes, _ := strconv.Atoi(m[1])
		seconds, _ := strconv.Atoi(m[2])
		one.Talk = 60*minutes + seconds
	case "deck":
		for _, q := range s.deck {
			if q.Key == rest {
				one.Deck, s.used[rest] = append(one.Deck, q), true
				return
			}
		}
		s.fault(at, "@deck %s: slides/deck.md has no such slide", rest)
	case "figure":
		f, err := s.shown.figure(rest)
		if err != nil {
			s.fault(at, "%v", err)
			return
		}
		one.Figure += fmt.Sprintf(`<figure><img src="data:image/png;base64,%s" alt="%s" width="%d" height="%d"><figcaption>%s, %s %s</figcaption></figure>`,
			f.png, html.EscapeString(f.alt), f.width, f.height, rest, s.Notebook, f.lesson)
		one.Wide = one.Wide || f.width > 23*f.height/10
		one.Tall = 100*f.width < 135*f.height
		one.from(f.lesson)
	case "output":
		m := named.FindStringSubmatch(rest)
		if m == nil {
			s.fault(at, `@output %s: expected the number of a notebook and how the output's text begins, as 02 "A cloud"`, rest)
			return
		}
		o, err := s.shown.output(m[1], m[2])
		if err != nil {
			s.fault(at, "%v", err)
			return
		}
		zoom := m[3]
		if zoom == "" {
			zoom = "1.25"
		}
		width := ""
		if m[4] != "" {
			width = ";max-width:" + m[4] + "px"
		}
		one.Figure += fmt.Sprintf(`<div class="output" data-prevent-swipe style="--zoom:%s%s">%s</div>`, zoom, width, o.html)
		one.from(m[1])
	case "train":
		one.Figure += `<div class="train" data-prevent-swipe><button type="button">` + s.trainHere + `</button></div>`
		one.Wide = true
	case "number":
		m := caption.FindStringSubmatch(rest)
		if m == nil || m[2] != "" {
			s.fault(at, `@number %s: expected a value, " : " and what it is`, rest)
			return
		}
		v, err := s.shown.value(m[1])
		if err != nil {
			s.fault(at, "%v", err)
			return
		}
		one.from(m[1])
		one.Numbers = append(one.Numbers, number{html.EscapeString(v), s.inlineHTML(at, one, m[3])})
	default:
		s.fault(at, "@%s: no such directive", word)
	}
}

// from notes that the slide shows something of a notebook: its number begins form.
func (one *slide) from(form string) {
	number, _, _ := strings.Cut(form, " ")
	for _, f := range one.From {
		if f == number {
			return
		}
	}
	one.From = append(one.From, number)
}

// filled puts in the numbers of a line.
func (s *sources) filled(at int, one *slide, line string) string {
	s.byHand(at, line)
	return inline.ReplaceAllStringFunc(line, func(form string) string {
		v, err := s.shown.value(form[1 : len(form)-1])
		if err != nil {
			s.fault(at, "%v", err)
			return "?"
		}
		one.from(form[1:])
		return html.EscapeString(v)
	})
}

// inlineHTML is a line in HTML, without a paragraph.
func (s *sources) inlineHTML(at int, one *slide, line string) string {
	h := strings.TrimSpace(toHTML(s.filled(at, one, line)))
	return strings.TrimSuffix(strings.TrimPrefix(h, "<p>"), "</p>")
}

var (
	decimal = regexp.MustCompile(`\d+[.,]\d+|\d+[ \x{a0}]?%`)
	noValue = regexp.MustCompile("`[^`]*`|(?:[Ee]xercise|연습 문제:?) \\d\\.\\d")
)

// byHand notes a result that was written by hand: a decimal or a percentage. It
// would stay when its lesson changes.
func (s *sources) byHand(at int, line string) {
	bare := noValue.ReplaceAllString(inline.ReplaceAllString(line, ""), "")
	if found := decimal.FindString(bare); found != "" {
		s.fault(at, `%q is written by hand: take the number from its lesson, as {04 "name of a check"}`, found)
	}
}

func toHTML(text string) string {
	var b bytes.Buffer
	if err := markdown.Convert([]byte(text), &b); err != nil {
		panic(err) // bytes.Buffer has no error
	}
	return strings.TrimSpace(b.String())
}
