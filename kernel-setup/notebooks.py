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

import rules
from environ import REPO

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
        sys.exit(f"notebooks: no {number or '*'}*.md in {SOURCES} or its solutions/: "
                 "a notebook begins as a source there")
    return found


def target(source):
    """The notebook that a source becomes."""
    return REPO / "notebooks" / source.relative_to(SOURCES).with_suffix(".ipynb")


def read(source):
    """The notebook that the source holds, without outputs, ids from the text."""
    nb = jupytext.reads(source.read_text(encoding="utf-8"), fmt="md")
    nb.cells = [c for c in nb.cells if c.source.strip()]
    seen = {}
    for cell in nb.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
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


def place(source, nb, index):
    """The line of the source at which code cell `index` (from 0) begins."""
    text, at = source.read_text(encoding="utf-8"), 0
    for cell in nb.cells[:index + 1]:
        at = max(at, text.find(cell.source, at))
    return text.count("\n", 0, at) + 1


def execute(source, nb, env):
    """Executes nb in its own folder; returns None or what went wrong."""
    client = NotebookClient(nb, timeout=CELL_SECONDS, kernel_name=KERNEL, record_timing=False,
                            coalesce_streams=True,
                            resources={"metadata": {"path": str(target(source).parent)}})
    try:
        client.execute(env=env)
    except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as e:
        done = [i for i, c in enumerate(nb.cells) if c.cell_type == "code" and (c.execution_count or c.outputs)]
        index = done[-1] if done else 0
        said = [o.text for o in nb.cells[index].get("outputs", []) if o.output_type == "stream"]
        said = "".join(said).strip().splitlines()[-15:] or str(e).strip().splitlines()[-15:]
        return "\n".join([f"cell {index + 1}, line {place(source, nb, index)} of {source.relative_to(REPO)}: "
                          f"{type(e).__name__}", *(f"    {line}" for line in said)])
    nb.metadata["language_info"]["pygments_lexer"] = "go"
    return None


def serialise(nb):
    """The bytes of the notebook's file."""
    return (nbformat.writes(nb) + "\n").encode()


def write(path, data):
    """Writes the file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    os.chmod(f.name, 0o644)
    os.replace(f.name, path)


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


def make(source, env, keep=True, force=False):
    """Executes one notebook if it changed; writes it if keep says so."""
    want = inputs(source)
    old, data = stored(source)
    if not force and old and old.metadata.get("seminar", {}).get("inputs") == want:
        if not rules.everything(old, read(source), data, kernelspec()):
            print(f"· {target(source).relative_to(REPO)!s:44} unchanged", flush=True)
            return True
    nb, begin = read(source), time.monotonic()
    wrong = execute(source, nb, env)
    seconds = time.monotonic() - begin
    if wrong:
        return report(source, seconds, [wrong])
    nb.metadata["seminar"] = {"inputs": want}
    data = serialise(nb)
    if keep:
        write(target(source), data)
    return report(source, seconds, rules.everything(nb, read(source), data, kernelspec()))


def test(source, run=True):
    """Checks the file as it lies there and, if run says so, a fresh execution."""
    nb, data = stored(source)
    breaches, seconds = [], None
    if nb is None:
        breaches = ["there is no such notebook: run `make notebooks`"]
    else:
        breaches = [f"file: {b}" for b in rules.everything(nb, read(source), data, kernelspec())]
    if run:
        fresh, begin = read(source), time.monotonic()
        wrong = execute(source, fresh, dict(os.environ))
        seconds = time.monotonic() - begin
        found = [wrong] if wrong else rules.everything(fresh, read(source), serialise(fresh), kernelspec())
        breaches += [f"executed: {b}" for b in found]
    return report(source, seconds, breaches)


def strays():
    """Notebooks without a source."""
    wanted = {target(s) for s in sources()}
    there = [*(REPO / "notebooks").glob("*.ipynb"), *(REPO / "notebooks" / "solutions").glob("*.ipynb")]
    return [n for n in sorted(there) if n not in wanted]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["execute", "figures", "weights", "test", "agree"])
    parser.add_argument("number", nargs="?", default="", help="the notebook's number, such as 04")
    args = parser.parse_args()
    chosen, env = sources(args.number), {**os.environ, "SEMINAR_HEADLESS": "1"}
    if args.what == "execute":
        well = [make(s, env) for s in chosen]
    elif args.what == "figures":
        well = [make(s, {**env, "SEMINAR_FIGURES": str(REPO / "figures")}, keep=False, force=True) for s in chosen]
    elif args.what == "weights":
        well = [make(s, {**env, "SEMINAR_WEIGHTS": "new"}, keep=False, force=True) for s in chosen]
        well += [make(s, env, force=True) for s in chosen if all(well)]
    else:
        well = [test(s, run=args.what == "test") for s in chosen]
        well += [report_stray(n) for n in strays() if not args.number]
    sys.exit(0 if all(well) else 1)


def report_stray(notebook):
    print(f"✗ {notebook.relative_to(REPO)}: has no source in {SOURCES.relative_to(REPO)}")
    return False


if __name__ == "__main__":
    main()
