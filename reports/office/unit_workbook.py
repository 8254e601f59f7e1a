"""The unit list as a workbook that the office edits: codes and months as text, so that no leading zero is lost."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from i18n.months import code
from i18n.words import Words
from reports.office.paper import first_sheet
from reports.office.text_cells import put_text

MONTHS = ("active_from", "active_to")
WIDTHS = {"name_fa": 44, "name_en": 40, "letter_recipient": 30, "aliases": 50}


def unit_table(units: pd.DataFrame) -> pd.DataFrame:
    """`questions.unit_list` with its months as 1399-07 (empty where open)."""
    months: dict[str, list[Any]] = {
        name: [None if pd.isna(month) else code(int(month)) for month in units[name]] for name in MONTHS
    }
    return units.astype(dict.fromkeys(months, object)).assign(**months)


def unit_workbook(units: pd.DataFrame, heads: Mapping[str, str], words: Words) -> bytes:
    """An .xlsx that the unit list can be read from again, its kinds and months in the language of the words. units: as
    `unit_table` gives them; heads: column -> what stands over it."""
    book = Workbook()
    sheet = first_sheet(book)
    sheet.title = words("units.sheet")
    sheet.sheet_view.rightToLeft = words.lang == "fa"
    first = [heads[name] for name in units.columns]
    for row, values in enumerate([first, *_written(units, words).values.tolist()], 1):
        for column, value in enumerate(values, 1):
            if value is None or value != value or value == "":
                continue
            cell = sheet.cell(row, column)
            put_text(cell, str(value))
            cell.number_format = "@"
            cell.font = Font(name="Tahoma", size=10, bold=row == 1)
    for column, name in enumerate(units.columns, 1):  # codes are narrow, names wide
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, 16)
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _written(units: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The list as it is typed in the language: kinds by their names, months with the language's digits."""
    typed = units.astype(object)
    if words.lang != "fa":
        return typed
    kinds = {kind: words(f"kind.{kind}.one") for kind in ("agency", "governorate")}
    months: dict[str, list[Any]] = {
        name: [None if pd.isna(month) else words.digits(month.replace("-", "/")) for month in typed[name]]
        for name in MONTHS
    }
    return typed.assign(kind=typed["kind"].map(lambda kind: kinds.get(kind, kind)), **months)
