"""What is odd about a table without making a score unreadable: each a warning that names the cells.

Rows and columns that are hidden are read like all others; notes, colours and strike-through are not; totals, ranks and
levels that the file itself gives are compared with ours and never taken over.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data import text, vocabulary
from data.files.sheets import Place, Sheet, column_letters, shown_text, typed_text
from data.problems import ERROR, WARNING, Problem
from data.reading.header.score_layout import Layout, domain_names
from data.reading.score_cells import CellScore, says_words
from data.text import key
from data.units.units import Unit
from scoring.ranks import competition_ranks
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import SCORED, month_results

MOST_NAMED = 12
FEWEST_CELLS = 10  # fewer scores than this can all lie below 1 by chance
MOST_COLOURED_SHARE = 0.25  # of the filled score cells; more is a pattern of the sheet


@dataclass(frozen=True)
class ReadRow:
    """A row of a unit with its cells in the order of the scheme."""

    number: int
    unit: Unit
    cells: list[CellScore]


def oddities(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow], scheme: Scheme) -> list[Problem]:
    """Every oddity of one table, as warnings."""
    found = (
        _hidden(sheet, layout, rows),
        _looks(sheet, layout, rows),
        _own_totals(sheet, layout, rows, scheme),
        _own_standings(sheet, layout, rows, scheme),
        _scale(sheet, rows, scheme),
    )
    return [problem for problems in found for problem in problems]


def named(cells: Iterable[str]) -> str:
    """Up to twelve addresses, then how many more."""
    listed = list(cells)
    more = f" … (+{len(listed) - MOST_NAMED})" if len(listed) > MOST_NAMED else ""
    return " ".join(listed[:MOST_NAMED]) + more


def _hidden(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow]) -> Iterator[Problem]:
    read_rows = sorted({row.number for row in rows} & sheet.hidden_rows)
    read_columns = sorted({*layout.indicators.values(), *layout.unit_columns} & sheet.hidden_columns)
    if sheet.is_turned:
        read_rows, read_columns = read_columns, read_rows
    if read_rows:
        yield Problem("hidden_rows", WARNING, sheet.name, value=named(map(str, read_rows)))
    if read_columns:
        yield Problem("hidden_columns", WARNING, sheet.name, value=named(map(column_letters, read_columns)))


def _looks(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow]) -> Iterator[Problem]:
    """Notes, strike-through and colours on score cells; number formats that hide or add something."""
    scores = {(row.number, column) for row in rows for column in layout.indicators.values()}
    coloured = sheet.coloured & scores
    if len(coloured) > MOST_COLOURED_SHARE * len(scores):
        coloured = frozenset()
    for code, places in (
        ("notes_ignored", sheet.notes & scores),
        ("struck_ignored", sheet.struck & scores),
        ("colours_ignored", coloured),
        ("format_hides", {place for place, seen in sheet.shown.items() if not seen} & scores),
        ("format_adds", {place for place, seen in sheet.shown.items() if seen and not says_words(seen)} & scores),
    ):
        if places:
            yield Problem(code, WARNING, sheet.name, value=named(_addresses(sheet, places)))


def _addresses(sheet: Sheet, places: Iterable[Place]) -> Iterator[str]:
    return (sheet.address(*place) for place in sorted(places))


def _own_columns(layout: Layout, list_: str) -> list[int]:
    words = vocabulary.words("headers", list_)
    return [column for column in range(1, len(layout.header.texts) + 1) if key(layout.header.name(column)) in words]


def _own_totals(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow], scheme: Scheme) -> Iterator[Problem]:
    """The file's own total of a row is the sum of its points or their percent, as far as its decimals say. (A column
    «جمع» under the name of a domain is that one's.)"""
    domains = domain_names(scheme)
    for column in _own_columns(layout, "own_totals"):
        if any(key(text) in domains for texts in layout.header.over[column - 1 : column] for text in texts):
            continue
        for row in rows:
            if any(cell.problem and cell.severity == ERROR for cell in row.cells):
                continue
            points, percent = _sums(row.cells, scheme)
            given = _number(sheet, row.number, column)
            if given is None or any(_equal(given, ours) for ours in (points, percent)):
                continue
            slots = {"points": points, "percent": math.floor(10 * percent + 0.5) / 10}
            yield _differs("total_differs", sheet, row, column, slots)


def _differs(code: str, sheet: Sheet, row: ReadRow, column: int, slots: Mapping[str, object]) -> Problem:
    names = {"unit_fa": row.unit.name_fa, "unit_en": row.unit.name_en}
    value = shown_text(sheet.value(row.number, column))
    return Problem(code, WARNING, sheet.name, sheet.address(row.number, column), value, {**names, **slots})


def _own_standings(sheet: Sheet, layout: Layout, rows: Sequence[ReadRow], scheme: Scheme) -> Iterator[Problem]:
    """The file's own levels and ranks. A rank may count within the kind or over the whole table; where most differ
    both ways, it counts something else and one cell speaks for the column."""
    bands, ranks = _own_columns(layout, "own_bands"), _own_columns(layout, "own_ranks")
    if not rows or not bands + ranks:
        return
    results = _results(rows, scheme)
    levels = {key(name): band.code for band in scheme.bands for name in (band.code, band.name_fa, band.name_en)}
    for column in bands:
        for row, ours in zip(rows, results["band"], strict=True):
            given = levels.get(key(typed_text(sheet.value(row.number, column))))
            if given and ours and given != ours:
                band = scheme.band_by_code[ours]
                yield _differs("band_differs", sheet, row, column, {"name_fa": band.name_fa, "name_en": band.name_en})
    everyone = competition_ranks(results["total"], [""] * len(results))
    for column in ranks:
        said = [_number(sheet, row.number, column) for row in rows]
        wrong = min((_wrong_ranks(said, own, rows) for own in (results["rank"], everyone)), key=len)
        for row, ours in wrong if 2 * len(wrong) <= len(rows) else wrong[:1]:
            yield _differs("rank_differs", sheet, row, column, {"rank": ours})


def _results(rows: Sequence[ReadRow], scheme: Scheme) -> pd.DataFrame:
    """What the rows alone would give; `unit` is the row. A wrong score counts as not reported."""
    cells = [
        (row.number, item.code, cell.points, cell.mark)
        for row in rows
        for cell, item in zip(row.cells, scheme.indicators, strict=True)
    ]
    scores = pd.DataFrame(cells, columns=["unit", "indicator", "points", "mark"])
    listed = pd.DataFrame({"unit": [row.number for row in rows], "kind": [row.unit.kind for row in rows]})
    return month_results(scores, listed, scheme).units


def _wrong_ranks(
    given: Sequence[float | None], own: Iterable[int], rows: Sequence[ReadRow]
) -> list[tuple[ReadRow, int]]:
    pairs = zip(rows, given, own, strict=True)
    return [(row, int(ours)) for row, rank, ours in pairs if rank is not None and not pd.isna(ours) and rank != ours]


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
    if not math.isfinite(given):
        return False
    decimals = min(len(text.canonical(given).partition(".")[2]), 6)
    step: float = 10**-decimals
    return abs(given - ours) <= 0.5 * step + 1e-9


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
