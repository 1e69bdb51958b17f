"""One clone for many accounts: what each has of its own."""

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
import served
from tests.tryclone import shell

HERE = Path(__file__).resolve().parent.parent
SAYS = """
import sys
sys.path.insert(0, sys.argv[1])
import environ
print(environ.STATE, environ.WORK, environ.environ().get("SEMINAR_WORK"))
"""


class Served(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.shared, self.own = self.folder / "shared", self.folder / "own"
        (self.shared / "ab").mkdir(parents=True)
        (self.shared / "ab" / "abc-d").write_text("compiled")

    def test_the_cache_holds_both(self):
        served.layer(self.shared, self.own, 1e9)
        (self.own / "ab" / "own-d").write_text("mine")
        self.assertEqual((self.own / "ab" / "abc-d").read_text(), "compiled")
        self.assertEqual([p.name for p in (self.shared / "ab").iterdir()], ["abc-d"])
        self.assertEqual((self.own / "trim.txt").read_text(), "1000000000\n")  # Go's own form: it cleans a day later

    def test_what_is_new_old_or_gone(self):
        (self.shared / "ab" / "gone-d").write_text("")
        served.layer(self.shared, self.own, 1e9)
        old = self.own / "ab" / "old-d"
        old.write_text("")
        os.utime(old, (1, 1))
        (self.own / "ab" / "young-d").write_text("")
        (self.shared / "ab" / "gone-d").unlink()
        (self.shared / "ab" / "new-d").write_text("")
        now = (self.own / "trim.txt").stat().st_mtime
        served.layer(self.shared, self.own, now)  # within half a day: nothing
        self.assertTrue(old.exists())
        served.layer(self.shared, self.own, now + served.DAY)
        self.assertEqual(sorted(p.name for p in (self.own / "ab").iterdir()), ["abc-d", "new-d", "young-d"])

    def test_notebooks_are_signed_once(self):
        (self.folder / "notebooks").mkdir()
        notebook = self.folder / "notebooks" / "a.ipynb"
        notebook.touch()
        with mock.patch.multiple(lab, REPO=self.folder, STATE=self.folder), mock.patch.object(subprocess, "run") as run:
            for code, changed, calls in ((1, 0, 1), (0, 0, 2), (0, 0, 2), (0, 9, 3)):
                with self.subTest(code=code, changed=changed):
                    run.return_value.returncode = code
                    os.utime(notebook, (notebook.stat().st_atime, notebook.stat().st_mtime + changed))
                    lab.trust()
                    self.assertEqual(run.call_count, calls)

    def test_links_leave_what_is_there(self):
        (self.folder / "lib").mkdir()
        served.links(self.folder)
        self.assertFalse((self.folder / "lib").is_symlink())
        served.links(self.folder / "new")
        self.assertEqual((self.folder / "new").stat().st_mode & 0o777, 0o700)
        self.assertEqual((self.folder / "datasets").resolve(), environ.REPO / "datasets")

    def test_a_folder_closed_to_others(self):
        self.folder.chmod(0o700)
        with mock.patch.object(served, "REPO", self.folder / "x"):
            self.assertIn("is missing", served.closed())
            (self.folder / "x").mkdir()
            self.assertIn(f"{self.folder} is closed to other accounts", served.closed())

    def test_places(self):
        def places(**env):
            done = subprocess.run([sys.executable, "-c", SAYS, HERE], env={**shell(), **env}, stdout=subprocess.PIPE, text=True, check=True)
            return done.stdout.split()
        self.assertEqual(places(), [str(environ.REPO / ".jupyter"), str(environ.REPO / "work"), "None"])
        self.assertEqual(places(SEMINAR_STATE="/a", SEMINAR_WORK="/b/work"), ["/a", "/b/work", "/b/work"])

    def test_a_shared_clone_is_told_by_its_folder_and_by_who_may_write(self):
        (self.folder / ".shared").mkdir()
        with mock.patch.object(os, "access", return_value=False):
            self.assertTrue(machine.served(str(self.folder)))
            self.assertFalse(machine.served(str(self.shared)))
            with mock.patch.dict(os.environ, {"HOME": "/home/reader"}):
                self.assertEqual(machine.state(str(self.folder)), "/home/reader/.local/state/seminar")
                self.assertEqual(machine.work(str(self.folder)), "/home/reader/seminar/work")
        self.assertFalse(machine.served(str(self.folder)))
