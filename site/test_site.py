"""The checks of a site, and the pages that build.py writes itself."""

import tempfile
import unittest
from pathlib import Path

import build
import checks


def notebook(title, *markdown, alt=None):
    """A notebook with a title, some text, and a figure where alt gives its words."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": [f"# {title}\n"]}]
    cells += [{"cell_type": "markdown", "metadata": {}, "source": [m]} for m in markdown]
    if alt:
        output = {"output_type": "display_data", "data": {"image/png": "AAAA"}, "metadata": {"alt": alt}}
        cells.append({"cell_type": "code", "metadata": {}, "source": [], "outputs": [output]})
    return {"cells": cells}


class Checks(unittest.TestCase):
    def check(self, pages, figures=None):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in pages.items():
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / name).write_text(text, encoding="utf-8")
            return checks.site(folder, figures or {})

    def test_a_whole_site_passes(self):
        good = {"index.html": '<a href="sub/a.html#here">x</a> <a href="https://go.dev">elsewhere</a><img src="p.png" alt="A figure">',
                "sub/a.html": '<h1 id="here">A</h1><a href="..">up</a><a href="#here">here</a><img src="data:image/png;base64,AA">',
                "p.png": "", "s.css": "a{background:url(p.png)}"}
        self.assertEqual(self.check(good, {"index.html": ["A figure"]}), [])

    def test_each_fault_is_named(self):
        for text, words in [
            ('<a href="gone.html">x</a>', "links to gone.html"),
            ('<a href="#gone">x</a>', "links to #gone"),
            ('<a href="../outside.html">x</a>', "links to ../outside.html"),
            ('<img src="gone.png">', "loads gone.png, which is not there"),
            ('<script src="https://cdn.example/x.js"></script>', "from another host"),
            ('<link rel="stylesheet" href="//cdn.example/x.css">', "from another host"),
            ('<iframe src="http://x.example"></iframe>', "from another host"),
        ]:
            with self.subTest(text):
                wrong = self.check({"index.html": text})
                self.assertEqual(len(wrong), 1, wrong)
                self.assertIn(words, wrong[0])
        self.assertIn("another host", self.check({"s.css": "a{background:url(https://x.example/p)}"})[0])
        self.assertIn("lacks the figure", self.check({"index.html": "<img alt='other' src='data:,'>"}, {"index.html": ["A figure"]})[0])
        self.assertIn("is not there", self.check({}, {"a.html": []})[0])


    def test_languages(self):
        def page(language, up, switch):
            return (f'<html lang="{language}"><link rel="alternate" hreflang="en" href="{up}a.html">'
                    f'<link rel="alternate" hreflang="ko" href="{up}ko/a.html"><a href="{switch}">x</a>')
        good = {"a.html": page("en", "", "ko/a.html"), "ko/a.html": page("ko", "../", "../a.html")}
        self.assertEqual(self.check(good), [])
        for changed, words in [
            ({"ko/a.html": page("en", "../", "../a.html")}, "says that it is in en, expected ko"),
            ({"ko/a.html": page("ko", "../", "a.html")}, "has no switch to en"),
            ({"a.html": page("en", "", "ko/a.html").replace("ko/a.html", "ko/b.html"), "ko/b.html": ""}, "leads to no page a.html in ko"),
        ]:
            with self.subTest(words):
                wrong = self.check(good | changed)
                self.assertEqual(len(wrong), 1, wrong)
                self.assertIn(words, wrong[0])


class Pages(unittest.TestCase):
    def test_words_of_figures(self):
        n = build.with_words(notebook("Why?", alt="A curve"))
        self.assertEqual(n["cells"][-1]["metadata"]["mystnb"]["image"]["alt"], "A curve")
        self.assertEqual(checks.pictures(n), ["A curve"])

    def test_two_figures_of_a_cell_have_their_own_words(self):
        n = notebook("Why?", alt="A curve")
        cell = n["cells"][-1]
        cell["outputs"] += [{"output_type": "stream", "text": "between"},
                            {**cell["outputs"][0], "metadata": {"alt": "A cloud"}}]
        n = build.with_words(n)
        self.assertEqual([c["metadata"].get("mystnb", {}).get("image", {}).get("alt") for c in n["cells"]],
                         [None, "A curve", "A cloud"])
        self.assertEqual([len(c.get("outputs", [])) for c in n["cells"]], [0, 2, 1])
        self.assertEqual(checks.pictures(n), ["A curve", "A cloud"])

    def test_folded_code_is_folded(self):
        n = notebook("Why?", alt="A curve")
        n["cells"][-1]["metadata"] = {"jupyter": {"source_hidden": True}}
        self.assertEqual([c["metadata"].get("tags") for c in build.with_words(n)["cells"]], [None, ["hide-input"]])

    def test_exercises(self):
        text = build.exercises({"02_x": notebook("Why?", "**2.1** Write\n`f`.\n\nMore.", "**2.2** Choose `n`."), "07_y": notebook("None?")},
                               {"02_x": notebook("Solutions")})
        self.assertIn("## 02 · Why?\n\n[The notebook](notebooks/02_x) · [solutions](notebooks/solutions/02_x)\n", text)
        self.assertIn("- **2.1** Write `f`.\n- **2.2** Choose `n`.", text)
        self.assertNotIn("None?", text)

    def test_index(self):
        text = build.index("# T\n\nIntro.\n\n## Start\n\nmake\n\n## Notebooks\n\ntable\n\n## Figures\n\nrest\n",
                           {"02_x": notebook("Why?")}, {"02_x": notebook("S")}, True, True, True)
        self.assertIn("Intro.", text)
        self.assertIn("table", text)
        self.assertIn("02 · Why? <notebooks/02_x>", text)
        self.assertIn("<watch>", text)
        self.assertIn("<dream>", text)
        self.assertIn("<slides-page>", text)
        self.assertIn("Notation <notebooks/notation>", text)
        self.assertIn("<notebooks/teaching>", text)
        for word in ("make", "rest"):
            self.assertNotIn(word, text)

    def test_index_in_korean(self):
        text = build.index("# T\n\n[x](notebooks/ko/02_x.ipynb)\n\n## 노트북\n\n[x](notebooks/ko/solutions)\n\n## 그림\n\nrest\n",
                           {"02_x": notebook("왜?")}, {}, True, True, True, build.LANGUAGES["ko"])
        self.assertIn("[x](notebooks/02_x.ipynb)", text)
        self.assertIn("[x](exercises)", text)
        self.assertIn("표기 <notebooks/notation>", text)

    def test_links_of_korean_pages(self):
        for folder, link, want in [("", "../glossary.md", "glossary.md"), ("", "04_x.ipynb#a", "04_x.ipynb#a"),
                                   ("solutions", "../../10_x.ipynb", "../10_x.ipynb"), ("solutions", "../04_x.ipynb", "../04_x.ipynb"),
                                   ("", "https://go.dev", "https://go.dev")]:
            self.assertEqual(build.moved(f"[x]({link})", folder), f"[x]({want})")

    def test_a_page_without_korean_says_so(self):
        path = build.REPO / "notebooks" / "00_start.ipynb"
        self.assertTrue(build.in_korean(path, "")[1])
        made, there = build.in_korean(path, "solutions/none")
        self.assertFalse(there)
        self.assertIn(build.STILL_ENGLISH, made["cells"][1]["source"])

    def test_numbers_may_have_a_letter(self):
        text = build.exercises({"05b_x": notebook("Why?", "**5.3** Write `f`.")}, {})
        self.assertIn("## 05b · Why?\n", text)

    def test_pointers_are_known(self):
        cells = notebook("Why?")["cells"]
        self.assertFalse(build.pointer({"cells": cells}))
        self.assertFalse(build.pointer({"cells": cells[:1]}))
        self.assertTrue(build.pointer({"cells": [{"cell_type": "markdown", "source": ["It is [here](04_x.ipynb).\n"]}]}))

    def test_a_notebook_needs_a_title(self):
        with self.assertRaises(SystemExit):
            build.title({"cells": [{"source": ["no heading"]}]})


if __name__ == "__main__":
    unittest.main()
