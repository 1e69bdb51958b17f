package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode/utf8"

	"seminar.example/lessons/notebook"
)

// What every notebook keeps to: each rule is a function that lists the breaches. A
// breach is a line for the author: where it is, what was found, what was expected.
// Cells are counted from 1.

const (
	maxLines   = 40
	maxColumns = 80
	maxBytes   = 1_000_000
)

var (
	figure   = regexp.MustCompile(`\bshow\.Figures?\(`)
	drawing  = regexp.MustCompile(`\bshow\.(?:Figure|Slider|Turn|Traverse)\b`)
	declared = regexp.MustCompile(`(?m)^(?:import|const|type|var|func)\b`)
)

// texts returns all text that an output shows.
func texts(o notebook.Output) []string {
	all := []string{o.Text("text"), o.Text("evalue")}
	list, _ := o["traceback"].([]any)
	for _, v := range list {
		s, _ := v.(string)
		all = append(all, s)
	}
	for kind, v := range o.Data() {
		if s, text := v.(string); text && strings.HasPrefix(kind, "text/") {
			all = append(all, s)
		}
	}
	return all
}

// agreement: source and notebook hold the same cells.
func agreement(nb, source *notebook.Notebook) []string {
	if len(nb.Cells) != len(source.Cells) {
		return []string{fmt.Sprintf("has %d cells, its source %d: run `make notebooks`", len(nb.Cells), len(source.Cells))}
	}
	var found []string
	for i, a := range nb.Cells {
		if b := source.Cells[i]; !same(a, b) || a.ID() != b.ID() || !reflect.DeepEqual(a.Grading(), b.Grading()) {
			found = append(found, fmt.Sprintf("cell %d differs from its source: run `make notebooks`", i+1))
		}
	}
	return found
}

// counts: code cells were executed once each, from top to bottom.
func counts(nb *notebook.Notebook) []string {
	var found []string
	want := 0
	for i, c := range nb.Code() {
		want++
		if have := strings.Replace(fmt.Sprint(c["execution_count"]), "<nil>", "none", 1); have != fmt.Sprint(want) {
			found = append(found, fmt.Sprintf("cell %d: execution count %s, expected %d: run `make notebooks`", i, have, want))
		}
	}
	return found
}

// failures: no cell ended in an error.
func failures(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Code() {
		for _, o := range c.Outputs() {
			if o.Kind() == "error" {
				found = append(found, fmt.Sprintf("cell %d failed: %.200s", i, strings.Join(strings.Fields(o.Text("evalue")), " ")))
			}
		}
	}
	return found
}

// crosses: no check line says that a number is out of its band.
func crosses(nb *notebook.Notebook) []string { return lines(nb, "✗", "a check failed") }

// warnings: no training tells of data that does not fit, or of going nowhere.
func warnings(nb *notebook.Notebook) []string {
	return append(lines(nb, "warning: ", "a training warns"), lines(nb, "경고: ", "a training warns")...)
}

// lines of output that hold a sign, and what it means.
func lines(nb *notebook.Notebook, sign, means string) []string {
	var found []string
	for i, c := range nb.Code() {
		for _, o := range c.Outputs() {
			for _, text := range texts(o) {
				for line := range strings.Lines(text) {
					if strings.Contains(line, sign) {
						found = append(found, fmt.Sprintf("cell %d: %s: %.200s", i, means, strings.TrimSpace(line)))
					}
				}
			}
		}
	}
	return found
}

// altText returns what a picture says to those who do not see it.
func altText(o notebook.Output) string {
	alt, _ := o.Metadata()["alt"].(string)
	if alt == "" {
		alt, _ = o.Data()["text/plain"].(string)
	}
	return strings.TrimSpace(alt)
}

// figures: a cell that shows a figure holds a picture, with alt text.
func figures(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Code() {
		pictures := 0
		for _, o := range c.Outputs() {
			if _, is := o.Data()["image/png"]; !is {
				continue
			}
			if pictures++; altText(o) == "" {
				found = append(found, fmt.Sprintf("cell %d: picture %d has no alt text", i, pictures))
			}
		}
		if figure.MatchString(c.Source()) && pictures == 0 {
			found = append(found, fmt.Sprintf("cell %d shows a figure but holds no picture: a display without Sync?", i))
		}
	}
	return found
}

// folds: a folded cell shows a figure, says so in its first line, and declares
// nothing that a reader of other cells would look for.
func folds(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Code() {
		if !c.Folded() {
			continue
		}
		if !drawing.MatchString(c.Source()) {
			found = append(found, fmt.Sprintf("cell %d is folded but shows no figure: its fence is ```go alone", i))
		}
		if first, _, _ := strings.Cut(c.Source(), "\n"); !strings.HasPrefix(first, "// ") {
			found = append(found, fmt.Sprintf("cell %d is folded and begins with %q, all that JupyterLab shows of it: begin it with `// Draws: …`", i, first))
		}
		head, _, _ := strings.Cut("\n"+c.Source(), "\n%%")
		if declares := declared.FindString(head); declares != "" {
			found = append(found, fmt.Sprintf("cell %d is folded but holds %s: move it into an open cell", i, declares))
		}
	}
	return found
}

// size: the file stays small enough to read and to review.
func size(data []byte) []string {
	if len(data) < maxBytes {
		return nil
	}
	return []string{fmt.Sprintf("%d bytes, expected less than %d: fewer or smaller pictures", len(data), maxBytes)}
}

// slides: code cells fit on a slide.
func slides(nb *notebook.Notebook) []string {
	var found []string
	for i, c := range nb.Code() {
		lines := strings.Split(strings.TrimSuffix(c.Source(), "\n"), "\n")
		if len(lines) > maxLines {
			found = append(found, fmt.Sprintf("cell %d: %d lines, at most %d: move plumbing to lib/", i, len(lines), maxLines))
		}
		for n, line := range lines {
			if have := columns(line); have > maxColumns {
				found = append(found, fmt.Sprintf("cell %d, line %d: %d columns, at most %d", i, n+1, have, maxColumns))
			}
		}
	}
	return found
}

// columns returns the width of a line; tabs stand at every fourth column.
func columns(line string) int {
	width := 0
	for i, part := range strings.Split(line, "\t") {
		if i > 0 {
			width += 4 - width%4
		}
		width += utf8.RuneCountInString(part)
	}
	return width
}

// opening: the notebook opens with the committed kernel.
func opening(nb *notebook.Notebook, want map[string]any) []string {
	if have := nb.Metadata["kernelspec"]; !reflect.DeepEqual(have, any(want)) {
		return []string{fmt.Sprintf("kernelspec %v, expected %v: run `make notebooks`", have, want)}
	}
	return nil
}

// breaches lists what breaks a rule in a notebook, whose file is data, made from a
// source.
func breaches(nb, source *notebook.Notebook, data []byte, kernelspec map[string]any) []string {
	var all []string
	for _, found := range [][]string{agreement(nb, source), slides(nb), size(data), opening(nb, kernelspec),
		counts(nb), failures(nb), crosses(nb), warnings(nb), figures(nb), folds(nb)} {
		all = append(all, found...)
	}
	return all
}
