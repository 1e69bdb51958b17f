package show

import (
	"io/fs"
	"strings"
	"testing"

	"seminar.example/lib/say"
)

// Every script is sent without the comment at its top, indented as the body of the
// function around it, and after the values that it finds by name.
func TestScripts(t *testing.T) {
	names, err := fs.Glob(scripts, "js/*.js")
	if err != nil || len(names) != 7 {
		t.Fatalf("scripts %q, %v; expected seven", names, err)
	}
	for _, name := range names {
		file, err := fs.ReadFile(scripts, name)
		if err != nil {
			t.Fatal(err)
		}
		comment, code, _ := strings.Cut(string(file), "\n\n")
		for line := range strings.Lines(comment) {
			if !strings.HasPrefix(line, "// ") {
				t.Errorf("%s: %q before the first empty line, expected a comment alone", name, line)
			}
		}
		page, err := newPage("<p>", []value{{"v", "</script>"}, {"w", 2}}, strings.TrimPrefix(name, "js/"))
		if err != nil {
			t.Fatal(err)
		}
		head, body, found := strings.Cut(page, `.parentElement, v = "\u003c/script\u003e", w = 2;`+"\n")
		if !found || !strings.Contains(head, "<p>&lt;p&gt;</p>") {
			t.Errorf("%s: the page begins with %q", name, head)
		}
		sent := strings.TrimSuffix(body, "})();\n</script></div>")
		if got := strings.TrimPrefix(strings.ReplaceAll("\n"+sent, "\n\t", "\n"), "\n"); got != code {
			t.Errorf("%s: sent %q, expected the code of the file", name, got)
		}
	}
	if _, err := newPage("", nil, "other.js"); err == nil {
		t.Error("a script that is not there is no error")
	}
}

// TestInWords: lines of a Korean output break between words; an English one has
// nothing of this.
func TestInWords(t *testing.T) {
	for language, want := range map[string]bool{"en": false, "ko": true} {
		t.Setenv(say.LangVar, language)
		page, err := newPage("a sentence", nil)
		if err != nil {
			t.Fatal(err)
		}
		p := &Progress{lines: []string{"a line"}}
		for _, got := range []string{page, p.html()} {
			if strings.Contains(got, `lang="ko" style="word-break:keep-all"`) != want {
				t.Errorf("%s: %s", language, got)
			}
		}
	}
}
