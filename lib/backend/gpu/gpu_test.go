package gpu

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}

// What the kernel says: of a data centre's driver, and of an open one.
const (
	closed = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.129.03  Thu Oct 19 18:56:32 UTC 2023\n"
	open   = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs-builder@x)\n"
)

// TestLook tries what goes wrong with GPUs without one: a false nvidia-smi on
// PATH says what the real one says, and a folder stands for the machine's root.
func TestLook(t *testing.T) {
	const (
		good = "echo 'NVIDIA A100, 580.65.06, 8.0, 40000, 40960'"
		a100 = "NVIDIA A100, driver 580.65.06"
		none = "no NVIDIA GPU" // the error is ErrNone
	)
	device := map[string]string{"dev/nvidia0": ""}
	for name, c := range map[string]struct {
		smi     string            // the body of a false nvidia-smi; "": there is none
		files   map[string]string // below the machine's root
		visible string            // CUDA_VISIBLE_DEVICES
		gpu     string            // its name and driver
		want    string            // part of the error; "": none
	}{
		"good":                   {smi: good, files: device, gpu: a100},
		"good by number":         {smi: `[ "$4" = 1 ] || exit 1; ` + good, visible: "1,0", gpu: a100},
		"good in a slice":        {smi: `[ -z "$4" ] || exit 1; ` + good, visible: "MIG-4ae2", gpu: a100},
		"the first of several":   {smi: good + "; echo 'Tesla K80, 470.0, 3.7, 1, 1'", files: device, gpu: a100},
		"no GPU":                 {want: none},
		"hidden":                 {smi: good, visible: "-1", gpu: "an NVIDIA GPU", want: "unset it"},
		"container":              {files: map[string]string{".dockerenv": ""}, want: none + "; a container is given its GPU by --gpus all"},
		"container, driver less": {files: map[string]string{".dockerenv": "", "dev/nvidia0": ""}, gpu: "an NVIDIA GPU", want: "no driver: install NVIDIA's driver 580 or newer; a container"},
		"driver without a card": {smi: "echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9",
			want: none + " (nvidia-smi: NVIDIA-SMI has failed"},
		"driver without power": {smi: "echo \"NVIDIA-SMI has failed because it couldn't communicate with the driver.\"; exit 9", files: device, gpu: "an NVIDIA GPU",
			want: "nvidia-smi fails (NVIDIA-SMI has failed because it couldn't communicate with the driver): install NVIDIA's driver 580"},
		"driver updated":            {smi: "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18", files: device, gpu: "an NVIDIA GPU", want: "restart the machine"},
		"nvidia-smi silent":         {smi: "exit 3", files: device, gpu: "an NVIDIA GPU", want: "exit status 3"},
		"nvidia-smi says nothing":   {smi: "exit 0", files: device, gpu: "an NVIDIA GPU", want: "no answer that is understood"},
		"nvidia-smi says something": {smi: "echo hello", files: device, gpu: "an NVIDIA GPU", want: `no answer that is understood, but "hello"`},
		"nvidia-smi hangs":          {smi: "exec sleep 60", files: device, gpu: "an NVIDIA GPU", want: "nvidia-smi: no answer: install NVIDIA's driver 580"},
		"old driver":                {smi: "echo 'Tesla T4, 535.129.03, 7.5, 15000, 15360'", gpu: "Tesla T4, driver 535.129.03", want: "535.129.03 is too old for CUDA 13: install 580"},
		"very old driver":           {smi: `echo 'Field "compute_cap" is not a valid field to query.'; exit 2`, gpu: "an NVIDIA GPU, driver 509 or older", want: "509 or older is too old"},
		"old card": {smi: "echo 'NVIDIA GeForce GTX 1080, 580.65.06, 6.1, 8000, 8192'", gpu: "NVIDIA GeForce GTX 1080, driver 580.65.06",
			want: "compute capability 6.1, CUDA 13 needs 7.5"},
		"limit of capability":       {smi: "echo 'NVIDIA T4, 580.65.06, 7.5, 8000, 8192'", gpu: "NVIDIA T4, driver 580.65.06"},
		"shared memory":             {smi: "echo 'NVIDIA GB10, 580.95.05, 12.1, [N/A], [N/A]'", gpu: "NVIDIA GB10, driver 580.95.05"},
		"full":                      {smi: "echo 'NVIDIA A100, 580.65.06, 8.0, 310, 40960'", gpu: a100}, // Room says so
		"no nvidia-smi":             {files: map[string]string{"dev/nvidia0": "", "proc/driver/nvidia/version": open}, gpu: "an NVIDIA GPU, driver 580.65.06"},
		"no nvidia-smi, old driver": {files: map[string]string{"dev/nvidia0": "", "proc/driver/nvidia/version": closed}, gpu: "an NVIDIA GPU, driver 535.129.03", want: "535.129.03 is too old"},
		"no nvidia-smi, no driver":  {files: device, gpu: "an NVIDIA GPU", want: "no driver: install NVIDIA's driver 580 or newer"},
		"WSL":                       {files: map[string]string{"dev/dxg": "", "usr/lib/wsl/lib/nvidia-smi": "#!/bin/sh\n" + good}, gpu: a100},
		"WSL, another's GPU":        {files: map[string]string{"dev/dxg": ""}, want: none},
		"WSL, old driver": {files: map[string]string{"dev/dxg": "", "usr/lib/wsl/lib/nvidia-smi": "#!/bin/sh\necho 'RTX 3060, 566.3, 8.6, 9000, 12288'"},
			gpu: "RTX 3060, driver 566.3", want: "566.3 is too old"},
	} {
		t.Run(name, func(t *testing.T) {
			bin, root := t.TempDir(), t.TempDir()
			t.Setenv("PATH", bin+":/bin:/usr/bin")
			t.Setenv("CUDA_VISIBLE_DEVICES", c.visible)
			if c.visible == "" {
				if err := os.Unsetenv("CUDA_VISIBLE_DEVICES"); err != nil {
					t.Fatal(err)
				}
			}
			if c.smi != "" {
				write(t, filepath.Join(bin, "nvidia-smi"), "#!/bin/sh\n"+c.smi+"\n")
			}
			for file, content := range c.files {
				write(t, filepath.Join(root, file), content)
			}
			began := time.Now()
			gpu, err := Look(root, time.Second)
			if took := time.Since(began); took > 1500*time.Millisecond {
				t.Errorf("it took %v", took)
			}
			if gpu.String() != c.gpu {
				t.Errorf("GPU %q, expected %q", gpu, c.gpu)
			}
			switch {
			case c.want == "" && err != nil:
				t.Errorf("error %v: expected none", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("error %v: expected one line with %q", err, c.want)
			case strings.HasPrefix(c.want, none) != errors.Is(err, ErrNone):
				t.Errorf("error %v: is it ErrNone?", err)
			}
		})
	}
}

func TestRoom(t *testing.T) {
	for free, enough := range map[string]bool{"1023": false, "1024": true, "[N/A]": true, "": true} {
		if err := (GPU{Name: "a GPU", Free: free, Total: "40960"}).Room(); (err == nil) != enough {
			t.Errorf("%s MiB free: error %v, expected one: %t", free, err, !enough)
		}
	}
}
