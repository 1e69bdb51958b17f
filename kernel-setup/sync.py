"""An author's edits in JupyterLab, back into notebooks/src: `make sync NB=04`.

    sync.py [NB]      NB: a lesson's number, or the path of a notebook

Without NB every notebook in notebooks/ that was edited is taken over, and one
that has no source yet gets it. A source is replaced only where it was not edited
too since `make notebooks` made the notebook; run in the environment (environ.py).
"""

import sys
from itertools import zip_longest
from pathlib import Path

import jupytext
import nbformat

import cells
import notebooks
from environ import REPO

HEADER = """---
jupyter:
  jupytext:
    text_representation:
      extension: .md
      format_name: markdown
  kernelspec:
    display_name: {display_name}
    language: {language}
    name: {name}
---

"""


class Refused(Exception):
    """Why a source is not replaced, and what to do."""


def shown(path):
    """A path as a reader of the terminal wants it."""
    return path.relative_to(REPO) if path.is_relative_to(REPO) else path


def source_text(nb):
    """The text of the source that makes these cells; Refused where none does."""
    plain = nbformat.v4.new_notebook(cells=[c for c in nb.cells if c.source.strip()],
                                     metadata={"kernelspec": notebooks.kernelspec()})
    for cell in plain.cells:
        cell.metadata.clear()
    body = jupytext.writes(plain, fmt="md").split("\n---\n", 1)[1].lstrip("\n")
    text = HEADER.format(**notebooks.kernelspec()) + body
    for n, (have, want) in enumerate(zip_longest(notebooks.read(text).cells, plain.cells), 1):
        want = want or plain.cells[-1]
        if have is None or (have.cell_type, have.source) != (want.cell_type, want.source):
            raise Refused(f"cell {n} cannot be written as Markdown (a fence ```go in a text cell?): "
                          f"{want.source[:60]!r}")
    return text


def take(path, source):
    """Replaces a source by what a notebook holds; returns the line that says so."""
    nb = nbformat.read(path, as_version=4)
    old = source.read_text(encoding="utf-8") if source.exists() else ""
    have = cells.written(notebooks.read(old)) if old else ""
    if cells.written(nb) == have:
        return f"· {shown(path)}: its source holds the same"
    if have and not cells.edited(nb):
        return f"· {shown(path)}: not edited; its source was: `make notebooks NB={path.name[:2]}`"
    text = source_text(nb)
    if have and have != cells.made(nb):
        other = REPO / ".jupyter" / source.name
        notebooks.write(other, text.encode())
        raise Refused(f"{shown(source)} was edited too since the notebook was made. The notebook's cells are now in "
                      f"{shown(other)}: bring what you want of them into the source (`diff {shown(source)} {shown(other)}`), "
                      f"remove the notebook and run `make notebooks NB={path.name[:2]}`")
    notebooks.write(source, text.encode())
    return f"✓ {shown(path)}: taken into {shown(source)}; now `make notebooks NB={path.name[:2]}`"


def pairs(which):
    """The notebooks that NB names, each with its source."""
    folder = REPO / "notebooks"
    if which.endswith(".ipynb"):
        path = Path(which).resolve()
        stem = path.stem.split("-v")[0] + ".md"
        inner = "solutions" if path.parent.name == "solutions" else ""
        return [(path, notebooks.SOURCES / inner / stem)]
    found = [*sorted(folder.glob(f"{which}*.ipynb")), *sorted(folder.glob(f"solutions/{which}*.ipynb"))]
    return [(p, notebooks.SOURCES / p.relative_to(folder).with_suffix(".md")) for p in found]


def in_work(path, source):
    """A line about edits in the copy that `make lab` opens, or ""."""
    copy = REPO / "work" / path.relative_to(REPO / "notebooks")
    if not source.exists() or not copy.exists():
        return ""
    nb = nbformat.read(copy, as_version=4)
    if not cells.edited(nb):
        return ""
    return f"  {shown(copy)} holds edits, too: `make sync NB={shown(copy)}` takes those"


def main():
    which = sys.argv[1] if len(sys.argv) > 1 else ""
    found, well = pairs(which), True
    if not found or not all(path.is_file() for path, _ in found):
        sys.exit(f"sync: there is no notebook {which} in {REPO / 'notebooks'}")
    for path, source in found:
        try:
            print(take(path, source))
            if which and not which.endswith(".ipynb") and (line := in_work(path, source)):
                print(line)
        except (Refused, nbformat.reader.NotJSONError, ValueError) as e:
            well = False
            print(f"✗ {shown(path)}: {e}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
