"""The forms in a real browser: a scheme and the managers go out as workbooks, come back filled, and are stored."""

from __future__ import annotations

import io

import openpyxl
import pytest

from data.demo.clearing import clear_demo
from data.office.managers.tenures import Tenure, add, tenures
from data.store.store import Store
from tests.support.browser.hands import choose, downloaded, fill, plain, press
from tests.support.browser.serving import running
from tests.support.builders import FULL_ROWS, SMALL_SCHEME, import_rows, small_store
from tests.support.demo.copies import demo_database

pytestmark = pytest.mark.browser


def edited(content: bytes, **cells: object) -> bytes:
    """A workbook with some cells of its sheets changed: s2_E3=8 is cell E3 of the third sheet."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        sheet, cell = place.split("_")
        book.worksheets[int(sheet[1:])][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_first_scheme_is_made_in_excel_and_seen_whole_before_it_is_stored(tmp_path, visit):
    opened = Store(demo_database(tmp_path / "s.duckdb"))
    clear_demo(opened, "tester")
    opened.close()
    with running(tmp_path / "s.duckdb") as address:
        page = visit(f"{address}/scheme?lang=fa")
        blank = downloaded(page, "scheme_form_default")
        choose(page, "scheme_file", ("طرح.xlsx", edited(blank, s2_E3="86/4", s3_D4=None)))
        said = plain(page)
        assert "خانهٔ E3" in said and "86/4" in said and page.locator(".st-key-scheme_confirm").count() == 0
        choose(page, "scheme_file", ("طرح.xlsx", edited(blank, s0_B3="own-1", s2_C3="خبر روزانه", s2_E3=9)))
        said = plain(page)
        assert "پیش از آن نسخه‌ای نیست".replace("\u200c", "") in said.replace("\u200c", "")
        assert "خبر روزانه" in said and "از ۳۰ تا کمتر از ۵۰" in said and "۱۰۳" in said
        fill(page, "who_scheme", "زهرا")
        press(page, "scheme_confirm")
        assert "طرح own-1 ذخیره شد" in plain(page)
        assert "خبر روزانه" in plain(page) and "شمار خبر و گزارش تأییدشده" in plain(page)


def test_a_fault_in_a_scheme_file_is_told_with_its_line_in_the_language_of_the_page(tmp_path, visit):
    small_store(tmp_path / "s.duckdb").close()
    with running(tmp_path / "s.duckdb") as address:
        page = visit(f"{address}/scheme?lang=fa")
        text = SMALL_SCHEME.replace('"small"', '"other"').replace('name_fa = "خبر"', "name_fa = خبر")
        choose(page, "scheme_file", ("a.toml", text.encode()))
        assert "سطر ۵" in plain(page) and "در گیومه نیست" in plain(page) and "Invalid" not in plain(page)
        digits = SMALL_SCHEME.replace('"small"', '"other"').replace("max_points = 6", "max_points = ۷")
        choose(page, "scheme_file", ("b.toml", digits.encode("utf-16")))
        assert "طرح small از همین ماه معتبر است" in plain(page)
        dated = 'valid_from = "۱۴۰۰-۰۱"\n' + digits
        choose(page, "scheme_file", ("b.toml", dated.encode("utf-16")))
        assert page.locator(".st-key-scheme_confirm").count() == 1 and "از small به other" in plain(page)


def test_the_managers_come_back_in_one_file_and_a_colleagues_change_between_is_not_overwritten(tmp_path, visit):
    database = tmp_path / "s.duckdb"
    opened = small_store(database)
    import_rows(opened, FULL_ROWS)
    add(opened, None, Tenure("A1", "سارا", 139901, None), "زهرا")
    opened.close()
    with running(database) as address:
        page = visit(f"{address}/points?lang=fa")
        blank = downloaded(page, "managers_form")
        rows = {
            row[0].value: row[0].row for row in openpyxl.load_workbook(io.BytesIO(blank)).active.iter_rows(min_row=3)
        }
        mine = {f"s0_C{rows['A2']}": "ناصر", f"s0_D{rows['A2']}": "1399-01", f"s0_E{rows['A1']}": "1399-04"}
        wrong = {**mine, f"s0_D{rows['A2']}": "بهار"}
        choose(page, "managers_file", ("مدیران.xlsx", edited(blank, **wrong)))
        assert f"خانهٔ D{rows['A2']}" in plain(page) and page.locator(".st-key-managers_confirm").count() == 0
        choose(page, "managers_file", ("مدیران.xlsx", edited(blank, **mine)))
        said = plain(page)
        assert "جدید: ۱" in said and "پایان‌یافته: ۱" in said and "ناصر" in said
        fill(page, "who_managers", "زهرا")
        other = visit(f"{address}/points?lang=fa")
        more = {f"s0_C{rows['A3']}": "مینا", f"s0_D{rows['A3']}": "1399-02"}
        choose(other, "managers_file", ("مدیران.xlsx", edited(blank, **more)))
        fill(other, "who_managers", "همکار")
        press(other, "managers_confirm")
        assert "فهرست مدیران ذخیره شد: ۱" in plain(other)
        press(page, "managers_confirm")
        assert "کس دیگری چیزی را در سامانه تغییر داده است" in plain(page)
        press(page, "managers_confirm")
        assert "فهرست مدیران ذخیره شد: ۲" in plain(page)
    opened = Store(database)
    stored = {(row.unit_id, row.manager, row.first) for row in tenures(opened, 1).itertuples()}
    opened.close()
    assert stored == {("A1", "سارا", 139901), ("A2", "ناصر", 139901), ("A3", "مینا", 139902)}
