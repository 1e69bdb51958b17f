package answers

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// entry is the function of a variant's package that runs the check.
const entry = "RunsTheCheck"

var (
	goFence  = regexp.MustCompile("(?ms)^```go(?: [^\n]*)?\n(.*?)^```$")
	exercise = regexp.MustCompile(`show\.Exercise\("([\d.]+)"`)
	pieces   = regexp.MustCompile("(?ms)^## ([\\d.]+)|^> ([^\n]*)|^```go\n(.*?)^```$")
	major    = regexp.MustCompile(`^v\d+$`)
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

// declaration is what a cell declares: a function, a method, or a group.
type declaration struct {
	names []string
	text  string
	uses  map[string]bool // all names in it
}

// cell is a cell in Go: what it declares, and what it runs.
type cell struct {
	imports map[string]string // specifications, by the name that a file uses
	declare []declaration
	body    string
	uses    map[string]bool // all names in its body
}

// parse reads a cell.
func parse(text string) (cell, error) {
	head, body, _ := strings.Cut("\n"+text, "\n%%")
	c := cell{imports: map[string]string{}, body: body, uses: map[string]bool{}}
	files := token.NewFileSet()
	source := "package p\n" + head
	file, err := parser.ParseFile(files, "", source, parser.ParseComments)
	if err != nil {
		return c, err
	}
	for _, s := range file.Imports {
		p := strings.Trim(s.Path.Value, `"`)
		name, spec := path.Base(p), s.Path.Value
		if major.MatchString(name) {
			name = path.Base(path.Dir(p))
		}
		if s.Name != nil {
			name, spec = s.Name.Name, s.Name.Name+" "+spec
		}
		c.imports[name] = spec
	}
	for _, d := range file.Decls {
		group, _ := d.(*ast.GenDecl)
		if group != nil && group.Tok == token.IMPORT {
			continue
		}
		begin, end := files.Position(d.Pos()).Offset, files.Position(d.End()).Offset
		c.declare = append(c.declare, declaration{named(d), source[begin:end], identifiers(d)})
	}
	run, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {"+body+"\n}", 0)
	if err != nil {
		return c, err
	}
	c.uses = identifiers(run)
	return c, nil
}

// named returns the names that a declaration gives; a method's is T.M.
func named(d ast.Decl) []string {
	if f, is := d.(*ast.FuncDecl); is {
		if f.Recv == nil {
			return []string{f.Name.Name}
		}
		receiver := f.Recv.List[0].Type
		if star, is := receiver.(*ast.StarExpr); is {
			receiver = star.X
		}
		return []string{fmt.Sprint(receiver) + "." + f.Name.Name}
	}
	var all []string
	for _, s := range d.(*ast.GenDecl).Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			all = append(all, s.Name.Name)
		case *ast.ValueSpec:
			for _, n := range s.Names {
				all = append(all, n.Name)
			}
		}
	}
	return all
}

// identifiers returns the names that a node uses, but for fields and methods.
func identifiers(n ast.Node) map[string]bool {
	found, skip := map[string]bool{}, map[ast.Node]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			skip[n.Sel] = true
		case *ast.Field:
			for _, name := range n.Names {
				skip[name] = true
			}
		case *ast.KeyValueExpr:
			if key, is := n.Key.(*ast.Ident); is && key.IsExported() {
				skip[key] = true
			}
		case *ast.Ident:
			if !skip[n] {
				found[n.Name] = true
			}
		}
		return true
	})
	return found
}

// cells returns the cells of a source.
func cells(text string) ([]cell, error) {
	var all []cell
	for _, m := range goFence.FindAllStringSubmatch(text, -1) {
		c, err := parse(m[1])
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
		for _, d := range own[s].declare {
			p.starter = append(p.starter, d.names...)
		}
		l.add(p, variant{name: "the starter"}, nil)
		end := slices.IndexFunc(solved, func(c cell) bool { return strings.Contains(c.body, `show.Exercise("`+number+`"`) })
		if end < 0 {
			return nil, fmt.Errorf("%s has no solution", number)
		}
		l.add(p, variant{name: "the solution", solution: true}, solved[:end+1])
		for n, a := range mistakes[number] {
			c, err := parse(a.text)
			if err != nil {
				return nil, fmt.Errorf("%s: wrong answer %d: %w", number, n+1, err)
			}
			if !slices.ContainsFunc(c.declare, func(d declaration) bool { return slices.ContainsFunc(d.names, p.asked) }) {
				return nil, fmt.Errorf("%s: wrong answer %d does not declare %s", number, n+1, strings.Join(p.starter, " or "))
			}
			l.add(p, variant{name: fmt.Sprintf("wrong answer %d", n+1), hint: a.hint}, []cell{c})
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
	cells   []cell // of the lesson, the last of which checks
	number  string
	starter []string // the names that the starter declares
}

func (p program) asked(name string) bool { return slices.Contains(p.starter, name) }

// add adds the variant that an answer's cells make: of these, what the starter
// declares takes its place, and what the lesson does not know is added.
func (l *source) add(p program, v variant, answer []cell) {
	imports, declared := map[string]string{}, map[string]declaration{}
	take := func(c cell, wanted func(name string) bool) {
		for name, spec := range c.imports {
			if imports[name] == "" || answer == nil {
				imports[name] = spec
			}
		}
		for _, d := range c.declare {
			for _, name := range d.names {
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
	text, uses := needed(declared, check.uses)
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
	fmt.Fprintf(&b, "%s\nfunc %s() {%s\n}\n", text, entry, check.body)
	v.exercise, v.name, v.text = p.number, p.number+", "+v.name, b.String()
	l.variants = append(l.variants, v)
}

// needed returns the declarations that names need, and all names in both.
func needed(declared map[string]declaration, names map[string]bool) (string, map[string]bool) {
	uses, taken, text := map[string]bool{}, map[string]bool{}, []string{}
	var need func(names map[string]bool)
	need = func(names map[string]bool) {
		for name := range names {
			if uses[name] {
				continue
			}
			uses[name] = true
			for key, d := range declared {
				if key != name && !strings.HasPrefix(key, name+".") || taken[d.text] {
					continue
				}
				taken[d.text] = true
				text = append(text, d.text)
				need(d.uses)
			}
		}
	}
	need(names)
	slices.Sort(text) // the same package each time, which compiles once
	return strings.Join(text, "\n\n"), uses
}
