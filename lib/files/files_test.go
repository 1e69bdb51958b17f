package files_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"seminar.example/lib/files"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	ok(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	path := filepath.Join(dir, "a.bin")
	for _, content := range []string{"first", "", "the third"} {
		ok(t, files.Write(path, []byte(content)))
		got, err := os.ReadFile(path)
		ok(t, err)
		if string(got) != content {
			t.Errorf("read %q, written %q", got, content)
		}
	}
	info, err := os.Stat(path)
	ok(t, err)
	if info.Mode() != 0o644 {
		t.Errorf("mode %v, expected one that all may read", info.Mode())
	}
	if left := names(t, dir); !slices.Equal(left, []string{"a.bin"}) {
		t.Errorf("the folder holds %q", left)
	}
}

// What cannot be put in its place is an error, and nothing is left of it.
func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "a.bin")
	ok(t, os.MkdirAll(filepath.Join(taken, "in it"), 0o777)) // a folder cannot be replaced
	if err := files.Write(taken, []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
	ok(t, os.WriteFile(filepath.Join(dir, "b"), nil, 0o600))
	var where *fs.PathError
	if err := files.Write(filepath.Join(dir, "b", "c"), nil); !errors.As(err, &where) {
		t.Errorf("a file in a file: %v", err)
	}
	if left := names(t, dir); !slices.Equal(left, []string{"a.bin", "b"}) {
		t.Errorf("the folder holds %q", left)
	}
}

// What killed programs left goes once it is old, and nothing else does.
func TestAbandoned(t *testing.T) {
	dir := t.TempDir()
	now := time.Now()
	for name, age := range map[string]time.Duration{
		".a.bin.123": 2 * time.Hour, // of a killed program
		".a.bin.456": time.Minute,   // being written
		".a.bin.b.7": 2 * time.Hour, // of a.bin.b
		".b.bin.123": 2 * time.Hour, // of b.bin
		"a.bin.123":  2 * time.Hour, // somebody's
	} {
		path := filepath.Join(dir, name)
		ok(t, os.WriteFile(path, nil, 0o600))
		ok(t, os.Chtimes(path, now.Add(-age), now.Add(-age)))
	}
	ok(t, files.Write(filepath.Join(dir, "a.bin"), nil))
	want := []string{".a.bin.456", ".a.bin.b.7", ".b.bin.123", "a.bin", "a.bin.123"}
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, expected %q", got, want)
	}
}
