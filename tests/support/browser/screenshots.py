"""`make screenshots`: every page in both languages at three sizes, and every paper, into the git-ignored folder
screenshots/ (office files are drawn where LibreOffice is installed).

A second use writes the README's pictures: python -m tests.screenshots docs/pictures
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from data.asking.month_facts import month_facts
from data.demo.load import MONTH_FILES, UNITS_FILE, load_demo
from data.office.publications import revisions
from data.store.store import Store
from i18n.words import Words
from reports.web.editions import edition_of
from reports.web.social_card import social_card
from tests.support.browser.browsing import ROOT, find_browser, settle
from tests.support.browser.hands import fill, go, press
from tests.support.browser.serving import running
from tests.support.papers.paper_pictures import paper_pictures
from ui.kit.head.navigation import PAGES

SIZES = ((1440, 900), (1920, 1080), (390, 844))
README_PICTURES = {
    "overview-fa.png": ("/?lang=fa", (1440, 900), False),
    "trends-en.png": ("/trends?lang=en&measure=units&unit=A22&unit=A33&unit=G04", (1440, 900), False),
    "projector-fa.png": ("/?lang=fa", (1920, 1080), True),
    "meeting-fa.png": ("/meeting?lang=fa&slide=headline", (1920, 1080), False),
}


def main(folder: Path, for_readme: bool) -> None:
    """Serve the demo from a store of its own and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as place,
        running(Path(place) / "sanjeh.duckdb") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_browser(playwright), args=["--no-sandbox"])
        if for_readme:
            _readme_pictures(browser, address, folder)
            _public_picture(folder)
            _first_month(browser, address, folder)
        else:
            _all_pages(browser, address, folder)
            _slides(browser, address, folder)
            paper_pictures(folder)
        browser.close()


def _all_pages(browser, address: str, folder: Path) -> None:
    for width, height in SIZES:
        for lang in ("fa", "en"):
            for page_name in ("", *(row.path for row in PAGES[1:])):
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{address}/{page_name}?lang={lang}")
                settle(page)
                _whole(page, width, height)
                page.screenshot(path=folder / f"{page_name or 'overview'}-{lang}-{width}.png")
                page.close()


def _slides(browser, address: str, folder: Path) -> None:
    """Every slide of the meeting at each size."""
    for width, height in SIZES:
        for lang, forward in (("fa", "ArrowLeft"), ("en", "ArrowRight")):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}/meeting?lang={lang}&slide=title")
            settle(page)
            code = ""
            while code != (code := page.locator(".sjm").get_attribute("data-slide")):
                page.screenshot(path=folder / f"slide-{code}-{lang}-{width}.png")
                page.keyboard.press(forward)
            page.close()


def _whole(page: Page, width: int, height: int) -> None:
    """Make the window as tall as the page, so that the picture holds all of it."""
    needed = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, int(needed))})
    settle(page)


def _readme_pictures(browser, address: str, folder: Path) -> None:
    for name, (path, (width, height), present) in README_PICTURES.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address + path)
        settle(page)
        if present:
            page.keyboard.press("f")
            settle(page)
        page.screenshot(path=folder / name)
        page.close()


def _public_picture(folder: Path) -> None:
    store = Store(":memory:")
    load_demo(store)
    edition = edition_of(revisions(store, 1, 139904))
    (folder / "public-fa.png").write_bytes(social_card(month_facts(store, 1, 139904), edition, Words("fa")))


def _first_month(browser, address: str, folder: Path) -> None:
    """The way of docs/start.md: clear the demo, scheme, unit list, template, import, first figures."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(address + "/?lang=fa")
    settle(page)
    press(page, "only_desk_clear")
    fill(page, "who_demo", "زهرا")
    press(page, "demo_confirm")
    press(page, "go_units")
    _shoot(page, folder / "start-1-steps.png")
    fill(page, "who_start", "زهرا")
    press(page, "default_scheme")
    _choose(page, "unit_file", UNITS_FILE)
    _shoot(page, folder / "start-2-units.png")
    press(page, "units_confirm")
    go(page, address + "/import?lang=fa")
    _choose(page, "score_files", MONTH_FILES[0])
    fill(page, "who_import", "زهرا")
    _shoot(page, folder / "start-3-import.png")
    press(page, "import_confirm")
    _shoot(page, folder / "start-4-stored.png")
    page.close()


def _choose(page: Page, key: str, file: Path) -> None:
    page.locator(f"[class*='st-key-{key}'] input[type=file]").set_input_files(file)
    page.wait_for_timeout(1500)
    settle(page)
    button = page.locator(".st-key-units_confirm, .st-key-import_confirm").first
    button.scroll_into_view_if_needed()


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots", for_readme=len(sys.argv) > 1)
