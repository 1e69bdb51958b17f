// Package jpyexec is a file that the set-up adds to GoNB's package of this name:
// see kernel-setup/patch.py.
package jpyexec

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// TraceVar names an environment variable: set to "all", a program that crashes
// shows every call, as Go does.
const TraceVar = "SEMINAR_TRACE"

const mostOwn = 5 // lines of the cells that are shown, of an endless recursion too

var (
	// What a program that crashes says first; must.M comes before its panic. Most
	// of it comes in small pieces, but never cut before the colon.
	crash = regexp.MustCompile(`^(panic: |fatal error: |(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d )?Must not error: )`)
	// A call in a trace of Go's, or of an error's: its name, its place below.
	ownCall = regexp.MustCompile(`(?m)^\S.*\n\t(\S*gonb_[^/\\]+[/\\]main(?:_test)?\.go:(\d+))`)
	anyCall = regexp.MustCompile(`(?m)^\S.*\n\t\S+\.(?:go|s):\d+`)
	message = regexp.MustCompile(`(?ms)^(?:panic|fatal error): .*?\n\n`)
	running = regexp.MustCompile(`(?m)^goroutine \d+ .*:\n`)
)

// ownFirst passes on what a cell's program says on its standard error. If the
// program crashes it says why, then which lines of the cells led there, and
// leaves out the calls within libraries, of which GoMLX makes forty.
type ownFirst struct {
	to      io.Writer
	held    bytes.Buffer // of a crash: all of it
	crashed bool
	within  bool // a line whose beginning was passed on
}

func (o *ownFirst) Write(p []byte) (int, error) {
	rest := p
	for len(rest) > 0 && !o.crashed {
		line, end := rest, false
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line, end = rest[:i+1], true
		}
		if !o.within && crash.Match(line) {
			o.crashed = true
			break
		}
		if _, err := o.to.Write(line); err != nil {
			return len(p) - len(rest), err
		}
		rest, o.within = rest[len(line):], !end
	}
	o.held.Write(rest)
	return len(p), nil
}

// Close says what was held back.
func (o *ownFirst) Close() error {
	text := o.held.String()
	if os.Getenv(TraceVar) != "all" {
		text = inOrder(text)
	}
	if text == "" {
		return nil // an empty output would be one
	}
	_, err := io.WriteString(o.to, text)
	return err
}

// inOrder is what a program said that crashed, its own lines first. What it
// cannot make sense of it returns as it is.
func inOrder(said string) string {
	begin := running.FindStringIndex(said)
	why := message.FindString(said)
	if begin == nil || why == "" {
		return said
	}
	// Before it: the trace of the error that must.M was given. After it: that of
	// the goroutine that crashed, and those of the others.
	own := ownCall.FindAllStringSubmatch(said[:begin[0]], -1)
	crashed, _, _ := strings.Cut(said[begin[1]:], "\n\n")
	own = append(own, ownCall.FindAllStringSubmatch(crashed, -1)...)
	if len(own) == 0 {
		return said
	}
	var b strings.Builder
	b.WriteString(strings.TrimRight(why, "\n") + "\n\nin your code, the innermost call first:\n")
	shown := map[string]bool{}
	for _, call := range own {
		if place := call[1]; !shown[place] && len(shown) < mostOwn {
			shown[place] = true
			fmt.Fprintf(&b, "\t%s  %s\n", place, codeAt(place, call[2]))
		}
	}
	if left := len(anyCall.FindAllString(crashed, -1)) - len(shown); left > 0 {
		fmt.Fprintf(&b, "(calls within libraries are left out; with %s=all when the lab starts they are shown)\n", TraceVar)
	}
	return b.String()
}

// codeAt is the line of code at a place, or nothing where it cannot be read.
func codeAt(place, number string) string {
	n, err := strconv.Atoi(number)
	if err != nil {
		return ""
	}
	content, err := os.ReadFile(strings.TrimSuffix(place, ":"+number))
	lines := strings.Split(string(content), "\n")
	if err != nil || n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[n-1])
}
