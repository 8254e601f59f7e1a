"""Rows of a table that belong to no unit: totals, repeated or second header rows, the maxima."""

from __future__ import annotations

from data import vocabulary
from data.cells import CellScore, is_filled, read_cell
from data.layout import TALLEST_HEADER, Layout, indicator_of
from data.sheets import Sheet, typed_text
from data.text import clean, key
from scoring.rounding import judged
from scoring.scheme import Scheme
from scoring.totals import SCORED


def unit_texts(sheet: Sheet, row: int, layout: Layout) -> list[str]:
    """What stands in the unit columns of a row."""
    return [clean(typed_text(sheet.value(row, column))) for column in layout.unit_columns]


def is_total(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row whose unit cell (or, where that is empty, whose first text) is a word such as «جمع»."""
    texts = list(filter(None, unit_texts(sheet, row, layout)))
    columns = set(range(1, len(sheet.rows[row - 1]) + 1)) - set(layout.indicators.values())
    others = [text for column in sorted(columns) if isinstance(text := sheet.value(row, column), str) and clean(text)]
    return any(key(text) in vocabulary.words("rows", "totals") for text in texts or others[:1])


def is_header_again(sheet: Sheet, row: int, layout: Layout) -> bool:
    """A row that names most indicators over their columns once more, in whatever words."""
    same = sum(
        isinstance(text := sheet.value(row, column), str)
        and (key(text) == key(layout.header.name(column)) or indicator_of(text, layout.spellings) == code)
        for code, column in layout.indicators.items()
    )
    return 2 * same > len(layout.indicators)


def is_header_rest(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row right under the header that explains the columns: no unit, and only words that are no scores."""
    if not _may_be_header(sheet, row, layout):
        return False
    filled = [cell for _, cell in _cells(sheet, row, layout, scheme)]
    return bool(filled) and all(cell.problem == "not_number" for cell in filled)


def is_maxima(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> bool:
    """A row without a unit, right under the header, that gives the maximum of every indicator."""
    if not _may_be_header(sheet, row, layout):
        return False
    read = _cells(sheet, row, layout, scheme)
    return len(read) == len(scheme.indicators) and all(
        cell.mark == SCORED and judged(cell.points) == judged(maximum) for maximum, cell in read
    )


def _may_be_header(sheet: Sheet, row: int, layout: Layout) -> bool:
    return row < layout.header.bottom + TALLEST_HEADER and not any(unit_texts(sheet, row, layout))


def _cells(sheet: Sheet, row: int, layout: Layout, scheme: Scheme) -> list[tuple[float, CellScore]]:
    """(maximum, cell) of every filled score cell of a row."""
    return [
        (item.max_points, read_cell(sheet, row, layout.indicators[item.code], item))
        for item in scheme.indicators
        if is_filled(sheet, row, layout.indicators[item.code])
    ]
