"""No room for a file of the set-up's programs: what was there stays, in one line."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
WRITES = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {here!r})
import notebooks
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
notebooks.write(Path({path!r}), b"x" * {size})
"""


@unittest.skipIf(os.name == "nt", "the limit on a file's size is Unix's")
class Full(unittest.TestCase):
    def test_a_notebook_that_does_not_fit(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "00.ipynb"
            path.write_text("old")
            for size, status in ((10_000, 1), (4000, 0)):
                done = subprocess.run([sys.executable, "-c", WRITES.format(here=str(HERE), path=str(path), size=size)],
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertEqual(os.listdir(folder), [path.name])
                if status:
                    self.assertRegex(done.stderr, r"^notebooks: .* could not be written and stays as it was: .*too large\n$")
                    self.assertEqual(path.read_text(), "old")
            self.assertEqual(path.stat().st_size, 4000)


if __name__ == "__main__":
    unittest.main()
