"""A JupyterLab with copies of the lessons, opened in a headless Chromium.

The browser is the machine's own; Playwright (in .bin/browser) drives it. Cells
that are out of sight are kept in the page here, so that all can be looked at.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1])]
import environ  # noqa: E402
from environ import BIN, REPO, STATE  # noqa: E402

sys.path.append(str(BIN / "browser"))
PICTURES = STATE / "browser"  # screenshots, and what the server says
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
STARTS = 60  # seconds


def chromium():
    """The path of the browser, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Lab:
    """A server on copies of the lessons, and a browser; close() ends both."""

    def __init__(self, folder):
        self.folder, self.opened = Path(folder), 0
        PICTURES.mkdir(parents=True, exist_ok=True)
        shutil.copytree(REPO / "notebooks", self.folder / "lessons",
                        ignore=shutil.ignore_patterns("src", ".*", "*.partial.*", "*.local*"))
        (self.folder / "lib").symlink_to(REPO / "lib")  # a lesson reads golden numbers there
        self.lessons = sorted((self.folder / "lessons").rglob("*.ipynb"))
        for name, values in SETTINGS.items():
            path = self.folder / "settings" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))
        self.env = {**environ.environ(),
                    "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
                    "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
                    "JUPYTER_DATA_DIR": str(self.folder / "data"),
                    "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime")}
        subprocess.run([sys.executable, "-m", "jupyter", "trust", *self.lessons], env=self.env, check=True,
                       capture_output=True)
        self.server = self.serve()
        from playwright.sync_api import sync_playwright
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=chromium(), args=FLAGS)

    def serve(self):
        """Starts the server and waits until it answers."""
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        token = secrets.token_hex()
        root = ["--allow-root"] if hasattr(os, "getuid") and os.getuid() == 0 else []
        with open(PICTURES / "lab.log", "w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--port-retries=0",
                 f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={self.folder}",
                 "--LabApp.expose_app_in_browser=True", *root],
                env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.url, self.query = f"http://127.0.0.1:{port}", f"?token={token}"
        end = time.monotonic() + STARTS
        while server.poll() is None and time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/api/status{self.query}", timeout=5).close()
                return server
            except OSError:
                time.sleep(0.2)
        server.terminate()
        raise RuntimeError(f"JupyterLab does not answer after {STARTS} s: {PICTURES}/lab.log says why")

    def open(self, name):
        """A page with one lesson, "00_start.ipynb", in a workspace of its own, where
        no lesson that was open before comes again."""
        self.opened += 1
        page = self.browser.new_page(viewport={"width": 1300, "height": 1000})
        page.set_default_timeout(60_000)
        page.goto(f"{self.url}/lab/workspaces/w{self.opened}/tree/lessons/{name}{self.query}", wait_until="domcontentloaded")
        try:
            return Lesson(page)
        except Exception:
            page.screenshot(path=PICTURES / "not-opened.png")
            raise

    def close(self):
        self.browser.close()
        self.playwright.stop()
        self.server.terminate()
        self.server.wait(20)


class Lesson:
    """A notebook in a page of JupyterLab."""

    def __init__(self, page):
        self.page = page
        self.ready()

    def ready(self):
        """Waits until the cells are there and the kernel is idle."""
        self.page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        self.idle()

    def do(self, command, **arguments):
        """Executes a command of JupyterLab's, as its menus do."""
        self.page.evaluate("([c, a]) => { window.jupyterapp.commands.execute(c, a); }", [command, arguments])

    def idle(self, seconds=120):
        """Waits until the kernel is there and no cell runs or waits. Before its
        first cell GoNB does not say that it is idle: its status is unknown."""
        self.page.wait_for_function(
            """() => {
                const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
                return kernel?.connectionStatus === 'connected' && ['idle', 'unknown'].includes(kernel.status)
                    && ![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.textContent.includes('*'));
            }""", timeout=1000 * seconds, polling=100)

    def cell(self, text):
        """The code cell that holds a text."""
        return self.page.locator(".jp-CodeCell").filter(has=self.page.locator(".jp-CodeMirrorEditor, .cm-editor", has_text=text)).first

    def select(self, text):
        self.cell(text).locator(".jp-InputPrompt").click()

    def run(self, text):
        """Runs the cell that holds a text; does not wait for it."""
        self.select(text)
        self.do("notebook:run-cell")

    def theme(self, name):
        self.do("apputils:change-theme", theme=THEMES[name])
        self.page.wait_for_function("want => document.body.dataset.jpThemeLight === want",
                                    arg="true" if name == "light" else "false")

    def errors(self):
        """What cells say on their standard error, and their errors."""
        return [e.inner_text() for e in self.page.query_selector_all(
            '[data-mime-type="application/vnd.jupyter.stderr"], [data-mime-type="application/vnd.jupyter.error"]')]

    def close(self):
        """Ends the kernel too; once is enough."""
        if self.page.is_closed():
            return
        self.page.evaluate("() => window.jupyterapp?.shell.currentWidget?.sessionContext?.shutdown()")
        self.page.close()
