package backend

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"seminar.example/lib/say"
)

// verify compares the file's header with this machine, and the file with what
// pip wrote down of it: its size first, so that one cut short is told at once.
func (p plugin) verify() error {
	if err := verifyHeader(p.path); err != nil {
		return err
	}
	if p.info() == "" {
		return nil
	}
	record, err := os.ReadFile(filepath.Join(p.info(), "RECORD"))
	if err != nil {
		return nil // then the trial alone must do
	}
	relative, err := filepath.Rel(p.site, p.path)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(record)) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) < 3 || f[0] != filepath.ToSlash(relative) {
			continue
		}
		sum, size, err := digest(p.path, f[2])
		switch {
		case err != nil:
			return err
		case size != f[2]:
			return say.Errorf("the plugin file is damaged: %s bytes, expected %s: install it again", size, f[2])
		case f[1] != "sha256="+sum:
			return say.Errorf("the plugin file is damaged: its SHA-256 differs from the wheel's: install it again")
		}
	}
	return nil
}

// machines are ELF's numbers of processors.
var machines = map[string]uint16{"amd64": 62, "arm64": 183}

// verifyHeader refuses a file that is no ELF library of this machine.
func verifyHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, 64)
	if _, err := io.ReadFull(f, header); err != nil || string(header[:4]) != "\x7fELF" {
		return say.Errorf("the plugin file is damaged: it is no library: install it again")
	}
	machine, here := binary.LittleEndian.Uint16(header[18:]), machines[runtime.GOARCH]
	if here != 0 && machine != here {
		return say.Errorf("the plugin is made for another processor: ELF machine %d, this one (%s) is %d", machine, runtime.GOARCH, here)
	}
	return nil
}

// digest returns a file's size and, where that is as expected, its SHA-256 as
// wheels write it.
func digest(path, expected string) (sum, size string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return "", "", err
	}
	if size = strconv.FormatInt(st.Size(), 10); size != expected {
		return "", size, nil
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)), size, err
}

// key tells one state of the file and of how it is opened from another. The
// time is in seconds, since images of containers keep no more of it.
func (p plugin) key() string {
	st, err := os.Stat(p.path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d %q %q %q\n", st.Size(), st.ModTime().Unix(), p.options, p.flags, p.gpu)
}

// memory lists where a good trial is written down: beside the plugin, else in
// the user's cache, for a virtual environment that only its owner may write.
func (p plugin) memory() []string {
	files := []string{p.path + ".works"}
	if cache, err := os.UserCacheDir(); err == nil {
		sum := sha256.Sum256([]byte(p.path))
		files = append(files, filepath.Join(cache, "seminar", fmt.Sprintf("%x.works", sum[:8])))
	}
	return files
}

func (p plugin) remembered() bool {
	key := p.key()
	for _, file := range p.memory() {
		if b, err := os.ReadFile(file); err == nil && key != "" && string(b) == key {
			return true
		}
	}
	return false
}

// remember writes the key down. What it cannot write costs a trial the next
// time, and is no error.
func (p plugin) remember() {
	key := p.key()
	if key == "" {
		return
	}
	for i, file := range p.memory() {
		if i > 0 && os.MkdirAll(filepath.Dir(file), 0o755) != nil {
			return
		}
		part := fmt.Sprintf("%s.%d", file, os.Getpid())
		err := os.WriteFile(part, []byte(key), 0o644)
		if err == nil {
			err = os.Rename(part, file)
		}
		if err == nil {
			return
		}
		_ = os.Remove(part) // if it came into being at all
	}
}
