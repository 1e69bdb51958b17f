"""What a check's line says, and what check.py's status is."""

import contextlib
import io
import sys
import unittest
from unittest import mock

import check
from check import Check


def says(text, status=0):
    """The command of a program that says this and ends so."""
    return [sys.executable, "-c", f"print({text!r}); raise SystemExit({status})"]


def ran(*checks):
    """What check.py prints for these checks, and its status."""
    with mock.patch.dict(check.CHECKS, {"these": list(checks)}), mock.patch.object(sys, "argv", ["check.py", "these"]), \
            contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            check.main()
        except SystemExit as e:
            return said.getvalue(), e.code
    raise AssertionError("no status")


class Checks(unittest.TestCase):
    def test_all_well(self):
        said, status = ran(Check("one", says("quiet")), Check("two", says("shown"), tells=True))
        self.assertEqual(status, 0)
        self.assertRegex(said, r"(?m)^✓ one +\d+\.\d s$")
        self.assertRegex(said, r"(?m)^✓ two +\d+\.\d s\n  shown$")
        self.assertNotIn("quiet", said)
        self.assertEqual(said.splitlines()[-1], "2 passed, 0 failed")

    def test_one_that_fails_shows_all_and_stops_none(self):
        said, status = ran(Check("bad", says("first\nsecond", 3), hint="do this"), Check("good", says("")))
        self.assertEqual(status, 1)
        self.assertRegex(said, r"(?m)^✗ bad +\d+\.\d s\n  first\n  second\n  do this$")
        self.assertRegex(said, r"(?m)^✓ good ")
        self.assertEqual(said.splitlines()[-1], "1 passed, 1 failed")

    def test_what_counts_as_a_failure(self):
        read = [sys.executable, "-c", "import os; print(os.environ['X'])"]
        for one, well in ((Check("silent", says("file.go"), silent=True), False),
                          (Check("silent", says(""), silent=True), True),
                          (Check("expects", says("ok [no tests]"), expects=r"^ok$"), False),
                          (Check("expects", says("a\nok"), expects=r"^ok$"), True),
                          (Check("environment", read, {"X": "set"}, expects="set"), True)):
            with self.subTest(one):
                self.assertEqual(ran(one)[1], 0 if well else 1)

    def test_what_cannot_run_here_is_said(self):
        said, status = ran(Check("race", says(""), needs="no-such-compiler"),
                           Check("tidy", says("dial tcp: x", 1), lacks=("dial tcp", "no network")))
        self.assertEqual(status, 0)
        self.assertRegex(said, r"(?m)^– race +not run: no no-such-compiler$")
        self.assertRegex(said, r"(?m)^– tidy +not run: no network$")
        self.assertEqual(said.splitlines()[-1], "0 passed, 0 failed")


if __name__ == "__main__":
    unittest.main()
