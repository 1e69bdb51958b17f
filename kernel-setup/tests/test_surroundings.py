"""Folders, locales, users and line ends that are not as usual: all runs, or a line says what to do."""

import ast
import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import environ
import lab
import machine
from tests import tryclone

HERE = environ.REPO / "kernel-setup"
PROGRAM = 'package main\nimport ("fmt"; "os")\nfunc main() { fmt.Println("runs in", os.TempDir()) }\n'
RUN = """
import doctor, subprocess, sys
print(*next(row for row in doctor.machine_rows(True) if row[0] == "temporary"), sep="|")
from environ import environ
sys.exit(subprocess.run(["go", "run", sys.argv[1]], env=environ()).returncode)
"""
CELL = """
from tests import test_answers
with test_answers.kernel(SEMINAR_HEADLESS="1") as client:
    print(test_answers.ran(client, "%%\\nfmt.Println(os.TempDir())"))
"""


def mounted(folder, options):
    """Words before a command that sees a file system of its own there, or None."""
    words = tryclone.namespaces("-m")
    return words and [*words, "sh", "-c", f'mount -t tmpfs -o {options} none "$0" && exec "$@"', str(folder)]


class Temporary(unittest.TestCase):
    """Go builds and starts programs in the folder for temporary files."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "temporary"
        self.folder.mkdir()
        self.program = Path(folder.name) / "main.go"
        self.program.write_text(PROGRAM, encoding="utf-8")

    def said(self, before, code, folder):
        command = [sys.executable, *(["environ.py", "python"] if code is CELL else []), "-c", code, str(self.program)]
        done = subprocess.run([*before, *command], cwd=HERE, encoding="utf-8",
                              env={**tryclone.shell(), "TMPDIR": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_of_no_use(self):
        own = environ.STATE / "tmp" / "programs"
        for options, why in (("noexec", "it is mounted noexec"), ("ro", "Read-only file system"), ("size=8k", "0 MB free"),
                             (None, "No such file")):
            before, folder = [], self.folder
            if options is None:
                folder = self.folder / "none"
            elif (before := mounted(folder, options)) is None:
                self.skipTest("no file system can be mounted here")
            said = self.said(before, RUN, folder)
            self.assertRegex(said, rf"^temporary\|in the clone: .*{why}")
            self.assertIn(f"runs in {own}\n", said)

    def test_a_cell_where_none_starts(self):
        before = mounted(self.folder, "noexec")
        if before is None:
            self.skipTest("no file system can be mounted here")
        self.assertIn(f"{environ.STATE}/tmp/programs\n", self.said(before, CELL, self.folder))

    def test_one_that_can_be_used_is(self):
        self.assertIn(f"runs in {self.folder}\n", self.said([], RUN, self.folder))

    def test_a_clone_in_which_nothing_starts(self):
        clone = tryclone.copy(self.folder)
        before = tryclone.on_small_disk(clone, "20m,noexec")
        if before is None:
            self.skipTest("no file system can be mounted here")
        status, said = tryclone.setup(clone, *before)
        self.assertEqual(status, 1)
        self.assertRegex(said, r"^set-up: programs cannot be started in .*noexec: move the clone to your home\n$")


class Caches(unittest.TestCase):
    """Go and uv find folders for what they keep, whatever HOME is."""

    def test_table(self):
        own = machine.caches()
        self.addCleanup(environ.places.cache_clear)
        with tempfile.TemporaryDirectory() as folder:
            for home, cloned in ((folder, False), ("", False), ("relative", True)):
                changed = dict.fromkeys(("GOCACHE", "GOPATH", "GOMODCACHE", "UV_CACHE_DIR", "XDG_CACHE_HOME"), "")
                with mock.patch.dict(os.environ, {**changed, "HOME": home}):
                    environ.places.cache_clear()
                    env = environ.environ()
                    for name in own:
                        self.assertEqual(env[name].startswith(str(environ.STATE)), cloned, (home, name))
                    self.assertTrue(os.path.isabs(env["HOME"]), home)

    def test_a_read_only_home(self):
        with tempfile.TemporaryDirectory() as folder:
            before = mounted(folder, "ro")
            if before is None:
                self.skipTest("no file system can be mounted here")
            home = {k: v for k, v in tryclone.shell().items() if k not in machine.caches() and k != "XDG_CACHE_HOME"}
            said = subprocess.run([*before, sys.executable, "environ.py", "go", "env", "GOCACHE", "GOMODCACHE"], cwd=HERE,
                                  env={**home, "HOME": folder}, capture_output=True, text=True).stdout
            self.assertEqual(said.split(), [f"{environ.STATE}/caches/{name}" for name in ("gocache", "gomodcache")])

    def test_go_env_w(self):
        """Of what `go env -w` set the places count, and nothing that changes a build."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "env")
            file.write_text("GOOS=plan9\nGOFLAGS=-mod=vendor\nGOPROXY=http://school.example\nGO111MODULE=off\n", encoding="utf-8")
            env = {k: v for k, v in tryclone.shell().items() if k != "GOPROXY"}
            said = subprocess.run([sys.executable, "environ.py", "go", "env", "GOOS", "GOPROXY", "GO111MODULE"], cwd=HERE,
                                  env={**env, "GOENV": str(file)}, capture_output=True, text=True).stdout
            self.assertEqual(said.split("\n")[1:], ["http://school.example", "", ""])
            self.assertNotIn("plan9", said)


class Encodings(unittest.TestCase):
    """No command dies of a character, in whatever locale."""

    LOCALES = ({"PYTHONIOENCODING": "cp949", "PYTHONSAFEPATH": "1", "PYTHONHOME": "/nowhere"}, {"PYTHONIOENCODING": "latin-1"},
               {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    REPORT = "import sys; sys.path.insert(0, sys.argv[1]); import check; check.report(check.FORMAT, False, '– … 가', 1)"

    def said(self, command, env):
        done = subprocess.run(command, env=env, cwd=environ.REPO, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertNotIn(b"Traceback", done.stdout)
        return done.stdout

    def test_what_is_printed(self):
        plain = {k: v for k, v in tryclone.with_uv(tryclone.outside(UV_DEFAULT_INDEX="http://127.0.0.1:9/simple", UV_HTTP_RETRIES="0",
                                                                    PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0")).items()
                 if k not in ("PYTHONUTF8", "PYTHONIOENCODING") and not k.startswith("LC_")}
        with tempfile.TemporaryDirectory() as folder:
            clone = tryclone.copy(Path(folder, "가 – 나"))
            for locale in self.LOCALES:
                with self.subTest(locale):
                    env, make = {**plain, **locale}, ["make", "-C", str(clone), f"PYTHON={sys.executable}"]
                    self.assertIn(b"\ndoctor: missing or wrong: ", self.said([*make, "doctor"], env))
                    env = {k: v for k, v in env.items() if k not in ("PYTHONSAFEPATH", "PYTHONHOME")}  # make takes them away
                    checks = [sys.executable, str(HERE / "environ.py"), "python", "-c", self.REPORT, str(environ.REPO / "checks")]
                    self.assertIn(b"gofmt -s", self.said(checks, env))
                    self.assertIn(b"your work/", self.said(["make", "help"], env))
            self.assertIn(b"set-up: not finished: go", self.said([*make, "setup"], env))

    def test_a_mark_stays_a_mark(self):
        said = io.TextIOWrapper(io.BytesIO(), encoding="cp949", errors="plain")
        said.write("✓ ✗ – … 가 \udcea")
        said.flush()
        self.assertEqual(said.buffer.getvalue().decode("cp949"), "ok X - … 가 ?")

    def test_files_are_utf8(self):
        """Programs that the machine's own Python runs name the encoding of every file."""
        files = [*HERE.glob("*.py"), environ.REPO / "checks" / "check.py", environ.REPO / "bench" / "gpu" / "gpu_check.py",
                 environ.REPO / "docker" / "image_check.py"]
        self.assertGreater(len(files), 12)
        for file in files:
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(call, ast.Call):
                    continue
                words = {k.arg for k in call.keywords}
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name in ("read_text", "write_text") or (name == "open" and isinstance(call.func, ast.Name)) or "text" in words:
                    self.assertIn("encoding", words, f"{file}:{call.lineno}")


class Root(unittest.TestCase):
    """JupyterLab refuses root: a line says what to do, and a container of root's alone is no reason to refuse."""

    def test_table(self):
        root, student = mock.Mock(pw_uid=0), mock.Mock(pw_uid=1000, pw_name="mina", pw_shell="/bin/bash")
        service = mock.Mock(pw_uid=1001, pw_name="service", pw_shell="/usr/sbin/nologin")
        for uid, users, container, words, ends in (
                (1000, [root, student], False, [], []), (0, [root], True, [], ["--allow-root"]),
                (0, [root, service], True, [], ["--allow-root"]),
                (0, [root, student], True, [], "such as mina, or .* LAB_ARGS=--allow-root"), (0, [root], False, [], "adduser NAME"),
                (0, [root], False, ["--allow-root"], [])):
            with self.subTest(uid=uid, users=len(users), container=container), mock.patch("os.geteuid", return_value=uid), \
                    mock.patch("pwd.getpwall", return_value=users), contextlib.redirect_stdout(io.StringIO()) as said, \
                    mock.patch.object(lab, "CONTAINERS", ["/"] if container else []), mock.patch.dict(os.environ):
                for name in ("container", "CODESPACES"):
                    os.environ.pop(name, None)
                if isinstance(ends, str):
                    with self.assertRaisesRegex(SystemExit, ends) as ended:
                        lab.root(words)
                    self.assertNotIn("\n", str(ended.exception))
                else:
                    self.assertEqual(lab.root(words), ends)
                    self.assertEqual(bool(said.getvalue()), bool(ends))


@unittest.skipUnless((environ.REPO / ".git").exists(), "the clone is not one of git's")
class LineEnds(unittest.TestCase):
    def test_a_clone_of_windows(self):
        """Checksums and tests read bytes: line ends are LF, whatever git is told."""
        with tempfile.TemporaryDirectory() as folder:
            git = ["git", "-c", "core.autocrlf=true", "-c", "safe.directory=*"]
            subprocess.run([*git, "clone", "-q", "-s", "-n", str(environ.REPO), folder], check=True, capture_output=True)
            files = ["*.go", "*.py", "*.md", "*.mod", "*.sum", "Makefile", ".gitattributes"]
            subprocess.run([*git, "-C", folder, "checkout", "-q", "HEAD", "--", *files], check=True, capture_output=True)
            said = subprocess.run([*git, "-C", folder, "ls-files", "--eol"], capture_output=True, text=True, check=True).stdout
            self.assertIn("w/lf", said)
            self.assertNotIn("w/crlf", said)


if __name__ == "__main__":
    unittest.main()
