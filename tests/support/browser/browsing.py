"""How tests and screenshots find a browser, open a page and wait until Streamlit has come to rest."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from pathlib import Path

from playwright.sync_api import Error
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[3]
SIZES = {"desk": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}
SHELL = "chromium-headless-shell"  # the same engine without the windows around it, which cost a fifth of a run
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
QUIET, LONGEST_WAIT = 100, 60_000  # milliseconds
ADVICE = (
    "No Chromium was found. Set CHROMIUM to its path, install one (Debian: apt-get install chromium-headless-shell), "
    "or run: python -m playwright install chromium"
)


def find_browser(playwright=None, *, windowless: bool = False) -> str:
    """The browser to drive: CHROMIUM, where it may be without windows the shell, a system Chromium or Chrome,
    Playwright's own. Raises RuntimeError."""
    named = os.environ.get("CHROMIUM")
    own = playwright.chromium.executable_path if playwright else ""
    names = (SHELL, *NAMES) if windowless else (*NAMES, SHELL)
    for candidate in (named, *map(shutil.which, names), *PLACES, own):
        if candidate and Path(candidate).exists():
            return candidate
    raise RuntimeError(ADVICE)


def holds(page, expression: str, seconds: float = 15) -> None:
    """Wait until a JavaScript expression is true. (The browser's own waiting is `eval`, which the pages forbid.)"""
    last = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < last, expression
        page.wait_for_timeout(50)


def launched(playwright):
    """A real browser; the pages of one context share a process, and what that has compiled of the framework. A page
    lives too short for code that is compiled a second time to be worth it, its animations need no thread, and its
    letters are as wide as in a window."""
    args = ["--no-sandbox", "--process-per-site", "--disable-features=ScriptStreaming", "--font-render-hinting=none"]
    args += ["--js-flags=--no-maglev --no-turbofan", "--disable-threaded-animation"]
    return playwright.chromium.launch(executable_path=find_browser(playwright, windowless=True), args=args)


def new_context(browser, **options: object):
    """A browser of its own, whose pages tell when they have come to rest. One empty page of the site stays open, so
    that the process that its pages share does not end with the last of them."""
    context = browser.new_context(**options)
    keeper = context.new_page()
    keeper.route("**/*", lambda route: route.fulfill(body="", content_type="text/html"))
    keeper.goto("http://127.0.0.1/")
    early = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN
    asks, tells = BackMsg.DESCRIPTOR.fields_by_name, ForwardMsg.DESCRIPTOR.fields_by_name
    numbers = {"rerun": asks["rerun_script"].number, "files": asks["file_urls_request"].number, "early": early}
    numbers |= {"finished": tells["script_finished"].number, "newSession": tells["new_session"].number}
    script = (Path(__file__).parent / "rest.js").read_text(encoding="utf-8")
    context.add_init_script(f"window.sanjehFields = {json.dumps(numbers)};\n{script}")
    return context


def settle(page) -> None:
    """Wait until what was asked of the app is answered and drawn, and nothing more is asked for a moment."""
    for _ in range(3):
        with contextlib.suppress(Error):  # the page went to another address meanwhile
            assert page.evaluate(f"window.sanjehRested({QUIET}, {LONGEST_WAIT})"), "the page did not come to rest"
            return
        page.wait_for_load_state()
    raise AssertionError("the page keeps going to other addresses")


def visible_text(page) -> str:
    """Everything that the page shows, the texts of its drawings too, without icons (whose names are their letters) and
    the marks that isolate numbers. (What the framework announces to screen readers alone is its own.)"""
    text = page.evaluate(
        """() => {
          const icons = [...document.querySelectorAll("[data-testid=stIconMaterial]")]
          icons.forEach((icon) => { icon.style.display = "none" })
          const shown = [...document.body.children].filter(
            (node) => !node.matches("[data-live-announcer], noscript, script"))
          const texts = [...shown.map((node) => node.innerText),
            ...[...document.querySelectorAll("svg text")].map((node) => node.textContent)]
          icons.forEach((icon) => { icon.style.display = "" })
          return texts.join("\\n")
        }"""
    )
    return "".join(character for character in text if character not in "\u2066\u2067\u2068\u2069")
