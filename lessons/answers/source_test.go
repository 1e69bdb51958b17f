package answers

import (
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"

	"seminar.example/lessons/gocell"
)

// entry is the function of a variant's package that runs the check.
const entry = "RunsTheCheck"

var (
	goFence  = regexp.MustCompile("(?ms)^```go(?: [^\n]*)?\n(.*?)^```$")
	exercise = regexp.MustCompile(`show\.Exercise\("([\d.]+)"`)
	pieces   = regexp.MustCompile("(?ms)^## ([\\d.]+)|^> ([^\n]*)|^```go\n(.*?)^```$")
)

// source is a lesson with the variants of its exercises.
type source struct{ variants []variant }

// variant is an exercise with one answer in it.
type variant struct {
	exercise, name string
	hint           string // what the check must say
	solution       bool   // it must say that it is solved
	text           string // of the package, but for its name
}

// cells returns the cells of a source.
func cells(text string) ([]gocell.Cell, error) {
	var all []gocell.Cell
	for _, m := range goFence.FindAllStringSubmatch(text, -1) {
		c, err := gocell.Parse(m[1])
		if err != nil {
			return nil, fmt.Errorf("%w, in the cell %.60q", err, m[1])
		}
		all = append(all, c)
	}
	return all, nil
}

// answer is a wrong answer and what the check must say.
type answer struct{ hint, text string }

// answers reads a file of wrong answers, by exercises.
func answers(text string) (map[string][]answer, error) {
	all := map[string][]answer{}
	at, hint := "", ""
	for _, m := range pieces.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "":
			at = m[1]
		case m[2] != "":
			hint = m[2]
		case hint == "":
			return nil, fmt.Errorf("%s: wrong answer %d has no hint above it", at, len(all[at])+1)
		default:
			all[at], hint = append(all[at], answer{hint, m[3]}), ""
		}
	}
	return all, nil
}

// read returns a lesson's variants, from its source, that of its solutions, and the
// wrong answers.
func read(lesson, solutions, wrong string) (*source, error) {
	own, err := cells(lesson)
	if err != nil {
		return nil, err
	}
	solved, err := cells(solutions)
	if err != nil {
		return nil, fmt.Errorf("solutions: %w", err)
	}
	mistakes, err := answers(wrong)
	if err != nil {
		return nil, err
	}
	for number := range mistakes {
		if !strings.Contains(lesson, `show.Exercise("`+number+`"`) {
			return nil, fmt.Errorf("there is no exercise %s, which has wrong answers", number)
		}
	}
	l := &source{}
	for i, m := range goFence.FindAllStringSubmatch(lesson, -1) {
		found := exercise.FindStringSubmatch(m[1])
		if found == nil {
			continue
		}
		number := found[1]
		s, err := starter(lesson, number)
		if err != nil {
			return nil, err
		}
		p := program{cells: own[:i+1], number: number}
		for _, d := range own[s].Declare {
			p.starter = append(p.starter, d.Names...)
		}
		l.add(p, variant{name: "the starter"}, nil)
		end := slices.IndexFunc(solved, func(c gocell.Cell) bool { return strings.Contains(c.Body, `show.Exercise("`+number+`"`) })
		if end < 0 {
			return nil, fmt.Errorf("%s has no solution", number)
		}
		l.add(p, variant{name: "the solution", solution: true}, solved[:end+1])
		for n, a := range mistakes[number] {
			c, err := gocell.Parse(a.text)
			if err != nil {
				return nil, fmt.Errorf("%s: wrong answer %d: %w", number, n+1, err)
			}
			if !slices.ContainsFunc(c.Declare, func(d gocell.Declaration) bool { return slices.ContainsFunc(d.Names, p.asked) }) {
				return nil, fmt.Errorf("%s: wrong answer %d does not declare %s", number, n+1, strings.Join(p.starter, " or "))
			}
			l.add(p, variant{name: fmt.Sprintf("wrong answer %d", n+1), hint: a.hint}, []gocell.Cell{c})
		}
		if len(mistakes[number]) == 0 {
			return nil, fmt.Errorf("%s has no wrong answers", number)
		}
	}
	return l, nil
}

// starter returns which cell of a lesson is the starter of an exercise: the first
// one below its text.
func starter(lesson, number string) (int, error) {
	at := strings.Index(lesson, "**"+number+"**")
	if at < 0 {
		return 0, fmt.Errorf("the text of %s does not begin with **%[1]s**", number)
	}
	return len(goFence.FindAllString(lesson[:at], -1)), nil
}

// program puts the package of a variant together.
type program struct {
	cells   []gocell.Cell // of the lesson, the last of which checks
	number  string
	starter []string // the names that the starter declares
}

func (p program) asked(name string) bool { return slices.Contains(p.starter, name) }

// add adds the variant that an answer's cells make: of these, what the starter
// declares takes its place, and what the lesson does not know is added.
func (l *source) add(p program, v variant, answer []gocell.Cell) {
	imports, declared := map[string]string{}, map[string]gocell.Declaration{}
	take := func(c gocell.Cell, wanted func(name string) bool) {
		for name, spec := range c.Imports {
			if imports[name] == "" || answer == nil {
				imports[name] = spec
			}
		}
		for _, d := range c.Declare {
			for _, name := range d.Names {
				if name != "_" && wanted(name) {
					declared[name] = d
				}
			}
		}
	}
	for _, c := range p.cells {
		take(c, func(string) bool { return true })
	}
	known := func(name string) bool { _, is := declared[name]; return is }
	var fresh []string
	for _, c := range answer {
		take(c, func(name string) bool {
			if !known(name) {
				fresh = append(fresh, name)
			}
			return p.asked(name) || slices.Contains(fresh, name)
		})
	}
	check := p.cells[len(p.cells)-1]
	text, uses := needed(declared, check.Uses)
	uses["."] = false
	for name := range uses {
		uses["."] = uses["."] || ast.IsExported(name) && !known(name)
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(imports)) {
		if spec := imports[name]; uses[name] {
			b.WriteString("import " + spec + "\n")
		}
	}
	fmt.Fprintf(&b, "%s\nfunc %s() {%s\n}\n", text, entry, check.Body)
	v.exercise, v.name, v.text = p.number, p.number+", "+v.name, b.String()
	l.variants = append(l.variants, v)
}

// needed returns the declarations that names need, and all names in both.
func needed(declared map[string]gocell.Declaration, names map[string]bool) (string, map[string]bool) {
	uses, taken, text := map[string]bool{}, map[string]bool{}, []string{}
	var need func(names map[string]bool)
	need = func(names map[string]bool) {
		for name := range names {
			if uses[name] {
				continue
			}
			uses[name] = true
			for key, d := range declared {
				if key != name && !strings.HasPrefix(key, name+".") || taken[d.Text] {
					continue
				}
				taken[d.Text] = true
				text = append(text, d.Text)
				need(d.Uses)
			}
		}
	}
	need(names)
	slices.Sort(text) // the same package each time, which compiles once
	return strings.Join(text, "\n\n"), uses
}
