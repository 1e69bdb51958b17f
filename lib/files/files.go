// Package files writes files whole, and tells apart the data that they come from.
package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// abandoned is the age at which a file that nobody finished is taken away: no
// writing takes an hour.
const abandoned = time.Hour

// Write puts content at path, or leaves what was there: a reader never meets a
// part, whenever the program is killed or the disk is full. Its folder is made.
//
// It writes .NAME.* in the same folder and renames that. A program that is
// killed in between leaves it there; a later Write to path takes away those that
// are an hour old.
//
// Errors: as the system says them, *fs.PathError or *os.LinkError.
func Write(path string, content []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	prefix := "." + filepath.Base(path) + "."
	f, err := os.CreateTemp(dir, prefix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil { // best effort: the error at hand is the one to tell
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return Clean(path)
}

// Clean takes away what killed programs left of a Write to path, an hour ago or
// longer.
//
// Errors: as the system says them, where the folder cannot be read.
func Clean(path string) error {
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+"."
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		rest, temporary := strings.CutPrefix(e.Name(), prefix)
		if !temporary || strings.Trim(rest, "0123456789") != "" {
			continue // of another file: 04.a.safetensors is not 04's
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(dir, e.Name())) // another program may have done it
		}
	}
	return nil
}
