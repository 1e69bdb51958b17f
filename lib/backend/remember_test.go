//go:build xla && cgo && linux

package backend

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A plugin for a GPU is tried every time, since the GPU can be gone; here the
// one for the CPU stands in for it.
func TestGPUIsNotRemembered(t *testing.T) {
	all := installed("xla")
	if len(all) == 0 {
		t.Skipf("no XLA CPU plugin is installed: %v", errNotInstalled)
	}
	for kind, again := range map[string]bool{"xla": false, "cuda": true} {
		p := plugin{kind: kind, path: filepath.Join(t.TempDir(), "plugin.so")}
		ok(t, os.Symlink(all[0].path, p.path))
		ok(t, p.try(all[0].path, time.Now().Add(20*time.Second)))
		if !p.remembered() {
			t.Errorf("%s: that the file is sound was not remembered", kind)
		}
		err := p.try(all[0].path, time.Now())
		if tried := err != nil; tried != again || err != nil && errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: tried again: %t (%v), expected %t", kind, tried, err, again)
		}
	}
}
