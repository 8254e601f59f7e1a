"""A spreadsheet or CSV -> sheets of cells with their addresses. Nothing is interpreted here."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from zipfile import BadZipFile

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from data import preflight
from data.problems import WARNING, Problem, refusal
from data.text import clean

DELIMITERS = ",;\t"
LONGEST_CELL = 2_000
ERROR_TEXTS = frozenset("#REF! #DIV/0! #N/A #NAME? #NULL! #NUM! #VALUE! #SPILL! #CALC! #GETTING_DATA".split())
DATE, PERCENT, FORMULA, ERROR_VALUE = "date", "percent", "formula_without_value", "error_value"


@dataclass(frozen=True)
class Sheet:
    """rows[i][j] is the value (None, str, int, float or bool) of row i + 1, column j + 1; `special` says of a cell that
    its value isn't a plain one (date, percent, formula_without_value, error_value)."""

    name: str
    rows: list[list[object]]
    special: dict[tuple[int, int], str] = field(default_factory=dict)

    def value(self, row: int, column: int) -> object:
        """The value at a 1-based address; None outside."""
        values = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return values[column - 1] if 0 < column <= len(values) else None


@dataclass(frozen=True)
class Book:
    file_name: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[Problem, ...] = ()


def address(row: int, column: int) -> str:
    """(14, 4) -> 'D14'."""
    return f"{get_column_letter(column)}{row}"


def typed_text(value: object) -> str:
    """The text of a value as it stands in the file, at most 2,000 characters; empty for an empty cell."""
    if value is None:
        return ""
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)[:LONGEST_CELL]


def read_book(file_name: str, content: bytes) -> Book:
    """All visible sheets of an .xlsx, or a CSV as one sheet without a name. Raises Refused."""
    name = clean(PurePath(file_name.replace("\\", "/")).name)
    if not content.strip():
        raise refusal("file_empty")
    if content.startswith((preflight.ZIP_MAGIC, preflight.OLE_MAGIC)):
        return _read_xlsx(name, content)
    return Book(name, (_read_csv(content),))


def _read_xlsx(file_name: str, content: bytes) -> Book:
    measured = preflight.measure(content)
    try:
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
        formulas = openpyxl.load_workbook(io.BytesIO(content), keep_links=False) if measured.formulas else values
    except (BadZipFile, ValueError, KeyError, TypeError, AttributeError, SyntaxError, IndexError, EOFError) as error:
        raise refusal("file_broken") from error
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise refusal("no_sheet")
    active = measured.active_part
    warnings = [Problem("active_content", WARNING, slots={"part": active})] if active else []
    return Book(file_name, tuple(_sheet(sheet, formulas[sheet.title]) for sheet in visible), tuple(warnings))


def _sheet(sheet: Worksheet, formulas: Worksheet) -> Sheet:
    rows, special = [], {}
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row: list[object] = []
        for cell in cells:
            value, kind = _plain(cell.value, cell.number_format)
            if cell.value is None and formulas is not sheet and formulas.cell(number, cell.column).data_type == "f":
                value, kind = _formula(formulas.cell(number, cell.column).value), FORMULA
            if kind:
                special[number, cell.column] = kind
            row.append(value)
        rows.append(row)
    return Sheet(clean(sheet.title), rows, special)


def _formula(value: object) -> str:
    """The text of a formula; array formulas carry theirs inside."""
    return str(getattr(value, "text", value))


def _plain(value: object, number_format: str) -> tuple[object, str | None]:
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), DATE
    if isinstance(value, str):
        return (value, ERROR_VALUE) if value in ERROR_TEXTS else (value[:LONGEST_CELL], None)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in number_format:
        return value, PERCENT
    if value is None or isinstance(value, int | float):
        return value, None
    return str(value)[:LONGEST_CELL], None


def _read_csv(content: bytes) -> Sheet:
    if len(content) > preflight.MAX_FILE_BYTES:
        raise refusal("file_too_large", limit_mb=preflight.MAX_FILE_BYTES // 2**20)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise refusal("not_utf8") from error
    if "\0" in text:
        raise refusal("not_a_workbook")
    delimiter = max(DELIMITERS, key=text[:20_000].count)
    try:
        rows = [
            [value or None for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise refusal("file_broken") from error
    widest = max(map(len, rows), default=0)
    if len(rows) > preflight.MAX_ROWS or widest > preflight.MAX_COLUMNS or sum(map(len, rows)) > preflight.MAX_CELLS:
        limits = {"rows": preflight.MAX_ROWS, "columns": preflight.MAX_COLUMNS, "cells": preflight.MAX_CELLS}
        raise refusal("too_many_cells", **limits)
    return Sheet("", rows)
