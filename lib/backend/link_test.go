package backend

import (
	"os"
	"strings"
	"testing"
)

// A library whose path misleads go-xla is opened through a link. Its folder goes
// by remove, and at once where no link can be made: the target of a link is at
// most 4095 bytes long on Linux.
func TestNeutralLeavesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		path string
		well bool
	}{
		"linked":   {"/cuda/cpu.so", true},
		"too long": {"/" + strings.Repeat("cuda/", 2000) + "cpu.so", false},
	} {
		temporary := t.TempDir()
		t.Setenv("TMPDIR", temporary)
		path, remove, err := plugin{kind: "xla", path: c.path}.neutral()
		if (err == nil) != c.well {
			t.Fatalf("%s: %q, error %v", name, path, err)
		}
		if err == nil {
			if to, err := os.Readlink(path); err != nil || to != c.path {
				t.Errorf("%s: the link leads to %q, error %v", name, to, err)
			}
			remove()
		}
		left, err := os.ReadDir(temporary)
		if ok(t, err); len(left) != 0 {
			t.Errorf("%s: %v is left", name, left)
		}
	}
}
