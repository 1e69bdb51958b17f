package jpyexec

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/janpfeifer/gonb/internal/kernel"
)

const (
	lookEvery = 100 * time.Millisecond
	noReader  = "\n(the cell reads its input, and here no one can type: it gets the end of the input)\n"
)

// answerReads waits until the program, or one that it started, reads its
// standard input, and then asks the reader of the notebook for a line, as
// Jupyter's other kernels do; where no one can be asked it says so and ends the
// input. GoNB asks only where a program calls gonbui.RequestInput, so that
// fmt.Scanln hung without a word. Linux says in /proc what a program waits for;
// elsewhere nothing is seen, and programs wait as before.
func (exec *Executor) answerReads(input *os.File) {
	pipe, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", input.Fd()))
	if err != nil {
		return
	}
	asked := make(chan bool, 1) // holds an element while an answer is awaited
	answer := func(_, input *kernel.MessageImpl) error {
		content, _ := input.Composed.Content.(map[string]any)
		line, _ := content["value"].(string)
		go func() { // who never reads it shall stop no one
			_, _ = exec.cmdStdin.Write([]byte(line + "\n"))
			<-asked
		}()
		return nil
	}
	waited := false // twice in a row: between a line's arrival and the reading of it lies a moment
	for {
		select {
		case <-exec.doneChan:
			return
		case <-time.After(lookEvery):
		}
		if len(asked) == 1 || !reads(exec.cmd.Process.Pid, pipe) {
			waited = false
			continue
		}
		if !waited {
			waited = true
			continue
		}
		content, _ := exec.Msg.ComposedMsg().Content.(map[string]any)
		if allowed, _ := content["allow_stdin"].(bool); !allowed {
			_ = kernel.PublishWriteStream(exec.Msg, kernel.StreamStderr, noReader)
			_ = exec.cmdStdin.Close()
			return
		}
		asked <- true
		if err := exec.Msg.PromptInput("", false, answer); err != nil {
			_ = exec.cmdStdin.Close()
			return
		}
	}
}

// reads reports whether a thread of a process, or of its children, is in the
// system call that reads from its standard input, and whether that is this pipe.
func reads(pid int, pipe string) bool {
	root := fmt.Sprintf("/proc/%d", pid)
	tasks, _ := filepath.Glob(root + "/task/*")
	input, _ := os.Readlink(root + "/fd/0")
	call := fmt.Sprintf("%d 0x0 ", syscall.SYS_READ)
	for _, task := range tasks {
		if said, _ := os.ReadFile(task + "/syscall"); input == pipe && strings.HasPrefix(string(said), call) {
			return true
		}
		children, _ := os.ReadFile(task + "/children")
		for _, word := range strings.Fields(string(children)) {
			if child, err := strconv.Atoi(word); err == nil && reads(child, pipe) {
				return true
			}
		}
	}
	return false
}
