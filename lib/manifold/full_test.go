//go:build unix

package manifold

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fullVar names a file: a test program that finds it set stores a PCA there, of
// at most as many bytes as limitVar says.
const fullVar, limitVar = "SEMINAR_TEST_PCA", "SEMINAR_TEST_PCA_LIMIT"

// TestFullDisk stores a PCA where its file does not fit: the error says so, what
// was there stays, nothing is left beside it, and with room the next call fits.
func TestFullDisk(t *testing.T) {
	if path := os.Getenv(fullVar); path != "" { // this is the program below
		var n uint64
		if _, err := fmt.Sscan(os.Getenv(limitVar), &n); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			t.Fatal(err)
		}
		_, _, err := StoredPCA(path, small(), 4, 3)
		fmt.Println("said:", err)
		return
	}
	_, _, data := saved(t)
	for _, before := range []string{"", "no PCA"} {
		for _, limit := range []int{0, 1, 100, len(data) - 1} {
			dir := t.TempDir()
			path := filepath.Join(dir, "small.pca")
			if before != "" {
				if err := os.WriteFile(path, []byte(before), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$")
			cmd.Env = append(os.Environ(), fullVar+"="+path, fmt.Sprintf("%s=%d", limitVar, limit))
			out, err := cmd.Output()
			if err != nil || !strings.Contains(string(out), "said: manifold: PCA.Save: ") || !strings.Contains(string(out), "too large") {
				t.Errorf("%d bytes: %v, %s", limit, err, out)
			}
			if after, _ := os.ReadFile(path); string(after) != before {
				t.Errorf("%d bytes: the file holds %q, expected %q", limit, after, before)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
				t.Errorf("%d bytes: %q is left", limit, left)
			}
			if _, found, err := StoredPCA(path, small(), 4, 3); found || err != nil {
				t.Errorf("with room: found %v, error %v", found, err)
			}
			if _, err := LoadPCA(path); err != nil {
				t.Error(err)
			}
		}
	}
}
