// Package backend opens the engine on which GoMLX computes: XLA on CUDA, XLA
// on the CPU, or GoMLX's own pure-Go engine, which needs nothing installed.
//
// XLA is a plugin, a library that Python wheels bring and that is loaded while
// the program runs. It is linked only where the build tag xla is set, on Linux
// with cgo. A plugin can be damaged in ways that end the process that loads it,
// so it is tried in a child process first; what was found to work is remembered
// beside it.
//
// Introduced in notebook 00.
package backend

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers "go"

	"seminar.example/lib/say"
)

// EnvVar names the environment variable that forces a backend:
//
//	auto, or empty  the best that is installed: CUDA, else XLA on the CPU, else pure Go
//	go              GoMLX's pure-Go engine
//	xla             XLA on the CPU
//	cuda            XLA on an NVIDIA GPU
//	else            a GoMLX configuration, such as go:parallelism=1 or xla:/folder/plugin.so
const EnvVar = "SEMINAR_BACKEND"

// Open opens the best backend there is and returns it with one line that says
// what was opened and why.
//
// Plugins are looked for in the folders of $SEMINAR_PLUGINS, else in the
// virtual environment that is active (PluginsVar). On CUDA, memory is taken as
// it is needed, and products are computed in full float32 precision unless
// $SEMINAR_TF32 is 1.
//
// Errors: $SEMINAR_BACKEND names a backend that is not there or does not work.
// A forced backend that fails is an error; another one is never opened in its
// place. A plugin that crashes, hangs or is damaged is no error where nothing
// is forced: the line says what is wrong with it.
//
// XLA is opened once: later calls in a process return the same backend.
//
// Cost: pure Go a millisecond; XLA on the CPU 20 ms, and 0.3 s the first time
// with a plugin; a plugin that hangs, 2.4 s (WaitVar).
func Open() (b compute.Backend, line string, err error) {
	config := strings.TrimSpace(os.Getenv(EnvVar))
	switch config {
	case "", "auto":
		return best()
	case "go":
		b, err = pureGo()
		line = say.Sprintf("backend: %s", say.Sprintf("pure Go, %s", threads())) + " (" + EnvVar + "=go)"
	case "xla", "cuda":
		b, line, err = openKind(config)
		line = say.Sprintf("backend: %s", line) + " (" + EnvVar + "=" + config + ")"
	default:
		if b, err = configured(config); err == nil {
			line = say.Sprintf("backend: %s", b.Description()) + " (" + EnvVar + "=" + config + ")"
		}
	}
	if err != nil {
		return nil, "", refused(config, err)
	}
	return b, line, nil
}

// best opens the first of CUDA, XLA on the CPU and pure Go that works.
func best() (compute.Backend, string, error) {
	var why []string
	for _, kind := range []string{"cuda", "xla"} {
		b, what, err := openKind(kind)
		if err == nil {
			return b, say.Sprintf("backend: %s", what) + because(why, ""), nil
		}
		if !errors.Is(err, errNotInstalled) {
			why = append(why, oneLine(err))
		}
	}
	b, err := pureGo()
	if err != nil {
		return nil, "", fmt.Errorf("backend: %w", err)
	}
	return b, say.Sprintf("backend: %s", say.Sprintf("pure Go, %s", threads())) + because(why, say.T("no other backend is installed")), nil
}

// configured opens any GoMLX configuration; XLA's are tried in a child first.
func configured(config string) (b compute.Backend, err error) {
	name, rest, _ := strings.Cut(config, ":")
	if slices.Contains([]string{"xla", "stablehlo", "shlo", "hlo"}, name) {
		b, _, err = given(rest).open()
		return b, err
	}
	if !slices.Contains(compute.List(), name) {
		return nil, say.Errorf("there is no backend %q here", name)
	}
	return construct(config)
}

// pureGo opens GoMLX's own engine with one executor for each core that it may
// use. Its default is eight of them, which on two cores takes turns with itself:
// a training step of the seminar's network then takes a fifth longer.
func pureGo() (compute.Backend, error) {
	return construct(fmt.Sprintf("go:num_executors=%d", min(runtime.GOMAXPROCS(0), 8)))
}

// construct makes a backend of GoMLX, and errors of its panics.
func construct(config string) (b compute.Backend, err error) {
	return safely(func() (compute.Backend, error) { return compute.NewWithConfig(config) })
}

func safely(open func() (compute.Backend, error)) (b compute.Backend, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, fmt.Errorf("%v", r)
		}
	}()
	b, err = open()
	if err == nil && b == nil {
		err = say.Errorf("it did not start")
	}
	return b, err
}

// refused says in one line what was forced, what happened and what to do.
func refused(config string, err error) error {
	return say.Errorf("backend: %s=%s cannot be opened: %s; set it to go or auto, or unset it", EnvVar, config, oneLine(err))
}

// because puts reasons into parentheses; otherwise stands for none.
func because(why []string, otherwise string) string {
	if len(why) == 0 && otherwise != "" {
		why = []string{otherwise}
	}
	if len(why) == 0 {
		return ""
	}
	return " (" + strings.Join(why, "; ") + ")"
}

// oneLine is an error's first line, cut where it is longer than three lines of
// a notebook.
func oneLine(err error) string {
	s, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	if r := []rune(s); len(r) > 300 {
		s = string(r[:300]) + "…"
	}
	return s
}

func threads() string {
	if n := runtime.GOMAXPROCS(0); n != 1 {
		return say.Sprintf("%d threads", n)
	}
	return say.T("1 thread")
}
