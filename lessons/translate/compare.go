package translate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What two editions must share is compared here; each difference is a line.

var (
	formula   = regexp.MustCompile(`(?s)\$\$.*?\$\$|\$[^$\n]+\$`)
	codeSpan  = regexp.MustCompile("``.+?``|`[^`\n]+`|" + `\{\d\d[a-z]? ["/][^{}]*\}`) // code, and the values of slides
	linkTo    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	htmlTag   = regexp.MustCompile(`<[^>\n]+>`)
	named     = regexp.MustCompile(`\b\d\d[ab]?-[a-z][a-z0-9-]*\b`)
	hangulRun = regexp.MustCompile(`[가-힣](?:[가-힣 ]*[가-힣])?`)
	numeral   = regexp.MustCompile(`\d+(?:[ ,\x{00a0}\x{2009}\x{202f}]\d{3})*(?:\.\d+)?`)
	grouping  = regexp.MustCompile(`[ ,\x{00a0}\x{2009}\x{202f}]`)
	units     = []struct {
		sign string
		of   float64
	}{{"천", 1e3}, {"만", 1e4}, {"억", 1e8}}
)

// plain returns a text without formulas, code, tags and the targets of links.
func plain(s string) string {
	s = codeSpan.ReplaceAllString(formula.ReplaceAllString(s, " "), " ")
	return htmlTag.ReplaceAllString(linkTo.ReplaceAllString(s, "] "), " ")
}

// Compare returns what a translation has otherwise than its original. With code
// both are strings or comments of Go. noted are numbers that the translator says may
// stand in the Korean, such as 200 for "a two-hundredth".
func Compare(english, korean string, code bool, noted []string) []string {
	if korean == Omitted {
		return nil
	}
	var found []string
	count := func(what string, a, b []string) {
		more, less := differ(a, b)
		if len(more) > 0 {
			found = append(found, fmt.Sprintf("%s only in the English: %s", what, strings.Join(more, " ")))
		}
		if len(less) > 0 {
			found = append(found, fmt.Sprintf("%s only in the Korean: %s", what, strings.Join(less, " ")))
		}
	}
	if code {
		count("verbs", verbs(english), verbs(korean))
		if strings.HasSuffix(english, "\n") != strings.HasSuffix(korean, "\n") {
			found = append(found, "a line end at the end of one of both")
		}
		english, korean = verb.ReplaceAllString(english, " "), verb.ReplaceAllString(korean, " ")
	} else {
		count("formulas", formula.FindAllString(english, -1), formula.FindAllString(korean, -1))
		count("code", codeSpan.FindAllString(english, -1), codeSpan.FindAllString(korean, -1))
		count("links", targets(english), targets(korean))
		if a, b := cells(english), cells(korean); a != b {
			found = append(found, fmt.Sprintf("a table of %d cells in English, %d in Korean", a, b))
		}
		if a, b := headings(english), headings(korean); a != b {
			found = append(found, fmt.Sprintf("a heading %q in English, %q in Korean", a, b))
		}
	}
	found = append(found, Style(korean)...)
	count("names", figureNames(english), figureNames(korean))
	for _, run := range hangulRun.FindAllString(english, -1) {
		if !strings.Contains(korean, run) {
			found = append(found, fmt.Sprintf("the deck's words %q are not letter by letter", run))
		}
	}
	return append(found, numbers(plain(english), plain(korean), noted)...)
}

// figureNames returns the names of figures, 01-distances; "20-minute" is none.
func figureNames(s string) []string {
	return slices.DeleteFunc(named.FindAllString(s, -1), func(name string) bool { return strings.HasSuffix(name, "-minute") })
}

// targets returns where links lead.
func targets(s string) []string {
	var all []string
	for _, m := range linkTo.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	return all
}

// cells counts the bars of a table's rows.
func cells(s string) int {
	n := 0
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "|") {
			n += strings.Count(codeSpan.ReplaceAllString(line, ""), "|") - 1
		}
	}
	return n
}

// headings returns the signs of a heading, "" where there is none.
func headings(s string) string { return regexp.MustCompile(`^#+ (?:★ )?`).FindString(s) }

// differ returns what one list has more often than the other.
func differ(a, b []string) (more, less []string) {
	n := map[string]int{}
	for _, s := range a {
		n[s]++
	}
	for _, s := range b {
		n[s]--
	}
	for _, s := range slices.Sorted(maps.Keys(n)) {
		for range n[s] {
			more = append(more, s)
		}
		for range -n[s] {
			less = append(less, s)
		}
	}
	return more, less
}

// verbs returns a format's verbs by the places of their values.
func verbs(format string) []string {
	var all []string
	at := 0
	for _, v := range verb.FindAllString(strings.ReplaceAll(format, "%%", ""), -1) {
		at++
		if open := strings.Index(v, "["); open >= 0 {
			shut := strings.Index(v, "]")
			at, _ = strconv.Atoi(v[open+1 : shut])
			v = v[:open] + v[shut+1:]
		}
		all = append(all, fmt.Sprintf("%s (value %d)", v, at))
	}
	return all
}

// Numbers compares the numbers in what a cell shows in two languages.
func Numbers(english, korean string) []string { return numbers(english, korean, nil) }

// numbers compares numbers: each in the Korean is one of the English, as digits or as a
// word; each of the English is in the Korean, small ones also as a word.
func numbers(english, korean string, noted []string) []string {
	var found []string
	have, want := figures(korean), figures(english)
	spare := englishWords(english)
	for _, s := range noted {
		if v, err := strconv.ParseFloat(s, 64); err == nil {
			spare[v] += 9
		}
	}
	words := koreanWords(korean)
	for _, v := range slices.Sorted(maps.Keys(have)) {
		if have[v] > want[v]+spare[v] {
			found = append(found, fmt.Sprintf("the number %s is not in the English", shown(v)))
		}
	}
	for _, v := range slices.Sorted(maps.Keys(want)) {
		if have[v]+words[v] < want[v] {
			found = append(found, fmt.Sprintf("the number %s of the English is missing", shown(v)))
		}
	}
	return found
}

func shown(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// figures counts the numbers written in digits; 7만 is 70000.
func figures(s string) map[float64]int {
	n := map[float64]int{}
	for _, at := range numeral.FindAllStringIndex(s, -1) {
		v, err := strconv.ParseFloat(grouping.ReplaceAllString(s[at[0]:at[1]], ""), 64)
		if err != nil {
			continue
		}
		for _, u := range units {
			if strings.HasPrefix(s[at[1]:], u.sign) {
				v *= u.of
			}
		}
		n[v]++
	}
	return n
}

var (
	ones = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens = strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	// as Korean has numbers where English has none
	others = map[string]float64{"a": 1, "an": 1, "each": 1, "once": 1, "single": 1, "first": 1, "per": 1, "second": 2, "twice": 2, "both": 2, "half": 2,
		"halves": 2, "pair": 2, "pairs": 2, "third": 3, "thirds": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
		"ninth": 9, "tenth": 10, "dozen": 12, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundred": 100, "hundredth": 100,
		"thousand": 1000, "thousandth": 1000, "million": 1e6, "millionth": 1e6, "percent": 100}
	letters = regexp.MustCompile(`[A-Za-z]+`)
	native  = map[float64]*regexp.Regexp{
		0: regexp.MustCompile(`영|없`), 1: regexp.MustCompile(`하나|한 |첫|일`), 2: regexp.MustCompile(`둘|두 |이중`), 3: regexp.MustCompile(`셋|세 |세째|셋째`), 4: regexp.MustCompile(`넷|네 `),
		5: regexp.MustCompile(`다섯`), 6: regexp.MustCompile(`여섯`), 7: regexp.MustCompile(`일곱`), 8: regexp.MustCompile(`여덟`), 9: regexp.MustCompile(`아홉`), 10: regexp.MustCompile(`열`),
	}
)

// englishWords counts the numbers that an English text has as words.
func englishWords(s string) map[float64]int {
	n := map[float64]int{}
	before := 0.0 // of "two-hundredth", "twenty-one"
	for _, w := range letters.FindAllString(strings.ToLower(s), -1) {
		w = strings.TrimSuffix(w, "fold")
		v, is := others[w]
		if i := slices.Index(ones, w); i >= 0 {
			v, is = float64(i), true
		} else if i := slices.Index(tens, w); i >= 0 {
			v, is = float64(20+10*i), true
		}
		if !is {
			before = 0
			continue
		}
		n[v]++
		if before > 0 && v >= 100 {
			n[before*v]++
		} else if before >= 20 && v < 10 {
			n[before+v]++
		}
		before = v
	}
	return n
}

// koreanWords counts the numbers that a Korean text has as words.
func koreanWords(s string) map[float64]int {
	n := map[float64]int{}
	for v, r := range native {
		n[v] = len(r.FindAllString(s, -1))
	}
	return n
}

var (
	plainEnding  = regexp.MustCompile(`[가-힣]*[가-힣]다[.!]`)
	politeEnding = regexp.MustCompile(`[가-힣]*요\.`)
)

// Style returns the sentences that do not end in 합쇼체, as on the page, or as requests in
// -세요.
func Style(korean string) []string {
	var found []string
	text := plain(korean)
	for _, w := range plainEnding.FindAllString(text, -1) {
		if !strings.HasSuffix(w[:len(w)-1], "니다") {
			found = append(found, fmt.Sprintf("%q is no 합쇼체: end in -ㅂ니다", w))
		}
	}
	for _, w := range politeEnding.FindAllString(text, -1) {
		if !strings.HasSuffix(w, "세요.") {
			found = append(found, fmt.Sprintf("%q is 해요체: end in -ㅂ니다, a request in -세요", w))
		}
	}
	return found
}
