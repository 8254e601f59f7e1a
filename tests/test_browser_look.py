"""How screens stand up: each language alone, within every window, nothing that axe finds, everything by keyboard, clean
sheets of paper, heads that stay."""

from __future__ import annotations

import csv
import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from data.demo.load import UNITS_FILE
from tests.browsing import SIZES, settle, visible_text
from tests.hands import pick
from ui.navigation import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("second browser")]
# The framework gives its upload area both a presentational role and a name.
NOT_OURS = {"presentation-role-conflict"}
SHEET = 703  # A4 without its margins, in CSS pixels
SWITCH = {"fa": "فارسی", "en": "English"}
LETTERS = {"fa": "[A-Za-z]+|[0-9]+", "en": "[\u0600-\u06ff]+"}  # of the other language
CODES = re.compile(
    r"\b(CSV|TOML|upload|demo data|demo|ilam(-1399)?|[A-V]\d+)\b|\.(xlsx|docx)|[0-9a-f]{64}"
    r"|1399-0\d\.xlsx.*|، [A-Z]+\d+\b|«[\d.]+»|«[a-z]+»|typed: .*"
)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.path)
def test_a_page_stands_in_both_languages_in_every_window_by_day_by_night_and_on_paper(open_page, row):
    """One opening of each page, in a browser that speaks the other language; every other page begins in English."""
    first, second = ("en", "fa") if PAGES.index(row) % 2 else ("fa", "en")
    page = open_page(f"/{row.path}?lang={first}", locale={"fa": "en-US", "en": "fa-IR"}[first], color_scheme="light")
    holds_one_language(page, first)
    if not row.section:  # those on the bar are made of charts, which a larger window draws anew
        assert page.locator("[data-testid='stPlotlyChart']").count() >= 1
        fits(page, "projector")
    page.get_by_text(SWITCH[second], exact=True).first.click()
    settle(page)
    holds_one_language(page, second)
    axe_finds_nothing(page)
    prints_within_the_sheet(page)
    page.emulate_media(media="screen")
    fits(page, "phone")


def test_the_other_measures_of_the_trends_stand_in_one_language(open_page):
    page = open_page("/trends?lang=en&measure=units&unit=A22&unit=G04")
    holds_one_language(page, "en")
    page.get_by_text(SWITCH["fa"], exact=True).first.click()
    settle(page)
    pick(page, ".st-key-measure input", "یک حوزه")
    holds_one_language(page, "fa")


def holds_one_language(page, lang: str) -> None:
    """No Persian outside names in English; no English and no Latin digits outside codes in Persian."""
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    page.evaluate("document.querySelectorAll('.st-key-unit_list table').forEach((names) => { names.hidden = true })")
    if page.locator(".st-key-unit input").count():
        page.locator(".st-key-unit input").click()
        page.keyboard.type("zzz")  # what a list says that has nothing to offer
        page.wait_for_timeout(500)
    text = visible_text(page)
    page.keyboard.press("Tab")
    page.locator("[role=listbox]").wait_for(state="hidden")
    with UNITS_FILE.open(encoding="utf-8-sig") as units:
        for recipient in {row["letter_recipient"] for row in csv.DictReader(units)} - {""}:
            text = text.replace(recipient, "")
    other = SWITCH["en" if lang == "fa" else "fa"]
    assert re.findall(LETTERS[lang], CODES.sub("", text)) == [other]


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
    page.evaluate("document.querySelectorAll('.st-key-unit_list table').forEach((names) => { names.hidden = false })")
    for scheme, asked in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):  # the same nodes in other colours
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page, options={"resultTypes": ["violations"]} | asked).response["violations"]
        said = {
            (each["id"], node["html"][:90]) for each in found if each["id"] not in NOT_OURS for node in each["nodes"]
        }
        assert said == set(), scheme


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
    page = desks(viewport={"width": 390, "height": 844})

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
    ends = page.locator(".js-plotly-plot .annotation-text", has_text="Agencies")
    ends.first.wait_for(state="detached")  # the chart is drawn anew after its names
    box = page.locator(".js-plotly-plot").first.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


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
