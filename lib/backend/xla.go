//go:build xla && cgo && linux

package backend

// #cgo LDFLAGS: -ldl
// #include <dlfcn.h>
// static int driver(void) { return dlopen("libcuda.so.1", RTLD_LAZY) != NULL; }
import "C"

import (
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/go-xla/compute/xla" // not its installer, which would fetch plugins
	"github.com/gomlx/go-xla/pjrt"

	"seminar.example/lib/backend/gpu"
	"seminar.example/lib/say"
)

// init links XLA. In the child process in which a plugin is tried it does that
// and ends, before main and the packages that import this one.
func init() {
	load = openPlugin
	order, trial := os.LookupEnv(probeVar)
	if !trial {
		return
	}
	time.AfterFunc(wait(), func() { os.Exit(2) }) // also where the parent is gone
	task, config, _ := strings.Cut(order, " ")
	err := exercise(task, config)
	said := works
	if err != nil {
		said = oneLine(err)
	}
	fmt.Println(answer, said)
	os.Exit(0)
}

// openPlugin makes a backend of "plugin,option,…". To a plugin for the CPU it says that
// the computer is one device: left alone it takes it for four and computes with
// four threads at least, which on two cores get into each other's way.
func openPlugin(config string) (compute.Backend, error) {
	path, _, _ := strings.Cut(config, ",")
	if !onGPU(path) {
		if b, err := xla.NewWithOptions(config, pjrt.NamedValuesMap{"cpu_device_count": int64(1)}); err == nil {
			return b, nil
		} // a plugin that knows no such option says what is wrong with it, if anything
	}
	return xla.New(config)
}

// exercise opens a plugin and, if that is the task, computes exp(x·x) of
// [[0, 1], [1, 0]]: a compilation, a product, the library of functions.
func exercise(task, config string) error {
	path, _, _ := strings.Cut(config, ",")
	if onGPU(path) && C.driver() == 0 {
		return say.Errorf("there is no libcuda.so.1: install NVIDIA's driver%s", gpu.IfContainer("/"))
	}
	b, err := safely(func() (compute.Backend, error) { return load(config) })
	if err != nil {
		return err
	}
	if task == taskOpen {
		return nil
	}
	builder := b.Builder("trial")
	f := builder.Main()
	shape := shapes.Make(dtypes.Float32, 2, 2)
	x, err := f.Parameter("x", shape, nil)
	if err != nil {
		return err
	}
	product, err := f.DotGeneral(x, []int{1}, nil, x, []int{0}, nil, compute.DotGeneralConfig{})
	if err != nil {
		return err
	}
	y, err := f.Exp(product)
	if err != nil {
		return err
	}
	if err := f.Return([]compute.Value{y}, nil); err != nil {
		return err
	}
	program, err := builder.Compile()
	if err != nil {
		return err
	}
	in, err := b.BufferFromFlatData(0, []float32{0, 1, 1, 0}, shape)
	if err != nil {
		return err
	}
	out, err := program.Execute([]compute.Buffer{in}, nil, 0)
	if err != nil {
		return err
	}
	got := make([]float32, 4)
	if err := out[0].ToFlatData(got); err != nil {
		return err
	}
	for i, want := range []float64{math.E, 1, 1, math.E} {
		if !(math.Abs(float64(got[i])-want) < 1e-5) {
			return say.Errorf("it computes exp([[1, 0], [0, 1]]) = %v", strings.Trim(fmt.Sprint(got), "[]"))
		}
	}
	return nil
}
