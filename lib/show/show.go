// Package show puts figures, tables, checks and the progress of a training
// into a notebook. It is the only user of GoNB's gonbui: whatever it shows is
// complete when its function returns (gonbui.Sync), and pictures carry an alt
// text.
//
// Outside a notebook, in a test or a terminal, the same calls print text.
//
// Introduced in notebook 00.
package show

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"

	"seminar.example/lib/files"
	"seminar.example/lib/plot"
	"seminar.example/lib/say"
)

// FiguresVar names an environment variable: set to a folder, every figure shown
// is written there too, as NAME.png at print size, NAME.svg and NAME.csv.
const FiguresVar = "SEMINAR_FIGURES"

const (
	screenDPI = 192 // shown at half its pixel size: sharp on dense screens
	printDPI  = 300
)

// Figure shows a figure. It takes what the Figure methods of lib/plot return,
// so that a cell is one line:
//
//	must.M(show.Figure(plot.Curves{…}.Figure()))
//
// Errors: the one given; a figure that cannot be drawn; a folder in
// $SEMINAR_FIGURES that cannot be written; a lost connection to the notebook.
func Figure(f *plot.Figure, err error) error {
	if err != nil {
		return err
	}
	if f == nil {
		return say.Errorf("show: no figure: expected what a Figure method of lib/plot returns")
	}
	if dir := os.Getenv(FiguresVar); dir != "" {
		if err := write(dir, f); err != nil {
			return say.Errorf("show: figure %s: %w", f.Name, err)
		}
	}
	if !gonbui.IsNotebook {
		fmt.Printf("figure %s: %s\n", f.Name, f.Title)
		return nil
	}
	png, err := f.PNG(screenDPI)
	if err != nil {
		return err
	}
	w, h := f.Size()
	gonbui.SendData(&protocol.DisplayData{
		Data: map[protocol.MIMEType]any{
			protocol.MIMEImagePNG:  png,
			protocol.MIMETextPlain: f.Alt,
		},
		Metadata: map[string]any{ // JupyterLab takes a size in numbers only
			"image/png": map[string]int{"width": w, "height": h},
			"name":      f.Name,
			"alt":       f.Alt,
		},
	})
	return synced()
}

// write puts the figure and its numbers into files by its name, each whole.
func write(dir string, f *plot.Figure) error {
	for _, format := range []struct {
		ext  string
		draw func() ([]byte, error)
	}{{".png", func() ([]byte, error) { return f.PNG(printDPI) }}, {".svg", f.SVG}, {".csv", f.CSV}} {
		content, err := format.draw()
		if err != nil {
			return err
		}
		if err := files.Write(filepath.Join(dir, f.Name+format.ext), content); err != nil {
			return err
		}
	}
	return nil
}

// Table shows rows of text below a header. Cells that begin with a digit or a
// sign stand right, as numbers do.
//
// Errors: a row that is not as long as the header; a lost connection.
func Table(header []string, rows ...[]string) error {
	for i, r := range rows {
		if len(r) != len(header) {
			return say.Errorf("show: row %d of the table has %d cells, the header has %d", i+1, len(r), len(header))
		}
	}
	text := tableText(header, rows)
	if !gonbui.IsNotebook {
		fmt.Print(text)
		return nil
	}
	var b strings.Builder
	line := func(tag string, cells []string) {
		b.WriteString("<tr>")
		for _, c := range cells {
			align := "left"
			if numeric(c) {
				align = "right"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s">%s</%s>`, tag, align, html.EscapeString(c), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<table>\n<thead>")
	line("th", header)
	b.WriteString("</thead>\n<tbody>")
	for _, r := range rows {
		line("td", r)
	}
	b.WriteString("</tbody>\n</table>")
	gonbui.SendData(&protocol.DisplayData{Data: map[protocol.MIMEType]any{
		protocol.MIMETextHTML: b.String(), protocol.MIMETextPlain: text,
	}})
	return synced()
}

func numeric(s string) bool { return s != "" && strings.ContainsRune("0123456789+-−.", []rune(s)[0]) }

// tableText sets the table in columns of one width.
func tableText(header []string, rows [][]string) string {
	width := make([]int, len(header))
	all := append([][]string{header}, rows...)
	for _, r := range all {
		for i, c := range r {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, r := range all {
		line := ""
		for i, c := range r {
			gap := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if numeric(c) {
				c = gap + c
			} else {
				c += gap
			}
			line += c + "  "
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// synced waits until the notebook has what was sent.
func synced() error {
	gonbui.Sync()
	if err := gonbui.Error(); err != nil {
		return say.Errorf("show: the connection to the notebook is lost: %w", err)
	}
	return nil
}
