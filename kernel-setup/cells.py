"""What a notebook's file holds, whoever wrote it: hashes, and whether it was edited.

`make notebooks` stores the hash of the cells in the notebook's metadata, which
JupyterLab keeps. So a notebook alone tells whether its cells were edited since.
A notebook is a dictionary here, as json or nbformat read it.
"""

import hashlib
import json


def text(value):
    """A text of a notebook's file, where long ones may be lists of lines."""
    return "".join(value) if isinstance(value, list) else value


def digest(*parts):
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def full(nb):
    """The cells that hold anything: JupyterLab leaves empty ones behind."""
    return [c for c in nb["cells"] if text(c["source"]).strip() or c.get("outputs")]


def written(nb):
    """The hash of what authors and students type: kinds and texts of the cells."""
    return digest([(c["cell_type"], text(c["source"])) for c in full(nb) if text(c["source"]).strip()])


def identifier(cell):
    """The id that `make notebooks` gives a cell: from its kind and text."""
    return hashlib.sha256(f"{cell['cell_type']}\n{text(cell['source'])}".encode()).hexdigest()[:12]


def held(nb):
    """The hash of the cells and of what they show.

    Opening and saving a notebook changes neither: counts, metadata and the way
    in which a text is cut into lines are left out.
    """
    def shown(output):
        data = {kind: text(v) for kind, v in output.get("data", {}).items()}
        return data, text(output.get("text", "")), output.get("evalue", "")

    return digest(written(nb), [[shown(o) for o in c.get("outputs", [])] for c in full(nb)])


def mark(nb, inputs):
    """Notes in an executed notebook from what it was made."""
    nb["metadata"]["seminar"] = {"inputs": inputs, "cells": written(nb)}


def made(nb):
    """The hash of the cells as `make notebooks` wrote them, "" where it did not."""
    return nb["metadata"].get("seminar", {}).get("cells", "")


def edited(nb):
    """Whether the cells are others than `make notebooks` wrote.

    Without its hash the ids tell, if no cell was only removed or moved.
    """
    if not made(nb):
        return any(not c.get("id", "").startswith(identifier(c)) for c in full(nb))
    return written(nb) != made(nb)
