package backend

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gomlx/compute"

	"seminar.example/lib/say"
)

// PluginsVar names the environment variable that lists the site-packages
// folders to look for XLA plugins in, separated as in PATH. Where it is not
// set, the virtual environment that is active is looked through.
const PluginsVar = "SEMINAR_PLUGINS"

// TF32Var names the environment variable that, set to 1, lets CUDA compute
// products with TF32's ten bits of mantissa: faster, and no longer within the
// tolerances of the seminar's tests.
const TF32Var = "SEMINAR_TF32"

// load makes a backend of "plugin,option,…". It is nil in a program that is
// built without XLA; xla.go sets it.
var load func(config string) (compute.Backend, error)

var (
	errNotInstalled = say.Error("it is not installed")
	errNotBuilt     = say.Error("this program is built without XLA (go build -tags xla on Linux, with cgo)")
)

// wheels lists the plugins that are known to work, best first.
var wheels = []struct{ kind, name, file string }{
	{"cuda", "jax_cuda13_pjrt", "jax_plugins/xla_cuda13/xla_cuda_plugin.so"},
	{"xla", "lammps_jax_pjrt_cpu", "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"},
	{"xla", "fastatomstruct_xla_cpu", "fastatomstruct_xla_cpu/libpjrt_cpu.so"},
}

// plugin is a library that XLA comes in.
type plugin struct {
	kind    string // "xla", "cuda", or "" where a configuration names the library
	wheel   string // its wheel and version, "lammps_jax_pjrt_cpu 0.11.2"; "" for none
	site    string // the site-packages folder that holds it
	path    string // of the library; "" where only go-xla knows
	options string // ",name=value,…"
	flags   string // XLA_FLAGS that it is opened with
	env     []string
	gpu     string // name and driver of the GPU, where it is one's
}

// installed lists the plugins of a kind that lie in the folders.
func installed(kind string) (all []plugin) {
	for _, site := range sites() {
		for _, w := range wheels {
			path, err := filepath.Abs(filepath.Join(site, w.file))
			if err != nil || w.kind != kind || !exists(path) {
				continue
			}
			p := plugin{kind: kind, wheel: w.name, site: site, path: path,
				options: ",shared_buffers", flags: os.Getenv("XLA_FLAGS")}
			if info := p.info(); info != "" {
				p.wheel, _ = strings.CutSuffix(strings.Replace(filepath.Base(info), "-", " ", 1), ".dist-info")
			}
			if kind == "cuda" {
				p.cuda()
			}
			all = append(all, p)
		}
	}
	return all
}

func sites() (folders []string) {
	if list := os.Getenv(PluginsVar); list != "" {
		return filepath.SplitList(list)
	}
	if venv := os.Getenv("VIRTUAL_ENV"); venv != "" {
		folders, _ = filepath.Glob(filepath.Join(venv, "lib", "python3*", "site-packages"))
	}
	return folders
}

// info is the folder in which pip keeps what it knows of the wheel, or "".
func (p plugin) info() string {
	name, _, _ := strings.Cut(p.wheel, " ")
	found, _ := filepath.Glob(filepath.Join(p.site, name+"-*.dist-info"))
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// cuda sets what CUDA needs to hear: no TF32 unless it is asked for, memory
// taken as it is needed, the place of ptxas and libdevice.
func (p *plugin) cuda() {
	p.options = ",noshared_buffers,preallocate=false,tf32=false"
	p.env = []string{"GOPJRT_CUDA_CHECKS=0"}
	if os.Getenv(TF32Var) == "1" {
		p.options = strings.Replace(p.options, "tf32=false", "tf32=true", 1)
	} else {
		p.env = append(p.env, "NVIDIA_TF32_OVERRIDE=0") // convolutions, which the option does not reach
	}
	if p.flags = os.Getenv("XLA_FLAGS"); !strings.Contains(p.flags, dataDirFlag) {
		p.flags = fmt.Sprintf("%s %s=%q", p.flags, dataDirFlag, p.toolkit())
		p.env = append(p.env, "XLA_FLAGS="+p.flags)
	}
}

const dataDirFlag = "--xla_gpu_cuda_data_dir"

// toolkit is the folder of the nvidia wheels, with bin/ptxas in it.
func (p plugin) toolkit() string { return filepath.Join(p.site, "nvidia", "cu13") }

// given is the plugin of a GoMLX configuration, "/folder/plugin.so,option,…".
func given(config string) plugin {
	path, options, some := strings.Cut(config, ",")
	if some {
		options = "," + options
	}
	return plugin{path: path, options: options, flags: os.Getenv("XLA_FLAGS")}
}

// openKind opens the first plugin of a kind that works and says what it is.
func openKind(kind string) (b compute.Backend, what string, err error) {
	name := map[string]string{"cuda": "CUDA", "xla": say.T("XLA on the CPU")}[kind]
	all := installed(kind)
	switch {
	case len(all) == 0 && load == nil:
		return nil, "", say.Errorf("%w, and %w", errNotInstalled, errNotBuilt)
	case len(all) == 0:
		return nil, "", say.Errorf("%w: no plugin of %s in %s", errNotInstalled, name, orNone(sites()))
	case load == nil:
		return nil, "", say.Errorf("%s is installed, but %w", name, errNotBuilt)
	}
	var why []string
	for _, p := range all {
		b, line, err := p.open()
		if err == nil {
			return b, line + because(why, ""), nil
		}
		why = append(why, fmt.Sprintf("%s: %s", p.wheel, oneLine(err)))
	}
	return nil, "", errors.New(strings.Join(why, "; "))
}

// what says in a line what was opened.
func (p plugin) what() string {
	switch {
	case p.kind == "xla":
		return say.Sprintf("XLA on the CPU, %s, %s", p.wheel, threads())
	case strings.Contains(p.options, "tf32=true"):
		return say.Sprintf("XLA on CUDA, %s, %s, TF32 on", p.gpu, p.wheel)
	}
	return say.Sprintf("XLA on CUDA, %s, %s, TF32 off", p.gpu, p.wheel)
}

func orNone(folders []string) string {
	if len(folders) == 0 {
		return say.Sprintf("any folder: neither %s nor VIRTUAL_ENV names one", PluginsVar)
	}
	return strings.Join(folders, ", ")
}

// opened holds what this process has opened, since a GPU should not be shared
// by two backends of one process, nor be taken for filled by the first.
var opened = struct {
	sync.Mutex
	backends map[string]compute.Backend
	lines    map[string]string
}{backends: map[string]compute.Backend{}, lines: map[string]string{}}

// open returns the plugin's backend, once for all calls of a process, and what
// it is.
func (p plugin) open() (compute.Backend, string, error) {
	opened.Lock()
	defer opened.Unlock()
	key := p.path + p.key()
	if b := opened.backends[key]; b != nil && !b.IsFinalized() {
		return b, opened.lines[key], nil
	}
	b, err := p.tryAndLoad()
	if err != nil {
		return nil, "", err
	}
	opened.backends[key], opened.lines[key] = b, p.what()
	return b, p.what(), nil
}

// tryAndLoad loads the plugin into this process, once it is known to work.
func (p *plugin) tryAndLoad() (b compute.Backend, err error) {
	if load == nil {
		return nil, errNotBuilt
	}
	until := time.Now().Add(wait())
	if p.kind == "cuda" {
		if p.gpu, err = usable("/"); err != nil {
			return nil, err
		}
		if err := p.hasToolkit(); err != nil {
			return nil, err
		}
	}
	path, remove, err := p.neutral()
	if err != nil {
		return nil, err
	}
	defer remove()
	if err := p.try(path+p.options, until); err != nil {
		return nil, err
	}
	for _, setting := range p.env {
		name, value, _ := strings.Cut(setting, "=")
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return safely(func() (compute.Backend, error) { return load(path + p.options) })
}

// neutral returns the library's path, or that of a link to it where the path
// itself misleads go-xla: it takes a library for CUDA's by the words in its
// path, and parts its options by commas.
func (p plugin) neutral() (path string, remove func(), err error) {
	if p.kind != "xla" || !onGPU(p.path) && !strings.Contains(p.path, ",") {
		return p.path, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "seminar-xla")
	if err != nil {
		return "", nil, err
	}
	remove = func() { os.RemoveAll(folder) }
	path = filepath.Join(folder, "cpu.so")
	if err := os.Symlink(p.path, path); err != nil {
		remove()
		return "", nil, err
	}
	return path, remove, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
