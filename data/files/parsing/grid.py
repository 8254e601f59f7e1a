"""What every parser of workbooks fills: the cells of one sheet, within the limits, and what is not plain about them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from openpyxl.styles.numbers import is_date_format

from data.files.parsing.number_formats import shown
from data.files.sheets import (
    DATE,
    ERROR_VALUE,
    LONGEST_CELL,
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_ROWS,
    PERCENT,
    SIZE_LIMITS,
    Place,
    Sheet,
    Value,
)
from data.problems import WARNING, Problem, refusal
from data.text import clean

ERROR_TEXTS = frozenset("#REF! #DIV/0! #N/A #NAME? #NULL! #NUM! #VALUE! #SPILL! #CALC! #GETTING_DATA".split())
MOST_MERGED = 20_000  # blocks of merged cells of a sheet; they may cover as many cells as a sheet may have
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
Block = tuple[int, int, int, int]


class Grid:
    """Collects the cells of a sheet. Rows and columns count from 1; empty cells are not put in."""

    def __init__(self, name: str):
        self.name = clean(name)
        self._rows: dict[int, dict[int, Value]] = defaultdict(dict)
        self._special: dict[Place, str] = {}
        self._count = 0
        self.notes: set[Place] = set()
        self.struck: set[Place] = set()
        self.coloured: set[Place] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Block] = []
        self.whole: dict[Place, str] = {}
        self.shown: dict[Place, str] = {}

    def put(
        self, row: int, column: int, value: Value, kind: str | None = None, number_format: str = "", whole: str = ""
    ) -> None:
        """A cell with its value; `whole` as in `Sheet`. Raises Refused where the sheet grows too large."""
        if value is None:
            return
        self._count += 1
        if row > MAX_ROWS or column > MAX_COLUMNS or self._count > MAX_CELLS:
            raise refusal("too_many_cells", sheet=self.name, **SIZE_LIMITS)
        self._rows[row][column] = value
        if kind:
            self._special[row, column] = kind
        elif number_format and isinstance(value, int | float) and not isinstance(value, bool):
            self.show(row, column, shown(value, number_format))
        if whole:
            self.whole[row, column] = whole[:LONGEST_CELL]

    def show(self, row: int, column: int, text: str | None) -> None:
        """What the file shows in a cell instead of its number; None where it shows that."""
        if text is not None:
            self.shown[row, column] = clean(text)

    def hide_columns(self, first: int, last: int) -> None:
        self.hidden_columns |= set(range(first, min(last, MAX_COLUMNS) + 1))

    def sheet(self) -> Sheet:
        """The sheet; what lies under a merged block is gone, as it is for the eye."""
        self._refuse_merged()
        for block in self.merged:
            self._uncover(block)
        rows = [self._row(number) for number in range(1, max(self._rows, default=0) + 1)]
        hidden_rows = frozenset(row for row in self.hidden_rows if row <= MAX_ROWS)
        marks = (frozenset(self.notes), frozenset(self.struck), frozenset(self.coloured))
        merged, columns = tuple(sorted(self.merged)), frozenset(self.hidden_columns)
        return Sheet(self.name, rows, self._special, hidden_rows, columns, *marks, merged, self.whole, self.shown)

    def _refuse_merged(self) -> None:
        """Raises Refused where blocks of merged cells are too many, or cover more than a sheet can hold."""
        deepest, widest = max(self._rows, default=0), max(map(max, self._rows.values()), default=0)
        covered = sum(
            max(0, min(bottom, deepest) - top + 1) * max(0, min(right, widest) - left + 1)
            for top, left, bottom, right in self.merged[: MOST_MERGED + 1]
        )
        if len(self.merged) > MOST_MERGED or covered > MAX_CELLS:
            raise refusal("too_many_merged", sheet=self.name, most=MOST_MERGED)

    def _row(self, number: int) -> list[Value]:
        cells = self._rows.get(number, {})
        return [cells.get(column) for column in range(1, max(cells, default=0) + 1)]

    def _uncover(self, block: Block) -> None:
        top, left, bottom, right = block
        for row in [number for number in range(top, min(bottom, MAX_ROWS) + 1) if number in self._rows]:
            for column in [column for column in self._rows[row] if left <= column <= right]:
                if (row, column) != (top, left):
                    del self._rows[row][column]
                    for places in (self._special, self.whole, self.shown):
                        places.pop((row, column), None)


def special_format(number_format: str) -> str | None:
    """What a number format makes of a number: a percentage, a date or a time; None where it stays a number."""
    if "%" in number_format:
        return PERCENT
    return DATE if _ELAPSED.search(number_format) or is_date_format(number_format) else None


def plain(value: object, number_format: str = "") -> tuple[Value, str | None]:
    """A value as a sheet holds it, and what is special about it."""
    if isinstance(value, datetime | date | time | timedelta):
        return str(value), DATE
    if isinstance(value, str):
        return (value, ERROR_VALUE) if value in ERROR_TEXTS else (value[:LONGEST_CELL] or None, None)
    if value is None or isinstance(value, bool):
        return value, None
    if isinstance(value, int | float):
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return whole, special_format(number_format) if number_format else None
    return str(value)[:LONGEST_CELL], None


def unmarked(runs: Sequence[tuple[str, bool]]) -> tuple[str, str]:
    """The text of a cell from its runs (text, whether it is struck out, raised or lowered): the part without a mark
    and, where there is another one too, the whole. A text that bears the mark all through has no such parts."""
    whole = "".join(text for text, _ in runs)
    plain_ones = "".join(text for text, is_marked in runs if not is_marked)
    return (plain_ones, whole) if clean(plain_ones) and clean(plain_ones) != clean(whole) else (whole, "")


def hidden_sheets(names: Iterable[str]) -> list[Problem]:
    """The warning that names the sheets that were not read."""
    cleaned = [clean(name) for name in names]
    return [Problem("hidden_sheets", WARNING, value=", ".join(cleaned))] if cleaned else []
