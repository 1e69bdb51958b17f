//go:build xla && cgo && linux

package backend_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seminar.example/lib/backend"
)

const (
	cpuPlugin    = "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"
	secondPlugin = "fastatomstruct_xla_cpu/libpjrt_cpu.so"
	cudaPlugin   = "jax_plugins/xla_cuda13/xla_cuda_plugin.so"
)

// limit is how long a plugin may keep a notebook waiting, whatever is wrong.
const limit = 3 * time.Second

// find returns an installed CPU plugin and its site-packages folder, or skips.
func find(t *testing.T) (site, path string) {
	t.Helper()
	sites := filepath.SplitList(os.Getenv(backend.PluginsVar))
	venv, _ := filepath.Glob(filepath.Join(os.Getenv("VIRTUAL_ENV"), "lib", "python3*", "site-packages"))
	for _, site := range append(sites, venv...) {
		for _, file := range []string{cpuPlugin, secondPlugin} {
			if path := filepath.Join(site, file); exists(path) {
				return site, path
			}
		}
	}
	t.Skipf("no XLA CPU plugin is installed in the folders of %s or in a virtual environment", backend.PluginsVar)
	return "", ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// build compiles a plugin from C; arguments follow gcc's own.
func build(t *testing.T, source, path string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no gcc to build faulty plugins with")
	}
	ok(t, os.MkdirAll(filepath.Dir(path), 0o755))
	cmd := exec.Command("gcc", append([]string{"-shared", "-fPIC", "-o", path, "-x", "c", "-"}, args...)...)
	cmd.Stdin = strings.NewReader(source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v\n%s", err, out)
	}
}

// place puts a file into a site-packages folder.
func place(t *testing.T, site, file string, content []byte) {
	t.Helper()
	path := filepath.Join(site, file)
	ok(t, os.MkdirAll(filepath.Dir(path), 0o755))
	ok(t, os.WriteFile(path, content, 0o755))
}

// faults are sources of plugins that are wrong, and a part of what is said.
var faults = []struct{ name, source, want string }{
	{"aborts when loaded", "#include <stdlib.h>\n__attribute__((constructor)) void f(void) { abort(); }", "crashes (SIGABRT"},
	{"aborts when asked", "#include <stdlib.h>\nvoid *GetPjrtApi(void) { abort(); }", "crashes (SIGABRT"},
	{"crashes", "void *GetPjrtApi(void) { *(volatile int *)0 = 1; return 0; }", "crashes (SIGSEGV"},
	{"illegal instruction", "void *GetPjrtApi(void) { __builtin_trap(); }", "crashes (SIG"},
	{"kills itself", "#include <signal.h>\nvoid *GetPjrtApi(void) { raise(SIGKILL); return 0; }", "(signal: killed)"},
	{"exits", "#include <stdlib.h>\n__attribute__((constructor)) void f(void) { exit(0); }", "(exit status 0)"},
	{"hangs asleep", "#include <unistd.h>\nvoid *GetPjrtApi(void) { for (;;) pause(); }", "no answer in 2.4 s"},
	{"hangs busy", "__attribute__((constructor)) void f(void) { for (volatile int i = 0;; i++) {} }", "no answer in 2.4 s"},
	{"no symbol", "int nothing;", "it has no GetPjrtApi"},
	{"missing function", "void missing(void); void *GetPjrtApi(void) { missing(); return 0; }", "undefined symbol: missing"},
	{"no interface", "void *GetPjrtApi(void) { return 0; }", "its interface is empty"},
	{"empty interface", "static char api[4096]; void *GetPjrtApi(void) { return api; }", "crashes (SIG"},
}

func TestBuiltFaults(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			site := t.TempDir()
			build(t, f.source, filepath.Join(site, cpuPlugin))
			falls(t, site, f.want)
		})
	}
}

// A library that the plugin needs is gone.
func TestMissingLibrary(t *testing.T) {
	site := t.TempDir()
	build(t, "int there;", filepath.Join(site, "libgone.so"))
	build(t, "extern int there; void *GetPjrtApi(void) { return &there; }", filepath.Join(site, cpuPlugin), "-L", site, "-lgone")
	ok(t, os.Remove(filepath.Join(site, "libgone.so")))
	falls(t, site, "cannot be loaded: libgone.so: cannot open shared object file")
}

func TestCutFaults(t *testing.T) {
	_, path := find(t)
	whole, err := os.ReadFile(path)
	ok(t, err)
	foreign := bytes.Clone(whole[:1<<20])
	binary.LittleEndian.PutUint16(foreign[18:], 0xB7) // e_machine: AArch64
	holed := bytes.Clone(whole)
	clear(holed[len(holed)/4 : len(holed)/4*3])
	for _, f := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"truncated", whole[:len(whole)/2], ""}, // SIGBUS, or refused by the loader: as the machine pleases
		{"truncated header", whole[:40], "it is no library"},
		{"empty", nil, "it is no library"},
		{"zeroed", make([]byte, len(whole)), "it is no library"},
		{"zeroed in part", holed, ""},
		{"foreign architecture", foreign, "ELF machine 183"},
		{"text", []byte("<html>404</html>" + strings.Repeat("\n", 100)), "it is no library"},
	} {
		site := t.TempDir()
		place(t, site, cpuPlugin, f.content)
		t.Run(f.name, func(t *testing.T) { falls(t, site, f.want) })
	}
}

// A wheel says what its files must be: then damage is told by name.
func TestDamagedWheel(t *testing.T) {
	from, path := find(t)
	wheel, _, _ := strings.Cut(strings.TrimPrefix(path, from+"/"), "/")
	info, _ := filepath.Glob(filepath.Join(from, wheel+"-*.dist-info", "RECORD"))
	if len(info) == 0 {
		t.Skip("the plugin is not from a wheel: no RECORD")
	}
	record, err := os.ReadFile(info[0])
	ok(t, err)
	whole, err := os.ReadFile(path)
	ok(t, err)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, f := range map[string]struct {
		content []byte
		want    string
	}{
		"truncated": {whole[:len(whole)-1], "bytes, expected "},
		"one bit":   {flipped, "SHA-256 differs"},
		"zeroed":    {make([]byte, len(whole)), "it is no library"},
	} {
		site := t.TempDir()
		place(t, site, strings.TrimPrefix(path, from+"/"), f.content)
		place(t, site, strings.TrimPrefix(info[0], from+"/"), record)
		t.Run(name, func(t *testing.T) { falls(t, site, f.want) })
	}
}

// falls checks that with the plugins of site auto falls back to pure Go and xla
// is an error, in time and in one line that holds want.
func falls(t *testing.T, site, want string) {
	t.Helper()
	t.Setenv(backend.PluginsVar, site)
	for _, config := range []string{"auto", "xla"} {
		t.Setenv(backend.EnvVar, config)
		began := time.Now()
		b, line, err := backend.Open()
		took := time.Since(began)
		switch {
		case config == "auto" && (err != nil || b.Name() != "Go Backend"):
			t.Fatalf("auto: opened %v, error %v: expected pure Go", b, err)
		case config == "xla" && err == nil:
			t.Fatalf("xla: opened %s: expected an error", line)
		case config == "xla":
			line = err.Error()
		}
		if took > limit || strings.Contains(line, "\n") || !strings.Contains(line, want) || len([]rune(line)) > 450 {
			t.Errorf("%s: %.2f s, %q: expected at most %v and one line with %q", config, took.Seconds(), line, limit, want)
		}
		t.Logf("%s: %.2f s: %s", config, took.Seconds(), line)
	}
}
