//go:build !windows

package goplsclient

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pkg/errors"
)

const (
	shareStart = 10 * time.Second // until a language server listens
	shareIdle  = time.Minute      // without a kernel the language server ends
)

// shareFrugal keeps a server's first Tab, which reads the seminar's packages, at
// 170 to 225 MB and off the other processors. Without it a busy machine gave it 552 MB,
// with the limit alone 230 to 312, and the answer was no faster.
var shareFrugal = []string{"GOMAXPROCS=1", "GOMEMLIMIT=200MiB"}

// Share connects to the user's language server, and starts it where there is
// none: at the first Tab, since most notebooks never ask. GoNB started one for
// each kernel at once, 100 to 200 MB each, which stayed where a kernel was
// killed; this one ends by itself.
func (c *Client) Share(ctx context.Context) error {
	c.mu.Lock()
	connected := c.conn != nil
	c.mu.Unlock()
	if connected {
		return nil
	}
	program, err := exec.LookPath("gopls")
	if err != nil {
		return err
	}
	folder, err := ownFolder()
	if err != nil {
		return err
	}
	c.SetAddress(filepath.Join(folder, socketName(program)))
	clear(c.fileVersions) // an earlier one knew these
	if c.Connect(ctx) == nil {
		return nil
	}
	_ = os.Remove(c.address) // a server that was killed left it
	server := exec.Command(program, "-listen=unix;"+c.address, fmt.Sprintf("-listen.timeout=%s", shareIdle))
	server.Dir = folder
	server.Env = append(shareFrugal, os.Environ()...) // the user's own come last and hold
	setNewProcessGroup(server)
	if err := server.Start(); err != nil {
		return errors.Wrap(err, "gopls does not start")
	}
	go server.Wait() // leaves no zombie
	for end := time.Now().Add(shareStart); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err = c.Connect(ctx); err == nil {
			return nil
		}
	}
	return errors.Wrapf(err, "gopls was started and does not listen")
}

// socketName differs where what a server is told of Go by its environment does.
func socketName(program string) string {
	said := []string{program}
	for _, name := range []string{"PATH", "GOFLAGS", "GOEXPERIMENT", "CGO_ENABLED", "GOPROXY", "GOMODCACHE", "GOCACHE"} {
		said = append(said, os.Getenv(name))
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(said, "\x00"))))[:8]
}

// ownFolder is a folder that no other user can enter: what a language server is
// sent is the cells, and what it answers is believed.
func ownFolder() (string, error) {
	folder := filepath.Join(os.TempDir(), fmt.Sprintf("gopls-%d", os.Getuid()))
	if err := os.Mkdir(folder, 0o700); err != nil && !os.IsExist(err) {
		return "", err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); !ok || int(s.Uid) != os.Getuid() || info.Mode() != os.ModeDir|0o700 {
		return "", errors.Errorf("%s is not a folder of this user's alone", folder)
	}
	return folder, nil
}
