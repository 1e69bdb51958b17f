"""`make doctor`: its table, its status, and what it finds damaged."""

import base64
import contextlib
import hashlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import doctor
import environ
from tests import tryclone


class Doctor(unittest.TestCase):
    def test_this_clone(self):
        status, said = tryclone.setup(environ.REPO, part="doctor")
        self.assertEqual(status, 0, said)
        head, *rows = said.split("\n\n")[0].splitlines()
        self.assertRegex(head, r"^part +found +wanted +what to do$")
        self.assertGreaterEqual(len(rows), 14)
        columns = {head.index(word) for word in ("found", "wanted", "what")}
        for row in rows:
            self.assertTrue(all(row[c - 1] == " " and row[c] != " " for c in columns), row)

    def test_status(self):
        for rows, status, end in (
                ([("a", "1", "1", "")], 0, "all that is needed is there"),
                ([("a", "1", "1", ""), ("b", "0", "1", "do b" + doctor.OPTIONAL)], 0, "all that is needed is there"),
                ([("a", "0", "1", "do a"), ("b", "0", "1", "do b")], 1, "missing or wrong: a, b")):
            with mock.patch.object(doctor, "rows", return_value=rows), contextlib.redirect_stdout(io.StringIO()) as said, \
                    self.assertRaises(SystemExit) as ended:
                doctor.main()
            self.assertEqual(ended.exception.code, status)
            self.assertTrue(said.getvalue().endswith(f"doctor: {end}\n"), said.getvalue())

    def test_damaged_files(self):
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder)
            (site / "a.dist-info").mkdir()
            lines = ["a.dist-info/RECORD,,", "made-later.pyc,,"]
            for name in ("whole.py", "flipped.py", "cut.py", "gone.py"):
                (site / name).write_bytes(b"contents")
                digest = base64.urlsafe_b64encode(hashlib.sha256(b"contents").digest()).rstrip(b"=").decode()
                lines.append(f"{name},sha256={digest},8")
            (site / "a.dist-info" / "RECORD").write_text("\n".join(lines))
            (site / "flipped.py").write_bytes(b"contentz")
            (site / "cut.py").write_bytes(b"cont")
            (site / "gone.py").unlink()
            self.assertEqual(doctor.damaged(site), ["flipped.py", "cut.py", "gone.py"])


if __name__ == "__main__":
    unittest.main()
