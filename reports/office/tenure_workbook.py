"""The managers of a province as a form that the office fills in and gives back, and as a table."""

from __future__ import annotations

import io

import pandas as pd
from openpyxl import Workbook

from i18n.months import code
from i18n.words import Words
from reports.office.forms import Field, put_form
from reports.office.paper import first_sheet
from reports.tables import month_codes
from scoring.frames import records
from scoring.version import VERSION

COLUMNS = ("unit_id", "unit_name_fa", "unit_name_en", "manager", "first", "last", "entry")
SPARE = 40
WIDTHS = {"unit_id": 14, "unit": 44, "manager": 34, "first": 18, "last": 18, "entry": 14}
OWN = ("unit", "entry")


def tenure_form(units: pd.DataFrame, held: pd.DataFrame, words: Words) -> bytes:
    """An .xlsx with a row for every time in office, and one for each unit without any. units: unit_id, kind, name_fa,
    name_en, active_to, in their order; held: `tenures.tenures`."""
    book = Workbook()
    sheet = first_sheet(book)
    sheet.title = words("points.sheet_tenures")
    fields = [
        Field(words(f"form.tenures.{name}"), width, left_to_right=name in ("unit_id", "first", "last"), own=name in OWN)
        for name, width in WIDTHS.items()
    ]
    put_form(sheet, words("form.note_tenures"), fields, _rows(units, held, words), SPARE, words)
    book.properties.title, book.properties.creator = words("points.tenures"), words("workbook.creator")
    book.properties.version = VERSION
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _rows(units: pd.DataFrame, held: pd.DataFrame, words: Words) -> list[list[object]]:
    rows: list[list[object]] = []
    own = {unit: records(part) for unit, part in held.groupby("unit_id")}
    for unit in records(units):
        times = own.get(unit["unit_id"], [])
        if not times and not pd.isna(unit["active_to"]):
            continue
        name = words.name(unit)
        for each in times:
            last = None if pd.isna(each["last"]) else code(int(each["last"]))
            rows.append([unit["unit_id"], name, each["manager"], code(each["first"]), last, str(each["tenure_key"])])
        if not times:
            rows.append([unit["unit_id"], name, None, None, None, None])
    return rows


def tenure_rows(held: pd.DataFrame) -> pd.DataFrame:
    """Every time in office as the list is read from again, months as 1399-05. held:
    `tenures.tenures`."""
    names = {"name_fa": "unit_name_fa", "name_en": "unit_name_en", "tenure_key": "entry"}
    table = held.rename(columns=names)
    return table.assign(first=month_codes(held["first"]), last=month_codes(held["last"]))[list(COLUMNS)]
