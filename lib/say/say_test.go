package say

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
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

// formats says which argument of a function, by its name, is a text that it hands on
// to this package.
var formats = map[string]int{"warn": 0, "errorf": 0, "that": 1}

// noLesson are folders whose errors no student meets, and lib/scratch: the page in the
// browser is made of it, and would carry the catalogue.
var noLesson = regexp.MustCompile(`^\.\./(files|parallel|say|scratch|plot/hangul)/`)

// word is what is left to translate of an error's format.
var word = regexp.MustCompile(`[\p{L}]{2}|[\p{L}] `)

// used returns the texts that the library names: literals that are handed to this
// package, or to a function that hands its format on. An error with words that is not
// made by this package is a fault.
func used(t *testing.T) map[string]string {
	found := map[string]string{}
	look := func(path string, e fs.DirEntry, err error) error {
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
			owner, name := called(call.Fun)
			texts := call.Args[:1]
			at, handed := formats[name]
			switch {
			case owner == "say" && name == "Words":
				texts = call.Args
			case owner == "say" && slices.Contains([]string{"T", "Sprintf", "Errorf", "Error"}, name):
			case owner == "fmt" && name == "Errorf", owner == "errors" && name == "New":
				if s, is := literal(texts[0]); is && !noLesson.MatchString(path) && word.MatchString(inner(s)) {
					t.Errorf("%s: %s.%s(%q): make it by say.Errorf, which speaks the language of the lesson", path, owner, name, s)
				}
				return true
			case handed && at < len(call.Args):
				texts = call.Args[at : at+1]
			default:
				return true
			}
			for _, text := range texts {
				if s, is := literal(text); is && s != "%s" {
					found[s] = path
				} else if name, named := text.(*ast.Ident); !is && (!named || !slices.Contains([]string{"format", "english"}, name.Name)) {
					t.Errorf("%s: a text that is no literal: this test cannot look it up", path)
				}
			}
			return true
		})
		return nil
	}
	for _, root := range []string{"..", "../../datasets"} {
		if err := filepath.WalkDir(root, look); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// called returns the name of a function, and that of its package or receiver.
func called(f ast.Expr) (owner, name string) {
	switch f := f.(type) {
	case *ast.Ident:
		return "", f.Name
	case *ast.SelectorExpr:
		if x, is := f.X.(*ast.Ident); is {
			return x.Name, f.Sel.Name
		}
		return "", f.Sel.Name
	}
	return "", ""
}

// literal returns a string that stands in the code, as one literal or as a sum.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, isA := literal(e.X)
		b, isB := literal(e.Y)
		return a + b, isA && isB
	}
	return "", false
}

// inner is an error's format without its verbs and the names before it, as
// "metric: MSE: ".
func inner(format string) string {
	return verb.ReplaceAllString(names.ReplaceAllString(format, ""), "")
}

var names = regexp.MustCompile(`^([a-z]+: )?([A-Z][A-Za-z.0-9]*: |%s: )*([a-z]+: )?`)

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
	all := maps.Clone(korean)
	maps.Copy(all, koreanErrors)
	if len(all) != len(korean)+len(koreanErrors) {
		t.Error("a text is both in korean.go and in ko_errors.go")
	}
	for text, path := range texts {
		if all[text] == "" {
			t.Errorf("%s: %q is in neither korean.go nor ko_errors.go", path, text)
		}
	}
	for text, ours := range all {
		if _, is := texts[text]; !is {
			t.Errorf("the catalogue holds %q, which nothing says", text)
		}
		if a, b := verbs(text), verbs(ours); !slices.Equal(a, b) {
			t.Errorf("%q has the verbs %q, its Korean %q", text, a, b)
		}
	}
}
