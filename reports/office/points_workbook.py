"""The ten points of managers as CSV and as a workbook. For the house alone: managers may be named in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from i18n.figure_sentences import points_rule
from i18n.months import code
from i18n.numerals import decimals_for_total, half_up
from i18n.words import Words
from reports.office.sheets import Book, Grid, Number, new_sheet, put_grid, title
from reports.tables import month_codes
from scoring.frames import records
from scoring.scheme import Scheme
from scoring.totals import EVALUATED

UNIT_COLUMNS = "month province_id kind unit_id unit_name_fa unit_name_en status total points year_points months".split()
POINTS_DECIMALS = 2
TENURE_COLUMNS = "month province_id kind unit_id unit_name_fa unit_name_en manager first last points months".split()


def points_table(units: pd.DataFrame, month: int, province_id: str) -> pd.DataFrame:
    """One row a unit: its total, the points of the month, the mean of the year so far over how many months; points are
    rounded half up to two decimals, as they are read."""
    units = _rounded(units, "points", "year_points")
    table = units.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    return table.assign(month=code(month), province_id=province_id)[UNIT_COLUMNS]


def tenure_table(held: pd.DataFrame, month: int, province_id: str) -> pd.DataFrame:
    """One row a time in office: the mean of the months of the year that fall into it, rounded as in `points_table`."""
    held = _rounded(held, "points")
    table = held.rename(columns={"name_fa": "unit_name_fa", "name_en": "unit_name_en"})
    table = table.assign(month=code(month), province_id=province_id)
    return table.assign(first=month_codes(held["first"]), last=month_codes(held["last"]))[TENURE_COLUMNS]


def _rounded(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    rounded: dict[str, list[Any]] = {name: [_points(value) for value in table[name]] for name in names}
    return table.assign(**rounded)


def _points(value: float | None) -> float | None:
    return None if pd.isna(value) else float(half_up(value, POINTS_DECIMALS))


@dataclass(frozen=True)
class PointsOf:
    """What the ten points are of. name_fa, name_en: of the province; state: of the month; fences: by kind, what totals
    are not rounded across (`scoring.fences`)."""

    name_fa: str
    name_en: str
    month: int
    state: str
    scheme: Scheme
    fences: Mapping[str, Sequence[float]]
    demo: bool


def points_workbook(points: tuple[pd.DataFrame, pd.DataFrame, Sequence[int]], about: PointsOf, words: Words) -> bytes:
    """An .xlsx of two sheets: units, and times in office. points:
    `manager_points.manager_points`."""
    units, held, counted = points
    month, scheme = about.month, about.scheme
    said = words("card.month", month=words.month(month), state=words(f"state.{about.state}"))
    heading = words("points.heading", province=words.name(about), month=said)
    book = Book()
    rule = points_rule(counted, scheme.manager_points, words)
    heads = [words(f"points.col_{name}") for name in ("code", "unit", "kind", "total", "points", "year", "months")]
    rows = [
        [row["unit_id"], words.name(row), words(f"kind.{row['kind']}.one"), *_month_cells(row, about, words)]
        + [_cell(row["year_points"]), Number(row["months"])]
        for row in records(units)
    ]
    _sheet(book, "units", Grid(heads, (9, 42, 16, 12, 14, 16, 14), rows, top=5), (heading, rule, about.demo), words)
    heads = [words(f"points.col_{name}") for name in ("code", "unit", "manager", "first", "last", "tenure", "months")]
    rows = [
        [row["unit_id"], words.name(row), row["manager"], words.month(row["first"]), _until(row["last"], words)]
        + [_cell(row["points"]), Number(row["months"])]
        for row in records(held)
    ]
    _sheet(book, "tenures", Grid(heads, (9, 42, 30, 18, 18, 16, 14), rows, top=5), (heading, rule, about.demo), words)
    return book.content(words("points.title", month=words.month(month)), words("workbook.creator"))


def _month_cells(row: Mapping[str, Any], about: PointsOf, words: Words) -> list[object]:
    """Total and points of the month, or the word for why there are none."""
    if row["status"] != EVALUATED:
        return [words(f"status.{row['status']}")] * 2
    borders = about.fences.get(row["kind"], about.scheme.borders)
    return [Number(row["total"], decimals_for_total(row["total"], borders)), _cell(row["points"])]


def _cell(points: float | None) -> Number | None:
    """The rounded points themselves, so that what is added up or copied is what is read."""
    rounded = _points(points)
    return None if rounded is None else Number(rounded, POINTS_DECIMALS)


def _until(last: int | None, words: Words) -> str:
    return words("points.in_office") if pd.isna(last) else words.month(int(last))


def _sheet(book: Book, name: str, grid: Grid, said: tuple[str, str, bool], words: Words) -> None:
    """said: heading, rule, whether demo data is in force."""
    heading, rule, demo = said
    sheet = new_sheet(book, words(f"points.sheet_{name}"), words, first=name == "units", over=heading)
    put_grid(sheet, grid, words)
    last = f"{get_column_letter(len(grid.heads))}{grid.top + len(grid.rows)}"
    sheet.freeze_panes, sheet.print_title_rows = f"C{grid.top + 1}", f"{grid.top}:{grid.top}"
    sheet.auto_filter.ref = f"A{grid.top}:{last}"
    for row, text, size in ((1, heading, 13), (2, rule, 11), (3, words("demo.label") if demo else "", 11)):
        title(sheet, row, text, size, across=len(grid.heads))
