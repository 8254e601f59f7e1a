"""Fixtures that several tests share. No test touches var/: each names its own database."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from urllib.parse import urlparse

import pytest
from hypothesis import settings

from data.store import engine
from tests.support.browser.browsing import launched, settle
from tests.support.browser.serving import running
from tests.support.demo.copies import demo_database

LONG_FIRST = "browser store office pages terminal papers method files house".split()
engine._CONFIG["threads"] = 1  # the workers have the cores
settings.register_profile("short", max_examples=60, deadline=None)
settings.register_profile("long", max_examples=2000, deadline=None)
settings.load_profile("long" if os.environ.get("SANJEH_LONG") else "short")


@pytest.fixture
def own_store(tmp_path, monkeypatch):
    """A store of a test's own behind the pages; it is closed when the test ends."""
    from tests.support.doors.page_runs import (
        small_store_behind,  # Streamlit takes its time, and most tests need none of it
    )

    with small_store_behind(tmp_path / "own.duckdb", monkeypatch) as store:
        yield store


@pytest.fixture
def draft_store(tmp_path, monkeypatch):
    """A store with one month that is a draft, behind the pages."""
    from tests.support.office.small_months import draft_month
    from tests.support.store.behind_pages import prepared_behind

    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, draft_month) as store:
        yield store


@pytest.fixture
def final_store(tmp_path, monkeypatch):
    """A store with one month that is final, behind the pages."""
    from tests.support.office.small_months import final_month
    from tests.support.store.behind_pages import prepared_behind

    with prepared_behind(tmp_path / "own.duckdb", monkeypatch, final_month) as store:
        yield store


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: a worker that is given one of them last keeps all the others waiting."""

    def place(item: pytest.Item) -> tuple[bool, int]:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        return item.get_closest_marker("browser") is None, LONG_FIRST.index(room)

    items.sort(key=place)
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The app on the demo; its address."""
    with running(demo_database(tmp_path_factory.mktemp("demo") / "sanjeh.duckdb")) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """One real browser for the whole run. A machine without one fails, with what to install."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield (browser := launched(playwright))
        browser.close()


@pytest.fixture(scope="session")
def desks(chromium):
    """The pages of that browser; see there who sits at which."""
    from tests.support.browser.desks import Desks

    yield (desks := Desks(chromium))
    desks.close()


@pytest.fixture
def visit(desks):
    """Opens an address in a browser, as on a desk: each page of a test in another one than the page before it."""
    pages, failures = [], []

    def go(address: str):
        page = desks.page(person=1 + len(pages) % 2)
        page.context.clear_cookies()
        pages.append(page)
        _watch(desks, page, failures)
        page.goto(address)
        settle(page)
        return page

    yield go
    for page in pages:
        desks.leave(page)
    assert failures == []


@pytest.fixture
def open_page(desks, served):
    """Opens an address in a browser (`new=True`: of one that has kept nothing of the site); requests to another host
    are remembered as faults."""
    pages, strangers, failures = [], [], []

    def visit(path: str = "/", size: str = "desk", *, new: bool = False, **options: str):
        page = desks.clean_page(size, served, **options) if new else desks.page(size, **options)
        pages.append(page)
        desks.hear(
            page, "request", lambda asked: strangers.append(asked.url) if not _is_local(asked.url, served) else None
        )
        desks.hear(page, "pageerror", lambda error: failures.append(str(error)))
        _watch(desks, page, failures)
        page.goto(served + path)
        settle(page)
        return page

    yield visit
    for page in pages:
        desks.leave(page)
    assert strangers == [] and failures == []


def _watch(desks, page, failures: list[str]) -> None:
    """What the policy of the gate refuses is a fault of ours."""
    desks.hear(
        page, "console", lambda said: failures.append(said.text) if "Content Security Policy" in said.text else None
    )


def _is_local(url: str, served: str) -> bool:
    parts = urlparse(url)
    return parts.scheme in ("data", "blob") or parts.netloc == urlparse(served).netloc
