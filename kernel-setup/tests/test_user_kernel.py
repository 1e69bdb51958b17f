"""The kernel for an editor: it starts from a desktop, whose PATH leads nowhere."""

import contextlib
import io
import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

import environ
import user_kernel

# No import is written: goimports has to find them.
CELL = '%%\nfmt.Println(strings.ToUpper("found"), must.M1(os.Getwd()))'


class UserKernel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(suffix=" with space")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.enterContext(mock.patch.dict(os.environ, {"JUPYTER_DATA_DIR": str(self.folder)}))

    def done(self, action):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            action()
        return said.getvalue()

    def test_it_starts_with_an_empty_path(self):
        self.done(user_kernel.install)
        specs = KernelSpecManager(kernel_dirs=[str(self.folder / "kernels")], ensure_native_kernel=False)
        manager, said = KernelManager(kernel_name="seminar-go", kernel_spec_manager=specs), []
        home = {k: v for k, v in os.environ.items() if k in ("HOME", "SYSTEMROOT", "USERPROFILE")}
        with mock.patch.dict(os.environ, {**home, "PATH": ""}, clear=True):
            manager.start_kernel(env={**home, "PATH": "", "SEMINAR_HEADLESS": "1"}, cwd=str(self.folder))
        client = manager.client()
        try:
            client.start_channels()
            client.wait_for_ready(timeout=60)
            reply = client.execute_interactive(CELL, timeout=60, output_hook=lambda m: said.append(str(m["content"])))
            self.assertEqual(reply["content"]["status"], "ok", said)
            self.assertIn(f"FOUND {self.folder}", "".join(said))
        finally:
            client.stop_channels()
            manager.shutdown_kernel()

    def test_what_is_written(self):
        self.done(user_kernel.install)
        spec = json.loads((self.folder / "kernels" / "seminar-go" / "kernel.json").read_text())
        self.assertTrue(all(os.path.isabs(a) for a in spec["argv"][:-1]), spec["argv"])
        path = spec["env"]["PATH"].split(os.pathsep)
        self.assertEqual(path[0], str(environ.BIN))
        self.assertTrue(all(os.path.isabs(p) for p in path), path)
        self.assertTrue(all(os.path.isabs(spec["env"][k]) for k in ("GOCACHE", "GOMODCACHE")))

    def test_removed(self):
        self.done(user_kernel.install)
        self.assertEqual(user_kernel.state(), ("installed", ""))
        self.assertIn("removed", self.done(user_kernel.remove))
        self.assertEqual(list((self.folder / "kernels").iterdir()), [])
        self.assertIn("there is none", self.done(user_kernel.remove))

    def test_another_clones(self):
        self.done(user_kernel.install)
        for exists in (True, False):
            other = self.folder / "other clone"
            other.mkdir() if exists else other.rmdir()
            with mock.patch.object(user_kernel, "REPO", other):
                self.assertEqual(user_kernel.state(), (f"of the clone {environ.REPO}", ""))
            with mock.patch.object(user_kernel, "owner", return_value=other):
                self.assertEqual(user_kernel.state()[1], "" if exists else "make kernel")
                self.assertIn("in place of the clone", self.done(user_kernel.install))
                if exists:
                    with self.assertRaisesRegex(SystemExit, "make kernel-remove. there"):
                        user_kernel.remove()
        self.assertTrue(user_kernel.folder().exists())

    def test_folders_are_jupyters(self):
        """Where no variable names it: as jupyter_core says, for this system."""
        from jupyter_core import paths
        with mock.patch.dict(os.environ):
            del os.environ["JUPYTER_DATA_DIR"]
            self.assertEqual(user_kernel.folder().parent.parent, Path(paths.jupyter_data_dir()))


if __name__ == "__main__":
    unittest.main()
