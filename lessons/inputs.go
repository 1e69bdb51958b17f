package main

import (
	"bytes"
	"encoding/json/jsontext"
	"encoding/json/v2"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"seminar.example/lessons/notebook"
)

// goPackage is a package of the seminar, as `go list -json` describes it.
type goPackage struct {
	ImportPath, Name, Dir string
	Deps, EmbedFiles      []string
}

// packages lists the seminar's packages by their import paths.
func (s *seminar) packages() (map[string]goPackage, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Name,Dir,Deps,EmbedFiles", "./...")
	cmd.Dir = s.root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, strings.TrimSpace(stderr.String()))
	}
	found := map[string]goPackage{}
	for d := jsontext.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := json.UnmarshalDecode(d, &p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		found[p.ImportPath] = p
	}
}

// hasher computes the hashes of lessons' inputs. It reads each file once.
type hasher struct {
	*seminar
	packages map[string]goPackage
	hashes   map[string]string // of files, by their paths
	kernel   []string          // the paths of what the kernel is made from
}

func (s *seminar) newHasher() (*hasher, error) {
	packages, err := s.packages()
	if err != nil {
		return nil, err
	}
	h := &hasher{seminar: s, packages: packages, hashes: map[string]string{}}
	h.kernel = []string{s.path("go.mod"), s.path("go.sum"), s.path("kernel-setup/patch.py")}
	for _, folder := range []string{"kernel-setup/jupyter", "kernel-setup/tools"} {
		err := filepath.WalkDir(s.path(folder), func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && (strings.HasPrefix(e.Name(), ".") || e.Name() == "__pycache__"):
				return fs.SkipDir
			case !e.IsDir():
				h.kernel = append(h.kernel, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return h, nil
}

// inputs returns a hash of all that decides what a lesson shows: its source, the
// seminar's packages that its cells use with all that these import, the weights
// that it names, the versions of the modules and of Go, the kernel, the backend
// that is linked. The machine is no part of it.
func (h *hasher) inputs(l *lesson) (string, error) {
	var all strings.Builder
	fmt.Fprintf(&all, "source %s\ngo %s\nbackend %s\n", notebook.Hash([]byte(l.text)), runtime.Version(), backend())
	paths := slices.Clone(h.kernel)
	for _, p := range h.used(l.source) {
		files, err := p.files()
		if err != nil {
			return "", err
		}
		paths = append(paths, files...)
	}
	weights, err := h.weights(l.source)
	if err != nil {
		return "", err
	}
	for _, path := range append(paths, weights...) {
		hash, err := h.file(path)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&all, "%s %s\n", h.shown(path), hash)
	}
	return notebook.Hash([]byte(all.String())), nil
}

// backend names what cells are linked with (kernel-setup/environ.py).
func backend() string {
	if strings.Contains(os.Getenv("GOFLAGS"), "-tags=xla") {
		return "xla"
	}
	return "go"
}

// file returns the hash of a file; the line ends of a text do not matter.
func (h *hasher) file(path string) (string, error) {
	if hash, known := h.hashes[path]; known {
		return hash, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	h.hashes[path] = notebook.Hash(unixLines(data))
	return h.hashes[path], nil
}

// unixLines returns a text with the line ends of Unix; data that is none stays.
func unixLines(data []byte) []byte {
	if bytes.IndexByte(data, 0) >= 0 {
		return data
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
}

// used returns the seminar's packages that a notebook's cells use, and what these
// import, in order. A name followed by a dot counts, too: the kernel adds imports
// that a cell forgot.
func (h *hasher) used(nb *notebook.Notebook) []goPackage {
	var code strings.Builder
	for _, c := range nb.Code() {
		code.WriteString(c.Source() + "\n")
	}
	found := map[string]bool{}
	for path, p := range h.packages {
		if p.Name == "main" || p.Name == "" { // a program, or no Go
			continue
		}
		named := regexp.MustCompile(`"` + regexp.QuoteMeta(path) + `"|\b` + regexp.QuoteMeta(p.Name) + `\.`)
		if named.MatchString(code.String()) {
			found[path] = true
			for _, dep := range p.Deps {
				if _, ours := h.packages[dep]; ours {
					found[dep] = true
				}
			}
		}
	}
	var all []goPackage
	for _, path := range slices.Sorted(maps.Keys(found)) {
		all = append(all, h.packages[path])
	}
	return all
}

// files returns what a package is built from on any machine: its sources but for
// tests, and what it embeds.
func (p goPackage) files() ([]string, error) {
	entries, err := os.ReadDir(p.Dir)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); (ext == ".go" || ext == ".s") && !strings.HasSuffix(e.Name(), "_test.go") {
			all = append(all, filepath.Join(p.Dir, e.Name()))
		}
	}
	for _, name := range p.EmbedFiles {
		all = append(all, filepath.Join(p.Dir, filepath.FromSlash(name)))
	}
	return all, nil
}

var (
	weightsName = regexp.MustCompile("[\"`/]weights/([^\"`]*)[\"`]")
	verb        = regexp.MustCompile(`%[-+# 0-9.]*[a-z]`)
)

// weights returns the paths of the weights that a notebook's cells name: "weights/"
// and a name, in which a verb of fmt stands for anything. A name that is put
// together otherwise, as "weights/" + file, stands for all of them. The epochs that
// a training kept (train.At) go with it.
func (h *hasher) weights(nb *notebook.Notebook) ([]string, error) {
	folder := h.path("notebooks/weights")
	found := map[string]bool{}
	for _, c := range nb.Code() {
		for _, m := range weightsName.FindAllStringSubmatch(c.Source(), -1) {
			ext := path.Ext(m[1])
			pattern := verb.ReplaceAllString(strings.TrimSuffix(m[1], ext), "*") + "*" + ext
			paths, err := filepath.Glob(filepath.Join(folder, pattern))
			if err != nil {
				return nil, fmt.Errorf("a name of weights, %q: %w", m[1], err)
			}
			for _, p := range paths {
				if name := filepath.Base(p); !strings.HasPrefix(name, ".") && !strings.Contains(name, ".partial.") && !strings.Contains(name, ".local") {
					found[p] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}
