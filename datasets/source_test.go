package datasets

import (
	"os"
	"path/filepath"
	"testing"
)

// TestModuleCache follows the go command's rules: `go help environment`.
func TestModuleCache(t *testing.T) {
	home := t.TempDir()
	written := filepath.Join(t.TempDir(), "env")
	text := "# comment\nGOFLAGS=-v\nGOMODCACHE=/written/mod\n"
	if err := os.WriteFile(written, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	list := string(os.PathListSeparator)
	for _, c := range []struct{ name, cache, path, env, want string }{
		{"GOMODCACHE", "/own/mod", "/a" + list + "/b", written, "/own/mod"},
		{"go env -w", "", "/a", written, "/written/mod"},
		{"GOPATH", "", "/a" + list + "/b", "off", "/a/pkg/mod"},
		{"nothing set", "", "", "off", filepath.Join(home, "go/pkg/mod")},
	} {
		t.Setenv("HOME", home)
		t.Setenv("GOMODCACHE", c.cache)
		t.Setenv("GOPATH", c.path)
		t.Setenv("GOENV", c.env)
		if got := moduleCache(); got != filepath.FromSlash(c.want) {
			t.Errorf("%s: %s, expected %s", c.name, got, c.want)
		}
	}
}

// TestNoModule has neither the module nor a way to fetch it.
func TestNoModule(t *testing.T) {
	t.Setenv("SEMINAR_DATA", "")
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-modcacherw") // so that the folder can be removed
	_, err := MNIST(Test)
	wantError(t, err, "datasets: MNIST", modulePath, "GOPROXY=off", "go mod download", "SEMINAR_DATA")
	t.Setenv("PATH", "")
	_, err = MNIST(Test)
	wantError(t, err, "executable file not found", "SEMINAR_DATA")
}

// TestDamagedModule names the folder to delete.
func TestDamagedModule(t *testing.T) {
	cache := t.TempDir()
	dir := filepath.Join(cache, "github.com", "petar", "!go!m!n!i!s!t@"+moduleVersion)
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SEMINAR_DATA", "")
	t.Setenv("GOMODCACHE", cache)
	t.Setenv("PATH", "") // the folder is found without the go command
	_, err := MNIST(Test)
	wantError(t, err, "an empty folder", "delete "+dir, "go mod download")
}
