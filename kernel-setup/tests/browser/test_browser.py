"""The lessons in a real browser: what a student sees and presses. `make test-browser`.

Screenshots of every figure, in the light and in the dark theme, go into
.jupyter/browser.
"""

import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

import lab

LOOK = (Path(__file__).resolve().parent / "look.js").read_text(encoding="utf-8")
# For each range input: sets it to its other end, returns whether its picture changed.
SLIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output input[type=range]')].map(input => {
    const box = input.closest('.jp-OutputArea-output');
    const drawn = () => [...box.querySelectorAll('canvas, img')].map(e => e.src || e.toDataURL()).join();
    const before = drawn();
    input.value = input.value === input.max ? input.min : input.max;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    return [box.querySelectorAll('canvas, img').length, drawn() !== before];
})"""

REDRAWN = """const src = img.src, [w, h] = [img.naturalWidth, img.naturalHeight];
    const canvas = Object.assign(document.createElement('canvas'), {width: w, height: h}), c = canvas.getContext('2d');
    %s
    img.src = canvas.toDataURL();
    return () => { img.src = src; };"""
DAMAGES = [  # JavaScript that returns how to undo it, what is found
    ("img.style.width = '300px'; img.style.height = '300px'; return () => { img.style = ''; };", "distorted"),
    ("img.style.marginLeft = '600px'; return () => { img.style = ''; };", "at the right"),
    (REDRAWN % "c.drawImage(img, 0, 40);", "something is cut"),  # the ground of what is free is clear
    (REDRAWN % "c.globalAlpha = 0.4; c.drawImage(img, 0, 0);", "contrast"),
    ("const e = document.querySelector('.jp-OutputArea-output pre'); e.style.color = '#aaa'; return () => { e.style = ''; };", "contrast"),
]


def stored(path):
    """Numbers of pictures and of interactive outputs in a notebook's file."""
    data = [o.get("data", {}) for c in json.loads(path.read_text(encoding="utf-8"))["cells"] for o in c.get("outputs", [])]
    return sum("image/png" in d for d in data), sum("<script" in "".join(d.get("text/html", "")) for d in data)


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(lab.PICTURES, ignore_errors=True)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.lab = lab.Lab(folder.name)
        cls.addClassCleanup(cls.lab.close)

    def open(self, name):
        lesson = self.lab.open(name)
        self.addCleanup(lesson.close)
        return lesson

    def shown(self, lesson, path):
        """Waits until what a notebook's file holds is shown."""
        pictures, interactive = stored(path)
        lesson.page.wait_for_function(
            """([pictures, interactive]) => document.querySelectorAll('.jp-RenderedImage img').length >= pictures
               && [...document.querySelectorAll('.jp-RenderedHTMLCommon :is(input[type=range], canvas)')].length >= interactive""",
            arg=[pictures, interactive], timeout=30_000)
        return pictures

    def test_first_lesson_runs(self):
        lesson = self.open("00_start.ipynb")
        lesson.do("notebook:run-all-cells")
        lesson.page.wait_for_function("() => [...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'))")
        lesson.idle()
        self.assertEqual(lesson.errors(), [])
        prompts = lesson.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
        self.assertEqual(prompts, [f"[{n}]:" for n in range(1, len(prompts) + 1)])
        pictures = self.shown(lesson, self.lab.folder / "lessons" / "00_start.ipynb")
        found = lesson.page.evaluate(LOOK)
        self.assertEqual((found["wrong"], found["pictures"]), ([], pictures))

    def test_sliders_move_pictures(self):
        tried = 0
        for path in self.lab.lessons:
            if stored(path)[1]:
                with self.subTest(path.name):
                    lesson = self.open(path.relative_to(self.lab.folder / "lessons").as_posix())
                    self.shown(lesson, path)
                    moved = lesson.page.evaluate(SLIDE)
                    self.assertTrue(all(changed for _, changed in moved), moved)
                    tried += len(moved)
                    lesson.close()
        self.assertGreaterEqual(tried, 5)

    def test_interrupted_training_goes_on(self):
        lesson = self.open("04_mnist_autoencoder.ipynb")
        lesson.select("_, h := fit(train.Options{Epochs: train.Quick")
        lesson.do("notebook:run-all-above")
        lesson.page.wait_for_timeout(500)
        lesson.idle()
        self.assertEqual(lesson.errors(), [])
        cell = lesson.cell("_, h := fit(train.Options{Epochs: train.Quick")
        lesson.run("_, h := fit(train.Options{Epochs: train.Quick")
        cell.get_by_text("epoch 1").first.wait_for()
        lesson.page.locator("[data-jp-item-name=interrupt]").click()
        cell.get_by_text("interrupted at epoch").first.wait_for()
        lesson.idle()
        lesson.run("_, h := fit(twenty)")
        lesson.page.wait_for_timeout(500)
        lesson.idle()
        self.assertIn("found trained weights", lesson.cell("_, h := fit(twenty)").inner_text())

    def fresh(self, name, source):
        """A copy of the first lesson whose first code cell holds a source."""
        lessons = self.lab.folder / "lessons"
        shutil.copyfile(lessons / "00_start.ipynb", lessons / name)
        lesson = self.open(name)
        lesson.page.locator(".jp-CodeCell .jp-InputPrompt").first.click()
        lesson.page.evaluate("""source =>
            window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(source)""", source)
        return lesson

    def test_cell_reads_what_is_typed(self):
        lesson = self.fresh("typed.ipynb", 'import "fmt"\n\n%%\nvar name string\nfmt.Scanln(&name)\nfmt.Println("hello", name)')
        lesson.do("notebook:run-cell")
        box = lesson.page.locator(".jp-Stdin-input")
        box.wait_for()
        lesson.page.screenshot(path=lab.PICTURES / "typed.png")
        box.fill("Mina")
        box.press("Enter")
        lesson.cell("fmt.Scanln").get_by_text("hello Mina").wait_for()
        lesson.idle()
        self.assertEqual(lesson.errors(), [])

    def test_tab_completes(self):
        lesson = self.fresh("completed.ipynb", 'import "strings"\n\n%%\nfmt.Println(strings.ToUpp')
        lesson.page.keyboard.press("Enter")  # into the cell's editor
        lesson.page.keyboard.press("Control+End")
        lesson.page.keyboard.press("Tab")
        lesson.page.locator(".jp-Completer").get_by_text("ToUpper", exact=True).first.wait_for()
        lesson.page.screenshot(path=lab.PICTURES / "completed.png")
        lesson.page.keyboard.press("Enter")
        self.assertRegex(lesson.page.locator(".jp-CodeCell").first.inner_text(), r"strings\.ToUpper")

    def test_page_reloaded_in_the_middle_of_a_run(self):
        lessons = self.lab.folder / "lessons"
        shutil.copyfile(lessons / "00_start.ipynb", lessons / "reloaded.ipynb")  # this one is saved
        lesson = self.open("reloaded.ipynb")
        lesson.select("_, line := must.M2(backend.Open())")
        lesson.page.evaluate("""() => window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(
            'import "time"\\n\\n%%\\ntime.Sleep(6 * time.Second)\\nfmt.Println("slept")')""")
        lesson.do("notebook:run-cell")
        lesson.do("docmanager:save")
        lesson.page.wait_for_timeout(2500)
        lesson.page.reload(wait_until="domcontentloaded")
        lesson.ready()
        self.assertIn("time.Sleep", lesson.page.locator(".jp-CodeCell").first.inner_text())
        lesson.run("time.Sleep")  # in the same kernel, after the run before it
        lesson.page.wait_for_timeout(500)
        lesson.idle()
        self.assertIn("slept", lesson.page.locator(".jp-CodeCell").first.inner_text())
        self.assertEqual(lesson.errors(), [])
        self.assertEqual(lesson.page.locator(".jp-Dialog").count(), 0)

    def test_the_look_finds_what_is_wrong(self):
        """Each damage to a figure or a text is found, and nothing elsewhere."""
        lesson = self.open("00_start.ipynb")
        self.shown(lesson, self.lab.folder / "lessons" / "00_start.ipynb")
        self.assertEqual(lesson.page.evaluate(LOOK)["wrong"], [])
        for damage, words in DAMAGES:
            with self.subTest(words):
                undo = lesson.page.evaluate_handle(f"() => {{ const img = document.querySelector('.jp-RenderedImage img'); {damage} }}")
                lesson.page.wait_for_function("() => document.querySelector('.jp-RenderedImage img').complete")
                found = lesson.page.evaluate(LOOK)["wrong"]
                lesson.page.evaluate("undo => undo()", undo)
                self.assertIn(words, " ".join(found))
                self.assertEqual(len({line.partition(":")[0] for line in found}), 1, found)

    def test_outputs_are_whole_and_legible_in_both_themes(self):
        total = 0
        for path in self.lab.lessons:
            if '"code"' not in path.read_text(encoding="utf-8"):
                continue  # it points to lessons that have another name now
            name = path.relative_to(self.lab.folder / "lessons").as_posix()
            lesson = self.open(name)
            pictures = self.shown(lesson, path)
            for theme in lab.THEMES:
                lesson.theme(theme)
                with self.subTest(f"{name}, {theme}"):
                    found = lesson.page.evaluate(LOOK)
                    self.assertEqual(found["wrong"], [])
                    self.assertGreaterEqual(found["pictures"], pictures)
                total += self.photograph(lesson, f"{path.parent.name}-{path.stem}", theme)
            lesson.theme("light")
            lesson.close()
        print(f"{total} screenshots in {lab.PICTURES}", file=sys.stderr)

    def photograph(self, lesson, name, theme):
        """A screenshot of each figure and interactive output, at its own size."""
        figures = lesson.page.locator(".jp-OutputArea-output:has(img), .jp-OutputArea-output:has(canvas)")
        for n in range(figures.count()):
            figures.nth(n).screenshot(path=lab.PICTURES / f"{name}-{n + 1:02}-{theme}.png")
        return figures.count()


if __name__ == "__main__":
    if not lab.chromium():
        sys.exit(f"test-browser: none of {', '.join(lab.NAMES)} is on PATH: install Chromium, on Debian by "
                 "`apt-get install chromium fonts-nanum`")
    unittest.main(verbosity=2)
