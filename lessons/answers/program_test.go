package answers

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A variant is a package of its own, since all declare the same names. None lies in
// the clone: an overlay shows them to `go build`, so that they compile in the
// module, and one program runs all of them.

const root = "../.."

// problems runs the checks of a lesson on all answers; it returns what is off, a
// line each.
func (l *source) problems(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	module, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{}
	put := func(pkg, text string) {
		file := filepath.Join(dir, pkg+".go")
		overlay[filepath.Join(module, "lessons", "answers", "variants", pkg, "a.go")] = file
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var imports, calls strings.Builder
	for i, v := range l.variants {
		pkg := fmt.Sprintf("v%s_%d", strings.ReplaceAll(v.exercise, ".", "_"), i)
		put(pkg, "package "+pkg+"\n\n"+v.text)
		fmt.Fprintf(&imports, "\t%q\n", "seminar.example/lessons/answers/variants/"+pkg)
		fmt.Fprintf(&calls, "\trun(%s.%s)\n", pkg, entry)
	}
	put("all", fmt.Sprintf(all, imports.String(), calls.String()))
	listed, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	list, program := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "all.exe")
	if err := os.WriteFile(list, listed, 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", list, "-o", program, "./lessons/answers/variants/all")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return []string{fmt.Sprintf("does not compile: %v\n%s", err, out)}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, program)
	run.Dir = filepath.Join(root, "notebooks") // where weights/ lies
	run.Env = append(os.Environ(), "SEMINAR_HEADLESS=1")
	out, err := run.CombinedOutput()
	said := strings.Split(string(out), mark)[1:]
	if err != nil {
		last := l.variants[max(0, len(said)-1)]
		return []string{fmt.Sprintf("%s: the program ends: %v\n%s", last.name, err, out)}
	}
	var found []string
	for i, v := range l.variants {
		if line := v.judge(said[i]); line != "" {
			found = append(found, v.name+": "+line)
		}
	}
	return found
}

// judge tells what is off in what a check said, "" for nothing.
func (v variant) judge(said string) string {
	_, panics, did := strings.Cut(said, "panics: ")
	at := strings.Index(said, "exercise "+v.exercise+" is solved")
	if at < 0 {
		at = strings.Index(said, "exercise "+v.exercise+": not yet.")
	}
	switch {
	case did:
		return "panics: " + strings.TrimSpace(panics)
	case at < 0:
		return fmt.Sprintf("the check says nothing: %q", said)
	}
	line, _, _ := strings.Cut(said[max(0, strings.LastIndex(said[:at], "\n")+1):], "\n")
	solved := strings.HasSuffix(line, "is solved")
	switch {
	case solved && v.solution || !solved && !v.solution && strings.Contains(line, v.hint):
		return ""
	case solved:
		return line
	case v.solution:
		v.hint = "is solved"
	}
	return fmt.Sprintf("says “%s”, expected “%s” in it", line, v.hint)
}

const mark = "\x00\n" // stands before what each variant says

const all = `package main

import (
	"fmt"

%s)

func main() {
%s}

func run(check func()) {
	defer func() {
		if why := recover(); why != nil {
			fmt.Println("panics:", why)
		}
	}()
	fmt.Print("\x00\n")
	check()
}
`
