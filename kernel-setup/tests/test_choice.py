"""The choice of the backend, with stand-ins for devices, nvidia-smi and gcc."""

import contextlib
import io
import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import choice
import environ
import parts

H100 = "NVIDIA H100 80GB HBM3, 580.65.06, 9.0, 80000, 81559"
USED = "NVIDIA H100 80GB HBM3, driver 580.65.06"
LINUX = (sys.platform, os.uname().machine if hasattr(os, "uname") else "") == ("linux", "x86_64")


class Choice(unittest.TestCase):
    """A machine whose devices and programs lie in a folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "bin").mkdir()
        self.file = self.root / ".bin" / "backend"
        for module, name, value in [(choice, "ROOT", self.root), (choice, "CHOICE", self.file),
                                    (environ, "CHOICE", self.file), (choice, "SMI_SECONDS", 0.5)]:
            self.replace(mock.patch.object(module, name, value))
        self.replace(mock.patch.dict(os.environ, {"PATH": str(self.root / "bin")}))
        for name in ("CC", "SEMINAR_CHOICE"):
            os.environ.pop(name, None)
        self.program("gcc", "exit 0")

    def replace(self, patch):
        patch.start()
        self.addCleanup(patch.stop)

    def program(self, name, *lines):
        path = self.root / "bin" / name
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(0o755)

    def device(self, path="dev/nvidia0"):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).touch()

    def gpu(self, said=H100):
        self.device()
        self.program("nvidia-smi", f"echo '{said}'")

    def make(self, asked=""):
        """What choice.make returns, or the line it ends with; and what it prints."""
        with contextlib.redirect_stdout(io.StringIO()) as said:
            try:
                choice.possible(asked)
                made = choice.make(asked)
            except SystemExit as e:
                made = e.code
        for line in [*said.getvalue().splitlines(), made]:
            self.assertNotIn("\n", line)
        return made, said.getvalue()


@unittest.skipUnless(LINUX, "XLA is for Linux on x86-64")
class OnLinux(Choice):
    def test_no_gpu_is_pure_go_without_a_word(self):
        self.program("nvidia-smi", "echo asked >&2; exit 1")  # must not be asked
        self.assertEqual(self.make(), ("go", ""))
        self.assertFalse(self.file.exists(), "looked for again the next time")

    def test_a_gpu_is_cuda_and_said(self):
        self.gpu()
        made, said = self.make()
        self.assertEqual(made, "cuda")
        self.assertIn(f"{USED}: CUDA is used (`make lab BACKEND=go` does without)", said)
        self.assertEqual(self.make(), ("cuda", ""))
        self.assertEqual(environ.backend(), "cuda")

    def test_a_gpu_that_cuda_cannot_use(self):
        for lines, want in [
            ([f"echo '{H100.replace('580.65', '575.99')}'"],
             "NVIDIA H100 80GB HBM3, driver 575.99.06 is not used: the NVIDIA driver 575.99.06 is too old for CUDA 13: install 580"),
            (["echo 'Tesla V100-SXM2-16GB, 580.65.06, 7.0, 16000, 16384'"], "compute capability 7.0, CUDA 13 needs 7.5"),
            (["exec /bin/sleep 5"], "nvidia-smi: no answer"),
        ]:
            with self.subTest(want):
                self.device()
                self.program("nvidia-smi", *lines)
                made, said = self.make()
                self.assertEqual(made, "go")
                self.assertIn(want, said)
                self.assertEqual(said.count("\n"), 1)
                self.assertFalse(self.file.exists())

    def test_a_device_without_nvidia_smi(self):
        self.device()
        made, said = self.make()
        self.assertEqual(made, "go")
        self.assertIn("no driver: install NVIDIA's driver 580 or newer", said)

    def test_go_fails(self):
        self.gpu()
        with mock.patch.object(choice.environ, "REPO", self.root):
            made, said = self.make()
        self.assertEqual(made, "go")
        self.assertIn("a GPU is not used: it cannot be looked at: ", said)

    def test_wsl(self):
        self.device("dev/dxg")
        self.assertEqual(self.make(), ("go", ""))  # any GPU may be behind it
        self.device("usr/lib/wsl/lib/nvidia-smi")
        (self.root / "usr/lib/wsl/lib/nvidia-smi").write_text(f"#!/bin/sh\necho '{H100}'\n")
        (self.root / "usr/lib/wsl/lib/nvidia-smi").chmod(0o755)
        self.assertEqual(self.make()[0], "cuda")

    def test_by_hand_is_remembered_and_changed_back(self):
        self.gpu()
        for asked in ("xla", "go", "cuda", "go"):
            before = environ.backend()
            made, said = self.make(asked)
            self.assertEqual(made, asked)
            self.assertIn(f"{asked} from now on, {before} in kernels", said)
            self.assertEqual(self.make(), (asked, ""))
            self.assertEqual(environ.backend(), asked)
        self.assertEqual(self.make("auto")[0], "cuda")

    def test_auto_forgets(self):
        self.make("xla")
        made, said = self.make("auto")
        self.assertEqual(made, "go")
        self.assertIn("go from now on, xla in kernels", said)
        self.assertFalse(self.file.exists())

    def test_a_damaged_choice_is_none(self):
        self.file.parent.mkdir()
        for damage in (b"", b"xl", b"\xff\x00", b"xla\ncuda\n"):
            self.file.write_bytes(damage)
            self.assertEqual(environ.backend(), "go")
            self.assertEqual(self.make(), ("go", ""))

    def test_cuda_by_hand_without_a_gpu(self):
        made, said = self.make("cuda")
        self.assertEqual(made, "cuda")
        self.assertIn("no NVIDIA GPU is seen here; until CUDA can be used, XLA on the CPU is", said)

    def test_without_a_c_compiler(self):
        (self.root / "bin" / "gcc").unlink()
        for asked in ("xla", "cuda"):
            made, _ = self.make(asked)
            self.assertIn(f"BACKEND={asked}: XLA is linked by a C compiler, and gcc does not start: install it", made)
            self.assertFalse(self.file.exists())
        self.assertEqual(self.make("go")[0], "go")
        self.file.unlink()
        self.gpu()
        made, said = self.make()
        self.assertEqual(made, "go")
        self.assertIn(f"{USED} is not used: XLA is linked by a C compiler", said)

    def test_a_c_compiler_without_headers(self):
        self.program("gcc", "echo 'fatal error: stdlib.h: No such file or directory' >&2; exit 1")
        self.assertIn("gcc compiles no program: install it (Debian, Ubuntu: apt install gcc libc6-dev)", self.make("xla")[0])

    def test_the_named_c_compiler_counts(self):
        (self.root / "bin" / "gcc").rename(self.root / "bin" / "clang")
        with mock.patch.dict(os.environ, {"CC": "clang -O1"}):
            self.assertEqual(self.make("xla")[0], "xla")


class Linked:
    """A step whose first commands fail."""

    def __init__(self, faults):
        self.faults, self.notes, self.log, self.flags = faults, [], "the log", []

    def environ(self):
        return environ.environ()

    def note(self, text):
        self.notes.append(text)

    def run(self, command, env):
        self.flags.append(env["GOFLAGS"])
        if len(self.flags) <= self.faults:
            raise parts.StepError("go ended with status 1")


class Anywhere(Choice):
    def test_gcc_links_where_go_cannot(self):
        mark = self.file.parent / "gcc-links"
        mark.parent.mkdir()
        for faults, marked, note in [(0, False, None), (2, False, "XLA cannot be linked: go ended"), (1, True, "gcc does")]:
            step = Linked(faults)
            with mock.patch.object(environ, "GCC_LINKS", mark), mock.patch.object(parts, "GCC_LINKS", mark), \
                    mock.patch.dict(os.environ, {"SEMINAR_CHOICE": "xla"}):
                parts.link(step)
            self.assertEqual(mark.exists(), marked)
            self.assertEqual(["linkmode=internal" in flags for flags in step.flags], [True, False][:len(step.flags)])
            self.assertIn(note or "", "".join(step.notes))
            self.assertEqual(len(step.notes), 1 if note else 0)

    def test_a_wrong_value(self):
        for wrong in ("tpu", "XLA", "go "):
            self.assertEqual(self.make(wrong)[0], f"set-up: BACKEND={wrong} is none of go, xla, cuda and auto")
        self.assertFalse(self.file.exists())

    def test_another_machine(self):
        self.gpu()
        with mock.patch.object(choice.platform, "machine", lambda: "aarch64"):
            self.assertEqual(self.make()[0], "go")
            made, _ = self.make("xla")
        self.assertIn("XLA is for Linux on x86-64, this is ", made)
        self.assertIn("on aarch64: use BACKEND=go", made)

    def test_the_environment_follows(self):
        for backend, cgo, tag, folders in [("go", "0", False, []), ("xla", "1", True, ["xla"]),
                                           ("cuda", "1", True, ["cuda", "xla"])]:
            with mock.patch.dict(os.environ, {"SEMINAR_CHOICE": backend, "SEMINAR_PLUGINS": "/old", "GOFLAGS": ""}):
                env = environ.environ()
                self.assertEqual(environ.kernel()["GOFLAGS"], env["GOFLAGS"])
            self.assertEqual(env["CGO_ENABLED"], cgo)
            self.assertEqual("-tags=xla" in env["GOFLAGS"].split(), tag)
            plugins = env.get("SEMINAR_PLUGINS", "")
            self.assertEqual([Path(f).name for f in plugins.split(os.pathsep) if f], folders)


if __name__ == "__main__":
    unittest.main()
