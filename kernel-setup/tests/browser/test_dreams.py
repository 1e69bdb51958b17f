"""The page that dreams in a real browser, opened from disk without a network. `make test-browser`.

Screenshots in both themes and on a phone go into .jupyter/browser.
"""

import unittest

import lab
from environ import REPO

FILE = (REPO / "page" / "dreams.html").as_uri()
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
DONE = "() => state.config && !state.pace && state.moments.length > state.config.steps && state.tiles.every(t => t.last)"
DIGIT = "() => Array.from(state.moments.at(-1).clean).join()"
# The contrast of each text with what lies behind it, as WCAG 2 defines it, where it is below 4.5.
PALE = """() => {
    const part = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const light = css => {
        const [r, g, b] = css.match(/[\\d.]+/g).map(Number);
        return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const behind = e => {
        for (; e; e = e.parentElement) {
            const c = getComputedStyle(e).backgroundColor;
            if (!/, 0\\)$/.test(c)) return c;
        }
        return "rgb(255, 255, 255)";
    };
    const texts = [...document.querySelectorAll('h1, h2, p, button, legend, label span, output, figcaption, select, a')];
    return texts.filter(e => e.offsetParent && e.textContent.trim()).map(e => {
        const [low, high] = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => a - b);
        return [(high + 0.05) / (low + 0.05), e.tagName + ' ' + e.textContent.slice(0, 30)];
    }).filter(([c]) => c < 4.5);
}"""
# What a language leaves out, and what has no name for a reader of the screen.
LEFT_OUT = """() => {
    const all = s => [...document.querySelectorAll(s)], keys = (a, b) => Object.keys(a).filter(k => !b[k]);
    const lost = e => !e.textContent || /undefined|[{}]/.test(e.textContent);
    const unnamed = e => !e.closest('button') && (!e.getAttribute('aria-label') || !e.getAttribute('role'));
    const bare = e => !e.textContent && !e.ariaLabel && !e.closest('label')?.textContent;
    return [...keys(TEXT.en, TEXT.ko), ...keys(TEXT.ko, TEXT.en), ...[...all('[data-t], [data-x], #status, #sigma').filter(lost),
        ...all('canvas').filter(unnamed), ...all('button, input, select').filter(bare)].map(e => e.outerHTML)];
}"""
APART = """() => {
    const drawn = state.moments.at(-1).clean;
    return drawn.reduce((sum, v, i) => sum + Math.abs(v - state.drawing[i]), 0) / 784;
}"""


class Dreams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        from playwright.sync_api import sync_playwright
        lab.PICTURES.mkdir(parents=True, exist_ok=True)
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(executable_path=lab.chromium(), args=lab.FLAGS)
        cls.addClassCleanup(cls.browser.close)

    def open(self, viewport=DESK, **more):
        """The page, with its first digits drawn; what it asks for and says is noted."""
        context = self.browser.new_context(viewport=viewport, offline=True, **more)
        self.addCleanup(context.close)
        page = context.new_page()
        said = []
        page.on("request", lambda r: said.append(r.url[:100]) if r.url.split(":")[0] not in ("data", "blob", "about") else None)
        page.on("console", lambda m: said.append(m.text))
        page.on("pageerror", lambda e: said.append(str(e)))
        self.addCleanup(lambda: self.assertEqual(said, [FILE[:100]]))
        page.goto(FILE)
        page.wait_for_function(DONE)
        return page

    def next(self, page, before):
        """The digit on show, which must be another one than before."""
        page.wait_for_function(DONE)
        after = page.evaluate(DIGIT)
        self.assertNotEqual(after, before)
        return after

    def test_keyboard(self):
        page = self.open()
        first = page.evaluate(DIGIT)
        page.locator("#digits input:checked").focus()
        page.keyboard.press("ArrowRight")  # a 4
        four = self.next(page, first)
        self.assertIn("Asked for 4", page.inner_text("#status"))
        page.keyboard.press("ArrowLeft")
        self.assertEqual(self.next(page, four), first)
        page.locator("#level").focus()
        page.keyboard.press("Home")
        self.assertIn("step 0 of 20, σ = 20.0", page.inner_text("#sigma"))
        shown = page.evaluate("() => canvas('walk').toDataURL()")
        page.keyboard.press("ArrowRight")
        self.assertEqual(page.evaluate("() => state.at"), 1)
        self.assertNotEqual(page.evaluate("() => canvas('walk').toDataURL()"), shown)
        page.locator("#play").press("Enter")
        page.wait_for_function("() => state.at == 20 && !state.pace")
        page.locator("#anew").press("Enter")
        other = self.next(page, first)
        self.assertEqual(page.locator("#seed").input_value(), "2")
        page.locator("#tiles button").nth(7).press("Enter")
        seven = self.next(page, other)
        self.assertIn("Asked for 7", page.inner_text("#status"))
        page.locator("#take").press("Enter")
        self.next(page, seven)
        self.assertIn("from your drawing with noise σ = 2.00", page.inner_text("#status"))
        page.locator("#clear").press("Enter")
        page.wait_for_function(DONE)
        self.assertEqual(page.evaluate(DIGIT), seven)

    def test_settings(self):
        """Each setting changes the digit, and the same settings bring it back."""
        page = self.open()
        first = page.evaluate(DIGIT)
        for name, value, usual in (("steps", "10", "20"), ("way", "euler", "ancestral"), ("lean", "4", "1.25"), ("seed", "7", "1")):
            with self.subTest(name):
                field = page.locator(f"#{name}")
                choose = field.fill if name == "seed" else field.select_option
                choose(value)
                field.blur()
                self.next(page, first)
                choose(usual)
                field.blur()
                page.wait_for_function(DONE)
                self.assertEqual(page.evaluate(DIGIT), first)
        page.get_by_role("radio", name="any digit").check()
        self.next(page, first)
        self.assertIn("Asked for any digit", page.inner_text("#status"))

    def test_drawing(self):
        """A stroke with little noise stays what it was; with much it becomes the digit asked for."""
        page = self.open(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
        self.assertLessEqual(page.evaluate("() => document.documentElement.scrollWidth"), PHONE["width"])
        page.screenshot(path=lab.PICTURES / "dreams-phone.png", full_page=True)
        first = page.evaluate(DIGIT)
        field = page.locator("#draw canvas")
        field.scroll_into_view_if_needed()
        box = field.bounding_box()
        across = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in ((0.5, 0.15), (0.5, 0.85))]
        touch = page.context.new_cdp_session(page)
        for kind, points in (("touchStart", across[:1]), ("touchMove", across[1:]), ("touchEnd", [])):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
        self.next(page, first)
        far = []
        for place in ("0", "100"):
            page.locator("#added").fill(place)
            page.wait_for_function(DONE)
            far.append(page.evaluate(APART))
        self.assertLess(far[0], 15)  # of 255
        self.assertGreater(far[1], 2 * far[0])
        self.assertEqual(page.evaluate("() => scrollX"), 0)

    def test_languages_and_themes(self):
        for theme in ("light", "dark"):
            page = self.open(color_scheme=theme, locale="ko-KR")
            self.assertEqual(page.evaluate("() => document.documentElement.lang"), "ko")
            page.screenshot(path=lab.PICTURES / f"dreams-{theme}.png", full_page=True)
            self.assertEqual(page.evaluate(PALE), [])
            for language in ("en", "ko"):
                page.locator(f"[data-lang={language}]").click()
                self.assertEqual(page.evaluate(LEFT_OUT), [])

    def test_reduced_motion(self):
        page = self.open(reduced_motion="reduce")
        self.assertEqual(page.evaluate("() => state.at"), 20)

    def test_without_scripts(self):
        context = self.browser.new_context(viewport=DESK, offline=True, java_script_enabled=False)
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto(FILE)
        self.assertTrue(page.locator("#still img").is_visible())
        self.assertTrue(page.locator("#why").is_visible())
        self.assertFalse(page.locator("main").is_visible())


if __name__ == "__main__":
    if not lab.chromium():
        raise SystemExit(f"none of {', '.join(lab.NAMES)} in PATH: the page is not tried in a browser")
    unittest.main()
