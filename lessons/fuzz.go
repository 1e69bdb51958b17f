package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// target is a fuzz test and its package.
type target struct{ Name, Pkg string }

// targets lists the fuzz tests of the clone.
func (s *seminar) targets() ([]target, error) {
	cmd := exec.Command("go", "test", "-list", "^Fuzz", "./...")
	cmd.Dir = s.root
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go test -list: %w:\n%s", err, out)
	}
	return listed(string(out)), nil
}

// listed reads what `go test -list` prints: names, then the package that has them.
func listed(out string) []target {
	var found []target
	var names []string
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		switch {
		case len(words) == 1 && strings.HasPrefix(words[0], "Fuzz"):
			names = append(names, words[0])
		case len(words) > 1 && words[0] == "ok":
			for _, name := range names {
				found = append(found, target{name, words[1]})
			}
			names = nil
		}
	}
	return found
}

// fuzz runs every fuzz test for some seconds, one after the other, as go takes one
// at a time. An input that breaks a parser is kept in the testdata/fuzz of its
// package, as a test from then on.
func (p *program) fuzz(which string) (bool, error) {
	seconds := 60
	if which != "" {
		var err error
		if seconds, err = strconv.Atoi(which); err != nil || seconds < 1 {
			return false, fmt.Errorf("%w: fuzz %q, expected seconds", errUsage, which)
		}
	}
	found, err := p.targets()
	if err != nil {
		return false, err
	}
	well := true
	for _, t := range found {
		cmd := exec.Command("go", "test", "-run", "^$", "-fuzz", "^"+t.Name+"$", fmt.Sprintf("-fuzztime=%ds", seconds), t.Pkg)
		cmd.Dir = p.root
		out, err := cmd.CombinedOutput()
		lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
		if err != nil {
			well = false
			fmt.Fprintf(p.out, "✗ %s.%s:\n%s\n", t.Pkg, t.Name, bytes.Join(lines[max(0, len(lines)-25):], []byte("\n")))
			continue
		}
		said := ""
		for _, line := range lines {
			if bytes.HasPrefix(line, []byte("fuzz: elapsed")) {
				said = string(line)
			}
		}
		fmt.Fprintf(p.out, "✓ %-48s %s\n", t.Pkg+"."+t.Name, strings.TrimPrefix(said, "fuzz: "))
	}
	return well && len(found) > 0, nil
}
