"""The pages of one browser in all tests of a run: contexts that are few, and pages that are used again."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Page

from tests.support.browser.browsing import SIZES, new_context

WIPE = "window.name = ''; sessionStorage.clear()"
CLEAN = 2  # whose browser forgets a site when it is asked to


class Desks:
    """Gives pages of a browser at which `person` sits, whose language is `locale`. Who sits down has an empty page in
    the look of a new one; what was compiled of the framework is still there (each opening is a session of its own)."""

    def __init__(self, browser):
        self._browser = browser
        self._contexts: dict[tuple[int, str], BrowserContext] = {}
        self._free: dict[BrowserContext, list[Page]] = defaultdict(list)
        self._heard: dict[Page, list[tuple[str, Callable]]] = defaultdict(list)

    def page(self, size: str = "desk", *, person: int = 1, locale: str = "en-US") -> Page:
        context = self._context(person, locale)
        return _sized(self._free[context].pop() if self._free[context] else context.new_page(), size)

    def clean_page(self, size: str, address: str, *, locale: str = "en-US") -> Page:
        """A page that nobody used, of a browser that has kept nothing of the site at an address."""
        page = _sized(self._context(CLEAN, locale).new_page(), size)
        page.context.clear_cookies()
        line = page.context.new_cdp_session(page)
        site = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        line.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "all"})
        line.detach()
        return page

    def hear(self, page: Page, event: str, told: Callable) -> None:
        """Tell what happens on a page until it is left."""
        page.on(event, told)
        self._heard[page].append((event, told))

    def leave(self, page: Page) -> None:
        """Nothing of a test stays on its page; one that can't be emptied is closed."""
        with contextlib.suppress(Error):
            page.evaluate(WIPE)
            page.goto("about:blank")
        for event, told in self._heard.pop(page, []):
            page.remove_listener(event, told)
        if page.url != "about:blank":
            page.close()
            return
        page.context.clear_permissions()
        page.emulate_media(media="null", color_scheme="light")
        page.mouse.move(-10, -10)
        self._free[page.context].append(page)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()

    def _context(self, person: int, locale: str) -> BrowserContext:
        if (person, locale) not in self._contexts:
            self._contexts[person, locale] = new_context(self._browser, accept_downloads=True, locale=locale)
        return self._contexts[person, locale]


def _sized(page: Page, size: str) -> Page:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    return page
