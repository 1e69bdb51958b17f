"""Tests of gallery.py with a README, a notebook and pictures made here."""

import base64
import tempfile
import unittest
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

import gallery


class Gallery(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repo = Path(folder.name)
        (self.repo / "README.md").write_text("![a line](gallery/99-line.png)")
        self.notebook = self.repo / "99.ipynb"
        self.show(b"PNG", "99-line")

    def show(self, png, name):
        output = new_output("display_data", {"image/png": base64.b64encode(png).decode()},
                            metadata={"name": name})
        nbformat.write(new_notebook(cells=[new_code_cell("show", outputs=[output])]), self.notebook)

    def put(self, path, data):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    def wrong(self):
        return "\n".join(gallery.breaches(self.repo, [self.notebook]))

    def test_written_and_good(self):
        self.assertIn("run `make notebooks`", self.wrong())
        gallery.write(self.repo, [self.notebook], self.put)
        self.assertEqual(self.wrong(), "")

    def test_another_figure_is_seen(self):
        gallery.write(self.repo, [self.notebook], self.put)
        self.show(b"other", "99-line")
        self.assertIn("is not the figure", self.wrong())

    def test_a_figure_that_no_notebook_has(self):
        self.show(b"PNG", "99-other")
        self.assertIn("no notebook has", self.wrong())

    def test_a_picture_that_readme_does_not_show(self):
        gallery.write(self.repo, [self.notebook], self.put)
        self.put(self.repo / "gallery" / "98-old.png", b"PNG")
        self.assertIn("remove it", self.wrong())
