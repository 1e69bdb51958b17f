package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

var spec = map[string]any{"display_name": "Go (seminar)", "language": "go", "name": "seminar-go"}

func show(kind, text string) notebook.Output {
	return notebook.Output{"output_type": "display_data", "metadata": map[string]any{}, "data": map[string]any{kind: text}}
}

func stream(text string) notebook.Output {
	return notebook.Output{"output_type": "stream", "name": "stdout", "text": text}
}

func markdown(text, id string) notebook.Cell {
	return notebook.Cell{"cell_type": "markdown", "id": id, "metadata": map[string]any{}, "source": text}
}

// good returns a notebook that keeps all rules, and its source.
func good() (nb, source *notebook.Notebook) {
	build := func() *notebook.Notebook {
		nb := code("// Draws: a curve.\n%%\nshow.Figure(f)", "%%\nfmt.Println(1)")
		nb.Cells[0]["id"], nb.Cells[1]["id"] = "b", "c"
		nb.Cells = append([]notebook.Cell{markdown("# Why?", "a")}, nb.Cells...)
		nb.Metadata["kernelspec"] = maps.Clone(spec)
		return nb
	}
	nb, source = build(), build()
	picture := show("image/png", "AA==")
	picture.Data()["text/plain"] = "a curve"
	nb.Cells[1].SetOutputs([]notebook.Output{picture})
	nb.Cells[2].SetOutputs([]notebook.Output{stream("✓ one  1  expected 1\n")})
	nb.Cells[1]["execution_count"], nb.Cells[2]["execution_count"] = 1, 2
	return nb, source
}

// alone are the rules, each by its name.
var alone = map[string]func(nb, source *notebook.Notebook) []string{
	"agreement": agreement,
	"counts":    func(nb, _ *notebook.Notebook) []string { return counts(nb) },
	"failures":  func(nb, _ *notebook.Notebook) []string { return failures(nb) },
	"crosses":   func(nb, _ *notebook.Notebook) []string { return crosses(nb) },
	"warnings":  func(nb, _ *notebook.Notebook) []string { return warnings(nb) },
	"figures":   func(nb, _ *notebook.Notebook) []string { return figures(nb) },
	"folds":     func(nb, _ *notebook.Notebook) []string { return folds(nb) },
	"slides":    func(nb, _ *notebook.Notebook) []string { return slides(nb) },
	"opening":   func(nb, _ *notebook.Notebook) []string { return opening(nb, spec) },
}

// broken says what is done to the good notebook or its source, and the rule that
// must catch it.
var broken = []struct {
	name, rule string
	harm       func(nb, source *notebook.Notebook)
}{
	{"a cell was edited", "agreement", func(nb, _ *notebook.Notebook) { nb.Cells[2]["source"] = "%%\nfmt.Println(2)" }},
	{"text was edited", "agreement", func(_, source *notebook.Notebook) { source.Cells[0]["source"] = "# How?" }},
	{"a cell was added to the source", "agreement", func(_, source *notebook.Notebook) { source.Cells = append(source.Cells, markdown("x", "x")) }},
	{"a cell is missing in the source", "agreement", func(_, source *notebook.Notebook) { source.Cells = source.Cells[:2] }},
	{"a cell changed its kind", "agreement", func(_, source *notebook.Notebook) { source.Cells[0]["cell_type"] = "raw" }},
	{"a cell has another id", "agreement", func(nb, _ *notebook.Notebook) { nb.Cells[0]["id"] = "z" }},
	{"a cell was not executed", "counts", func(nb, _ *notebook.Notebook) { nb.Cells[2]["execution_count"] = nil }},
	{"a cell was executed twice", "counts", func(nb, _ *notebook.Notebook) { nb.Cells[2]["execution_count"] = 3 }},
	{"executed in another order", "counts", func(nb, _ *notebook.Notebook) {
		nb.Cells[1]["execution_count"], nb.Cells[2]["execution_count"] = 2, 1
	}},
	{"a cell failed", "failures", add(2, notebook.Output{"output_type": "error", "ename": "ERROR", "evalue": "exit status 2", "traceback": []any{"panic"}})},
	{"a printed check failed", "crosses", add(2, stream("✓ a\n✗ test MSE 0.5 expected 0.125-0.140\n"))},
	{"a shown check failed", "crosses", add(2, show("text/html", "<b>✗</b> b"))},
	{"a training went nowhere", "warnings", add(2, stream("warning: after epoch 1 the test loss, 0.9991, is no better than that of the mean image\n"))},
	{"a training's display warns", "warnings", add(2, show("text/html", "<div>warning: the targets lie in [0, 255]</div>"))},
	{"a figure was lost", "figures", func(nb, _ *notebook.Notebook) { nb.Cells[1].SetOutputs(nil) }},
	{"a figure is only text", "figures", func(nb, _ *notebook.Notebook) {
		nb.Cells[1].SetOutputs([]notebook.Output{show("text/html", "a curve")})
	}},
	{"figures were lost", "figures", func(nb, _ *notebook.Notebook) { nb.Cells[2]["source"] = "show.Figures(f, g)" }},
	{"a picture has no alt text", "figures", func(nb, _ *notebook.Notebook) { nb.Cells[1].Outputs()[0].Data()["text/plain"] = " " }},
	{"a folded cell shows no figure", "folds", func(nb, _ *notebook.Notebook) {
		nb.Cells[2]["source"] = "// Draws: nothing.\n%%\nfmt.Println(1)"
		nb.Cells[2].Bare(true)
	}},
	{"a folded cell does not say what it draws", "folds", func(nb, _ *notebook.Notebook) {
		nb.Cells[1]["source"] = "%%\nshow.Figure(f)"
		nb.Cells[1].Bare(true)
	}},
	{"a folded cell declares", "folds", func(nb, _ *notebook.Notebook) {
		nb.Cells[2]["source"] = "// f\nfunc f() {}\n\n%%\nmust.M(show.Turn(q))"
		nb.Cells[2].Bare(true)
	}},
	{"a folded cell imports", "folds", func(nb, _ *notebook.Notebook) {
		nb.Cells[2]["source"] = "// Draws: a slider.\nimport \"fmt\"\n%%\nmust.M(show.Slider(\"d\", x, draw))"
		nb.Cells[2].Bare(true)
	}},
	{"a cell is folded otherwise than in its source", "agreement", func(nb, _ *notebook.Notebook) { nb.Cells[1].Bare(true) }},
	{"a cell has 41 lines", "slides", func(nb, _ *notebook.Notebook) { nb.Cells[2]["source"] = strings.Repeat("x\n", 41) }},
	{"a line has 81 columns", "slides", func(nb, _ *notebook.Notebook) { nb.Cells[2]["source"] = "\t" + strings.Repeat("x", 77) }},
	{"another kernel", "opening", func(nb, _ *notebook.Notebook) { nb.Metadata["kernelspec"].(map[string]any)["name"] = "gonb" }},
	{"no kernel", "opening", func(nb, _ *notebook.Notebook) { delete(nb.Metadata, "kernelspec") }},
}

func add(cell int, o notebook.Output) func(nb, _ *notebook.Notebook) {
	return func(nb, _ *notebook.Notebook) { nb.Cells[cell].SetOutputs(append(nb.Cells[cell].Outputs(), o)) }
}

func TestGood(t *testing.T) {
	nb, source := good()
	if found := breaches(nb, source, []byte("x"), spec); found != nil {
		t.Errorf("a good notebook breaks rules: %q", found)
	}
	again, err := notebook.Parse(nb.Bytes())
	ok(t, err)
	if found := breaches(again, source, nb.Bytes(), spec); found != nil {
		t.Errorf("from its file it breaks rules: %q", found)
	}
}

// Every rule catches a notebook that breaks it, and no other does.
func TestBroken(t *testing.T) {
	tried := map[string]bool{}
	for _, b := range broken {
		nb, source := good()
		b.harm(nb, source)
		tried[b.rule] = true
		if len(alone[b.rule](nb, source)) == 0 || len(breaches(nb, source, []byte("x"), spec)) == 0 {
			t.Errorf("%s: %s did not catch it", b.name, b.rule)
		}
		for name, rule := range alone {
			if found := rule(nb, source); name != b.rule && name != "agreement" && len(found) > 0 { // the harm is the notebook's alone
				t.Errorf("%s: %s says %q", b.name, name, found)
			}
		}
	}
	if len(tried) != len(alone) {
		t.Errorf("broken tries the rules %q", slices.Sorted(maps.Keys(tried)))
	}
}

func TestLimits(t *testing.T) {
	nb, _ := good()
	line := "\t" + strings.Repeat("x", 76) + "\n"
	nb.Cells[2]["source"] = strings.Repeat(line, 40)
	if found := slides(nb); found != nil {
		t.Errorf("at the limits: %q", found)
	}
	nb.Cells[2]["source"] = "ab\t" + strings.Repeat("가", 76) // a tab ends at the fourth column
	if found := slides(nb); found != nil {
		t.Errorf("80 columns: %q", found)
	}
	if size(make([]byte, 999_999)) != nil || size(make([]byte, 1_000_000)) == nil {
		t.Error("the limit of a file is not a million bytes")
	}
}

// A folded cell that shows a figure keeps the rules, with variables of its own.
func TestFoldedFigure(t *testing.T) {
	nb, source := good()
	for _, c := range []notebook.Cell{nb.Cells[1], source.Cells[1]} {
		c["source"] = "// Draws: f.\n%%\nvar f *plot.Figure\nfunc() {}()\nmust.M(show.Figure(f, nil))"
		c.Bare(true)
	}
	if found := breaches(nb, source, []byte("x"), spec); found != nil {
		t.Errorf("it breaks rules: %q", found)
	}
}

func TestSaysWhere(t *testing.T) {
	nb, _ := good()
	nb.Cells[2]["execution_count"] = 7
	if found := counts(nb); !slices.Equal(found, []string{"cell 3: execution count 7, expected 2: run `make notebooks`"}) {
		t.Errorf("said %q", found)
	}
}
