package main

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"seminar.example/lessons/notebook"
)

// shown is what the executed lessons show.
type shown struct {
	to      string             // between the ends of a range
	figures map[string]figure  // by name
	lessons map[string]*lesson // by what a file's name begins with: 04, 05a
}

// figure is a figure as its notebook holds it.
type figure struct {
	lesson        string // 04
	png           string // base64
	alt           string
	width, height int // CSS pixels at which the notebook shows it
}

// lesson is what one notebook shows beside its figures.
type lesson struct {
	checks  []check
	outputs []output // tables and interactive outputs
	printed string   // all that its cells print, and the texts of its tables
}

// check is a line of show.Check.
type check struct{ name, value string }

// output is an output in HTML, and the text that stands for it.
type output struct{ text, html string }

// A line may print something before the mark.
var checkLine = regexp.MustCompile(`[✓✗] (.*?)  (\S+)  expected `)

// readShown reads all notebooks of a folder.
func readShown(folder string) (*shown, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.ipynb"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no notebook in %s", folder)
	}
	all := &shown{" to ", map[string]figure{}, map[string]*lesson{}}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		nb, err := notebook.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("%s %w", path, err)
		}
		number, _, _ := strings.Cut(filepath.Base(path), "_")
		all.lessons[number] = all.read(number, nb)
	}
	return all, nil
}

// replace takes the figures and the outputs of the notebooks of a folder in the place of those
// with the same name, and the same place in their notebook. Numbers stay as they are.
func (s *shown) replace(folder string) error {
	other, err := readShown(folder)
	if err != nil {
		return err
	}
	maps.Copy(s.figures, other.figures)
	for number, l := range other.lessons {
		ours := s.lessons[number]
		if ours == nil || len(ours.outputs) != len(l.outputs) {
			continue // it is not executed since the other was
		}
		for i := range l.outputs {
			ours.outputs[i].html = l.outputs[i].html
		}
	}
	return nil
}

// read takes a notebook's figures, and returns the rest of what it shows.
func (s *shown) read(number string, nb *notebook.Notebook) *lesson {
	l := &lesson{}
	var printed strings.Builder
	for _, c := range nb.Code() {
		for _, o := range c.Outputs() {
			printed.WriteString(o.Text("text"))
			text, _ := o.Data()["text/plain"].(string)
			if name, _ := o.Metadata()["name"].(string); name != "" {
				s.figures[name] = figureOf(number, o)
			} else if html, _ := o.Data()["text/html"].(string); html != "" {
				l.outputs = append(l.outputs, output{text, html})
				printed.WriteString(text + "\n")
			}
		}
	}
	l.printed = printed.String()
	for _, m := range checkLine.FindAllStringSubmatch(l.printed, -1) {
		l.checks = append(l.checks, check{strings.TrimSpace(m[1]), m[2]})
	}
	return l
}

func figureOf(number string, o notebook.Output) figure {
	f := figure{lesson: number}
	f.alt, _ = o.Metadata()["alt"].(string)
	png, _ := o.Data()["image/png"].(string)
	f.png = strings.Join(strings.Fields(png), "")
	size, _ := o.Metadata()["image/png"].(map[string]any)
	f.width, f.height = whole(size["width"]), whole(size["height"])
	return f
}

// whole is a number of a notebook's JSON.
func whole(v any) int {
	n, _ := strconv.Atoi(fmt.Sprint(v))
	return n
}

// lesson returns the notebook with a number.
func (s *shown) lesson(number string) (*lesson, error) {
	if l := s.lessons[number]; l != nil {
		return l, nil
	}
	return nil, fmt.Errorf("there is no notebook %s", number)
}

// figure returns the figure with a name.
func (s *shown) figure(name string) (figure, error) {
	f, is := s.figures[name]
	if !is {
		return f, fmt.Errorf("no notebook has a figure %s", name)
	}
	return f, nil
}

// output returns the output of a notebook whose text begins with some words.
func (s *shown) output(number, begin string) (output, error) {
	l, err := s.lesson(number)
	if err != nil {
		return output{}, err
	}
	var found []output
	for _, o := range l.outputs {
		if strings.HasPrefix(strings.TrimSpace(o.text), begin) {
			found = append(found, o)
		}
	}
	if len(found) != 1 {
		return output{}, fmt.Errorf("notebook %s has %d outputs that begin with %q: expected one", number, len(found), begin)
	}
	return found[0], nil
}

// A value is a number out of a lesson: the number of the notebook, then the name
// of a check, or a regular expression whose group is in what the cells print, then
// options: #2 takes the second of several, range the least and the greatest of
// all; % is the share in percent, .3 gives three decimals.
const valueForm = `\d\d[a-z]? (?:"[^"]+"|/(?:[^/\\]|\\.)+/)(?: (?:#\d+|range|%|\.\d))*`

var valueParts = regexp.MustCompile(`^(\d\d[a-z]?) (?:"([^"]+)"|/((?:[^/\\]|\\.)+)/)((?: (?:#\d+|range|%|\.\d))*)$`)

// value returns a number out of a lesson, as a slide shows it.
func (s *shown) value(form string) (string, error) {
	m := valueParts.FindStringSubmatch(form)
	if m == nil {
		return "", fmt.Errorf(`%s is no value: write 04 "name of a check" or 04 /printed: (\S+)/, then #2, range, %% or .3`, form)
	}
	l, err := s.lesson(m[1])
	if err != nil {
		return "", err
	}
	what := "check " + m[2]
	if m[3] != "" {
		what = "printed line /" + m[3] + "/"
	}
	all, err := l.values(m[2], m[3])
	if err != nil {
		return "", fmt.Errorf("notebook %s: %s: %w", m[1], what, err)
	}
	options := strings.Fields(m[4])
	if all, err = pick(all, options); err != nil {
		return "", fmt.Errorf("notebook %s: %s: %w", m[1], what, err)
	}
	for i := range all {
		if all[i], err = format(all[i], options); err != nil {
			return "", fmt.Errorf("notebook %s: %s: %w", m[1], what, err)
		}
	}
	text := strings.Join(all, s.to)
	if slices.Contains(options, "%") {
		text += "\u00a0%"
	}
	return text, nil
}

// values returns all that a name or a regular expression finds. A * in a name
// stands for anything.
func (l *lesson) values(name, pattern string) (all []string, err error) {
	if pattern != "" {
		re, err := regexp.Compile("(?m)" + pattern)
		if err != nil {
			return nil, err
		}
		if re.NumSubexp() != 1 {
			return nil, errors.New("expected one group in parentheses, the number")
		}
		for _, m := range re.FindAllStringSubmatch(l.printed, -1) {
			all = append(all, m[1])
		}
		return all, nil
	}
	re := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(name), `\*`, ".*") + "$")
	for _, c := range l.checks {
		if re.MatchString(c.name) {
			all = append(all, c.value)
		}
	}
	return all, nil
}

// pick takes of several what the options say.
func pick(all []string, options []string) ([]string, error) {
	if len(all) == 0 {
		return nil, errors.New("it is not there")
	}
	for _, o := range options {
		if number, is := strings.CutPrefix(o, "#"); is {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || n > len(all) {
				return nil, fmt.Errorf("there are %d, so no %s", len(all), o)
			}
			return all[n-1 : n], nil
		}
		if o == "range" {
			least, greatest := math.Inf(1), math.Inf(-1)
			low, high := "", ""
			for _, text := range all {
				v, err := strconv.ParseFloat(text, 64)
				if err != nil {
					return nil, fmt.Errorf("%s is no number", text)
				}
				if v < least {
					least, low = v, text
				}
				if v > greatest {
					greatest, high = v, text
				}
			}
			return []string{low, high}, nil
		}
	}
	if len(all) > 1 {
		return nil, fmt.Errorf("there are %d: say which by #1 to #%d, or range", len(all), len(all))
	}
	return all, nil
}

// format writes a number as the options say. Without any it is as the lesson has
// it; a whole number from 10000 on is set in groups of three digits, and 1e-07 as
// a power of ten.
func format(text string, options []string) (string, error) {
	factor, decimals := 1.0, -1
	for _, o := range options {
		switch {
		case o == "%":
			factor, decimals = 100, max(decimals, 0)
		case o[0] == '.':
			decimals = int(o[1] - '0')
		}
	}
	if decimals < 0 {
		return written(text), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", fmt.Errorf("%s is no number", text)
	}
	return strings.Replace(strconv.FormatFloat(factor*v, 'f', decimals, 64), "-", "−", 1), nil
}

var (
	longNumber = regexp.MustCompile(`^\d{5,}$`)
	power      = regexp.MustCompile(`^(\S+)e-0*(\d+)$`)
	raised     = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
)

func written(text string) string {
	if m := power.FindStringSubmatch(text); m != nil {
		return m[1] + "·10⁻" + raised.Replace(m[2])
	}
	if longNumber.MatchString(text) {
		for at := len(text) - 3; at > 0; at -= 3 {
			text = text[:at] + "\u202f" + text[at:]
		}
	}
	return text
}
