// Package gpu tells what is known of a machine's NVIDIA GPU before CUDA is
// loaded: what XLA would fail on, or end the process for.
//
// It needs no GoMLX, so that set-up can ask it before that is there (probe).
package gpu

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"seminar.example/lib/say"
)

// What CUDA 13 needs. Driver: NVIDIA, CUDA Compatibility, "Minor Version
// Compatibility", table 1. Compute capability: CUDA 13.0 ended the support of
// Maxwell, Pascal and Volta. Memory: CUDA's own context takes 0.3 to 0.5 GB,
// the largest of the seminar's models less than as much again.
const (
	leastDriver     = 580
	leastCapability = 7.5
	leastMemory     = 1024 // MiB
)

// ErrNone says that there is no NVIDIA GPU.
const ErrNone = say.Error("no NVIDIA GPU")

// GPU is what nvidia-smi tells of one; "" where it does not say.
type GPU struct{ Name, Driver, Capability, Free, Total string }

// String is its name and driver.
func (g GPU) String() string {
	if g.Driver == "" {
		return g.Name
	}
	return say.Sprintf("%s, driver %s", g.Name, g.Driver)
}

// Look returns the GPU that CUDA would take. Devices and drivers are looked for
// below root, "/" but for tests; nvidia-smi may take as long as wait.
//
// Errors: ErrNone; a GPU that CUDA 13 cannot use, and then the GPU is returned
// too; ErrNoAnswer where nvidia-smi does not tell, which CUDA itself may.
//
// Cost: nvidia-smi's, from 20 ms to some seconds where a driver wakes up.
func Look(root string, wait time.Duration) (GPU, error) {
	g := GPU{Name: say.T("an NVIDIA GPU")}
	visible, restricted := os.LookupEnv("CUDA_VISIBLE_DEVICES")
	first, _, _ := strings.Cut(visible, ",")
	if restricted && (first == "" || first == "-1") {
		return g, say.Errorf("CUDA_VISIBLE_DEVICES hides every GPU: unset it")
	}
	devices, _ := filepath.Glob(filepath.Join(root, "dev/nvidia[0-9]*"))
	wsl := exists(filepath.Join(root, "dev/dxg")) // WSL has it for any GPU
	asked, err := ask(root, first, wait)
	switch {
	case errors.Is(err, exec.ErrNotFound) && len(devices) == 0:
		return GPU{}, fmt.Errorf("%w%s", ErrNone, IfContainer(root))
	case errors.Is(err, exec.ErrNotFound):
		if g.Driver = kernelDriver(root); g.Driver == "" {
			return g, say.Errorf("there is an NVIDIA device, but no driver: install NVIDIA's driver %d or newer%s", leastDriver, IfContainer(root))
		}
		return g, g.check()
	case errors.Is(err, ErrNoAnswer):
		return g, say.Errorf("nvidia-smi: %w: install NVIDIA's driver %d or newer", err, leastDriver)
	case err != nil && len(devices) == 0 && !wsl:
		return GPU{}, say.Errorf("%w (nvidia-smi: %w)%s", ErrNone, err, IfContainer(root))
	case err != nil:
		return g, say.Errorf("nvidia-smi fails (%w): install NVIDIA's driver %d or newer; after an update of the driver restart the machine%s",
			err, leastDriver, IfContainer(root))
	}
	return asked, asked.check()
}

// ask asks nvidia-smi for the first GPU that is visible.
func ask(root, first string, wait time.Duration) (GPU, error) {
	smi, err := exec.LookPath("nvidia-smi")
	if wsl := filepath.Join(root, "usr/lib/wsl/lib/nvidia-smi"); err != nil && exists(wsl) {
		smi, err = wsl, nil
	}
	if err != nil {
		return GPU{}, exec.ErrNotFound
	}
	args := []string{"--query-gpu=name,driver_version,compute_cap,memory.free,memory.total", "--format=csv,noheader,nounits"}
	if first != "" && !strings.HasPrefix(first, "MIG") {
		args = append(args, "-i", first)
	}
	out, err := Bounded(exec.Command(smi, args...), wait)
	line, _, _ := strings.Cut(strings.TrimSpace(out), "\n")
	f := strings.Split(strings.TrimSpace(line), ", ")
	switch {
	case strings.Contains(line, "compute_cap"): // a field that came with driver 510
		return GPU{Name: say.T("an NVIDIA GPU"), Driver: say.T("509 or older")}, nil
	case err != nil && !errors.Is(err, ErrNoAnswer) && line != "":
		return GPU{}, errors.New(strings.TrimSuffix(line, "."))
	case err != nil:
		return GPU{}, err
	case len(f) != 5:
		return GPU{}, say.Errorf("%w that is understood, but %q", ErrNoAnswer, line)
	}
	return GPU{f[0], f[1], f[2], f[3], f[4]}, nil
}

// check compares what is known of the GPU with what CUDA 13 needs.
func (g GPU) check() error {
	var driver int
	if _, err := fmt.Sscan(strings.ReplaceAll(g.Driver, ".", " "), &driver); err == nil && driver < leastDriver {
		return say.Errorf("the NVIDIA driver %s is too old for CUDA 13: install %d or newer", g.Driver, leastDriver)
	}
	if capability, err := strconv.ParseFloat(g.Capability, 64); err == nil && capability < leastCapability {
		return say.Errorf("%s has compute capability %s, CUDA 13 needs %g: use XLA on the CPU", g.Name, g.Capability, leastCapability)
	}
	return nil
}

// Room returns an error where other programs have taken the GPU's memory.
func (g GPU) Room() error {
	if free, err := strconv.Atoi(g.Free); err == nil && free < leastMemory {
		return say.Errorf("%s has %s of %s MiB free, %d are needed: end the programs that nvidia-smi lists",
			g.Name, g.Free, g.Total, leastMemory)
	}
	return nil
}

var versionOf = regexp.MustCompile(`Kernel Module.*?\s(\d+(\.\d+)+)\s`)

// kernelDriver is the driver's version as the kernel knows it, or "".
func kernelDriver(root string) string {
	b, err := os.ReadFile(filepath.Join(root, "proc/driver/nvidia/version"))
	if err != nil {
		return ""
	}
	if m := versionOf.FindSubmatch(b); m != nil {
		return string(m[1])
	}
	return ""
}

// IfContainer is a hint for an error, where root is that of a container; else "".
func IfContainer(root string) string {
	if exists(filepath.Join(root, ".dockerenv")) || exists(filepath.Join(root, "run/.containerenv")) {
		return say.T("; a container is given its GPU by --gpus all")
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
