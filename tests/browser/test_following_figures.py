"""The director follows a figure in a real browser: from a picture to the units, from a cell to where it came from."""

from __future__ import annotations

import csv
import io
import re

import pytest

from data.demo.load import MONTH_FILES
from tests.support.browser.browsing import settle, visible_text
from tests.support.browser.hands import downloaded, go, plain
from tests.support.demo.by_hand import oracle_results

pytestmark = pytest.mark.browser


def test_from_a_bar_to_the_units_and_from_a_value_to_its_cell(open_page):
    page = open_page("/?lang=en")
    page.locator(".st-key-plot_bands_agency .barlayer .trace").first.locator("path").last.click(force=True)
    settle(page)
    assert "/ranking" in page.url and "standing=very_weak" in page.url and "month=139905" in page.url
    rows = page.locator(".st-key-ranking tbody:not(.sj-pinned) tr")
    assert rows.count() == 2 and page.locator(".sj-filter[aria-pressed=true]").inner_text().startswith("Very weak")
    page.locator("[data-action='']").click()
    settle(page)
    assert rows.count() == 44 and "standing" not in page.url
    value = page.locator("[data-action='total A01']")
    value.focus()
    page.keyboard.press("Enter")  # by keyboard, as by mouse
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    settle(page)
    text = dialog.inner_text()
    assert "Roads" in text and "no objections" in text
    total = oracle_results(MONTH_FILES[4].read_bytes())[0]["اداره کل راه و شهرسازی"]["total"]
    assert "1399-05.xlsx" in text and f"{float(total):.1f}" in text
    assert dialog.locator("tbody tr").count() == 5
    dialog.get_by_role("button", name="Open the unit's page").click()
    settle(page)
    assert "/unit" in page.url and "one=A01" in page.url
    assert "The way up" in visible_text(page)


def test_from_the_heat_map_to_every_earlier_value(open_page):
    page = open_page("/indicators?lang=fa&ranked=governorate")
    assert page.locator(".st-key-heat tbody tr").count() == 10
    page.locator("[data-action='indicator:I01 G04']").click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    settle(page)
    assert "1399-05.xlsx" in dialog.inner_text()
    dialog.get_by_role("button", name="همهٔ مقدارهای پیشین").click()
    settle(page)
    assert "/history" in page.url and "one=G04" in page.url and "indicator=I01" in page.url


def test_a_headline_opens_the_weak_units_and_shifts_are_downloaded(open_page):
    page = open_page("/?lang=en")
    page.locator(".sj-card[data-kind=governorate]").locator("[data-action='139905 governorate']").click()
    settle(page)
    assert "standing=weak_bands" in page.url and "ranked=governorate" in page.url
    assert page.locator(".st-key-ranking tbody:not(.sj-pinned) tr").count() == 3
    page = open_page("/shifts?lang=en")
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_flow_agency_0").decode("utf-8-sig"))))
    assert [row["flow"] for row in rows].count("left_weak") == 30 and rows[0]["note"].endswith("demo data")
    page.locator(".st-key-moves_governorate .sj-link").first.click()
    settle(page)
    assert "/unit" in page.url and "one=G" in page.url


def test_a_new_scheme_shows_what_changes_before_it_is_stored(open_page):
    from scoring.scheme import DEFAULT_SCHEME
    from tests.support.browser.hands import choose

    page = open_page("/scheme?lang=en")
    text = DEFAULT_SCHEME.read_text(encoding="utf-8").replace("from = 70", "from = 65")
    choose(page, "scheme_file", ("other.toml", text.encode()))
    assert "lower bound changed from 70 to 65" in plain(page) or "There is no version before it." in plain(page)
    choose(page, "alternative_file", ("other.toml", text.encode()))
    assert "ranks that change: 0." in plain(page)
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_alternative").decode("utf-8-sig"))))
    assert len(rows) == 54 and {row["rank_change"] for row in rows} == {"0"}


def test_a_point_of_every_kind_of_chart_opens_what_is_behind_it(open_page):
    page = open_page("/?lang=en")
    for start, chart, mark, wanted in (
        ("/", "weak_share", ".scatterlayer .trace:nth-child(2) .point", ("/ranking", "ranked=agency", "weak_bands")),
        ("/ranking", "corners", ".scatterlayer .point", ("/unit", "one=A")),
        ("/indicators", "held_down", ".barlayer .point", ("/trends", "measure=indicator", "kind=agency")),
        ("/indicators", "domains", ".barlayer .point", ("/trends", "measure=domain", "kind=")),
        ("/shifts", "target_governorate", ".trace:nth-child(1) .point:nth-of-type(4)", ("/ranking", "governorate")),
        ("/unit?one=A13", "unit_total", ".scatterlayer .point", ("/unit", "month=139901")),
    ):
        if start != "/":
            address = page.url.split("/", 3)
            go(page, "/".join(address[:3]) + start + ("&" if "?" in start else "?") + "lang=en")
        place = page.locator(f".st-key-plot_{chart} {mark}").first
        place.scroll_into_view_if_needed()
        place.click(force=True)
        settle(page)
        assert all(part in page.url for part in wanted), (chart, page.url)


def test_a_sentence_opens_the_screen_on_which_its_figure_stands(open_page):
    for sentence, wanted in (
        ("The highest total among agencies", ("/ranking", "ranked=agency", "month=139905")),
        ("governorates have moved out of the weak bands", ("/shifts", "month=139905")),
        ("In one indicator the mean of the governorates", ("/indicators", "ranked=governorate")),
        ("in a band that calls for a letter or a notice", ("/letters",)),
    ):
        page = open_page("/narrative?lang=en")
        page.locator(".sj-story li", has_text=sentence).locator("button").click()
        page.wait_for_url(f"**{wanted[0]}**")
        settle(page)
        assert all(part in page.url for part in wanted), (sentence, page.url)


def test_a_change_column_is_sorted_by_its_numbers(open_page):
    page = open_page("/ranking?lang=en&base=139904")
    rows = page.locator(".st-key-ranking tbody:not(.sj-pinned) tr")
    heads = page.locator(".st-key-ranking thead th")
    place = heads.all_inner_texts().index("Since Tir")
    for _ in range(2):
        heads.nth(place).locator("button").click()
        shown = [rows.nth(row).locator("td").nth(place).inner_text().split("\n")[0] for row in range(rows.count())]
        values = [float(plain_number(text)) for text in shown]
        assert len(set(values)) > 20 and (values == sorted(values) or values == sorted(values, reverse=True))


def plain_number(text: str) -> str:
    return "".join(each for each in text.replace("\u2212", "-") if each in "-.0123456789")


def test_a_ribbon_of_the_app_says_from_where_to_where_in_the_order_that_the_eye_reads(open_page):
    """Two governorates went from very weak to weak between Khordad and Tir."""
    page = open_page("/shifts?lang=fa&month=139904&base=139903")
    wanted = page.locator(".hoverlayer .hovertext text").filter(has_text=re.compile("بسیار ضعیف\\W* به \\W*ضعیف"))
    for ribbon in page.locator(".st-key-chart_flow_governorate path.sankey-link").all():
        box = ribbon.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        if wanted.count():
            break
    places = wanted.first.evaluate(
        """(text) => ["بسیار", " به ", ":", "۲"].map(
          (part) => text.getExtentOfChar(text.textContent.indexOf(part)).x)"""
    )
    assert places == sorted(places, reverse=True)


@pytest.mark.parametrize("size", ["projector", "phone"])
def test_what_a_page_is_filtered_by_stays_where_the_filters_are_hidden(open_page, size):
    page = open_page("/?lang=en&sector=HLT", size=size)
    if size == "projector":
        page.keyboard.press("f")
        settle(page)
        assert page.locator(".st-key-filters").is_hidden()
    for shown in (".sj-chips", ".sj-card-kind"):
        assert "Health and welfare" in page.locator(shown).first.inner_text() and page.locator(shown).first.is_visible()
    page.emulate_media(media="print")
    assert page.locator(".sj-chips").is_visible()
    page.emulate_media(media="screen")
    if size == "projector":
        page.keyboard.press("Escape")
        settle(page)
        with page.expect_download() as told:
            page.locator(".st-key-csv_weak_share_0 button").click()
        assert told.value.suggested_filename == "weak-share-ilam-1399-05-HLT.csv"
