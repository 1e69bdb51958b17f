//go:build xla && cgo && linux

package backend_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"seminar.example/lib/backend"
)

// No GPU is needed here: nvidia-smi, the driver's library and the plugin are
// stand-ins that say what the real ones say.
func TestCUDAStandIns(t *testing.T) {
	if exists("/dev/nvidiactl") {
		t.Skip("there is a real NVIDIA driver: the stand-ins would meet it")
	}
	header, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}/pjrt", "github.com/gomlx/go-xla").Output()
	ok(t, err)
	source, err := os.ReadFile("testdata/nogpu.c")
	ok(t, err)
	site, lib, bin := t.TempDir(), t.TempDir(), t.TempDir()
	build(t, string(source), filepath.Join(site, cudaPlugin), "-I", strings.TrimSpace(string(header)))
	place(t, bin, "nvidia-smi", []byte("#!/bin/sh\necho 'NVIDIA Stand-In, 580.65.06, 8.0, 40000, 40960'\n"))
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("CUDA_VISIBLE_DEVICES", "0")
	t.Setenv(backend.PluginsVar, site)
	fails := func(want string) {
		t.Helper()
		for _, config := range []string{"cuda", "auto"} {
			t.Setenv(backend.EnvVar, config)
			began := time.Now()
			_, line, err := backend.Open()
			if config == "cuda" {
				if err == nil {
					t.Fatalf("opened %s", line)
				}
				line = err.Error()
			}
			took := time.Since(began)
			if took > limit || strings.Contains(line, "\n") || !strings.Contains(line, want) {
				t.Errorf("%s: %.2f s, %q: expected one line with %q", config, took.Seconds(), line, want)
			}
			t.Logf("%s: %.2f s: %s", config, took.Seconds(), line)
		}
	}
	fails("bin/ptxas is missing")
	place(t, site, "nvidia/cu13/bin/ptxas", []byte("#!/bin/sh\n"))
	fails("libdevice.10.bc is missing")
	place(t, site, "nvidia/cu13/nvvm/libdevice/libdevice.10.bc", nil)
	fails("there is no libcuda.so.1")
	build(t, "int cuInit(unsigned flags) { return 100; }", filepath.Join(lib, "libcuda.so.1"))
	t.Setenv("LD_LIBRARY_PATH", lib)
	fails("No visible GPU devices")
	build(t, "#include <stdlib.h>\nvoid *GetPjrtApi(void) { abort(); }", filepath.Join(site, cudaPlugin))
	fails("crashes (SIGABRT")
	build(t, "#include <unistd.h>\nvoid *GetPjrtApi(void) { for (;;) pause(); }", filepath.Join(site, cudaPlugin))
	fails("no answer in 2.")
}
