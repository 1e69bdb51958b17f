//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
)

// fullVar names a file: a test program that finds it set writes a notebook of 10000
// bytes there, under a limit of 5000; limitVar has another size.
const fullVar, sizeVar = "SEMINAR_TEST_NOTEBOOK", "SEMINAR_TEST_SIZE"

// A notebook that does not fit is one line, and what was there stays.
func TestANotebookThatDoesNotFit(t *testing.T) {
	if path := os.Getenv(fullVar); path != "" { // this is the program below
		var size int
		_, err := fmt.Sscan(os.Getenv(sizeVar), &size)
		ok(t, errors.Join(err, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 5000, Max: 5000})))
		fmt.Println("said:", (&program{}).write(path, make([]byte, size)))
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "00.ipynb")
	put(t, path, "old")
	for size, want := range map[int]string{10_000: `(?m)^said: .*00\.ipynb could not be written and stays as it was: .*too large$`, 4000: `(?m)^said: <nil>$`} {
		put(t, path, "old")
		cmd := exec.Command(os.Args[0], "-test.run=^TestANotebookThatDoesNotFit$")
		cmd.Env = append(os.Environ(), fullVar+"="+path, fmt.Sprintf("%s=%d", sizeVar, size))
		out, err := cmd.Output()
		if err != nil || !regexp.MustCompile(want).Match(out) {
			t.Errorf("%d bytes: %v, said %q", size, err, out)
		}
		if have := len(get(t, path)); size == 4000 && have != size || size == 10_000 && have != len("old") {
			t.Errorf("%d bytes: the file has %d", size, have)
		}
		entries, err := os.ReadDir(dir)
		ok(t, err)
		if len(entries) != 1 {
			t.Errorf("%d bytes: %d files lie there", size, len(entries))
		}
	}
}
