"""The ten points of managers as CSV and as a workbook. For the house alone: managers may be named in them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pandas as pd
from openpyxl import Workbook

from i18n.months import code
from i18n.numerals import decimals_for_total
from i18n.sentences import points_rule
from i18n.words import Words
from reports.sheets import Grid, Number, new_sheet, put_grid, title
from reports.tables import DEMO_LABEL, month_codes
from scoring.scheme import Scheme

UNIT_COLUMNS = "month province_id kind unit_id unit_name_fa unit_name_en total points year_points months".split()
TENURE_COLUMNS = "month province_id kind unit_id unit_name_fa unit_name_en manager first last points months".split()


def points_table(units: pd.DataFrame, month: int, province_id: str) -> pd.DataFrame:
    """One row a unit: its total, the points of the month, the mean of the year so far over how many months."""
    table = units.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    return table.assign(month=code(month), province_id=province_id)[UNIT_COLUMNS]


def tenure_table(held: pd.DataFrame, month: int, province_id: str) -> pd.DataFrame:
    """One row a time in office: the mean of the months of the year that fall into it."""
    table = held.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    table = table.assign(month=code(month), province_id=province_id)
    return table.assign(first=month_codes(held["first"]), last=month_codes(held["last"]))[TENURE_COLUMNS]


def points_workbook(
    points: tuple[pd.DataFrame, pd.DataFrame, Sequence[int]], month: int, scheme: Scheme, demo: bool, words: Words
) -> bytes:
    """An .xlsx of two sheets: units, and times in office. points: `data.manager_points.manager_points`."""
    units, held, counted = points
    book = Workbook()
    rule = points_rule(counted, scheme.manager_points, words)
    heads = [words(f"points.col_{name}") for name in ("code", "unit", "kind", "total", "points", "year", "months")]
    rows = [
        [row["unit_id"], words.name(row), words(f"kind.{row['kind']}.one"), _total(row["total"], scheme)]
        + [Number(row["points"], 2), Number(row["year_points"], 2), Number(row["months"])]
        for row in units.to_dict("records")
    ]
    _sheet(book, "units", Grid(heads, (9, 42, 16, 12, 14, 16, 14), rows, top=4), rule, demo, words)
    heads = [words(f"points.col_{name}") for name in ("code", "unit", "manager", "first", "last", "tenure", "months")]
    rows = [
        [row["unit_id"], words.name(row), row["manager"], words.month(row["first"]), _until(row["last"], words)]
        + [Number(row["points"], 2), Number(row["months"])]
        for row in held.to_dict("records")
    ]
    _sheet(book, "tenures", Grid(heads, (9, 42, 30, 18, 18, 16, 14), rows, top=4), rule, demo, words)
    book.properties.title, book.properties.creator = (
        words("points.title", month=words.month(month)),
        words("workbook.creator"),
    )
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _total(total: float | None, scheme: Scheme) -> Number | None:
    """On its own side of every border of a level."""
    return None if pd.isna(total) else Number(total, decimals_for_total(total, scheme.borders))


def _until(last: object, words: Words) -> str:
    return words("points.in_office") if pd.isna(last) else words.month(int(last))


def _sheet(book: Workbook, name: str, grid: Grid, rule: str, demo: bool, words: Words) -> None:
    sheet = new_sheet(book, words(f"points.sheet_{name}"), words, first=name == "units")
    title(sheet, 1, rule, 11)
    title(sheet, 2, DEMO_LABEL if demo else "", 11)
    put_grid(sheet, grid, words)
    sheet.freeze_panes, sheet.print_title_rows = "C5", "4:4"
