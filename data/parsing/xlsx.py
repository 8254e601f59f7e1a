"""Excel workbooks (.xlsx, .xlsm) by openpyxl, after they were measured."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from data.parsing import preflight
from data.problems import WARNING, Problem, refusal
from data.sheets import DATE, ERROR_VALUE, FORMULA, LONGEST_CELL, MAX_COLUMNS, PERCENT, Book, Place, Sheet
from data.text import clean

ERROR_TEXTS = frozenset("#REF! #DIV/0! #N/A #NAME? #NULL! #NUM! #VALUE! #SPILL! #CALC! #GETTING_DATA".split())
NO_COLOURS = frozenset({"00000000", "FFFFFFFF", "00FFFFFF"})


def read(file_name: str, content: bytes) -> Book:
    """The visible sheets. Raises Refused, and whatever openpyxl raises for a damaged file."""
    measured = preflight.measure(content)
    if measured.is_strict:
        raise refusal("strict_workbook")
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(io.BytesIO(content), keep_links=False) if measured.formulas else values
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise refusal("no_sheet")
    hidden = [clean(sheet.title) for sheet in values.worksheets if sheet.sheet_state != "visible"]
    sheets = tuple(_sheet(sheet, formulas[sheet.title]) for sheet in visible)
    return Book(file_name, sheets, (*measured.warnings(), *hidden_sheets(hidden)))


def hidden_sheets(names: list[str]) -> Iterator[Problem]:
    """The warning that names the sheets that were not read."""
    if names:
        yield Problem("hidden_sheets", WARNING, value=", ".join(names))


def _sheet(sheet: Worksheet, formulas: Worksheet) -> Sheet:
    looks = _Looks()
    rows, special, notes = [], {}, set()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        row: list[object] = []
        for cell in cells:
            value, kind = plain(cell.value, looks.number_format(cell))
            if cell.value is None and formulas is not sheet and formulas.cell(number, cell.column).data_type == "f":
                value, kind = _formula(formulas.cell(number, cell.column).value), FORMULA
            if kind:
                special[number, cell.column] = kind
            if value is not None:
                looks.note(cell, (number, cell.column))
            if getattr(cell, "comment", None) is not None:
                notes.add((number, cell.column))
            row.append(value)
        rows.append(row)
    hidden_rows = frozenset(number for number, row in sheet.row_dimensions.items() if row.hidden)
    merged = tuple((block.min_row, block.min_col, block.max_row, block.max_col) for block in sheet.merged_cells.ranges)
    return Sheet(
        clean(sheet.title),
        rows,
        special,
        hidden_rows,
        _hidden_columns(sheet),
        frozenset(notes),
        frozenset(looks.struck),
        frozenset(looks.coloured),
        tuple(sorted(merged)),
    )


class _Looks:
    """Number format, strike-through and colour of cells; each style is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, bool, bool]] = {}
        self.struck: set[Place] = set()
        self.coloured: set[Place] = set()

    def _of(self, cell: Cell) -> tuple[str, bool, bool]:
        if not cell.has_style:
            return "General", False, False
        if cell.style_id not in self._known:
            fill = cell.fill
            colour = fill.fgColor.rgb if fill.fgColor.type == "rgb" else "theme"
            is_coloured = fill.fill_type == "solid" and colour not in NO_COLOURS
            self._known[cell.style_id] = cell.number_format, bool(cell.font.strike), is_coloured
        return self._known[cell.style_id]

    def number_format(self, cell: Cell) -> str:
        return self._of(cell)[0]

    def note(self, cell: Cell, place: Place) -> None:
        _, is_struck, is_coloured = self._of(cell)
        if is_struck:
            self.struck.add(place)
        if is_coloured:
            self.coloured.add(place)


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """A dimension may stand for a range of columns."""
    ranges = [(columns.min or 0, columns.max or 0) for columns in sheet.column_dimensions.values() if columns.hidden]
    return frozenset(column for first, last in ranges for column in range(first, min(last, MAX_COLUMNS) + 1))


def _formula(value: object) -> str:
    """The text of a formula; array formulas carry theirs inside."""
    return str(getattr(value, "text", value))[:LONGEST_CELL]


def plain(value: object, number_format: str) -> tuple[object, str | None]:
    """A value as a sheet holds it, and what is special about it."""
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), DATE
    if isinstance(value, str):
        return (value, ERROR_VALUE) if value in ERROR_TEXTS else (value[:LONGEST_CELL] or None, None)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in number_format:
        return value, PERCENT
    if value is None or isinstance(value, int | float):
        return value, None
    return str(value)[:LONGEST_CELL], None
