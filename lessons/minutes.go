package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"seminar.example/lessons/notebook"
)

// The minutes that a lesson states come from a count: CONTRIBUTING has the rule.
const (
	wordsAMinute     = 150
	secondsDisplayed = 15 // a formula that stands alone
	secondsInline    = 2  // a formula in a line
	secondsFigure    = 20
	secondsLine      = 2 // of code that is not folded
	secondsCell      = 5 // to run it and to look at what it prints
	secondsComputer  = 1 // a cell
	secondsExercise  = 300
	roundTo          = 5 // minutes
)

var (
	fenced    = regexp.MustCompile("(?ms)^```[^\n]*\n(.*?)^```$")
	displayed = regexp.MustCompile(`(?s)\$\$.*?\$\$`)
	inline    = regexp.MustCompile(`\$[^$\n]+\$`)
	address   = regexp.MustCompile(`\]\([^)\s]*\)|<[^>\n]*>`)
	asked     = regexp.MustCompile(`\bshow\.Exercise\(`)
	unread    = regexp.MustCompile(`^## (?:Sources|Appendix)`)
	wholeTime = regexp.MustCompile(`\*Time:\* (\d+) minutes`)
	only      = regexp.MustCompile(`\*Only (\d+) minutes\?\*`)
)

// amount is what a reader of a lesson, or of a part of it, goes through.
type amount struct{ words, displayed, inline, figures, lines, cells, exercises int }

// seconds returns how long that takes.
func (a amount) seconds() int {
	return a.words*60/wordsAMinute + a.displayed*secondsDisplayed + a.inline*secondsInline + a.figures*secondsFigure +
		a.lines*secondsLine + a.cells*(secondsCell+secondsComputer) + a.exercises*secondsExercise
}

// minutes returns the same, rounded as lessons state it.
func (a amount) minutes() int {
	return max(1, (a.seconds()+roundTo*30)/(roundTo*60)) * roundTo
}

// prose adds a text.
func (a *amount) prose(text string) {
	for _, m := range fenced.FindAllStringSubmatch(text, -1) {
		a.code(m[1])
	}
	text = fenced.ReplaceAllString(text, "")
	a.displayed += len(displayed.FindAllString(text, -1))
	text = displayed.ReplaceAllString(text, "")
	a.inline += len(inline.FindAllString(text, -1))
	text = address.ReplaceAllString(inline.ReplaceAllString(text, ""), "]")
	for _, word := range strings.Fields(text) {
		if strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			a.words++
		}
	}
}

// code adds the lines of code that hold anything.
func (a *amount) code(text string) {
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			a.lines++
		}
	}
}

// cell adds a cell. The code of an exercise's check is not read.
func (a *amount) cell(c notebook.Cell) {
	if c.Kind() != "code" {
		a.prose(c.Source())
		return
	}
	a.cells++
	a.figures += len(drawing.FindAllString(c.Source(), -1))
	if asked.MatchString(c.Source()) {
		a.exercises++
	} else if !c.Folded() {
		a.code(c.Source())
	}
}

// counted returns what a lesson holds, and what of it its sections marked ★ hold.
// Sources and appendices are looked up, not read.
func counted(nb *notebook.Notebook) (all, star amount) {
	marked, read := false, true
	for _, c := range nb.Cells {
		parts := []string{c.Source()}
		if c.Kind() != "code" {
			parts = strings.SplitAfter("\n"+c.Source(), "\n## ")
			for i := range parts[1:] { // the heading goes with what it heads
				parts[i], parts[i+1] = strings.TrimSuffix(parts[i], "## "), "## "+parts[i+1]
			}
		}
		for _, part := range parts {
			if c.Kind() != "code" && strings.HasPrefix(part, "## ") {
				heading, _, _ := strings.Cut(part, "\n")
				marked, read = strings.Contains(heading, "★"), !unread.MatchString(part)
			}
			piece := notebook.Cell{"cell_type": c.Kind(), "source": part, "metadata": c["metadata"]}
			if read {
				all.cell(piece)
			}
			if marked {
				star.cell(piece)
			}
		}
	}
	return all, star
}

// stated returns the minutes that a lesson states in the words of a pattern, 0
// where it does not.
func stated(nb *notebook.Notebook, pattern *regexp.Regexp) int {
	for _, c := range nb.Cells {
		if m := pattern.FindStringSubmatch(c.Source()); c.Kind() == "markdown" && m != nil {
			n, _ := strconv.Atoi(m[1]) // the pattern has digits
			return n
		}
	}
	return 0
}

// minutes: a lesson states the minutes that it takes.
func minutes(source *notebook.Notebook) []string {
	var found []string
	all, star := counted(source)
	if have := stated(source, wholeTime); have != all.minutes() {
		found = append(found, fmt.Sprintf("states %d minutes, counted are %d: `go run ./lessons minutes` shows the count", have, all.minutes()))
	}
	if have := stated(source, only); have > 0 && abs(star.seconds()-60*have) > 60*roundTo {
		found = append(found, fmt.Sprintf("says “Only %d minutes?”, its sections marked ★ take %d, expected %d ± %d", have, star.seconds()/60, have, roundTo))
	}
	return found
}

func abs(n int) int { return max(n, -n) }

// pointer tells whether a notebook is one text without a heading: where a lesson
// has gone, for readers whose copy has its name.
func pointer(nb *notebook.Notebook) bool {
	return len(nb.Cells) == 1 && nb.Cells[0].Kind() == "markdown" && !strings.HasPrefix(nb.Cells[0].Source(), "#")
}

// times reports the lessons that state other minutes than those counted, in their
// heads or in README's table; it returns whether none does.
func (p *program) times(all []*lesson) (bool, error) {
	readme, err := readText(p.path("README.md"))
	if err != nil {
		return false, err
	}
	well := true
	for _, l := range all {
		if l.source == nil || strings.HasPrefix(l.name, "solutions/") || pointer(l.source) {
			continue
		}
		found := minutes(l.source)
		counted, _ := counted(l.source)
		row := regexp.MustCompile(`(?m)^\| \[` + regexp.QuoteMeta(l.name) + `\].*\| (\d+) \|$`).FindStringSubmatch(readme)
		if row == nil {
			found = append(found, "has no row in README's table that ends in minutes")
		} else if row[1] != strconv.Itoa(counted.minutes()) {
			found = append(found, fmt.Sprintf("README's table states %s minutes, counted are %d", row[1], counted.minutes()))
		}
		for _, what := range found {
			fmt.Fprintf(p.out, "✗ notebooks/src/%s.md: %s\n", l.name, what)
			well = false
		}
	}
	return well, nil
}

// showMinutes prints the count of lessons as a table.
func (p *program) showMinutes(all []*lesson) (bool, error) {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\twords\tformulas\tin lines\tfigures\tlines of code\tcells\texercises\tminutes\tstated\t★\tstated\t")
	well := true
	for _, l := range all {
		if strings.HasPrefix(l.name, "solutions/") {
			continue
		}
		if l.fault != "" {
			fmt.Fprintf(w, "%s: %s\n", l.name, l.fault)
			well = false
			continue
		}
		if pointer(l.source) {
			continue
		}
		a, star := counted(l.source)
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", l.name, a.words, a.displayed, a.inline, a.figures, a.lines, a.cells,
			a.exercises, a.minutes(), stated(l.source, wholeTime), (star.seconds()+30)/60, stated(l.source, only))
	}
	return well, w.Flush()
}
