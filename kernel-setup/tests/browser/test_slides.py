"""The slides in a real browser, opened from disk without a network. `make test-browser`.

Screenshots of every slide, as a projector and as a phone shows it, go into
.jupyter/browser.
"""

import re
import tempfile
import unittest
from pathlib import Path

import lab
from environ import REPO

PROJECTOR, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
MINUTES = 20  # of the talk
# What of the slide on show lies outside of it, or reaches into its foot.
OUTSIDE = """() => {
    const slide = Reveal.getCurrentSlide(), foot = slide.querySelector('footer').getBoundingClientRect().top + 1;
    return [...slide.querySelectorAll(':scope > :not(footer, aside), :scope > :not(footer, aside) *')].filter(e => {
        const r = e.getBoundingClientRect();
        return r.width && (r.left < 0 || r.right > 1280 || r.bottom > foot);
    }).map(e => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`);
}"""
# What of a phone's page is wider than it and cannot be scrolled.
TOO_WIDE = """() => [...document.querySelectorAll('section *')].filter(e =>
    e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('table')).map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""
# Which printed slide does not have its title, body and foot below each other on its page.
MISPRINTED = """() => [...document.querySelectorAll('.pdf-page')].filter(page => {
    const at = part => page.querySelector(`section > ${part}`).getBoundingClientRect(), whole = page.getBoundingClientRect();
    return at('h2').bottom > at('.body').top || at('.body').bottom > at('footer').top + 1 || at('footer').bottom > whole.bottom
        || at('.body').right > whole.right || at('h2').left < whole.left;
}).map(page => page.querySelector('h2').textContent)"""
SLIDE = """box => [...box.querySelectorAll('input[type=range]')].map(input => {
    const drawn = () => [...box.querySelectorAll('canvas')].map(e => e.toDataURL()).join();
    const before = drawn();
    input.value = input.value === input.max ? input.min : input.max;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    return drawn() !== before;
})"""


class Slides(unittest.TestCase):
    file, pictures, button = "manifold.html", "slide", "Train it here"

    @classmethod
    def setUpClass(cls):
        from playwright.sync_api import sync_playwright
        lab.PICTURES.mkdir(parents=True, exist_ok=True)
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(executable_path=lab.chromium(), args=lab.FLAGS)
        cls.addClassCleanup(cls.browser.close)

    def open(self, address="", viewport=PROJECTOR, **more):
        """The slides in a new page; what it asks for and says is noted."""
        context = self.browser.new_context(viewport=viewport, offline=True, **more)
        self.addCleanup(context.close)
        page = context.new_page()
        self.said = []
        page.on("request", lambda r: self.said.append(r.url[:100]) if r.url.split(":")[0] not in ("data", "blob", "about") else None)
        page.on("console", lambda m: self.said.append(m.text))
        page.on("pageerror", lambda e: self.said.append(str(e)))
        page.goto((REPO / "slides" / self.file).as_uri() + address)
        return page

    def quiet(self, address=""):
        """Nothing was asked for but the file itself, and nothing went wrong."""
        self.assertEqual(self.said, [((REPO / "slides" / self.file).as_uri() + address.partition("#")[0])[:100]])

    def test_on_a_projector(self):
        page = self.open()
        page.wait_for_function("() => Reveal.isReady()")
        count = page.evaluate("() => Reveal.getTotalSlides()")
        self.assertGreaterEqual(count, 45)
        moved = 0
        for i in range(count):
            page.evaluate("i => Reveal.slide(i)", i)
            title = page.evaluate("() => Reveal.getCurrentSlide().querySelector('h2').textContent")
            with self.subTest(f"{i + 1}: {title}"):
                page.wait_for_timeout(100)
                self.assertEqual(page.evaluate(OUTSIDE), [])
                page.screenshot(path=lab.PICTURES / f"{self.pictures}-{i + 1:02}.png")
                for box in page.locator("section.present .output").all():
                    done = box.evaluate(SLIDE)
                    self.assertTrue(all(done), done)
                    moved += len(done)
        self.assertGreaterEqual(moved, 4)
        self.quiet()

    def test_on_a_phone(self):
        page = self.open(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
        self.assertEqual(page.evaluate(TOO_WIDE), [])
        self.assertLessEqual(page.evaluate("() => document.documentElement.scrollWidth"), PHONE["width"])
        for i, section in enumerate(page.locator("section").all()):
            section.screenshot(path=lab.PICTURES / f"{self.pictures}-{i + 1:02}-phone.png")
        self.quiet()

    def test_talk(self):
        page = self.open("?talk")
        self.assertEqual(page.evaluate("() => Reveal.getTotalSlides()"), 15)
        seconds = page.evaluate("() => [...document.querySelectorAll('section')].map(s => +s.dataset.timing)")
        self.assertLessEqual(sum(seconds), 60 * MINUTES)
        self.assertGreater(min(seconds), 0)
        self.quiet("?talk")

    def test_print(self):
        page = self.open("?print-pdf")
        page.wait_for_selector(".pdf-page")
        count = page.locator("section").count()
        self.assertEqual(page.evaluate(MISPRINTED), [])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "slides.pdf")
            page.pdf(path=path, prefer_css_page_size=True, print_background=True)
            data = path.read_bytes()
        boxes = re.findall(rb"/MediaBox *\[0 0 ([\d.]+) ([\d.]+)\]", data)
        self.assertEqual(len(boxes), count)
        for width, height in boxes:
            self.assertAlmostEqual(float(width) / float(height), 16 / 9, places=2)
        self.quiet("?print-pdf")

    def test_speaker_view(self):
        page = self.open("#/3")
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        view = popup.value
        view.wait_for_selector(".speaker-controls-notes:not(.hidden)")
        following = page.evaluate("() => Reveal.getSlide(4).querySelector('h2').textContent")
        heading = "section.present h2"
        view.frame_locator("#upcoming-slide iframe").locator(heading).get_by_text(following).wait_for()
        clock = view.locator(".timer .seconds-value").inner_text()
        page.keyboard.press("ArrowRight")
        view.frame_locator("#current-slide iframe").locator(heading).get_by_text(following).wait_for()
        notes = page.evaluate("() => Reveal.getSlideNotes().slice(3, 40)")
        view.get_by_text(notes).first.wait_for()
        view.wait_for_function("before => document.querySelector('.timer .seconds-value').textContent !== before", arg=clock)

    def test_training(self):
        page = self.open()
        at = page.evaluate("() => Reveal.getSlides().findIndex(s => s.querySelector('.train'))")
        page.evaluate("i => Reveal.slide(i)", at)
        page.get_by_role("button", name=self.button).click()
        frame = page.frame_locator(".train iframe")
        frame.locator("#status").get_by_text(re.compile(r"\d{3}")).wait_for()
        page.screenshot(path=lab.PICTURES / f"{self.pictures}-trains.png")
        page.keyboard.press("ArrowRight")
        page.evaluate("i => Reveal.slide(i + 1)", at)
        self.assertEqual(page.locator(".train iframe").count(), 0)
        self.assertEqual(page.locator(".train button").count(), 1)
        self.quiet()


class KoreanSlides(Slides):
    file, pictures, button = "manifold-ko.html", "slide-ko", "여기서 학습하기"

    def test_language(self):
        page = self.open()
        self.assertEqual(page.evaluate("() => document.documentElement.lang"), "ko")
        page.evaluate("() => Reveal.slide(Reveal.getSlides().findIndex(s => s.querySelector('.train')))")
        page.get_by_role("button", name=self.button).click()
        page.frame_locator(".train iframe").get_by_text("학습률").first.wait_for()


if __name__ == "__main__":
    if not lab.chromium():
        raise SystemExit(f"none of {', '.join(lab.NAMES)} in PATH: the slides are not tried in a browser")
    unittest.main()
