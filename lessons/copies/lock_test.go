//go:build !windows

package copies

import (
	"path/filepath"
	"testing"
	"time"
)

// The second waits for the first and says so, once.
func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "work.lock")
	first, err := Lock(path, func() { t.Error("waited for nobody") })
	ok(t, err)
	said, got := make(chan bool, 9), make(chan error)
	go func() {
		second, err := Lock(path, func() { said <- true })
		if err == nil {
			err = second.Close()
		}
		got <- err
	}()
	<-said
	select {
	case err := <-got:
		t.Fatalf("two hold the lock: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	ok(t, first.Close())
	ok(t, <-got)
	if len(said) != 0 {
		t.Error("it said more than once that it waits")
	}
	if _, err := Lock(filepath.Join(path, "x"), nil); err == nil {
		t.Error("a lock below a file")
	}
}
