"""Names that want to be more than names, in a real browser: every page shows them, and nothing comes alive."""

from __future__ import annotations

import re

import pytest

from data.text import LONGEST_NAME, clean
from figures.lines import LONGEST_OF_MANY, end_name
from tests.support.browser.browsing import settle
from tests.support.browser.hands import choose
from tests.support.browser.serving import running
from tests.support.builders import books, csv_file, units_file
from tests.support.hostile_names import (
    FILE_NAME,
    HEADER,
    NAMES,
    SHEET_NAME,
    SHOWN,
    UNIT_IDS,
    assert_harmless,
    hostile_units,
    score_rows,
)
from tests.support.store.faults import LONG

BROWSER = pytest.mark.browser
LEAVES = """[...document.querySelectorAll('body *')].filter((node) => !node.children.length).flatMap(
  (node) => [node.textContent, node.value ?? ''])"""
SUSPECTS = (
    "#planted, base, iframe, object, embed, form, .katex, [onerror], [onload], [ontoggle], [onmouseover]"
    ", img, image, use, link, script, style, meta, a"
)
PLANTED = f"""[...document.querySelectorAll('{SUSPECTS}')].filter((node) => node.matches('#planted, .katex') ||
  /evil|javascript:|data:text|alert\\(|planted/.test(node.outerHTML + (node.href ?? '') + (node.src ?? '')))
  .map((node) => node.outerHTML.slice(0, 300))"""
FA_EN = ("fa", "en")
LANGUAGES = FA_EN if LONG else ("fa",)
# Charts know a markup of their own: its tags, a link and a link that runs are among the names of these sets.
SETS = range(9) if LONG else (0, 1, 3)


@pytest.fixture(scope="module")
def address(database):
    with running(database) as served:
        yield served
    assert_harmless(database.with_suffix(".log").read_bytes())


@pytest.fixture
def visit(desks, address):
    """A page in a browser of a size; afterwards nothing may have run or phoned home."""
    pages, faults = [], []

    def go(size: str = "desk"):
        pages.append(page := desks.page(size))
        desks.hear(page, "request", lambda request: _note(faults, request.url, address))
        desks.hear(page, "pageerror", lambda error: faults.append(f"error: {error}"))
        desks.hear(page, "dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        desks.hear(page, "popup", lambda popup: faults.append(f"popup: {popup.url}"))
        return page

    yield go
    for page in pages:
        desks.leave(page)
    assert faults == []


def _note(faults: list[str], url: str, address: str) -> None:
    if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:")):
        faults.append(url)


def opened(page, address: str):
    page.goto(address)
    settle(page)
    assert_nothing_came_alive(page)
    return page


def assert_nothing_came_alive(page) -> None:
    assert page.evaluate(PLANTED) == [] and page.evaluate("window.planted") is None
    assert page.locator("[data-testid=stException]").count() == 0


def shown(page) -> set[str]:
    """The text of everything on the page that has no parts, and what stands in its fields."""
    return {re.sub("[\u2066\u2068\u2069]", "", text) for text in page.evaluate(LEAVES)}


class TestInABrowser:
    pytestmark = BROWSER

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_tables_and_lists_show_the_names(self, visit, address, lang):
        page = visit()
        governorates, agencies = set(UNIT_IDS[::10]), set(UNIT_IDS) - set(UNIT_IDS[::10])
        for kind, members in (("agency", agencies), ("governorate", governorates)):
            texts = shown(opened(page, f"{address}/ranking?lang={lang}&ranked={kind}"))
            assert {SHOWN[unit_id] for unit_id in members} - texts == set()
        texts = shown(opened(page, f"{address}/units?lang={lang}"))
        assert set(SHOWN.values()) - texts == set()
        assert {f"{name[:180].strip()} alias" for name in SHOWN.values() if len(name) < 180} - texts == set()
        page = opened(page, f"{address}/?lang={lang}")
        listed = set(page.locator(".sj-name .sj-link").all_inner_texts())
        assert len(listed) >= 15 and listed <= set(SHOWN.values())

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_charts_show_the_names_and_hold_no_link(self, visit, address, lang):
        page = visit()
        for first in SETS:
            units = UNIT_IDS[first::9]  # far enough apart for a pointer
            chosen = "".join(f"&unit={unit_id}" for unit_id in units)
            opened(page, f"{address}/trends?lang={lang}&measure=units{chosen}")
            texts = page.evaluate("[...document.querySelectorAll('.js-plotly-plot text')].map((n) => n.textContent)")
            for unit_id in units:
                name = end_name(SHOWN[unit_id], LONGEST_OF_MANY)
                assert any(name in re.sub("[\u2066-\u2069]", "", text) for text in texts), (name, texts)
            assert {SHOWN[unit_id] for unit_id in units} - shown(page) == set()
            assert page.locator(".js-plotly-plot a, .js-plotly-plot image").count() == 0
            if first == 3:  # one has a name of 200 letters
                self.hover_over_every_point(page, {SHOWN[unit_id] for unit_id in units})

    def test_the_directors_pages_show_the_names_and_nothing_comes_alive(self, visit, address):
        page = visit()
        governorates = set(UNIT_IDS[::10])
        texts = shown(opened(page, f"{address}/indicators?lang=fa&ranked=governorate"))
        assert {SHOWN[unit_id] for unit_id in governorates} - texts == set()
        page.locator(f"[data-action='indicator:N1 {UNIT_IDS[0]}']").click()
        page.get_by_role("dialog").wait_for()
        settle(page)
        assert_nothing_came_alive(page)
        panel = re.sub("[\u2066-\u2069]", "", page.get_by_role("dialog").inner_text())
        assert SHOWN[UNIT_IDS[0]] in panel and clean(FILE_NAME) in panel
        opened(page, f"{address}/shifts?lang=fa")
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
        assert_nothing_came_alive(page)
        assert page.locator(".js-plotly-plot a, .js-plotly-plot image").count() == 0

    def hover_over_every_point(self, page, names: set[str]) -> None:
        said = set()
        for point in page.locator(".js-plotly-plot .point").all():
            box = point.bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.wait_for_timeout(120)
            said |= {
                re.sub("[\u2068\u2069]", "", each) for each in page.locator(".hoverlayer text").all_text_contents()
            }
            assert page.locator(".js-plotly-plot a").count() == 0
        assert {name for name in names if any(name in text for text in said)} == names, said

    @pytest.mark.parametrize("lang", ["fa"])
    def test_the_page_of_a_unit_shows_its_name_and_where_its_scores_stood(self, visit, address, lang):
        page = visit()
        for unit_id in UNIT_IDS[:: 17 if LONG else 34]:
            texts = shown(opened(page, f"{address}/unit?lang={lang}&one={unit_id}"))
            assert SHOWN[unit_id] in page.locator(".sj-card h2").inner_text() and SHOWN[unit_id] in texts
            assert any(clean(FILE_NAME) in text and clean(SHEET_NAME) in text for text in texts)

    @pytest.mark.parametrize("lang", FA_EN)
    def test_a_file_of_unknown_names_is_shown_as_it_is(self, visit, address, lang):
        page = opened(visit(), f"{address}/import?lang={lang}")
        rows = [[f"{row[4]} x", 1, 1, 1] for row in hostile_units()] + [["م" * 10_000, 1, 1, 1]]
        unknown = csv_file([["نتایج تیر ۱۳۹۹"], ["نام دستگاه", *HEADER[1:]], *rows])
        choose(page, "score_files", (f"{FILE_NAME[:-5]}.csv", unknown))
        bad = [[UNIT_IDS[0], "**b**", "<b id=planted>", 1], *score_rows(0.7)[1:]]
        content = books([(SHEET_NAME, [["نتایج خرداد ۱۳۹۹"], HEADER, *bad])])
        choose(page, "score_files", (FILE_NAME, content))
        corrected = books([(SHEET_NAME, [["نتایج فروردین ۱۳۹۹"], HEADER, *score_rows(0.9)])])
        choose(page, "score_files", ("fix " + FILE_NAME, corrected))
        assert_nothing_came_alive(page)
        texts = shown(page)
        assert {clean(f"{name} x") for name in NAMES} - texts == set() and "م" * LONGEST_NAME in texts
        assert {clean(FILE_NAME), clean("fix " + FILE_NAME), clean(SHEET_NAME), "<b id=planted>"} - texts == set()
        assert set(SHOWN.values()) - texts == set()  # in the table of what the correction changes

    @pytest.mark.parametrize("lang", FA_EN)
    def test_an_edited_list_shows_old_and_new_names(self, visit, address, lang):
        page = opened(visit(), f"{address}/units?lang={lang}")
        turned = [*NAMES[1:-2], "Rоаds 7", "Roads 7", "plain"]
        choose(page, "unit_file", (f"{FILE_NAME[:-5]}.csv", units_file(hostile_units(turned))))
        assert_nothing_came_alive(page)
        changes = re.sub("[\u2068\u2069]", "", page.locator(".st-key-list_difference").text_content())
        assert [name for name in [*SHOWN.values(), *map(clean, turned)] if name not in changes] == []
        assert "«Roads 7»" in changes or "“Roads 7”" in changes  # looks like the one before it

    @pytest.mark.parametrize("lang", ["fa"])
    def test_no_page_grows_wider_than_a_phone(self, visit, address, lang):
        page = visit("phone")
        long = [UNIT_IDS[NAMES.index(name)] for name in NAMES if len(name) > 150]
        chosen = "".join(f"&unit={unit_id}" for unit_id in long)
        paths = [
            "/",
            "/ranking",
            "/units",
            "/import",
            f"/trends?measure=units{chosen}",
            *[f"/unit?one={each}" for each in long],
        ]
        for path in paths:
            opened(page, f"{address}{path}{'&' if '?' in path else '?'}lang={lang}")
            width = page.evaluate("[document.scrollingElement.scrollWidth, innerWidth, document.body.scrollWidth]")
            assert width[0] <= width[1] + 1 and width[2] <= width[1] + 1, path
            inner = page.evaluate(
                "(() => { const main = document.querySelector('[data-testid=stMain]');"
                " return [main.scrollWidth, main.clientWidth] })()"
            )
            assert inner[0] <= inner[1] + 1, path

    def test_on_a_phone_the_lines_are_named_above_the_chart(self, visit, address):
        chosen = "".join(f"&unit={unit_id}" for unit_id in UNIT_IDS[2::9])
        page = opened(visit("phone"), f"{address}/trends?lang=fa&measure=units{chosen}")
        assert set(page.locator(".sj-legend span").all_text_contents()) == {SHOWN[each] for each in UNIT_IDS[2::9]}
