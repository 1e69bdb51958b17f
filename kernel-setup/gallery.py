"""The pictures that README shows: gallery/NAME.png, as the notebooks show them.

A figure's name stands in the metadata of its output (lib/show).
"""

import base64
import re
from pathlib import Path

import nbformat

PICTURE = re.compile(r"gallery/([a-z0-9-]+)\.png")


def pictures(notebooks):
    """The figures that these executed notebooks hold: PNG bytes by name."""
    found = {}
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                name = output.get("metadata", {}).get("name")
                if name:
                    found[name] = base64.b64decode(output.data["image/png"])
    return found


def wanted(repo):
    """The names of the pictures that README links."""
    return sorted(set(PICTURE.findall((repo / "README.md").read_text(encoding="utf-8"))))


def breaches(repo, notebooks):
    """What is wrong with gallery/, a line each."""
    have, names = pictures(notebooks), wanted(repo)
    wrong = [f"README shows gallery/{n}.png, but no notebook has a figure {n}" for n in names if n not in have]
    for name in names:
        path = repo / "gallery" / f"{name}.png"
        if name in have and (not path.is_file() or path.read_bytes() != have[name]):
            wrong.append(f"gallery/{name}.png is not the figure of the notebook: run `make notebooks`")
    for path in sorted((repo / "gallery").glob("*")):
        if path.stem not in names:
            wrong.append(f"README does not show gallery/{path.name}: remove it")
    return wrong


def write(repo, notebooks, put):
    """Writes the pictures that README links, by put(path, bytes), where they differ."""
    have = pictures(notebooks)
    for name in wanted(repo):
        path: Path = repo / "gallery" / f"{name}.png"
        if name in have and (not path.is_file() or path.read_bytes() != have[name]):
            put(path, have[name])
