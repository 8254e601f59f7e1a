"""How tests and screenshots find a browser, open a page and wait until Streamlit has come to rest."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Error
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parents[3]
SIZES = {"desk": (1440, 900), "projector": (1920, 1080), "phone": (390, 844)}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FIRST_PORT, PORTS_EACH = 23_000, 50
QUIET, LONGEST_WAIT = 100, 60_000  # milliseconds
ADVICE = (
    "No Chromium was found. Set CHROMIUM to its path, install Chromium or Chrome (Debian: apt-get install chromium), "
    "or run: python -m playwright install chromium"
)


def find_browser(playwright=None) -> str:
    """The browser to drive: CHROMIUM, a system Chromium or Chrome, Playwright's own. Raises RuntimeError."""
    named = os.environ.get("CHROMIUM")
    own = playwright.chromium.executable_path if playwright else ""
    for candidate in (named, *map(shutil.which, NAMES), *PLACES, own):
        if candidate and Path(candidate).exists():
            return candidate
    raise RuntimeError(ADVICE)


def free_port() -> int:
    """The first free port of this worker's own. The next app takes it again, so that a browser still has what it has
    loaded of the framework from that address."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    first = FIRST_PORT + PORTS_EACH * (1 + int(worker) if worker.isdigit() else 0)
    for port in range(first, first + PORTS_EACH):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"no port from {first} on is free")


def wait_until_served(address: str, process: subprocess.Popen, *, healthy: bool = True) -> None:
    """Wait until the app that a process serves answers (and is healthy, where it should be). Raises RuntimeError where
    it ends or takes over a minute."""
    for _ in range(240):
        if process.poll() is not None:
            raise RuntimeError("the app ended while it was starting")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            if not healthy:
                return
            time.sleep(0.25)
        except OSError:
            time.sleep(0.25)
    raise RuntimeError("the app did not start within a minute")


@contextlib.contextmanager
def running(database: Path, *, healthy: bool = True) -> Iterator[str]:
    """The app on a database, on a free port of the loopback interface; its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"SANJEH_DB": str(database)}
    with database.with_suffix(".log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_served(f"http://127.0.0.1:{port}", process, healthy=healthy)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def holds(page, expression: str, seconds: float = 15) -> None:
    """Wait until a JavaScript expression is true. (The browser's own waiting is `eval`, which the pages forbid.)"""
    last = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < last, expression
        page.wait_for_timeout(50)


def launched(playwright):
    """A real browser; the pages of one context share a process, and what that has compiled of the framework. A page
    lives too short for code that is compiled a second time to be worth it, and its animations need no thread."""
    args = ["--no-sandbox", "--process-per-site", "--disable-features=ScriptStreaming"]
    args += ["--js-flags=--no-maglev --no-turbofan", "--disable-threaded-animation"]
    return playwright.chromium.launch(executable_path=find_browser(playwright), args=args)


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
