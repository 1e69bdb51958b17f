package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"seminar.example/lessons/notebook"
)

// code returns a notebook with these code cells.
func code(sources ...string) *notebook.Notebook {
	nb := notebook.New(map[string]any{})
	for _, source := range sources {
		c := notebook.Cell{"cell_type": "code", "source": source, "metadata": map[string]any{}, "execution_count": nil}
		c.SetOutputs(nil)
		nb.Cells = append(nb.Cells, c)
	}
	return nb
}

// All that decides what a lesson shows changes the hash, and nothing else does.
func TestInputs(t *testing.T) {
	h := newHome(t)
	for name, content := range map[string]string{
		"lib/a/a.go":                       "package a\n\nimport (\n\t_ \"embed\"\n\n\t_ \"seminar.example/lib/b\"\n)\n\n//go:embed page.html\nvar page string\n",
		"lib/a/a_windows.go":               "package a\n",
		"lib/a/a_test.go":                  "package a\n",
		"lib/a/page.html":                  "<p>\n",
		"lib/b/b.go":                       "package b\n",
		"lib/forgotten/f.go":               "package forgotten\n",
		"lib/unused/u.go":                  "package unused\n",
		"tool/main.go":                     "package main\n\nfunc main() {}\n",
		"notebooks/weights/04.bin":         "\x00\r\n",
		"notebooks/weights/05.bin":         "\x00",
		"notebooks/weights/.04.bin.123":    "\x00",
		"notebooks/weights/04.partial.bin": "\x00",
		"kernel-setup/environ.py":          "",
	} {
		put(t, h.path(name), content)
	}
	hash := func() string {
		t.Helper()
		hasher, err := h.newHasher()
		ok(t, err)
		hash, err := hasher.inputs(&lesson{text: get(t, h.sourcePath("04_x")), source: code("import \"seminar.example/lib/a\"", "forgotten.F(\"weights/04.bin\")")})
		ok(t, err)
		return hash
	}
	first := hash()
	for name, decides := range map[string]bool{
		"notebooks/src/04_x.md": true, "go.mod": true, "go.sum": true,
		"lib/a/a.go": true, "lib/a/a_windows.go": true, "lib/a/a_test.go": false, "lib/a/page.html": true, "lib/b/b.go": true,
		"lib/forgotten/f.go": true, "lib/unused/u.go": false, "tool/main.go": false,
		"notebooks/weights/04.bin": true, "notebooks/weights/05.bin": false,
		"notebooks/weights/.04.bin.123": false, "notebooks/weights/04.partial.bin": false,
		"kernel-setup/patch.py": true, "kernel-setup/tools/go.mod": true, "kernel-setup/tools/gonb/a.go": true,
		"kernel-setup/jupyter/kernels/seminar-go/kernel.json": true, "kernel-setup/environ.py": false, "README.md": false,
	} {
		old := get(t, h.path(name))
		put(t, h.path(name), old+"\n// more\n")
		if (hash() != first) != decides {
			t.Errorf("%s decides: %t, expected %t", name, !decides, decides)
		}
		put(t, h.path(name), strings.ReplaceAll(old, "\n", "\r\n"))
		if text := !strings.Contains(old, "\x00"); text && name != "notebooks/src/04_x.md" && hash() != first { // a source is read as text
			t.Errorf("%s: its line ends decide", name)
		}
		put(t, h.path(name), old)
	}
	if hash() != first {
		t.Error("the same inputs have another hash")
	}
	t.Setenv("GOFLAGS", "-tags=xla")
	if hash() == first {
		t.Error("the backend does not decide")
	}
	if _, err := h.newHasher(); err != nil {
		t.Error(err)
	}
}

// A kernel of which a part is missing has no hash.
func TestInputsOfHalfAKernel(t *testing.T) {
	h := newHome(t)
	h.root = filepath.Join(h.root, "kernel-setup")
	if _, err := h.newHasher(); err == nil {
		t.Error("no error where there is no seminar")
	}
}

func TestWeightsThatCellsName(t *testing.T) {
	h := newHome(t)
	all := []string{"02-pca.bin", "04-seed-1-epoch-5.safetensors", "04-seed-1.safetensors", "05-a-seed-2.safetensors"}
	for _, name := range all {
		put(t, h.path("notebooks/weights/"+name), "")
	}
	for source, want := range map[string][]string{
		`train.Load("weights/04-seed-1.safetensors")`:                      {all[1], all[2]},
		"const file = `../weights/02-pca.bin`":                             {all[0]},
		`fmt.Sprintf("weights/%s-seed-%d.safetensors", name, seed)`:        {all[1], all[2], all[3]},
		`fmt.Sprintf("weights/05-%-3s-seed-%02d.safetensors", name, seed)`: {all[3]},
		`"weights/" + file`:                    all,
		`fmt.Println("weights", "02-pca.bin")`: nil,
	} {
		paths, err := (&hasher{seminar: h.seminar}).weights(code(source))
		ok(t, err)
		var found []string
		for _, p := range paths {
			found = append(found, filepath.Base(p))
		}
		if !slices.Equal(found, want) {
			t.Errorf("%s: %q, expected %q", source, found, want)
		}
	}
	if _, err := (&hasher{seminar: h.seminar}).weights(code(`"weights/[.bin"`)); err == nil {
		t.Error("no error for a name that is no pattern")
	}
}

// The lessons of this clone name weights that are there.
func TestWeightsOfTheLessons(t *testing.T) {
	s, err := openSeminar(clone)
	ok(t, err)
	all, err := s.lessons(python(t), "")
	ok(t, err)
	for _, l := range all {
		paths, err := (&hasher{seminar: s}).weights(l.source)
		ok(t, err)
		if named := strings.Contains(l.text, "weights/0") || strings.Contains(l.text, "weights/%"); named != (len(paths) > 0) {
			t.Errorf("%s: names weights: %t, found %q", l.name, named, paths)
		}
	}
}
