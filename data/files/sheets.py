"""Cells as they stand in a file: sheets, addresses, what is not plain about a cell. Nothing is interpreted here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from data.problems import Problem
from data.text import clean

LONGEST_CELL = 2_000
MAX_FILE_BYTES = 10 * 2**20
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 20_000, 300, 600_000
SIZE_LIMITS = {"rows": MAX_ROWS, "columns": MAX_COLUMNS, "cells": MAX_CELLS}
DATE, PERCENT, FORMULA, ERROR_VALUE = SPECIAL = ("date", "percent", "formula_without_value", "error_value")
Place = tuple[int, int]
Value = str | int | float | bool | None  # of a cell; a parser leaves nothing else
_ERROR_TEXT = re.compile(r"#[^\W\d_][\w/ ]*[!?؟]?|Err:\d+|#{2,}", re.I)


@dataclass(frozen=True)
class Sheet:
    """rows[i][j] is the value (None, str, int, float or bool) of row i + 1, column j + 1; `special` says of a cell that
    its value isn't a plain one (date, percent, formula_without_value, error_value). Rows, columns and cells count from
    1. `notes`, `struck` and `coloured` are the cells that bear a note, are struck out or stand on a colour; `merged`
    the blocks (top, left, bottom, right) of merged cells. `whole`: cells a part of whose text is struck out, raised or
    lowered -> the text with that part (their value is the rest). `shown`: numbers that the file shows as something
    else -> what it shows (see `number_formats.shown`). `is_turned`: rows and columns stand the other way in the
    file. `is_delimited`: nothing but separators says in which column a value stands."""

    name: str
    rows: list[list[Value]]
    special: dict[Place, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    notes: frozenset[Place] = frozenset()
    struck: frozenset[Place] = frozenset()
    coloured: frozenset[Place] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    whole: dict[Place, str] = field(default_factory=dict)
    shown: dict[Place, str] = field(default_factory=dict)
    is_turned: bool = False
    is_delimited: bool = False

    def value(self, row: int, column: int) -> Value:
        """The value at a 1-based address; None outside."""
        values = self.rows[row - 1] if 0 < row <= len(self.rows) else []
        return values[column - 1] if 0 < column <= len(values) else None

    def place(self, row: int, column: int) -> Place:
        """Where a cell stands in the file."""
        return (column, row) if self.is_turned else (row, column)

    def address(self, row: int, column: int) -> str:
        """The address of a cell in the file, such as D14."""
        return address(*self.place(row, column))

    def turned(self) -> Sheet:
        """The same cells with rows and columns exchanged; addresses stay those of the file."""
        width = max(map(len, self.rows), default=0)
        return replace(
            self,
            rows=[[self.value(row, column) for row in range(1, len(self.rows) + 1)] for column in range(1, width + 1)],
            special={(column, row): kind for (row, column), kind in self.special.items()},
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
            notes=_exchanged(self.notes),
            struck=_exchanged(self.struck),
            coloured=_exchanged(self.coloured),
            merged=tuple((left, top, right, bottom) for top, left, bottom, right in self.merged),
            whole={(column, row): text for (row, column), text in self.whole.items()},
            shown={(column, row): text for (row, column), text in self.shown.items()},
            is_turned=not self.is_turned,
        )


@dataclass(frozen=True)
class Book:
    """The visible sheets of a file; `warnings` are of the file as a whole."""

    file_name: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[Problem, ...] = ()


def _exchanged(places: frozenset[Place]) -> frozenset[Place]:
    return frozenset((column, row) for row, column in places)


def column_letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """(14, 4) -> 'D14'."""
    return f"{column_letters(column)}{row}"


def address_ranges(places: Iterable[Place]) -> list[str]:
    """Addresses of cells in their order, neighbours in a row as one range: C3:V3."""
    found: list[tuple[int, int, int]] = []  # row, first and last column
    for row, column in sorted(set(places)):
        if found and found[-1][0] == row and found[-1][2] == column - 1:
            found[-1] = row, found[-1][1], column
        else:
            found.append((row, column, column))
    return [address(row, first) + (f":{address(row, last)}" if last > first else "") for row, first, last in found]


def is_error_text(text: str) -> bool:
    """Whether a text is what a spreadsheet shows instead of a value: #N/A, #ref!, #NV, Err:508, ####."""
    return bool(_ERROR_TEXT.fullmatch(text.strip()))


def typed_text(value: object) -> str:
    """The text of a value as it stands in the file, at most 2,000 characters; empty for an empty cell."""
    if value is None:
        return ""
    return ("TRUE" if value else "FALSE") if isinstance(value, bool) else str(value)[:LONGEST_CELL]


def shown_text(value: object) -> str:
    """The text of a value as it may be shown anywhere: cleaned, so that nothing in it turns or hides what is around."""
    return clean(typed_text(value))
