// Package backend opens the engine on which GoMLX computes.
//
// Today that is GoMLX's pure-Go backend, which needs nothing installed. Callers
// only see Open, so another engine can join without touching them.
//
// Introduced in notebook 00.
package backend

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // registers "go"
)

// EnvVar names the environment variable that forces a backend: "auto" (or
// empty) takes the best there is, "go" the pure-Go one; anything else is a
// GoMLX configuration such as "go:parallelism=1".
const EnvVar = "SEMINAR_BACKEND"

// Open opens the best backend there is and returns it with one line that says
// what was opened and why.
//
// Errors: $SEMINAR_BACKEND names a backend that is not there. A forced backend
// that fails is an error; another one is never opened in its place.
//
// Cost: about a millisecond.
func Open() (b compute.Backend, line string, err error) {
	config := strings.TrimSpace(os.Getenv(EnvVar))
	switch config {
	case "", "auto":
		b, err = open("go")
		line = fmt.Sprintf("backend: pure Go, %s (no other backend is installed)", threads())
	case "go":
		b, err = open("go")
		line = fmt.Sprintf("backend: pure Go, %s (%s=go)", threads(), EnvVar)
	default:
		b, err = open(config)
		if err == nil {
			line = fmt.Sprintf("backend: %s (%s=%s)", b.Description(), EnvVar, config)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("backend: %w", err)
	}
	return b, line, nil
}

// open turns the panics of GoMLX's constructors into errors.
func open(config string) (b compute.Backend, err error) {
	defer func() {
		if r := recover(); r != nil {
			b, err = nil, refused(config, fmt.Errorf("%v", r))
		}
	}()
	name, _, _ := strings.Cut(config, ":")
	if !known(name) {
		return nil, refused(config, fmt.Errorf("there is no backend %q here", name))
	}
	b, err = compute.NewWithConfig(config)
	if err == nil && b == nil {
		err = errors.New("it did not start")
	}
	if err != nil {
		return nil, refused(config, err)
	}
	return b, nil
}

func known(name string) bool {
	for _, n := range compute.List() {
		if n == name {
			return true
		}
	}
	return false
}

func refused(config string, err error) error {
	why, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%s=%s cannot be opened: %s; here you can set it to %s, or unset it",
		EnvVar, config, why, strings.Join(compute.List(), ", "))
}

func threads() string {
	if n := runtime.GOMAXPROCS(0); n != 1 {
		return fmt.Sprintf("%d threads", n)
	}
	return "1 thread"
}
