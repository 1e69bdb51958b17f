package goexec

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var unknown = regexp.MustCompile(`(?m)(\S+): (?:cannot find module providing package|module lookup disabled)|` +
	`imports (\S+) from implicitly required module|missing go\.sum entry for module providing package ([^\s;]+)`)

// notHere says what to do where a cell imports what the clone does not have, in
// place of what GoNB would advise; it is "" for other errors of `go get`.
func notHere(said string) string {
	found := unknown.FindStringSubmatch(said)
	if found == nil {
		return ""
	}
	name := found[1] + found[2] + found[3]
	program, _ := os.Executable()
	clone := filepath.Dir(filepath.Dir(program))
	if strings.HasPrefix(name, "seminar.example/") {
		return fmt.Sprintf("the seminar has no package %s: its packages are the folders of %s\n", name, filepath.Join(clone, "lib"))
	}
	return fmt.Sprintf("%s is not among the seminar's modules, which are pinned, so that a cell fetches nothing. "+
		"To add it, type in a terminal, with network:\n    cd '%s' && make get MODULE=%s\nand run the cell again.\n",
		name, clone, name)
}
