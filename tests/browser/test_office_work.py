"""The office's work in a real browser: from the demo to a province of its own, errors, corrections, two at once."""

from __future__ import annotations

import contextlib
import csv
import io

import openpyxl
import pytest

from data.files.workbook import read_book
from data.registry.unit_rows import add_units
from data.units.unit_list_files import read_units
from tests.support.browser.browsing import settle, visible_text
from tests.support.browser.hands import choose, downloaded, fill, go, pick, plain, press, turn
from tests.support.browser.serving import running
from tests.support.builders import (
    FULL_ROWS,
    HEADER,
    SMALL_SCHEME,
    UNITS,
    books,
    csv_file,
    import_rows,
    score_book,
    small_store,
    units_file,
)

pytestmark = pytest.mark.browser
EMPTY, STARTED = ("away", "cells", "asked", "tongues", "mapped", "twins"), ("rivals", "listed", "open")


@pytest.fixture
def serve():
    """Starts the app on a database of the test's own; ends it afterwards."""
    with contextlib.ExitStack() as started:
        yield lambda database, **options: started.enter_context(running(database, **options))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The address of one app for all tests that need no more than a province of their own, empty or with a first
    month."""
    database = tmp_path_factory.mktemp("office") / "s.duckdb"
    store = small_store(database)
    with store.transaction() as change:
        for province in EMPTY + STARTED:
            add_units(change, units_of(province), "tester")
    for province in STARTED:
        import_rows(store, FULL_ROWS, province_id=province)
    store.close()
    with running(database) as address:
        yield address


def units_of(province: str):
    rows = [(row[0], province, *row[2:]) for row in UNITS]
    return read_units(read_book("units.csv", units_file(rows)))


def test_from_the_demo_to_a_province_of_ones_own(serve, visit, tmp_path):
    page = visit(serve(tmp_path / "own.duckdb") + "/?lang=en")
    clear_the_demo(page)
    store_a_scheme_and_a_unit_list(page)
    import_the_filled_template(page)
    press(page, "see_month")
    assert "2 of 3" in visible_text(page)
    assert "Demo data" not in visible_text(page)


def clear_the_demo(page) -> None:
    press(page, "only_desk_clear")
    press(page, "demo_confirm")
    assert "Your name is missing." in visible_text(page)
    fill(page, "who_demo", "Sara")
    press(page, "demo_confirm")
    assert "There is nothing to show yet" in visible_text(page) and "Demo data" not in visible_text(page)


def store_a_scheme_and_a_unit_list(page) -> None:
    """Samples of both are offered on the way."""
    press(page, "go_units")
    assert "Three steps to your first month" in visible_text(page)
    heads = openpyxl.load_workbook(io.BytesIO(downloaded(page, "sample_units"))).active[1]
    assert "province_id" in [cell.value for cell in heads]
    assert b"[[indicator]]" in downloaded(page, "sample_scheme")
    go(page, page.url.split("/units")[0] + "/scheme?lang=en")
    choose(page, "scheme_file", ("own.toml", SMALL_SCHEME.encode()))
    fill(page, "who_scheme", "Sara")
    press(page, "scheme_confirm")
    go(page, page.url.split("/scheme")[0] + "/units?lang=en")
    choose(page, "unit_file", ("units.csv", units_file()))
    assert "new: 4" in visible_text(page)
    fill(page, "who_units", "Sara")
    press(page, "units_confirm")
    assert "4 units are new or changed" in visible_text(page)


def import_the_filled_template(page) -> None:
    press(page, "go_import")
    choose(page, "score_files", ("scores.xlsx", filled(downloaded(page, "template_file"))))
    text = visible_text(page)
    assert "Farvardin 1399, a new month: 4 units are scored" in text and "2 of 3" in text
    fill(page, "who_import", "Sara")
    press(page, "import_confirm")
    assert "Farvardin 1399 is stored, 4 units" in visible_text(page)


def filled(template: bytes) -> bytes:
    """The template with its month named and scores for its four units."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    scores = {"A1": (6, 4, 10), "A2": (0, 0, 1), "A3": (1, 1, 1), "G1": (3, 3, 4)}
    sheet["A1"] = "Scores of Farvardin 1399"
    for row in range(4, 8):
        for column, points in enumerate(scores[sheet.cell(row, 1).value], 4):
            sheet.cell(row, column).value = points
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_errors_are_shown_with_their_cells_and_only_sound_files_are_stored(office, visit):
    page = visit(f"{office}/import?lang=fa&province=cells")
    bad = score_book([["اداره کل راه", "86/4", 99, "<b>x</b>"], ["ناشناس", 1, 1, 1]])
    good = score_book(FULL_ROWS, "نتایج اردیبهشت ۱۳۹۹")
    choose(page, "score_files", ("بد.xlsx", bad), ("خوب.xlsx", good))
    text = visible_text(page)
    for said in ("B3", "C3", "D3", "A4", "86/4", "<b>x</b>", "این فایل‌ها به دلیل خطا ذخیره نمی‌شوند: \u2068بد.xlsx"):
        assert said.replace("\u2068", "") in text.replace("\u2068", "").replace("\u2069", ""), said
    rows = list(csv.DictReader(io.StringIO(downloaded(page, "csv_problems").decode("utf-8-sig"))))
    errors = [(row["file"], row["cell"], row["code"]) for row in rows if row["severity"] == "error"]
    assert errors == [
        ("بد.xlsx", "C3", "above_maximum"),
        ("بد.xlsx", "D3", "not_number"),
        ("بد.xlsx", "A4", "unknown_unit"),
        ("بد.xlsx", "B3", "slash_decimal"),  # asked once for the sheet, behind what it has cell by cell
    ]
    fill(page, "who_import", "سارا")
    press(page, "import_confirm")
    assert "اردیبهشت ۱۳۹۹ ذخیره شد، ۴ واحد" in visible_text(page)
    press(page, "see_month")
    assert "اردیبهشت ۱۳۹۹" in page.locator(".sj-subtitle").inner_text()


def test_a_file_that_does_not_say_its_month_is_asked_for_it(office, visit):
    page = visit(f"{office}/import?lang=en&province=asked")
    choose(page, "score_files", ("scores.xlsx", score_book(FULL_ROWS, "نتایج")))
    assert "has errors" in visible_text(page)
    for field, option in (("number", "Khordad"), ("year", "1399")):
        pick(page, f"[class*='st-key-file_'][class*='_{field}'] input", option)
    assert "Khordad 1399, a new month: 4 units are scored" in visible_text(page)


def test_two_browsers_at_once_one_wins_and_the_other_is_told_what_changed(office, visit):
    address = f"{office}/import?lang=en&province=rivals"
    first, second = visit(address), visit(address)
    choose(first, "score_files", ("first.xlsx", score_book([["بهزیستی", 6, 4, 10]])))
    choose(second, "score_files", ("second.xlsx", score_book([["بهزیستی", 2, 2, 2]])))
    for page, name in ((first, "Sara"), (second, "Reza")):
        assert "3 scores of 1 units that are already stored will change" in visible_text(page)
        press(page, "import_confirm")
        assert "Your name is missing. Type it" in visible_text(page)
        fill(page, "who_import", name)
        press(page, "import_confirm")
        assert "Say why, then confirm again. Nothing was stored yet." in visible_text(page)
        fill(page, "import_note", "objection accepted")
    press(first, "import_confirm")
    assert "Farvardin 1399 is stored, 1 units" in visible_text(first)
    press(second, "import_confirm")
    text = visible_text(second)
    assert "“first.xlsx” was stored for Farvardin 1399 (1 units, by Sara)" in text
    assert "Nothing was stored" in text, text
    second.locator(".st-key-impact summary").first.click()
    table = second.locator(".st-key-impact details table").first.inner_text()
    assert "first.xlsx" in table.replace("\u2068", "")  # the difference is now against the winner
    press(second, "import_confirm")
    assert "Farvardin 1399 is stored, 1 units" in visible_text(second)


def test_an_edited_unit_list_shows_its_difference_before_it_is_stored(office, visit):
    page = visit(f"{office}/units?lang=fa&province=listed")
    book = openpyxl.load_workbook(io.BytesIO(downloaded(page, "units_xlsx")))
    sheet = book.active
    assert [cell.value for cell in sheet["A"]][1:] == ["A1", "A3", "A2", "G1"]
    sheet["D2"] = "ECO"
    sheet.delete_rows(3)
    edited = io.BytesIO()
    book.save(edited)
    choose(page, "unit_file", ("units.xlsx", edited.getvalue()))
    text = visible_text(page)
    assert "تغییریافته: ۱، پایان‌یافته: ۱" in text and "گروه: زیربنایی ← اقتصادی و مالی" in text
    fill(page, "who_units", "سارا")
    press(page, "units_confirm")
    assert "۲ واحد جدید یا تغییریافته" in visible_text(page)
    assert "فروردین ۱۳۹۹" in page.locator(".st-key-unit_list table").inner_text()
    assert len(UNITS) == page.locator(".st-key-unit_list tbody tr").count()


def test_an_app_on_a_database_that_is_held_says_so_and_goes_on_once_it_is_free(serve, visit, tmp_path):
    store = small_store(tmp_path / "s.duckdb")
    import_rows(store, FULL_ROWS)
    page = visit(serve(tmp_path / "s.duckdb", healthy=False) + "/?lang=en")
    assert "Another process holds the database" in visible_text(page)
    store.close()
    page.reload()
    settle(page)
    assert "1 of 3" in visible_text(page)


def test_a_file_goes_to_the_province_on_screen_and_to_no_other(office, visit):
    page = visit(f"{office}/import?lang=en&province=home")
    choose(page, "score_files", ("scores.xlsx", score_book(FULL_ROWS)))
    pick(page, ".st-key-province input", "away")
    assert "province of away" in visible_text(page) and "province=away" in page.url
    assert "Farvardin 1399, a new month: 4 units are scored" in visible_text(page)
    fill(page, "who_import", "Sara")
    press(page, "import_confirm")
    assert "is stored, 4 units" in visible_text(page)
    go(page, page.url.split("/import")[0] + "/?lang=en&province=home")
    assert "no score file has been imported yet" in visible_text(page)
    go(page, page.url.split("/?")[0] + "/?lang=en&province=away")
    assert "1 of 3" in visible_text(page)


def test_language_and_page_can_change_in_the_middle_of_an_import(office, visit):
    page = visit(f"{office}/import?lang=en&province=tongues")
    pick(page, ".st-key-template_number input", "Khordad")
    content = score_book(FULL_ROWS, "نتایج")
    choose(page, "score_files", ("one.xlsx", content), ("two.xlsx", content))  # neither says its month
    for language, month in (("فارسی", "خرداد"), ("English", "Khordad"), ("فارسی", "خرداد")):
        page.get_by_text(language, exact=True).first.click()
        settle(page)
        assert page.locator(".st-key-template_number input").input_value() == month
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.locator("[class*='st-key-file_nodes_']").count() == 2
    turn(page, "مدیریت داده‌ها", "فهرست واحدها")
    turn(page, "مدیریت داده‌ها", "بارگذاری نمره‌ها")
    choose(page, "score_files", ("named 1399-03.xlsx", score_book(FULL_ROWS, "نتایج خرداد ۱۳۹۹")))
    choose(page, "score_files", ("again.xlsx", score_book(FULL_ROWS, "نتایج خرداد ۱۳۹۹")))
    assert "خرداد ۱۳۹۹، ماه جدید" in visible_text(page)
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_new_scheme_says_what_became_of_it(office, visit):
    page = visit(f"{office}/scheme?lang=en")
    newer = SMALL_SCHEME.replace('scheme_id = "small"', 'scheme_id = "newer"\nvalid_from = "1400-01"')
    for said in ("The scheme newer is stored.", "The scheme newer is already stored; nothing has changed."):
        choose(page, "scheme_file", ("scheme.toml", newer.replace("from = 50", "from = 55").encode()))
        assert "small to newer: what changes" in plain(page) and "lower bound changed from 50 to 55" in plain(page)
        fill(page, "who_scheme", "Sara")
        press(page, "scheme_confirm")
        assert said in plain(page)
    choose(page, "scheme_file", ("scheme.toml", "name = 'ي'".encode("cp1256")))
    assert "not UTF-8" in plain(page) and page.locator(".st-key-scheme_confirm").count() == 0


def test_an_unknown_name_is_mapped_on_the_page_and_the_file_is_read_again(office, visit):
    page = visit(f"{office}/import?lang=en&province=mapped")
    choose(page, "score_files", ("scores.xlsx", score_book([*FULL_ROWS[:2], ["<i>بهزيستي</i> استان", 1, 1, 1]])))
    assert "has errors" in visible_text(page) and "Which unit is <i>بهزیستی</i> استان?" in plain(page)
    assert page.locator(".st-key-map_store_0 button").is_disabled()  # nothing is chosen beforehand
    page.locator(".st-key-unit_of_0 input").click()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").first.inner_text() == "Welfare (A3)"  # the nearest unit comes first
    page.keyboard.press("Escape")
    pick(page, ".st-key-unit_of_0 input", "Welfare (A3)")
    fill(page, "who_mapping", "Sara")
    press(page, "map_store_0")
    assert "can be imported" in visible_text(page) and "3 units are scored" in visible_text(page)
    press(page, "import_confirm")
    assert "Farvardin 1399 is stored, 3 units" in visible_text(page)


def test_a_mapped_name_that_looks_like_another_units_warns(office, visit):
    page = visit(f"{office}/import?lang=en&province=twins")
    looks_like_roads = "R\u043eads"  # a Cyrillic letter in its middle
    choose(page, "score_files", ("a 1399-01.csv", csv_file([["نام دستگاه", *HEADER[1:]], [looks_like_roads, 1, 1, 1]])))
    pick(page, ".st-key-unit_of_0 input", "Welfare (A3)")
    fill(page, "who_mapping", "Sara")
    press(page, "map_store_0")
    assert "looks like a name of the unit A1 (Roads)" in plain(page)


def test_what_a_file_leaves_open_is_chosen_on_the_page_and_signals_come_with_their_cells(office, visit):
    """Two sheets that disagree, a slash for a decimal point, a copied month: chosen, read anew, told before storing."""
    page = visit(f"{office}/import?lang=en&province=open")
    other = [[row[0], 1, 1, 1] for row in FULL_ROWS]
    title = ["نتایج اردیبهشت ۱۳۹۹"]
    content = books([("نهایی", [title, HEADER, *FULL_ROWS]), ("پیش‌نویس", [title, HEADER, *other])])
    choose(page, "score_files", ("two.xlsx", content))
    text = visible_text(page)
    assert "has errors" in text and "Choose which of the sheets is to be read" in text
    page.locator("[class*='_sheets'] input").press("Backspace")
    settle(page)
    text = visible_text(page)
    assert "can be imported" in text and "Ordibehesht 1399, a new month: 4 units are scored" in text
    page.locator("summary", has_text="Signals").click()
    text = visible_text(page)
    assert "Roads: every score is that of Farvardin 1399." in text and "B3:D3" in text and "It proves nothing" in text

    slash = [["اداره کل راه", "5/5", 4, 10], *FULL_ROWS[1:]]
    page = visit(page.url)
    choose(page, "score_files", ("slash.xlsx", score_book(slash, "نتایج خرداد ۱۳۹۹")))
    assert "If “5/5” means 5.5, choose “The slash is the decimal mark”" in plain(page)
    page.locator("[class*='_slash'] label").click()
    settle(page)
    assert "can be imported" in visible_text(page)
    fill(page, "who_import", "Sara")
    press(page, "import_confirm")
    assert "Khordad 1399 is stored, 4 units" in visible_text(page)


def test_why_a_file_is_too_large_stands_where_one_can_read_it_and_in_the_pages_language(office, visit, tmp_path):
    (tmp_path / "large.xlsx").write_bytes(b"x" * (11 * 2**20))
    for lang, why, help_ in (
        ("fa", "حجم فایل باید حداکثر ۱۰ مگابایت باشد", "راهنمای"),
        ("en", "File must be 10.0MB or smaller", "Help for"),
    ):
        page = visit(f"{office}/import?lang={lang}&province=cells")
        page.locator("input[type=file]").first.set_input_files(tmp_path / "large.xlsx")
        told = page.locator("[data-testid=stFileChip] [role=alert]")
        told.wait_for()
        box = told.bounding_box()
        assert why in told.inner_text() and box["width"] > 150 and box["height"] > 12
        labels = page.locator("[data-testid=stTooltipIcon] button").evaluate_all(
            "(all) => all.map((each) => each.getAttribute('aria-label'))"
        )
        assert labels and all(label.startswith(help_) for label in labels)
