"""What is odd about a table without making a score unreadable: each a warning that names the cells.

Rows and columns that are hidden are read like all others; notes on cells are not; a total that the file itself gives is
compared with ours and never taken over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data import text, vocabulary
from data.cells import CellScore
from data.layout import Layout
from data.problems import ERROR, WARNING, Problem
from data.text import key
from data.units import Unit
from data.workbook import Sheet, address, typed_text
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import SCORED

MOST_NAMED = 12
FEWEST_CELLS = 10  # fewer scores than this can all lie below 1 by chance


@dataclass(frozen=True)
class ReadRow:
    """A row of a unit with its cells in the order of the scheme."""

    number: int
    unit: Unit
    cells: list[CellScore]


def oddities(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow], scheme: Scheme) -> list[Problem]:
    """Every oddity of one table, as warnings."""
    found = (_hidden(sheet, layout, rows), _notes(sheet, layout, rows), _own_totals(sheet, layout, rows, scheme))
    return [problem for problems in (*found, _scale(sheet, rows, scheme)) for problem in problems]


def _named(cells: Iterable[str]) -> str:
    """Up to twelve addresses, then how many more."""
    listed = list(cells)
    more = f" … (+{len(listed) - MOST_NAMED})" if len(listed) > MOST_NAMED else ""
    return " ".join(listed[:MOST_NAMED]) + more


def _hidden(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow]) -> Iterator[Problem]:
    hidden_rows = [str(row.number) for row in rows if row.number in sheet.hidden_rows]
    if hidden_rows:
        yield Problem("hidden_rows", WARNING, sheet.name, value=_named(hidden_rows))
    read = [*layout.indicators.values(), *layout.name_columns, *([layout.code_column] if layout.code_column else [])]
    letters = [address(1, column).rstrip("1") for column in sorted(read) if column in sheet.hidden_columns]
    if letters:
        yield Problem("hidden_columns", WARNING, sheet.name, value=_named(letters))


def _notes(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow]) -> Iterator[Problem]:
    columns, numbers = set(layout.indicators.values()), {row.number for row in rows}
    places = sorted(place for place in sheet.notes if place[0] in numbers and place[1] in columns)
    if places:
        yield Problem("notes_ignored", WARNING, sheet.name, value=_named(address(*place) for place in places))


def _own_totals(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow], scheme: Scheme) -> Iterator[Problem]:
    """The file's own total of a row is the sum of its points or their percent, as far as its decimals say."""
    header = sheet.rows[layout.header_row - 1]
    words = vocabulary.words("headers", "own_totals")
    columns = [column for column, value in enumerate(header, 1) if key(typed_text(value)) in words]
    for row in rows:
        if any(cell.problem and cell.severity == ERROR for cell in row.cells):
            continue
        points, percent = _sums(row.cells, scheme)
        for column in columns:
            given = _number(sheet, row.number, column)
            if given is None or any(_equal(given, ours) for ours in (points, percent)):
                continue
            slots = {
                "unit_fa": row.unit.name_fa,
                "unit_en": row.unit.name_en,
                "points": points,
                "percent": math.floor(10 * percent + 0.5) / 10,
            }
            typed = typed_text(sheet.value(row.number, column))
            yield Problem("total_differs", WARNING, sheet.name, address(row.number, column), typed, slots)


def _sums(cells: Sequence[CellScore], scheme: Scheme) -> tuple[float, float]:
    """Sum of the scored points, and its percent of their maxima (0 where nothing is scored)."""
    scored = [(cell.points, item) for cell, item in zip(cells, scheme.indicators, strict=True) if cell.mark == SCORED]
    points = math.fsum(value for value, _ in scored)
    ceiling = math.fsum(item.max_points for _, item in scored)
    return float(judged(points)), 100 * points / ceiling if ceiling else 0.0


def _number(sheet: Sheet, row: int, column: int) -> float | None:
    value = sheet.value(row, column)
    if (row, column) in sheet.special or value is None or isinstance(value, bool):
        return None
    try:
        return text.number(value) if isinstance(value, str) else float(value)
    except (text.NotANumber, OverflowError):
        return None


def _equal(given: float, ours: float) -> bool:
    """Equal within half a unit of the last decimal that the file gives (one decimal at most is asked of a percent)."""
    decimals = min(len(text.canonical(given).partition(".")[2]), 6)
    return abs(given - ours) <= 0.5 * 10**-decimals + 1e-9


def _scale(sheet: Sheet, rows: Sequence[ReadRow], scheme: Scheme) -> Iterator[Problem]:
    """Every score of the table lies between 0 and 1, though its maximum is higher: perhaps shares instead of points."""
    scored = [
        (cell.points, item.max_points)
        for row in rows
        for cell, item in zip(row.cells, scheme.indicators, strict=True)
        if cell.mark == SCORED and item.max_points > 1
    ]
    values = [points for points, _ in scored]
    if len(values) >= FEWEST_CELLS and max(values) <= 1 and any(0 < value < 1 for value in values):
        yield Problem("scale_suspicious", WARNING, sheet.name)
