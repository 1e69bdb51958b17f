package gocell

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// A cell's imports, declarations and body; fields and methods are no names that it
// uses.
func TestParse(t *testing.T) {
	c, err := Parse("import (\n\tr \"math/rand/v2\"\n\t\"math/rand/v2\"\n)\n\nvar a, b = one(), 2\n\n// T is a type.\ntype T struct{ x int }\n\nfunc (t *T) M() int { return t.x + b }\n\n%%\nfmt.Println(T{x: 1}.M())")
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"r": `r "math/rand/v2"`, "rand": `"math/rand/v2"`}; !maps.Equal(c.Imports, want) {
		t.Errorf("imports %v, expected %v", c.Imports, want)
	}
	var names []string
	for _, d := range c.Declare {
		names = append(names, strings.Join(d.Names, " "))
	}
	if want := []string{"a b", "T", "T.M"}; !slices.Equal(names, want) {
		t.Errorf("declares %q, expected %q", names, want)
	}
	if d := c.Declare[2]; !d.Uses["b"] || d.Uses["x"] || d.Text != "func (t *T) M() int { return t.x + b }" {
		t.Errorf("the method is %+v", d)
	}
	if !c.Uses["fmt"] || c.Uses["M"] || c.Uses["Println"] || c.Body != "\nfmt.Println(T{x: 1}.M())" {
		t.Errorf("uses %v in %q", c.Uses, c.Body)
	}
	c, err = Parse("import (\n\to \"os\"\n)\n\nfunc f(net T) int { return net.Size() + own.Size() }\n\n%%\nlocal := one()\nos.Exit(local.x)")
	if want := []string{"os", "own"}; err != nil || !slices.Equal(slices.Sorted(maps.Keys(c.Packages)), want) {
		t.Errorf("names before a dot %v, %v, expected %q", c.Packages, err, want)
	}
	for _, text := range []string{"func f( {}", "%%\nif {", "func f() {}\n%%\n)", "%%\n}\nfunc init() {"} {
		if c, err := Parse(text); err == nil {
			t.Errorf("%q is read as %+v", text, c)
		}
	}
}
