package main

import (
	"fmt"
	"go/types"
	"io"
	"maps"
	"slices"
	"strings"

	"seminar.example/lessons/gocell"
	"seminar.example/lessons/notebook"
)

// What of a student's notebook is graded. A student's cells of an exercise are the
// one that is marked for it, and those that the student put between the exercise's
// text and its check. All else comes from the lesson as it was handed out: its
// declarations, in one cell without what the cells below %% would run, and the
// checks. So a check that was deleted or edited is there as it was, and 04 is graded
// without its trainings.

// endings are packages by which a cell's program could end well before its check
// spoke, or change what no name of Go reaches.
var endings = []string{"C", "flag", "os", "os/exec", "plugin", "syscall", "unsafe"}

// submission returns what is graded of a student's notebook.
func submission(lesson, student *notebook.Notebook) *notebook.Notebook {
	all := exercises(lesson)
	graded := notebook.New(map[string]any{"kernelspec": lesson.Metadata["kernelspec"]})
	if len(all) == 0 {
		return graded
	}
	for _, e := range all {
		e.mark(lesson) // of one that was made before exercises had marks
	}
	outside, asked := map[int]bool{}, map[int]bool{} // places of cells
	for i := range lesson.Cells[:all[len(all)-1].check] {
		outside[i], asked[i] = true, true
	}
	for _, e := range all {
		asked[e.starter] = false
		for i := e.starter; i <= e.check; i++ {
			outside[i] = false
		}
	}
	add := func(cells ...notebook.Cell) { graded.Cells = append(graded.Cells, cells...) }
	add(fresh("declarations", newVocabulary(lesson, outside).text(), nil))
	lessons := newVocabulary(lesson, asked)
	for _, e := range all {
		add(lesson.Cells[e.text])
		allowed := map[string]bool{}
		if c, err := gocell.Parse(lesson.Cells[e.starter].Source()); err == nil {
			for _, d := range c.Declare {
				for _, name := range d.Names {
					allowed[name] = true
				}
			}
		}
		for _, c := range written(lesson, student, e) {
			if why := lessons.refuses(c.Source(), allowed); why != "" {
				refuse(c, why)
			}
			add(c)
		}
		for _, c := range lesson.Cells[e.starter+1 : e.check+1] {
			if c.Kind() == "code" {
				c = fresh(c.ID(), c.Source(), c.Grading())
			}
			add(c)
		}
	}
	return graded
}

// fresh returns a cell that nobody has run.
func fresh(id, source string, grading map[string]any) notebook.Cell {
	metadata := map[string]any{}
	if grading != nil {
		metadata["nbgrader"] = grading
	}
	c := notebook.Cell{"cell_type": "code", "id": id, "source": source, "metadata": metadata, "execution_count": nil}
	c.SetOutputs(nil)
	return c
}

// written returns the cells that a student wrote for an exercise; where none is
// left, the lesson's starter.
func written(lesson, student *notebook.Notebook, e exercise) []notebook.Cell {
	at := map[string]int{} // places of the lesson's cells, by id
	for i, c := range lesson.Cells {
		at[c.ID()] = i
	}
	starter := lesson.Cells[e.starter]
	mine := func(c notebook.Cell) bool { return c.GradeID() == starter.GradeID() || c.ID() == starter.ID() }
	var cells []notebook.Cell
	found, last := false, -1 // the lesson's cell that was seen last
	for _, c := range student.Cells {
		place, known := at[c.ID()]
		switch {
		case c.Kind() == "code" && mine(c) && !found:
			found, last = true, e.starter
			cells = append(cells, fresh(starter.ID(), c.Source(), starter.Grading()))
		case known:
			last = place
		case c.Kind() == "code" && last >= e.text && last < e.check && !c.Blank():
			cells = append(cells, fresh(fmt.Sprintf("%s-%d", starter.ID(), len(cells)+1), c.Source(), nil))
		}
	}
	if !found {
		cells = append(cells, fresh(starter.ID(), starter.Source(), starter.Grading()))
	}
	return cells
}

// refuse keeps a cell from being run, and says in it why.
func refuse(c notebook.Cell, why string) {
	c["metadata"].(map[string]any)["tags"] = []any{"skip-execution"} // of nbclient
	c.SetOutputs([]notebook.Output{{"output_type": "error", "ename": "not run", "evalue": why, "traceback": []any{"not run: " + why}}})
}

// vocabulary is what cells of a lesson declare, the last of each name.
type vocabulary struct {
	imports map[string]string // specifications, by their names
	by      map[string]string // the text of a declaration, by each of its names
	order   []string          // the texts, as they came
}

// newVocabulary reads some cells of a lesson, by their places.
func newVocabulary(lesson *notebook.Notebook, some map[int]bool) *vocabulary {
	l := &vocabulary{imports: map[string]string{}, by: map[string]string{}}
	for i, c := range lesson.Cells {
		if c.Kind() != "code" || !some[i] {
			continue
		}
		read, err := gocell.Parse(c.Source())
		if err != nil {
			continue // a mistake on purpose: it declares nothing
		}
		maps.Copy(l.imports, read.Imports)
		for _, d := range read.Declare {
			l.order = append(l.order, d.Text)
			for _, name := range d.Names {
				l.by[name] = d.Text
			}
		}
	}
	return l
}

// text returns the declarations as the text of a cell.
func (l *vocabulary) text() string {
	last := map[string]bool{}
	for _, text := range l.by {
		last[text] = true
	}
	var b strings.Builder
	b.WriteString("// The lesson's declarations.\n")
	for _, name := range slices.Sorted(maps.Keys(l.imports)) {
		if name != "." {
			b.WriteString("import " + l.imports[name] + "\n")
		}
	}
	for _, text := range l.order {
		if last[text] {
			b.WriteString("\n" + text + "\n")
			last[text] = false // once
		}
	}
	return b.String()
}

// refuses says why a student's cell is not run: it could decide what a check says.
// "" where it is run; allowed are the names that the exercise asks for.
func (l *vocabulary) refuses(text string, allowed map[string]bool) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \t\r\n"); strings.HasPrefix(line, "!") || strings.Contains(line, "//gonb:") || strings.HasPrefix(line, "%") && line != "%%" {
			return fmt.Sprintf("%.40q is a command to the kernel, and grading takes Go alone", line)
		}
	}
	c, err := gocell.Parse(text)
	if err != nil {
		return "it does not compile: " + err.Error()
	}
	for name, spec := range c.Imports {
		path := strings.Trim(spec[strings.IndexByte(spec, '"'):], `"`)
		switch known := l.imports[name]; {
		case slices.Contains(endings, path) || strings.HasPrefix(path, "golang.org/x/sys"):
			return fmt.Sprintf("it imports %s, which no exercise needs", path)
		case name == "." || known != "" && known != spec:
			return fmt.Sprintf("it imports %s, and the lesson means %s by that name", spec, known)
		}
	}
	for _, path := range endings {
		name := path[strings.LastIndexByte(path, '/')+1:]
		if _, lesson := l.by[name]; c.Packages[name] && !lesson {
			return fmt.Sprintf("it uses the package %s, which no exercise needs", path)
		}
	}
	for _, d := range c.Declare {
		for _, name := range d.Names {
			_, lesson := l.by[name]
			switch {
			case allowed[name] || name == "_":
			case lesson || l.imports[name] != "":
				return fmt.Sprintf("it declares %s, which the lesson has: choose another name", name)
			case types.Universe.Lookup(name) != nil:
				return fmt.Sprintf("it declares %s, which is Go's own: choose another name", name)
			case name == "main" || strings.HasPrefix(name, "init"):
				return fmt.Sprintf("it declares %s, which runs before the check: choose another name", name)
			}
		}
	}
	return ""
}

// showSubmission reads a student's notebook and writes what is graded of it, by the
// lesson in a file.
func (p *program) showSubmission(path string, in io.Reader) error {
	lesson, err := parse(path)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	student, err := notebook.Parse(data)
	if err != nil {
		return fmt.Errorf("what was handed in %w", err)
	}
	_, err = p.out.Write(submission(lesson, student).Bytes())
	return err
}
