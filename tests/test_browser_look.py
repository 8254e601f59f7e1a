"""How screens stand up: nothing that axe finds, everything by keyboard, clean sheets of paper, heads that stay."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browsing import settle
from ui.navigation import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("second browser")]
# The framework gives its upload area both a presentational role and a name.
NOT_OURS = {"presentation-role-conflict"}
SHEET = 703  # A4 without its margins, in CSS pixels


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.path)
def test_axe_finds_nothing_by_day_and_by_night_and_the_page_prints_within_the_sheet(open_page, row):
    """One opening of each page, every other one in English."""
    address = f"/{row.path}?lang={'en' if PAGES.index(row) % 2 else 'fa'}"
    page = open_page(address, color_scheme="light")
    prints_within_the_sheet(page)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page).response["violations"]
        said = {
            (each["id"], node["html"][:90]) for each in found if each["id"] not in NOT_OURS for node in each["nodes"]
        }
        assert said == set(), scheme


def test_a_unit_is_opened_from_the_ranking_by_keyboard_alone(open_page):
    page = open_page("/ranking?lang=en")
    page.locator(".sj-filter").last.focus()
    names = []
    for _ in range(20):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.innerText, document.activeElement.dataset.action || '']")
        names.append(focused[0])
        if focused[1]:
            break
    assert names[1:5] == ["Unit", "Rank", "Change of rank", "Total and band"]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/unit**")
    settle(page)
    assert page.locator(".st-key-unit_card h2").inner_text() == names[-1]


def test_a_name_in_the_overviews_lists_opens_the_unit(open_page):
    page = open_page("/?lang=en")
    name = page.locator(".st-key-standings_governorate .sj-list button").first
    chosen = name.inner_text()
    name.click()
    page.wait_for_url("**/unit**")
    settle(page)
    assert page.locator(".st-key-unit_card h2").inner_text() == chosen


def test_sorting_by_keyboard_turns_the_column_round(open_page):
    page = open_page("/ranking?lang=en&ranked=governorate")
    head = page.get_by_role("button", name="Rank", exact=True)
    head.focus()
    for order in ("ascending", "descending"):
        page.keyboard.press("Enter")
        ranks = page.locator(".st-key-ranking tbody:not(.sj-pinned) td:nth-child(2)").all_inner_texts()
        numbers = [int(text.strip("\u2066\u2069").split("\u2069")[0]) for text in ranks]
        assert numbers == sorted(numbers, reverse=order == "descending")
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == order


def test_head_and_median_stay_in_sight_while_a_long_table_scrolls_on_a_phone(open_page):
    page = open_page("/ranking?lang=fa", size="phone")
    page.locator(".st-key-ranking .sj-tall").evaluate("(box) => { box.scrollTop = 700 }")
    page.wait_for_timeout(300)
    box, head, median = (
        page.locator(f".st-key-ranking {part}").first.bounding_box()
        for part in (".sj-tall", "thead th", ".sj-pinned td")
    )
    assert abs(head["y"] - box["y"]) < 2 and abs(median["y"] - head["y"] - head["height"]) < 2


def test_a_phone_names_the_lines_above_the_chart(open_page):
    page = open_page("/trends?lang=en", size="phone")
    page.wait_for_selector(".st-key-title_trend .sj-legend")
    settle(page)
    assert page.locator(".st-key-title_trend .sj-legend span").all_inner_texts() == ["Governorates", "Agencies"]
    box = page.locator(".js-plotly-plot").first.bounding_box()
    ends = page.locator(".annotation-text").all_text_contents()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and not any("Agencies" in end for end in ends)


def prints_within_the_sheet(page) -> None:
    """Its content alone, no wider than the sheet, charts scaled whole."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    zoom = float(page.evaluate("document.documentElement.style.getPropertyValue('--sj-print-zoom')"))
    charts = page.locator(".js-plotly-plot").evaluate_all("(all) => all.map((each) => each.clientWidth)")
    assert all(SHEET / 3 < width * zoom < SHEET for width in charts)  # a chart keeps its drawing and is scaled whole
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET, "height": 1000})
    hidden = "[data-testid=stSidebar], [data-testid=stHeader], [data-testid=stButton], [data-testid=stDownloadButton]"
    assert page.locator(hidden).evaluate_all("(all) => all.filter((each) => each.offsetHeight > 0).length") == 0
    wide = page.locator("h1, .sj, .js-plotly-plot, table").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).filter((box) => box.width > 0)"
        ".map((box) => [Math.floor(box.left), Math.ceil(box.right)])"
    )
    assert wide and min(left for left, _ in wide) >= -1 and max(right for _, right in wide) <= SHEET + 1


def test_printing_gives_a4_sheets_of_the_whole_page(open_page):
    page = open_page("/ranking?lang=fa")
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    assert b"/MediaBox [0 0 594.95996 841.91998]" in document.replace(b"\n", b" ")
    assert 2 <= document.count(b"/Type /Page\n") <= 4  # 44 agencies
