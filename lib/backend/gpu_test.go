package backend

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	ok(t, os.MkdirAll(filepath.Dir(path), 0o755))
	ok(t, os.WriteFile(path, []byte(content), 0o755))
}

// What the kernel says: of a data centre's driver, and of an open one.
const (
	closed = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n"
	open   = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs-builder@x)\n"
)

// TestUsableGPU tries what goes wrong with GPUs without one: a false nvidia-smi
// on PATH says what the real one says, and a folder stands for the machine's root.
func TestUsableGPU(t *testing.T) {
	const good = "echo 'NVIDIA A100, 580.65.06, 8.0, 40000, 40960'"
	for name, c := range map[string]struct {
		smi     string            // the body of a false nvidia-smi; "": there is none
		files   map[string]string // below the machine's root
		visible string            // CUDA_VISIBLE_DEVICES
		less    string            // a file of the wheels that is missing
		want    string            // part of the error; "": none
	}{
		"good":                   {smi: good, files: map[string]string{"dev/nvidia0": ""}},
		"good by number":         {smi: `[ "$4" = 1 ] || exit 1; ` + good, visible: "1,0"},
		"good in a slice":        {smi: `[ -z "$4" ] || exit 1; ` + good, visible: "MIG-4ae2"},
		"no GPU":                 {want: "no NVIDIA GPU"},
		"hidden":                 {smi: good, visible: "-1", want: "unset it"},
		"container":              {files: map[string]string{".dockerenv": ""}, want: "--gpus all"},
		"container, driver less": {files: map[string]string{".dockerenv": "", "dev/nvidia0": ""}, want: "no driver: install NVIDIA's driver; a container"},
		"driver without a card": {smi: "echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9",
			want: "no NVIDIA GPU (nvidia-smi: NVIDIA-SMI has failed"},
		"driver updated": {smi: "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
			files: map[string]string{"dev/nvidia0": ""}, want: "restart the machine"},
		"nvidia-smi silent":         {smi: "exit 3", files: map[string]string{"dev/nvidia0": ""}, want: "exit status 3"},
		"nvidia-smi hangs":          {smi: "sleep 60", files: map[string]string{"dev/nvidia0": ""}}, // the trial will tell
		"old driver":                {smi: "echo 'Tesla T4, 535.129.03, 7.5, 15000, 15360'", want: "535.129.03 is too old for CUDA 13: install 580"},
		"very old driver":           {smi: `echo 'Field "compute_cap" is not a valid field to query.'; exit 2`, want: "509 or older is too old"},
		"old card":                  {smi: "echo 'NVIDIA GeForce GTX 1080, 580.65.06, 6.1, 8000, 8192'", want: "compute capability 6.1, CUDA 13 needs 7.5"},
		"full":                      {smi: "echo 'NVIDIA A100, 580.65.06, 8.0, 310, 40960'", want: "310 of 40960 MiB free"},
		"shared memory":             {smi: "echo 'NVIDIA GB10, 580.95.05, 12.1, [N/A], [N/A]'"},
		"no nvidia-smi":             {files: map[string]string{"dev/nvidia0": "", "proc/driver/nvidia/version": open}},
		"no nvidia-smi, old driver": {files: map[string]string{"dev/nvidia0": "", "proc/driver/nvidia/version": closed}, want: "535.129.03 is too old"},
		"WSL":                       {files: map[string]string{"dev/dxg": "", "usr/lib/wsl/lib/nvidia-smi": "#!/bin/sh\n" + good}},
		"WSL, old driver": {files: map[string]string{"dev/dxg": "", "usr/lib/wsl/lib/nvidia-smi": "#!/bin/sh\necho 'RTX 3060, 566.3, 8.6, 9000, 12288'"},
			want: "566.3 is too old"},
		"no ptxas":     {smi: good, less: "bin/ptxas", want: "the wheel nvidia-cuda-nvcc again"},
		"no libdevice": {smi: good, less: "nvvm/libdevice/libdevice.10.bc", want: "the wheel nvidia-nvvm again"},
	} {
		t.Run(name, func(t *testing.T) {
			bin, p := t.TempDir(), plugin{kind: "cuda", site: t.TempDir()}
			root = t.TempDir()
			defer func() { root = "/" }()
			t.Setenv("PATH", bin+":/bin:/usr/bin")
			t.Setenv("XLA_FLAGS", "")
			t.Setenv("CUDA_VISIBLE_DEVICES", c.visible)
			if c.visible == "" {
				ok(t, os.Unsetenv("CUDA_VISIBLE_DEVICES"))
			}
			if c.smi != "" {
				write(t, filepath.Join(bin, "nvidia-smi"), "#!/bin/sh\n"+c.smi+"\n")
			}
			for file, content := range c.files {
				write(t, filepath.Join(root, file), content)
			}
			for _, file := range []string{"bin/ptxas", "nvvm/libdevice/libdevice.10.bc"} {
				if file != c.less {
					write(t, filepath.Join(p.toolkit(), file), "")
				}
			}
			began := time.Now()
			gpu, err := p.usableGPU()
			if took := time.Since(began); took > 1500*time.Millisecond {
				t.Errorf("it took %v", took)
			}
			switch {
			case c.want == "" && (err != nil || gpu == ""):
				t.Errorf("GPU %q, error %v: expected none", gpu, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("error %v: expected one line with %q", err, c.want)
			}
		})
	}
}

// TF32 and memory are settings that only CUDA hears of.
func TestCUDASettings(t *testing.T) {
	for _, c := range []struct{ tf32, flags, option, override, xla string }{
		{"", "", "tf32=false", "0", ` --xla_gpu_cuda_data_dir="/s p/nvidia/cu13"`},
		{"1", "--xla_a=1", "tf32=true", "", `--xla_a=1 --xla_gpu_cuda_data_dir="/s p/nvidia/cu13"`},
		{"0", "--xla_gpu_cuda_data_dir=/own", "tf32=false", "0", ""},
	} {
		t.Setenv(TF32Var, c.tf32)
		t.Setenv("XLA_FLAGS", c.flags)
		p := plugin{site: "/s p"}
		p.cuda()
		set := map[string]string{}
		for _, s := range p.env {
			name, value, _ := strings.Cut(s, "=")
			set[name] = value
		}
		if !strings.Contains(p.options, c.option) || !strings.Contains(p.options, "preallocate=false") ||
			set["NVIDIA_TF32_OVERRIDE"] != c.override || set["XLA_FLAGS"] != c.xla {
			t.Errorf("TF32 %q, flags %q: options %q, environment %q", c.tf32, c.flags, p.options, p.env)
		}
	}
}
