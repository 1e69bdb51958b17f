package backend

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

// root is where devices and drivers are looked for; tests set another folder.
var root = "/"

// usableGPU checks what makes XLA fail on a GPU, or end the process, before XLA
// is loaded: driver, GPU, free memory, ptxas. It returns name and driver.
//
// What it cannot find out is no error, since the trial of the plugin follows.
func (p plugin) usableGPU() (name string, err error) {
	visible, restricted := os.LookupEnv("CUDA_VISIBLE_DEVICES")
	first, _, _ := strings.Cut(visible, ",")
	if restricted && (first == "" || first == "-1") {
		return "", errors.New("CUDA_VISIBLE_DEVICES hides every GPU: unset it")
	}
	devices, _ := filepath.Glob(filepath.Join(root, "dev/nvidia[0-9]*"))
	device := len(devices) > 0 || exists(filepath.Join(root, "dev/dxg")) // dxg: the GPU in WSL
	asked, err := askGPU(first)
	switch {
	case errors.Is(err, exec.ErrNotFound) && !device:
		return "", errors.New("no NVIDIA GPU" + ifContainer())
	case errors.Is(err, exec.ErrNotFound):
		if asked.driver = kernelDriver(); asked.driver == "" {
			return "", errors.New("there is an NVIDIA device, but no driver: install NVIDIA's driver" + ifContainer())
		}
	case errors.Is(err, errNoAnswer): // a driver that wakes up slowly: the trial will tell
	case err != nil && !device:
		return "", fmt.Errorf("no NVIDIA GPU (nvidia-smi: %w)%s", err, ifContainer())
	case err != nil:
		return "", fmt.Errorf("nvidia-smi fails (%w): after an update of the driver restart the machine%s", err, ifContainer())
	}
	if err := asked.check(); err != nil {
		return "", err
	}
	if asked.driver != "" {
		asked.name += ", driver " + asked.driver
	}
	return asked.name, p.hasToolkit()
}

// gpu is what nvidia-smi tells of one; "" where it does not say.
type gpu struct{ name, driver, capability, free, total string }

// askGPU asks nvidia-smi for the GPU that CUDA would take.
func askGPU(first string) (g gpu, err error) {
	g.name = "a GPU that nvidia-smi does not describe"
	smi, err := exec.LookPath("nvidia-smi")
	if wsl := filepath.Join(root, "usr/lib/wsl/lib/nvidia-smi"); err != nil && exists(wsl) {
		smi, err = wsl, nil
	}
	if err != nil {
		return g, exec.ErrNotFound
	}
	args := []string{"--query-gpu=name,driver_version,compute_cap,memory.free,memory.total", "--format=csv,noheader,nounits"}
	if first != "" && !strings.HasPrefix(first, "MIG") {
		args = append(args, "-i", first)
	}
	out, err := bounded(exec.Command(smi, args...), time.Second)
	line, _, _ := strings.Cut(strings.TrimSpace(out), "\n")
	switch {
	case strings.Contains(line, "compute_cap"): // a field that came with driver 510
		g.driver = "509 or older"
		return g, nil
	case err != nil && !errors.Is(err, errNoAnswer) && line != "":
		return g, errors.New(strings.TrimSuffix(line, "."))
	case err != nil:
		return g, err
	}
	if f := strings.Split(line, ", "); len(f) == 5 {
		g = gpu{f[0], f[1], f[2], f[3], f[4]}
	}
	return g, nil
}

// check compares what is known of the GPU with what CUDA 13 needs.
func (g gpu) check() error {
	var driver int
	if _, err := fmt.Sscan(strings.ReplaceAll(g.driver, ".", " "), &driver); err == nil && driver < leastDriver {
		return fmt.Errorf("the NVIDIA driver %s is too old for CUDA 13: install %d or newer", g.driver, leastDriver)
	}
	if capability, err := strconv.ParseFloat(g.capability, 64); err == nil && capability < leastCapability {
		return fmt.Errorf("%s has compute capability %s, CUDA 13 needs %g: use XLA on the CPU", g.name, g.capability, leastCapability)
	}
	if free, err := strconv.Atoi(g.free); err == nil && free < leastMemory {
		return fmt.Errorf("%s has %s of %s MiB free, %d are needed: end the programs that nvidia-smi lists",
			g.name, g.free, g.total, leastMemory)
	}
	return nil
}

// hasToolkit reports what XLA's compiler will miss. Where XLA_FLAGS names
// another place, that is for who set it.
func (p plugin) hasToolkit() error {
	if strings.Contains(os.Getenv("XLA_FLAGS"), dataDirFlag) {
		return nil
	}
	ptxas := filepath.Join(p.toolkit(), "bin", "ptxas")
	if st, err := os.Stat(ptxas); err != nil || st.Mode()&0o111 == 0 {
		return fmt.Errorf("%s is missing or cannot be run: install the wheel nvidia-cuda-nvcc again", ptxas)
	}
	if functions := filepath.Join(p.toolkit(), "nvvm", "libdevice", "libdevice.10.bc"); !exists(functions) {
		return fmt.Errorf("%s is missing: install the wheel nvidia-nvvm again", functions)
	}
	return nil
}

var versionOf = regexp.MustCompile(`Kernel Module.*?\s(\d+(\.\d+)+)\s`)

// kernelDriver is the driver's version as the kernel knows it, or "".
func kernelDriver() string {
	b, err := os.ReadFile(filepath.Join(root, "proc/driver/nvidia/version"))
	if err != nil {
		return ""
	}
	if m := versionOf.FindSubmatch(b); m != nil {
		return string(m[1])
	}
	return ""
}

// ifContainer is a hint where this is one.
func ifContainer() string {
	if exists(filepath.Join(root, ".dockerenv")) || exists(filepath.Join(root, "run/.containerenv")) {
		return "; a container is given its GPU by --gpus all"
	}
	return ""
}
