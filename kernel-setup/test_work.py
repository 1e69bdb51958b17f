"""The copies of the lessons: whatever a student did, nothing of it is lost."""

import contextlib
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import cells
import environ
import rules
import work


def notebook(*sources, output="1\n"):
    """The bytes of an executed notebook."""
    nb = {"cells": [{"cell_type": "code", "id": str(n), "source": source, "execution_count": n, "metadata": {},
                     "outputs": [{"output_type": "stream", "name": "stdout", "text": output}]}
                    for n, source in enumerate(sources, 1)],
          "metadata": {"language_info": {"pygments_lexer": "go"}}, "nbformat": 4, "nbformat_minor": 5}
    cells.mark(nb, "inputs")
    return json.dumps(nb).encode()


def edit(path, change):
    nb = json.loads(path.read_bytes())
    change(nb)
    path.write_text(json.dumps(nb, indent=1))


def type_in(path, text="mine"):
    edit(path, lambda nb: nb["cells"][0].update(source=text))


class Copying(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(suffix=" with space")
        self.addCleanup(folder.cleanup)
        self.notebooks, self.work = Path(folder.name, "notebooks"), Path(folder.name, "work")
        (self.notebooks / "weights").mkdir(parents=True)
        (self.notebooks / "solutions").mkdir()
        self.weights = self.notebooks / "weights" / "04.safetensors"
        self.weights.write_bytes(b"first")
        (self.notebooks / "solutions" / "04_x.ipynb").write_bytes(notebook("solution"))
        self.lesson, self.copy = self.notebooks / "04_x.ipynb", self.work / "04_x.ipynb"
        self.lesson.write_bytes(notebook("a", "b"))
        self.update()

    def update(self):
        copies = work.Copies(self.notebooks, self.work)
        copies.update()
        return "\n".join(copies.lines())

    def names(self):
        return sorted(p.relative_to(self.work).as_posix() for p in self.work.rglob("*.*") if p.name != ".issued")

    def sources(self, path):
        return [c["source"] for c in json.loads(path.read_bytes())["cells"]]

    def test_all_that_a_notebook_reaches_is_there(self):
        self.assertEqual(self.names(), ["04_x.ipynb", "solutions/04_x.ipynb", "weights/04.safetensors"])
        self.assertEqual(self.copy.read_bytes(), self.lesson.read_bytes())
        self.assertEqual(self.update(), "")

    def test_unedited_is_renewed_in_one_line(self):
        self.lesson.write_bytes(notebook("a", "new"))
        self.assertEqual(self.update(), "work     renewed, as you had changed nothing: 04_x")
        self.assertEqual(self.sources(self.copy), ["a", "new"])
        self.assertEqual(len(self.names()), 3)

    def test_opened_and_saved_is_unedited(self):
        def saved(nb):
            nb["metadata"] = {"kernelspec": {}, "language_info": {"pygments_lexer": ""}}
            nb["cells"].append({"cell_type": "code", "id": "x", "source": "", "outputs": [], "metadata": {}})
            for cell in nb["cells"]:
                cell["source"] = cell["source"].splitlines(True)
                cell["metadata"]["trusted"] = True
        edit(self.copy, saved)
        self.lesson.write_bytes(notebook("a", "new"))
        self.assertIn("renewed", self.update())

    # What a student may have done; each must stay, byte for byte.
    DONE = {
        "typed": lambda nb: nb["cells"][0].update(source="mine"),
        "added a cell": lambda nb: nb["cells"].append(dict(nb["cells"][0], id="n")),
        "removed a cell": lambda nb: nb["cells"].pop(),
        "ran": lambda nb: nb["cells"][0]["outputs"][0].update(text="2\n"),
        "cleared outputs": lambda nb: nb["cells"][0].update(outputs=[]),
    }

    def test_edited_stays_and_the_new_one_comes_beside(self):
        for what, change in self.DONE.items():
            with self.subTest(what):
                self.setUp()
                edit(self.copy, change)
                mine = self.copy.read_bytes()
                self.assertEqual(self.update(), "", "nothing new, nothing to say")
                self.lesson.write_bytes(notebook("a", "new"))
                self.assertEqual(self.update(), "work     04_x: there is a new version; yours stays, the new one is 04_x-v2.ipynb")
                self.assertEqual(self.copy.read_bytes(), mine)
                self.assertEqual(self.sources(self.work / "04_x-v2.ipynb"), ["a", "new"])
                self.assertEqual(self.update(), "", "said once")

    def test_a_damaged_copy_is_the_readers(self):
        self.copy.write_bytes(self.copy.read_bytes()[:100])
        mine = self.copy.read_bytes()
        self.lesson.write_bytes(notebook("a", "new"))
        self.assertIn("04_x-v2.ipynb", self.update())
        self.assertEqual(self.copy.read_bytes(), mine)

    def test_versions_go_on(self):
        type_in(self.copy)
        self.lesson.write_bytes(notebook("two"))
        self.update()
        self.lesson.write_bytes(notebook("three"))
        self.assertEqual(self.update(), "work     renewed, as you had changed nothing: 04_x")
        second = self.work / "04_x-v2.ipynb"
        self.assertEqual(self.sources(second), ["three"])
        type_in(second)
        self.lesson.write_bytes(notebook("four"))
        self.assertIn("04_x-v3.ipynb", self.update())
        second.unlink()
        (self.work / "04_x-v3.ipynb").unlink()
        self.assertEqual(self.update(), "", "a version that was seen and removed does not come again")
        self.lesson.write_bytes(notebook("two"))
        self.assertEqual(self.update(), "", "nor one that was seen before")
        self.copy.unlink()
        self.assertEqual(self.update(), "work     04_x: copied into work/")
        self.assertEqual(self.sources(self.copy), ["two"])

    def test_the_new_one_put_in_place_of_the_old(self):
        type_in(self.copy)
        self.lesson.write_bytes(notebook("two"))
        self.update()
        os.replace(self.work / "04_x-v2.ipynb", self.copy)
        self.lesson.write_bytes(notebook("three"))
        self.assertIn("renewed", self.update())

    def test_a_lost_list_loses_nothing(self):
        for damage in (None, b"", b"\xff\x00 x", b"\n\n"):
            self.setUp()
            listed = self.work / ".issued"
            listed.unlink() if damage is None else listed.write_bytes(damage)
            self.lesson.write_bytes(notebook("two"))
            self.assertIn("04_x-v2.ipynb", self.update(), damage)
            self.assertEqual(self.sources(self.copy), ["a", "b"])

    def test_weights(self):
        copy = self.work / "weights" / "04.safetensors"
        (self.notebooks / "weights" / "04.partial.safetensors").touch()
        self.weights.write_bytes(b"second")
        self.update()
        self.assertEqual(copy.read_bytes(), b"second", "renewed")
        copy.write_bytes(b"trained")
        self.weights.write_bytes(b"third")
        self.update()
        self.assertEqual(copy.read_bytes(), b"trained", "kept")
        self.assertFalse((self.work / "weights" / "04.partial.safetensors").exists())
        copy.unlink()
        self.update()
        self.assertTrue(copy.exists(), "one that never was there comes")
        copy.unlink()
        self.update()
        self.assertFalse(copy.exists(), "removed to train anew, it does not come back")
        os.rmdir(copy.parent)
        self.update()
        self.assertTrue(copy.exists(), "without the folder all come back")

    def test_edited_in_notebooks(self):
        type_in(self.lesson)
        mine = self.copy.read_bytes()
        said = self.update()
        self.assertIn("`mv notebooks/04_x.ipynb work/04_x-mine.ipynb && git checkout notebooks/04_x.ipynb`", said)
        self.assertIn("make sync NB=04", said)
        self.assertEqual(self.copy.read_bytes(), mine)

    def test_a_lesson_that_is_cut(self):
        self.lesson.write_bytes(b"<<<<<<< conflict")
        self.assertIn("git checkout notebooks/04_x.ipynb", self.update())
        self.assertEqual(self.sources(self.copy), ["a", "b"])

    def test_cut_off_at_every_write(self):
        """After a run that ended at any of its writes the next one brings the same as a whole run."""
        for calls in range(20):
            self.setUp()
            type_in(self.copy)
            mine = self.copy.read_bytes()
            self.lesson.write_bytes(notebook("a", "new"))
            (self.notebooks / "05_y.ipynb").write_bytes(notebook("y"))
            self.weights.write_bytes(b"second")
            left = iter([None] * calls)
            with mock.patch.object(work.os, "fsync", side_effect=lambda _: next(left)), contextlib.suppress(StopIteration, RuntimeError):
                self.update()
            self.update()
            self.assertEqual(self.names(), ["04_x-v2.ipynb", "04_x.ipynb", "05_y.ipynb", "solutions/04_x.ipynb", "weights/04.safetensors"])
            self.assertEqual(self.copy.read_bytes(), mine)
            self.assertEqual(self.sources(self.work / "04_x-v2.ipynb"), ["a", "new"])
            self.assertEqual((self.work / "weights" / "04.safetensors").read_bytes(), b"second")

    def test_leftovers_of_a_killed_run_go(self):
        left = self.work / "weights" / f"{work.TEMPORARY}x"
        left.touch()
        self.update()
        self.assertFalse(left.exists())


class InThisClone(unittest.TestCase):
    def test_the_server_saves_a_lesson_as_it_was(self):
        """Opened and saved by Jupyter's own file manager, every lesson holds the same."""
        from jupyter_server.services.contents.filemanager import FileContentsManager
        with tempfile.TemporaryDirectory() as folder:
            manager = FileContentsManager(root_dir=folder)
            for lesson in sorted((environ.REPO / "notebooks").glob("*.ipynb")):
                copy = Path(folder, lesson.name)
                copy.write_bytes(lesson.read_bytes())
                manager.save(manager.get(lesson.name), lesson.name)
                self.assertEqual(work.identity(copy), work.identity(lesson), lesson.name)

    def test_git_sees_no_copy_and_pulls_meet_none(self):
        if not (environ.REPO / ".git").exists():
            self.skipTest("this folder is no clone")
        names = ["work/04_x.ipynb", "work/weights/a.safetensors", "work/.issued"]
        said = subprocess.run(["git", "check-ignore", *names], cwd=environ.REPO, capture_output=True, text=True).stdout
        self.assertEqual(said.split(), names)
        self.assertEqual(subprocess.run(["git", "ls-files", "work"], cwd=environ.REPO, capture_output=True).stdout, b"")

    def test_what_lessons_name_by_a_path_is_reached_from_a_copy(self):
        """Paths in cells and links lead into work/, or out of it by ../ as from notebooks/."""
        found = 0
        for lesson in (environ.REPO / "notebooks").glob("**/*.ipynb"):
            if ".ipynb_checkpoints" in lesson.parts:
                continue
            inside = lesson.parent.relative_to(environ.REPO / "notebooks")
            for cell in json.loads(lesson.read_bytes())["cells"]:
                for path in rules.PATHS.findall(cells.text(cell["source"])):
                    found += 1
                    there = os.path.normpath(os.path.join("notebooks", inside, path))
                    ok = there.startswith(("notebooks/weights/", "notebooks/solutions/", "lib/", "datasets/")) or \
                        there.endswith(".ipynb") and there.count("/") == 1
                    self.assertTrue(ok, f"{lesson.name}: {path} is nothing that work/ has too")
        self.assertGreater(found, 10)


if __name__ == "__main__":
    unittest.main()
