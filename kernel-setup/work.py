"""Copies of the lessons to work in: notebooks/ is the seminar's, work/ yours.

    work.py        makes what is missing in work/, renews what you did not change

Stepping through a notebook changes it. git does not see work/, so that a pull
never meets your edits. Per lesson, when the seminar has another version of it:

- your copy holds nothing of yours (no cell and no output differs from a version
  that was put there): it is renewed;
- it does: it stays, and the new version comes beside it, as NAME-v2.ipynb, or as
  the next free number. A -v2 that you remove does not come again; a NAME.ipynb
  that you remove does, fresh.

Weights: renewed as long as they are the seminar's; what you trained, and what you
removed, stays so. What was put there is listed in work/.issued, by its hash: before
the file is put there and afterwards, so that a run may be cut off anywhere.
"""

import hashlib
import json
import os
import sys
import tempfile

import cells
from environ import REPO, STATE
from steps import lock

LISTED = ".issued"
TEMPORARY = ".arriving-"


def read(path):
    """A notebook as a dictionary, or None where the file holds none."""
    try:
        nb = json.loads(path.read_bytes())
        cells.held(nb)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return nb


def identity(path):
    """A hash that tells a file from another: of a notebook, what it holds."""
    nb = read(path) if path.suffix == ".ipynb" else None
    return cells.held(nb) if nb else hashlib.sha256(path.read_bytes()).hexdigest()


class Copies:
    """The copies in `work` of the files in `notebooks`, and what happened to them."""

    def __init__(self, notebooks, work):
        self.notebooks, self.work = notebooks, work
        self.new, self.renewed, self.beside, self.unread, self.in_place = [], [], [], [], []
        try:
            lines = (work / LISTED).read_text(errors="replace").splitlines()
        except OSError:
            lines = []
        marks = [line.split()[:2] for line in lines if len(line.split()) > 1]
        self.issued = {what for _, what in marks}  # what was put there, or was about to be
        self.seen = {what for mark, what in marks if mark == "there"}

    def put(self, source, target, what, ours=True):
        """Copies a file, whole or not at all; ours: it may be renewed some day."""
        if ours and what not in self.issued:
            self.note("coming", what, target)
            self.issued.add(what)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=TEMPORARY, delete=False) as f:
            f.write(source.read_bytes())
            f.flush()
            os.fsync(f.fileno())
        os.chmod(f.name, 0o644)
        os.replace(f.name, target)
        if ours and what not in self.seen:
            self.note("there", what, target)
            self.seen.add(what)

    def note(self, mark, what, target):
        """Adds a line to the list."""
        with open(self.work / LISTED, "a") as f:
            f.write(f"\n{mark} {what} {target.relative_to(self.work).as_posix()}")  # a line cut short ends here
            f.flush()
            os.fsync(f.fileno())

    def lesson(self, source):
        """Brings one notebook's copy up to date; see the rules above."""
        first = self.work / source.relative_to(self.notebooks)
        name = first.relative_to(self.work).with_suffix("").as_posix()
        nb = read(source)
        if nb is None:
            return self.unread.append(name)
        ours = not cells.edited(nb)
        what = cells.held(nb)
        if not first.exists():
            self.new.append(name)
            self.put(source, first, what, ours)
        if not ours:
            return self.in_place.append(name)
        last, following = first, first.with_name(f"{first.stem}-v2.ipynb")
        number = 2
        while following.exists():
            number += 1
            last, following = following, first.with_name(f"{first.stem}-v{number}.ipynb")
        have = identity(last)
        if have == what or what in self.seen and have not in self.issued:
            return None  # it is there, or was there and its reader has seen it
        if have in self.issued:
            self.renewed.append(name)
            return self.put(source, last, what)
        self.beside.append((name, following.name))
        return self.put(source, following, what)

    def weights(self):
        """Copies the weights that are not yours."""
        fresh = not (self.work / "weights").exists()
        for source in sorted((self.notebooks / "weights").glob("*")):
            if source.name.startswith(".") or ".partial." in source.name or not source.is_file():
                continue
            target, what = self.work / "weights" / source.name, identity(source)
            if target.exists():
                have = identity(target)
                if have == what or have not in self.issued:
                    continue
            elif what in self.seen and not fresh:
                continue
            self.put(source, target, what)

    def update(self):
        self.work.mkdir(exist_ok=True)
        for left in self.work.rglob(f"{TEMPORARY}*"):  # of a run that was killed
            left.unlink()
        self.weights()
        for source in [*sorted(self.notebooks.glob("*.ipynb")), *sorted(self.notebooks.glob("solutions/*.ipynb"))]:
            self.lesson(source)

    def lines(self):
        """What happened, a line each."""
        said = []
        if self.new:
            said.append(f"{len(self.new)} lessons copied into {self.work.name}/: yours to change, git does not see them"
                        if len(self.new) > 1 else f"{self.new[0]}: copied into {self.work.name}/")
        if self.renewed:
            said.append(f"renewed, as you had changed nothing: {', '.join(self.renewed)}")
        said += [f"{name}: there is a new version; yours stays, the new one is {beside}" for name, beside in self.beside]
        said += [f"{name}: the lesson in {self.notebooks.name}/ cannot be read: `git checkout {self.notebooks.name}/{name}.ipynb`"
                 for name in self.unread]
        for name in self.in_place:
            path = f"{self.notebooks.name}/{name}.ipynb"
            said.append(f"{path} itself was edited: an author takes that over by `make sync NB={name[:2]}`; anyone else: "
                        f"`mv {path} {self.work.name}/{name}-mine.ipynb && git checkout {path}`")
        return [f"work     {line}" for line in said]


def main():
    """Says what happened, a line each; returns whether all is well."""
    try:
        with lock(STATE / "work.lock", "work     another `make lab` copies the lessons: waiting for it"):
            copies = Copies(REPO / "notebooks", REPO / "work")
            copies.update()
    except OSError as e:
        print(f"work     not all lessons could be copied into {REPO / 'work'}: {e}", flush=True)
        return False
    print("".join(f"{line}\n" for line in copies.lines()), end="", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
