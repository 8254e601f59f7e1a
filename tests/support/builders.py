"""Small schemes, unit lists and score files whose every value the reader of a test can see."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import Workbook

from data.files.workbook import read_book
from data.imports.importing import commit, preview
from data.reading.month_scores import Rules
from data.registry.provinces import province_key
from data.registry.schemes import add_scheme, schemes
from data.registry.unit_rows import add_units, unit_index
from data.store.store import Store
from data.units.unit_list_files import COLUMNS, OF_PROVINCES, read_units
from data.vocabulary import provinces

SMALL_SCHEME = """
scheme_id = "small"
[[domain]]
code = "news"
name_fa = "خبر"
name_en = "News"
[[domain]]
code = "people"
name_fa = "مردم"
name_en = "People"
[[indicator]]
code = "N1"
domain = "news"
name_fa = "شمار خبر"
name_en = "News items"
max_points = 6
not_applicable = false
[[indicator]]
code = "N2"
domain = "news"
name_fa = "سرعت خبر"
name_en = "News speed"
max_points = 4
not_applicable = false
[[indicator]]
code = "P1"
domain = "people"
name_fa = "دیدار مردمی"
name_en = "Meetings"
max_points = 10
[[band]]
code = "low"
name_fa = "پایین"
name_en = "Low"
from = 0
weak = true
letter = true
[[band]]
code = "mid"
name_fa = "میانه"
name_en = "Middle"
from = 50
[[band]]
code = "high"
name_fa = "بالا"
name_en = "High"
from = 80
"""
HEADER = ["نام دستگاه", "شمار خبر", "سرعت خبر", "دیدار مردمی"]
UNITS = [
    ("A1", "home", "agency", "INF", "اداره کل راه", "Roads", "", "", "", "راه و ترابری"),
    ("A2", "home", "agency", "HLT", "دانشگاه علوم پزشکی", "Medical University", "", "", "", ""),
    ("A3", "home", "agency", "HLT", "بهزیستی", "Welfare", "", "", "", ""),
    ("G1", "home", "governorate", "", "فرمانداری دره‌شهر", "Darreh Shahr", "", "", "", "دره‌شهر"),
]
FULL_ROWS = [
    ["اداره کل راه", 6, 4, 10],
    ["دانشگاه علوم پزشکی", 3, 2, 5],
    ["بهزیستی", 1, 1, 1],
    ["فرمانداری دره‌شهر", 3, 3, 4],
]


def rules(store: Store, province_id: str) -> Rules:
    """What files of a province are checked against, where its months are still to come."""
    (newest,) = schemes(store).values()
    units = unit_index(store, province_key(store, province_id))
    return Rules(province_id, units, (newest,), lambda month: newest, lambda month: None)


def units_file(rows: list[tuple] = UNITS, columns: list[str] = COLUMNS) -> bytes:
    """A unit list as CSV. A province that is none of the country's is called by its code."""
    target = io.StringIO()
    if columns is COLUMNS and any(row[1] not in provinces() for row in rows):
        columns, rows = [*columns, *OF_PROVINCES], [(*row, row[1], row[1]) for row in rows]
    csv.writer(target).writerows([columns, *rows])
    return target.getvalue().encode("utf-8-sig")


def score_book(
    rows: list[list], title: str = "نتایج فروردین ۱۳۹۹", header: list = HEADER, sheet: str = "Sheet"
) -> bytes:
    """An .xlsx with a title row, a header row and rows of scores."""
    return books([(sheet, [[title], header, *rows])])


def books(sheets: list[tuple[str, list[list]]]) -> bytes:
    """An .xlsx of named sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def csv_file(rows: list[list]) -> bytes:
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode()


def small_store(
    path: Path | str = ":memory:", scheme: str = SMALL_SCHEME, units: list[tuple] = UNITS, actor: str = "tester"
) -> Store:
    """A store with the small scheme and its four units, no month yet."""
    store = Store(path)
    with store.transaction() as change:
        add_scheme(change, scheme, actor)
        add_units(change, read_units(read_book("units.csv", units_file(units))), actor)
    return store


def import_rows(
    store: Store,
    rows: list[list],
    title: str = "نتایج فروردین ۱۳۹۹",
    name: str = "scores.xlsx",
    province_id: str | None = None,
    **options,
):
    """Read and commit a score file made of rows."""
    file = preview(store, name, score_book(rows, title), province_id=province_id)
    return commit(store, file, "tester", **({"note": "a test"} | options))


def problems(store: Store, content: bytes, name: str = "scores.xlsx", **options) -> dict[str, tuple]:
    """code -> (severity, sheet, cell, value) of the last problem with that code."""
    found = preview(store, name, content, **options).problems
    return {problem.code: (problem.severity, problem.sheet, problem.cell, problem.value) for problem in found}
