package main

import (
	"regexp"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

const mistakesImports = `import (
    "github.com/janpfeifer/must"

    "seminar.example/datasets"
    "seminar.example/lib/ae"
    "seminar.example/lib/backend"
)`

// mistake is a row of the table in the appendix of notebook 00.
type mistake struct {
	name, message string
	cells         []string // the last one is the mistake
}

// mistakes reads the table.
func mistakes(t *testing.T) []mistake {
	_, table, _ := strings.Cut(get(t, clone+"/notebooks/src/00_start.md"), "| mistake |")
	table, _, _ = strings.Cut(table, "\n\n")
	var all []mistake
	for _, row := range strings.Split(table, "\n")[2:] {
		columns := regexp.MustCompile(`(^|[^\\])\|`).Split(strings.Trim(row, "|"), -1)
		if len(columns) != 4 {
			t.Fatalf("a row of %d columns: %s", len(columns), row)
		}
		m := mistake{name: strings.TrimSpace(columns[0]), message: strings.Trim(columns[2], " `")}
		for _, cell := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(columns[1], -1) {
			m.cells = append(m.cells, strings.ReplaceAll(cell[1], " ⏎ ", "\n"))
		}
		all = append(all, m)
	}
	return all
}

// The beginner's mistakes of notebook 00's appendix, made in the kernel: the table
// is the list of what is tried here, and of what the kernel must say. The kernel
// outlives them all.
func TestMistakes(t *testing.T) {
	b := python(t)
	all := mistakes(t)
	if len(all) < 10 {
		t.Fatalf("the table has %d mistakes, expected 10 or more", len(all))
	}
	nb := code(mistakesImports)
	nb.Metadata["kernelspec"] = spec
	for _, m := range all {
		nb.Cells = append(nb.Cells, code(m.cells...).Cells...)
		nb.Cells[len(nb.Cells)-1]["metadata"] = map[string]any{"tags": []any{"raises-exception"}} // nbclient goes on
	}
	for i, c := range nb.Cells {
		c["id"] = strings.Repeat("i", i+1)
	}
	done, wrong, err := b.execute(nb, t.TempDir())
	if err != nil || wrong != "" {
		t.Fatalf("%s, error %v", wrong, err)
	}
	cells := done.Cells[1:]
	for _, m := range all {
		for _, c := range cells[:len(m.cells)-1] {
			if failed, said := complaint(c); failed || said != "" {
				t.Errorf("%s: the cell before says %q", m.name, said)
			}
		}
		if failed, said := complaint(cells[len(m.cells)-1]); !failed || !strings.Contains(said, m.message) {
			t.Errorf("%s: failed %t, said %q, expected %q in it", m.name, failed, said, m.message)
		}
		cells = cells[len(m.cells):]
	}
}

// complaint returns whether a cell failed, and what it said of an error.
func complaint(c notebook.Cell) (failed bool, said string) {
	for _, o := range c.Outputs() {
		failed = failed || o.Kind() == "error"
		if o.Kind() == "error" || o.Text("name") == "stderr" {
			said += strings.Join(texts(o), "")
		}
	}
	return failed, strings.TrimSpace(regexp.MustCompile(`\x1b\[\d+m`).ReplaceAllString(said, ""))
}
