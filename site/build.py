"""The seminar as a site: every executed notebook as a page that can be read,
searched and printed without anything installed. Nothing is run again.

    build.py [FOLDER]   writes the site into FOLDER; site/html where none is named

Sphinx with MyST-NB renders the notebooks with their stored outputs, the
interactive ones too. The site works from a file and asks no other host. It is
checked before it is put in place: every figure is there with its words, every
link within it leads somewhere, nothing is loaded from elsewhere.

The folder ko/ holds the same pages in Korean: of notebooks/ko, and of the Markdown
that `make translate` writes. A page that has no Korean is there in English, and says so.
Each page links to the same one in the other language.

Run in the seminar's environment (environ.py), after install.py site.
"""

import json
import os
import posixpath
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
WHEELS = REPO / ".bin" / "site"
STATE = REPO / ".bin" / "site-build"  # what Sphinx reads, and what it writes before it is checked
LANGUAGES = {  # what the pages that are made here say
    "en": {
        "title": "The manifold seminar, in Go", "readme": "README.md", "slides": "manifold.html", "table": "Notebooks",
        "notebooks": "Notebooks", "more": "More", "solutions": "Solutions", "watch": "Watch it learn", "talk": "Slides",
        "notation": "Notation", "teaching": "Teacher's notes", "exercises": "Exercises", "notebook": "The notebook", "answer": "solutions",
        "intro": "Each stands in its notebook with a cell to begin with and a cell that checks; solutions are executed as well.",
        "watch page": """The network of the seminar, trained in your browser by the seminar's own Go code.
<a href="manifold.html">Open it alone</a> for more room.

<iframe src="manifold.html" title="An autoencoder that trains in this page" style="width:100%;height:90vh;border:0"></iframe>
""",
        "dream": "Watch it dream",
        "dream page": """Noise becomes the digit you ask for: lesson 10's small network, in your browser.
<a href="dreams.html">Open it alone</a> for more room.

<iframe src="dreams.html" title="A network that turns noise into digits in this page" style="width:100%;height:90vh;border:0"></iframe>
""",
        "talk page": """The seminar as slides, with the speaker's notes: <a href="slides.html">all of them</a>,
or <a href="slides.html?talk">the talk of 20 minutes</a>.

<iframe src="slides.html" title="The seminar's slides" style="width:100%;aspect-ratio:16/9;border:0"></iframe>
"""},
    "ko": {
        "title": "Go로 하는 매니폴드 세미나", "readme": "README.ko.md", "slides": "manifold-ko.html", "table": "노트북",
        "notebooks": "노트북", "more": "더 보기", "solutions": "풀이", "watch": "배우는 모습 보기", "talk": "슬라이드",
        "notation": "표기", "teaching": "교사용 안내", "exercises": "연습 문제", "notebook": "노트북", "answer": "풀이",
        "intro": "연습 문제는 노트북에 시작할 셀, 검사하는 셀과 함께 있으며, 풀이도 실행되어 있습니다.",
        "watch page": """세미나의 네트워크가 세미나의 Go 코드로 여러분의 브라우저에서 학습합니다.
넓게 보려면 <a href="manifold.html">따로 여세요</a>.

<iframe src="manifold.html" title="이 페이지에서 학습하는 오토인코더" style="width:100%;height:90vh;border:0"></iframe>
""",
        "dream": "꿈꾸는 모습 보기",
        "dream page": """노이즈가 여러분이 고른 숫자로 바뀝니다. 10번 수업의 작은 네트워크가 브라우저에서 계산합니다.
넓게 보려면 <a href="dreams.html">따로 여세요</a>.

<iframe src="dreams.html" title="이 페이지에서 노이즈를 숫자로 바꾸는 네트워크" style="width:100%;height:90vh;border:0"></iframe>
""",
        "talk page": """발표 노트가 있는 세미나 슬라이드입니다. <a href="slides.html">모두 보기</a>,
<a href="slides.html?talk">20분 발표</a>.

<iframe src="slides.html" title="세미나 슬라이드" style="width:100%;aspect-ratio:16/9;border:0"></iframe>
"""}}
STILL_ENGLISH = '<p lang="ko">이 페이지는 아직 한국어로 옮기지 않아 영어로 보여 드립니다.</p>'
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


def moved(text, folder):
    """Markdown of the folder notebooks/ko, or of one in it, with its links as they are on the site,
    where Korean pages have the places of the English ones."""
    def link(found):
        to = posixpath.normpath(posixpath.join("ko", folder, found[2]))
        return found[1] + posixpath.relpath(to.removeprefix("ko/"), folder or ".") + found[3]
    return re.sub(r"(\]\()([^)\s:#]+)((?:#[^)\s]*)?\))", link, text)


def in_korean(path, part):
    """The Korean notebook in place of an English one, and whether there is one."""
    korean = REPO / "notebooks" / "ko" / part / path.name
    if not korean.exists():
        notebook = json.loads(path.read_text(encoding="utf-8"))
        note = {"cell_type": "markdown", "id": "english", "metadata": {}, "source": STILL_ENGLISH}
        notebook["cells"].insert(0 if pointer(notebook) else 1, note)
        return notebook, False
    notebook = json.loads(korean.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = moved("".join(cell["source"]), part)
    return notebook, True


def exercises(lessons, solutions, words=LANGUAGES["en"]):
    """The page of all exercises: what each asks, and where its answer stands."""
    lines = [f"# {words['exercises']}", "", words["intro"], ""]
    for name, notebook in lessons.items():
        text = "\n\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
        found = re.findall(r"^\*\*(\d+\.\d+)\*\* (.+?)(?=\n\s*\n|\Z)", text, re.M | re.S)
        if not found:
            continue
        answer = f" · [{words['answer']}](notebooks/solutions/{name})" if name in solutions else ""
        lines += [f"## {number(name)} · {title(notebook)}", "", f"[{words['notebook']}](notebooks/{name}){answer}", ""]
        lines += [f"- **{number}** {' '.join(asked.split())}" for number, asked in found] + [""]
    return "\n".join(lines)


def tree(caption, entries):
    """A part of the navigation."""
    return "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""])


def index(readme, lessons, solutions, page, dreams, slides, words=LANGUAGES["en"]):
    """The first page: what README begins with, its table, and the navigation."""
    readme = readme.replace("](notebooks/ko/", "](notebooks/")
    begin = readme[:readme.index("\n## ")]
    table = readme[readme.index(f"\n## {words['table']}"):]
    table = table[:table.index("\n## ", 1)].replace("](notebooks/solutions)", "](exercises)")
    table = table.replace("[CONTRIBUTING](CONTRIBUTING.md)", "CONTRIBUTING")  # not on the site
    numbered = [f"{number(name)} · {title(n)} <notebooks/{name}>" for name, n in lessons.items()]
    answers = [f"{number(name)} <notebooks/solutions/{name}>" for name in solutions]
    more = [f"{words['watch']} <watch>"] * page + [f"{words['dream']} <dream>"] * dreams + [
        f"{words['talk']} <slides-page>"] * slides + [
        f"{words['notation']} <notebooks/notation>", f"{words['teaching']} <notebooks/teaching>", "exercises"]
    return (begin + "\n" + table + tree(words["notebooks"], numbered) + tree(words["more"], more)
            + tree(words["solutions"], answers))


def stage(folder, language="en"):
    """Writes what Sphinx reads; returns how many pictures each page must show, and the
    names of the pages that have no Korean."""
    words, english = LANGUAGES[language], []
    shutil.rmtree(folder, ignore_errors=True)
    read = {}
    for part in ("", "solutions"):
        read[part] = {}
        for path in sorted((REPO / "notebooks" / part).glob("*.ipynb")):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            if pointer(notebook):
                continue
            if language == "ko":
                notebook, there = in_korean(path, part)
                if not there:
                    english.append(f"notebooks/{part}{'/' * bool(part)}{path.stem}.html")
            notebook = with_words(notebook)
            read[part][path.stem] = notebook
            to = folder / "notebooks" / part / path.name
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(json.dumps(notebook), encoding="utf-8")
    lessons, solutions = read[""], read["solutions"]
    readme = (REPO / words["readme"]).read_text(encoding="utf-8")
    slides = REPO / "slides" / words["slides"]
    first = index(readme, lessons, solutions, PAGE.exists(), DREAMS.exists(), slides.exists(), words)
    (folder / "index.md").write_text(first, encoding="utf-8")
    (folder / "exercises.md").write_text(exercises(lessons, solutions, words), encoding="utf-8")
    for made, name, title_, text, to in ((PAGE, "watch.md", "watch", "watch page", "manifold.html"),
                                         (DREAMS, "dream.md", "dream", "dream page", "dreams.html"),
                                         (slides, "slides-page.md", "talk", "talk page", "slides.html")):
        if made.exists():
            (folder / name).write_text(f"# {words[title_]}\n\n{words[text]}", encoding="utf-8")
            (folder / "whole").mkdir(exist_ok=True)
            whole = made.read_text(encoding="utf-8").replace("<html", f'<html data-language="{language}"', 1)
            (folder / "whole" / to).write_text(whole, encoding="utf-8")
    shutil.copytree(REPO / "gallery", folder / "gallery")
    for name in ("notation.md", "teaching.md"):
        korean = REPO / "notebooks" / "ko" / name
        text = (REPO / "notebooks" / name).read_text(encoding="utf-8")
        if language == "ko":
            text = moved(korean.read_text(encoding="utf-8"), "")
        (folder / "notebooks" / name).write_text(text, encoding="utf-8")
    for name in ("conf.py", "style.css"):
        shutil.copy(HERE / name, folder)
    (folder / "templates").mkdir()
    for name in ("language.html", "layout.html"):
        shutil.copy(HERE / name, folder / "templates")
    within = "ko/" if language == "ko" else ""
    return english, {f"{within}notebooks/{part}{'/' * bool(part)}{name}.html": checks.pictures(n)
            for part, notebooks in read.items() for name, n in notebooks.items()}


def sphinx(source, out, language="en"):
    """Runs Sphinx; every warning is an error."""
    whole = ["-D", "html_extra_path=whole"] if (source / "whole").exists() else []
    env = {**os.environ, "PYTHONPATH": str(WHEELS)}
    return subprocess.run([sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "-b", "html",
                           "-D", f"language={language}", "-D", f"html_title={LANGUAGES[language]['title']}",
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
    out, pictures = STATE / "html", {}
    shutil.rmtree(out, ignore_errors=True)
    for language, source, to in (("en", STATE / "source", out), ("ko", STATE / "source-ko", out / "ko")):
        english, more = stage(source, language)
        pictures |= more
        if sphinx(source, to, language):
            sys.exit("site: Sphinx warns, see above; nothing was put in place")
        trim(to / "_static" / "mathjax")
        for name in english:  # a screen reader must know
            page = (to / name).read_text(encoding="utf-8")
            (to / name).write_text(page.replace("<article ", '<article lang="en" ', 1), encoding="utf-8")
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
