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

// TestUsable tries what is CUDA's alone: the wheels of NVIDIA's tools, free memory,
// a driver that does not answer. The GPUs themselves are lib/backend/gpu's.
func TestUsable(t *testing.T) {
	for name, c := range map[string]struct {
		smi  string // the body of a false nvidia-smi
		less string // a file of the wheels that is missing
		want string // part of the error; "": none
	}{
		"good":             {smi: "echo 'NVIDIA A100, 580.65.06, 8.0, 40000, 40960'"},
		"full":             {smi: "echo 'NVIDIA A100, 580.65.06, 8.0, 310, 40960'", want: "310 of 40960 MiB free"},
		"shared memory":    {smi: "echo 'NVIDIA GB10, 580.95.05, 12.1, [N/A], [N/A]'"},
		"nvidia-smi hangs": {smi: "sleep 60"}, // the trial will tell
		"old driver":       {smi: "echo 'Tesla T4, 535.129.03, 7.5, 15000, 15360'", want: "535.129.03 is too old for CUDA 13"},
		"no ptxas":         {less: "bin/ptxas", want: "the wheel nvidia-cuda-nvcc again"},
		"no libdevice":     {less: "nvvm/libdevice/libdevice.10.bc", want: "the wheel nvidia-nvvm again"},
	} {
		t.Run(name, func(t *testing.T) {
			bin, root, p := t.TempDir(), t.TempDir(), plugin{kind: "cuda", site: t.TempDir()}
			t.Setenv("PATH", bin+":/bin:/usr/bin")
			t.Setenv("XLA_FLAGS", "")
			t.Setenv("CUDA_VISIBLE_DEVICES", "0")
			write(t, filepath.Join(bin, "nvidia-smi"), "#!/bin/sh\n"+c.smi+"\n")
			for _, file := range []string{"bin/ptxas", "nvvm/libdevice/libdevice.10.bc"} {
				if file != c.less {
					write(t, filepath.Join(p.toolkit(), file), "")
				}
			}
			began := time.Now()
			var gpu string
			err := p.hasToolkit()
			if c.smi != "" {
				gpu, err = usable(root)
			}
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
