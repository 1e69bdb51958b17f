//go:build xla && cgo && linux

package backend_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"seminar.example/lib/backend"
)

// link makes a site-packages folder whose first plugin is the installed one.
func link(t *testing.T, site string) (plugin string) {
	t.Helper()
	_, path := find(t)
	plugin = filepath.Join(site, cpuPlugin)
	ok(t, os.MkdirAll(filepath.Dir(plugin), 0o755))
	ok(t, os.Symlink(path, plugin))
	t.Setenv(backend.PluginsVar, site)
	t.Setenv(backend.EnvVar, "xla")
	return plugin
}

// xla opens XLA anew, as another process would, and returns the line.
func xla(t *testing.T, patience string) (line string, err error) {
	t.Helper()
	t.Setenv(backend.WaitVar, patience)
	b, line, err := backend.Open()
	if err != nil {
		return "", err
	}
	if b.Name() != "xla" {
		t.Fatalf("opened %s: %s", b.Name(), line)
	}
	b.Finalize()
	return line, nil
}

const (
	enough = "20"
	none   = "1e-6" // seconds: whatever must be tried, fails
)

// XLA computes with a thread for each core: with more, which a plugin takes for
// itself on a small machine, a step of the seminar's network takes a fifth longer.
func TestThreads(t *testing.T) {
	computing := func() (n int) {
		names, err := filepath.Glob("/proc/self/task/*/comm")
		ok(t, err)
		for _, path := range names {
			if name, err := os.ReadFile(path); err == nil && strings.HasPrefix(string(name), "tf_XLAEigen") {
				n++
			}
		}
		return n
	}
	link(t, t.TempDir())
	before := computing()
	b, _, err := backend.Open()
	ok(t, err)
	defer b.Finalize()
	if n := computing() - before; n < 1 || n > runtime.NumCPU() {
		t.Errorf("%d threads for %d cores", n, runtime.NumCPU())
	}
}

// One process has one backend of a plugin.
func TestOpenedOnce(t *testing.T) {
	link(t, t.TempDir())
	first, line, err := backend.Open()
	ok(t, err)
	second, again, err := backend.Open()
	ok(t, err)
	if first != second || line != again {
		t.Errorf("two backends: %q and %q", line, again)
	}
	first.Finalize()
	third, _, err := backend.Open()
	ok(t, err)
	if third == first || third.IsFinalized() {
		t.Error("a finalized backend was returned")
	}
}

// What was found to work is not tried again, until the file or a setting changes.
func TestTrialIsRemembered(t *testing.T) {
	plugin := link(t, t.TempDir())
	if _, err := xla(t, none); err == nil {
		t.Fatal("opened without a trial")
	}
	began := time.Now()
	_, err := xla(t, enough)
	ok(t, err)
	first := time.Since(began)
	began = time.Now()
	_, err = xla(t, none)
	ok(t, err)
	t.Logf("first %v, then %v", first, time.Since(began))

	t.Setenv("XLA_FLAGS", "--xla_cpu_enable_fast_math=false")
	if _, err := xla(t, none); err == nil {
		t.Error("other XLA_FLAGS were not tried")
	}
	t.Setenv("XLA_FLAGS", "--no_such_flag")
	if _, err := xla(t, enough); err == nil || !strings.Contains(err.Error(), "Unknown flag in XLA_FLAGS: --no_such_flag") {
		t.Errorf("error %v: expected the unknown flag's name", err)
	}
	t.Setenv("XLA_FLAGS", "")
	_, err = xla(t, none)
	ok(t, err)

	ok(t, os.Remove(plugin))
	place(t, filepath.Dir(plugin), filepath.Base(plugin), []byte("another file"))
	if _, err := xla(t, none); err == nil {
		t.Error("another file was not tried")
	}
}

// A virtual environment may belong to someone else: then the user's cache keeps it.
func TestRememberedInCache(t *testing.T) {
	plugin, cache := link(t, t.TempDir()), t.TempDir()
	ok(t, os.MkdirAll(plugin+".works/in the way", 0o755))
	t.Setenv("XDG_CACHE_HOME", cache)
	_, err := xla(t, enough)
	ok(t, err)
	_, err = xla(t, none)
	ok(t, err)
	if kept, _ := filepath.Glob(filepath.Join(cache, "seminar", "*")); len(kept) != 1 {
		t.Errorf("the cache holds %q, expected one file", kept)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(plugin), "*")); len(left) != 2 {
		t.Errorf("beside the plugin: %q, expected nothing new", left)
	}
}

// go-xla takes a library for CUDA's by words in its path, and parts its options
// by commas.
func TestMisleadingPath(t *testing.T) {
	for _, name := range []string{"nvidia cuda", "a,b", "한글"} {
		site := filepath.Join(t.TempDir(), name)
		ok(t, os.MkdirAll(site, 0o755))
		link(t, site)
		line, err := xla(t, enough)
		if err != nil || !strings.Contains(line, "XLA on the CPU") {
			t.Errorf("%s: %q, error %v", name, line, err)
		}
	}
}

// A damaged plugin does not hide a sound one.
func TestNextPlugin(t *testing.T) {
	_, path := find(t)
	site := t.TempDir()
	place(t, site, cpuPlugin, []byte("damaged"))
	second := filepath.Join(site, secondPlugin)
	ok(t, os.MkdirAll(filepath.Dir(second), 0o755))
	ok(t, os.Symlink(path, second))
	t.Setenv(backend.PluginsVar, t.TempDir()+string(os.PathListSeparator)+site)
	t.Setenv(backend.EnvVar, "auto")
	line, err := xla(t, enough)
	ok(t, err)
	for _, part := range []string{"XLA on the CPU, fastatomstruct_xla_cpu", "(lammps_jax_pjrt_cpu: the plugin file is damaged"} {
		if !strings.Contains(line, part) {
			t.Errorf("line %q, expected %q in it", line, part)
		}
	}
}

// A virtual environment that is active is looked through where no folder is named.
func TestVirtualEnvironment(t *testing.T) {
	venv := t.TempDir()
	link(t, filepath.Join(venv, "lib", "python3.12", "site-packages"))
	t.Setenv(backend.PluginsVar, "")
	t.Setenv("VIRTUAL_ENV", venv)
	_, err := xla(t, enough)
	ok(t, err)
}

// A full configuration of GoMLX opens as it stands.
func TestConfiguration(t *testing.T) {
	plugin := link(t, t.TempDir())
	for config, want := range map[string]string{
		"xla:" + plugin:                       "",
		"xla:" + plugin + ",noshared_buffers": "",
		"xla:" + plugin + ",no_such_option":   "no_such_option",
		"stablehlo:" + plugin:                 "",
	} {
		t.Setenv(backend.EnvVar, config)
		line, err := xla(t, enough)
		if want == "" && (err != nil || !strings.Contains(line, config)) {
			t.Errorf("%s: line %q, error %v", config, line, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: line %q, error %v: expected one with %q", config, line, err, want)
		}
	}
}
