package lib

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unused says why an exported function or method stays that nothing but its own
// tests calls.
var unused = map[string]string{}

var (
	goCell    = regexp.MustCompile("(?ms)^```go(?: [^\n]*)?\n(.*?)^```")
	inText    = regexp.MustCompile("`(\\w+\\.[A-Z]\\w*)`")
	selection = regexp.MustCompile(`(\w*)[\])}]*\.([A-Z]\w*)`)
	named     = regexp.MustCompile(`[Nn]otebooks? \d\d(?:(?:, | and | to )\d\d)*`)
	stretch   = regexp.MustCompile(`(0\d) to (0\d)`)
	number    = regexp.MustCompile(`\d\d`)
)

// TestNotebooksOfComments holds doc comments to the lessons: one that names a
// notebook stands above what the cells of that notebook use.
func TestNotebooksOfComments(t *testing.T) {
	lessons, seen := cells(t), 0
	for _, pkg := range packages(t, "lib", "datasets") {
		for _, d := range pkg.declared() {
			for _, n := range numbers(d.comment) {
				seen++
				if !slices.ContainsFunc(d.names, func(name string) bool { return lessons[n][name] }) {
					t.Errorf("%s: the comment of %s names notebook %s, whose cells use none of %q", d.place, d.name, n, d.names)
				}
			}
		}
	}
	if seen < 50 {
		t.Errorf("%d notebooks are named in comments: this test does not see the seminar", seen)
	}
}

// A cell counts whether its fence folds it or not.
func TestCellsOfFoldedFences(t *testing.T) {
	const source = "```go\na\n```\n\n```go jupyter={\"source_hidden\": true}\nb\n```\n\n```python .noeval\nc\n```\n\n```gomod\nd\n```\n"
	var found []string
	for _, m := range goCell.FindAllStringSubmatch(source, -1) {
		found = append(found, m[1])
	}
	if !slices.Equal(found, []string{"a\n", "b\n"}) {
		t.Errorf("found the cells %q", found)
	}
}

// TestExportedIsUsed finds what is exported and called by its own tests alone.
func TestExportedIsUsed(t *testing.T) {
	used := uses{}
	for _, lesson := range cells(t) {
		used.add(lesson)
	}
	all := packages(t, ".")
	for _, pkg := range all {
		for _, f := range pkg.files {
			used.add(usesOf(f))
		}
	}
	seen, stays := 0, map[string]bool{}
	for _, pkg := range packages(t, "lib", "datasets") {
		for _, d := range pkg.declared() {
			if !d.function {
				continue
			}
			seen++
			stays[d.name] = true
			if !used[d.names[0]] && unused[d.name] == "" {
				t.Errorf("%s: %s is exported and nothing calls it but its tests: use it, remove it, or say in unused why it stays", d.place, d.name)
			}
			if used[d.names[0]] && unused[d.name] != "" {
				t.Errorf("%s: %s is used: it needs no reason in unused", d.place, d.name)
			}
		}
	}
	for name := range unused {
		if !stays[name] {
			t.Errorf("unused names %s, which is not there", name)
		}
	}
	if seen < 50 {
		t.Errorf("%d exported functions: this test does not see the seminar", seen)
	}
}

// uses are the names that code uses: package.Name of what a package exports,
// .Name of methods and fields, whatever their type.
type uses map[string]bool

func (u uses) add(other uses) {
	for name := range other {
		u[name] = true
	}
}

// cells returns what the Go cells of each lesson and its solution use, by number.
// Their comments count, since they say what a reader may write instead, and so do
// names in the text: "the library has this formula as `curse.Filled`".
func cells(t *testing.T) map[string]uses {
	found := map[string]uses{}
	for _, pattern := range []string{"../notebooks/src/*.md", "../notebooks/src/solutions/*.md"} {
		sources, err := filepath.Glob(pattern)
		if err != nil || len(sources) == 0 {
			t.Fatalf("%s: %d sources, %v", pattern, len(sources), err)
		}
		for _, source := range sources {
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			n := filepath.Base(source)[:2]
			if found[n] == nil {
				found[n] = uses{}
			}
			for _, name := range inText.FindAllSubmatch(text, -1) {
				found[n][string(name[1])] = true
			}
			for _, cell := range goCell.FindAllSubmatch(text, -1) {
				for _, s := range selection.FindAllSubmatch(cell[1], -1) {
					found[n][string(s[1])+"."+string(s[2])] = true
					found[n]["."+string(s[2])] = true
				}
			}
		}
	}
	return found
}

// numbers returns the notebooks that a comment names, as 04; of a range all.
func numbers(comment string) []string {
	var found []string
	for _, phrase := range named.FindAllString(strings.Join(strings.Fields(comment), " "), -1) {
		found = append(found, number.FindAllString(phrase, -1)...)
		for _, span := range stretch.FindAllStringSubmatch(phrase, -1) {
			for n := span[1][1] + 1; n < span[2][1]; n++ {
				found = append(found, "0"+string(n))
			}
		}
	}
	return found
}

// TestNumbers tries how notebooks are named.
func TestNumbers(t *testing.T) {
	for comment, want := range map[string]string{
		"Introduced in notebook 05.":                 "05",
		"Slide 7; notebooks 03 and 04.":              "03 04",
		"Notebooks 01, 02\nand 06, and 7 of a kind.": "01 02 06",
		"Used in notebooks 02 to 05.":                "02 05 03 04",
		"A notebook of 784 cells, slide 04.":         "",
		"Introduced in notebook\n07: five seeds.":    "07",
	} {
		if got := strings.Join(numbers(comment), " "); got != want {
			t.Errorf("%q names %q, want %q", comment, got, want)
		}
	}
}

// source is a package without its tests.
type source struct {
	name  string
	files []*ast.File
	set   *token.FileSet
}

// packages reads the packages below folders of the seminar, for every system.
func packages(t *testing.T, folders ...string) []*source {
	byFolder, set := map[string]*source{}, token.NewFileSet()
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join("..", folder), func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && len(e.Name()) > 2 && strings.HasPrefix(e.Name(), "."): // .bin, .venv
				return fs.SkipDir
			case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			f, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			dir := filepath.Dir(path)
			if byFolder[dir] == nil {
				byFolder[dir] = &source{name: f.Name.Name, set: set}
			}
			byFolder[dir].files = append(byFolder[dir].files, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var found []*source
	for _, pkg := range byFolder {
		found = append(found, pkg)
	}
	return found
}

// usesOf returns what a file uses, of its own package too.
func usesOf(f *ast.File) uses {
	found := uses{}
	var visit func(n ast.Node) bool
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl: // its name is no use
			if n.Body != nil {
				ast.Inspect(n.Body, visit)
			}
			return false
		case *ast.SelectorExpr:
			found["."+n.Sel.Name] = true
			if x, ok := n.X.(*ast.Ident); ok {
				found[x.Name+"."+n.Sel.Name] = true
			}
			ast.Inspect(n.X, visit)
			return false
		case *ast.Ident:
			found[f.Name.Name+"."+n.Name] = true
		}
		return true
	}
	ast.Inspect(f, visit)
	return found
}

// declaration is something exported: names holds by what names code uses it, its
// own first, then those of a type's methods and of what returns it.
type declaration struct {
	name, comment, place string
	names                []string
	function             bool
}

// declared returns what a package exports, and the package itself.
func (s *source) declared() []*declaration {
	var found []*declaration
	types := map[string]*declaration{}
	whole := &declaration{name: "package " + s.name}
	add := func(name, comment string, at token.Pos, names ...string) *declaration {
		d := &declaration{name: name, comment: comment, place: s.set.Position(at).String(), names: names}
		found = append(found, d)
		return d
	}
	for _, f := range s.files {
		if f.Doc != nil {
			whole.comment, whole.place = f.Doc.Text(), s.set.Position(f.Package).String()
		}
		for _, decl := range f.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			var group []string
			for _, spec := range g.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					if spec.Name.IsExported() {
						name := s.name + "." + spec.Name.Name
						types[spec.Name.Name] = add(name, g.Doc.Text()+spec.Doc.Text(), spec.Pos(), name)
					}
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						if n.IsExported() {
							name := s.name + "." + n.Name
							group = append(group, name)
							add(name, spec.Doc.Text()+spec.Comment.Text(), spec.Pos(), name)
						}
					}
				}
			}
			if len(group) > 0 {
				add(group[0], g.Doc.Text(), g.Pos(), group...)
			}
		}
	}
	for _, f := range s.files {
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || !fn.Name.IsExported() {
				continue
			}
			name, use := s.name+"."+fn.Name.Name, s.name+"."+fn.Name.Name
			if fn.Recv != nil {
				receiver := base(fn.Recv.List[0].Type)
				if !ast.IsExported(receiver) {
					continue
				}
				name, use = s.name+"."+receiver+"."+fn.Name.Name, "."+fn.Name.Name
				if of := types[receiver]; of != nil {
					of.names = append(of.names, use)
				}
			}
			add(name, fn.Doc.Text(), fn.Pos(), use).function = true
			if fn.Type.Results == nil {
				continue
			}
			for _, result := range fn.Type.Results.List {
				if of := types[base(result.Type)]; of != nil {
					of.names = append(of.names, use)
				}
			}
		}
	}
	for _, d := range found {
		whole.names = append(whole.names, d.names[0])
	}
	return append(found, whole)
}

// base returns the name of a type, of what it points to, of its elements.
func base(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return base(e.X)
	case *ast.ArrayType:
		return base(e.Elt)
	case *ast.IndexExpr:
		return base(e.X)
	}
	return ""
}
