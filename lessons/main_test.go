package main

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Wrong arguments are told with the usage; nothing is done.
func TestWrongArguments(t *testing.T) {
	for _, arguments := range [][]string{
		{"exekute"}, {"execute", "04", "05"}, {"execute", "-jobs", "0"}, {"execute", "-jobs", "many"}, {"agree", "-all"},
		{"copies", "04"}, {"gallery", "04"}, {"fuzz", "0"}, {"fuzz", "minute"}, {"test", "-keep"},
	} {
		var out bytes.Buffer
		if _, err := run(clone, &out, arguments[0], arguments[1:]); !errors.Is(err, errUsage) || strings.Contains(err.Error(), "\n") || out.Len() > 0 {
			t.Errorf("%q: error %v, said %q", arguments, err, &out)
		}
	}
	for _, arguments := range [][]string{{"help"}, {"-h"}, {"--help"}, {"execute", "-h"}} {
		if _, err := run(clone, nil, arguments[0], arguments[1:]); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%q: error %v", arguments, err)
		}
	}
	if _, err := run(t.TempDir(), nil, "agree", nil); err == nil || !strings.Contains(err.Error(), "not the folder of the seminar") {
		t.Errorf("outside of the clone: error %v", err)
	}
}

// The program's status and its one line.
func TestStatus(t *testing.T) {
	program := filepath.Join(t.TempDir(), "lessons")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, c := range []struct {
		arguments string
		status    int
		said      string
	}{
		{"", 2, "    lessons execute [-all]"},
		{"fly", 2, `lessons: wrong arguments: there is no command "fly"`},
		{"help", 0, "    lessons execute [-all]"},
		{"agree 9", 1, "notebooks: no source 9*.md in "},
		{"sync 9", 1, "sync: there is no notebook 9 in "},
	} {
		cmd := exec.Command(program, strings.Fields(c.arguments)...)
		cmd.Dir = clone
		out, _ := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); status != c.status || !strings.Contains(string(out), c.said) || c.status == 1 && bytes.Count(out, []byte("\n")) != 1 {
			t.Errorf("%q: status %d, said %q, expected %d, %q", c.arguments, status, out, c.status, c.said)
		}
	}
}

// The copies come by one program at a time; what cannot be written is one line.
func TestCopies(t *testing.T) {
	h := newHome(t)
	put(t, h.notebookPath("04_x"), string(code("1").Bytes()))
	if well, said := h.run("copies", "", mode{}); !well || !strings.HasPrefix(said, "work     ") {
		t.Errorf("well %t, said %q", well, said)
	}
	ok(t, os.RemoveAll(h.path("work")))
	put(t, h.path("work"), "a file")
	if well, said := h.run("copies", "", mode{}); well || !strings.HasPrefix(said, "work     not all lessons could be copied into ") || strings.Count(said, "\n") != 1 {
		t.Errorf("well %t, said %q", well, said)
	}
}
