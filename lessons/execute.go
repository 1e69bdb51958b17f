package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"seminar.example/lessons/notebook"
	"seminar.example/lib/files"
)

// mode says how lessons are executed.
type mode struct {
	all  bool     // executes those, too, that are proven
	keep bool     // writes the notebooks that are well
	jobs int      // how many at a time
	env  []string // changes of the environment, "NAME=value"
}

// result is what happened to a lesson.
type result struct {
	lines []string
	well  bool
	err   error // for which the program ends
}

// each does something with every lesson, some at a time, and says in their order
// what happened. It returns whether all are well.
func (p *program) each(all []*lesson, m mode, do func(b *bridge, l *lesson) result) (bool, error) {
	results := make([]chan result, len(all))
	for i := range results {
		results[i] = make(chan result, 1)
	}
	next := make(chan int)
	var ended atomic.Bool // by an error: what runs is waited for
	go func() {
		for i := range all {
			next <- i
		}
		close(next)
	}()
	for range m.jobs {
		go func() {
			b := newBridge(p.root, m.env...)
			defer b.close()
			for i := range next {
				if l := all[i]; ended.Load() {
					results[i] <- result{}
				} else if l.fault != "" {
					results[i] <- said(l, 0, []string{l.fault})
				} else {
					results[i] <- do(b, l)
				}
			}
		}()
	}
	well := true
	var first error
	for _, c := range results {
		r := <-c
		if r.err != nil && first == nil {
			first = r.err
			ended.Store(true)
		}
		for _, line := range r.lines {
			fmt.Fprintln(p.out, line)
		}
		well = well && r.well
	}
	return well, first
}

// said is the result of a lesson with these breaches: its line, with the time that
// its execution took, and one for each breach.
func said(l *lesson, took time.Duration, breaches []string) result {
	mark, seconds := "✓", ""
	if len(breaches) > 0 {
		mark = "✗"
	}
	if took > 0 {
		seconds = fmt.Sprintf("%6.1f s", took.Seconds())
	}
	r := result{well: len(breaches) == 0, lines: []string{strings.TrimRight(fmt.Sprintf("%s %-44s %s", mark, l.shown(), seconds), " ")}}
	for _, b := range breaches {
		r.lines = append(r.lines, "  "+b)
	}
	return r
}

// unchanged is the result of a lesson that was not executed.
func unchanged(l *lesson) result {
	return result{well: true, lines: []string{fmt.Sprintf("· %-44s unchanged, proven by hash", l.shown())}}
}

// lost says why executing a lesson would lose edits of the notebook that lies
// there, "" where it would not.
func lost(l *lesson) string {
	if l.file == nil || !l.file.Edited() || l.file.Written() == l.source.Written() {
		return ""
	}
	return fmt.Sprintf("not executed: the notebook was edited, and its source does not hold that: `make sync NB=%s` "+
		"takes it over, `git checkout %s` drops it", l.number(), l.shown())
}

// breaches lists what breaks a rule in a notebook of a lesson, whose file is data.
func (p *program) breaches(l *lesson, nb *notebook.Notebook, data []byte) []string {
	if l.korean != nil {
		return p.koreanBreaches(l, nb, data)
	}
	return breaches(nb, l.source, data, p.kernelspec)
}

// make executes a lesson where it changed, and writes it where the mode says so.
func (p *program) make(b *bridge, l *lesson, m mode) result {
	var damage []string
	if l.damage != "" {
		damage = []string{"  the file " + l.damage}
	}
	if !m.all && l.file != nil && l.file.Proven(l.inputs) && len(p.breaches(l, l.file, l.data)) == 0 {
		return unchanged(l)
	}
	if why := lost(l); m.keep && why != "" {
		return said(l, 0, []string{why})
	}
	nb, took, wrong, err := p.executed(b, l, m)
	if err != nil {
		return result{err: err}
	}
	if wrong != "" {
		return said(l, took, []string{wrong})
	}
	nb.Mark(l.inputs)
	data := nb.Bytes()
	if m.keep {
		if err := p.write(p.notebookPath(l.name), data); err != nil {
			return result{err: err}
		}
	}
	r := said(l, took, p.breaches(l, nb, data))
	r.lines = append(damage, r.lines...)
	return r
}

// test checks a lesson's file as it lies there and, where it is not proven, a fresh
// execution; run false: the file alone.
func (p *program) test(b *bridge, l *lesson, m mode, run bool) result {
	var found []string
	switch {
	case l.damage != "":
		found = []string{"file: " + l.damage + ": run `make notebooks`"}
	case l.file == nil:
		found = []string{"there is no such notebook: run `make notebooks`"}
	default:
		for _, breach := range p.breaches(l, l.file, l.data) {
			found = append(found, "file: "+breach)
		}
	}
	if !run {
		return said(l, 0, found)
	}
	all := m.all && (l.korean == nil || l.number() == koreanProof)
	if !all && len(found) == 0 && l.file.Proven(l.inputs) {
		return unchanged(l)
	}
	nb, took, wrong, err := p.executed(b, l, m)
	if err != nil {
		return result{err: err}
	}
	if wrong != "" {
		return said(l, took, append(found, "executed: "+wrong))
	}
	l.executed = nb
	for _, breach := range p.breaches(l, nb, nb.Bytes()) {
		found = append(found, "executed: "+breach)
	}
	return said(l, took, found)
}

// koreanProof is the lesson that is executed whole in Korean where all lessons are
// executed in English. The others' outputs follow from the English ones (grounds), so
// that the Korean edition costs a fraction more.
const koreanProof = "00"

// executed executes a lesson of either edition.
func (p *program) executed(b *bridge, l *lesson, m mode) (*notebook.Notebook, time.Duration, string, error) {
	if l.korean != nil {
		return p.executeKorean(b, l, m.all)
	}
	return p.execute(b, l)
}

// execute executes what a lesson's source makes, in the folder of its notebook. It
// returns the notebook, and what went wrong, "" for nothing.
func (p *program) execute(b *bridge, l *lesson) (nb *notebook.Notebook, took time.Duration, wrong string, err error) {
	begin := time.Now()
	nb, wrong, err = b.execute(l.source, filepath.Dir(p.notebookPath(l.name)))
	took = time.Since(begin)
	if why := new(fault); errors.As(err, why) {
		return nil, took, "not executed: " + why.Error(), nil
	}
	if err != nil {
		return nil, took, "", err
	}
	if wrong != "" {
		return nil, took, failure(l, nb, wrong), nil
	}
	if language, is := nb.Metadata["language_info"].(map[string]any); is {
		language["pygments_lexer"] = "go"
	}
	for _, c := range nb.Code() {
		c.SetOutputs(joined(c.Outputs()))
	}
	return nb, took, "", nil
}

// failure names the cell at which an execution ended, its line in the source and
// the end of what it said.
func failure(l *lesson, nb *notebook.Notebook, wrong string) string {
	at := -1
	for i, c := range nb.Code() {
		if c["execution_count"] != nil || len(c.Outputs()) > 0 {
			at = i - 1
		}
	}
	if at < 0 {
		return fmt.Sprintf("the kernel does not start: %s; see .jupyter/kernel.log", wrong)
	}
	var text strings.Builder
	for _, o := range nb.Cells[at].Outputs() {
		text.WriteString(o.Text("text"))
	}
	if text.Len() == 0 || strings.HasPrefix(wrong, "not done after") {
		text.Reset()
		text.WriteString(wrong)
	}
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	return fmt.Sprintf("cell %d, line %d of the source, failed:\n    %s", at+1, place(l.text, l.source, at),
		strings.Join(lines[max(0, len(lines)-15):], "\n    "))
}

// joined returns the outputs with text that follows text in one: how it was cut is
// chance.
func joined(outputs []notebook.Output) []notebook.Output {
	var kept []notebook.Output
	for _, o := range outputs {
		last := len(kept) - 1
		if last >= 0 && o.Kind() == "stream" && kept[last].Kind() == "stream" && kept[last].Text("name") == o.Text("name") {
			kept[last]["text"] = kept[last].Text("text") + o.Text("text")
		} else {
			kept = append(kept, o)
		}
	}
	return kept
}

// write writes a file whole or not at all.
func (p *program) write(path string, data []byte) error {
	if err := files.Write(path, data); err != nil {
		return fmt.Errorf("%s could not be written and stays as it was: %w", path, err)
	}
	return nil
}

// strays reports the notebooks that no source makes; it returns whether there are
// none.
func (p *program) strays() (bool, error) {
	all, err := names(p.path("notebooks"), "", ".ipynb")
	if err != nil {
		return false, err
	}
	well := true
	for _, name := range all {
		if _, err := os.Stat(p.sourcePath(name)); err != nil {
			fmt.Fprintf(p.out, "✗ notebooks/%s.ipynb has no source in notebooks/src\n", name)
			well = false
		}
	}
	return well, nil
}

// shows reports what is wrong with README's pictures; it returns whether nothing is.
func (p *program) shows() (bool, error) {
	wrong, err := p.galleryBreaches()
	for _, w := range wrong {
		fmt.Fprintln(p.out, "✗ "+w)
	}
	return len(wrong) == 0, err
}
