"""The unit list as a workbook that the office edits: codes and months as text, so that no leading zero is lost."""

from __future__ import annotations

import io

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from i18n.months import code
from reports.text_cells import put_text

WIDTHS = {"name_fa": 44, "name_en": 40, "letter_recipient": 30, "aliases": 50}


def unit_table(units: pd.DataFrame) -> pd.DataFrame:
    """`questions.unit_list` with its months as 1399-07 (empty where open)."""
    months = {
        name: [None if pd.isna(month) else code(int(month)) for month in units[name]]
        for name in ("active_from", "active_to")
    }
    return units.astype(dict.fromkeys(months, object)).assign(**months)


def unit_workbook(units: pd.DataFrame) -> bytes:
    """An .xlsx that the unit list can be read from again. units: as `unit_table` gives them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "units"
    for row, values in enumerate([list(units.columns), *units.astype(object).values.tolist()], 1):
        for column, value in enumerate(values, 1):
            if value is None or value != value or value == "":
                continue
            cell = sheet.cell(row, column)
            put_text(cell, str(value))
            cell.number_format = "@"
            cell.font = Font(name="Tahoma", size=10, bold=row == 1)
    for column, name in enumerate(units.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 16)
    sheet.freeze_panes = "B2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
