package show

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"seminar.example/lib/say"
)

//go:embed js
var scripts embed.FS

// newPage gives an interactive output: a sentence, and the script that puts what
// moves in its place, so that without scripts the sentence stands alone. The
// script is the named files of the folder js; it finds its element as box and the
// values under their names, as JSON, which escapes <, > and &: it cannot end the
// script. JupyterLab leaves the keys of an element with
// data-lm-suppress-shortcuts alone.
func newPage(sentence string, values []value, files ...string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `<div data-lm-suppress-shortcuts="true"%s><p>%s</p><script>`, inWords(), html.EscapeString(sentence))
	b.WriteString("\n(() => {\n\tconst box = document.currentScript.parentElement")
	for _, v := range values {
		data, err := json.Marshal(v.of)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, ", %s = %s", v.name, data)
	}
	b.WriteString(";\n")
	for _, name := range files {
		if err := addScript(&b, name); err != nil {
			return "", err
		}
	}
	b.WriteString("})();\n</script></div>")
	return b.String(), nil
}

// inWords is what an element needs so that lines of Korean break between words, as
// in books, and a screen reader speaks Korean; nothing in English.
func inWords() string {
	if say.Language() == "ko" {
		return ` lang="ko" style="word-break:keep-all"`
	}
	return ""
}

// value is what a script finds under a name.
type value struct {
	name string
	of   any
}

// addScript adds a file of the folder js, indented as the function's body that it
// becomes. The comment at its top says what it is and is not sent.
func addScript(b *strings.Builder, name string) error {
	file, err := scripts.ReadFile("js/" + name)
	if err != nil {
		return err
	}
	_, code, found := strings.Cut(string(file), "\n\n")
	if !found {
		return say.Errorf("js/%s has no empty line after the comment at its top", name)
	}
	for line := range strings.Lines(code) {
		if line != "\n" {
			b.WriteString("\t")
		}
		b.WriteString(line)
	}
	return nil
}

// needsScripts ends the sentence that stands where nothing moves.
func needsScripts() string { return say.T(" It needs scripts: trust the notebook, or run the cell.") }

// showPage sends an interactive page; outside a notebook it prints the sentence.
func showPage(page, sentence string) error {
	if !gonbui.IsNotebook {
		fmt.Println(sentence)
		return nil
	}
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMETextHTML: page, protocol.MIMETextPlain: sentence,
	}})
	return synced()
}
