package main

import (
	"bufio"
	"bytes"
	"encoding/json/v2"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"seminar.example/lessons/notebook"
	"seminar.example/lessons/translate"
)

// cellSeconds is the time after which a cell counts as one that hangs.
const cellSeconds = 1800

// bridge is a Python process that runs bridge.py: it serves one request at a time.
type bridge struct {
	command  *exec.Cmd
	requests io.WriteCloser
	answers  *bufio.Reader
	said     bytes.Buffer // what it says beside its answers
}

// request names what to do under "do", and with what.
type request map[string]any

// answer holds what was asked for, or the fault for which it is not there.
type answer struct {
	Text     string `json:"text"`
	Notebook string `json:"notebook"`
	Wrong    string `json:"wrong"` // why an execution ended early
	Fault    string `json:"fault"`

	Entries []*translate.Entry `json:"entries"`
}

// fault is the error that Python answers with.
type fault string

func (f fault) Error() string { return string(f) }

// newBridge returns a bridge that starts with its first request, in the environment
// of this program, changed by env ("NAME=value"). Kernels inherit that.
func newBridge(root string, env ...string) *bridge {
	b := &bridge{command: exec.Command("python", filepath.Join(root, "lessons", "bridge.py"))}
	b.command.Env = append(append(os.Environ(), "SEMINAR_HEADLESS=1", "PYTHONDONTWRITEBYTECODE=1", "SEMINAR_LANG="), env...)
	b.command.Stderr = &b.said
	return b
}

// start starts Python where it does not run.
func (b *bridge) start() error {
	if b.command.Process != nil {
		return nil
	}
	requests, err := b.command.StdinPipe()
	if err != nil {
		return err
	}
	answers, err := b.command.StdoutPipe()
	if err != nil {
		return err
	}
	b.requests, b.answers = requests, bufio.NewReader(answers)
	if err := b.command.Start(); err != nil {
		return fmt.Errorf("python does not start: %w: run `make setup`", err)
	}
	return nil
}

// close ends Python where it runs.
func (b *bridge) close() {
	if b.command.Process != nil {
		_ = b.requests.Close()
		_ = b.command.Wait() // its answers were read, its end is no news
	}
}

// ask sends a request and waits for its answer.
func (b *bridge) ask(r request) (answer, error) {
	if err := b.start(); err != nil {
		return answer{}, err
	}
	line, err := json.Marshal(r)
	if err != nil {
		return answer{}, err
	}
	_, err = b.requests.Write(append(line, '\n'))
	if err == nil {
		line, err = b.answers.ReadBytes('\n')
	}
	if err != nil {
		_ = b.command.Wait() // afterwards said is whole
		said := strings.TrimSpace(b.said.String())
		return answer{}, fmt.Errorf("python ended: %s: run `make setup`", said[strings.LastIndexByte(said, '\n')+1:])
	}
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		return answer{}, fmt.Errorf("text that is no valid Unicode: %w", err)
	}
	if a.Fault != "" {
		return answer{}, fault(a.Fault)
	}
	return a, nil
}

// read returns the notebook that a source's text makes, as jupytext makes it.
func (b *bridge) read(text string) (*notebook.Notebook, error) {
	a, err := b.ask(request{"do": "read", "text": text})
	if err != nil {
		return nil, err
	}
	return notebook.Parse([]byte(a.Notebook))
}

// write returns the notebook as jupytext writes it in Markdown.
func (b *bridge) write(nb *notebook.Notebook) (string, error) {
	a, err := b.ask(request{"do": "write", "notebook": string(nb.Bytes())})
	return a.Text, err
}

// execute executes the notebook in a folder. It returns the notebook with outputs,
// as far as it got, and why it got no further, "" where it did.
func (b *bridge) execute(nb *notebook.Notebook, folder string) (done *notebook.Notebook, wrong string, err error) {
	a, err := b.ask(request{"do": "execute", "notebook": string(nb.Bytes()), "folder": folder, "seconds": cellSeconds})
	if err != nil {
		return nil, "", err
	}
	done, err = notebook.Parse([]byte(a.Notebook))
	return done, a.Wrong, err
}

// readPO returns the entries of a PO file's text.
func (b *bridge) readPO(text string) ([]*translate.Entry, error) {
	a, err := b.ask(request{"do": "read_po", "text": text})
	return a.Entries, err
}

// writePO returns the text of a lesson's PO file.
func (b *bridge) writePO(entries []*translate.Entry, lesson string) (string, error) {
	a, err := b.ask(request{"do": "write_po", "entries": entries, "lesson": lesson})
	return a.Text, err
}
