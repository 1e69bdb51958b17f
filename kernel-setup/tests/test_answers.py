"""What the kernel answers where a cell reads its input, imports what is not there, or is completed."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from jupyter_client.manager import start_new_kernel

import environ
import parts

READS = """%%
var name, more string
n, err := fmt.Scanln(&name)
fmt.Println("first", n, err, name)
n, err = fmt.Scanln(&more)
fmt.Println("second", n, err, more)"""
LINE = "import (\n\t\"seminar.example/lib/metric\"\n)\n%%\nmetric.PS"


@contextlib.contextmanager
def kernel(**env):
    manager, client = start_new_kernel(kernel_name="seminar-go", env={**os.environ, **env})
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def ran(client, code, typed=None):
    """What a cell said, and its error; `typed` are the lines that someone types, None where no one can."""
    said, lines = [], iter(typed or [])
    client.allow_stdin = typed is not None

    def hear(message):
        content = message["content"]
        said.append(content.get("text") or content.get("evalue") or "")

    client.execute_interactive(code, timeout=60, output_hook=hear, allow_stdin=typed is not None,
                               stdin_hook=lambda _: client.input(next(lines)))
    return "".join(said)


@unittest.skipUnless(sys.platform == "linux", "what a program waits for is seen on Linux alone")
class Input(unittest.TestCase):
    """A cell that reads gets what is typed, or the end of the input with a line that says so."""

    def test_typed_and_not(self):
        with kernel(SEMINAR_HEADLESS="1") as client:
            self.assertEqual(ran(client, READS, typed=["가나", "b"]), "first 1 <nil> 가나\nsecond 1 <nil> b\n")
            for code in (READS, "!cat; echo first 0 EOF", "!bash -c 'sleep 0.1; head -1; true'; echo first 0 EOF"):
                said = ran(client, code)
                self.assertIn("here no one can type: it gets the end of the input", said, code)
                self.assertIn("first 0 EOF", said, code)

    def test_who_reads_nothing_is_asked_nothing(self):
        """Another pipe's reader, and one who waits for something else."""
        with kernel(SEMINAR_HEADLESS="1") as client:
            for code in ("%%\ntime.Sleep(time.Second / 2)\nfmt.Println(\"end\")", "!(sleep 0.5; echo end) | cat"):
                self.assertEqual(ran(client, code, typed=[]), "end\n")


class Modules(unittest.TestCase):
    def test_one_that_is_not_there(self):
        with kernel(SEMINAR_HEADLESS="1") as client:
            said = ran(client, 'import "a.example/b/c"\n%%\nfmt.Println(c.X)')
            self.assertRegex(said, r"^a\.example/b/c is not among the seminar's modules")
            self.assertIn(f"cd '{environ.REPO}' && make get MODULE=a.example/b/c\n", said)
            self.assertNotIn("go.work", said, "GoNB's advice is for others")
            self.assertIn(f"folders of {environ.REPO}/lib", ran(client, 'import "seminar.example/lib/x"\n%%\nfmt.Println(x.X)'))
            self.assertIn("maths is not in std", ran(client, 'import "maths"\n%%\nfmt.Println(maths.X)'))

    def test_the_command_exists(self):
        said = subprocess.run(["make", "-n", "get", "MODULE=a.example/b"], cwd=environ.REPO, capture_output=True, text=True).stdout
        self.assertRegex(said, r"environ\.py go get 'a\.example/b'")


@unittest.skipUnless(sys.platform == "linux", "processes are read from /proc")
class Completion(unittest.TestCase):
    """One language server a user, and none before someone presses Tab."""

    def setUp(self):
        if not parts.built([parts.EXTRA["gopls"][0]], parts.EXTRA["gopls"][2]):
            self.skipTest("gopls is not built yet: `make lab` does, and kernel-setup/install.py gopls")

    def completed(self, client, code):
        request = client.complete(code, len(code))
        while (reply := client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != request:
            pass
        return reply["content"]["matches"]

    def servers(self, folder):
        """The language servers whose socket lies in a folder."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"unix;{folder}" in (path / "cmdline").read_bytes().decode(errors="replace"):
                    found[int(path.name)] = int((path / "stat").read_text().rpartition(") ")[2].split()[1])
        return [p for p, parent in found.items() if parent not in found]  # a child that becomes `go list` is none

    def test_two_notebooks(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as kernels:
            clients = [kernels.enter_context(kernel(TMPDIR=folder)) for _ in range(2)]
            for client in clients:
                ran(client, LINE.partition("%%")[0] + "%%\nfmt.Println(metric.PSNR(1, 2))")
            self.assertEqual(self.servers(folder), [])
            for client in clients:
                self.assertIn("PSNR", self.completed(client, LINE))
            server, = self.servers(folder)
            self.assertIn(b"-listen.timeout=", Path(f"/proc/{server}/cmdline").read_bytes(), "it outlives a killed kernel, but ends")
            memory = Path(f"/proc/{server}/smaps_rollup").read_text()
            megabytes = int(memory.partition("\nPss:")[2].split()[0]) >> 10
            self.assertLess(megabytes, 300)
            os.kill(server, signal.SIGKILL)
            again = self.completed(clients[0], LINE) or self.completed(clients[0], LINE)  # the end may not be noticed yet
            self.assertIn("PSNR", again, "another one is started")
            os.kill(self.servers(folder)[0], signal.SIGTERM)


if __name__ == "__main__":
    unittest.main()
