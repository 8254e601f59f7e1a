"""Every page in a headless Chromium: a run of its script, a switch to it, and opening it in a new browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import Server
from i18n.words import LANGUAGES, Words
from tests.support.browser.browsing import find_browser, settle
from ui.kit.head.navigation import PAGES

RUNS = 20  # an even number, so that the language ends as it began
WARM_UP_RUNS = 4
SWITCHES = 6
OPENINGS = 4
WINDOW = {"width": 1440, "height": 900}
LANGUAGE = LANGUAGES[0]
SECTIONS = list(dict.fromkeys(row.section for row in PAGES if row.section))
COUNT = """
({
  charts: document.querySelectorAll(".stPlotlyChart").length,
  tables: document.querySelectorAll(".sj table").length,
})
"""
# Clicks, then looks once a frame. `wanted`: title and number of charts and tables of the page that is to come.
WATCH = """
async ({click, wanted}) => {
  const app = () => document.querySelector("[data-testid='stApp']")
  const count = (selector) => document.querySelectorAll(selector).length
  const drawn = (chart) => chart.querySelector(".main-svg :is(.trace, .sankey)")
  const finished = () => document.querySelector(".sj-title")?.textContent === wanted.title
    && app()?.dataset.testScriptState === "notRunning"
  const painted = () => count("[data-testid=stSkeleton]") === 0 && count(".sj table") === wanted.tables
    && count(".stPlotlyChart") === wanted.charts
    && [...document.querySelectorAll(".stPlotlyChart")].every(drawn)
  const start = click ? performance.now() : 0
  if (click) document.querySelector(click).click()
  const until = (seen) => new Promise((resolve, reject) => {
    const look = () => {
      const passed = performance.now() - start
      if (seen()) resolve(passed)
      else if (passed > 60000) reject(new Error("the page did not come: " + JSON.stringify(wanted)))
      else requestAnimationFrame(look)
    }
    look()
  })
  return {finished: await until(finished), painted: await until(() => finished() && painted())}
}
"""


@dataclass(frozen=True)
class ScreenTimes:
    """Of one page, milliseconds: the server's processor and the wall a run, a switch to it, opening it (medians)."""

    cpu_ms: float | None
    run_ms: float
    switch_ms: float
    open_ms: float


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


def measured(browser: Browser, server: Server, *, processes: bool) -> dict[str, ScreenTimes]:
    """The times of every page, by its path. `processes`: whether the server's processor time can be read."""
    wanted = {row.path: _what_comes(browser, server, row.path) for row in PAGES}
    switches = _switches(browser, server, wanted)
    times = {}
    for row in PAGES:
        cpu_ms, run_ms = _runs(browser, server, row.path, wanted[row.path], processes)
        opened = [_opening(browser, server, row.path, wanted[row.path]) for _ in range(OPENINGS)]
        times[row.path] = ScreenTimes(cpu_ms, run_ms, median(switches[row.path]), median(opened))
    return times


def _title(path: str, lang: str) -> str:
    return Words(lang)(f"page.{path}")


@contextmanager
def _opened(browser: Browser, server: Server, path: str) -> Iterator[Page]:
    """A page in a browser context of its own, which knows nothing yet."""
    context = browser.new_context(viewport=WINDOW)
    page = context.new_page()
    page.goto(f"{server.address}/{'' if path == PAGES[0].path else path}?lang={LANGUAGE}")
    yield page
    context.close()


def _what_comes(browser: Browser, server: Server, path: str) -> dict[str, object]:
    """The title and the number of charts and tables of a page that has come to rest."""
    with _opened(browser, server, path) as page:
        settle(page)
        return page.evaluate(COUNT) | {"title": _title(path, LANGUAGE)}


def _switches(browser: Browser, server: Server, wanted: dict[str, dict]) -> dict[str, list[float]]:
    """Milliseconds from a click on a page's name to its last chart, going round through all pages."""
    times: dict[str, list[float]] = {path: [] for path in wanted}
    with _opened(browser, server, PAGES[-1].path) as page:
        settle(page)
        for number in range(1 + SWITCHES):
            for place, row in enumerate(PAGES):
                link = f"a[data-testid^=stTopNav][href$='/{row.path if place else ''}']"
                if row.section:
                    page.locator("[data-testid=stTopNavSection]").nth(SECTIONS.index(row.section)).click()
                    page.locator(link).wait_for()
                watched = page.evaluate(WATCH, {"click": link, "wanted": wanted[row.path]})
                if number:
                    times[row.path].append(watched["painted"])
    return times


def _runs(
    browser: Browser, server: Server, path: str, wanted: dict[str, object], processes: bool
) -> tuple[float | None, float]:
    """Processor and wall milliseconds of a run of the page's script: the language is switched back and forth."""
    with _opened(browser, server, path) as page:
        settle(page)
        for number in range(WARM_UP_RUNS):
            _switch_language(page, path, wanted, number)
        settle(page)
        before = server.cpu_seconds() if processes else 0.0
        times = [_switch_language(page, path, wanted, number) for number in range(RUNS)]
        settle(page)
        spent = server.cpu_seconds() - before if processes else None
    return (None if spent is None else 1000 * spent / RUNS), median(times)


def _switch_language(page: Page, path: str, wanted: dict[str, object], number: int) -> float:
    """Milliseconds until the run that answers the click has ended."""
    place = (number + 1) % len(LANGUAGES)
    title = {"title": _title(path, LANGUAGES[place])}
    button = f".st-key-lang button:nth-of-type({place + 1})"
    return page.evaluate(WATCH, {"click": button, "wanted": wanted | title})["finished"]


def _opening(browser: Browser, server: Server, path: str, wanted: dict[str, object]) -> float:
    """Milliseconds from asking for the address in a new browser to the last chart."""
    with _opened(browser, server, path) as page:
        return page.evaluate(WATCH, {"click": None, "wanted": wanted})["painted"]
