"""The choice of the language of the lab."""

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
import language


class Language(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / ".bin" / "language"
        for module in (environ, language):
            patch = mock.patch.object(module, "LANGUAGE", self.file)
            patch.start()
            self.addCleanup(patch.stop)

    def choose(self, asked):
        with contextlib.redirect_stdout(io.StringIO()) as said:
            language.choose(asked)
        return said.getvalue()

    def test_remembered(self):
        self.assertEqual(environ.language(), "en")
        self.assertIn("한국어", self.choose("ko"))
        self.assertEqual(environ.language(), "ko")
        self.assertEqual(self.choose("ko"), "")
        self.assertIn("English", self.choose("en"))
        self.assertEqual(environ.language(), "en")

    def test_unknown(self):
        with self.assertRaises(SystemExit) as ended:
            self.choose("fr")
        self.assertIn("LANGUAGE=fr", str(ended.exception))
        self.file.parent.mkdir()
        self.file.write_text("fr\n")
        self.assertEqual(environ.language(), "en")

    def test_a_hub_chooses(self):
        for said, want in (("ko", "ko"), ("en", "en"), ("", "en"), ("fr", "en")):
            with mock.patch.dict(os.environ, SEMINAR_LANGUAGE=said):
                self.assertEqual(environ.language(), want)
        self.choose("ko")
        with mock.patch.dict(os.environ, SEMINAR_LANGUAGE="en"):
            self.assertEqual(environ.language(), "en")

    def test_menus(self):
        """JupyterLab reads the settings of Korean only where Korean is chosen; cells' language is not set."""
        for chosen, want in (("en", 1), ("ko", 2)):
            self.choose(chosen)
            env = environ.environ()
            self.assertEqual(len(env["JUPYTER_CONFIG_PATH"].split(os.pathsep)), want)
            self.assertNotIn("SEMINAR_LANG", set(env) - set(os.environ))

    def test_make(self):
        """LANGUAGE of the environment is gettext's: make does not take it."""
        def said(*words):
            return subprocess.run(["make", "-n", "language", *words], cwd=environ.REPO, env={**os.environ, "LANGUAGE": "ko"},
                                  capture_output=True, encoding="utf-8").stdout

        self.assertNotIn("language.py", said())
        self.assertIn("language.py ko", said("LANGUAGE=ko"))


if __name__ == "__main__":
    sys.exit(unittest.main())
