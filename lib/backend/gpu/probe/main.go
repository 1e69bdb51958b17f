// Command probe says in a line of JSON what NVIDIA GPU the machine has, and why
// CUDA cannot use it: {"name": "NVIDIA A100, driver 580.65.06", "fault": ""}.
// Both are "" where there is none. kernel-setup/choice.py asks it.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"seminar.example/lib/backend/gpu"
)

func main() {
	root := flag.String("root", "/", "the folder below which devices and drivers are looked for")
	wait := flag.Float64("wait", 20, "how many seconds nvidia-smi may take")
	flag.Parse()
	var said struct {
		Name  string `json:"name"`
		Fault string `json:"fault"`
	}
	found, err := gpu.Look(*root, time.Duration(*wait*float64(time.Second)))
	if !errors.Is(err, gpu.ErrNone) {
		said.Name = found.String()
		if err != nil {
			said.Fault = err.Error()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(said); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}
