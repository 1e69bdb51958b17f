// Package gocell reads a notebook's cell in Go: what it imports and declares, and
// the program below %%, of which Go itself knows nothing.
package gocell

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"strings"
)

var major = regexp.MustCompile(`^v\d+$`)

// Declaration is what a cell declares: a function, a method, or a group.
type Declaration struct {
	Names []string        // a method's is T.M
	Text  string          // in Go
	Uses  map[string]bool // all names in it, but for fields and methods
}

// Cell is a cell in Go: what it declares, and what it runs.
type Cell struct {
	Imports map[string]string // specifications, by the name that a file uses
	Declare []Declaration
	Body    string          // what stands below %%
	Uses    map[string]bool // all names in its body, but for fields and methods
	// Packages are names before a dot that the cell does not declare: imported, or
	// of another cell.
	Packages map[string]bool
}

// Parse reads a cell's text.
//
// Errors: what is no Go.
func Parse(text string) (Cell, error) {
	head, body, _ := strings.Cut("\n"+text, "\n%%")
	c := Cell{Imports: map[string]string{}, Body: body, Uses: map[string]bool{}, Packages: map[string]bool{}}
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
		c.Imports[name] = spec
	}
	for _, d := range file.Decls {
		group, _ := d.(*ast.GenDecl)
		if group != nil && group.Tok == token.IMPORT {
			continue
		}
		begin, end := files.Position(d.Pos()).Offset, files.Position(d.End()).Offset
		c.Declare = append(c.Declare, Declaration{named(d), source[begin:end], identifiers(d)})
	}
	run, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc _() {"+body+"\n}", 0)
	if err == nil && len(run.Decls) > 1 {
		err = errors.New("the program below %% is closed by a brace too many")
	}
	if err != nil {
		return c, err
	}
	c.Uses = identifiers(run)
	for _, n := range []ast.Node{file, run} {
		packages(n, c.Packages)
	}
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

// packages notes the names before a dot that nothing in the file declares.
func packages(n ast.Node, found map[string]bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if s, is := n.(*ast.SelectorExpr); is {
			if name, is := s.X.(*ast.Ident); is && name.Obj == nil {
				found[name.Name] = true
			}
		}
		return true
	})
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
