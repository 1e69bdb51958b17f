package backend

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"seminar.example/lib/backend/gpu"
	"seminar.example/lib/say"
)

// WaitVar names the environment variable that says how many seconds a plugin
// may take until it answers the first time; 2.4 where it is not set.
const WaitVar = "SEMINAR_PLUGIN_WAIT"

const (
	probeVar = "SEMINAR_PROBE" // marks the child process in which a plugin is tried
	answer   = "plugin:"       // begins the child's answer
	works    = "works"

	taskOpen    = "open"
	taskCompute = "compute"
)

func wait() time.Duration {
	if s, err := strconv.ParseFloat(os.Getenv(WaitVar), 64); err == nil && s > 0 {
		return time.Duration(s * float64(time.Second))
	}
	return 2400 * time.Millisecond
}

// try finds out whether the plugin works, without risk for this process: it
// compares the file with its checksum and computes something in a child
// process. That it works is remembered. A GPU can be gone the next time, so it
// is opened in a child every time, but computes only the first time.
func (p plugin) try(config string, until time.Time) error {
	known := p.remembered()
	if !known && p.path != "" && filepath.IsAbs(p.path) { // else go-xla looks for it
		if err := p.verify(); err != nil {
			return err
		}
	}
	if known && p.kind != "cuda" && (p.kind != "" || !onGPU(p.path)) {
		return nil
	}
	task := taskCompute
	if known {
		task = taskOpen
	}
	if err := p.probe(task, config, until); err != nil {
		return err
	}
	if !known {
		p.remember()
	}
	return nil
}

// onGPU reports whether a plugin computes on a GPU, by go-xla's own rule.
func onGPU(path string) bool {
	upper := strings.ToUpper(path)
	return strings.Contains(upper, "CUDA") || strings.Contains(upper, "NVIDIA")
}

// probe opens the plugin, and computes with it if that is the task, in a child
// process: this program once more, which ends before main (see xla.go).
func (p plugin) probe(task, config string, until time.Time) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	left := time.Until(until)
	cmd := exec.Command(self)
	cmd.Env = slices.Concat(os.Environ(), p.env, []string{probeVar + "=" + task + " " + config,
		"GOTRACEBACK=none", fmt.Sprintf("%s=%g", WaitVar, left.Seconds())})
	out, err := gpu.Bounded(cmd, left)
	if _, said, some := strings.Cut(out, answer); some {
		said, _, _ = strings.Cut(said, "\n")
		if said = strings.TrimSpace(said); said == works {
			return nil
		}
		return errors.New(plain(said))
	}
	if errors.Is(err, gpu.ErrNoAnswer) {
		return say.Errorf("the plugin gave no answer in %.1f s (%s=20 waits longer)", left.Seconds(), WaitVar)
	}
	if signal := crash.FindString(out); signal != "" {
		return say.Errorf("the plugin crashes (%s), tried in a process of its own: install it again", signal)
	}
	how := "exit status 0"
	if err != nil {
		how = err.Error()
	}
	for line := range strings.Lines(out) { // the last is XLA's reason, as a flag in XLA_FLAGS that it does not know
		if line = strings.TrimSpace(logged.ReplaceAllString(line, "")); line != "" {
			how = line
		}
	}
	return say.Errorf("the plugin ends the process that tries it (%s)", how)
}

// plain takes from an error of go-xla what a reader needs.
func plain(said string) string {
	switch {
	case strings.Contains(said, "failed to find symbol"):
		return say.T("the file is no XLA plugin: it has no GetPjrtApi")
	case strings.Contains(said, "runtime error"): // go-xla follows what is not there
		return say.T("the file is no XLA plugin: its interface is empty")
	}
	if m := unloadable.FindStringSubmatch(said); m != nil {
		return say.Sprintf("the plugin cannot be loaded: %s", m[1])
	}
	return strings.TrimSuffix(prefixes.ReplaceAllString(said, ""), ".")
}

var (
	// What Go prints of a signal in C code, "SIGSEGV: segmentation violation".
	crash = regexp.MustCompile(`\bSIG[A-Z]+: [a-z ]+`)
	// What XLA's log puts before a line, "F0000 00:00:1795.2 31457 parse_flags.cc:234] ".
	logged = regexp.MustCompile(`^[A-Z]\d{4} .*?\] `)
	// What go-xla puts around the loader's words, and before the plugin's.
	unloadable = regexp.MustCompile(`failed to dynamically load PJRT plugin from "(?:/[^":]*\.so: )?([^"]*)"`)
	prefixes   = regexp.MustCompile(`^(while creating plugin \S+ for backend "xla": |backend "xla":: |failed to load PJRT plugin for name "[^"]*": |PJRT error \(code=\d+\): )+`)
)
