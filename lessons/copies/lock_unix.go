//go:build !windows

package copies

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// Lock waits until no other program holds the lock at path, and holds it until
// this program ends; waiting is called where it must wait.
func Lock(path string, waiting func()) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	held = append(held, f)
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		waiting()
		for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
			err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		}
	}
	return err
}

// held keeps the files of locks: one that is collected is closed, and its lock gone.
var held []*os.File
