package backend

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"seminar.example/lib/backend/gpu"
	"seminar.example/lib/say"
)

// usable checks what makes XLA fail on a GPU, or end the process, before XLA is
// loaded. It returns the GPU's name and driver; root is as in gpu.Look.
//
// What it cannot find out is no error, since the trial of the plugin follows.
func usable(root string) (name string, err error) {
	found, err := gpu.Look(root, time.Second)
	if errors.Is(err, gpu.ErrNoAnswer) { // a driver that wakes up slowly: the trial will tell
		err = nil
	}
	if err == nil {
		err = found.Room()
	}
	return found.String(), err
}

// hasToolkit reports what XLA's compiler will miss. Where XLA_FLAGS names
// another place, that is for who set it.
func (p plugin) hasToolkit() error {
	if strings.Contains(os.Getenv("XLA_FLAGS"), dataDirFlag) {
		return nil
	}
	ptxas := filepath.Join(p.toolkit(), "bin", "ptxas")
	if st, err := os.Stat(ptxas); err != nil || st.Mode()&0o111 == 0 {
		return say.Errorf("%s is missing or cannot be run: install the wheel nvidia-cuda-nvcc again", ptxas)
	}
	if functions := filepath.Join(p.toolkit(), "nvvm", "libdevice", "libdevice.10.bc"); !exists(functions) {
		return say.Errorf("%s is missing: install the wheel nvidia-nvvm again", functions)
	}
	return nil
}
