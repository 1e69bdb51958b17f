"""An author's edits, from JupyterLab to the source and back, and none lost."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import nbformat

import cells
import notebooks
import sync

TEXT = sync.HEADER.format(**notebooks.kernelspec()) + """# A

```python .noeval
import torch
```

```go
%%
fmt.Println("a")
```

Text after.


A text cell of its own.
"""


class Syncing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.repo = Path(folder.name)
        for module in (notebooks, sync):
            self.enterContext(mock.patch.object(module, "REPO", self.repo))
        self.enterContext(mock.patch.object(notebooks, "SOURCES", self.repo / "notebooks" / "src"))
        self.source = self.repo / "notebooks" / "src" / "04_x.md"
        self.path = self.repo / "notebooks" / "04_x.ipynb"
        self.source.parent.mkdir(parents=True)
        self.source.write_text(TEXT)
        self.made()

    def made(self, text=TEXT):
        """The notebook as `make notebooks` leaves it."""
        nb = notebooks.read(text)
        cells.mark(nb, "inputs")
        self.path.write_bytes(notebooks.serialise(nb))

    def edit(self, index=1, text='%%\nfmt.Println("b")'):
        nb = nbformat.read(self.path, as_version=4)
        nb.cells[index].source = text
        nbformat.write(nb, self.path)

    def lost(self):
        nb = nbformat.read(self.path, as_version=4)
        return notebooks.lost(self.source, nb, self.source.read_text())

    def test_an_edit_and_nothing_else_comes_back(self):
        self.edit()
        self.assertIn("make sync NB=04", self.lost())
        self.assertIn("taken into", sync.take(self.path, self.source))
        self.assertEqual(self.source.read_text(), TEXT.replace('"a"', '"b"'))
        self.assertEqual(self.lost(), "", "the source holds it: executing may go on")
        self.assertIn("the same", sync.take(self.path, self.source))

    def test_cells_added_removed_moved(self):
        nb = nbformat.read(self.path, as_version=4)
        nb.cells.insert(1, nbformat.v4.new_code_cell("func f() {}"))
        nb.cells = [nb.cells[2], nb.cells[1], nb.cells[0], nb.cells[4]]
        nbformat.write(nb, self.path)
        self.assertNotEqual(self.lost(), "")
        sync.take(self.path, self.source)
        have = [c.source for c in notebooks.read(self.source.read_text()).cells]
        self.assertEqual(have, [c.source for c in nb.cells])

    def test_nothing_edited(self):
        before = self.source.read_bytes()
        self.assertIn("the same", sync.take(self.path, self.source))
        self.source.write_text(TEXT.replace("# A", "# B"))
        self.assertEqual(self.lost(), "", "an edited source alone is executed")
        self.assertIn("make notebooks NB=04", sync.take(self.path, self.source))
        self.assertEqual(self.source.read_text(), TEXT.replace("# A", "# B"))
        self.assertNotEqual(before, self.source.read_bytes())

    def test_both_edited_is_refused_both_ways(self):
        self.edit()
        self.source.write_text(TEXT.replace("# A", "# B"))
        self.assertNotEqual(self.lost(), "")
        with self.assertRaisesRegex(sync.Refused, r"edited too.*\.jupyter/04_x\.md"):
            sync.take(self.path, self.source)
        self.assertEqual(self.source.read_text(), TEXT.replace("# A", "# B"))
        self.assertEqual((self.repo / ".jupyter" / "04_x.md").read_text(), TEXT.replace('"a"', '"b"'))

    def test_make_does_not_execute_over_edits(self):
        self.edit()
        before = self.path.read_bytes()
        with contextlib.redirect_stdout(io.StringIO()) as said, \
                mock.patch.object(notebooks, "execute", side_effect=AssertionError("executed")), \
                mock.patch.object(notebooks, "inputs", return_value="others"):
            self.assertFalse(notebooks.make(self.source, {}))
        self.assertIn("make sync NB=04", said.getvalue())
        self.assertEqual(self.path.read_bytes(), before)

    def test_a_notebook_without_source_gets_one(self):
        new = self.path.with_name("09_new.ipynb")
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# New")]), new)
        source = self.source.with_name("09_new.md")
        sync.take(new, source)
        self.assertEqual([c.source for c in notebooks.read(source.read_text()).cells], ["# New"])

    def test_awkward_texts_come_through_or_are_refused(self):
        for text in ("one\n\n\ntwo", "a fence:\n\n```go\nx := 1\n```\n\nin a text", "<!-- #region -->", "---\n\n---"):
            with self.subTest(text):
                self.setUp()
                self.edit(0, text)
                try:
                    sync.take(self.path, self.source)
                except sync.Refused as e:
                    self.assertRegex(str(e), "cell 1 cannot be written")
                    self.assertEqual(self.source.read_text(), TEXT)
                else:
                    self.assertEqual(notebooks.read(self.source.read_text()).cells[0].source, text)

    def test_a_source_that_cannot_be_read_is_one_line(self):
        self.source.write_text(TEXT.replace("kernelspec:", "kernelspec*"))
        with contextlib.redirect_stdout(io.StringIO()) as said, \
                mock.patch.object(notebooks, "inputs", return_value="others"):
            self.assertFalse(notebooks.make(self.source, {}))
            self.assertFalse(notebooks.test(self.source, {}, run=False))
        self.assertEqual(said.getvalue().count("compare its header"), 2, said.getvalue())

    def test_made_before_hashes_were_stored(self):
        nb = notebooks.read(TEXT)
        self.assertFalse(cells.edited(nb))
        nb.cells[0].source += "!"
        self.assertTrue(cells.edited(nb))

    def test_which_notebooks(self):
        self.assertEqual(sync.pairs("04"), [(self.path, self.source)])
        copy = self.repo / "work" / "04_x-v2.ipynb"
        self.assertEqual(sync.pairs(str(copy)), [(copy.resolve(), self.source)])


class Sources(unittest.TestCase):
    def test_every_source_survives_the_way_through_a_notebook(self):
        for source in notebooks.sources():
            text = source.read_text(encoding="utf-8")
            self.assertEqual(sync.source_text(notebooks.read(text)), text, source.name)


if __name__ == "__main__":
    unittest.main()
