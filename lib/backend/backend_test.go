package backend_test

import (
	"fmt"
	"strings"
	"testing"

	"seminar.example/lib/backend"
)

func TestOpen(t *testing.T) {
	for config, want := range map[string]string{
		"": "backend: pure Go, ", "auto": "backend: pure Go, ", " go ": "SEMINAR_BACKEND=go",
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

func ExampleOpen() {
	b, _, err := backend.Open()
	fmt.Println(b.Name(), err)
	// Output: Go Backend <nil>
}
