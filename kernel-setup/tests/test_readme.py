"""README and CONTRIBUTING say what is so: their commands, paths, links and code."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from environ import REPO, environ

PAGES = ("README.md", "CONTRIBUTING.md")
MADE = ("work/", ".venv", ".bin", ".jupyter", "figures/", "site/html", "page/manifold.html", "page/dreams.html",
        "slides/manifold.html", "slides/manifold-ko.html", "bench/gpu/report.md", "manifold.html", ".git", "mine.safetensors",
        "04_mnist_autoencoder-v2.ipynb")  # what commands make, by the beginning of its path
PLACES = ("", "notebooks/", "notebooks/src/", "kernel-setup/", "page/pack/", "gallery/", "lib/plot/")  # from where a page names a file
SUFFIXES = (".md", ".py", ".go", ".ipynb", ".png", ".safetensors", ".txt", ".toml", ".yaml", ".yml", ".html", ".js", ".cff", ".conf",
            ".lock")
OWN = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}  # not of the make that runs the tests


def text(page):
    return (REPO / page).read_text(encoding="utf-8")


def fences(page):
    """The fenced blocks of a page: (language, code)."""
    return re.findall(r"^ *```(\w*)\n(.*?)^ *```", text(page), re.M | re.S)


def spans(page):
    """What stands between backticks in the lines of a page."""
    return [" ".join(s.split()) for s in re.findall(r"`([^`]+)`", re.sub(r"^ *```.*?^ *```", "", text(page), flags=re.M | re.S))]


def commands(page):
    """The commands that a page names: lines of fences without a language, and code between backticks."""
    lines = [line for language, code in fences(page) if not language for line in code.splitlines()]
    return [re.sub(r"\s+# .*", "", line).strip() for line in [*lines, *spans(page)]]


def every(found):
    """What is found on the pages, each with its page."""
    return [(page, one) for page in PAGES for one in found(page)]


def made(path):
    return path.removeprefix("./").startswith(MADE)


def exists(path):
    """Whether a path of a page leads to something; NN and NAME in it stand for any."""
    pattern = re.sub(r"\b(NN_topic|NN|NAME)\b", "*", path)
    return made(path) or any(any(REPO.glob(place + pattern.rstrip("/"))) for place in PLACES)


def anchor(heading):
    """GitHub's name for a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class Pages(unittest.TestCase):
    def test_paths(self):
        """Whatever looks like a file or a folder of the clone is one."""
        seen = 0
        for page, span in every(spans):
            for word in span.split():
                word = word.strip("'\"()").split("=")[-1].removesuffix("...").removeprefix("./")
                looks = word.endswith(SUFFIXES) or re.fullmatch(r"\.?[\w-]+(/[\w.*,-]+)*/", word)
                if looks and not word.startswith(("/", "~", "http", "$", "-")) and not re.search("[{@]", word):
                    seen += 1
                    with self.subTest(page=page, span=span):
                        self.assertTrue(exists(word), f"{word} is not in the clone")
        self.assertGreater(seen, 30)

    def test_links(self):
        def links(page):
            return re.findall(r"\]\(([^)\s]+)\)", text(page))

        for page, link in every(links):
            path, _, part = link.partition("#")
            if path.startswith(("http://", "https://")):
                continue  # tests ask no host
            with self.subTest(page=page, link=link):
                self.assertTrue(not path or (REPO / path).exists(), "leads nowhere")
                if part:
                    self.assertIn(part, [anchor(h) for h in re.findall(r"^#+ (.*)$", text(path or page), re.M)])

    @unittest.skipUnless(shutil.which("make"), "no make here")
    def test_make_commands(self):
        """Every make command has a target, whose programs are there, and variables that the Makefile reads."""
        makefile, seen = text("Makefile"), 0
        for page, command in every(commands):
            words = command.split()
            if not re.match(r"make( [\w-]+)*( \w+=\S+)*$", command):
                continue
            seen += 1
            with self.subTest(page=page, command=command):
                for name in re.findall(r"(\w+)=", command):
                    self.assertRegex(makefile, rf"(?m)\$[({{]{name}[)}}]|^{name} ", f"the Makefile does not read {name}")
                done = subprocess.run([words[0], "-n", *words[1:]], cwd=REPO, env=OWN, capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
                for program in re.findall(r"(?<!\S)(?:\./)?([\w-]+(?:/[\w-]+)+(?:\.py)?)(?!\S)", done.stdout):
                    self.assertTrue(made(program) or (REPO / program).exists(), f"it runs {program}, which is not there")
        self.assertGreater(seen, 25)

    @unittest.skipUnless(shutil.which("make"), "no make here")
    def test_quick_commands(self):
        """Those commands that need neither network nor minutes do what they say."""
        for command, said in (("make", "make lab "), ("make help", "make test "), ("make doctor", "Python")):
            with self.subTest(command):
                done = subprocess.run(command.split(), cwd=REPO, env=OWN, capture_output=True, text=True, timeout=120)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn(said, done.stdout)

    def test_python_snippets(self):
        found = [code for page in PAGES for language, code in fences(page) if language == "python"]
        self.assertTrue(found)
        for code in found:
            with self.subTest(code):
                compile(re.sub(r"^  ", "", code, flags=re.M), "README.md", "exec")

    def test_go_snippets(self):
        """They compile in a program in which b is a backend; those with … are sketches."""
        found = [code for page in PAGES for language, code in fences(page) if language == "go" and "…" not in code]
        self.assertTrue(found)
        for code in found:
            names = "".join(f"\t_ = {n}\n" for n in re.findall(r"(\w+)(?:, _)? :=", code))
            program = f"package main\n\nfunc main() {{\n\tb, _ := must.M2(backend.Open())\n{code}\n{names}\t_ = b\n}}\n"
            with self.subTest(code), tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "main.go")
                path.write_text(program)
                for command in (["goimports", "-w", "-srcdir", str(REPO / "lib" / "main.go"), str(path)],
                                ["go", "build", "-o", os.devnull, str(path)]):
                    done = subprocess.run(command, cwd=REPO, env=environ(), capture_output=True, text=True)
                    self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_go_names(self):
        """Whatever is named as ours in Go is there."""
        seen = 0
        folders = {p.name: p for p in [*(REPO / "lib").iterdir(), REPO / "datasets"] if p.is_dir()}
        for page, span in every(spans):
            for package, name in re.findall(r"\b(\w+)\.([A-Z]\w*)", span):
                if package in folders:
                    seen += 1
                    code = "".join(f.read_text(encoding="utf-8") for f in folders[package].glob("*.go"))
                    with self.subTest(page=page, span=span):
                        self.assertRegex(code, rf"(?m)^(func|type|var|const) {name}\b|^\t{name}\b", "is not there")
        self.assertGreater(seen, 5)

    def test_variables(self):
        """Each SEMINAR_ variable is read somewhere."""
        files = [f for folder in ("lib", "kernel-setup", "datasets", "lessons") for f in (REPO / folder).glob("**/*.*")
                 if f.suffix in (".py", ".go") and "test" not in f.name]
        code = "".join(f.read_text(encoding="utf-8") for f in files)
        for name in sorted({n for page in PAGES for n in re.findall(r"SEMINAR_[A-Z]+", text(page))}):
            with self.subTest(name):
                self.assertIn(f'"{name}"', code)

    def test_services(self):
        for service in re.findall(r"compose -f docker/compose.yaml up (\w+)", text("README.md")):
            self.assertRegex((REPO / "docker" / "compose.yaml").read_text(), rf"(?m)^  {service}:")

    def test_every_package_has_a_line(self):
        """The table of folders names each package of the library."""
        table = text("README.md").partition("## Where everything lies")[2]
        for folder in sorted(p.name for p in (REPO / "lib").iterdir() if p.is_dir()):
            with self.subTest(folder):
                self.assertIn(f"`lib/{folder}`", table)


if __name__ == "__main__":
    unittest.main()
