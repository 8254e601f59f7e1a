"""What every workbook of ours needs of its library: its first sheet, and sheets that fit onto paper."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def first_sheet(book: Workbook) -> Worksheet:
    """The sheet that a new workbook begins with."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def fit_to_width(sheet: Worksheet) -> None:
    """As wide as a sheet of A4 on its side, on as many pages as it takes."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    properties = sheet.sheet_properties.pageSetUpPr
    assert properties is not None  # a sheet is made with them
    sheet.page_setup.fitToHeight, properties.fitToPage = 0, True
