"""What every notebook keeps to; each rule a function that lists the breaches.

A breach is a line for the author: where it is, what was expected, what was
found. nb is an nbformat notebook, source the notebook that its jupytext source
makes. Cells are counted from 1.
"""

import re

MAX_LINES = 40
MAX_COLUMNS = 80
MAX_BYTES = 1_000_000
FIGURE = re.compile(r"\bshow\.Figures?\(")
PATHS = re.compile(r"(?:\]\(|\")((?:\.\./|weights/|solutions/)[\w./%-]+|[\w-]+\.ipynb)[)\"]")  # of files, in links and cells


def code_cells(nb):
    """The code cells with their places: (1, cell), (4, cell), ..."""
    return [(i, c) for i, c in enumerate(nb.cells, 1) if c.cell_type == "code"]


def texts(output):
    """All text that an output shows."""
    if output.output_type == "stream":
        return [output.text]
    if output.output_type == "error":
        return [output.evalue, *output.traceback]
    return [v for k, v in output.data.items() if k.startswith("text/")]


def agreement(nb, source):
    """Source and notebook hold the same cells."""
    if len(nb.cells) != len(source.cells):
        return [f"has {len(nb.cells)} cells, its source {len(source.cells)}: run `make notebooks`"]
    return [f"cell {i} differs from its source: run `make notebooks`"
            for i, (a, b) in enumerate(zip(nb.cells, source.cells), 1)
            if (a.cell_type, a.source, a.get("id")) != (b.cell_type, b.source, b.get("id"))]


def counts(nb):
    """Code cells were executed once each, from top to bottom."""
    return [f"cell {i}: execution count {c.execution_count}, expected {want}: run `make notebooks`"
            for want, (i, c) in enumerate(code_cells(nb), 1) if c.execution_count != want]


def errors(nb):
    """No cell ended in an error."""
    return [f"cell {i} failed: {' '.join(o.evalue.split())[:200]}"
            for i, c in code_cells(nb) for o in c.outputs if o.output_type == "error"]


def crosses(nb):
    """No check line says that a number is out of its band."""
    return [f"cell {i}: a check failed: {line.strip()[:200]}"
            for i, c in code_cells(nb) for o in c.outputs for t in texts(o)
            for line in t.splitlines() if "✗" in line]


def alt_text(output):
    """What a picture says to those who do not see it."""
    return (output.metadata.get("alt", "")
            or output.data.get("text/plain", "")).strip()


def figures(nb):
    """A cell that shows a figure holds a picture, with alt text."""
    found = []
    for i, c in code_cells(nb):
        pictures = [o for o in c.outputs if "image/png" in o.get("data", {})]
        if FIGURE.search(c.source) and not pictures:
            found.append(f"cell {i} shows a figure but holds no picture: a display without Sync?")
        found += [f"cell {i}: picture {n} has no alt text"
                  for n, o in enumerate(pictures, 1) if not alt_text(o)]
    return found


def size(data):
    """The file, as bytes, stays small enough to read and to review."""
    if len(data) < MAX_BYTES:
        return []
    return [f"{len(data)} bytes, expected less than {MAX_BYTES}: fewer or smaller pictures"]


def cells(nb):
    """Code cells fit on a slide."""
    found = []
    for i, c in code_cells(nb):
        lines = c.source.expandtabs(4).splitlines()
        if len(lines) > MAX_LINES:
            found.append(f"cell {i}: {len(lines)} lines, at most {MAX_LINES}: move plumbing to lib/")
        found += [f"cell {i}, line {n}: {len(line)} columns, at most {MAX_COLUMNS}"
                  for n, line in enumerate(lines, 1) if len(line) > MAX_COLUMNS]
    return found


def kernelspec(nb, want):
    """The notebook opens with the committed kernel."""
    have = nb.metadata.get("kernelspec")
    return [] if have == want else [f"kernelspec {have}, expected {want}: run `make notebooks`"]


def unexecuted(nb, source, data, want):
    """The rules that need no outputs."""
    return agreement(nb, source) + cells(nb) + size(data) + kernelspec(nb, want)


def everything(nb, source, data, want):
    """All rules."""
    return unexecuted(nb, source, data, want) + counts(nb) + errors(nb) + crosses(nb) + figures(nb)
