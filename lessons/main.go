// Lessons takes the lessons from their sources, notebooks/src/NN_topic.md, to
// executed notebooks, notebooks/NN_topic.ipynb, and to readers' copies in work/.
// `go run ./lessons` lists its commands; it runs in the seminar's environment
// (kernel-setup/environ.py).
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"seminar.example/lessons/copies"
	"seminar.example/lessons/notebook"
)

// defaultJobs is how many notebooks are executed at a time.
const defaultJobs = 1

const usage = `The lessons: from notebooks/src/NN_topic.md to executed notebooks, and back.

    lessons execute [-all] [-jobs N] [NN]   executes the notebooks whose inputs changed
    lessons figures [-jobs N] [NN]          executes all, their figures go into figures/
    lessons weights [NN]                    trains what they load anew, then executes all
    lessons test [-all] [-jobs N] [NN]      checks the files, and executes into memory those not proven
    lessons agree [NN]                      checks the files without executing
    lessons minutes [NN]                    the minutes that lessons take, as counted
    lessons translate [NN or NAME]          brings the translations in step: of lessons, or of README,
                                            notation, teaching, deck, manifold (the slides)
    lessons sync [NN or PATH]               takes edits of notebooks into their sources
    lessons copies [ko]                     brings the copies in work/ up to date
    lessons gallery                         writes the pictures of README from the notebooks
    lessons submission LESSON.ipynb         writes what is graded of the notebook that it reads
    lessons fuzz [SECONDS]                  damaged input for every parser, 60 seconds each

NN is the beginning of a lesson's name; -jobs N executes N lessons at a time (1).
A notebook is written only when every cell
has passed. Executed again it has the same bytes, apart from what its cells print.

A notebook's metadata holds a hash of its inputs: its source, the seminar's packages
that its cells use with all that these import, the weights that it names, go.mod,
go.sum, the version of Go, what the kernel is made from (kernel-setup/jupyter, tools,
patch.py), and the backend that is linked. Where that hash is today's, and the cells
and outputs are those that were written with it, the notebook is proven: it shows
what an execution showed. Not proven is that another machine shows the same, nor are
the data in SEMINAR_DATA and the versions of Python's packages; -all executes all.
`

// errUsage is the error of wrong arguments, which main answers with the usage.
var errUsage = errors.New("wrong arguments")

// program is one run of a command.
type program struct {
	*seminar
	out    io.Writer
	python *bridge // reads and writes sources
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	well, err := run(".", os.Stdout, os.Args[1], os.Args[2:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
	case errors.Is(err, errUsage):
		fmt.Fprintf(os.Stderr, "lessons: %v\n\n%s", err, usage)
		os.Exit(2)
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %v\n", speaker(os.Args[1]), err)
		os.Exit(1)
	case !well:
		os.Exit(1)
	}
}

// speaker is the name under which a command reports that it cannot go on.
func speaker(command string) string {
	switch command {
	case "sync", "submission", "fuzz":
		return command
	}
	return "notebooks"
}

// run runs a command in the clone at root; it returns whether all is well.
func run(root string, out io.Writer, command string, arguments []string) (bool, error) {
	m := mode{keep: command == "execute", jobs: 1}
	takes := map[string]string{"execute": "all jobs", "figures": "jobs", "weights": "", "test": "all jobs", "agree": "", "minutes": "", "translate": "",
		"sync": "", "copies": "", "gallery": "", "submission": "", "fuzz": ""}
	options, known := takes[command]
	switch {
	case command == "-h" || command == "-help" || command == "--help" || command == "help":
		return true, flag.ErrHelp
	case !known:
		return false, fmt.Errorf("%w: there is no command %q", errUsage, command)
	}
	flags := flag.NewFlagSet(command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	if strings.Contains(options, "all") {
		flags.BoolVar(&m.all, "all", false, "")
	}
	if strings.Contains(options, "jobs") {
		flags.IntVar(&m.jobs, "jobs", defaultJobs, "")
	}
	if err := flags.Parse(arguments); errors.Is(err, flag.ErrHelp) {
		return true, err
	} else if err != nil {
		return false, fmt.Errorf("%w: %w", errUsage, err)
	}
	most := 1
	if command == "gallery" {
		most = 0
	}
	if flags.NArg() > most {
		return false, fmt.Errorf("%w: %s takes no %q", errUsage, command, flags.Arg(most))
	}
	if m.jobs < 1 {
		return false, fmt.Errorf("%w: -jobs %d, expected 1 or more", errUsage, m.jobs)
	}
	s, err := openSeminar(root)
	if err != nil {
		return false, err
	}
	p := &program{s, out, newBridge(s.root)}
	defer p.python.close()
	return p.do(command, flags.Arg(0), m)
}

// do does a command; which is its argument, or "".
func (p *program) do(command, which string, m mode) (bool, error) {
	switch command {
	case "sync":
		return p.sync(which)
	case "copies":
		return p.copies(which)
	case "gallery":
		return true, p.writeGallery()
	case "submission":
		return true, p.showSubmission(which, os.Stdin)
	case "translate":
		if slices.ContainsFunc(documents, func(d document) bool { return d.name == which }) {
			return p.translateDocuments(which)
		}
	case "fuzz":
		return p.fuzz(which)
	}
	all, err := p.prepared(which, command != "agree" && command != "minutes" && command != "translate")
	if err != nil {
		return false, err
	}
	switch command {
	case "minutes":
		return p.showMinutes(all)
	case "translate":
		well, err := p.translate(all, which)
		if err != nil || which != "" {
			return well, err
		}
		also, err := p.translateDocuments("")
		return well && also, err
	case "execute":
		return p.executeAll(all, m)
	case "figures":
		m.all, m.env = true, []string{"SEMINAR_FIGURES=" + p.path("figures")}
		well, err := p.each(all, m, func(b *bridge, l *lesson) result { return p.make(b, l, m) })
		if err != nil {
			return false, err
		}
		m.env = []string{"SEMINAR_FIGURES=" + p.path("figures/ko")}
		also, err := p.inKorean(all, m, p.make)
		return well && also, err
	case "weights":
		m.all, m.env = true, []string{"SEMINAR_WEIGHTS=new"} // one at a time: a lesson loads what one before it trained
		well, err := p.each(all, m, func(b *bridge, l *lesson) result { return p.make(b, l, m) })
		if err != nil || !well {
			return false, err
		}
		if all, err = p.prepared(which, true); err != nil { // with the hashes of the new weights
			return false, err
		}
		return p.executeAll(all, mode{all: true, keep: true, jobs: 1})
	}
	test := func(b *bridge, l *lesson, m mode) result { return p.test(b, l, m, command == "test") }
	well, err := p.each(all, m, func(b *bridge, l *lesson) result { return test(b, l, m) })
	if err != nil {
		return false, err
	}
	also, err := p.inKorean(all, m, test)
	if well = well && also; err != nil || which != "" {
		return well, err
	}
	for _, check := range []func() (bool, error){p.strays, p.shows, p.documentsAgree, func() (bool, error) { return p.times(all) }} {
		also, err := check()
		if err != nil {
			return false, err
		}
		well = well && also
	}
	return well, nil
}

// prepared returns the lessons that a number picks, with the hashes of their inputs
// where these are asked for.
func (p *program) prepared(number string, hashes bool) ([]*lesson, error) {
	all, err := p.lessons(p.python, number)
	if err != nil || !hashes {
		return all, err
	}
	h, err := p.newHasher()
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.source == nil {
			continue
		}
		if l.inputs, err = h.inputs(l); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// executeAll executes lessons, and then writes the pictures of README.
func (p *program) executeAll(all []*lesson, m mode) (bool, error) {
	well, err := p.each(all, m, func(b *bridge, l *lesson) result { return p.make(b, l, m) })
	if err != nil {
		return false, err
	}
	also, err := p.inKorean(all, m, p.make)
	if err != nil {
		return false, err
	}
	return well && also, p.writeGallery()
}

// inKorean does the same with the Korean edition of lessons, once the English one
// lies there.
func (p *program) inKorean(all []*lesson, m mode, do func(b *bridge, l *lesson, m mode) result) (bool, error) {
	for _, l := range all {
		if err := p.load(l); err != nil {
			return false, err
		}
	}
	korean, err := p.translations(all)
	if err != nil {
		return false, err
	}
	for _, l := range korean {
		if l.source != nil && l.korean.english.inputs != "" {
			l.inputs = notebook.Hash([]byte(l.korean.english.inputs + l.text))
		}
	}
	return p.each(korean, m, func(b *bridge, l *lesson) result { return do(b, l, m) })
}

// own is the folder that a variable names, or that of the clone: kernel-setup/environ.py
// sets it where one clone serves many users.
func (p *program) own(variable, name string) string {
	return cmp.Or(os.Getenv(variable), p.path(name))
}

// copies brings the copies in work/ up to date, one program at a time; those of the
// Korean edition where the language is "ko".
func (p *program) copies(language string) (bool, error) {
	if language != "" && language != "en" && language != "ko" {
		return false, fmt.Errorf("%w: copies takes no %q", errUsage, language)
	}
	state, work := p.own("SEMINAR_STATE", ".jupyter"), p.own("SEMINAR_WORK", "work")
	lock, err := copies.Lock(filepath.Join(state, "work.lock"), func() {
		fmt.Fprintln(p.out, "work     another `make lab` copies the lessons: waiting for it")
	})
	var c *copies.Copies
	if err == nil {
		defer lock.Close()
		c = copies.New(p.path("notebooks"), work)
		var more []string
		if language == "ko" {
			more = []string{"ko/", "ko/solutions/"}
		}
		err = c.Update(more...)
	}
	if err != nil {
		fmt.Fprintf(p.out, "work     not all lessons could be copied into %s: %v\n", work, err)
		return false, nil
	}
	for _, line := range c.Lines() {
		fmt.Fprintln(p.out, line)
	}
	return true, nil
}
