package backend

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// WaitVar names the environment variable that says how many seconds a plugin
// may take until it answers the first time; 2.4 where it is not set.
const WaitVar = "SEMINAR_PLUGIN_WAIT"

const (
	probeVar = "SEMINAR_PROBE" // marks the child process in which a plugin is tried
	answer   = "plugin:"       // begins the child's answer
	works    = "works"
)

func wait() time.Duration {
	if s, err := strconv.ParseFloat(os.Getenv(WaitVar), 64); err == nil && s > 0 {
		return time.Duration(s * float64(time.Second))
	}
	return 2400 * time.Millisecond
}

// try finds out whether the plugin works, without risk for this process: it
// compares the file with its checksum and computes something in a child
// process. That a file is sound is remembered, and that it works, except for a
// GPU, which can be gone the next time.
func (p plugin) try(config string, until time.Time) error {
	known := p.remembered()
	if !known {
		if err := p.verify(); err != nil {
			return err
		}
	}
	if known && (p.kind == "xla" || !onGPU(p.path)) {
		return nil
	}
	if err := p.probe(config, until); err != nil {
		return err
	}
	if !known {
		p.remember()
	}
	return nil
}

// onGPU reports whether a plugin computes on a GPU, by go-xla's own rule.
func onGPU(path string) bool {
	upper := strings.ToUpper(path)
	return strings.Contains(upper, "CUDA") || strings.Contains(upper, "NVIDIA")
}

// probe loads the plugin and computes with it, in a child process: this program
// once more, which ends before main (see xla.go).
func (p plugin) probe(config string, until time.Time) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	left := time.Until(until)
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), append(p.env, probeVar+"="+config, "GOTRACEBACK=none",
		fmt.Sprintf("%s=%g", WaitVar, left.Seconds()))...)
	out, err := bounded(cmd, left)
	if _, said, some := strings.Cut(out, answer); some {
		said, _, _ = strings.Cut(said, "\n")
		if said = strings.TrimSpace(said); said == works {
			return nil
		}
		return errors.New(strings.TrimSuffix(prefixes.ReplaceAllString(said, ""), "."))
	}
	if errors.Is(err, errNoAnswer) {
		return fmt.Errorf("the plugin gave no answer in %.1f s (%s=20 waits longer)", left.Seconds(), WaitVar)
	}
	if signal := crash.FindString(out); signal != "" {
		return fmt.Errorf("the plugin crashes (%s), tried in a process of its own: install it again", signal)
	}
	last := "no word" // XLA's own, as of a flag in XLA_FLAGS that it does not know
	for line := range strings.Lines(out) {
		if line = strings.TrimSpace(logged.ReplaceAllString(line, "")); line != "" {
			last = line
		}
	}
	return fmt.Errorf("the plugin ends the process that tries it (%w): %s", err, last)
}

var (
	// What Go prints of a signal in C code, "SIGSEGV: segmentation violation".
	crash = regexp.MustCompile(`\bSIG[A-Z]+: [a-z ]+`)
	// What XLA's log puts before a line, "F0000 00:00:1795.2 31457 parse_flags.cc:234] ".
	logged = regexp.MustCompile(`^[A-Z]\d{4} .*?\] `)
	// What go-xla puts before the plugin's own words.
	prefixes = regexp.MustCompile(`^(while creating plugin \S+ for backend "xla": |backend "xla":: |failed to load PJRT plugin for name "[^"]*": |PJRT error \(code=\d+\): )+`)
)

var errNoAnswer = errors.New("no answer")

// bounded runs a command for as long as it may take and returns what it
// prints. It returns in time also where the command cannot be killed, as one
// that waits for a broken driver.
func bounded(cmd *exec.Cmd, limit time.Duration) (out string, err error) {
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &b, &b, 100*time.Millisecond
	if err := cmd.Start(); err != nil {
		return "", err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		return b.String(), err
	case <-time.After(limit):
		_ = cmd.Process.Kill() // it may just have ended
		return "", errNoAnswer
	}
}

// verify compares the file with what pip wrote down of it: its size first, so
// that a file cut short is told at once.
func (p plugin) verify() error {
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
			return fmt.Errorf("the plugin file is damaged: %s bytes, expected %s: install it again", size, f[2])
		case f[1] != "sha256="+sum:
			return errors.New("the plugin file is damaged: its SHA-256 differs from the wheel's: install it again")
		}
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

// key tells one state of the file and of how it is opened from another.
func (p plugin) key() string {
	st, err := os.Stat(p.path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d %q %q %q\n", st.Size(), st.ModTime().UnixNano(), p.options, p.env, os.Getenv("XLA_FLAGS"))
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
	}
}
