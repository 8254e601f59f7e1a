"""How screens stand up: each language alone, within every window, nothing that axe finds, everything by keyboard, clean
sheets of paper, heads that stay."""

from __future__ import annotations

import csv
import re
import time

import pytest

from data.demo.load import UNITS_FILE
from tests.support.browser.browsing import SIZES, settle, visible_text
from tests.support.browser.faults import BY_COLOUR, faults
from ui.kit.head.navigation import PAGES

pytestmark = pytest.mark.browser
# The framework gives its upload area both a presentational role and a name.
NOT_OURS = {"presentation-role-conflict"}
SHEET = 703  # A4 without its margins, in CSS pixels
SWITCH = {"fa": "فارسی", "en": "English"}
# What may stand in letters of the other language: codes and files in Persian, lines of a file's own words in English.
CODES = {
    ("fa", ""): r"CSV|PDF|PNG|SVG|English|\bF\b|1399-0\d\.xlsx|، [A-Z]+\d+\b|«[\d.]+»",
    (
        "fa",
        "office",
    ): r"CSV|TOML|English|\bF\b|ilam-1399|\bupload\b|1399-0\d\.xlsx|\.xlsx|demo( data)?|ilam"
    r"|\b[A-V]\d{1,2}\b|[0-9a-f]{64}|cli\.py restore --reason REASON FILE",
    ("fa", "papers"): r"CSV|English|\.docx|\b(Word|PDF|PNG|PowerPoint|Home|End|Esc|Enter|Ctrl|[DFK])\b"
    r"|\b(demo|draft|unit|month|total|band)\b",  # the fields of a letter's template
    ("en", ""): r".*1399-05\.xlsx.*|.*typed: .*|فارسی",
    ("en", "office"): r".*1399-05\.xlsx.*|فارسی",
    ("en", "papers"): "فارسی",
    ("fa", "help"): r"English|PDF|\b(Ctrl|Esc|Home|End|[DFKP])\b",
    ("en", "help"): "فارسی",
}
LETTERS = {"fa": "[A-Za-z]+|[0-9]+", "en": "[\u0600-\u06ff]+"}


@pytest.mark.parametrize("lang", ["fa", "en"])
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.path)
def test_a_page_stands_in_a_language_in_every_window_and_in_one_of_them_by_night_and_on_paper(open_page, row, lang):
    """One opening of each page in each language, in a browser that speaks the other one."""
    page = opened_in(open_page, f"/{row.path}?", lang)
    if lang == ("en" if PAGES.index(row) % 2 else "fa"):
        prints_within_the_sheet(page)
        page.emulate_media(media="screen")
        page.set_viewport_size(dict(zip(("width", "height"), SIZES["desk"], strict=True)))
        axe_finds_nothing(page)
    assert row.section or page.locator("[data-testid='stPlotlyChart']").count() >= 1
    holds_one_language(page, lang, row.section)
    fits(page, "desk")
    fits(page, "phone" if lang == ("en" if row.path == "shifts" else "fa") else "projector")


@pytest.mark.parametrize(("measure", "lang"), [("units&unit=A22&unit=G04", "en"), ("domain", "fa")])
def test_the_other_measures_of_the_trends_stand_in_one_language(open_page, measure, lang):
    holds_one_language(opened_in(open_page, f"/trends?measure={measure}&", lang), lang)


def opened_in(open_page, path: str, lang: str):
    return open_page(f"{path}lang={lang}", locale={"fa": "en-US", "en": "fa-IR"}[lang])


def holds_one_language(page, lang: str, section: str = "") -> None:
    """No Persian outside names in English; no English and no Latin digits outside codes in Persian."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    page.evaluate("document.querySelectorAll('.st-key-unit_list table').forEach((names) => { names.remove() })")
    if page.locator(".st-key-unit input").count():
        page.locator(".st-key-unit input").click()
        page.keyboard.type("zzz")  # what a list says that has nothing to offer
        page.wait_for_timeout(500)
    text = visible_text(page)
    page.keyboard.press("Tab")
    page.locator("[role=listbox]").wait_for(state="hidden")
    if section == "papers":
        with UNITS_FILE.open(encoding="utf-8-sig") as units:
            for recipient in {row["letter_recipient"] for row in csv.DictReader(units)} - {""}:
                text = text.replace(recipient, "")
    counted = "(lists) => lists.map((list) => getComputedStyle(list).listStyleType)"
    assert set(page.locator("ol").evaluate_all(counted)) <= {"none", "persian" if lang == "fa" else "decimal"}
    assert SWITCH["en" if lang == "fa" else "fa"] in text
    assert re.findall(LETTERS[lang], re.sub(CODES[lang, section], "", text)) == []


def fits(page, size: str) -> None:
    """No wider than the window, every chart drawn and with an alternative text."""
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    page.wait_for_timeout(200)
    settle(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth") <= 0, size
    charts = page.locator("[data-testid='stPlotlyChart']")
    assert page.locator(".js-plotly-plot .main-svg").count() >= charts.count()
    labelled = page.locator("[data-testid='stPlotlyChart'] [aria-label], [data-testid='stPlotlyChart'][aria-label]")
    assert labelled.count() >= charts.count()


def axe_finds_nothing(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    for scheme, rules in (("light", ()), ("dark", BY_COLOUR)):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        assert {found for found in faults(page, *rules) if found[0] not in NOT_OURS} == set(), scheme


def test_the_ranking_is_sorted_and_a_unit_opened_by_keyboard_alone(open_page):
    page = open_page("/ranking?lang=en")
    head = page.get_by_role("button", name="Rank", exact=True)
    head.focus()
    for order in ("ascending", "descending", "ascending"):
        page.keyboard.press("Enter")
        ranks = page.locator(".st-key-ranking tbody:not(.sj-pinned) td:nth-child(2)").all_inner_texts()
        numbers = [int(text.strip("\u2066\u2069").split("\u2069")[0]) for text in ranks]
        assert numbers == sorted(numbers, reverse=order == "descending")
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == order
    page.locator(".sj-filter").last.focus()
    names = []
    for _ in range(20):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.innerText, document.activeElement.dataset.action || '']")
        names.append(focused[0])
        if focused[1]:
            break
    assert names[1:5] == ["Unit", "Rank", "Total and band", "Since Tir"]
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


def test_head_and_median_stay_in_sight_while_a_long_table_scrolls_on_a_phone(open_page):
    page = open_page("/ranking?lang=fa", size="phone")
    page.locator(".st-key-ranking .sj-tall").evaluate("(box) => { box.scrollTop = 700 }")
    page.wait_for_timeout(300)
    box, head, median = (
        page.locator(f".st-key-ranking {part}").first.bounding_box()
        for part in (".sj-tall", "thead th", ".sj-pinned td")
    )
    assert abs(head["y"] - box["y"]) < 2 and abs(median["y"] - head["y"] - head["height"]) < 2


def test_a_phone_with_a_slow_line_opens_the_page_of_its_link(desks, served):
    """It tells its width while the page is still on its way; that must not send it to the first page."""
    page = desks.page("phone")

    def slowly(phone) -> None:
        left, server = [8], phone.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            left[0] -= 1
            time.sleep(0.25 if left[0] > 0 else 0)
            phone.send(message)

        server.on_message(pass_on)

    page.route_web_socket("**/_stcore/stream*", slowly)
    page.goto(f"{served}/ranking?lang=en")
    settle(page)
    page.locator(".st-key-ranking table").wait_for()
    assert "/ranking" in page.url
    page.close()


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
    hidden = ".sjh, .st-key-filters, [data-testid=stButton], [data-testid=stDownloadButton]"
    assert page.locator(hidden).evaluate_all("(all) => all.filter((each) => each.offsetHeight > 0).length") == 0
    wide = page.locator("h1, .sj, .js-plotly-plot, table").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).filter((box) => box.width > 0)"
        ".map((box) => [Math.floor(box.left), Math.ceil(box.right)])"
    )
    assert wide and min(left for left, _ in wide) >= -1 and max(right for _, right in wide) <= SHEET + 1


def test_printing_gives_a4_sheets_of_the_whole_page(open_page):
    page = open_page("/ranking?lang=fa")
    document = page.pdf(prefer_css_page_size=True, print_background=True)
    page.emulate_media(media="print")
    square = page.locator(".sj-strip span[style]").last  # a level is told by its colour, on paper too
    colours = "(node) => [getComputedStyle(node).backgroundColor, getComputedStyle(node).borderTopColor]"
    assert len(set(square.evaluate(colours))) == 1
    page.emulate_media(media="screen")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in document.replace(b"\n", b" ")
    assert 2 <= document.count(b"/Type /Page\n") <= 4  # 44 agencies
