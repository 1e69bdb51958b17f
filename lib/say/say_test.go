package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ notebook, variable, want string }{
		{"en", "", "train"}, {"ko", "", "학습"}, {"ko", "en", "train"}, {"en", "ko", "학습"}, {"ko", "fr", "학습"},
	} {
		Notebook = c.notebook
		t.Setenv(LangVar, c.variable)
		if got := T("train"); got != c.want {
			t.Errorf("notebook %s, %s=%s: %q, expected %q", c.notebook, LangVar, c.variable, got, c.want)
		}
	}
	Notebook = "en"
	t.Setenv(LangVar, "ko")
	if got := Sprintf("%s of %s points", "3", "10"); got != "점 10개 중 3개" {
		t.Errorf("%q: the places of the verbs are not kept", got)
	}
	if got := T("no such text"); got != "no such text" {
		t.Errorf("%q, expected the English", got)
	}
}

// used returns the texts that the library names: literals that are handed to this
// package, or to a function that hands its format on.
func used(t *testing.T) map[string]string {
	found := map[string]string{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is || len(call.Args) == 0 {
				return true
			}
			f, is := call.Fun.(*ast.SelectorExpr)
			if !is {
				return true
			}
			owner, _ := f.X.(*ast.Ident)
			ours := owner != nil && owner.Name == "say" && (f.Sel.Name == "T" || f.Sel.Name == "Sprintf" || f.Sel.Name == "Words")
			if !ours && f.Sel.Name != "warn" {
				return true
			}
			texts := call.Args[:1]
			if f.Sel.Name == "Words" {
				texts = call.Args
			}
			for _, text := range texts {
				if literal, is := text.(*ast.BasicLit); is {
					if s, err := strconv.Unquote(literal.Value); err == nil {
						found[s] = path
					}
				} else if name, is := text.(*ast.Ident); !is || name.Name != "format" {
					t.Errorf("%s: a text that is no literal: this test cannot look it up", path)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestWords: a script gets the texts of its lesson's language, and none in English.
func TestWords(t *testing.T) {
	t.Setenv(LangVar, "ko")
	if got := Words("train", "test")["test"]; got != "시험" {
		t.Errorf("%q, expected the Korean", got)
	}
	t.Setenv(LangVar, "en")
	if got := Words("train"); got != nil {
		t.Errorf("%v, expected nothing", got)
	}
}

var place = regexp.MustCompile(`{\d}`) // of a value, in a text of a script
var verb = regexp.MustCompile(`%(\[\d+\])?([-+#0-9.]*[a-zA-Z%])`)

// verbs returns a format's verbs by the places of their values.
func verbs(format string) []string {
	var all []string
	at := 0
	for _, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		at++
		if m[1] != "" {
			at, _ = strconv.Atoi(strings.Trim(m[1], "[]"))
		}
		all = append(all, strconv.Itoa(at)+" "+m[2])
	}
	all = append(all, place.FindAllString(format, -1)...)
	slices.Sort(all)
	return all
}

// TestCatalogue: every text of the library is in the catalogue, none there is
// unused, and the verbs are those of the English.
func TestCatalogue(t *testing.T) {
	texts := used(t)
	if len(texts) < 30 {
		t.Errorf("%d texts are found: this test does not see the library", len(texts))
	}
	for text, path := range texts {
		if korean[text] == "" {
			t.Errorf("%s: %q is not in korean.go", path, text)
		}
	}
	for text, ours := range korean {
		if _, is := texts[text]; !is {
			t.Errorf("korean.go holds %q, which nothing says", text)
		}
		if a, b := verbs(text), verbs(ours); !slices.Equal(a, b) {
			t.Errorf("%q has the verbs %q, its Korean %q", text, a, b)
		}
	}
}
