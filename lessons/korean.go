package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"seminar.example/lessons/notebook"
	"seminar.example/lessons/translate"
)

// The Korean edition: notebooks/ko/NN_topic.ipynb, made from the English source and
// the translation notebooks/src/ko/NN_topic.po.

// korean is what a lesson of the Korean edition has beyond a lesson.
type korean struct {
	english *lesson
	entries []*translate.Entry
	pairs   []translate.Pair
	left    []*translate.Entry // entries of texts that are gone
	missing int                // texts without a translation
}

func (s *seminar) poPath(name string) string { return s.path("notebooks/src/ko/" + name + ".po") }

// translations returns the Korean lessons that exist of these English ones.
func (p *program) translations(all []*lesson) ([]*lesson, error) {
	var made []*lesson
	for _, english := range all {
		if english.source == nil {
			continue
		}
		l := &lesson{name: "ko/" + english.name, korean: &korean{english: english}}
		text, err := readText(p.poPath(english.name))
		var why unreadable
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case errors.As(err, &why):
			l.fault = why.Error()
		case err != nil:
			return nil, err
		default:
			if err := p.translated(l, text); err != nil {
				l.fault = fmt.Sprintf("its translation %s cannot be read: %v", p.shown(p.poPath(english.name)), err)
			}
		}
		if err := p.load(l); err != nil {
			return nil, err
		}
		made = append(made, l)
	}
	return made, nil
}

// translated makes the source of a Korean lesson from the text of its PO file.
func (p *program) translated(l *lesson, text string) error {
	k := l.korean
	entries, err := p.python.readPO(text)
	if err != nil {
		return err
	}
	k.entries = entries
	k.pairs, k.left = translate.Paired(k.english.source, entries)
	l.text = k.english.text + text
	l.source, k.missing = translate.Translated(k.english.source, k.pairs)
	p.turn(l)
	return nil
}

var (
	filePath   = regexp.MustCompile("([\"`])((?:\\.\\./)*weights/|(?:\\.\\./)+lib/)")
	linkTarget = regexp.MustCompile(`(\]\()([^)\s:#]+)((?:#[^)\s]*)?\))`)
	importing  = regexp.MustCompile(`(?m)^import\b`)
)

// sayKorean is the line by which a notebook says its language; it stands at the top
// of the first cell that imports.
const sayKorean = "import _ \"seminar.example/lib/say/ko\" // 라이브러리의 메시지도 한국어로\n\n"

// turn does with the translated source what is the same in every lesson: weights, files
// of lib/ and what has no Korean edition lie one folder further up, and the notebook
// says its language.
func (p *program) turn(l *lesson) {
	folder, said := path.Dir(l.name), false
	for _, c := range l.source.Cells {
		source := c.Source()
		if c.Kind() == "code" {
			source = filePath.ReplaceAllString(source, "${1}../$2")
			if !said && importing.MatchString(source) {
				source, said = sayKorean+source, true
			}
		} else {
			source = linkTarget.ReplaceAllStringFunc(source, func(link string) string {
				m := linkTarget.FindStringSubmatch(link)
				if p.isKorean(path.Join(folder, m[2])) {
					return link
				}
				return m[1] + "../" + m[2] + m[3]
			})
		}
		c["source"] = source
	}
}

// isKorean tells whether a path in notebooks/ is, or will be, a file of the Korean
// edition.
func (p *program) isKorean(name string) bool {
	if lesson, is := strings.CutSuffix(name, ".ipynb"); is {
		_, err := os.Stat(p.poPath(strings.TrimPrefix(lesson, "ko/")))
		return err == nil
	}
	_, err := os.Stat(p.path("notebooks/" + name))
	return err == nil
}

// glossary returns the terms that texts are held to; none where there is no file.
func (p *program) glossary() (translate.Glossary, error) {
	text, err := readText(p.path("notebooks/glossary.md"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return translate.ParseGlossary(text)
}

// behind lists where a translation is not in step with its original: one breach for
// each text, which names the cell.
func (p *program) behind(l *lesson, g translate.Glossary) []string {
	var found []string
	k := l.korean
	file, kind := p.shown(p.sourcePath(k.english.name)), "cell"
	for _, d := range documents {
		if d.name == k.english.name {
			file, kind = d.english, "part"
		}
	}
	for _, pair := range k.pairs {
		for _, b := range pair.Breaches(g) {
			found = append(found, fmt.Sprintf("%s %d (%s), line %d of %s: %.60q: %s", kind, pair.Cell+1, pair.ID,
				place(k.english.text, k.english.source, pair.Cell), file, pair.English, b))
		}
	}
	if n := len(k.left); n > 0 {
		found = append(found, fmt.Sprintf("%d texts of %s are gone from %s: `make translate NB=%s` removes them",
			n, p.shown(p.poPath(k.english.name)), file, l.number()))
	}
	return found
}

// englishOf is the English notebook that a Korean one is compared with: files with
// files; what was executed, maybe on another backend, with what was executed beside it.
func (l *lesson) englishOf(nb *notebook.Notebook) *notebook.Notebook {
	english := l.korean.english
	if nb == l.file || english.executed == nil {
		return english.file
	}
	return english.executed
}

// apart lists the code cells that show other numbers than the English ones.
func apart(ours, english *notebook.Notebook) []string {
	if english == nil || len(ours.Cells) != len(english.Cells) {
		return nil // another breach says so
	}
	var found []string
	for i, c := range ours.Code() {
		for _, difference := range translate.Numbers(told(english.Cells[i-1]), told(c)) {
			found = append(found, fmt.Sprintf("cell %d shows other numbers than the English edition: %s", i, difference))
		}
	}
	return found
}

var clocked = regexp.MustCompile(`(?m)^.*(?:steps/s|초당|steps at|스텝당|\d초|\d s\b).*$`)

// told returns what a cell prints and says of its figures, without lines that tell
// the time.
func told(c notebook.Cell) string {
	var b strings.Builder
	for _, o := range c.Outputs() {
		b.WriteString(o.Text("text") + "\n")
		if plain, is := o.Data()["text/plain"].(string); is {
			b.WriteString(plain + "\n")
		}
	}
	return clocked.ReplaceAllString(b.String(), "")
}

// koreanBreaches lists what breaks a rule in a Korean notebook, whose file is data.
func (p *program) koreanBreaches(l *lesson, nb *notebook.Notebook, data []byte) []string {
	g, err := p.glossary()
	if err != nil {
		return []string{err.Error()}
	}
	all := p.behind(l, g)
	for _, found := range [][]string{agreement(nb, l.source), size(data), opening(nb, p.kernelspec), counts(nb), failures(nb),
		crosses(nb), warnings(nb), figures(nb), folds(nb), apart(nb, l.englishOf(nb))} {
		all = append(all, found...)
	}
	return all
}

// voices are the files whose change shows in Korean outputs alone.
var voices = []string{"lib/say/say.go", "lib/say/korean.go", "lib/say/ko_errors.go", "lib/say/ko/ko.go", "lib/plot/text.go", "lib/plot/hangul/hangul.go",
	"lib/plot/hangul/Pretendard-Regular.subset.woff", "lib/plot/hangul/Pretendard-Bold.subset.woff"}

// grounds returns for every cell a hash of what its outputs in Korean follow from
// where its code differs from the English cell's by strings alone: that cell, what it
// shows, the Korean cell, and the files that treat Korean.
func (p *program) grounds(l *lesson) ([]any, error) {
	var common strings.Builder
	for _, name := range voices {
		data, err := os.ReadFile(p.path(name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		common.WriteString(notebook.Hash(data))
	}
	english := l.korean.english.file
	all := make([]any, len(l.source.Cells))
	for i, c := range l.source.Cells {
		e := english.Cells[i]
		shown := notebook.New(map[string]any{}, e)
		all[i] = notebook.Hash([]byte(common.String() + shown.Held() + "\n" + c.Source()))
	}
	return all, nil
}

// executeKorean makes a Korean notebook. Cells whose grounds are those from which the
// notebook that lies there was made keep their outputs; of these only the declarations
// run, and nothing where all keep them. With whole every cell runs.
func (p *program) executeKorean(b *bridge, l *lesson, whole bool) (nb *notebook.Notebook, took time.Duration, wrong string, err error) {
	english := l.korean.english
	if english.file == nil || len(english.file.Cells) != len(l.source.Cells) {
		return nil, 0, "the English notebook is not executed: `make notebooks`", nil
	}
	grounds, err := p.grounds(l)
	if err != nil {
		return nil, 0, "", err
	}
	keeps := make([]bool, len(grounds))
	if !whole && l.file != nil && len(l.file.Cells) == len(grounds) {
		was, _ := l.file.Metadata["grounds"].([]any)
		for i := range grounds {
			keeps[i] = len(was) == len(grounds) && was[i] == grounds[i] && l.file.Proven(l.file.Inputs())
		}
	}
	run := &lesson{name: l.name, text: english.text, source: notebook.New(maps.Clone(l.source.Metadata))}
	var places []int
	runs := false
	for i, c := range l.source.Cells {
		if c.Kind() != "code" {
			continue
		}
		cell := maps.Clone(c)
		if keeps[i] {
			cell["source"] = declarations(c.Source())
		} else {
			runs = true
		}
		if !cell.Blank() {
			run.source.Cells = append(run.source.Cells, cell)
			places = append(places, i)
		}
	}
	nb = notebook.New(maps.Clone(l.source.Metadata))
	var done *notebook.Notebook
	if runs {
		if err := os.MkdirAll(filepath.Dir(p.notebookPath(l.name)), 0o777); err != nil {
			return nil, 0, "", err
		}
		if done, took, wrong, err = p.execute(b, run); err != nil || wrong != "" {
			return nil, took, wrong, err
		}
		nb.Metadata = done.Metadata
	} else if l.file != nil {
		maps.Copy(nb.Metadata, l.file.Metadata)
	} else { // a lesson without code
		maps.Copy(nb.Metadata, english.file.Metadata)
	}
	count := 0
	for i, c := range l.source.Cells {
		c = maps.Clone(c)
		nb.Cells = append(nb.Cells, c)
		if c.Kind() != "code" {
			continue
		}
		count++
		c["execution_count"] = count
		if keeps[i] {
			c.SetOutputs(l.file.Cells[i].Outputs())
		} else {
			c.SetOutputs(done.Cells[slices.Index(places, i)].Outputs())
			for _, o := range c.Outputs() {
				if _, has := o["execution_count"]; has {
					o["execution_count"] = count
				}
			}
		}
	}
	nb.Metadata["grounds"], nb.Metadata["language"] = grounds, "ko"
	return nb, took, "", nil
}

// declarations returns what a cell declares: all above %%. Commands to the kernel stay,
// too.
func declarations(source string) string {
	head, _, _ := strings.Cut("\n"+source, "\n%%")
	return strings.TrimPrefix(head, "\n")
}

// translate brings the PO files in step with the lessons, and says what is to be done
// there: of the lesson that a number names, which gets a file where it has none, else
// of all that have one.
func (p *program) translate(all []*lesson, which string) (bool, error) {
	well := true
	for _, english := range all {
		to := p.poPath(english.name)
		if _, err := os.Stat(to); err != nil && which == "" || english.source == nil {
			continue
		}
		l := &lesson{name: "ko/" + english.name, korean: &korean{english: english}}
		text, err := readText(to)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		if err := p.translated(l, text); err != nil {
			return false, fmt.Errorf("%s: %w", p.shown(to), err)
		}
		merged, err := p.python.writePO(translate.Merged(l.korean.pairs), english.name)
		if err != nil {
			return false, err
		}
		if merged != text {
			if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
				return false, err
			}
			if err := p.write(to, []byte(merged)); err != nil {
				return false, err
			}
		}
		if err := p.translated(l, merged); err != nil {
			return false, err
		}
		also, err := p.report(l)
		if err != nil {
			return false, err
		}
		well = well && also
	}
	return well, nil
}

// report says how far a translation is, and what is wrong with it.
func (p *program) report(l *lesson) (well bool, err error) {
	g, err := p.glossary()
	if err != nil {
		return false, err
	}
	breaches := p.behind(l, g)
	mark := "✓"
	if len(breaches) > 0 {
		mark = "✗"
	}
	n := len(l.korean.pairs)
	fmt.Fprintf(p.out, "%s %-44s %d of %d texts translated\n", mark, p.shown(p.poPath(l.korean.english.name)), n-l.korean.missing, n)
	for _, b := range breaches {
		fmt.Fprintln(p.out, "  "+b)
	}
	return len(breaches) == 0, nil
}
