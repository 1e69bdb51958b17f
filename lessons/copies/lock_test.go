//go:build !windows

package copies

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The second waits for the first and says so, once.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "work.lock")
	ok(t, Lock(path, func() { t.Error("waited for nobody") }))
	said, got := make(chan bool, 9), make(chan error)
	go func() { got <- Lock(path, func() { said <- true }) }()
	<-said
	select {
	case err := <-got:
		t.Fatalf("two hold the lock: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	ok(t, syscall.Flock(int(held[len(held)-2].Fd()), syscall.LOCK_UN)) // the end of the first program
	ok(t, <-got)
	if len(said) != 0 {
		t.Error("it said more than once that it waits")
	}
	if err := Lock(filepath.Join(path, "x"), nil); err == nil {
		t.Error("a lock below a file")
	}
	ok(t, os.Remove(path))
}
