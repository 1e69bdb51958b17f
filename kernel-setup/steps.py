"""Steps of the set-up: one line each, and a log.

uv, go and pip each report themselves, at length: someone who sets up wants one
line a step with its seconds, a fault in a line, and steps side by side.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import reasons
from environ import REPO


class StepError(Exception):
    """A step that could not be done; the text is for the reader."""


@contextlib.contextmanager
def lock(path, waiting="set-up   another set-up runs in this clone: waiting for it"):
    """Lets one set-up at a time into the clone.

    The programs that a step starts inherit the lock: if this one is killed,
    the next waits until its last compiler or pip has ended too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        if os.name == "nt":
            yield None  # the lock is flock's; there, run one set-up at a time
            return
        import fcntl
        try:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print(waiting, flush=True)
            fcntl.flock(f, fcntl.LOCK_EX)
        os.set_inheritable(f.fileno(), True)
        yield f.fileno()


class Step:
    """What a step's action works with: its programs and its log."""

    def __init__(self, steps, name):
        self.steps, self.environ, self.begin = steps, steps.environ, time.monotonic()
        self.log = steps.logs / f"{name}.log"
        self.notes = []

    def run(self, command, env=None):
        """Runs a program, its output into the log; raises StepError."""
        with open(self.log, "a", encoding="utf-8", errors="replace") as out:
            out.write(f"$ {' '.join(command)}\n")
            out.flush()
            try:
                process = subprocess.Popen(command, cwd=REPO, env=env or self.environ(),
                                           stdin=subprocess.DEVNULL,
                                           stdout=out, stderr=out, close_fds=False)
            except OSError as e:
                raise StepError(f"{command[0]} does not start: {e}") from e
            self.steps.processes.add(process)
            try:
                status = process.wait()
            finally:
                self.steps.processes.discard(process)
        if status != 0:
            raise StepError(f"{os.path.basename(command[0])} ended with status {status}")

    def note(self, text):
        """Adds a line below the step's own."""
        self.notes.append(text)

    def said(self):
        """All that its programs said."""
        try:
            return self.log.read_text(errors="replace", encoding="utf-8")
        except OSError:
            return ""

    def tail(self, n=15):
        return "".join(f"         {line}\n" for line in self.said().splitlines()[-n:])


class Steps:
    """Runs steps, several at a time where the caller has threads for it."""

    def __init__(self, logs, environ):
        self.logs, self.environ = logs, environ
        self.failed, self.processes, self.running = [], set(), {}
        self.terminal, self.printing = sys.stdout.isatty(), threading.Lock()
        logs.mkdir(parents=True, exist_ok=True)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if self.terminal:
            threading.Thread(target=self._show, daemon=True).start()

    def do(self, name, what, action, quiet=0):
        """Does a step and prints its line, unless all went well within quiet seconds.
        Returns whether it did."""
        step = self.running[name] = Step(self, name)
        try:
            step.log.write_text("", encoding="utf-8")
            action(step)
        except (StepError, OSError) as e:
            self.failed.append(name)
            reason = reasons.find(f"{e}\n{step.said()}")
            step.note(f"failed: {reason or e}; the whole log: {step.log}\n{'' if reason else step.tail()}"
                      "         What was finished stays; the same command goes on.")
        finally:
            del self.running[name]
        seconds = time.monotonic() - step.begin
        if name in self.failed or step.notes or seconds >= quiet:
            self._print("\n".join([f"{name:8} {what}: {seconds:.0f} s",
                                   *(f"         {n}" for n in step.notes)]))
        return name not in self.failed

    def stop(self):
        """Ends the programs that still run."""
        for process in list(self.processes):
            process.terminate()

    def _print(self, text):
        with self.printing:
            print(("\r\033[K" if self.terminal else "") + text, flush=True)

    def _show(self):
        """On a terminal: what runs now, and for how long."""
        while True:
            time.sleep(1)
            now = time.monotonic()
            line = ", ".join(f"{n} {now - s.begin:.0f} s" for n, s in list(self.running.items()))
            if line:
                with self.printing:
                    print(f"\r\033[K         … {line}", end="", flush=True)
