"""The seminar as a site: every executed notebook as a page that can be read,
searched and printed without anything installed. Nothing is run again.

    build.py [FOLDER]   writes the site into FOLDER; site/html where none is named

Sphinx with MyST-NB renders the notebooks with their stored outputs, the
interactive ones too. The site works from a file and asks no other host. It is
checked before it is put in place: every figure is there with its words, every
link within it leads somewhere, nothing is loaded from elsewhere.

Run in the seminar's environment (environ.py), after install.py site.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import checks

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
PAGE = REPO / "page" / "manifold.html"
DREAMS = REPO / "page" / "dreams.html"
SLIDES = REPO / "slides" / "manifold.html"
WHEELS = REPO / ".bin" / "site"
STATE = REPO / ".bin" / "site-build"  # what Sphinx reads, and what it writes before it is checked
KEPT = ("tex-chtml.js", "output/chtml/fonts")  # of MathJax, 24 MB, all that a page asks for


def number(name):
    """What a lesson's name begins with: 04, or 05a."""
    return name.split("_")[0]


def pointer(notebook):
    """Whether a notebook is one text without a heading, which says where a lesson has gone."""
    return len(notebook["cells"]) == 1 and not "".join(notebook["cells"][0]["source"]).startswith("#")


def title(notebook):
    """The first heading of a notebook."""
    for cell in notebook["cells"]:
        if found := re.match(r"# (.+)", "".join(cell["source"])):
            return found[1]
    raise SystemExit("site: a notebook without a title: it begins with `# ` and a question")


def with_words(notebook):
    """The notebook with each figure's words where MyST-NB looks for them: with its
    cell. A second figure of a cell gets a cell of its own, which shows no code. Code
    that JupyterLab folds is folded, too."""
    cells = []
    for cell in notebook["cells"]:
        outputs, cell["outputs"] = cell.get("outputs", []), []
        if cell["cell_type"] != "code":
            del cell["outputs"]
        if cell["metadata"].get("jupyter", {}).get("source_hidden"):
            cell["metadata"]["tags"] = ["hide-input"]
        cells.append(cell)
        for output in outputs:
            if alt := output.get("metadata", {}).get("alt"):
                if "mystnb" in cell["metadata"]:
                    cell = {**cell, "id": f"{cell.get('id', 'cell')}-{len(cells)}", "source": "// as above", "outputs": [],
                            "metadata": {"tags": ["remove-input"]}}
                    cells.append(cell)
                cell["metadata"]["mystnb"] = {"image": {"alt": alt}}
            cell["outputs"].append(output)
    return {**notebook, "cells": cells}


def exercises(lessons, solutions):
    """The page of all exercises: what each asks, and where its answer stands."""
    lines = ["# Exercises", "",
             "Each stands in its notebook with a cell to begin with and a cell that checks; solutions are executed as well.", ""]
    for name, notebook in lessons.items():
        text = "\n\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
        found = re.findall(r"^\*\*(\d+\.\d+)\*\* (.+?)(?=\n\s*\n|\Z)", text, re.M | re.S)
        if not found:
            continue
        answer = f" · [solutions](notebooks/solutions/{name})" if name in solutions else ""
        lines += [f"## {number(name)} · {title(notebook)}", "", f"[The notebook](notebooks/{name}){answer}", ""]
        lines += [f"- **{number}** {' '.join(asked.split())}" for number, asked in found] + [""]
    return "\n".join(lines)


def tree(caption, entries):
    """A part of the navigation."""
    return "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def index(readme, lessons, solutions, page, dreams, slides):
    """The first page: what README begins with, its table, and the navigation."""
    begin = readme[:readme.index("\n## ")]
    table = readme[readme.index("\n## Notebooks"):]
    table = table[:table.index("\n## ", 1)].replace("](notebooks/solutions)", "](exercises)")
    table = table.replace("[CONTRIBUTING](CONTRIBUTING.md)", "CONTRIBUTING")  # not on the site
    numbered = [f"{number(name)} · {title(n)} <notebooks/{name}>" for name, n in lessons.items()]
    answers = [f"{number(name)} <notebooks/solutions/{name}>" for name in solutions]
    more = ["Watch it learn <watch>"] * page + ["Watch it dream <dream>"] * dreams + ["Slides <slides-page>"] * slides + [
        "Notation <notebooks/notation>", "Teacher's notes <notebooks/teaching>", "exercises"]
    return begin + "\n" + table + tree("Notebooks", numbered) + tree("More", more) + tree("Solutions", answers)


WATCH = """# Watch it learn

The network of the seminar, trained in your browser by the seminar's own Go code. <a href="manifold.html">Open it alone</a> for more room.

<iframe src="manifold.html" title="An autoencoder that trains in this page" style="width:100%;height:90vh;border:0"></iframe>
"""

DREAM = """# Watch it dream

Noise becomes the digit you ask for: lesson 10's small network, in your browser. <a href="dreams.html">Open it alone</a> for more room.

<iframe src="dreams.html" title="A network that turns noise into digits in this page" style="width:100%;height:90vh;border:0"></iframe>
"""

TALK = """# Slides

The seminar as slides, with the speaker's notes: <a href="slides.html">all of them</a>,
or <a href="slides.html?talk">the talk of 20 minutes</a>.

<iframe src="slides.html" title="The seminar's slides" style="width:100%;aspect-ratio:16/9;border:0"></iframe>
"""


def stage(folder):
    """Writes what Sphinx reads; returns how many pictures each page must show."""
    shutil.rmtree(folder, ignore_errors=True)
    read = {}
    for part in ("", "solutions"):
        read[part] = {}
        for path in sorted((REPO / "notebooks" / part).glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            if pointer(notebook):
                continue
            notebook = with_words(notebook)
            read[part][path.stem] = notebook
            to = folder / "notebooks" / part / path.name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(json.dumps(notebook), encoding="utf-8")
    lessons, solutions = read[""], read["solutions"]
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    (folder / "index.md").write_text(index(readme, lessons, solutions, PAGE.exists(), DREAMS.exists(), SLIDES.exists()), encoding="utf-8")
    (folder / "exercises.md").write_text(exercises(lessons, solutions), encoding="utf-8")
    for made, name, text, to in ((PAGE, "watch.md", WATCH, "manifold.html"), (DREAMS, "dream.md", DREAM, "dreams.html"),
                                 (SLIDES, "slides-page.md", TALK, "slides.html")):
        if made.exists():
            (folder / name).write_text(text, encoding="utf-8")
            (folder / "whole").mkdir(exist_ok=True)
            shutil.copy(made, folder / "whole" / to)
    shutil.copytree(REPO / "gallery", folder / "gallery")
    for name in ("notation.md", "teaching.md"):
        shutil.copy(REPO / "notebooks" / name, folder / "notebooks")
    for name in ("conf.py", "style.css"):
        shutil.copy(HERE / name, folder)
    return {f"notebooks/{part}{'/' * bool(part)}{name}.html": checks.pictures(n)
            for part, notebooks in read.items() for name, n in notebooks.items()}


def sphinx(source, out):
    """Runs Sphinx; every warning is an error."""
    whole = ["-D", "html_extra_path=whole"] if (source / "whole").exists() else []
    env = {**os.environ, "PYTHONPATH": str(WHEELS)}
    return subprocess.run([sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-b", "html",
                           *whole, str(source), str(out)], env=env, check=False).returncode


def trim(mathjax):
    """Removes of MathJax what no page asks for."""
    for path in sorted(mathjax.rglob("*"), reverse=True):
        name = path.relative_to(mathjax).as_posix()
        if path.is_file() and not name.startswith(KEPT):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def main():
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    target = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else HERE / "html"
    if not WHEELS.exists():
        sys.exit("site: .bin/site is missing: `make site` installs it")
    pictures = stage(STATE / "source")
    out = STATE / "html"
    shutil.rmtree(out, ignore_errors=True)
    if sphinx(STATE / "source", out):
        sys.exit("site: Sphinx warns, see above; nothing was put in place")
    trim(out / "_static" / "mathjax")
    (out / ".nojekyll").touch()  # GitHub's pages would leave out the folders with an underscore
    if wrong := checks.site(out, pictures):
        sys.exit("site: nothing was put in place:\n  " + "\n  ".join(wrong))
    if target.exists() and not (target / "searchindex.js").exists() and any(target.iterdir()):
        sys.exit(f"site: {target} holds something that is no site: name an empty folder")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(out, target)
    size = sum(f.stat().st_size for f in target.rglob("*") if f.is_file()) / 1e6
    page = "" if PAGE.exists() else "; without the page that trains: `make page` makes it"
    print(f"site: {len(pictures)} notebooks, {sum(map(len, pictures.values()))} figures, "
          f"{size:.0f} MB in {target}{page}")


if __name__ == "__main__":
    main()
