"""The notebooks: from notebooks/src/NN_topic.md to executed notebooks/NN_topic.ipynb.

    notebooks.py execute [NN]   executes the notebooks whose inputs changed
    notebooks.py figures [NN]   executes all, their figures go into figures/
    notebooks.py weights [NN]   trains what they load anew, then executes all
    notebooks.py test [NN]      executes all into memory, checks these and the files
    notebooks.py agree [NN]     checks the files without executing

Run in the seminar's environment (environ.py). A notebook is written only when
every cell has passed. Executed again it has the same bytes, apart from what its
cells print: no times, ids from the cells' text, the kernel's language fixed.
"""

import argparse
import functools
import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import cells
import gallery
import rules
from environ import REPO
from rules import code_cells

SOURCES = REPO / "notebooks" / "src"
KERNEL = "seminar-go"
SPEC = REPO / "kernel-setup" / "jupyter" / "kernels" / KERNEL / "kernel.json"
CELL_SECONDS = 1800  # a cell that takes longer hangs


def kernelspec():
    """The metadata by which a notebook names the committed kernel."""
    spec = json.loads(SPEC.read_text())
    return {"display_name": spec["display_name"], "language": spec["language"], "name": KERNEL}


def sources(number=""):
    """The jupytext sources, lessons before solutions; a number picks some."""
    found = [*sorted(SOURCES.glob("*.md")), *sorted(SOURCES.glob("solutions/*.md"))]
    found = [s for s in found if s.name.startswith(number)]
    if not found:
        sys.exit(f"notebooks: no source {number}*.md in {SOURCES}: "
                 "a notebook begins as a source there")
    return found


def target(source):
    """The notebook that a source becomes."""
    return REPO / "notebooks" / source.relative_to(SOURCES).with_suffix(".ipynb")


class Unreadable(ValueError):
    """A source that holds no notebook, and what to do."""


def read(text):
    """The notebook that a source's text holds: no outputs, ids from the cells."""
    try:
        nb = jupytext.reads(text, fmt="md")
    except Exception as e:  # of the header's parser, of many kinds
        raise Unreadable(f"cannot be read: {' '.join(str(e).split())[:200]}: compare its header, the lines "
                         "between ---, with another lesson's") from e
    nb.cells = [c for c in nb.cells if c.source.strip()]
    seen = {}
    for cell in nb.cells:
        digest = cells.identifier(cell)
        seen[digest] = seen.get(digest, 0) + 1
        cell.id = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        cell.metadata.clear()
    nb.metadata.clear()
    nb.metadata["kernelspec"] = kernelspec()
    nb.nbformat, nb.nbformat_minor = 4, 5
    return nb


def inputs(source):
    """A hash of all that decides what the notebook shows."""
    files = [source, REPO / "go.mod", REPO / "go.sum"]
    for folder in ("lib", "datasets"):
        files += sorted(f for f in (REPO / folder).rglob("*.go") if not f.name.endswith("_test.go"))
    sha = hashlib.sha256()
    for f in files:
        data = f.read_bytes()
        sha.update(f"{f.relative_to(REPO).as_posix()}\n{len(data)}\n".encode() + data)
    return sha.hexdigest()


def place(text, nb, index):
    """The line of the source's text at which cell `index` (from 0) begins."""
    at = 0
    for cell in nb.cells[:index]:
        at = text.find(cell.source, at) + len(cell.source)
    return text.count("\n", 0, text.find(nb.cells[index].source, at)) + 1


def joined(outputs):
    """The outputs, with text that follows text in one: how it was cut is chance."""
    kept = []
    for o in outputs:
        if kept and o.output_type == "stream" and kept[-1].get("name") == o.name:
            kept[-1].text += o.text
        else:
            kept.append(o)
    return kept


def execute(nb, text, folder, env):
    """Executes nb, made from the source's text, in a folder, from top to bottom.

    The outputs go into nb. Returns None, or the cell that failed, its line in
    the source and the end of what it said.
    """
    client = NotebookClient(nb, timeout=CELL_SECONDS, kernel_name=KERNEL, record_timing=False,
                            resources={"metadata": {"path": str(folder)}})
    try:
        client.execute(env={**env, "SEMINAR_HEADLESS": "1"})
    except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as e:
        begun = [i for i, c in code_cells(nb) if c.execution_count or c.outputs]
        if not begun:
            return f"the kernel does not start: {e}; see .jupyter/kernel.log"
        cell = nb.cells[begun[-1] - 1]
        said = "".join(o.text for o in cell.outputs if o.output_type == "stream").strip() or str(e)
        if isinstance(e, CellTimeoutError):
            said = f"not done after {CELL_SECONDS} s"
        return "\n".join([f"cell {begun[-1]}, line {place(text, nb, begun[-1] - 1)} of the source, failed:",
                          *(f"    {line}" for line in said.splitlines()[-15:])])
    nb.metadata["language_info"]["pygments_lexer"] = "go"
    for _, cell in code_cells(nb):
        cell.outputs = joined(cell.outputs)
    return None


def serialise(nb):
    """The bytes of the notebook's file."""
    return (nbformat.writes(nb) + "\n").encode()


def write(path, data):
    """Writes the file whole or not at all; ends the program where there is no room."""
    path.parent.mkdir(parents=True, exist_ok=True)
    f = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)
    try:
        with f:
            f.write(data)
            f.flush()
            os.fsync(f.fileno())
        os.chmod(f.name, 0o644)
        os.replace(f.name, path)
    except OSError as e:
        os.unlink(f.name)
        sys.exit(f"notebooks: {path} could not be written and stays as it was: {e}")


def stored(source):
    """The notebook as it lies there, or None; and its bytes."""
    try:
        data = target(source).read_bytes()
        return nbformat.reads(data.decode("utf-8"), as_version=4), data
    except FileNotFoundError:
        return None, b""
    except Exception as e:  # a damaged file: nbformat raises of many kinds
        print(f"  {target(source).relative_to(REPO)} cannot be read: {e}")
        return None, b""


def report(source, seconds, breaches):
    """The notebook's line, and one for each breach; returns whether it is well."""
    name = target(source).relative_to(REPO)
    took = f"{seconds:6.1f} s" if seconds is not None else ""
    print(f"{'✗' if breaches else '✓'} {name!s:44} {took}".rstrip(), flush=True)
    for b in breaches:
        print(f"  {b}", flush=True)
    return not breaches


def lost(source, nb, text):
    """Why executing the source would lose edits of the notebook that lies there, or ""."""
    if nb is None or not cells.edited(nb) or cells.written(nb) == cells.written(read(text)):
        return ""
    return (f"not executed: the notebook was edited, and its source does not hold that: `make sync NB={source.name[:2]}` "
            f"takes it over, `git checkout {target(source).relative_to(REPO)}` drops it")


def readable(do):
    """A function of a source that reports one which cannot be read."""
    @functools.wraps(do)
    def tried(source, *arguments, **options):
        try:
            return do(source, *arguments, **options)
        except Unreadable as e:
            return report(source, None, [str(e)])
    return tried


@readable
def make(source, env, keep=True, force=False):
    """Executes one notebook if it changed; writes it if keep says so."""
    text, want = source.read_text(encoding="utf-8"), inputs(source)
    old, data = stored(source)
    if not force and old and old.metadata.get("seminar", {}).get("inputs") == want:
        if not rules.everything(old, read(text), data, kernelspec()):
            print(f"· {target(source).relative_to(REPO)!s:44} unchanged", flush=True)
            return True
    if keep and (fault := lost(source, old, text)):
        return report(source, None, [fault])
    nb, begin = read(text), time.monotonic()
    wrong = execute(nb, text, target(source).parent, env)
    seconds = time.monotonic() - begin
    if wrong:
        return report(source, seconds, [wrong])
    cells.mark(nb, want)
    data = serialise(nb)
    if keep:
        write(target(source), data)
    return report(source, seconds, rules.everything(nb, read(text), data, kernelspec()))


@readable
def test(source, env, run=True):
    """Checks the file as it lies there and, if run says so, a fresh execution."""
    text, (nb, data) = source.read_text(encoding="utf-8"), stored(source)
    breaches, seconds = ["there is no such notebook: run `make notebooks`"], None
    if nb is not None:
        breaches = [f"file: {b}" for b in rules.everything(nb, read(text), data, kernelspec())]
    if run:
        fresh, begin = read(text), time.monotonic()
        wrong = execute(fresh, text, target(source).parent, env)
        seconds = time.monotonic() - begin
        found = [wrong] if wrong else rules.everything(fresh, read(text), serialise(fresh), kernelspec())
        breaches += [f"executed: {b}" for b in found]
    return report(source, seconds, breaches)


def strays():
    """Reports the notebooks that no source makes; returns whether all is well."""
    wanted, folder = {target(s) for s in sources()}, REPO / "notebooks"
    there = {*folder.glob("*.ipynb"), *folder.glob("solutions/*.ipynb")}
    for notebook in sorted(there - wanted):
        print(f"✗ {notebook.relative_to(REPO)} has no source in {SOURCES.relative_to(REPO)}")
    return there <= wanted


def lessons():
    """The notebooks that lie there."""
    return [n for n in map(target, sources()) if n.is_file()]


def shown():
    """Reports what is wrong with README's pictures; returns whether nothing is."""
    wrong = gallery.breaches(REPO, lessons())
    print("\n".join(f"✗ {w}" for w in wrong), end="\n" if wrong else "")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["execute", "figures", "weights", "test", "agree"])
    parser.add_argument("number", nargs="?", default="", help="the notebook's number, such as 04")
    args = parser.parse_args()
    chosen, env = sources(args.number), dict(os.environ)
    if args.what == "execute":
        well = [make(s, env) for s in chosen]
        gallery.write(REPO, lessons(), write)
    elif args.what == "figures":
        well = [make(s, {**env, "SEMINAR_FIGURES": str(REPO / "figures")}, keep=False, force=True) for s in chosen]
    elif args.what == "weights":
        well = [make(s, {**env, "SEMINAR_WEIGHTS": "new"}, keep=False, force=True) for s in chosen]
        well += [make(s, env, force=True) for s in chosen if all(well)]
    else:
        well = [test(s, env, run=args.what == "test") for s in chosen]
        well.append(bool(args.number) or strays() and shown())
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
