package show

import (
	"fmt"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// The parts that interactive outputs share. Everything that moves is made by
// the script, so that without it the sentence of the first part stands alone.
// JupyterLab leaves the keys of an element with data-lm-suppress-shortcuts alone.
const (
	pageHead = `<div data-lm-suppress-shortcuts="true"><p>%s</p><script>
(() => {
`
	pageTail = `})();
</script></div>`

	// bytes decodes the base64 that JSON makes of []byte.
	bytesScript = `	const bytes = s => Uint8Array.from(atob(s || ""), c => c.charCodeAt(0));
`
	// make gives an element with properties and a style.
	makeScript = `	const make = (tag, set, style) => {
		const e = Object.assign(document.createElement(tag), set);
		e.style.cssText = style;
		return e;
	};
`
)

// needsScripts ends the sentence that stands where nothing moves.
const needsScripts = " It needs scripts: trust the notebook, or run the cell."

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
