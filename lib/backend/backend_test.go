package backend_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"seminar.example/lib/backend"
)

func TestOpen(t *testing.T) {
	t.Setenv(backend.PluginsVar, t.TempDir()) // no plugin is installed there
	for config, want := range map[string]string{
		"": "(no other backend is installed)", "auto": "backend: pure Go, ", " go ": "(SEMINAR_BACKEND=go)",
		"go:parallelism=1": "SEMINAR_BACKEND=go:parallelism=1",
	} {
		t.Setenv(backend.EnvVar, config)
		b, line, err := backend.Open()
		if err != nil || b == nil {
			t.Errorf("%q: %v", config, err)
			continue
		}
		if !strings.Contains(line, want) || strings.Contains(line, "\n") {
			t.Errorf("%q: line %q, expected one with %q", config, line, want)
		}
	}
}

// A forced backend that is not there is an error, never another one.
func TestForcedBackendFails(t *testing.T) {
	t.Setenv(backend.PluginsVar, t.TempDir())
	for _, config := range []string{"cuda", "xla", "xla:/no/such/plugin.so", "tpu", ":", "go:no-such-option"} {
		t.Setenv(backend.EnvVar, config)
		b, _, err := backend.Open()
		if err == nil {
			t.Errorf("%q opened %v", config, b.Name())
			continue
		}
		if msg := err.Error(); strings.Contains(msg, "\n") || !strings.Contains(msg, config) || !strings.Contains(msg, "unset it") {
			t.Errorf("%q: %q: expected one line that names it and says what to do", config, msg)
		}
	}
}

// A program without the tag xla carries nothing of XLA, and one with it none of
// what go-xla's installer would need to fetch plugins.
func TestLinked(t *testing.T) {
	for _, c := range []struct {
		args    string
		cgo     string
		xla     bool
		without []string
	}{
		{"list -deps .", "CGO_ENABLED=1", false, []string{"github.com/gomlx/go-xla"}},
		{"list -deps -tags xla .", "CGO_ENABLED=0", false, []string{"github.com/gomlx/go-xla"}},
		{"list -deps -tags xla .", "CGO_ENABLED=1 GOOS=linux", true, []string{"net", "net/http", "github.com/gomlx/go-xla/installer"}},
	} {
		cmd := exec.Command("go", strings.Fields(c.args)...)
		cmd.Env = append(cmd.Environ(), append(strings.Fields(c.cgo), "GOFLAGS=")...) // which may hold the tag
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %s: %v", c.args, err)
		}
		xla := false
		for dep := range strings.Lines(string(out)) {
			dep = strings.TrimSpace(dep)
			xla = xla || dep == "github.com/gomlx/go-xla/compute/xla"
			for _, w := range c.without {
				if dep == w || strings.HasPrefix(dep, w+"/") && w != "net" {
					t.Errorf("%s go %s: %s is linked", c.cgo, c.args, dep)
				}
			}
		}
		if xla != c.xla {
			t.Errorf("%s go %s: XLA linked: %t, expected %t", c.cgo, c.args, xla, c.xla)
		}
	}
}

func ExampleOpen() {
	b, line, err := backend.Open()
	fmt.Println(b != nil, strings.HasPrefix(line, "backend: "), err)
	// Output: true true <nil>
}
