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
PERSIAN_LETTERS = "پچژکگی"
LEAST_ARABIC_SHARE = 0.8  # of the letters beyond ASCII
ERROR_TEXTS = frozenset("#REF! #DIV/0! #N/A #NAME? #NULL! #NUM! #VALUE! #SPILL! #CALC! #GETTING_DATA".split())
DATE, PERCENT, FORMULA, ERROR_VALUE = "date", "percent", "formula_without_value", "error_value"


@dataclass(frozen=True)
class Sheet:
    """rows[i][j] is the value (None, str, int, float or bool) of row i + 1, column j + 1; `special` says of a cell that
    its value isn't a plain one (date, percent, formula_without_value, error_value). Rows, columns and cells (`notes`:
    those that bear a note) count from 1."""

    name: str
    rows: list[list[object]]
    special: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: frozenset[tuple[int, int]] = frozenset()

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
    return _read_csv(name, content)


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
    rows, special, notes = [], {}, set()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row: list[object] = []
        for cell in cells:
            value, kind = _plain(cell.value, cell.number_format)
            if cell.value is None and formulas is not sheet and formulas.cell(number, cell.column).data_type == "f":
                value, kind = _formula(formulas.cell(number, cell.column).value), FORMULA
            if kind:
                special[number, cell.column] = kind
            if cell.comment is not None:
                notes.add((number, cell.column))
            row.append(value)
        rows.append(row)
    hidden_rows = frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden)
    return Sheet(clean(sheet.title), rows, special, hidden_rows, _hidden_columns(sheet), frozenset(notes))


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """A dimension may stand for a range of columns."""
    ranges = [(columns.min or 0, columns.max or 0) for columns in sheet.column_dimensions.values() if columns.hidden]
    return frozenset(column for first, last in ranges for column in range(first, min(last, preflight.MAX_COLUMNS) + 1))


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


def _read_csv(name: str, content: bytes) -> Book:
    if len(content) > preflight.MAX_FILE_BYTES:
        raise refusal("file_too_large", limit_mb=preflight.MAX_FILE_BYTES // 2**20)
    text, warnings = _decoded(content)
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
    return Book(name, (Sheet("", rows),), warnings)


def _decoded(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """UTF-8 or UTF-16; else windows-1256, the old Persian one, where that gives Arabic letters (with a warning: the
    bytes themselves can't tell). Raises Refused `not_utf8`."""
    try:
        return content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"), ()
    except UnicodeDecodeError as error:
        text = content.decode("cp1256", errors="replace")
        letters = sum("\u0620" <= character <= "\u064a" or character in PERSIAN_LETTERS for character in text)
        others = sum(character.isalpha() and character > "\x7f" for character in text)
        if letters < LEAST_ARABIC_SHARE * max(others, 1) or "\ufffd" in text:
            raise refusal("not_utf8") from error
        return text, (Problem("read_as_1256", WARNING),)
