"""The main job in a real browser: open, read, filter, switch language, follow a link, download."""

from __future__ import annotations

import csv
import io
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import openpyxl
import pytest

from data.demo.load import MONTH_FILES
from tests.support import oracle
from tests.support.browser.browsing import settle, visible_text
from tests.support.browser.hands import fill
from tests.support.browser.serving import running
from tests.support.demo.by_hand import oracle_results

pytestmark = pytest.mark.browser


def shares_by_hand() -> dict[str, tuple]:
    """kind -> (weak, evaluated, percent) of Mordad, from the cells of the demo file."""
    results, kinds = oracle_results(MONTH_FILES[4].read_bytes())
    groups = {kind: [name for name, own in kinds.items() if own == kind] for kind in ("agency", "governorate")}
    return {kind: oracle.share(results, units) for kind, units in groups.items()}


def card(page, kind: str) -> str:
    text = page.locator(f".sj-card[data-kind='{kind}']").inner_text()
    return "".join(character for character in text if character not in "\u2066\u2069")


def download(page, key: str) -> list[dict]:
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and b"\r\n" in content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_overview_opens_right_to_left_with_the_oracles_shares(open_page):
    page = open_page()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["fa", "rtl"]
    expected = shares_by_hand()
    digits = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    for kind, (weak, evaluated, percent) in expected.items():
        rounded = int(percent + oracle.Fraction(1, 2))
        text = card(page, kind)
        assert f"{rounded}٪".translate(digits) in text
        assert f"{weak} از {evaluated}".translate(digits) in text
    assert "۷۰ واحد درصد کاهش" in card(page, "governorate") and "۶۸ واحد درصد کاهش" in card(page, "agency")
    assert "دادهٔ نمایشی" in visible_text(page)


def test_filtering_to_governorates_and_switching_language_keeps_the_filter(open_page):
    page = open_page()
    page.get_by_text("فرمانداری‌ها", exact=True).first.click()
    settle(page)
    assert page.locator(".sj-card").count() == 1 and "۳۰٪" in card(page, "governorate")
    page.get_by_text("English", exact=True).click()
    settle(page)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert page.locator(".sj-card").count() == 1 and "30%" in card(page, "governorate")
    query = parse_qs(urlparse(page.url).query)
    assert query["lang"] == ["en"] and query["kind"] == ["governorate"] and query["month"] == ["139905"]


def test_a_pasted_link_opens_the_same_picture_in_a_new_browser(open_page):
    first = open_page("/trends?lang=en")
    first.locator(".st-key-measure input").click()
    first.get_by_text("An indicator", exact=True).click()
    settle(first)
    first.get_by_text("Agencies", exact=True).first.click()
    settle(first)
    second = open_page(first.url.replace(first.url.split("/trends")[0], ""), new=True)
    assert second.url == first.url
    assert visible_text(second).split() == visible_text(first).split()
    assert "News output by month" in visible_text(second)
    persian = open_page(first.url.replace(first.url.split("/trends")[0], "").replace("lang=en", "lang=fa"), new=True)
    assert "تولید خبر و گزارش به تفکیک ماه" in visible_text(persian)


def test_the_trend_csv_holds_what_is_shown(open_page):
    page = open_page("/trends?lang=fa&kind=governorate&from=139902&to=139905")
    rows = download(page, "csv_trend_0")
    assert [row["month"] for row in rows] == ["1399-02", "1399-03", "1399-04", "1399-05"]
    assert [(row["weak"], row["units"]) for row in rows] == [("9", "10"), ("7", "10"), ("5", "10"), ("3", "10")]
    assert {row["kind"] for row in rows} == {"governorate"} and {row["base_month"] for row in rows} == {"1399-01"}
    assert [float(row["change"]) for row in rows] == [-10, -30, -50, -70]
    assert {row["note"] for row in rows} == {"دادهٔ نمایشی / demo data"}
    whole = download(page, "csv_trend_1")
    assert len(whole) == 5 * 54 * (1 + 3 + 20) and {row["measure"] for row in whole} == {"total", "domain", "indicator"}


def test_the_overview_in_english_its_companions_its_csv_files_and_the_projectors_view(open_page):
    page = open_page("/?lang=en", size="projector")
    page.locator(".sj-card[data-kind='agency'] summary").click()
    text = card(page, "agency")
    assert "\u221275%" in text and "77%" in text and "40 \u2212 30 + 0 + 0 \u2212 0 = 10" in text
    shares = download(page, "csv_weak_share_0")
    assert [row["weak"] for row in shares if row["kind"] == "agency"] == ["40", "40", "25", "18", "10"]
    units = download(page, "csv_units_governorate")
    assert len(units) == 10 and sorted(int(row["rank"]) for row in units) == list(range(1, 11))
    f_shows_the_projectors_view_and_escape_leaves_it(page)


def test_the_page_is_right_to_left_before_any_script_has_run(open_page, served):
    for path, start in (("/", '<html lang="fa" dir="rtl">'), ("/trends?lang=en", '<html lang="en" dir="ltr">')):
        with urllib.request.urlopen(served + path) as answer:
            assert start in answer.read().decode()


def f_shows_the_projectors_view_and_escape_leaves_it(page) -> None:
    usual = page.locator("svg .annotation-text").first.evaluate("(node) => getComputedStyle(node).fontSize")
    page.keyboard.press("f")
    settle(page)
    assert page.locator(".sjh").is_hidden() and page.locator(".st-key-filters").is_hidden()
    assert page.locator(".sj-big").first.evaluate("(node) => parseFloat(getComputedStyle(node).fontSize)") > 90
    larger = page.locator("svg .annotation-text").first.evaluate("(node) => getComputedStyle(node).fontSize")
    assert float(larger[:-2]) > 1.4 * float(usual[:-2])
    page.keyboard.press("Escape")
    settle(page)
    assert page.locator(".sjh").is_visible() and page.locator(".st-key-filters").is_visible()


def test_a_table_is_sorted_by_a_click(open_page):
    page = open_page("/trends?lang=en&kind=governorate")
    page.locator("summary", has_text="The table behind it").click()
    head = page.locator("th button", has_text="Governorates")
    first = page.locator("tbody tr").first
    assert "Farvardin" in first.inner_text()
    head.click()
    assert "Mordad" in first.inner_text() and page.locator("th[aria-sort='ascending']").count() == 1
    head.click()
    assert "Farvardin" in first.inner_text()


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_ranking_is_sorted_under_its_median_searched_and_downloaded(open_page, size):
    page = open_page("/ranking?lang=en&ranked=governorate&base=139901", size=size)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth") <= 0
    assert "Median of peers" in page.locator(".st-key-ranking tbody tr").first.inner_text()
    page.locator(".st-key-ranking th button", has_text="Total and band").click()
    rows = page.locator(".st-key-ranking tbody:not(.sj-pinned) tr")
    assert "10 of 10" in rows.first.inner_text().replace("\u2066", "").replace("\u2069", "")
    assert "Median of peers" in page.locator(".st-key-ranking tbody tr").first.inner_text()
    page.locator(".st-key-search input").fill("Mehran")
    page.keyboard.press("Enter")
    settle(page)
    assert rows.count() == 1 and parse_qs(urlparse(page.url).query)["search"] == ["Mehran"]
    row = download(page, "csv_ranking")[0]
    assert (row["unit_id"], row["base_month"], row["note"]) == ("G10", "1399-01", "دادهٔ نمایشی / demo data")
    results = [oracle_results(MONTH_FILES[month].read_bytes())[0]["فرمانداری مهران"] for month in (0, 4)]
    assert float(row["change"]) == pytest.approx(float(results[1]["total"] - results[0]["total"]), abs=1e-9)
    assert int(row["rank_change"]) == results[0]["rank"] - results[1]["rank"]


def test_from_a_row_of_the_ranking_through_the_total_down_to_the_typed_text(open_page):
    page = open_page("/ranking?lang=en&ranked=governorate")
    page.locator(".sj-link", has_text="Badreh Governorate").click()
    settle(page)
    assert "/unit" in page.url and parse_qs(urlparse(page.url).query)["one"] == ["G04"]
    total = float(oracle_results(MONTH_FILES[4].read_bytes())[0]["فرمانداری بدره"]["total"])
    assert f"{total:.1f}" in page.locator(".sj-card .sj-big").inner_text()
    page.locator("summary", has_text="the cell that each was read from").click()
    sheet = openpyxl.load_workbook(MONTH_FILES[4]).active
    row = next(row for row in sheet.iter_rows(min_row=3) if row[1].value == "فرمانداری بدره")
    line = page.locator("tr", has_text="News output").inner_text().translate(dict.fromkeys(range(0x2066, 0x206A)))
    assert row[2].coordinate in line and f"typed: “{row[2].value}”" in line and "1399-05.xlsx" in line


def test_the_demo_is_cleared_from_the_browser_and_comes_back(visit, tmp_path):
    """On a server of its own, since it empties the store: the app as a user starts it, which fills a new database with
    the demo."""
    with running(tmp_path / "own.duckdb", cold=True) as address:
        page = visit(f"{address}/?lang=en")
        page.get_by_text("Start with your own data", exact=True).click()
        settle(page)
        fill(page, "who_demo", "Sara")
        page.get_by_text("Clear the demo data", exact=True).click()
        settle(page)
        text = visible_text(page)
        assert "There is nothing to show yet" in text and "Demo data" not in text
        page.get_by_text("Load the demo data", exact=True).click()
        settle(page)
        assert "30%" in visible_text(page) and "Demo data" in visible_text(page)
