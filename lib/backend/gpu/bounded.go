package gpu

import (
	"bytes"
	"os/exec"
	"time"

	"seminar.example/lib/say"
)

// ErrNoAnswer says that a program gave none in the time that it had.
const ErrNoAnswer = say.Error("no answer")

// Bounded runs a command for as long as it may take and returns what it
// prints. It returns in time also where the command cannot be killed, as one
// that waits for a broken driver.
func Bounded(cmd *exec.Cmd, limit time.Duration) (out string, err error) {
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
		return "", ErrNoAnswer
	}
}
